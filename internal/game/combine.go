package game

import (
	"context"

	"gohye/internal/ledger"
)

// A CombineOrder is what a player confirms: one copy goes into another.
type CombineOrder struct {
	Main, Fodder CopyID
	Worth        int // exp that the question promised
}

// A CombinePlan is what combining would do: what a confirmation shows.
type CombinePlan struct {
	Order        CombineOrder
	Main, Fodder ClaimedCard
	After        Copy // Main as it would be
	Need         int  // exp from its level to the next; 0 at the highest
}

// PlanCombine finds the copy that is to grow, as FindToLevel does, and the one
// that is to go into it: by its code, or the least valuable of the card that is
// neither locked nor a favourite. Nothing changes. Refused: UnknownCardError,
// SameCopyError, ProtectedError, UnsuitedError, MaxedError, WorthlessError.
func (g *Game) PlanCombine(ctx context.Context, player PlayerID, main, fodder string) (CombinePlan, error) {
	var plan CombinePlan
	err := g.store.View(ctx, func(r Reader) error {
		m, err := g.copyTo(r, player, main, Levelling)
		if err != nil {
			return err
		}
		f, err := g.copyTo(r, player, fodder, Combining, m.ID)
		if err != nil {
			return err
		}
		plan, err = g.combination(m, f)
		return err
	})
	return plan, err
}

// combination is the rule for which copies can be combined, and what that does.
func (g *Game) combination(m, f Copy) (CombinePlan, error) {
	rules := &g.rules.Level
	p := CombinePlan{
		Order: CombineOrder{Main: m.ID, Fodder: f.ID, Worth: rules.worth(f)},
		Main:  ClaimedCard{Card: g.card(m.Card), Copy: m}, Fodder: ClaimedCard{Card: g.card(f.Card), Copy: f}, After: m,
	}
	if m.ID == f.ID {
		return p, SameCopyError{}
	}
	if err := g.suits(Levelling, m, p.Main.Card); err != nil {
		return p, err
	}
	if err := g.suits(Combining, f, p.Fodder.Card); err != nil {
		return p, err
	}
	if p.Order.Worth == 0 {
		return p, WorthlessError{}
	}
	rules.grow(&p.After, p.Order.Worth)
	p.Need = rules.need(p.After.Level)
	return p, nil
}

// Combine puts all exp that has gone into one copy into another, and spends that
// one copy. Refused: as PlanCombine; and NotYoursError, ListedError, SpentError;
// ChangedError when the copy is not worth what the question promised;
// ReplayedError.
func (g *Game) Combine(ctx context.Context, act Act, order CombineOrder) (CombinePlan, error) {
	now := g.clock.Now()
	var plan CombinePlan
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		copies, err := ownCopies(tx, p.ID, order.Main, order.Fodder)
		if err != nil {
			return err
		}
		if plan, err = g.combination(copies[0], copies[1]); err != nil {
			return err
		}
		if plan.Order != order {
			return ChangedError{}
		}
		if err := g.exchange(tx, act, p, now, "combine", []ledger.Transfer{spent(copies[1], "combine")}); err != nil {
			return err
		}
		if err := tx.GrowCopy(order.Main, plan.After.Level, plan.After.Exp); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, grown(DeedCombine, copies[0].Level, plan.After)...)
	})
	return plan, err
}
