package command

import (
	"context"
	"slices"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/locale"
)

// help is /help: made from the other commands, so that it lists what is there.
// A command that the asking person may not use is left out.
func help(d Deps, groups []Group) Command {
	c := Command{
		Definition: define(d, "help", "command.help.name", "command.help.about",
			d.suggestedOption("command", "command.help.command", false, 100)),
		Gate: Everyone(), Ephemeral: true,
	}
	h := helper{d, append(slices.Clone(groups), Group{Topic: ui.TopicMore, Commands: []Command{c}})}
	c.Run = func(_ context.Context, r Request) (Reply, error) {
		if asked := r.Options.Text("command"); asked != "" {
			return h.one(r, asked)
		}
		return Reply{Message: ui.Help(r.Text, r.Act.Player, h.topics(r))}, nil
	}
	c.Autocomplete = &Autocomplete{Gate: Everyone(), Run: h.suggest}
	c.Components = []Component{{
		Verb: ui.VerbHelp, Gate: OwnerOnly(), Updates: true, Args: 1, Ephemeral: true,
		Run: func(_ context.Context, r Request) (Reply, error) {
			topics := h.topics(r)
			for _, t := range topics {
				if slices.Contains(r.Values, string(t.Topic)) {
					return Reply{Message: ui.HelpTopicPage(r.Text, r.Act.Player, topics, t)}, nil
				}
			}
			return Reply{Message: ui.Help(r.Text, r.Act.Player, topics)}, nil
		},
	}}
	return c
}

// A helper tells about commands.
type helper struct {
	d   Deps
	all []Group
}

// topics are those that have something for the asking person.
func (h helper) topics(r Request) []ui.HelpTopic {
	var topics []ui.HelpTopic
	for _, t := range h.all {
		shown := ui.HelpTopic{Topic: t.Topic}
		if n := len(topics); n > 0 && topics[n-1].Topic == t.Topic { // /help is told apart from the others, and shown with them
			shown, topics = topics[n-1], topics[:n-1]
		}
		for _, c := range t.Commands {
			for _, a := range c.Actions() {
				if a.Gate.Admit(r.Person, ui.Route{}) == nil {
					shown.Entries = append(shown.Entries, entry(r.Text, &c, a, h.d))
				}
			}
		}
		if len(shown.Entries) > 0 {
			topics = append(topics, shown)
		}
	}
	return topics
}

// one tells about one command, or about all subcommands of one. Of a command of
// the earlier bot that has gone it tells the successor.
func (h helper) one(r Request, asked string) (Reply, error) {
	name := strings.Join(strings.Fields(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(asked), "/"))), " ")
	if now, ok := successor(name); ok {
		name = now
	}
	var found []ui.HelpEntry
	for _, t := range h.topics(r) {
		for _, e := range t.Entries {
			if e.Path == name || strings.HasPrefix(e.Path, name+" ") {
				found = append(found, e)
			}
		}
	}
	if len(found) == 0 {
		return Reply{Message: ui.HelpUnknown(r.Text, asked)}, nil
	}
	return Reply{Message: ui.HelpCommand(r.Text, found)}, nil
}

// suggest suggests commands whose name contains what was typed, and else those
// that are described by it.
func (h helper) suggest(_ context.Context, r Request) ([]Choice, error) {
	typed := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(r.Options.Focused()), "/"))
	var named, described []Choice
	for _, t := range h.topics(r) {
		for _, e := range t.Entries {
			choice := Choice{Name: ui.HelpChoice(e), Value: e.Path}
			switch {
			case strings.Contains(e.Path, typed) || strings.Contains(strings.ToLower(e.Name), typed):
				named = append(named, choice)
			case strings.Contains(strings.ToLower(e.Description), typed):
				described = append(described, choice)
			}
		}
	}
	all := append(named, described...)
	return all[:min(len(all), suggestions)], nil
}

// entry is how /help lists what a command does, in the asking player's language.
func entry(t *locale.Text, c *Command, a Action, d Deps) ui.HelpEntry {
	language := discord.Locale(t.Language())
	said := func(text string, in map[discord.Locale]string) string {
		if s, ok := in[language]; ok {
			return s
		}
		return text
	}
	e := ui.HelpEntry{
		Path:        strings.Join(a.Path, " "),
		Name:        said(c.Definition.Name, c.Definition.NameLocalizations),
		Description: said(a.Definition.Description, a.Definition.DescriptionLocalizations),
		Everyone:    a.Gate.IsEveryone(),
	}
	if len(a.Path) > 1 {
		e.Name += " " + said(a.Definition.Name, a.Definition.NameLocalizations)
	}
	for _, o := range a.Definition.Options {
		about, required := terms(o)
		e.Options = append(e.Options, ui.HelpOption{Name: o.OptionName(), About: said(o.OptionDescription(), about), Required: required})
	}
	if a.Cost != nil {
		e.Cost = a.Cost(t, d.Game.Rules())
	}
	return e
}

// terms are the descriptions of an option in other languages, and whether it must be
// given.
func terms(o discord.ApplicationCommandOption) (about map[discord.Locale]string, required bool) {
	switch o := o.(type) {
	case discord.ApplicationCommandOptionString:
		return o.DescriptionLocalizations, o.Required
	case discord.ApplicationCommandOptionInt:
		return o.DescriptionLocalizations, o.Required
	case discord.ApplicationCommandOptionBool:
		return o.DescriptionLocalizations, o.Required
	case discord.ApplicationCommandOptionUser:
		return o.DescriptionLocalizations, o.Required
	case discord.ApplicationCommandOptionChannel:
		return o.DescriptionLocalizations, o.Required
	case discord.ApplicationCommandOptionRole:
		return o.DescriptionLocalizations, o.Required
	}
	return nil, false
}
