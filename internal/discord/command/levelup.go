package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// levelup is /levelup with the button of another one.
func levelup(d Deps) Command {
	return Command{
		Definition: define(d, "levelup", "command.levelup.name", "command.levelup.about",
			d.stringOption("card_name", "command.levelup.card", true, 100)),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := d.Game.FindToLevel(ctx, r.Act.Player, r.Options.Text("card_name"))
			if err != nil {
				return Reply{}, err
			}
			return d.levelUp(ctx, r, id)
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			return d.suggestCopies(ctx, r, game.Levelling)
		}},
		Components: []Component{{
			Verb: ui.VerbLevelUp, Gate: OwnerOnly(), Updates: true, Args: 2,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				return d.levelUp(ctx, r, game.CopyID(r.Route.Arg(1)))
			},
		}},
	}
}

// levelUp levels a copy up and shows it. The picture is of the card and its
// stars, whatever the copy's level.
func (d Deps) levelUp(ctx context.Context, r Request, id game.CopyID) (Reply, error) {
	res, err := d.Game.LevelUp(ctx, r.Act, id)
	if err != nil {
		return Reply{}, err
	}
	face := d.face(res.Card, res.Copy.Print)
	return Reply{Message: ui.LeveledUp(r.Text, r.Act.Player, res, face, d.Pictures.Row(ctx, []ui.Face{face}))}, nil
}

// suggestCopies completes the option that names a copy to put into a process.
func (d Deps) suggestCopies(ctx context.Context, r Request, p game.Process) ([]Choice, error) {
	found, err := d.Game.SuggestCopies(ctx, r.Act.Player, p, r.Options.Focused(), suggestions)
	choices := make([]Choice, len(found))
	for i, c := range found {
		choices[i] = Choice{Name: ui.SuggestedCopy(d.face(c.Card, c.Copy.Print), c.Copy), Value: c.Copy.ID.Code()}
	}
	return choices, err
}
