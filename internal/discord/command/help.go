package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/locale"
)

// help is /help: made from the other commands, so that it lists what is there.
// A command that the asking person may not use is left out.
func help(d Deps, others []Command) Command {
	gate := Everyone()
	c := Command{
		Definition: define(d, gate, "help", "command.help.name", "command.help.about"),
		Gate:       gate,
		Ephemeral:  true,
	}
	c.Run = func(_ context.Context, r Request) (Reply, error) {
		var entries []ui.HelpEntry
		for _, o := range others {
			if o.Gate.Admit(r.Person, ui.Route{}) == nil {
				entries = append(entries, entry(r.Text, o))
			}
		}
		entries = append(entries, entry(r.Text, c))
		return Reply{Message: ui.Help(r.Text, entries)}, nil
	}
	return c
}

// entry is how /help lists a command, in the asking player's language.
func entry(t *locale.Text, c Command) ui.HelpEntry {
	e := ui.HelpEntry{Name: c.Name(), Description: c.Definition.Description, Everyone: c.Gate.IsEveryone()}
	language := discord.Locale(t.Language())
	if s, ok := c.Definition.DescriptionLocalizations[language]; ok {
		e.Description = s
	}
	if s, ok := c.Definition.NameLocalizations[language]; ok {
		e.Name = s
	}
	for _, o := range c.Definition.Options {
		e.Options = append(e.Options, o.OptionName())
	}
	return e
}
