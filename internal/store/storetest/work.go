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

// workPrompt reads the question that a player was asked last.
func workPrompt(t *testing.T, db *store.DB, p game.PlayerID) (w game.WorkPrompt) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		w, err = r.WorkPrompt(p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func stock(t *testing.T, db *store.DB, p game.PlayerID) (s game.Stock) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		s, err = r.Stock(p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func counts(t *testing.T, db *store.DB, p game.PlayerID) (n map[game.DeedKind]int64) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		n, err = r.Counts(p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rightOf is the button of the right answer, and wrongOf one of another.
func rightOf(w game.WorkPrompt) int { return slices.Index(w.Choices[:], 0) }
func wrongOf(w game.WorkPrompt) int { return slices.Index(w.Choices[:], 1) }

// working: a question stays the same until it is answered or over, and an answer
// pays what its message says.
func working(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	rules := Rules(t)
	w := NewWorld(t, db, rules, c)
	first, err := w.Game.Work(t.Context(), Act("i/1", 1))
	if err != nil {
		t.Fatal(err)
	}
	c.At = noon().Add(29 * time.Second)
	again, err := w.Game.Work(t.Context(), Act("i/2", 1))
	if err != nil || again.Prompt != first.Prompt {
		t.Errorf("asking again shows %+v, %v, and not %+v", again, err, first)
	}
	c.At = noon().Add(30*time.Second - 1)
	res, err := w.Game.AnswerWork(t.Context(), Act("i/3", 1), first.Prompt.Number, rightOf(first.Prompt))
	if err != nil || !res.Right || res.Boost != 0 || res.Reward.Flakes == 0 || !res.Next.Equal(noon().Add(10*time.Second)) {
		t.Fatalf("%+v, %v", res, err)
	}
	want := game.Stock{ledger.Flake: rules.Start.Flakes + res.Reward.Flakes, ledger.Vial: res.Reward.Vials, ledger.XP: res.Reward.XP}
	for _, m := range res.Reward.Materials {
		want[m]++
	}
	if got := stock(t, db, 1); fmt.Sprint(got) != fmt.Sprint(want) || res.Balance != got[ledger.Flake] {
		t.Errorf("has %v, want %v; was told %d", got, want, res.Balance)
	}
	if n := counts(t, db, 1); n[game.DeedWork] != 1 || n[game.DeedEarn] != res.Reward.Flakes {
		t.Errorf("counted %v", n)
	}
	for name, press := range map[string][2]int{"answered": {int(first.Prompt.Number), rightOf(first.Prompt)}, "unknown": {99, 0}} {
		_, err := w.Game.AnswerWork(t.Context(), Act("i/"+name, 1), int64(press[0]), press[1])
		if !errors.Is(err, game.WorkOverError{}) {
			t.Errorf("a question that is %s: %v", name, err)
		}
	}
	c.At = noon().Add(time.Minute)
	if _, err := w.Game.Work(t.Context(), Act("i/5", 1)); err != nil {
		t.Fatal(err)
	}
	for position := range 4 { // the buttons of the first question do not answer the second
		_, err := w.Game.AnswerWork(t.Context(), Act(fmt.Sprintf("i/old%d", position), 1), first.Prompt.Number, position)
		if !errors.Is(err, game.WorkOverError{}) {
			t.Errorf("a button of an older question: %v", err)
		}
	}
	if _, err := w.Game.AnswerWork(t.Context(), Act("i/4", 77), 1, 0); !errors.Is(err, game.WorkOverError{}) {
		t.Errorf("somebody who was never asked: %v", err)
	}
}

// wrongWork: a wrong answer gets its consolation without any bonus, and is not
// counted as work.
func wrongWork(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	var all []game.CardID
	for i := range Cards {
		all = append(all, game.CardID(i+1))
	}
	mint(t, db, "m", 1, all...)
	for i := range 20 {
		c.At = c.At.Add(time.Minute)
		v, err := w.Game.Work(t.Context(), Act(fmt.Sprintf("i/q%d", i), 1))
		if err != nil {
			t.Fatal(err)
		}
		position := wrongOf(v.Prompt)
		if i == 19 {
			position = rightOf(v.Prompt)
		}
		res, err := w.Game.AnswerWork(t.Context(), Act(fmt.Sprintf("i/a%d", i), 1), v.Prompt.Number, position)
		if err != nil {
			t.Fatal(err)
		}
		if i == 19 {
			if !res.Right || res.Boost < 50 { // all cards of the collection
				t.Errorf("a right answer with all cards: %+v", res)
			}
			continue
		}
		if res.Right || res.Boost != 0 || res.Reward.Flakes > 14 || res.Reward.Materials != nil {
			t.Errorf("a wrong answer: %+v", res)
		}
	}
	if n := counts(t, db, 1)[game.DeedWork]; n != 1 {
		t.Errorf("%d works were counted, 1 was right", n)
	}
}

// workRaces: one player asks and answers at the same instant from many places.
func workRaces(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	other := game.New(db, c, w.Game.Rules(), [32]byte{2}) // a second process
	if err := other.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	games := []*game.Game{w.Game, other}
	shown := make([]game.WorkView, 32)
	together(len(shown), func(i int) {
		v, err := games[i%2].Work(t.Context(), Act(fmt.Sprintf("i/q%d", i), 1))
		if err != nil {
			t.Error(err)
		}
		shown[i] = v
	})
	for _, v := range shown {
		if v.Prompt != shown[0].Prompt || v.Prompt.Number != 1 {
			t.Fatalf("two questions at once: %+v, %+v", v.Prompt, shown[0].Prompt)
		}
	}
	before := flakes(t, db, 1)
	var paid, late, got atomic.Int64
	together(32, func(i int) {
		position := i % 4 // all four buttons at once
		res, err := games[i/4%2].AnswerWork(t.Context(), Act(fmt.Sprintf("i/a%d", i), 1), 1, position)
		switch {
		case err == nil:
			paid.Add(1)
			got.Add(res.Reward.Flakes)
		case errors.Is(err, game.WorkOverError{}):
			late.Add(1)
		default:
			t.Error(err)
		}
	})
	if paid.Load() != 1 || late.Load() != 31 || flakes(t, db, 1) != before+got.Load() {
		t.Errorf("paid %d times, late %d times, %d more flakes", paid.Load(), late.Load(), flakes(t, db, 1)-before)
	}
	if w := workPrompt(t, db, 1); w.Open {
		t.Errorf("still open: %+v", w)
	}
	// The cooldown counts from the question.
	c.At = noon().Add(10*time.Second - 1)
	if _, err := w.Game.Work(t.Context(), Act("i/early", 1)); !errors.Is(err, game.CooldownError{What: game.WorkCooldown, Until: noon().Add(10 * time.Second)}) {
		t.Errorf("early: %v", err)
	}
	c.At = noon().Add(10 * time.Second)
	if v, err := w.Game.Work(t.Context(), Act("i/next", 1)); err != nil || v.Prompt.Number != 2 {
		t.Errorf("got %+v, %v", v, err)
	}
}

// workGuard: the row itself refuses a second answer, also from somebody who
// forgot to lock the player.
func workGuard(t *testing.T, db *store.DB) {
	join(t, db, 1, 5)
	prompt := game.WorkPrompt{Player: 1, Number: 1, Scenario: "clip", Opened: noon(), Until: noon().Add(time.Minute), Open: true}
	update(t, db, func(tx game.Tx) error { return tx.SaveWorkPrompt(prompt) })
	if got := workPrompt(t, db, 1); got != prompt {
		t.Errorf("got %+v, want %+v", got, prompt)
	}
	var closed atomic.Int64
	together(8, func(int) {
		if db.Update(t.Context(), func(tx game.Tx) error { return tx.CloseWorkPrompt(1, 1) }) == nil {
			closed.Add(1)
		}
	})
	if closed.Load() != 1 {
		t.Errorf("closed %d times", closed.Load())
	}
	prompt.Number = 2
	update(t, db, func(tx game.Tx) error { return tx.SaveWorkPrompt(prompt) })
	if err := db.Update(t.Context(), func(tx game.Tx) error { return tx.CloseWorkPrompt(1, 1) }); err == nil {
		t.Error("an older question was answered")
	}
}

// helping: which cards help, each counted once however many copies there are.
func helping(t *testing.T, db *store.DB) {
	fillCards(t, db)
	join(t, db, 1, 5)
	join(t, db, 2, 5)
	made := mint(t, db, "m", 1, 1, 1, 3, 15, 2, 8) // dawn: 1, 3, 15, which moves; dusk: 2, 8, which moves
	mint(t, db, "n", 2, 5, 7, 9)
	update(t, db, func(tx game.Tx) error {
		return tx.Post(ledger.Posting{Key: "x", At: noon(), Transfers: []ledger.Transfer{{
			Unit: ledger.Copy, From: account(1), To: account(2), Amount: 1, Copy: int64(made[1].ID), Reason: "test",
		}}})
	})
	for _, tt := range []struct {
		collection, tag string
		of, with        game.Helpers
	}{
		{"dawn", "girlgroups", game.Helpers{Cards: 3, Level: 1, Animated: true}, game.Helpers{Cards: 3, Level: 1, Animated: true}},
		{"dusk", "girlgroups", game.Helpers{Cards: 2, Level: 1, Animated: true}, game.Helpers{Cards: 3, Level: 1, Animated: true}},
		{"dusk", "girl", game.Helpers{Cards: 2, Level: 1, Animated: true}, game.Helpers{}},
		{"", "", game.Helpers{}, game.Helpers{}},
	} {
		err := db.View(t.Context(), func(r game.Reader) error {
			of, with, err := r.Helpers(1, tt.collection, tt.tag)
			if of != tt.of || with != tt.with {
				t.Errorf("%q, %q: %+v, %+v", tt.collection, tt.tag, of, with)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
