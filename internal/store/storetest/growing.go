package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// A smithy is a game in which players 1 to n have 1,000,000 flakes each and
// that can look at another moment.
type smithy struct {
	*World
	clock *Stopped
	acts  atomic.Int64
}

func newSmithy(t *testing.T, db *store.DB, players int, change func(*game.Rules)) *smithy {
	t.Helper()
	rules := Rules(t)
	rules.Level.Cooldown = 0
	if change != nil {
		change(&rules)
	}
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	w := &smithy{clock: &Stopped{At: noon()}}
	w.World = NewWorld(t, db, rules, w.clock)
	for id := range game.PlayerID(players) {
		join(t, db, id+1, 1_000_000)
	}
	return w
}

// act is a fresh interaction of a player.
func (w *smithy) act(p game.PlayerID) game.Act {
	return Act(fmt.Sprintf("i/%d", w.acts.Add(1)), p)
}

// made are fresh copies of cards for a player, at a level with exp.
func (w *smithy) made(t *testing.T, p game.PlayerID, level, exp int, cards ...game.CardID) []*game.Copy {
	t.Helper()
	var made []*game.Copy
	update(t, w.DB, func(tx game.Tx) error {
		made = nil
		for _, card := range cards {
			made = append(made, &game.Copy{Card: card, Level: level, Exp: exp, Made: noon()})
		}
		return tx.Mint(fmt.Sprintf("m/%d", w.acts.Add(1)), noon(), account(p), "test", made)
	})
	return made
}

// give mints units for a player.
func (w *smithy) give(t *testing.T, p game.PlayerID, amount int64, units ...ledger.Unit) {
	t.Helper()
	update(t, w.DB, func(tx game.Tx) error {
		posting := ledger.Posting{Key: fmt.Sprintf("g/%d", w.acts.Add(1)), At: noon()}
		for _, u := range units {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: u, From: ledger.Mint, To: account(p), Amount: ledger.Amount(amount), Reason: "test",
			})
		}
		return tx.Post(posting)
	})
}

// copy reads a copy.
func (w *smithy) copy(t *testing.T, id game.CopyID) (c game.Copy) {
	t.Helper()
	err := w.DB.View(t.Context(), func(r game.Reader) (err error) {
		c, err = r.Copy(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// done reads how often a player has done what.
func (w *smithy) done(t *testing.T, p game.PlayerID, what game.DeedKind) (n int64) {
	t.Helper()
	err := w.DB.View(t.Context(), func(r game.Reader) error {
		counts, err := r.Counts(p)
		n = counts[what]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// has reads how much of a unit a player has.
func (w *smithy) has(t *testing.T, p game.PlayerID, unit ledger.Unit) (n int64) {
	t.Helper()
	err := w.DB.View(t.Context(), func(r game.Reader) error {
		stock, err := r.Stock(p)
		n = stock[unit]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// is reports whether err is this refusal, whatever it says.
func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// wantRefusal fails the test when err is not a refusal of the type E.
func wantRefusal[E error](t *testing.T, what string, err error) {
	t.Helper()
	if !is[E](err) {
		t.Errorf("%s: got %v", what, err)
	}
}

// levelUps: limits are rows that no restart clears and no timer resets (D23), and
// what a copy has gained is kept whatever happens beside it (D14).
func levelUps(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 2, func(r *game.Rules) { r.Level.Daily, r.Level.Weekly, r.Level.LuckyChance = 3, 5, 0 })
	c := w.made(t, 1, 1, 0, 1)[0]
	for i := range 3 {
		res, err := w.Game.LevelUp(t.Context(), w.act(1), c.ID)
		if err != nil || res.Copy.Exp == 0 || res.Today != 2-i || res.Week != 4-i {
			t.Fatalf("%d: %+v, %v", i, res, err)
		}
	}
	_, err := w.Game.LevelUp(t.Context(), w.act(1), c.ID)
	if e, ok := errors.AsType[game.PractisedError](err); !ok || e.Week || !e.Until.Equal(noon().Add(12*time.Hour)) {
		t.Errorf("the fourth of a day: %v", err)
	}
	again := game.New(db, w.clock, w.Game.Rules(), [32]byte{9}) // as after a restart
	if err := again.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = again.LevelUp(t.Context(), w.act(1), c.ID)
	wantRefusal[game.PractisedError](t, "after a restart", err)
	w.clock.At = noon().Add(12 * time.Hour)
	for range 2 {
		if _, err := again.LevelUp(t.Context(), w.act(1), c.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err = again.LevelUp(t.Context(), w.act(1), c.ID)
	if e, ok := errors.AsType[game.PractisedError](err); !ok || !e.Week {
		t.Errorf("the sixth of a week: %v", err)
	}
	w.clock.At = noon().Add(6 * 24 * time.Hour) // Monday
	if _, err := again.LevelUp(t.Context(), w.act(1), c.ID); err != nil {
		t.Errorf("in the next week: %v", err)
	}
	if n := w.done(t, 1, game.DeedLevelUp); n != 6 {
		t.Errorf("%d were counted", n)
	}
	_, err = w.Game.LevelUp(t.Context(), w.act(2), c.ID)
	wantRefusal[game.NotYoursError](t, "somebody else's", err)
}

// levelUpsAtOnce: however many at once, no more than the rules allow.
func levelUpsAtOnce(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, func(r *game.Rules) { r.Level.Daily, r.Level.LuckyChance, r.Level.Fresh, r.Level.WeekBonus = 5, 0, 0, 0 })
	c := w.made(t, 1, 1, 7, 1)[0]
	var ok atomic.Int64
	together(16, func(int) {
		_, err := w.Game.LevelUp(t.Context(), w.act(1), c.ID)
		if err == nil {
			ok.Add(1)
		} else if !is[game.PractisedError](err) {
			t.Error(err)
		}
	})
	if got := w.copy(t, c.ID); ok.Load() != 5 || got.Exp != 7+5*80 {
		t.Errorf("%d times, exp %d", ok.Load(), got.Exp)
	}
}

// spares: what can be spent, the least valuable first.
func spares(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 2, nil)
	want := []game.CopyID{
		w.made(t, 1, 2, 5, 1)[0].ID, // print 1 of card 1
		0, 0,
		w.made(t, 1, 2, 6, 6)[0].ID,
		w.made(t, 1, 3, 0, 1)[0].ID,
	}
	want[2], want[1], want[0] = want[0], w.made(t, 1, 2, 5, 1)[0].ID, w.made(t, 1, 2, 0, 11)[0].ID
	w.made(t, 1, 1, 99, 1) // not far enough
	w.made(t, 1, 2, 0, 2)  // of two stars
	w.made(t, 2, 2, 0, 1)  // somebody else's
	marked := w.made(t, 1, 2, 0, 1, 1)
	for i, m := range []game.Mark{game.Favourite, game.Locked} {
		if err := w.Game.SetMark(t.Context(), w.act(1), marked[i].ID, m, true); err != nil {
			t.Fatal(err)
		}
	}
	for limit := range 7 {
		var got []game.CopyID
		err := db.View(t.Context(), func(r game.Reader) error {
			copies, err := r.Spare(1, 1, 2, limit)
			for _, c := range copies {
				got = append(got, c.ID)
			}
			return err
		})
		if err != nil || !slices.Equal(got, want[:min(limit, len(want))]) {
			t.Errorf("%d: got %v, want %v (%v)", limit, got, want, err)
		}
	}
}
