package game

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gohye/internal/ledger"
)

func TestWorkNext(t *testing.T) {
	t.Parallel()
	r := defaultWorkRules()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	asked := func(ago, left time.Duration, open bool) WorkPrompt {
		return WorkPrompt{Number: 4, Opened: now.Add(-ago), Until: now.Add(left), Open: open}
	}
	wait := func(until time.Duration) error { return CooldownError{What: WorkCooldown, Until: now.Add(until)} }
	for _, tt := range []struct {
		name  string
		last  WorkPrompt
		again bool
		err   error
	}{
		{"the first question ever", WorkPrompt{}, false, nil},
		{"one that is open", asked(time.Second, 29*time.Second, true), true, nil},
		{"its last nanosecond", asked(30*time.Second-1, 1, true), true, nil},
		{"its end", asked(30*time.Second, 0, true), false, nil},
		{"answered at once", asked(time.Second, 29*time.Second, false), false, wait(9 * time.Second)},
		{"the cooldown's last nanosecond", asked(10*time.Second-1, 20*time.Second, false), false, wait(1)},
		{"the cooldown's end", asked(10*time.Second, 20*time.Second, false), false, nil},
		{"over before the cooldown", asked(5*time.Second, 0, true), false, wait(5 * time.Second)},
	} {
		if again, err := r.next(tt.last, now); again != tt.again || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, again, err, tt.again, tt.err)
		}
	}
}

func TestWorkAnswer(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := WorkPrompt{Number: 4, Choices: [4]int{2, 0, 3, 1}, Until: now.Add(1), Open: true}
	closed, over := open, open
	closed.Open, over.Until = false, now
	for _, tt := range []struct {
		name     string
		w        WorkPrompt
		number   int64
		position int
		right    bool
		err      error
	}{
		{"right, in the last nanosecond", open, 4, 1, true, nil},
		{"wrong", open, 4, 0, false, nil},
		{"the button of an older question", open, 3, 1, false, WorkOverError{}},
		{"the button of a newer one", open, 5, 1, false, WorkOverError{}},
		{"answered already", closed, 4, 1, false, WorkOverError{}},
		{"too late", over, 4, 1, false, WorkOverError{}},
		{"no such button", open, 4, 4, false, GoneError{}},
		{"no button at all", open, 4, -1, false, GoneError{}},
		{"never asked", WorkPrompt{}, 0, 0, false, WorkOverError{}},
	} {
		if right, err := tt.w.answer(tt.number, tt.position, now); right != tt.right || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, right, err, tt.right, tt.err)
		}
	}
}

func TestWorkBoost(t *testing.T) {
	t.Parallel()
	r := defaultWorkRules()
	for _, tt := range []struct {
		name            string
		collection, tag Helpers
		effect, want    int64
	}{
		{"nothing", Helpers{}, Helpers{}, 0, 0},
		{"two cards are too few", Helpers{Cards: 2, Level: 5, Animated: true}, Helpers{Cards: 2, Level: 5}, 0, 0},
		{"three of the collection", Helpers{Cards: 3, Level: 1}, Helpers{}, 0, 30},
		{"the most for their number", Helpers{Cards: 40, Level: 1}, Helpers{}, 0, 50},
		{"no more than the most", Helpers{Cards: 40, Level: 5, Animated: true}, Helpers{}, 0, 50},
		{"three of the kind", Helpers{}, Helpers{Cards: 3, Level: 1}, 0, 6},
		{"the most of the kind", Helpers{}, Helpers{Cards: 99, Level: 1}, 0, 20},
		{"a good one among them", Helpers{}, Helpers{Cards: 99, Level: 4}, 0, 35},
		{"that moves", Helpers{}, Helpers{Cards: 99, Level: 4, Animated: true}, 0, 45},
		{"both", Helpers{Cards: 5, Level: 1}, Helpers{Cards: 10, Level: 1}, 0, 80},
		{"the effect alone", Helpers{}, Helpers{}, 40, 40},
		{"all of it", Helpers{Cards: 5, Level: 5}, Helpers{Cards: 10, Level: 5, Animated: true}, 50, 237},
	} {
		if got := r.boost(tt.collection, tt.tag, tt.effect); got != tt.want {
			t.Errorf("%s: %d%%, want %d%%", tt.name, got, tt.want)
		}
	}
}

