package game

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// dayOf is a date as a day of the rules.
func dayOf(y int, m time.Month, d int) int {
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func TestQuestPeriods(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		period           Period
		day, start, next int
	}{
		{EveryDay, dayOf(2026, 3, 1), dayOf(2026, 3, 1), dayOf(2026, 3, 2)},
		{EveryWeek, dayOf(2026, 3, 2), dayOf(2026, 3, 2), dayOf(2026, 3, 9)}, // a Monday
		{EveryWeek, dayOf(2026, 3, 8), dayOf(2026, 3, 2), dayOf(2026, 3, 9)}, // a Sunday
		{EveryWeek, dayOf(2027, 1, 1), dayOf(2026, 12, 28), dayOf(2027, 1, 4)},
		{EveryMonth, dayOf(2026, 2, 28), dayOf(2026, 2, 1), dayOf(2026, 3, 1)},
		{EveryMonth, dayOf(2028, 2, 29), dayOf(2028, 2, 1), dayOf(2028, 3, 1)},
		{EveryMonth, dayOf(2026, 12, 31), dayOf(2026, 12, 1), dayOf(2027, 1, 1)},
	} {
		if start := tt.period.start(tt.day); start != tt.start || tt.period.next(start) != tt.next {
			t.Errorf("%s of %s: from %s to %s", tt.period, date(tt.day), date(start), date(tt.period.next(start)))
		}
	}
}

// A day begins at its first moment: the nanosecond before is the day before, also
// where clocks are put forward at midnight, or back.
func TestDaysBeginAtTheirFirstMoment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ zone, want string }{
		{"UTC", "2026-03-29T00:00:00Z"},
		{"Europe/Berlin", "2026-03-29T00:00:00+01:00"},
		{"Europe/Berlin", "2026-10-25T00:00:00+02:00"},
		{"America/Santiago", "2026-09-06T01:00:00-03:00"}, // has no midnight
		{"Africa/Cairo", "2026-04-24T01:00:00+03:00"},     // likewise
		{"Asia/Kathmandu", "2026-03-29T00:00:00+05:45"},
	} {
		r := DefaultRules()
		r.TimeZone = tt.zone
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, tt.want)
		if err != nil {
			t.Fatal(err)
		}
		day := dayOf(want.Date())
		if got := r.begin(day); !got.Equal(want) || r.day(got) != day || r.day(got.Add(-1)) != day-1 {
			t.Errorf("%s begins at %s in %s, want %s", date(day), got, tt.zone, want)
		}
	}
}

// recordOf writes a diary as "day kind n" and marks as "day kind =mark", with day
// counted from 100.
func recordOf(t *testing.T, lines ...string) (r record) {
	t.Helper()
	for _, l := range lines {
		var day int
		var what, rest string
		if _, err := fmt.Sscan(l, &day, &what, &rest); err != nil {
			t.Fatal(l, err)
		}
		if mark, is := strings.CutPrefix(rest, "="); is {
			r.diary.Marks = append(r.diary.Marks, DayMark{100 + day, DeedKind(what), mark})
			continue
		}
		var n int64
		if _, err := fmt.Sscan(rest, &n); err != nil {
			t.Fatal(l, err)
		}
		r.diary.Counts = append(r.diary.Counts, DayCount{100 + day, DeedKind(what), n})
	}
	return r
}

