package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// vote is /vote. What a vote brings comes from the lists, not from here.
func vote(d Deps) Command {
	return Command{
		Definition: define(d, "vote", "command.vote.name", "command.vote.about"),
		Cost:       costOfVote,
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			v, err := d.Game.LookAtVotes(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Vote(r.Text, v)}, nil
		},
	}
}
