package game

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// maxLevel is the highest level of a copy.
const maxLevel = 5

// maxExp keeps a copy's exp within its column, however much is combined.
const maxExp = 1_000_000_000

// LevelRules are the rules of /levelup.
type LevelRules struct {
	Need        []int    `toml:"need" doc:"Exp that a copy needs from each of the levels 1 to 4 to the next."`
	Gain        []int    `toml:"gain" doc:"Exp of one /levelup at each of the levels 1 to 4, before anything raises it."`
	Daily       int      `toml:"daily" doc:"Most /levelup of one copy in a day…"`
	Weekly      int      `toml:"weekly" doc:"…and in a week, which begins on Monday."`
	Fresh       int      `toml:"fresh" doc:"So many /levelup of a copy are worth more each day…"`
	FreshBonus  int      `toml:"fresh_bonus" doc:"…by this many percent."`
	WeekBonus   int      `toml:"week_bonus" doc:"Percent more for each earlier /levelup of the copy in this week."`
	LuckyChance int      `toml:"lucky_chance" doc:"Chance in percent that a /levelup goes especially well…"`
	LuckyBonus  int      `toml:"lucky_bonus" doc:"…and gives this many percent more."`
	Cooldown    Duration `toml:"cooldown" doc:"Pause between two /levelup of a player (0s to 1m). It keeps macros off."`
	MaxStars    int      `toml:"max_stars" doc:"Cards with more stars have no levels."`
	Exclude     []string `toml:"exclude" doc:"Collections without levels, besides promos and fragments."`
}

// defaultLevelRules are the earlier bot's but for the gains, with which the last
// level took tens of thousands of commands: see docs/decisions.md.
func defaultLevelRules() LevelRules {
	return LevelRules{
		Need: []int{4500, 22500, 101250, 506250}, Gain: []int{80, 125, 280, 700},
		Daily: 30, Weekly: 180, Fresh: 15, FreshBonus: 20, WeekBonus: 1,
		LuckyChance: 10, LuckyBonus: 50, Cooldown: Duration(2 * time.Second),
		MaxStars: 4,
		Exclude:  []string{"lottery", "jackpot", "fragments", "album", "albums", "ggalbums", "bgalbums", "removed"},
	}
}

func (r *LevelRules) check() error {
	steps := func(list []int) bool {
		return len(list) == maxLevel-1 && slices.Min(list) >= 1 && slices.Max(list) <= 100_000_000
	}
	percent := func(n int) bool { return n >= 0 && n <= 1000 }
	switch {
	case !steps(r.Need) || !steps(r.Gain):
		return errors.New("level.need and level.gain: write four numbers, for level 1 to 4, each at least 1")
	case r.Daily < 1 || r.Weekly < r.Daily || r.Weekly > 10_000:
		return errors.New("level.daily and level.weekly: must be at least 1, in this order, and at most 10000")
	case r.Fresh < 0:
		return errors.New("level.fresh: must not be negative")
	case !percent(r.FreshBonus) || !percent(r.WeekBonus) || !percent(r.LuckyBonus) || r.LuckyChance < 0 || r.LuckyChance > 100:
		return errors.New("level.fresh_bonus, week_bonus and lucky_bonus: must be between 0 and 1000; lucky_chance between 0 and 100")
	case r.Cooldown < 0 || time.Duration(r.Cooldown) > time.Minute:
		return errors.New("level.cooldown: must be between 0s and 1m")
	}
	return checkStars("level.max_stars", r.MaxStars)
}

func checkStars(key string, n int) error {
	if n < 1 || n > levels {
		return fmt.Errorf("%s: must be between 1 and 5", key)
	}
	return nil
}

// A Practice is how often there was a /levelup of a copy of late. It counts for
// Day and Week only: on later ones there was none yet.
type Practice struct {
	Day, Today int // Day in days since 1970 in the time zone of the rules
	Week       int // in weeks, from Monday on
	Weekly     int
}

// weekOf is the week of a day that counts from 1970, which began on a Thursday.
func weekOf(day int) int { return (day + 3) / 7 }

// on is the practice as it counts on a day.
func (p Practice) on(day int) Practice {
	if p.Day != day {
		p.Day, p.Today = day, 0
	}
	if week := weekOf(day); p.Week != week {
		p.Week, p.Weekly = week, 0
	}
	return p
}

// practise decides whether a copy can be practised with once more, and counts
// it. p is as it counts today.
func (r *LevelRules) practise(p *Practice) error {
	switch {
	case p.Weekly >= r.Weekly:
		return PractisedError{Week: true, Most: r.Weekly}
	case p.Today >= r.Daily:
		return PractisedError{Most: r.Daily}
	}
	p.Today++
	p.Weekly++
	return nil
}

// gain is the exp of a /levelup at a level, after what was practised before, with
// luck and so many percent from an effect. It is at least 1.
func (r *LevelRules) gain(level int, before Practice, lucky bool, effect int64) int {
	exp := int64(r.Gain[level-1]) * 1000 // so that four roundings lose nothing to see
	more := func(percent int64) { exp = exp * (100 + percent) / 100 }
	more(int64(r.WeekBonus) * int64(before.Weekly))
	if before.Today < r.Fresh {
		more(int64(r.FreshBonus))
	}
	if lucky {
		more(int64(r.LuckyBonus))
	}
	more(min(max(effect, 0), 1000))
	return int(min(max(exp/1000, 1), maxExp))
}

// grow gives exp to a copy and raises it as many levels as that is enough for.
// What is beyond stays, also at the highest level.
func (r *LevelRules) grow(c *Copy, exp int) {
	c.Exp = min(c.Exp+exp, maxExp)
	for c.Level < maxLevel && c.Exp >= r.Need[c.Level-1] {
		c.Exp -= r.Need[c.Level-1]
		c.Level++
	}
}

// need is the exp from a level to the next; 0 at the highest.
func (r *LevelRules) need(level int) int {
	if level >= maxLevel {
		return 0
	}
	return r.Need[level-1]
}

// worth is all exp that has gone into copies: what one gives when it is combined.
func (r *LevelRules) worth(copies ...Copy) int {
	exp := 0
	for _, c := range copies {
		exp += c.Exp
		for _, need := range r.Need[:c.Level-1] {
			exp += need
		}
	}
	return min(exp, maxExp)
}
