package command

import (
	"context"
	"testing"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// earning remembers what the commands that earn asked for.
type earning struct {
	number   int64
	position int
}

func (g *fakeGame) Work(_ context.Context, act game.Act) (game.WorkView, error) {
	return game.WorkView{Prompt: game.WorkPrompt{Player: act.Player, Number: 3, Scenario: "clip", Choices: [4]int{1, 0, 2, 3}}, Stars: 1}, g.err
}

func (g *fakeGame) AnswerWork(_ context.Context, _ game.Act, number int64, position int) (game.WorkResult, error) {
	g.earning = earning{number: number, position: position}
	return game.WorkResult{Right: true, Reward: game.Reward{Flakes: 5}}, g.err
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
