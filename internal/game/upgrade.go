package game

import (
	"context"
	"time"
)

// An EffectView is an effect as its player sees it.
type EffectView struct {
	Good   Good
	Effect Effect // its tier is 0 when the player has never had it
	Active bool
	Value  int64 // what it does at its tier
	Need   int64 // progress that the next tier asks for; 0 at the highest
}

// Ready reports whether the next tier is there for the asking.
func (v *EffectView) Ready() bool { return v.Need > 0 && v.Effect.Progress >= v.Need }

// viewEffect is an effect as it is seen now.
func (g *Game) viewEffect(good Good, e Effect, now time.Time) EffectView {
	v := EffectView{Good: good, Effect: e, Active: e.Active(now), Value: g.rules.Effect.at(e.ID, e.Tier)}
	if e.Tier >= 1 && e.Tier < maxTier {
		v.Need = good.Tiers[e.Tier-1]
	}
	return v
}

// MyEffects shows the effects that a player has or has had, in the order of the
// shop.
func (g *Game) MyEffects(ctx context.Context, player PlayerID) ([]EffectView, error) {
	now := g.clock.Now()
	var views []EffectView
	err := g.store.View(ctx, func(r Reader) (err error) {
		views, err = g.effectsOf(r, player, now)
		return err
	})
	return views, err
}

func (g *Game) effectsOf(r Reader, player PlayerID, now time.Time) ([]EffectView, error) {
	had, err := r.Effects(player)
	var views []EffectView
	for _, id := range Effects() {
		for _, e := range had {
			if e.ID == id {
				good, _ := g.rules.Good(GoodID(id))
				views = append(views, g.viewEffect(good, e, now))
			}
		}
	}
	return views, err
}

// effectGood is the good of an effect. Refused: NoSuchGoodError, NoTiersError.
func (g *Game) effectGood(id GoodID) (Good, error) {
	good, ok := g.rules.Good(id)
	switch {
	case !ok:
		return Good{}, NoSuchGoodError{Name: string(id)}
	case !good.Effect:
		return Good{}, NoTiersError{Good: id}
	}
	return good, nil
}

// LookAtEffect shows an effect, also one that the player has never had. Refused:
// NoSuchGoodError, NoTiersError.
func (g *Game) LookAtEffect(ctx context.Context, player PlayerID, id GoodID) (EffectView, error) {
	good, err := g.effectGood(id)
	if err != nil {
		return EffectView{}, err
	}
	now := g.clock.Now()
	var e Effect
	err = g.store.View(ctx, func(r Reader) (err error) {
		e, err = effectOf(r, player, EffectID(id))
		return err
	})
	return g.viewEffect(good, e, now), err
}

// upgradable is the rule for which effects can be raised.
func (v *EffectView) upgradable() error {
	switch {
	case v.Effect.Tier == 0:
		return NoEffectError{Good: v.Good.ID}
	case v.Need == 0:
		return MaxTierError{Good: v.Good.ID}
	case !v.Ready():
		return NotGrownError{Good: v.Good.ID, Need: v.Need, Have: v.Effect.Progress}
	}
	return nil
}

// PlanUpgrade shows the effect that UpgradeEffect would raise now. Nothing
// changes. Refused: as UpgradeEffect, but for ChangedError and ReplayedError.
func (g *Game) PlanUpgrade(ctx context.Context, player PlayerID, id GoodID) (EffectView, error) {
	v, err := g.LookAtEffect(ctx, player, id)
	if err == nil {
		err = v.upgradable()
	}
	return v, err
}

// UpgradeEffect raises the player's effect from a tier to the next: it is free,
// and its progress begins again at 0. Refused: NoSuchGoodError, NoTiersError,
// NoEffectError, MaxTierError, NotGrownError, ChangedError, ReplayedError.
func (g *Game) UpgradeEffect(ctx context.Context, act Act, id GoodID, from int) (EffectView, error) {
	good, err := g.effectGood(id)
	if err != nil {
		return EffectView{}, err
	}
	now := g.clock.Now()
	var v EffectView
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		e, err := effectOf(tx, p.ID, EffectID(id))
		if err != nil {
			return err
		}
		if v = g.viewEffect(good, e, now); v.Effect.Tier > 0 && v.Effect.Tier != from {
			return ChangedError{}
		}
		if err := v.upgradable(); err != nil {
			return err
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		e.Tier, e.Progress = from+1, 0
		v = g.viewEffect(good, e, now)
		return tx.RaiseEffect(p.ID, e.ID, from)
	})
	return v, err
}
