package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// A meanwhile is a store in whose acts something else happens just before the
// first write, by another process.
type meanwhile struct {
	*store.DB
	happens func()
}

// Act implements [game.Store].
func (m meanwhile) Act(ctx context.Context, key string, at time.Time, f func(game.Tx) error) error {
	return m.DB.Act(ctx, key, at, func(tx game.Tx) error { return f(meanwhileTx{tx, m.happens}) })
}

type meanwhileTx struct {
	game.Tx
	happens func()
}

// SavePlayer implements [game.Tx].
func (m meanwhileTx) SavePlayer(p game.Player) error {
	m.happens()
	return m.Tx.SavePlayer(p)
}

// TestCraftBesideAnotherProcess: between the look at the copies and the first write
// of a craft, another process locks one of them and adds to the effect's progress.
// SQLite has one process and one writer, so that there is no between.
func TestCraftBesideAnotherProcess(t *testing.T) {
	t.Parallel()
	address := storetest.Address(t, "postgres")
	db := storetest.OpenWith(t, store.Options{Database: address})
	other := storetest.OpenWith(t, store.Options{Database: address})
	c := &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}
	w := storetest.NewWorld(t, db, storetest.Rules(t), c)
	bought, err := w.Game.Buy(t.Context(), storetest.Act("i/buy", 1), game.BuyOrder{Good: "wolfofhyejoo", Price: 25_000})
	if err != nil {
		t.Fatal(err)
	}
	var copies []*game.Copy
	err = db.Update(t.Context(), func(tx game.Tx) error {
		copies = nil
		for _, card := range bought.Recipe.Cards {
			copies = append(copies, &game.Copy{Card: card, Level: 1, Made: c.At})
		}
		if err := tx.SaveEffect(1, game.Effect{ID: game.WolfOfHyejoo, Tier: 1, Progress: 1, Until: c.At}); err != nil {
			return err
		}
		return tx.Mint("copies", c.At, ledger.PlayerAccount(1), "test", copies)
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Game.PlanCraft(t.Context(), 1, "wolfofhyejoo")
	if err != nil {
		t.Fatal(err)
	}

	var once sync.Once
	locked := errors.New("not tried")
	g := game.New(meanwhile{db, func() {
		once.Do(func() {
			short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if err := other.Update(short, func(tx game.Tx) error { return tx.GrowEffect(1, game.WolfOfHyejoo, 500) }); err != nil {
				t.Errorf("the progress cannot grow: %v", err)
			}
			locked = other.Update(short, func(tx game.Tx) error {
				c, err := tx.Copy(copies[4].ID)
				if err != nil || c.Holder != ledger.PlayerAccount(1) {
					return errors.Join(err, game.NotYoursError{})
				}
				return tx.MarkCopy(c.ID, false, true)
			})
		})
	}}, c, storetest.Rules(t), [32]byte{3})
	if err := g.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Craft(t.Context(), storetest.Act("i/craft", 1), game.CraftOrder{Good: "wolfofhyejoo", Seal: plan.Seal}); err != nil {
		t.Fatal(err)
	}
	if locked == nil {
		t.Error("a copy could be locked that was about to be taken, and was taken")
	}
	views, err := w.Game.MyEffects(t.Context(), 1)
	if err != nil || len(views) != 1 || views[0].Effect.Progress != 501 {
		t.Errorf("the effect is %+v, %v; want a progress of 501", views, err)
	}
}

// TestGrowthBesideAnotherProcess: two processes add to the progress of the same two
// players' effects, in opposite orders, and both have said the first half before
// either says the second. Neither may wait for the other in a circle, which the
// database would end by letting one of them run again.
func TestGrowthBesideAnotherProcess(t *testing.T) {
	t.Parallel()
	address := storetest.Address(t, "postgres")
	dbs := []*store.DB{
		storetest.OpenWith(t, store.Options{Database: address}), storetest.OpenWith(t, store.Options{Database: address}),
	}
	effect := game.Effect{ID: game.WolfOfHyejoo, Tier: 1, Until: time.Unix(1_800_000_000, 0)}
	for p := range game.PlayerID(2) {
		err := dbs[0].Update(t.Context(), func(tx game.Tx) error {
			if err := tx.CreatePlayer(game.Player{ID: p + 1, Joined: effect.Until}); err != nil {
				return err
			}
			return tx.SaveEffect(p+1, effect)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var runs atomic.Int64
	var half, all sync.WaitGroup
	half.Add(len(dbs))
	for i, db := range dbs {
		first := true
		all.Go(func() {
			err := db.Update(t.Context(), func(tx game.Tx) error {
				runs.Add(1)
				if err := tx.GrowEffect(game.PlayerID(1+i), game.WolfOfHyejoo, 1); err != nil {
					return err
				}
				if _, err := tx.Effects(9); err != nil { // sends what is queued
					return err
				}
				if first {
					first = false
					half.Done()
					half.Wait()
				}
				return tx.GrowEffect(game.PlayerID(2-i), game.WolfOfHyejoo, 1)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if runs.Load() != 2 {
		t.Errorf("two updates ran %d times", runs.Load())
	}
}
