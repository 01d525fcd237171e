package game

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gohye/internal/ledger"
)

// An AscendOrder is what a player confirms: copies become one with a star more.
type AscendOrder struct {
	Copies []CopyID
	Vials  int64 // that the question named
	Worth  int   // exp that all of them had then
}

// An AscendPlan is what ascending would do: what a confirmation shows.
type AscendPlan struct {
	Order   AscendOrder
	Cards   []ClaimedCard // what is spent
	Balance int64         // vials
	pool    []CardID
}

// An AscendResult is what ascending did.
type AscendResult struct {
	AscendPlan
	Made ClaimedCard
}

// PlanAscend finds the copies that the player means, each by its code or as the
// least valuable of a card that is far enough and neither locked nor a favourite.
// Those that were not named are the least valuable with as many stars as the
// first. Nothing changes. Refused: UnknownCardError, SameCopyError,
// DifferentStarsError, ProtectedError, UnsuitedError, NotLevelledError,
// TooFewCopiesError, FruitlessError, TooFewVialsError.
func (g *Game) PlanAscend(ctx context.Context, player PlayerID, names ...string) (AscendPlan, error) {
	var plan AscendPlan
	err := g.store.View(ctx, func(r Reader) error {
		var copies []Copy
		var ids []CopyID
		for _, what := range names[:min(len(names), g.rules.Ascend.Copies)] {
			if strings.TrimSpace(what) == "" && len(copies) > 0 {
				continue
			}
			c, err := g.copyTo(r, player, what, Ascending, ids...)
			if err != nil {
				return err
			}
			copies, ids = append(copies, c), append(ids, c.ID)
		}
		copies, err := g.filled(r, player, copies)
		if err != nil {
			return err
		}
		p, err := r.Player(player, "")
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		plan, err = g.ascending(p, copies)
		return err
	})
	return plan, err
}

// filled are the copies and as many more as ascending takes.
func (g *Game) filled(r Reader, player PlayerID, copies []Copy) ([]Copy, error) {
	rules := &g.rules.Ascend
	card := g.card(copies[0].Card)
	for _, c := range copies { // what cannot ascend is refused before others are sought
		if err := g.suits(Ascending, c, g.card(c.Card)); err != nil {
			return nil, err
		}
	}
	level := rules.Level[card.Level-1]
	spare, err := r.Spare(player, card.Level, level, mostSpare)
	if err != nil {
		return nil, err
	}
	for _, c := range spare {
		chosen := slices.ContainsFunc(copies, func(d Copy) bool { return d.ID == c.ID })
		if len(copies) < rules.Copies && !chosen && g.suits(Ascending, c, g.card(c.Card)) == nil {
			copies = append(copies, c)
		}
	}
	if len(copies) < rules.Copies {
		return nil, TooFewCopiesError{Need: rules.Copies, Have: len(copies), Stars: card.Level, Level: level}
	}
	return copies, nil
}

// ascending decides whether copies can ascend, and what that costs.
func (g *Game) ascending(p Player, copies []Copy) (AscendPlan, error) {
	plan := AscendPlan{Balance: p.Vials}
	rules := &g.rules.Ascend
	if len(copies) != rules.Copies { // the rules have changed since the question
		return plan, ChangedError{}
	}
	var cards []Card
	for i, c := range copies {
		card := g.card(c.Card)
		if err := g.suits(Ascending, c, card); err != nil {
			return plan, err
		}
		if card.Level != g.card(copies[0].Card).Level {
			return plan, DifferentStarsError{}
		}
		if slices.ContainsFunc(copies[:i], func(d Copy) bool { return d.ID == c.ID }) {
			return plan, SameCopyError{}
		}
		cards = append(cards, card)
		plan.Order.Copies = append(plan.Order.Copies, c.ID)
		plan.Cards = append(plan.Cards, ClaimedCard{Card: card, Copy: c})
	}
	plan.Order.Worth = g.rules.Level.worth(copies...)
	plan.Order.Vials = int64(rules.Vials[cards[0].Level-1])
	if plan.pool = rules.ascended(g.Catalogue(), cards...); len(plan.pool) == 0 {
		return plan, FruitlessError{}
	}
	if p.Vials < plan.Order.Vials {
		return plan, TooFewVialsError{Need: plan.Order.Vials, Have: p.Vials}
	}
	return plan, nil
}

// Ascend spends copies and vials for a copy of a card with a star more, which is
// drawn. Refused: as PlanAscend; and NotYoursError, ListedError, SpentError;
// ChangedError when it has become dearer than the question said, or the copies
// stronger; ReplayedError.
func (g *Game) Ascend(ctx context.Context, act Act, order AscendOrder) (AscendResult, error) {
	now, lot := g.clock.Now(), g.draws().Uint64()
	var plan AscendPlan
	var made *Copy
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		copies, err := ownCopies(tx, p.ID, order.Copies...)
		if err != nil {
			return err
		}
		plan, err = g.ascending(p, copies)
		if plan.Order.Vials > order.Vials || plan.Order.Worth > order.Worth {
			return ChangedError{}
		}
		if err != nil {
			return err
		}
		made = &Copy{Card: plan.pool[lot%uint64(len(plan.pool))], Level: 1, Made: now}
		var moves []ledger.Transfer
		for _, c := range copies {
			moves = append(moves, spent(c, "ascend"))
		}
		if plan.Order.Vials > 0 {
			moves = append(moves, paid(p.ID, ledger.Vial, plan.Order.Vials, "ascend"))
		}
		if err := g.exchange(tx, act, p, now, "ascend", moves, made); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedAscend))
	})
	if err != nil {
		return AscendResult{}, err
	}
	plan.Balance -= plan.Order.Vials
	return AscendResult{AscendPlan: plan, Made: ClaimedCard{Card: g.card(made.Card), Copy: *made}}, nil
}
