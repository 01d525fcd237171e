package game

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// An EffectID names an effect: a lasting bonus that a player has crafted.
type EffectID string

// The effects. Each makes one thing better.
const (
	CakeDay       EffectID = "cakeday"      // flakes for each claim, paid with /daily
	HolyGrail     EffectID = "holygrail"    // more vials from liquefying
	WolfOfHyejoo  EffectID = "wolfofhyejoo" // cashback for auctions won, in percent
	LambOfHyejoo  EffectID = "lambhyejoo"   // more for auctions sold, in percent
	CherryBlossom EffectID = "cherrybloss"  // cheaper forging, in percent
	RulerJeanne   EffectID = "rulerjeanne"  // minutes between two /daily
	YouthYouth    EffectID = "youthyouth"   // more for work, in percent
	KissLater     EffectID = "kisslater"    // more exp from /levelup, in percent
)

// Effects are all effects, in the order in which they are shown.
func Effects() []EffectID {
	return []EffectID{CakeDay, HolyGrail, WolfOfHyejoo, LambOfHyejoo, CherryBlossom, RulerJeanne, YouthYouth, KissLater}
}

// maxTier is the highest tier of an effect.
const maxTier = 5

// An Effect is what a player has of an effect. Its tier stays when its time is
// over: crafting it again brings it back as it was.
type Effect struct {
	ID       EffectID
	Tier     int   // 1 to 5
	Progress int64 // towards the next tier
	Until    time.Time
}

// Active reports whether the effect is at work.
func (e Effect) Active(now time.Time) bool { return now.Before(e.Until) }

// EffectRules are what effects do, by their tier.
type EffectRules struct {
	CakeDay       []int64 `toml:"cakeday" doc:"Flakes for each claim since the last /daily, by tier 1 to 5."`
	HolyGrail     []int64 `toml:"holygrail" doc:"Vials more for each card liquefied."`
	WolfOfHyejoo  []int64 `toml:"wolfofhyejoo" doc:"Percent of the price of an auction won that come back."`
	LambOfHyejoo  []int64 `toml:"lambhyejoo" doc:"Percent of the price of an auction sold that come on top."`
	CherryBlossom []int64 `toml:"cherrybloss" doc:"Percent by which forging is cheaper."`
	RulerJeanne   []int64 `toml:"rulerjeanne" doc:"Minutes between two /daily."`
	YouthYouth    []int64 `toml:"youthyouth" doc:"Percent more for work."`
	KissLater     []int64 `toml:"kisslater" doc:"Percent more exp from /levelup."`

	AuctionMost int64 `toml:"auction_most" doc:"Most flakes that Wolf or Lamb of Hyejoo bring for one auction, so that two players cannot make riches by selling to each other; 0 is no limit."`
}

func defaultEffectRules() EffectRules {
	return EffectRules{
		CakeDay:       []int64{10, 25, 45, 70, 100},
		HolyGrail:     []int64{5, 10, 20, 40, 70},
		WolfOfHyejoo:  []int64{2, 4, 6, 8, 10},
		LambOfHyejoo:  []int64{2, 4, 6, 8, 10},
		CherryBlossom: []int64{20, 30, 40, 50, 50},
		RulerJeanne:   []int64{1170, 1140, 1110, 1080, 1020},
		YouthYouth:    []int64{10, 20, 30, 40, 50},
		KissLater:     []int64{5, 10, 15, 20, 30},
		AuctionMost:   5000,
	}
}

// values are the values of an effect by tier.
func (r *EffectRules) values(id EffectID) []int64 {
	switch id {
	case CakeDay:
		return r.CakeDay
	case HolyGrail:
		return r.HolyGrail
	case WolfOfHyejoo:
		return r.WolfOfHyejoo
	case LambOfHyejoo:
		return r.LambOfHyejoo
	case CherryBlossom:
		return r.CherryBlossom
	case RulerJeanne:
		return r.RulerJeanne
	case YouthYouth:
		return r.YouthYouth
	case KissLater:
		return r.KissLater
	}
	return nil
}

func (r *EffectRules) check() error {
	for _, id := range Effects() {
		v := r.values(id)
		if len(v) != maxTier || slices.Min(v) < 0 {
			return fmt.Errorf("effect.%s: write five numbers, for tier 1 to 5, none of them negative", id)
		}
		if (id == WolfOfHyejoo || id == LambOfHyejoo) && slices.Max(v) > 100 {
			return fmt.Errorf("effect.%s: no more than 100 percent of a price can be given", id)
		}
	}
	if r.AuctionMost < 0 {
		return errors.New("effect.auction_most: must not be negative; 0 is no limit")
	}
	return nil
}

// growsBy is the deed that moves the progress of an effect.
func (id EffectID) growsBy() DeedKind {
	switch id {
	case CakeDay:
		return DeedClaim
	case HolyGrail:
		return DeedLiquefy
	case WolfOfHyejoo:
		return DeedSpend
	case LambOfHyejoo:
		return DeedProceeds
	case CherryBlossom:
		return DeedForge
	case RulerJeanne:
		return DeedDaily
	case YouthYouth:
		return DeedWork
	case KissLater:
		return DeedLevelUp
	}
	return ""
}

// bonus is the value of the player's effect, or 0 when it is not at work.
func (g *Game) bonus(r Reader, p PlayerID, id EffectID, now time.Time) (int64, error) {
	effects, err := r.Effects(p)
	if err != nil {
		return 0, err
	}
	for _, e := range effects {
		if e.ID == id && e.Active(now) {
			return g.rules.Effect.at(id, e.Tier), nil
		}
	}
	return 0, nil
}

// at is the value of an effect at a tier, or 0.
func (r *EffectRules) at(id EffectID, tier int) int64 {
	v := r.values(id)
	if tier < 1 || len(v) == 0 {
		return 0
	}
	return v[min(tier, len(v))-1]
}
