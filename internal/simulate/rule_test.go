package simulate

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

func TestGini(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		have []int64
		want float64
	}{
		{"nobody", nil, 0},
		{"nothing", []int64{0, 0}, 0},
		{"all the same", []int64{5, 5, 5, 5}, 0},
		{"one has everything", []int64{0, 12, 0, 0}, 0.75},
		{"one to four", []int64{4, 1, 3, 2}, 0.25},
	} {
		if got := gini(tt.have); got != tt.want {
			t.Errorf("%s: %v, not %v", tt.name, got, tt.want)
		}
	}
}

func TestBuys(t *testing.T) {
	t.Parallel()
	rules := game.DefaultRules().Claim // 700, 1400, 2100
	for flakes, want := range map[int64]int{0: 0, 699: 0, 700: 1, 2099: 1, 2100: 2, 4200: 3} {
		if got := buys(rules, flakes); got != want {
			t.Errorf("%d flakes pay %d claims, not %d", flakes, got, want)
		}
	}
}

// TestAgenda has events come by their moments, and those of one moment in the
// order in which they were written down.
func TestAgenda(t *testing.T) {
	t.Parallel()
	var a agenda
	var got string
	say := func(s string) func(context.Context) error {
		return func(context.Context) error { got += s; return nil }
	}
	at := began()
	a.add(at.Add(2*time.Second), say("d"))
	a.add(at, say("a"))
	a.add(at.Add(time.Second), say("b"))
	a.add(at.Add(time.Second), say("c"))
	for e, ok := a.next(); ok; e, ok = a.next() {
		if err := e.do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got != "abcd" {
		t.Errorf("the order is %s", got)
	}
}

// TestNextHabit is the policy: the first habit that a player is in the mood for,
// has not done enough, can pay and makes sense of.
func TestNextHabit(t *testing.T) {
	t.Parallel()
	kind := Kind{Habits: []Habit{{Action: "a", Most: 1}, {Action: "b", Most: 2, Keep: 500}, {Action: "c", Most: 1}}}
	sense := true
	acts := []*action{{name: "a", sense: always}, {name: "b", sense: func(view) bool { return sense }}, {name: "c", sense: always}}
	now := began()
	for _, tt := range []struct {
		name   string
		change func(v *visit, see *view)
		want   int
	}{
		{"the first", func(*visit, *view) {}, 0},
		{"not in the mood", func(v *visit, _ *view) { v.mood[0] = false }, 1},
		{"done enough", func(v *visit, _ *view) { v.done[0] = 1 }, 1},
		{"done, but not enough", func(v *visit, _ *view) { v.done[0], v.done[1] = 1, 1 }, 1},
		{"has to keep so much", func(v *visit, see *view) { v.done[0], see.Flakes = 1, 499 }, 2},
		{"makes no sense", func(v *visit, _ *view) { v.done[0], sense = 1, false }, 2},
		{"refused until later", func(_ *visit, see *view) { see.person.blocked["a"] = now.Add(1) }, 1},
		{"refused until now", func(_ *visit, see *view) { see.person.blocked["a"] = now }, 0},
		{"everything done", func(v *visit, _ *view) { v.done = []int{1, 2, 1} }, -1},
	} {
		sense = true
		v := &visit{mood: []bool{true, true, true}, done: make([]int, 3)}
		see := view{now: now, BalanceResult: game.BalanceResult{Flakes: 500}, person: newPerson(1, "ana", 0)}
		tt.change(v, &see)
		if got := kind.next(acts, see, v); got != tt.want {
			t.Errorf("%s: %d, not %d", tt.name, got, tt.want)
		}
	}
}

// TestKinds has everybody be of one kind, and every habit an action.
func TestKinds(t *testing.T) {
	t.Parallel()
	share := 0
	for _, k := range Kinds() {
		share += k.Share
	}
	if share != 100 {
		t.Errorf("the shares are %d percent", share)
	}
	if _, err := habits(Kinds()); err != nil {
		t.Error(err)
	}
	if _, err := habits([]Kind{{Name: "odd", Habits: []Habit{{Action: "fly"}}}}); err == nil {
		t.Error("a habit that is no action is taken")
	}
}

// TestBooks follows a card through two hands into the sink, and a collection that
// becomes complete and is so no more.
func TestBooks(t *testing.T) {
	t.Parallel()
	rules := game.DefaultRules()
	cat := game.NewCatalogue(1, &rules, []game.Collection{{ID: "dawn"}}, []game.Card{{ID: 1, Level: 1, Collection: "dawn"}, {ID: 2, Level: 5, Collection: "dawn"}})
	b := newBooks(began(), cat, rules)
	ana, bob := newPerson(1, "ana", 0), newPerson(2, "bob", 1)
	b.persons[ana.account()], b.persons[bob.account()] = ana, bob
	at := began().Add(50 * time.Hour)
	b.keep(&notes{minted: []minted{{at: at, to: ana.account(), why: "claim", copies: []game.Copy{{ID: 7, Card: 1}}}}})
	if ana.cards[1] != 1 || ana.completed != 3 || b.held[ledger.Copy] != 1 {
		t.Errorf("ana has %v, complete on day %d, %d copies in all", ana.cards, ana.completed, b.held[ledger.Copy])
	}
	post := func(tr ledger.Transfer) {
		b.keep(&notes{posted: []ledger.Posting{{Key: "k", At: at, Transfers: []ledger.Transfer{tr}}}})
	}
	post(ledger.Transfer{Unit: ledger.Copy, From: ana.account(), To: bob.account(), Amount: 1, Copy: 7, Reason: "trade"})
	if len(ana.cards) != 0 || ana.sets["dawn"] != 0 || bob.cards[1] != 1 {
		t.Errorf("ana has %v, bob %v", ana.cards, bob.cards)
	}
	post(ledger.Transfer{Unit: ledger.Copy, From: bob.account(), To: ledger.Sink, Amount: 1, Copy: 7, Reason: "liquefy"})
	spent := b.flows[flow{2, ledger.Copy, "liquefy", true}]
	if len(bob.cards) != 0 || b.held[ledger.Copy] != 0 || spent == nil || spent.amount != 1 {
		t.Errorf("bob has %v, %d copies in all, spent %v", bob.cards, b.held[ledger.Copy], spent)
	}
}

// TestDraw draws every curve of a report of one day, and of several.
func TestDraw(t *testing.T) {
	t.Parallel()
	one := Day{Day: 1, Prices: []float64{900, 2000, 4000, 9000, 20000}, Sources: map[ledger.Reason]int64{"daily": 5}}
	for _, days := range [][]Day{{one}, {one, one, one}} {
		r := Report{Days: days, Kinds: []KindLife{{Kind: "daily", CompleteBy: make([]float64, len(days))}}}
		folder := filepath.Join(t.TempDir(), "curves")
		if err := r.Draw(folder); err != nil {
			t.Fatal(err)
		}
		for _, c := range r.curves() {
			f, err := os.Open(filepath.Join(folder, c.file))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := png.Decode(f); err != nil {
				t.Errorf("%s: %v", c.file, err)
			}
			f.Close()
		}
	}
}
