package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// Earning is what the commands that earn ask of the game.
type Earning interface {
	Work(context.Context, game.Act) (game.WorkView, error)
	AnswerWork(ctx context.Context, act game.Act, number int64, position int) (game.WorkResult, error)
	Quests(context.Context, game.Act) (game.QuestBoard, error)
	ClaimQuests(context.Context, game.Act) (game.QuestHaul, error)
	Drew(ctx context.Context, act game.Act, card game.CardID) error
	Achievements(context.Context, game.PlayerID) (game.AchievementBoard, error)
	ClaimAchievements(context.Context, game.Act) (game.AchievementHaul, error)
}

// work is /work with the four choices of its question.
func work(d Deps) Command {
	return Command{
		Definition: define(d, "work", "command.work.name", "command.work.about"),
		Cost:       costOfWork,
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			v, err := d.Game.Work(ctx, r.Act)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Work(r.Text, v)}, nil
		},
		Components: []Component{{
			Verb: ui.VerbWork, Gate: OwnerOnly(), Updates: true, Args: 3,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				res, err := d.Game.AnswerWork(ctx, r.Act, r.Route.Arg(1), int(r.Route.Arg(2)))
				if err != nil {
					return Reply{}, err
				}
				return Reply{Message: ui.Worked(r.Text, res)}, nil
			},
		}},
	}
}
