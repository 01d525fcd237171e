package ui

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// promptOf is a question of ana's.
func promptOf(name string) game.WorkView {
	return game.WorkView{
		Prompt: game.WorkPrompt{
			Player: ana, Number: 7, Scenario: "soundtrack", Choices: [4]int{2, 0, 3, 1}, Collection: "aurora",
			Opened: at, Until: at.Add(30 * time.Second), Open: true,
		},
		Stars: 4, Collection: game.Collection{ID: "aurora", Name: "Aurora " + name},
	}
}

// earningMessages is every message of what earns, with names of the given kind.
func earningMessages(x *locale.Text, name string) map[string]Message {
	rich := game.Reward{Flakes: 1234, Vials: 250, XP: 100, Materials: []ledger.Unit{ledger.Disc, ledger.Song}}
	alone := promptOf(name)
	alone.Collection = game.Collection{}
	haul := game.QuestHaul{
		Quests: []game.QuestState{boardOf().Quests[0], boardOf().Quests[3], boardOf().Quests[8]},
		Steps: []game.ChainState{
			{Chain: game.Chain{ID: "debut", Step: 4, Done: at}, Steps: game.Chains()[0].Steps},
			{Chain: game.Chain{ID: "devotion", Step: 2}, Steps: game.Chains()[1].Steps},
		},
		Reward: rich, Balance: 12345,
	}
	medals := game.AchievementHaul{Paid: make([]game.Achievement, 2), Reward: game.Reward{Flakes: 1250}, Balance: 9999}
	return map[string]Message{
		"quests_day":          Quests(x, boardOf(), DayPage, nil),
		"quests_week":         Quests(x, boardOf(), WeekPage, nil),
		"quests_month":        Quests(x, boardOf(), MonthPage, &haul),
		"quests_chains":       Quests(x, boardOf(), ChainPage, nil),
		"quests_nowhere":      Quests(x, game.QuestBoard{Player: ana}, 77, nil),
		"quests_claimed":      QuestsClaimed(x, haul),
		"achievements":        Achievements(x, medalsOf(), 0, nil),
		"achievements_last":   Achievements(x, medalsOf(), 2, &medals),
		"achievements_beyond": Achievements(x, medalsOf(), 99, nil),
		"daily_all": Daily(x, game.DailyResult{
			Flakes: 1550, Balance: 9999, Streak: 8, Bonus: 350, Spared: true, Cake: 200, Next: at, NextClaim: 700,
		}),
		"work":       Work(x, promptOf(name)),
		"work_alone": Work(x, alone),
		"work_right": Worked(x, game.WorkResult{View: promptOf(name), Right: true, Reward: rich, Boost: 65, Balance: 4321, Next: at}),
		"work_wrong": Worked(x, game.WorkResult{View: promptOf(name), Reward: game.Reward{Flakes: 7, Vials: 2}, Balance: 4321, Next: at}),
	}
}

// boardOf is a board with all of the longest quests of each tier, in all states.
func boardOf() game.QuestBoard {
	b := game.QuestBoard{
		Player: ana, Keep: 7, Ready: 3, Late: 2,
		Ends: map[game.Period]time.Time{game.EveryDay: at, game.EveryWeek: at.Add(time.Hour), game.EveryMonth: at.Add(99 * time.Hour)},
	}
	for i, id := range []game.QuestID{
		"workaholic", "rising_collector", "combo_player", "week_starter", "balanced_routine", "weekly_champion",
		"advanced_collector", "weekly_finisher", "all_star_player",
	} {
		for _, d := range game.QuestTable() {
			if d.ID != id {
				continue
			}
			q := game.QuestState{
				Quest:  game.Quest{ID: id, Period: d.Period, Tier: d.Tier},
				Reward: game.Reward{Flakes: 1500, Vials: 100, XP: 110}, Done: i%3 < 2,
			}
			if i%3 == 0 {
				q.Claimed = at
			}
			for _, g := range d.Goals {
				q.Goals = append(q.Goals, game.GoalState{Goal: g, Have: max(0, g.N-int64(i%3))})
			}
			b.Quests = append(b.Quests, q)
		}
	}
	for i, d := range game.Chains() {
		c := game.ChainState{Chain: game.Chain{ID: d.ID, Step: i}, Steps: d.Steps, Have: int64(i)}
		if i == 0 {
			c.Step, c.Done = len(d.Steps), at
		}
		b.Chains = append(b.Chains, c)
	}
	return b
}

