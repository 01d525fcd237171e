package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// diff is /diff: what one player has and another has not.
func diff(d Deps) Command {
	return Command{
		Definition: define(d, "diff", "command.diff.name", "command.diff.about"),
		Subcommands: []Subcommand{
			d.diffOne("for", "command.diff.for", "command.diff.for_about", asker, false),
			d.diffOne("from", "command.diff.from", "command.diff.from_about", otherOrAsker, true),
		},
		Components: d.listButtons(ui.VerbDiff),
	}
}

func (d Deps) diffOne(name, nameID, aboutID string, holder func(Request) game.PlayerID, from bool) Subcommand {
	options := append([]discord.ApplicationCommandOption{d.userOption("command.diff.user", true)}, d.listOptions()...)
	return Subcommand{
		Definition: sub(d, name, nameID, aboutID, options...),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.list(ctx, r, ui.ListView{Verb: ui.VerbDiff, Other: game.PlayerID(r.Options.Amount("user")), From: from})
		},
		Autocomplete: d.suggestQuery(holder),
	}
}
