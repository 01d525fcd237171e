package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// daily is /daily.
func daily(d Deps) Command {
	gate := Everyone()
	return Command{
		Definition: define(d, "daily", "command.daily.name", "command.daily.about"),
		Cost:       costOfWaiting(func(r game.Rules) game.Duration { return r.Daily.Cooldown }),
		Gate:       gate,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			res, err := d.Game.Daily(ctx, r.Act)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Daily(r.Text, res)}, nil
		},
	}
}
