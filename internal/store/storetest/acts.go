package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

func sameAct(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	acts := map[string]func(context.Context) error{
		"claim": func(ctx context.Context) error {
			_, err := w.Game.Claim(ctx, Act("i/claim", 1), game.ClaimOrder{Count: 2})
			return err
		},
		"daily": func(ctx context.Context) error {
			_, err := w.Game.Daily(ctx, Act("i/daily", 2))
			return err
		},
		"work": func(ctx context.Context) error {
			_, err := w.Game.Work(ctx, Act("i/work", 4))
			return err
		},
		"drop": func(ctx context.Context) error {
			_, err := w.Game.Drop(ctx, Act("i/drop", 3))
			return err
		},
	}
	for name, f := range acts {
		var done, replayed atomic.Int64
		together(100, func(int) {
			var again game.ReplayedError
			switch err := f(t.Context()); {
			case err == nil:
				done.Add(1)
			case errors.As(err, &again):
				replayed.Add(1)
			default:
				t.Errorf("%s: %v", name, err)
			}
		})
		if done.Load() != 1 || replayed.Load() != 99 {
			t.Errorf("%s: took effect %d times, and was replayed %d times", name, done.Load(), replayed.Load())
		}
	}
	rep, err := db.Audit(t.Context())
	if err != nil || rep.Copies != 2 || rep.Players != 4 {
		t.Errorf("got %+v, %v", rep, err)
	}
}

func newPlayer(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	const n = 16
	together(n, func(i int) {
		if _, err := w.Game.Claim(t.Context(), Act(fmt.Sprintf("i/%d", i), 1), game.ClaimOrder{Count: 1}); err != nil {
			t.Error(err)
		}
	})
	res, err := w.Game.List(t.Context(), game.ListOrder{Asker: 1, Holder: 1, Size: 10})
	if err != nil || res.Copies != n {
		t.Errorf("got %d copies, %v", res.Copies, err)
	}
	// The price rises with every claim: had two read the same counter, the sum
	// would be smaller.
	want := int64(1_000_000 - 700*n*(n+1)/2)
	if got := flakes(t, db, 1); got != want {
		t.Errorf("the balance is %d, want %d", got, want)
	}
}

func spenders(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	var done atomic.Int64
	together(64, func(i int) {
		key := fmt.Sprintf("i/%d", i)
		err := db.Act(t.Context(), key, noon(), func(tx game.Tx) error {
			return tx.Post(pay(key, account(1), ledger.Sink, 1))
		})
		if err == nil {
			done.Add(1)
		}
	})
	if done.Load() != 10 || flakes(t, db, 1) != 0 {
		t.Errorf("%d of 64 payments of 1 from 10 succeeded; %d are left", done.Load(), flakes(t, db, 1))
	}
}

func strangersPay(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	err := db.Update(t.Context(), func(tx game.Tx) error { return tx.Post(pay("x", account(99), account(1), 5)) })
	if err == nil {
		t.Error("an account that does not exist has paid")
	}
	update(t, db, func(tx game.Tx) error { return tx.Post(pay("y", account(1), account(99), 10)) })
	if got := flakes(t, db, 1); got != 0 {
		t.Errorf("%d are left", got)
	}
}

