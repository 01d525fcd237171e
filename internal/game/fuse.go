package game

import (
	"context"

	"gohye/internal/ledger"
)

// Materials is so many of each material.
type Materials struct{ Discs, Microphones, Songs int64 }

// A FuseOrder is what a player confirms.
type FuseOrder struct {
	// Before is how often the player had fused when the question was asked: a
	// question is answered once, however many materials there are.
	Before int64
}

// A FusePlan is what fusing would take: what a confirmation shows.
type FusePlan struct {
	Order     FuseOrder
	Need, Has Materials
}

// A FuseResult is what fusing did.
type FuseResult struct {
	FusePlan // Has is what is left
	Made     ClaimedCard
}

// PlanFuse says what fusing would take. Nothing changes. Refused:
// MissingMaterialsError, FruitlessError.
func (g *Game) PlanFuse(ctx context.Context, player PlayerID) (FusePlan, error) {
	var plan FusePlan
	err := g.store.View(ctx, func(r Reader) (err error) {
		plan, err = g.fusing(r, player)
		return err
	})
	return plan, err
}

// fusing decides whether the player can fuse.
func (g *Game) fusing(r Reader, player PlayerID) (FusePlan, error) {
	rules := &g.rules.Fuse
	plan := FusePlan{Need: Materials{int64(rules.Discs), int64(rules.Microphones), int64(rules.Songs)}}
	counts, err := r.Counts(player)
	if err != nil {
		return plan, err
	}
	stock, err := r.Stock(player)
	if err != nil {
		return plan, err
	}
	plan.Order.Before = counts[DeedFuse]
	plan.Has = Materials{stock[ledger.Disc], stock[ledger.Microphone], stock[ledger.Song]}
	if missing := plan.Need.less(plan.Has); missing != (Materials{}) {
		return plan, MissingMaterialsError{Missing: missing}
	}
	if len(rules.pools(g.Catalogue())) == 0 {
		return plan, FruitlessError{}
	}
	return plan, nil
}

// less is what is missing of m for somebody who has some.
func (m Materials) less(has Materials) Materials {
	return Materials{max(0, m.Discs-has.Discs), max(0, m.Microphones-has.Microphones), max(0, m.Songs-has.Songs)}
}

// Fuse spends materials for a copy of a card that is drawn. Refused: as PlanFuse;
// ReplayedError also when this question was answered before.
func (g *Game) Fuse(ctx context.Context, act Act, order FuseOrder) (FuseResult, error) {
	now, rng := g.clock.Now(), g.draws()
	pools := g.rules.Fuse.pools(g.Catalogue())
	if len(pools) == 0 {
		return FuseResult{}, FruitlessError{}
	}
	pool := pools[rng.IntN(len(pools))]
	card := pool[rng.IntN(len(pool))]
	var plan FusePlan
	var made *Copy
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		plan, err = g.fusing(tx, p.ID)
		if plan.Order != order && plan.Order != (FuseOrder{}) {
			return ReplayedError{}
		}
		if err != nil {
			return err
		}
		made = &Copy{Card: card, Level: 1, Made: now}
		if err := g.exchange(tx, act, p, now, "fuse", plan.Need.paid(p.ID), made); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedFuse))
	})
	if err != nil {
		return FuseResult{}, err
	}
	plan.Has = Materials{plan.Has.Discs - plan.Need.Discs, plan.Has.Microphones - plan.Need.Microphones, plan.Has.Songs - plan.Need.Songs}
	return FuseResult{FusePlan: plan, Made: ClaimedCard{Card: g.card(card), Copy: *made}}, nil
}

// paid are the transfers of what fusing takes.
func (m Materials) paid(player PlayerID) []ledger.Transfer {
	var moves []ledger.Transfer
	for _, x := range []struct {
		unit ledger.Unit
		n    int64
	}{{ledger.Disc, m.Discs}, {ledger.Microphone, m.Microphones}, {ledger.Song, m.Songs}} {
		if x.n > 0 {
			moves = append(moves, paid(player, x.unit, x.n, "fuse"))
		}
	}
	return moves
}
