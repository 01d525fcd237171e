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
		Definition: define(d, "help", "command.help.name", "command.help.about"),
		Gate:       gate,
		Ephemeral:  true,
	}
	c.Run = func(_ context.Context, r Request) (Reply, error) {
		var entries []ui.HelpEntry
		for _, o := range others {
			for _, a := range o.Actions() {
				if a.Gate.Admit(r.Person, ui.Route{}) == nil {
					entries = append(entries, entry(r.Text, &o, a))
				}
			}
		}
		entries = append(entries, entry(r.Text, &c, c.Actions()[0]))
		return Reply{Message: ui.Help(r.Text, entries)}, nil
	}
	return c
}

// entry is how /help lists what a command does, in the asking player's language.
func entry(t *locale.Text, c *Command, a Action) ui.HelpEntry {
	language := discord.Locale(t.Language())
	said := func(text string, in map[discord.Locale]string) string {
		if s, ok := in[language]; ok {
			return s
		}
		return text
	}
	e := ui.HelpEntry{
		Name:        said(c.Definition.Name, c.Definition.NameLocalizations),
		Description: said(a.Definition.Description, a.Definition.DescriptionLocalizations),
		Everyone:    a.Gate.IsEveryone(),
	}
	if len(a.Path) > 1 {
		e.Name += " " + said(a.Definition.Name, a.Definition.NameLocalizations)
	}
	for _, o := range a.Definition.Options {
		e.Options = append(e.Options, o.OptionName())
	}
	return e
}
