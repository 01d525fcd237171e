package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// suggestions is how many choices Discord shows at most.
const suggestions = 25

// summon is /summon, whose option suggests the player's cards.
func summon(d Deps) Command {
	return Command{
		Definition: define(d, "summon", "command.summon.name", "command.summon.about",
			d.suggestedOption("name", "command.summon.card", true, 100)),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			h, err := d.Game.Summon(ctx, r.Act.Player, r.Options.Text("name"))
			if err != nil {
				return Reply{}, err
			}
			if err := d.Game.Drew(ctx, r.Act, h.Card.ID); err != nil {
				return Reply{}, err
			}
			held := d.held(h)
			return Reply{Message: ui.Summoned(r.Text, r.Act.Player, held, d.Pictures.Row(ctx, []ui.Face{held.Face()}))}, nil
		},
		Autocomplete: &Autocomplete{
			Gate: Everyone(),
			Run: func(ctx context.Context, r Request) ([]Choice, error) {
				found, err := d.Game.Suggest(ctx, r.Act.Player, r.Options.Focused(), suggestions)
				if err != nil {
					return nil, err
				}
				choices := make([]Choice, len(found))
				for i, c := range found {
					choices[i] = Choice{Name: ui.Suggestion(d.face(c, 0)), Value: ui.CutChoice(c.Name)}
				}
				return choices, nil
			},
		},
	}
}