// The table of rewards, with what luck adds: what comes in 20,000 jobs lies
// between the bounds and reaches both.
func TestWorkRewards(t *testing.T) {
	t.Parallel()
	r, rng := defaultWorkRules(), rand.New(rand.NewPCG(1, 2))
	const n = 20_000
	for i, tt := range []struct {
		low, high Reward
		finds     float64 // materials for each job
	}{
		{Reward{Flakes: 30, Vials: 3, XP: 10}, Reward{Flakes: 44, Vials: 3, XP: 14}, 0},
		{Reward{Flakes: 60, Vials: 6, XP: 20}, Reward{Flakes: 89, Vials: 8, XP: 29}, .03},
		{Reward{Flakes: 120, Vials: 12, XP: 35}, Reward{Flakes: 179, Vials: 17, XP: 51}, .09},
		{Reward{Flakes: 250, Vials: 25, XP: 60}, Reward{Flakes: 374, Vials: 36, XP: 89}, 1},
		{Reward{Flakes: 500, Vials: 50, XP: 100}, Reward{Flakes: 749, Vials: 74, XP: 149}, 1.5},
	} {
		low, high, finds := Reward{Flakes: 1 << 40, Vials: 1 << 40, XP: 1 << 40}, Reward{}, 0
		kinds := map[ledger.Unit]int{}
		for range n {
			got := r.reward(rng, i+1, 0)
			low = Reward{Flakes: min(low.Flakes, got.Flakes), Vials: min(low.Vials, got.Vials), XP: min(low.XP, got.XP)}
			high = Reward{Flakes: max(high.Flakes, got.Flakes), Vials: max(high.Vials, got.Vials), XP: max(high.XP, got.XP)}
			for _, m := range got.Materials {
				kinds[m]++
				finds++
			}
		}
		if low.Flakes != tt.low.Flakes || low.Vials != tt.low.Vials || low.XP != tt.low.XP ||
			high.Flakes != tt.high.Flakes || high.Vials != tt.high.Vials || high.XP != tt.high.XP {
			t.Errorf("%d stars bring %+v to %+v, want %+v to %+v", i+1, low, high, tt.low, tt.high)
		}
		if got := float64(finds) / n; got < tt.finds*.9 || got > tt.finds*1.1 || tt.finds > 0 && len(kinds) != 3 {
			t.Errorf("%d stars find %.3f materials a job, want %.3f: %v", i+1, got, tt.finds, kinds)
		}
	}
	if got := r.reward(rand.New(rand.NewPCG(1, 2)), 1, 100); got.Flakes < 60 || got.Flakes > 88 {
		t.Errorf("100%% more of 30 to 44 is %d", got.Flakes)
	}
}

func TestWorkConsolation(t *testing.T) {
	t.Parallel()
	r, rng := defaultWorkRules(), rand.New(rand.NewPCG(3, 4))
	seen := map[int64]bool{}
	for range 2000 {
		got := r.consolation(rng)
		seen[got.Flakes] = true
		if got.Flakes < 5 || got.Flakes > 14 || got.Vials < 0 || got.Vials > 1 || got.XP < 2 || got.XP > 6 || got.Materials != nil {
			t.Fatalf("a wrong answer brings %+v", got)
		}
	}
	if len(seen) != 10 {
		t.Errorf("a wrong answer brings %d different amounts of flakes, want 5 to 14", len(seen))
	}
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	stars, ids := map[int]int{}, map[ScenarioID]bool{}
	for _, s := range Scenarios() {
		stars[s.Stars]++
		ids[s.ID] = true
	}
	for n := 1; n <= levels; n++ {
		if stars[n] < 2 {
			t.Errorf("%d jobs have %d stars", stars[n], n)
		}
	}
	if len(ids) != len(Scenarios()) || len(stars) != levels {
		t.Errorf("%d jobs have %d names, %v", len(Scenarios()), len(ids), stars)
	}
	rng, drawn := rand.New(rand.NewPCG(5, 6)), map[int]int{}
	const n = 20_000
	for range n {
		w := WorkPrompt{Scenario: drawScenario(rng, defaultWorkRules().Weights)}
		s, _ := w.stars()
		drawn[s]++
	}
	for s, want := range map[int]float64{1: .40, 2: .30, 3: .15, 4: .10, 5: .05} {
		if got := float64(drawn[s]) / n; got < want*.9 || got > want*1.1 {
			t.Errorf("%d stars come %.3f of the time, want %.2f", s, got, want)
		}
	}
	if s := drawScenario(rng, []int{0, 0, 1, 0, 0}); s != "recording" && s != "cover_shoot" {
		t.Errorf("only three stars have a weight, and %s comes", s)
	}
}

func TestWorkRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*WorkRules){
		"work.cooldown":        func(r *WorkRules) { r.Cooldown = -1 },
		"work.time":            func(r *WorkRules) { r.Time = Duration(time.Second) },
		"work.weights":         func(r *WorkRules) { r.Weights = []int{0, 0, 0, 0, 0} },
		"work.flakes":          func(r *WorkRules) { r.Flakes = r.Flakes[:4] },
		"work.vials":           func(r *WorkRules) { r.Vials[2] = 0 },
		"work.xp":              func(r *WorkRules) { r.XP = nil },
		"work.find":            func(r *WorkRules) { r.Find[0] = 101 },
		"work.second":          func(r *WorkRules) { r.Second[0] = -1 },
		"work.wrong_flakes":    func(r *WorkRules) { r.WrongFlakes = []int64{5, 4} },
		"work.wrong_vials":     func(r *WorkRules) { r.WrongVials = []int64{-1, 4} },
		"work.wrong_xp":        func(r *WorkRules) { r.WrongXP = []int64{1} },
		"work.enough":          func(r *WorkRules) { r.Enough = 0 },
		"work.collection_most": func(r *WorkRules) { r.CollectionMost = 1001 },
		"work.level_step":      func(r *WorkRules) { r.LevelStep = -1 },
	} {
		rules := DefaultRules()
		change(&rules.Work)
		if err := rules.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}
