package game

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// A QuestID names a quest of the table.
type QuestID string

// tiers is how many quests a player gets for each period, one of each tier.
const tiers = 3

// A Goal is something to be done so and so often.
type Goal struct {
	By   Measure
	What DeedKind // "" where the measure needs none
	N    int64
}

// A Measure says what of a player's deeds a goal counts.
type Measure int

// The measures.
const (
	Times     Measure = iota // how often, or how much, in all
	Days                     // on how many days
	Different                // how many different marks
	Kinds                    // how many different kinds of things, of those done by hand
	Things                   // how many things done by hand, whatever they are
	Dailies                  // on how many days all daily quests were done
	Weeklies                 // how many weeks, ending in the period, had all weekly quests done
)

// A QuestDef is a quest of the table: it is done when all of its goals are.
type QuestDef struct {
	ID     QuestID
	Period Period
	Tier   int // 1 to 3, harder and better paid
	Goals  []Goal
}

// A Quest is a quest that a player has got: one row a tier of each period.
type Quest struct {
	ID     QuestID
	Period Period
	Start  int // the first day of its period
	Tier   int
	// Claimed is when the reward was paid; zero before.
	Claimed time.Time
}

// key is the posting of the quest's reward: nothing else could pay it.
func (q Quest) key(p PlayerID) string {
	return fmt.Sprintf("quest/%d/%s/%d/%d", p, q.Period, q.Start, q.Tier)
}

// A Diary is what a player has done on each of some days.
type Diary struct {
	Counts []DayCount
	Marks  []DayMark
}

// A DayCount is how often something was done on a day.
type DayCount struct {
	Day  int
	What DeedKind
	N    int64
}

// A DayMark is one of the different things done on a day.
type DayMark struct {
	Day  int
	What DeedKind
	Mark string
}

// A record is what progress is computed from: a player's diary and quests.
type record struct {
	diary  Diary
	quests []Quest
	table  map[QuestID]QuestDef // made by def
}

// def is a quest's definition; ok is false for one of another version.
func (r *record) def(q Quest) (d QuestDef, ok bool) {
	if r.table == nil {
		r.table = map[QuestID]QuestDef{}
		for _, d := range QuestTable() {
			r.table[d.ID] = d
		}
	}
	d, ok = r.table[q.ID]
	return d, ok
}

// have is how much of a goal was done on the days from first up to, and without,
// end; at most the goal.
func (r *record) have(g Goal, first, end int) (n int64) {
	switch g.By {
	case Times, Things:
		for _, c := range r.diary.Counts {
			if c.Day >= first && c.Day < end && (g.By == Times && c.What == g.What || g.By == Things && c.What.byHand()) {
				n += c.N
			}
		}
	case Days, Kinds, Different:
		n = r.different(g, first, end)
	case Dailies:
		for day := first; day < end; day++ {
			n += r.all(EveryDay, day)
		}
	case Weeklies:
		for start := EveryWeek.start(first - 1); start+7 <= end; start += 7 {
			if start+7 > first {
				n += r.all(EveryWeek, start)
			}
		}
	}
	return min(n, g.N)
}

// different counts different days, kinds or marks.
func (r *record) different(g Goal, first, end int) int64 {
	seen := map[string]bool{}
	for _, c := range r.diary.Counts {
		if c.Day < first || c.Day >= end {
			continue
		}
		if g.By == Days && c.What == g.What {
			seen[fmt.Sprint(c.Day)] = true
		}
		if g.By == Kinds && c.What.byHand() {
			seen[string(c.What)] = true
		}
	}
	for _, m := range r.diary.Marks {
		if g.By == Different && m.Day >= first && m.Day < end && m.What == g.What {
			seen[m.Mark] = true
		}
	}
	return int64(len(seen))
}

// all is 1 when all quests of a period were done, else 0.
func (r *record) all(p Period, start int) int64 {
	n := 0
	for _, q := range r.quests {
		if q.Period == p && q.Start == start && r.done(q) {
			n++
		}
	}
	return int64(n / tiers)
}

// done reports whether all goals of a quest were reached within its period.
func (r *record) done(q Quest) bool {
	d, ok := r.def(q)
	for _, g := range d.Goals {
		ok = ok && r.have(g, q.Start, q.Period.next(q.Start)) >= g.N
	}
	return ok
}

// claimable reports whether the reward of a quest can be had: it is done, not
// paid, and its period has not been over for longer than the rules say.
func (r *record) claimable(q Quest, rules *QuestRules, today int) bool {
	return q.Claimed.IsZero() && today < q.Period.next(q.Start)+rules.Keep && r.done(q)
}

// deal draws the quests for the periods in which the day is: those for which
// there is none in have.
func (r *QuestRules) deal(rng *rand.Rand, have []Quest, today int) (dealt []Quest) {
	for _, p := range Periods() {
		start := p.start(today)
		known := slices.ContainsFunc(have, func(q Quest) bool { return q.Period == p && q.Start == start })
		for tier := 1; tier <= tiers && !known; tier++ {
			of := r.choice(p, tier)
			dealt = append(dealt, Quest{ID: of[rng.IntN(len(of))].ID, Period: p, Start: start, Tier: tier})
		}
	}
	return dealt
}

// choice is what there is of a tier of a period.
func (r *QuestRules) choice(p Period, tier int) (of []QuestDef) {
	for _, d := range QuestTable() {
		if d.Period == p && d.Tier == tier && !slices.Contains(r.Without, string(d.ID)) {
			of = append(of, d)
		}
	}
	return of
}

// oldest is the first day that any quest can still ask about: the beginning of the
// oldest month that can be claimed, and of a week that ends in it.
func (r *QuestRules) oldest(today int) int { return EveryMonth.start(today-r.Keep) - 7 }