func moves(t *testing.T, db *store.DB) {
	fillCards(t, db)
	c := mint(t, db, "m", 1, 5)[0]
	give := func(key string, from, to ledger.Account) error {
		return db.Update(t.Context(), func(tx game.Tx) error {
			return tx.Post(ledger.Posting{Key: key, At: noon(), Transfers: []ledger.Transfer{{
				Unit: ledger.Copy, From: from, To: to, Amount: 1, Copy: int64(c.ID), Reason: "gift",
			}}})
		})
	}
	steps := []struct {
		name     string
		from, to ledger.Account
		ok       bool
	}{
		{"by its holder", account(1), account(2), true},
		{"by its former holder", account(1), account(3), false},
		{"by its former holder to its holder", account(1), account(2), false},
		{"back", account(2), account(1), true},
		{"once more", account(1), account(2), true},
		{"by somebody else", account(7), account(8), false},
		{"to the sink", account(2), ledger.Sink, true},
		{"after the sink", account(2), account(1), false},
	}
	for i, s := range steps {
		if err := give(fmt.Sprintf("g/%d", i), s.from, s.to); (err == nil) != s.ok {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func postedTwice(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	post := func(tx game.Tx) error { return tx.Post(pay("twice", account(1), ledger.Sink, 1)) }
	update(t, db, post)
	if err := db.Update(t.Context(), post); err == nil {
		t.Error("the same key was posted twice")
	}
	if got := flakes(t, db, 1); got != 9 {
		t.Errorf("%d are left", got)
	}
}

func refusal(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	want := game.NotYoursError{}
	err := db.Act(t.Context(), "i/1", noon(), func(tx game.Tx) error {
		if err := tx.Post(pay("i/1", account(1), ledger.Sink, 4)); err != nil {
			return err
		}
		if _, err := tx.Player(1, ""); err != nil { // so that everything is sent
			return err
		}
		return want
	})
	if err != want { //nolint:errorlint // it must come back unchanged
		t.Errorf("got %v", err)
	}
	if got := flakes(t, db, 1); got != 10 {
		t.Errorf("%d are left", got)
	}
	// Its key is free: it has not taken effect.
	if err := db.Act(t.Context(), "i/1", noon(), func(game.Tx) error { return nil }); err != nil {
		t.Error(err)
	}
	err = db.Act(t.Context(), "i/1", noon(), func(tx game.Tx) error {
		_, err := tx.Player(1, "")
		return err
	})
	if !errors.Is(err, game.ErrReplayed) {
		t.Errorf("got %v", err)
	}
}

func panics(t *testing.T, db *store.DB) {
	join(t, db, 1, 100)
	together(32, func(i int) {
		key := fmt.Sprintf("i/%d", i)
		bad := i%4 == 0
		defer func() {
			v := recover()
			if (v != nil) != bad || bad && !strings.Contains(fmt.Sprint(v), "oh no "+key) {
				t.Errorf("act %d: recovered %v", i, v)
			}
		}()
		err := db.Act(t.Context(), key, noon(), func(tx game.Tx) error {
			if err := tx.Post(pay(key, account(1), ledger.Sink, 1)); err != nil {
				return err
			}
			if _, err := tx.Player(1, ""); err != nil {
				return err
			}
			if bad {
				panic("oh no " + key)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	if got := flakes(t, db, 1); got != 100-24 {
		t.Errorf("%d are left", got)
	}
}

func hidden(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	err := db.Update(t.Context(), func(tx game.Tx) error {
		if err := tx.Post(pay("a", account(1), ledger.Sink, 1)); err != nil {
			return err
		}
		_ = tx.Post(pay("b", account(1), ledger.Sink, 50))
		_, _ = tx.Player(1, "")
		return nil
	})
	if err == nil {
		t.Error("a transaction with a broken statement was committed")
	}
	if got := flakes(t, db, 1); got != 10 {
		t.Errorf("%d are left", got)
	}
}

func contexts(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	spend := func(key string) func(game.Tx) error {
		return func(tx game.Tx) error { return tx.Post(pay(key, account(1), ledger.Sink, 1)) }
	}
	if err := db.Act(over, "before", noon(), spend("before")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	during, cancel := context.WithCancel(t.Context())
	err := db.Act(during, "during", noon(), func(tx game.Tx) error {
		if err := spend("during")(tx); err != nil {
			return err
		}
		cancel()
		_, err := tx.Player(1, "")
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled meanwhile: %v", err)
	}
	if got := flakes(t, db, 1); got != 10 {
		t.Errorf("%d are left", got)
	}
	after, cancel := context.WithCancel(t.Context())
	if err := db.Act(after, "after", noon(), spend("after")); err != nil {
		t.Error(err)
	}
	cancel()
	if got := flakes(t, db, 1); got != 9 {
		t.Errorf("%d are left", got)
	}
}

// serialActs is about what a statement sees that has waited for a lock: a
// second /daily must see the cooldown that the first has written.
func serialActs(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	join(t, db, 1, 10)
	var done, refused atomic.Int64
	together(32, func(i int) {
		var early game.CooldownError
		_, err := w.Game.Daily(t.Context(), Act(fmt.Sprintf("i/%d", i), 1))
		switch {
		case err == nil:
			done.Add(1)
		case errors.As(err, &early):
			refused.Add(1)
		default:
			t.Error(err)
		}
	})
	if done.Load() != 1 || refused.Load() != 31 {
		t.Errorf("paid %d times, refused %d times", done.Load(), refused.Load())
	}
}
