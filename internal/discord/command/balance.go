package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// balance is /balance.
func balance(d Deps) Command {
	gate := Everyone()
	return Command{
		Definition: define(d, "balance", "command.balance.name", "command.balance.about"),
		Gate:       gate,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			res, err := d.Game.Balance(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Balance(r.Text, res)}, nil
		},
	}
}