// medalsOf are all achievements, in all states.
func medalsOf() game.AchievementBoard {
	b := game.AchievementBoard{Player: ana, Ready: 2}
	for i, d := range game.AchievementTable() {
		s := game.AchievementState{AchievementDef: d, Reached: i % 5, Paid: max(0, i%5-i%2), Have: 3}
		if s.Reached > 0 {
			s.Have = d.Goals[s.Reached-1] + 1
		}
		b.States = append(b.States, s)
	}
	return b
}

// Everything that can be shown has a name and a sentence of its own.
func TestEveryQuestHasItsTexts(t *testing.T) {
	t.Parallel()
	x := texts(t)
	said := map[string]string{}
	check := func(id, text string) {
		t.Helper()
		if text == id || text == "" || strings.Contains(text, ".") || said[text] != "" {
			t.Errorf("%s is called %q, as is %q", id, text, said[text])
		}
		said[text] = id
	}
	for _, d := range game.QuestTable() {
		check(string(d.ID), named(x, string(d.ID), questNames()))
		for _, g := range d.Goals {
			if s := goal(x, g); s == string(g.What) || !strings.Contains(s, x.Number(g.N)) && g.N > 1 {
				t.Errorf("%s asks for %q", d.ID, s)
			}
		}
	}
	for _, d := range game.Chains() {
		check(string(d.ID), named(x, string(d.ID), chainNames()))
	}
	for _, d := range game.AchievementTable() {
		check(string(d.ID), named(x, string(d.ID), achievementNames()))
		check(string(d.What), deed(x, d.What, 2))
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		have, want int64
		full       int
	}{{0, 8, 0}, {7, 8, 8}, {8, 8, 10}, {99, 8, 10}, {1, 1_000_000_000_000, 0}, {0, 0, 10}} {
		if got := bar(tt.have, tt.want); strings.Count(got, "▰") != tt.full || utf8.RuneCountInString(got) != 10 {
			t.Errorf("%d of %d: %s", tt.have, tt.want, got)
		}
	}
}

// Every job has a question and four different answers that fit on buttons.
func TestEveryJobHasItsTexts(t *testing.T) {
	t.Parallel()
	x := texts(t)
	asked := map[string]bool{}
	for _, s := range game.Scenarios() {
		question, choices := scenario(x, s.ID)
		if question == string(s.ID) || asked[question] || strings.Count(x.Say("work."+string(s.ID)), "\n") != 4 {
			t.Errorf("%s asks %q", s.ID, question)
		}
		asked[question] = true
		said := map[string]bool{}
		for _, c := range choices {
			if c == "" || said[c] || utf8.RuneCountInString(c) > 76 {
				t.Errorf("%s offers %q", s.ID, choices)
			}
			said[c] = true
		}
	}
}

// The right answer is not to be found in what a player is sent.
func TestAQuestionDoesNotTellItsAnswer(t *testing.T) {
	t.Parallel()
	x := texts(t)
	ids := func(choices [4]int) (ids []string) {
		v := promptOf("")
		v.Prompt.Choices = choices
		var c count
		for _, part := range Work(x, v).Components {
			c.add(t, "work", part)
		}
		return c.ids
	}
	a, b := ids([4]int{0, 1, 2, 3}), ids([4]int{3, 2, 1, 0})
	if len(a) != 4 || strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("the ids follow the order of the answers: %q, %q", a, b)
	}
}
