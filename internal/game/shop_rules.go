package game

import (
	"errors"
	"fmt"
	"time"

	"gohye/internal/ledger"
)

// A GoodID names something that the shop sells the recipe of: an effect or an
// item. It is the effect's id, or the unit in which the item's uses are counted.
type GoodID string

// Items are all items, in the order in which they are shown.
func Items() []ledger.Unit {
	return []ledger.Unit{ledger.SpaceUnity, ledger.JudgeDay, ledger.Walpurgis, ledger.ClaimRecall}
}

// Goods are everything that the shop sells: effects, then items.
func Goods() []GoodID {
	var all []GoodID
	for _, e := range Effects() {
		all = append(all, GoodID(e))
	}
	for _, i := range Items() {
		all = append(all, GoodID(i))
	}
	return all
}

// Item is the unit of an item's uses; ok is false for an effect.
func (id GoodID) Item() (unit ledger.Unit, ok bool) {
	for _, i := range Items() {
		if GoodID(i) == id {
			return i, true
		}
	}
	return "", false
}

// ShopRules are what the shop sells, and what it makes.
type ShopRules struct {
	Lasts            Duration `toml:"lasts" doc:"How long a crafted effect lasts. Crafting it again adds as much."`
	Exclude          []string `toml:"exclude" doc:"Collections of which neither a recipe nor Space Unity takes cards, besides promos and fragments."`
	SpaceUnityStars  int      `toml:"space_unity_stars" doc:"Most stars of a card that Space Unity brings."`
	WalpurgisClaims  int      `toml:"walpurgis_claims" doc:"Claims that Walpurgis Night takes back from the price of the next one."`
	ClaimRecallCount int      `toml:"claim_recall_claims" doc:"Claims that Claim Recall takes back from the price of the next one."`

	CakeDay       EffectOffer `toml:"cakeday" doc:"Cake Day"`
	HolyGrail     EffectOffer `toml:"holygrail" doc:"Holy Grail"`
	WolfOfHyejoo  EffectOffer `toml:"wolfofhyejoo" doc:"Wolf of Hyejoo"`
	LambOfHyejoo  EffectOffer `toml:"lambhyejoo" doc:"Lamb of Hyejoo"`
	CherryBlossom EffectOffer `toml:"cherrybloss" doc:"Cherry Blossom"`
	RulerJeanne   EffectOffer `toml:"rulerjeanne" doc:"Ruler Jeanne"`
	YouthYouth    EffectOffer `toml:"youthyouth" doc:"Youth Youth By Young"`
	KissLater     EffectOffer `toml:"kisslater" doc:"Kiss Later"`

	SpaceUnity  ItemOffer `toml:"spaceunity" doc:"Space Unity: a card that the player has not got, from a collection of choice."`
	JudgeDay    ItemOffer `toml:"judgeday" doc:"Judgement Day: acts as any other item."`
	Walpurgis   ItemOffer `toml:"walpurgisnight" doc:"Walpurgis Night: makes the next claim cheaper."`
	ClaimRecall ItemOffer `toml:"claimrecall" doc:"Claim Recall: makes the next claim much cheaper."`
}

// An EffectOffer is an effect as the shop sells it.
type EffectOffer struct {
	Price  int64   `toml:"price" doc:"Flakes for the recipe."`
	Recipe []int   `toml:"recipe" doc:"Stars of the cards that crafting takes."`
	Tiers  []int64 `toml:"tiers" doc:"Progress that the step to tier 2, 3, 4 and 5 asks for."`
}

// An ItemOffer is an item as the shop sells it.
type ItemOffer struct {
	Price    int64    `toml:"price" doc:"Flakes for the recipe."`
	Recipe   []int    `toml:"recipe" doc:"Stars of the cards that crafting takes."`
	Uses     int64    `toml:"uses" doc:"Uses that one crafting adds."`
	Cooldown Duration `toml:"cooldown" doc:"Pause between two uses."`
}

// A Good is what there is to know about a thing that the shop sells.
type Good struct {
	ID     GoodID
	Price  int64 // of the recipe
	Recipe []int // stars of the cards that crafting takes

	// Of an effect: how long crafting makes it last, what it does by tier, and the
	// progress that the step from tier 1, 2, 3 and 4 asks for.
	Effect        bool
	Lasts         time.Duration
	Values, Tiers []int64

	// Of an item: its unit, the uses that crafting adds, and the pause between two.
	Item     ledger.Unit
	Uses     int64
	Cooldown time.Duration
}

