package game

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"gohye/internal/ledger"
)

// MaterialUnits are what work finds and fusing spends, in the order in which they are
// shown.
func MaterialUnits() []ledger.Unit {
	return []ledger.Unit{ledger.Disc, ledger.Microphone, ledger.Song}
}

// WorkRules are the rules of /work. Lists are by the stars of a job, 1 to 5.
type WorkRules struct {
	Cooldown Duration `toml:"cooldown" doc:"Pause between two questions of a player. It counts from the question, whether it is answered or not."`
	Time     Duration `toml:"time" doc:"How long a question can be answered (5s to 10m). Asking again meanwhile shows the same one."`
	Weights  []int    `toml:"weights" doc:"How often jobs of 1 to 5 stars come, relative to each other."`

	Flakes []int64 `toml:"flakes" doc:"Flakes for a right answer, by stars. Up to half of it comes on top, by luck."`
	Vials  []int64 `toml:"vials" doc:"Vials for a right answer, likewise."`
	XP     []int64 `toml:"xp" doc:"Experience for a right answer, likewise."`
	Find   []int   `toml:"find" doc:"Percent of right answers that find a material, by stars."`
	Second []int   `toml:"second" doc:"Percent of those finds that find a second one."`

	WrongFlakes []int64 `toml:"wrong_flakes" doc:"Least and most flakes for a wrong answer."`
	WrongVials  []int64 `toml:"wrong_vials" doc:"Least and most vials for a wrong answer."`
	WrongXP     []int64 `toml:"wrong_xp" doc:"Least and most experience for a wrong answer."`

	Enough         int   `toml:"enough" doc:"Different cards of a job's collection, or of its kind of group, from which on they help."`
	CollectionStep int64 `toml:"collection_step" doc:"Percent more for each card of the job's collection."`
	CollectionMost int64 `toml:"collection_most" doc:"Most percent for their number."`
	TagStep        int64 `toml:"tag_step" doc:"Percent more for each card of the job's kind of group."`
	TagMost        int64 `toml:"tag_most" doc:"Most percent for their number."`
	LevelStep      int64 `toml:"level_step" doc:"Percent more for each level of the best of these cards beyond the first."`
	Animated       int64 `toml:"animated" doc:"Percent more when one of these cards is animated."`
	Most           int64 `toml:"most" doc:"Most percent for collection and for kind of group, each."`
}

// defaultWorkRules are the earlier bot's but for the vials, which nothing took
// there: a fifth of them. See docs/economy.md.
func defaultWorkRules() WorkRules {
	return WorkRules{
		Cooldown: Duration(10 * time.Second), Time: Duration(30 * time.Second),
		Weights: []int{40, 30, 15, 10, 5},
		Flakes:  []int64{30, 60, 120, 250, 500},
		Vials:   []int64{3, 6, 12, 25, 50},
		XP:      []int64{10, 20, 35, 60, 100},
		Find:    []int{0, 3, 9, 100, 100}, Second: []int{0, 0, 0, 0, 50},
		WrongFlakes: []int64{5, 14}, WrongVials: []int64{0, 1}, WrongXP: []int64{2, 6},
		Enough:         3,
		CollectionStep: 10, CollectionMost: 50, TagStep: 2, TagMost: 20,
		LevelStep: 5, Animated: 10, Most: 50,
	}
}

