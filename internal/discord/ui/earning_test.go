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
	return map[string]Message{
		"daily_all": Daily(x, game.DailyResult{
			Flakes: 1550, Balance: 9999, Streak: 8, Bonus: 350, Spared: true, Cake: 200, Next: at, NextClaim: 700,
		}),
		"work":       Work(x, promptOf(name)),
		"work_alone": Work(x, alone),
		"work_right": Worked(x, game.WorkResult{View: promptOf(name), Right: true, Reward: rich, Boost: 65, Balance: 4321, Next: at}),
		"work_wrong": Worked(x, game.WorkResult{View: promptOf(name), Reward: game.Reward{Flakes: 7, Vials: 2}, Balance: 4321, Next: at}),
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
