package command

import (
	"context"
	"time"

	"gohye/internal/discord/ui"
)

// price is /price, whose option suggests every card that there is.
func price(d Deps) Command {
	return Command{
		Definition: define(d, "price", "command.price.name", "command.price.about",
			d.suggestedOption("card", "command.price.card", true, 100)),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			q, err := d.Game.Price(ctx, r.Act.Player, r.Options.Text("card"))
			if err != nil {
				return Reply{}, err
			}
			face := d.face(q.Card, 0)
			return Reply{Message: ui.Price(r.Text, q, face, time.Duration(d.Game.Rules().Price.Every),
				d.Pictures.Row(ctx, []ui.Face{face}), d.Pictures.Chart(ctx, ui.ChartOf(q)))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestCards},
	}
}
