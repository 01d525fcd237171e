package game

import (
	"strings"
	"testing"
	"time"
)

func TestStreak(t *testing.T) {
	t.Parallel()
	d := DefaultRules().Daily
	const today = 20_000
	for _, tt := range []struct {
		name                 string
		streak, last, spared int
		want, wantSpared     int
	}{
		{"the first ever", 0, 0, 0, 1, 0},
		{"the day after", 1, today - 1, 0, 2, 0},
		{"twice on one day", 4, today, 0, 4, 0},
		{"a missed day", 4, today - 2, 0, 5, today - 1},
		{"two missed days", 4, today - 3, 0, 1, 0},
		{"a missed day six days after a forgiven one", 9, today - 2, today - 7, 1, today - 7},
		{"a missed day a week after a forgiven one", 9, today - 2, today - 8, 10, today - 1},
		{"the day after a forgiven one", 9, today - 1, today - 2, 10, today - 2},
		{"a host who moved the time zone back", 9, today + 1, 0, 1, 0},
		{"from before streaks were counted", 0, today - 1, 0, 1, 0},
	} {
		if got, spared := d.streak(tt.streak, tt.last, tt.spared, today); got != tt.want || spared != tt.wantSpared {
			t.Errorf("%s: %d, %d; want %d, %d", tt.name, got, spared, tt.want, tt.wantSpared)
		}
	}
	d.Spare = 0
	if got, _ := d.streak(4, today-2, 0, today); got != 1 {
		t.Errorf("forgiven where nothing is: %d", got)
	}
}

func TestDailyGives(t *testing.T) {
	t.Parallel()
	r := testRules(t)
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		streak int
		claims int
		cake   int64
		want   DailyResult
	}{
		{"a first day", 0, 0, 0, DailyResult{Flakes: 1000, Streak: 1}},
		{"a second", 1, 3, 0, DailyResult{Flakes: 1050, Streak: 2, Bonus: 50}},
		{"the last that brings more", 10, 0, 0, DailyResult{Flakes: 1500, Streak: 11, Bonus: 500}},
		{"no more than that", 99, 0, 0, DailyResult{Flakes: 1500, Streak: 100, Bonus: 500}},
		{"with an effect", 1, 3, 25, DailyResult{Flakes: 1125, Streak: 2, Bonus: 50, Cake: 75}},
	} {
		p := Player{Streak: tt.streak, SinceDaily: tt.claims, Claims: 2, SpentToday: 5}
		if tt.streak > 0 {
			p.DailyAt = now.AddDate(0, 0, -1)
		}
		if got := r.Daily.give(&p, r.day(now), r.day, tt.cake); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if p.Streak != tt.want.Streak || p.SinceDaily != 0 || p.Claims != 0 || p.SpentToday != 0 {
			t.Errorf("%s: left %+v", tt.name, p)
		}
	}
}

func TestDailyPause(t *testing.T) {
	t.Parallel()
	d := DefaultRules().Daily
	for minutes, want := range map[int64]time.Duration{0: 20 * time.Hour, 1020: 17 * time.Hour, 1200: 20 * time.Hour, 9999: 20 * time.Hour} {
		if got := d.pause(minutes); got != want {
			t.Errorf("%d minutes: %v, want %v", minutes, got, want)
		}
	}
}

func TestDailyRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*DailyRules){
		"daily.cooldown": func(d *DailyRules) { d.Cooldown = -1 },
		"daily.step":     func(d *DailyRules) { d.Step = -1 },
		"daily.spare":    func(d *DailyRules) { d.Spare = -1 },
	} {
		rules := DefaultRules()
		change(&rules.Daily)
		if err := rules.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}
