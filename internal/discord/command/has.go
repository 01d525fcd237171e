package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/query"
)

// has is /has: whether a player has a card, and how often.
func has(d Deps) Command {
	return Command{
		Definition: define(d, "has", "command.has.name", "command.has.about",
			d.userOption("command.has.user", true), d.queryOption("card_query", true)),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			other, words := game.PlayerID(r.Options.Amount("user")), query.Clean(r.Options.Text("card_query"))
			p, err := d.Game.List(ctx, game.ListOrder{Asker: r.Act.Player, Holder: other, Query: words, Size: 1, One: true})
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Has(r.Text, other, words, p, d.heldAll(p))}, nil
		},
		Autocomplete: d.suggestQuery(otherOrAsker),
	}
}
