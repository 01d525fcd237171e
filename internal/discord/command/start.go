package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// start is /start: the first steps of a new player. They are looked up anew at
// every press.
func start(d Deps) Command {
	show := func(ctx context.Context, r Request) (Reply, error) {
		steps, err := d.Game.FirstSteps(ctx, r.Act.Player)
		if err != nil {
			return Reply{}, err
		}
		return Reply{Message: ui.Start(r.Text, r.Act.Player, steps)}, nil
	}
	return Command{
		Definition: define(d, "start", "command.start.name", "command.start.about"),
		Gate:       Everyone(), Ephemeral: true,
		Run:        show,
		Components: []Component{{Verb: ui.VerbStart, Gate: OwnerOnly(), Updates: true, Ephemeral: true, Args: 1, Run: show}},
	}
}