func defaultShopRules() ShopRules {
	const hour = Duration(time.Hour)
	// No two may share an array: reading the rules file writes into them.
	plain := func() []int { return []int{2, 2, 2, 2, 2} }
	trader := func() EffectOffer {
		return EffectOffer{25_000, []int{1, 2, 2, 2, 2}, []int64{30_000, 75_000, 150_000, 350_000}}
	}
	return ShopRules{
		Lasts: 210 * 24 * hour,
		Exclude: []string{
			"lottery", "jackpot", "fragments", "album", "albums", "ggalbums", "bgalbums",
			"signed", "liveauction", "birthdays", "limited", "removed",
		},
		SpaceUnityStars: 3, WalpurgisClaims: 1, ClaimRecallCount: 4,

		CakeDay:       EffectOffer{15_000, plain(), []int64{250, 500, 1000, 1500}},
		HolyGrail:     EffectOffer{15_000, []int{2, 2, 3, 3}, []int64{70, 150, 250, 500}},
		WolfOfHyejoo:  trader(),
		LambOfHyejoo:  trader(),
		CherryBlossom: EffectOffer{15_000, []int{2, 2, 2, 3}, []int64{20, 50, 5, 10}},
		RulerJeanne:   EffectOffer{20_000, []int{3, 3, 3}, []int64{20, 40, 65, 85}},
		YouthYouth:    EffectOffer{15_000, plain(), []int64{150, 300, 500, 750}},
		KissLater:     EffectOffer{15_000, plain(), []int64{150, 300, 450, 600}},

		SpaceUnity:  ItemOffer{12_000, []int{2, 2, 3, 3}, 8, 40 * hour},
		JudgeDay:    ItemOffer{16_000, []int{2, 2, 3, 3, 3}, 14, 48 * hour},
		Walpurgis:   ItemOffer{10_000, []int{1, 2, 3, 3}, 20, 24 * hour},
		ClaimRecall: ItemOffer{10_000, []int{1, 1, 1, 2, 2}, 20, 15 * hour},
	}
}

// effect is an effect as the shop sells it.
func (r *ShopRules) effect(id EffectID) (o EffectOffer, ok bool) {
	switch id {
	case CakeDay:
		return r.CakeDay, true
	case HolyGrail:
		return r.HolyGrail, true
	case WolfOfHyejoo:
		return r.WolfOfHyejoo, true
	case LambOfHyejoo:
		return r.LambOfHyejoo, true
	case CherryBlossom:
		return r.CherryBlossom, true
	case RulerJeanne:
		return r.RulerJeanne, true
	case YouthYouth:
		return r.YouthYouth, true
	case KissLater:
		return r.KissLater, true
	}
	return o, false
}

// item is an item as the shop sells it.
func (r *ShopRules) item(id ledger.Unit) (o ItemOffer, ok bool) {
	switch GoodID(id) {
	case GoodID(ledger.SpaceUnity):
		return r.SpaceUnity, true
	case GoodID(ledger.JudgeDay):
		return r.JudgeDay, true
	case GoodID(ledger.Walpurgis):
		return r.Walpurgis, true
	case GoodID(ledger.ClaimRecall):
		return r.ClaimRecall, true
	}
	return o, false
}

// Good is a good as these rules have it; ok is false where there is none.
func (r *Rules) Good(id GoodID) (g Good, ok bool) {
	if o, ok := r.Shop.effect(EffectID(id)); ok {
		return Good{
			ID: id, Price: o.Price, Recipe: o.Recipe, Effect: true, Lasts: time.Duration(r.Shop.Lasts),
			Values: r.Effect.values(EffectID(id)), Tiers: o.Tiers,
		}, true
	}
	o, ok := r.Shop.item(ledger.Unit(id))
	return Good{
		ID: id, Price: o.Price, Recipe: o.Recipe,
		Item: ledger.Unit(id), Uses: o.Uses, Cooldown: time.Duration(o.Cooldown),
	}, ok
}

// maxRecipe is the most cards of a recipe: a question shows them all.
const maxRecipe = 8

func (r *Rules) checkShop() error {
	s := &r.Shop
	switch {
	case s.Lasts <= 0:
		return errors.New("shop.lasts: must be longer than 0s")
	case s.SpaceUnityStars < 1 || s.SpaceUnityStars > levels:
		return errors.New("shop.space_unity_stars: must be between 1 and 5")
	case s.WalpurgisClaims < 1 || s.ClaimRecallCount < 1:
		return errors.New("shop.walpurgis_claims and shop.claim_recall_claims: must be at least 1")
	}
	for _, id := range Goods() {
		g, _ := r.Good(id)
		if err := g.check(); err != nil {
			return fmt.Errorf("shop.%s.%w", id, err)
		}
	}
	return nil
}

func (g *Good) check() error {
	if g.Price < 0 || g.Price > maxPrice {
		return fmt.Errorf("price: must be between 0 and %d", int64(maxPrice))
	}
	if len(g.Recipe) < 1 || len(g.Recipe) > maxRecipe {
		return fmt.Errorf("recipe: write the stars of 1 to %d cards", maxRecipe)
	}
	for _, stars := range g.Recipe {
		if stars < 1 || stars > levels {
			return fmt.Errorf("recipe: %d is not between 1 and 5 stars", stars)
		}
	}
	switch {
	case g.Effect && (len(g.Tiers) != maxTier-1 || !positive(g.Tiers)):
		return errors.New("tiers: write four numbers, at least 1 each, for the steps to tier 2, 3, 4 and 5")
	case !g.Effect && (g.Uses < 1 || g.Uses > 1_000_000):
		return errors.New("uses: must be between 1 and 1000000")
	case g.Cooldown < 0:
		return errors.New("cooldown: must not be negative")
	}
	return nil
}

func positive(numbers []int64) bool {
	for _, n := range numbers {
		if n < 1 {
			return false
		}
	}
	return true
}
