package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// fuse is /fuse, which asks first.
func fuse(d Deps) Command {
	return Command{
		Definition: define(d, "fuse", "command.fuse.name", "command.fuse.about"),
		Cost:       costOfFuse,
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			p, err := d.Game.PlanFuse(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.FusePlan(r.Text, r.Act.Player, p)}, nil
		},
		Components: []Component{{Verb: ui.VerbFuse, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.fuse}},
	}
}

// fuse is the press that confirms.
func (d Deps) fuse(ctx context.Context, r Request) (Reply, error) {
	res, err := d.Game.Fuse(ctx, r.Act, ui.FuseOf(r.Route))
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Fused(r.Text, r.Act.Player, res, d.sight(ctx, false, res.Made))}, nil
}
