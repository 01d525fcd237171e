package game

import (
	"context"
	"time"

	"gohye/internal/ledger"
)

// A LiquefyOrder is what a player confirms: a copy becomes vials.
type LiquefyOrder struct {
	Copy  CopyID
	Vials int64 // that the question promised
	Worth int   // exp that it had then
}

// A LiquefyPlan is what liquefying would do: what a confirmation shows.
type LiquefyPlan struct {
	Order LiquefyOrder
	Card  ClaimedCard
	Price int64 // that the vials follow from, in flakes
	Bonus int64 // vials of them that are an effect's
	Vials int64 // that the player has
}

// PlanLiquefy finds the copy that the player means: by its code, or the least
// valuable of a card that is neither locked nor a favourite. Nothing changes.
// Refused: UnknownCardError, ProtectedError, UnsuitedError, WorthlessError.
func (g *Game) PlanLiquefy(ctx context.Context, player PlayerID, what string) (LiquefyPlan, error) {
	now := g.clock.Now()
	var plan LiquefyPlan
	err := g.store.View(ctx, func(r Reader) error {
		c, err := g.copyTo(r, player, what, Liquefying)
		if err != nil {
			return err
		}
		stock, err := r.Stock(player)
		if err != nil {
			return err
		}
		plan, err = g.liquefying(r, player, c, now)
		plan.Vials = stock[ledger.Vial]
		return err
	})
	return plan, err
}

// liquefying decides whether a copy can be liquefied, and what it gives now.
func (g *Game) liquefying(r Reader, player PlayerID, c Copy, now time.Time) (plan LiquefyPlan, err error) {
	plan.Card = ClaimedCard{Card: g.card(c.Card), Copy: c}
	if err := g.suits(Liquefying, c, plan.Card.Card); err != nil {
		return plan, err
	}
	if plan.Price, err = g.PriceOf(r, c.Card, now); err != nil {
		return plan, err
	}
	if plan.Bonus, err = g.bonus(r, player, HolyGrail, now); err != nil {
		return plan, err
	}
	plan.Order = LiquefyOrder{Copy: c.ID, Worth: g.rules.Level.worth(c), Vials: g.rules.Liquefy.vials(plan.Card.Card.Level, plan.Price, plan.Bonus)}
	if plan.Order.Vials == 0 {
		return plan, WorthlessError{}
	}
	return plan, nil
}

// Liquefy spends a copy for vials. Refused: as PlanLiquefy; and NotYoursError,
// ListedError, SpentError; ChangedError when it gives less than the question
// promised, or is stronger than it was; ReplayedError.
func (g *Game) Liquefy(ctx context.Context, act Act, order LiquefyOrder) (LiquefyPlan, error) {
	now := g.clock.Now()
	var plan LiquefyPlan
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		c, err := ownCopy(tx, p.ID, order.Copy)
		if err != nil {
			return err
		}
		if plan, err = g.liquefying(tx, p.ID, c, now); err != nil {
			return err
		}
		if plan.Order.Vials < order.Vials || plan.Order.Worth > order.Worth {
			return ChangedError{}
		}
		plan.Vials = p.Vials + plan.Order.Vials
		moves := []ledger.Transfer{spent(c, "liquefy"), {
			Unit: ledger.Vial, From: ledger.Mint, To: playerAccount(p.ID),
			Amount: ledger.Amount(plan.Order.Vials), Reason: "liquefy",
		}}
		if err := g.exchange(tx, act, p, now, "liquefy", moves); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedLiquefy))
	})
	return plan, err
}
