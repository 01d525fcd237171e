package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// searchcards is /searchcards: every card that there is.
func searchcards(d Deps) Command {
	return Command{
		Definition: define(d, "searchcards", "command.searchcards.name", "command.searchcards.about", d.listOptions()...),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.list(ctx, r, ui.ListView{Verb: ui.VerbSearch})
		},
		Autocomplete: d.suggestQuery(asker),
		Components:   d.listButtons(ui.VerbSearch),
	}
}