func (r *WorkRules) check() error {
	for key, list := range map[string][]int64{"work.flakes": r.Flakes, "work.vials": r.Vials, "work.xp": r.XP} {
		if len(list) != levels || slices.Min(list) < 1 {
			return fmt.Errorf("%s: write five numbers, for 1 to 5 stars, each at least 1", key)
		}
	}
	for key, list := range map[string][]int64{"work.wrong_flakes": r.WrongFlakes, "work.wrong_vials": r.WrongVials, "work.wrong_xp": r.WrongXP} {
		if len(list) != 2 || list[0] < 0 || list[1] < list[0] {
			return fmt.Errorf("%s: write the least and the most, such as [2, 6]", key)
		}
	}
	for key, list := range map[string][]int{"work.find": r.Find, "work.second": r.Second} {
		if len(list) != levels || slices.Min(list) < 0 || slices.Max(list) > 100 {
			return fmt.Errorf("%s: write five percentages, for 1 to 5 stars, each 0 to 100", key)
		}
	}
	for key, percent := range map[string]int64{
		"work.collection_step": r.CollectionStep, "work.collection_most": r.CollectionMost, "work.tag_step": r.TagStep,
		"work.tag_most": r.TagMost, "work.level_step": r.LevelStep, "work.animated": r.Animated, "work.most": r.Most,
	} {
		if percent < 0 || percent > 1000 {
			return fmt.Errorf("%s: %d is not between 0 and 1000", key, percent)
		}
	}
	total := 0
	for _, w := range r.Weights {
		total += max(0, w)
	}
	switch {
	case len(r.Weights) != levels || slices.Min(r.Weights) < 0 || total == 0:
		return errors.New("work.weights: write five numbers, for 1 to 5 stars, none negative and not all zero")
	case r.Cooldown < 0:
		return errors.New("work.cooldown: must not be negative")
	case time.Duration(r.Time) < 5*time.Second || time.Duration(r.Time) > 10*time.Minute:
		return errors.New("work.time: must be between 5s and 10m")
	case r.Enough < 1:
		return errors.New("work.enough: must be at least 1")
	}
	return nil
}

// next decides what /work does: it shows the open question again (again), or
// may ask a new one. w is the last question, the zero value when there is none.
func (r *WorkRules) next(w WorkPrompt, now time.Time) (again bool, err error) {
	if w.live(now) {
		return true, nil
	}
	if ready := w.Opened.Add(time.Duration(r.Cooldown)); !w.Opened.IsZero() && now.Before(ready) {
		return false, CooldownError{What: WorkCooldown, Until: ready}
	}
	return false, nil
}

// live reports whether the question can be answered.
func (w WorkPrompt) live(now time.Time) bool { return w.Open && now.Before(w.Until) }

// answer decides whether a press of the button at position counts, and whether
// it is right. number is the question that the button belongs to.
func (w WorkPrompt) answer(number int64, position int, now time.Time) (right bool, err error) {
	switch {
	case w.Number != number || !w.live(now):
		return false, WorkOverError{}
	case position < 0 || position >= len(w.Choices):
		return false, GoneError{}
	}
	return w.Choices[position] == 0, nil
}

// Helpers are cards of a player that help with a job.
type Helpers struct {
	Cards    int // different ones
	Level    int // of the best copy
	Animated bool
}

// help is what helpers add, in percent.
func (r *WorkRules) help(h Helpers, step, most int64) int64 {
	if h.Cards < r.Enough {
		return 0
	}
	percent := min(step*int64(h.Cards), most) + r.LevelStep*int64(max(0, h.Level-1))
	if h.Animated {
		percent += r.Animated
	}
	return min(percent, r.Most)
}

// boost is by how many percent all that helps makes a reward larger: cards of
// the collection and of the kind of group multiply each other, and the effect
// multiplies both.
func (r *WorkRules) boost(collection, tag Helpers, effect int64) int64 {
	cards := (100 + r.help(collection, r.CollectionStep, r.CollectionMost)) * (100 + r.help(tag, r.TagStep, r.TagMost)) / 100
	return cards*(100+effect)/100 - 100
}

// reward rolls what a right answer to a job brings.
func (r *WorkRules) reward(rng *rand.Rand, stars int, boost int64) Reward {
	roll := func(list []int64) int64 {
		base := list[stars-1]
		return (base + rng.Int64N(max(1, base/2))) * (100 + boost) / 100
	}
	reward := Reward{Flakes: roll(r.Flakes), Vials: roll(r.Vials), XP: roll(r.XP)}
	find := func() { reward.Materials = append(reward.Materials, MaterialUnits()[rng.IntN(len(MaterialUnits()))]) }
	if rng.IntN(100) < r.Find[stars-1] {
		find()
		if rng.IntN(100) < r.Second[stars-1] {
			find()
		}
	}
	return reward
}

// consolation rolls what a wrong answer brings. Nothing makes it more.
func (r *WorkRules) consolation(rng *rand.Rand) Reward {
	roll := func(bounds []int64) int64 { return bounds[0] + rng.Int64N(bounds[1]-bounds[0]+1) }
	return Reward{Flakes: roll(r.WrongFlakes), Vials: roll(r.WrongVials), XP: roll(r.WrongXP)}
}
