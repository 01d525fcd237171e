package simulate_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"gohye/internal/game"
	"gohye/internal/simulate"
	"gohye/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// small plays a small community for a few days.
func small(t *testing.T, players, days int, seed uint64, rules game.Rules) simulate.Report {
	t.Helper()
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	collections, cards := store.DemoCards(100, 1)
	r, err := simulate.Run(t.Context(), simulate.Options{
		Database: filepath.Join(t.TempDir(), "game.db"), Collections: collections, Cards: cards,
		Rules: rules, Players: players, Days: days, Seed: seed,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// text is everything that a report says.
func text(t *testing.T, r simulate.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(&b).Encode(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSmallCommunity plays two weeks: the ledger is clean, every kind of players
// has played, and every action was tried.
func TestSmallCommunity(t *testing.T) {
	t.Parallel()
	r := small(t, 60, 14, 1, game.DefaultRules())
	if !r.Audit.OK || len(r.Audit.Violations) > 0 || r.Audit.Entries == 0 {
		t.Errorf("the audit says %+v", r.Audit)
	}
	if len(r.Days) != 14 || r.Days[13].Players < 55 {
		t.Errorf("%d days, the last one %+v", len(r.Days), r.Days[len(r.Days)-1])
	}
	for _, k := range r.Kinds {
		if k.Players == 0 || k.Days == 0 || k.Cards == 0 {
			t.Errorf("players who are %s: %+v", k.Kind, k)
		}
	}
	tried := map[string]bool{"craft": true, "use": true, "upgrade": true} // which take weeks
	for _, a := range r.Actions {
		tried[a.Action] = a.Done+a.Nothing+len(a.Refused) > 0
	}
	for _, name := range simulate.Actions() {
		if !tried[name] {
			t.Errorf("nobody has tried %q: %+v", name, r.Actions)
		}
	}
}

// TestSameSeed has the same report twice for a seed, and another for another.
func TestSameSeed(t *testing.T) {
	t.Parallel()
	first := text(t, small(t, 25, 8, 7, game.DefaultRules()))
	if again := text(t, small(t, 25, 8, 7, game.DefaultRules())); again != first {
		t.Errorf("the same seed gave\n%s\nand then\n%s", first, again)
	}
	if other := text(t, small(t, 25, 8, 8, game.DefaultRules())); other == first {
		t.Error("another seed gave the same report")
	}
}

// TestVerdict finds rules out of order that pour flakes out, and such that give
// next to none.
func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*game.Rules)
		broken string
	}{
		{"flakes are poured out", func(r *game.Rules) { r.Daily.Flakes = 1_000_000 }, "flake absorbed"},
		{"next to none", func(r *game.Rules) { r.Daily.Flakes = 1 }, "idle"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rules := game.DefaultRules()
			tt.change(&rules)
			r := small(t, 20, 9, 1, rules)
			for _, c := range r.Verdict {
				if c.Name == tt.broken && !c.OK && !r.OK {
					return
				}
			}
			t.Errorf("%q is not broken: %v", tt.broken, r.Verdict)
		})
	}
}
