package game

import (
	"context"
	"errors"
	"strings"
	"time"

	"gohye/internal/ledger"
)

// A ForgeOrder is what a player confirms: two copies become one of another card.
type ForgeOrder struct {
	First, Second CopyID
	Cost          int64 // that the question named
	Worth         int   // exp that both had then
}

// A ForgePlan is what forging would do: what a confirmation shows.
type ForgePlan struct {
	Order         ForgeOrder
	First, Second ClaimedCard
	Discount      int64 // percent, by an effect
	Balance       int64 // flakes
	pool          []CardID
}

// A ForgeResult is what forging did.
type ForgeResult struct {
	ForgePlan
	Made ClaimedCard
}

// PlanForge finds the two copies that the player means, each by its code or as
// the least valuable of a card that is neither locked nor a favourite; without a
// second, it is the least valuable that can be forged with the first. Nothing
// changes. Refused: UnknownCardError, SameCardError, DifferentStarsError,
// ProtectedError, UnsuitedError, TooFewCopiesError, FruitlessError,
// InsufficientFundsError.
func (g *Game) PlanForge(ctx context.Context, player PlayerID, first, second string) (ForgePlan, error) {
	now := g.clock.Now()
	var plan ForgePlan
	err := g.store.View(ctx, func(r Reader) error {
		a, err := g.copyTo(r, player, first, Forging)
		if err != nil {
			return err
		}
		b, err := g.partner(r, player, a, second)
		if err != nil {
			return err
		}
		p, err := r.Player(player, "")
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		plan, err = g.forging(r, p, a, b, now)
		return err
	})
	return plan, err
}

// partner is the second copy for forging.
func (g *Game) partner(r Reader, player PlayerID, a Copy, what string) (Copy, error) {
	if strings.TrimSpace(what) != "" {
		return g.copyTo(r, player, what, Forging, a.ID)
	}
	card := g.card(a.Card)
	if err := g.suits(Forging, a, card); err != nil {
		return Copy{}, err
	}
	copies, err := r.Spare(player, card.Level, 1, mostSpare)
	if err != nil {
		return Copy{}, err
	}
	for _, c := range copies {
		if c.Card != a.Card && g.suits(Forging, c, g.card(c.Card)) == nil {
			return c, nil
		}
	}
	return Copy{}, TooFewCopiesError{Need: 2, Have: 1, Stars: card.Level, Level: 1}
}

// mostSpare is how many of a player's copies are looked through.
const mostSpare = 500

// forging decides whether two copies can be forged, and what that costs now.
func (g *Game) forging(r Reader, p Player, a, b Copy, now time.Time) (ForgePlan, error) {
	plan := ForgePlan{
		First: ClaimedCard{Card: g.card(a.Card), Copy: a}, Second: ClaimedCard{Card: g.card(b.Card), Copy: b}, Balance: p.Flakes,
	}
	if err := g.forgeable(&plan); err != nil {
		return plan, err
	}
	var prices [2]int64
	for i, c := range []Copy{a, b} {
		var err error
		if prices[i], err = g.PriceOf(r, c.Card, now); err != nil {
			return plan, err
		}
	}
	discount, err := g.bonus(r, p.ID, CherryBlossom, now)
	if err != nil {
		return plan, err
	}
	plan.Discount = discount
	plan.Order = ForgeOrder{
		First: a.ID, Second: b.ID, Worth: g.rules.Level.worth(a, b),
		Cost: g.rules.Forge.cost(prices[0], prices[1], discount),
	}
	if p.Flakes < plan.Order.Cost {
		return plan, InsufficientFundsError{Need: plan.Order.Cost, Have: p.Flakes}
	}
	return plan, nil
}

// forgeable is the rule for which two copies can be forged.
func (g *Game) forgeable(plan *ForgePlan) error {
	for _, c := range []ClaimedCard{plan.First, plan.Second} {
		if err := g.suits(Forging, c.Copy, c.Card); err != nil {
			return err
		}
	}
	a, b := plan.First.Card, plan.Second.Card
	switch {
	case a.ID == b.ID:
		return SameCardError{}
	case a.Level != b.Level:
		return DifferentStarsError{}
	}
	if plan.pool = g.rules.Forge.forged(g.Catalogue(), a, b); len(plan.pool) == 0 {
		return FruitlessError{}
	}
	return nil
}

// Forge spends two copies and flakes for a copy of a card that is drawn. Refused:
// as PlanForge; and NotYoursError, ListedError, SpentError; ChangedError when it
// has become dearer than the question said, or the copies stronger; ReplayedError.
func (g *Game) Forge(ctx context.Context, act Act, order ForgeOrder) (ForgeResult, error) {
	now, lot := g.clock.Now(), g.draws().Uint64()
	var plan ForgePlan
	var made *Copy
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		copies, err := ownCopies(tx, p.ID, order.First, order.Second)
		if err != nil {
			return err
		}
		plan, err = g.forging(tx, p, copies[0], copies[1], now)
		if plan.Order.Cost > order.Cost || plan.Order.Worth > order.Worth {
			return ChangedError{}
		}
		if err != nil {
			return err
		}
		made = &Copy{Card: plan.pool[lot%uint64(len(plan.pool))], Level: 1, Made: now}
		moves := []ledger.Transfer{spent(copies[0], "forge"), spent(copies[1], "forge")}
		if cost := plan.Order.Cost; cost > 0 {
			moves = append(moves, paid(p.ID, ledger.Flake, cost, "forge"))
		}
		if err := g.exchange(tx, act, p, now, "forge", moves, made); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedForge))
	})
	if err != nil {
		return ForgeResult{}, err
	}
	plan.Balance -= plan.Order.Cost
	return ForgeResult{ForgePlan: plan, Made: ClaimedCard{Card: g.card(made.Card), Copy: *made}}, nil
}