func TestGoals(t *testing.T) {
	t.Parallel()
	r := recordOf(
		t, "-1 work 50", "0 work 3", "0 claim 7", "0 earn 900", "1 work 1", "2 work 2", "2 win 1", "2 bid 1", "1 combine 2", "1 levelup 5", "7 work 80",
		"-1 draw =x", "0 draw =a", "1 draw =a", "1 draw =b", "2 rate =c", "7 draw =d",
	)
	for _, tt := range []struct {
		name string
		goal Goal
		want int64
	}{
		{"times, within the period only", Goal{Times, DeedWork, 99}, 6},
		{"no more than the goal", Goal{Times, DeedWork, 5}, 5},
		{"amounts", Goal{Times, DeedEarn, 1500}, 900},
		{"days", Goal{Days, DeedWork, 4}, 3},
		{"different marks, also on different days", Goal{Different, DeedDraw, 4}, 2},
		{"combining is no levelling up", Goal{Times, DeedCombine, 3}, 2},
		{"kinds, without what only follows", Goal{Kinds, "", 8}, 5},
		{"things, likewise", Goal{Things, "", 150}, 21},
		{"nothing of it", Goal{Times, DeedForge, 3}, 0},
	} {
		if got := r.have(tt.goal, 100, 107); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// questsOf are all quests of a period, which are done by one work each.
func questsOf(p Period, start int) []Quest {
	ids := map[Period]QuestID{EveryDay: "workaholic", EveryWeek: "week_starter"}
	var quests []Quest
	for tier := 1; tier <= tiers; tier++ {
		quests = append(quests, Quest{ID: ids[p], Period: p, Start: start, Tier: tier})
	}
	return quests
}

// All quests of days and weeks, counted by weekly and monthly quests.
func TestQuestsAboutQuests(t *testing.T) {
	t.Parallel()
	first := dayOf(2026, 3, 1) // a Sunday
	var r record
	work := func(day int) {
		r.diary.Counts = append(r.diary.Counts, DayCount{day, DeedWork, 3})
	}
	for day := first - 6; day < first+31; day++ {
		r.quests = append(r.quests, questsOf(EveryDay, day)...)
	}
	r.quests = r.quests[:len(r.quests)-1] // on the last day one is missing
	for _, start := range []int{first - 6, first + 1, first + 8, first + 15, first + 29} {
		r.quests = append(r.quests, questsOf(EveryWeek, start)...)
	}
	for _, day := range []int{-6, -5, -4, -3, 0, 1, 2, 3, 4, 9, 10, 11, 30} { // the week from 8 on has three days
		work(first + day)
	}
	for _, tt := range []struct {
		name       string
		goal       Goal
		from, next int
		want       int64
	}{
		{"days of a week", Goal{Dailies, "", 6}, first + 1, first + 8, 4},
		{"days of the month, but the last", Goal{Dailies, "", 20}, first, first + 31, 8},
		{"weeks that end in the month", Goal{Weeklies, "", 4}, first, first + 31, 2},
		{"a week that ends on the last day", Goal{Weeklies, "", 4}, first - 7, first + 1, 1},
		{"one that ends a day later", Goal{Weeklies, "", 4}, first - 7, first, 0},
	} {
		if got := r.have(tt.goal, tt.from, tt.next); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestQuestIsClaimable(t *testing.T) {
	t.Parallel()
	rules := defaultQuestRules()
	r := recordOf(t, "0 claim 8", "0 work 3", "0 levelup 10", "0 sell 1", "1 work 2")
	for _, tt := range []struct {
		name  string
		quest Quest
		today int
		want  bool
	}{
		{"on its day", Quest{ID: "workaholic", Period: EveryDay, Start: 100}, 100, true},
		{"all parts of a combo", Quest{ID: "combo_player", Period: EveryDay, Start: 100}, 100, true},
		{"a combo without one part", Quest{ID: "combo_player", Period: EveryDay, Start: 101}, 101, false},
		{"one short", Quest{ID: "workaholic", Period: EveryDay, Start: 101}, 101, false},
		{"on the last day that it is kept", Quest{ID: "workaholic", Period: EveryDay, Start: 100}, 107, true},
		{"a day later", Quest{ID: "workaholic", Period: EveryDay, Start: 100}, 108, false},
		{"paid already", Quest{ID: "workaholic", Period: EveryDay, Start: 100, Claimed: time.Unix(1, 0)}, 100, false},
		{"of another version", Quest{ID: "evolutionist", Period: EveryDay, Start: 100}, 100, false},
	} {
		if got := r.claimable(tt.quest, &rules, tt.today); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// Whatever day it is, everything that a quest still asks about is kept.
func TestNothingIsForgottenTooEarly(t *testing.T) {
	t.Parallel()
	rules := defaultQuestRules()
	for _, rules.Keep = range []int{0, 7, 60} {
		for today := dayOf(2026, 1, 1); today < dayOf(2028, 3, 1); today++ {
			oldest := rules.oldest(today)
			for start := today - 100; start <= today; start++ {
				for _, p := range Periods() {
					if p.start(start) != start || today >= p.next(start)+rules.Keep {
						continue // no period begins here, or nothing of it can be claimed
					}
					if asks := EveryWeek.start(start - 1); oldest > start || p == EveryMonth && oldest > asks {
						t.Fatalf("on %s what the %s from %s asks about is forgotten, before %s", date(today), p, date(start), date(oldest))
					}
				}
			}
		}
	}
}

func TestDeal(t *testing.T) {
	t.Parallel()
	rules := defaultQuestRules()
	rules.Without = []string{"workaholic", "gacha_beginner", "starter_auctioneer", "levels_on_levels"}
	today := dayOf(2026, 3, 4)
	var known record
	seen := map[QuestID]bool{}
	for i := range uint64(500) {
		dealt := rules.deal(dice(i, 1), nil, today)
		if len(dealt) != 9 {
			t.Fatalf("dealt %+v", dealt)
		}
		for j, q := range dealt {
			d, ok := known.def(q)
			if !ok || d.Period != q.Period || d.Tier != q.Tier || q.Tier != j%3+1 || q.Start != q.Period.start(today) || !q.Claimed.IsZero() {
				t.Fatalf("dealt %+v", q)
			}
			seen[q.ID] = true
		}
	}
	if len(seen) != len(QuestTable())-4 || slices.ContainsFunc(rules.Without, func(id string) bool { return seen[QuestID(id)] }) {
		t.Errorf("%d of %d quests are dealt: %v", len(seen), len(QuestTable()), seen)
	}
	have := rules.deal(dice(1, 1), nil, today)
	for i := range have {
		have[i].Claimed = time.Unix(1, 0)
	}
	if again := rules.deal(dice(2, 2), have, today); len(again) != 0 {
		t.Errorf("dealt once more: %+v", again)
	}
	if next := rules.deal(dice(2, 2), have, today+1); len(next) != 3 || next[0].Period != EveryDay {
		t.Errorf("the day after brings %+v", next)
	}
}

func TestQuestTable(t *testing.T) {
	t.Parallel()
	ids, of := map[QuestID]bool{}, map[string]int{}
	for _, d := range QuestTable() {
		ids[d.ID] = true
		of[fmt.Sprint(d.Period, d.Tier)]++
		if len(d.Goals) == 0 {
			t.Errorf("%s has no goal", d.ID)
		}
		for _, g := range d.Goals {
			needs := g.By == Times || g.By == Days || g.By == Different
			if g.N < 1 || needs != (g.What != "") {
				t.Errorf("%s asks for %+v", d.ID, g)
			}
		}
	}
	if len(ids) != 43 || len(QuestTable()) != 43 || len(of) != 9 || of["day1"] != 5 || of["month1"] != 4 {
		t.Errorf("%d quests, %v", len(ids), of)
	}
}

func TestQuestRewards(t *testing.T) {
	t.Parallel()
	r := defaultQuestRules()
	for _, tt := range []struct {
		period Period
		tier   int
		want   string
	}{
		{EveryDay, 1, "250/20/25"},
		{EveryDay, 2, "400/30/35"},
		{EveryDay, 3, "650/50/50"},
		{EveryWeek, 1, "800/70/75"},
		{EveryWeek, 2, "1200/80/90"},
		{EveryWeek, 3, "1500/100/110"},
		{EveryMonth, 1, "2000/150/125"},
		{EveryMonth, 2, "3000/200/175"},
		{EveryMonth, 3, "5000/250/200"},
	} {
		got := r.reward(tt.period, tt.tier)
		if s := fmt.Sprintf("%d/%d/%d", got.Flakes, got.Vials, got.XP); s != tt.want {
			t.Errorf("%s %d: %s, want %s", tt.period, tt.tier, s, tt.want)
		}
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	d := ChainDef{ID: "x", Steps: []Goal{{Times, DeedClaim, 3}, {Times, DeedWork, 2}}}
	now := time.Unix(77, 0)
	counts := map[DeedKind]int64{DeedClaim: 2, DeedWork: 40}
	if s := d.state(Chain{ID: "x"}, counts); s.ready() || s.Have != 2 {
		t.Errorf("one claim short: %+v", s)
	}
	counts[DeedClaim] = 30
	s := d.state(Chain{ID: "x"}, counts)
	if !s.ready() || s.Have != 3 {
		t.Errorf("the first step counts what was done ever: %+v", s)
	}
	c := s.advance(counts, now)
	if c != (Chain{ID: "x", Step: 1, Base: 40}) {
		t.Errorf("advanced to %+v", c)
	}
	if s = d.state(c, counts); s.ready() || s.Have != 0 {
		t.Errorf("a step counts from its beginning: %+v", s)
	}
	counts[DeedWork] = 42
	if s = d.state(c, counts); !s.ready() || s.Over() {
		t.Errorf("the last step: %+v", s)
	}
	c = s.advance(counts, now)
	if c != (Chain{ID: "x", Step: 2, Done: now}) {
		t.Errorf("ended as %+v", c)
	}
	if s = d.state(c, counts); s.ready() || !s.Over() {
		t.Errorf("after its end: %+v", s)
	}
	for _, d := range Chains() {
		if len(d.Steps) < 3 || slices.ContainsFunc(d.Steps, func(g Goal) bool { return g.By != Times || g.N < 1 }) {
			t.Errorf("%+v", d)
		}
	}
}

func TestQuestRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*QuestRules){
		"quest.day_flakes":   func(r *QuestRules) { r.DayFlakes[0] = 0 },
		"quest.week_vials":   func(r *QuestRules) { r.WeekVials = r.WeekVials[:2] },
		"quest.month_xp":     func(r *QuestRules) { r.MonthXP[1] = -1 },
		"quest.keep":         func(r *QuestRules) { r.Keep = 61 },
		"quest.chain_flakes": func(r *QuestRules) { r.ChainFlakes = 0 },
		"quest.chain_vials":  func(r *QuestRules) { r.ChainVials = -1 },
		"quest.without":      func(r *QuestRules) { r.Without = []string{"evolutionist"} },
		"quest.without: leaves": func(r *QuestRules) {
			r.Without = []string{"gacha_god", "ultimate_flipper", "all_star_player", "monthly_conqueror"}
		},
	} {
		rules := DefaultRules()
		change(&rules.Quest)
		if err := rules.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}

func TestAskingForADraw(t *testing.T) {
	t.Parallel()
	month, today := dayOf(2026, 3, 1), dayOf(2026, 3, 4)
	quest := Quest{ID: "advanced_collector", Period: EveryMonth, Start: month, Tier: 1}
	r := record{quests: []Quest{quest}}
	for i := range 14 {
		r.diary.Marks = append(r.diary.Marks, DayMark{month + i%3, DeedDraw, fmt.Sprint(i)})
	}
	if !r.asksForDraw("14", today) {
		t.Error("the fifteenth card is not asked for")
	}
	if r.asksForDraw("3", today) {
		t.Error("a card that was drawn this month is asked for again")
	}
	if r.asksForDraw("14", dayOf(2026, 4, 1)) {
		t.Error("a quest of last month asks")
	}
	r.diary.Marks = append(r.diary.Marks, DayMark{today, DeedDraw, "14"})
	if r.asksForDraw("15", today) {
		t.Error("a quest that is done asks for more")
	}
	r = record{quests: []Quest{quest}, diary: Diary{Marks: []DayMark{{month - 1, DeedDraw, "1"}}}}
	if !r.asksForDraw("1", today) {
		t.Error("a card that was drawn last month is not asked for")
	}
}

// BenchmarkBoard computes a board from 45 full days.
func BenchmarkBoard(b *testing.B) {
	r := DefaultRules()
	if err := r.Check(); err != nil {
		b.Fatal(err)
	}
	g := New(nil, nil, r, [32]byte{})
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	today := r.day(now)
	var rec record
	for day := today - 45; day <= today; day++ {
		rec.quests = append(rec.quests, r.Quest.deal(dice(uint64(day), 1), rec.quests, day)...)
		for _, d := range AchievementTable() {
			rec.diary.Counts = append(rec.diary.Counts, DayCount{day, d.What, 1500})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if g.board(1, rec, nil, now).Ready == 0 {
			b.Fatal("nothing is done")
		}
	}
}
