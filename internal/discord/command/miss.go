package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// miss is /miss: the cards that one does not have.
func miss(d Deps) Command {
	return Command{
		Definition: define(d, "miss", "command.miss.name", "command.miss.about", d.listOptions()...),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.list(ctx, r, ui.ListView{Verb: ui.VerbMiss})
		},
		Autocomplete: d.suggestQuery(asker),
		Components:   d.listButtons(ui.VerbMiss),
	}
}
