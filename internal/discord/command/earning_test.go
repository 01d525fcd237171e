package command

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// earning remembers what the commands that earn asked for.
type earning struct {
	number   int64
	position int
	drew     game.CardID
	claims   int
}

func (g *fakeGame) Work(_ context.Context, act game.Act) (game.WorkView, error) {
	return game.WorkView{Prompt: game.WorkPrompt{Player: act.Player, Number: 3, Scenario: "clip", Choices: [4]int{1, 0, 2, 3}}, Stars: 1}, g.err
}

func (g *fakeGame) AnswerWork(_ context.Context, _ game.Act, number int64, position int) (game.WorkResult, error) {
	g.earning.number, g.earning.position = number, position
	return game.WorkResult{Right: true, Reward: game.Reward{Flakes: 5}}, g.err
}

func (g *fakeGame) Quests(_ context.Context, act game.Act) (game.QuestBoard, error) {
	return game.QuestBoard{Player: act.Player, Ready: 1}, g.err
}

func (g *fakeGame) ClaimQuests(context.Context, game.Act) (game.QuestHaul, error) {
	g.earning.claims++
	return game.QuestHaul{Reward: game.Reward{Flakes: 4711}}, g.err
}

func (g *fakeGame) Drew(_ context.Context, _ game.Act, card game.CardID) error {
	g.earning.drew = card
	return g.err
}

func (g *fakeGame) Achievements(_ context.Context, p game.PlayerID) (game.AchievementBoard, error) {
	return game.AchievementBoard{Player: p, States: make([]game.AchievementState, 20), Ready: 1}, g.err
}

func (g *fakeGame) ClaimAchievements(context.Context, game.Act) (game.AchievementHaul, error) {
	g.earning.claims++
	return game.AchievementHaul{Reward: game.Reward{Flakes: 4711}}, g.err
}

// shown is all text of a reply.
func shown(t *testing.T, r Reply) string {
	t.Helper()
	text, err := json.Marshal(r.Message.Components)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A press claims and shows the page again in one answer; delivered once more, it
// shows the page alone.
func TestClaimingShowsThePageAgain(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	for verb, route := range map[string]ui.Route{
		ui.VerbQuestClaim: ui.NewRoute(ui.VerbQuestClaim, 5, 1), ui.VerbAchievementClaim: ui.NewRoute(ui.VerbAchievementClaim, 5, 1),
	} {
		r := ask(d)
		r.Route = route
		press := component(t, All(d), verb)
		reply, err := press.Run(t.Context(), r)
		if err != nil || !strings.Contains(shown(t, reply), "4,711") || !press.Updates || reply.New {
			t.Errorf("%s: %s, %v", verb, shown(t, reply), err)
		}
		again := Deps{Game: replayed{g}, Locale: d.Locale, Pictures: d.Pictures}
		reply, err = component(t, All(again), verb).Run(t.Context(), r)
		if err != nil || strings.Contains(shown(t, reply), "4,711") {
			t.Errorf("%s once more: %s, %v", verb, shown(t, reply), err)
		}
	}
	if g.earning.claims != 2 {
		t.Errorf("claimed %d times", g.earning.claims)
	}
}

// replayed is a game that has claimed before.
type replayed struct{ *fakeGame }

func (replayed) ClaimQuests(context.Context, game.Act) (game.QuestHaul, error) {
	return game.QuestHaul{}, game.ReplayedError{}
}

func (replayed) ClaimAchievements(context.Context, game.Act) (game.AchievementHaul, error) {
	return game.AchievementHaul{}, game.ReplayedError{}
}

func TestPagesOfQuestsAndAchievements(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	for _, tt := range []struct {
		route ui.Route
		want  string
	}{
		{ui.NewRoute(ui.VerbQuests, 5, 1), "Weekly quests"},
		{ui.NewRoute(ui.VerbQuests, 5, 3), "Chains of"},
		{ui.NewRoute(ui.VerbAchievements, 5, 2, 1), "Page 3 of 3"},
		{ui.NewRoute(ui.VerbAchievements, 5, 99, 1), "Page 3 of 3"},
	} {
		r := ask(d)
		r.Route = tt.route
		reply, err := component(t, All(d), tt.route.Verb).Run(t.Context(), r)
		if err != nil || !strings.Contains(shown(t, reply), tt.want) {
			t.Errorf("%s: %s, %v", tt.route.ID(), shown(t, reply), err)
		}
	}
}

// Whoever summons a card has looked at it, which some quests ask for.
func TestSummonIsToldToQuests(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	if _, err := find(t, All(d), "summon").Run(t.Context(), ask(d, Option{Name: "name", Text: "Sol"})); err != nil || g.earning.drew != 1 {
		t.Errorf("drew %d, %v", g.earning.drew, err)
	}
}

func TestAnAnswerSaysQuestionAndPosition(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	r := ask(d)
	r.Route = ui.NewRoute(ui.VerbWork, 5, 3, 2)
	reply, err := component(t, All(d), ui.VerbWork).Run(t.Context(), r)
	if err != nil || g.earning.number != 3 || g.earning.position != 2 || reply.Message.Ephemeral {
		t.Errorf("%+v, %+v, %v", reply, g.earning, err)
	}
	g.err = game.WorkOverError{}
	if _, err := component(t, All(d), ui.VerbWork).Run(t.Context(), r); err == nil {
		t.Error("a refusal is lost")
	}
}
