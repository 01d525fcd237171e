package command

import (
	"context"
	"errors"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// drop is /drop with the buttons of its cards. Decided cards are shown by the
// router's notifier, which edits the message.
func drop(d Deps) Command {
	gate := Everyone()
	return Command{
		Definition: define(d, "drop", "command.drop.name", "command.drop.about"),
		Cost:       costOfWaiting(func(r game.Rules) game.Duration { return r.Drop.Cooldown }),
		Gate:       gate,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			dropped, err := d.Game.Drop(ctx, r.Act)
			if err != nil {
				return Reply{}, err
			}
			cat := d.Game.Catalogue()
			faces := make([]ui.Face, 0, len(dropped.Offers))
			for _, o := range dropped.Offers {
				if c := cat.Card(o.Card); c != nil {
					faces = append(faces, d.face(*c, 0))
				}
			}
			return Reply{Message: ui.Drop(r.Text, dropped, faces, d.Pictures.Row(ctx, faces))}, nil
		},
		Components: []Component{
			{Verb: ui.VerbGrab, Gate: Everyone(), Ephemeral: true, Args: 2, Run: d.grab},
		},
	}
}

func (d Deps) grab(ctx context.Context, r Request) (Reply, error) {
	res, err := d.Game.Grab(ctx, r.Act, game.DropID(r.Route.Arg(0)), int(r.Route.Arg(1)))
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Grabbed(r.Text, res)}, nil
}

// isReplayed reports whether the interaction has taken effect before.
func isReplayed(err error) bool {
	_, ok := errors.AsType[game.ReplayedError](err)
	return ok
}
