package game

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestGain(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Level
	tests := []struct {
		name   string
		level  int
		before Practice
		lucky  bool
		effect int64
		want   int
	}{
		{"the first of a day", 1, Practice{}, false, 0, 96},
		{"the last that is fresh", 1, Practice{Today: 14, Weekly: 14}, false, 0, 109},
		{"one more", 1, Practice{Today: 15, Weekly: 15}, false, 0, 92},
		{"the last of a week", 1, Practice{Today: 29, Weekly: 179}, false, 0, 223},
		{"luck", 1, Practice{}, true, 0, 144},
		{"an effect", 1, Practice{}, false, 30, 124},
		{"luck and an effect", 2, Practice{}, true, 5, 236},
		{"the highest level that gains", 4, Practice{Today: 20}, false, 0, 700},
		{"a negative effect", 1, Practice{Today: 20}, false, -50, 80},
	}
	for _, tt := range tests {
		if got := r.gain(tt.level, tt.before, tt.lucky, tt.effect); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	r.Gain, r.FreshBonus = []int{1, 1, 1, 1}, 0
	if got := r.gain(1, Practice{}, false, 0); got != 1 {
		t.Errorf("the least is %d", got)
	}
}

// What is beyond a level's need counts for the next one.
func TestGrow(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Level
	tests := []struct {
		name       string
		level, exp int
		gained     int
		wantLevel  int
		wantExp    int
	}{
		{"not enough", 1, 0, 4499, 1, 4499},
		{"exactly", 1, 4400, 100, 2, 0},
		{"overflow is kept", 1, 4400, 150, 2, 50},
		{"several levels at once", 1, 0, 4500 + 22500 + 7, 3, 7},
		{"from the bottom to the top", 1, 0, 634500, 5, 0},
		{"overflow is kept at the top too", 4, 506249, 10, 5, 9},
		{"at the top", 5, 3, 10, 5, 13},
		{"no more than fits", 5, 3, maxExp, 5, maxExp},
	}
	for _, tt := range tests {
		c := Copy{Level: tt.level, Exp: tt.exp}
		before := r.worth(c)
		r.grow(&c, tt.gained)
		if c.Level != tt.wantLevel || c.Exp != tt.wantExp {
			t.Errorf("%s: level %d with %d exp, want %d with %d", tt.name, c.Level, c.Exp, tt.wantLevel, tt.wantExp)
		}
		if got := r.worth(c); got != min(before+tt.gained, maxExp) {
			t.Errorf("%s: worth %d after %d and %d more", tt.name, got, before, tt.gained)
		}
	}
}

func TestPractise(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Level
	tests := []struct {
		name   string
		before Practice
		err    error
	}{
		{"the first", Practice{}, nil},
		{"the last of a day", Practice{Today: 29, Weekly: 29}, nil},
		{"one more", Practice{Today: 30, Weekly: 30}, PractisedError{Most: 30}},
		{"the last of a week", Practice{Today: 1, Weekly: 179}, nil},
		{"one more in the week", Practice{Today: 1, Weekly: 180}, PractisedError{Week: true, Most: 180}},
		{"both", Practice{Today: 30, Weekly: 180}, PractisedError{Week: true, Most: 180}},
	}
	for _, tt := range tests {
		p := tt.before
		if err := r.practise(&p); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.err)
		} else if err == nil && (p.Today != tt.before.Today+1 || p.Weekly != tt.before.Weekly+1) {
			t.Errorf("%s: counted %+v", tt.name, p)
		}
	}
}

// Limits are over with the day and the week in which they were reached (D23).
func TestPracticeIsForgottenWithItsDay(t *testing.T) {
	t.Parallel()
	monday := 4 + 7*2000 // 1970-01-05 was the first Monday
	full := Practice{Day: monday, Today: 30, Week: weekOf(monday), Weekly: 180}
	tests := []struct {
		name string
		day  int
		want Practice
	}{
		{"the same day", monday, full},
		{"the next day", monday + 1, Practice{Day: monday + 1, Week: full.Week, Weekly: 180}},
		{"Sunday", monday + 6, Practice{Day: monday + 6, Week: full.Week, Weekly: 180}},
		{"the next Monday", monday + 7, Practice{Day: monday + 7, Week: full.Week + 1}},
		{"the Sunday before", monday - 1, Practice{Day: monday - 1, Week: full.Week - 1}},
	}
	for _, tt := range tests {
		if got := full.on(tt.day); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	for want, day := range map[time.Weekday]int{time.Monday: monday, time.Sunday: monday - 1} {
		if got := time.Unix(int64(day)*86400, 0).UTC().Weekday(); got != want {
			t.Errorf("day %d is a %s", day, got)
		}
	}
}

func TestLimitsSayWhenTheyAreOver(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	rules.TimeZone = "Asia/Seoul"
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	g := New(nil, nil, rules, [32]byte{})
	day := rules.day(time.Date(2026, 11, 25, 23, 0, 0, 0, rules.zone)) // a Wednesday
	for _, tt := range []struct {
		err  error
		want time.Time
	}{
		{PractisedError{}, time.Date(2026, 11, 26, 0, 0, 0, 0, rules.zone)},
		{PractisedError{Week: true}, time.Date(2026, 11, 30, 0, 0, 0, 0, rules.zone)},
	} {
		if got, ok := errors.AsType[PractisedError](g.until(tt.err, day)); !ok || !got.Until.Equal(tt.want) {
			t.Errorf("%+v ends %s, want %s", tt.err, got.Until, tt.want)
		}
	}
	if err := g.until(MaxedError{}, day); !errors.Is(err, MaxedError{}) {
		t.Errorf("another refusal became %v", err)
	}
}

func TestLevelRulesAreChecked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*LevelRules){
		"three needs":       func(r *LevelRules) { r.Need = r.Need[:3] },
		"a need of nothing": func(r *LevelRules) { r.Need[2] = 0 },
		"no gain":           func(r *LevelRules) { r.Gain = nil },
		"no day":            func(r *LevelRules) { r.Daily = 0 },
		"a short week":      func(r *LevelRules) { r.Weekly = r.Daily - 1 },
		"a negative bonus":  func(r *LevelRules) { r.FreshBonus = -1 },
		"more than certain": func(r *LevelRules) { r.LuckyChance = 101 },
		"a long pause":      func(r *LevelRules) { r.Cooldown = Duration(time.Hour) },
		"six stars":         func(r *LevelRules) { r.MaxStars = 6 },
		"negative fresh":    func(r *LevelRules) { r.Fresh = -1 },
	} {
		rules := DefaultRules()
		change(&rules.Level)
		if rules.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// How long the highest level takes with /levelup alone: docs/decisions.md says so.
func TestPacing(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	r := &rules.Level
	c, p := Copy{Level: 1}, Practice{}
	var reached []int // the days on which levels were reached
	times := 0
	for day := weekOf(20_000) * 7; c.Level < maxLevel; day++ {
		for p = p.on(day); ; times++ {
			before, level := p, c.Level
			if c.Level == maxLevel || r.practise(&p) != nil {
				break
			}
			r.grow(&c, r.gain(c.Level, before, false, 0))
			if c.Level > level {
				reached = append(reached, day-weekOf(20_000)*7+1)
			}
		}
	}
	if want := []int{2, 5, 12, 24}; !slices.Equal(reached, want) {
		t.Errorf("levels are reached on the days %v, want %v", reached, want)
	}
	if times != 658 {
		t.Errorf("after %d times", times)
	}
}
