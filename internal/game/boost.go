package game

import (
	"context"
	"errors"
	"time"

	"gohye/internal/ledger"
)

// A BoostOrder is what a player confirms.
type BoostOrder struct {
	Kind  BoosterKind
	Vials int64 // that the question named
}

// A BoostPlan is what a booster costs and what can be in it: what a confirmation
// shows.
type BoostPlan struct {
	Order   BoostOrder
	Cards   int
	Odds    []Odds
	Balance int64 // vials
}

// A BoostResult is what was in a booster.
type BoostResult struct {
	Order   BoostOrder
	Cards   []ClaimedCard
	Balance int64     // vials that are left
	Next    time.Time // when there can be another one of the kind
}

// PlanBoost says what a booster costs and what can be in it. Nothing changes.
// Refused: FruitlessError, CooldownError, TooFewVialsError.
func (g *Game) PlanBoost(ctx context.Context, player PlayerID, kind BoosterKind) (BoostPlan, error) {
	now := g.clock.Now()
	b, ok := g.rules.Boost.of(kind)
	plan := BoostPlan{
		Order: BoostOrder{Kind: kind, Vials: b.Vials}, Cards: g.rules.Boost.Cards, Odds: g.rules.Boost.odds(g.Catalogue(), b),
	}
	if !ok || len(plan.Odds) == 0 {
		return plan, FruitlessError{}
	}
	err := g.store.View(ctx, func(r Reader) error {
		p, err := r.Player(player, kind.cooldown())
		if errors.Is(err, ErrNotFound) {
			p.Vials, err = g.rules.Start.Vials, nil
		}
		if err != nil {
			return err
		}
		plan.Balance = p.Vials
		return plan.Order.payable(p, now)
	})
	return plan, err
}

// payable is the rule for when a player can have a booster.
func (o BoostOrder) payable(p Player, now time.Time) error {
	switch {
	case now.Before(p.ReadyAt):
		return CooldownError{What: o.Kind.cooldown(), Until: p.ReadyAt}
	case p.Vials < o.Vials:
		return TooFewVialsError{Need: o.Vials, Have: p.Vials}
	}
	return nil
}

// Boost opens a booster. Refused: as PlanBoost; ChangedError when it has become
// dearer than the question said; ReplayedError.
func (g *Game) Boost(ctx context.Context, act Act, order BoostOrder) (BoostResult, error) {
	now, rng, rules := g.clock.Now(), g.draws(), &g.rules.Boost
	b, ok := rules.of(order.Kind)
	odds := rules.odds(g.Catalogue(), b)
	switch {
	case !ok || len(odds) == 0:
		return BoostResult{}, FruitlessError{}
	case b.Vials > order.Vials:
		return BoostResult{}, ChangedError{}
	}
	var cards []*Card
	for _, id := range unpack(rng, odds, rules.Cards) {
		cards = append(cards, g.Catalogue().Card(id))
	}
	exps := rollExps(rng, cards)
	res := BoostResult{Order: BoostOrder{Kind: order.Kind, Vials: b.Vials}, Next: now.Add(time.Duration(rules.Every))}
	var copies []*Copy
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, order.Kind.cooldown())
		if err != nil {
			return err
		}
		if err := res.Order.payable(p, now); err != nil {
			return err
		}
		res.Balance = p.Vials - b.Vials
		copies = newCopies(cards, exps, now)
		if err := tx.SetCooldown(p.ID, order.Kind.cooldown(), res.Next); err != nil {
			return err
		}
		var moves []ledger.Transfer
		if b.Vials > 0 {
			moves = append(moves, paid(p.ID, ledger.Vial, b.Vials, "boost"))
		}
		if err := g.exchange(tx, act, p, now, "boost", moves, copies...); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedBoost))
	})
	if err != nil {
		return BoostResult{}, err
	}
	for i, c := range cards {
		res.Cards = append(res.Cards, ClaimedCard{Card: *c, Copy: *copies[i]})
	}
	return res, nil
}
