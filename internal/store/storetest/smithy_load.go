package storetest

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/store"
)

// A smith does things at random with the copies of one player, together with
// others who do so with the same copies, and adds up what was said to be done.
type smith struct {
	w      *smithy
	player game.PlayerID
	copies []game.CopyID
	rng    *rand.Rand

	gained, spent *atomic.Int64 // exp that came in by /levelup, and went with copies that were spent
	done          map[game.DeedKind]*atomic.Int64
}

// smithyLoad lets several goroutines spend and grow the copies of two players at
// once. No exp is lost or made: what copies began with and gained is what those
// have that are left, and what those had that were spent.
func smithyLoad(t *testing.T, db *store.DB) {
	const each, smiths, turns = 60, 4, 50
	w := newSmithy(t, db, 2, nil)
	var gained, spent atomic.Int64
	began, all := 0, map[game.PlayerID]*smith{}
	for _, p := range []game.PlayerID{1, 2} {
		s := &smith{w: w, player: p, gained: &gained, spent: &spent, done: map[game.DeedKind]*atomic.Int64{}}
		for _, d := range []game.DeedKind{game.DeedLevelUp, game.DeedCombine, game.DeedForge, game.DeedLiquefy, game.DeedAscend} {
			s.done[d] = &atomic.Int64{}
		}
		for i := range each {
			c := w.made(t, p, 2, 7*i, game.CardID(5*(i%8)+1))[0]
			s.copies = append(s.copies, c.ID)
			began += w.worth(*c)
		}
		all[p] = s
	}
	together(2*smiths, func(i int) {
		s := *all[game.PlayerID(1+i%2)]
		s.rng = rand.New(rand.NewPCG(7, uint64(i))) //nolint:gosec // a small number
		for range turns {
			s.turn(t)
		}
	})
	left := 0
	for p, s := range all {
		for card := range game.CardID(Cards) {
			err := db.View(t.Context(), func(r game.Reader) error {
				copies, err := r.CopiesOf(p, card+1)
				for _, c := range copies {
					left += w.worth(c)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for d, n := range s.done {
			if got := w.done(t, p, d); got != n.Load() || got == 0 {
				t.Errorf("player %d: %s was done %d times and counted %d times", p, d, n.Load(), got)
			}
		}
	}
	if want := began + int(gained.Load()-spent.Load()); left != want {
		t.Errorf("copies have %d exp, of %d at first, %d gained and %d spent", left, began, gained.Load(), spent.Load())
	}
}

// worth is all exp that has gone into a copy.
func (w *smithy) worth(c game.Copy) int {
	exp := c.Exp
	for _, need := range w.Game.Rules().Level.Need[:c.Level-1] {
		exp += need
	}
	return exp
}

// any is one of the smith's copies, which may be gone by now.
func (s *smith) any() game.CopyID { return s.copies[s.rng.IntN(len(s.copies))] }

// turn is one thing that a smith does: ask and confirm at once.
func (s *smith) turn(t *testing.T) {
	t.Helper()
	ctx, g, a, b := t.Context(), s.w.Game, s.any(), s.any()
	var err error
	switch s.rng.IntN(7) {
	case 0:
		var p game.ForgePlan
		if p, err = g.PlanForge(ctx, s.player, a.Code(), b.Code()); err == nil {
			_, err = g.Forge(ctx, s.w.act(s.player), p.Order)
			s.note(err, game.DeedForge, 0, p.Order.Worth)
		}
	case 1:
		var p game.LiquefyPlan
		if p, err = g.PlanLiquefy(ctx, s.player, a.Code()); err == nil {
			_, err = g.Liquefy(ctx, s.w.act(s.player), p.Order)
			s.note(err, game.DeedLiquefy, 0, p.Order.Worth)
		}
	case 2:
		var p game.AscendPlan
		if p, err = g.PlanAscend(ctx, s.player, a.Code(), b.Code()); err == nil {
			_, err = g.Ascend(ctx, s.w.act(s.player), p.Order)
			s.note(err, game.DeedAscend, 0, p.Order.Worth)
		}
	case 3, 4:
		var p game.CombinePlan
		if p, err = g.PlanCombine(ctx, s.player, a.Code(), b.Code()); err == nil {
			_, err = g.Combine(ctx, s.w.act(s.player), p.Order)
			s.note(err, game.DeedCombine, 0, 0)
		}
	default:
		var res game.LevelUpResult
		res, err = g.LevelUp(ctx, s.w.act(s.player), a)
		s.note(err, game.DeedLevelUp, res.Gained, 0)
	}
	if err != nil && !is[game.Refusal](err) {
		t.Error(err)
	}
}

func (s *smith) note(err error, what game.DeedKind, gained, spent int) {
	if err == nil {
		s.done[what].Add(1)
		s.gained.Add(int64(gained))
		s.spent.Add(int64(spent))
	}
}

// levelEffects: an effect raises what /levelup gives, and grows by it, while it
// is at work.
func levelEffects(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, func(r *game.Rules) { r.Level.LuckyChance, r.Level.Fresh, r.Level.WeekBonus = 0, 0, 0 })
	c := w.made(t, 1, 1, 0, 1)[0]
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.KissLater, Tier: 5, Until: noon().Add(time.Hour)})
	})
	for i, want := range []int{104, 80} {
		w.clock.At = noon().Add(time.Duration(i) * time.Hour)
		if res, err := w.Game.LevelUp(t.Context(), w.act(1), c.ID); err != nil || res.Gained != want {
			t.Errorf("%d hours later: %d exp, want %d (%v)", i, res.Gained, want, err)
		}
	}
	err := db.View(t.Context(), func(r game.Reader) error {
		effects, err := r.Effects(1)
		if err == nil && (len(effects) != 1 || effects[0].Progress != 2) {
			t.Errorf("%+v", effects)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
