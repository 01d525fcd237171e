package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// cards is /cards: one's own cards, or another player's.
func cards(d Deps) Command {
	return Command{
		Definition: define(d, "cards", "command.cards.name", "command.cards.about",
			append(d.listOptions(), d.userOption("command.cards.user", false))...),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			v := ui.ListView{Verb: ui.VerbCards}
			if other := game.PlayerID(r.Options.Amount("user")); other != r.Act.Player {
				v.Other = other
			}
			return d.list(ctx, r, v)
		},
		Autocomplete: d.suggestQuery(otherOrAsker),
		Components:   d.listButtons(ui.VerbCards),
	}
}
