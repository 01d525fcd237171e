package ui

import (
	"cmp"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbHelp is the verb of the menu of /help: owner.
const VerbHelp = "he"

// A HelpEntry is one command as /help lists it.
type HelpEntry struct {
	Path        string // "auction bid", whatever the language
	Name        string
	Description string
	Options     []HelpOption
	// Everyone says that its gate lets everyone pass.
	Everyone bool
	Cost     string // in words; "" for nothing
}

// A HelpOption is an option of a command.
type HelpOption struct {
	Name, About string
	Required    bool
}

// A Topic is what commands that belong together are about.
type Topic string

// The topics, in the order in which they are shown.
const (
	TopicCollect Topic = "collect"
	TopicGrow    Topic = "grow"
	TopicEarn    Topic = "earn"
	TopicMarket  Topic = "market"
	TopicMore    Topic = "more"
)

// Name is what the topic is called, and what it is about.
func (p Topic) Name(t *locale.Text) (name, about string) {
	switch p {
	case TopicCollect:
		return t.Say("help.collect"), t.Say("help.collect_about")
	case TopicGrow:
		return t.Say("help.grow"), t.Say("help.grow_about")
	case TopicEarn:
		return t.Say("help.earn"), t.Say("help.earn_about")
	case TopicMarket:
		return t.Say("help.market"), t.Say("help.market_about")
	case TopicMore:
		return t.Say("help.rest"), t.Say("help.rest_about")
	}
	return string(p), ""
}

// A HelpTopic is the commands of a topic.
type HelpTopic struct {
	Topic   Topic
	Entries []HelpEntry
}

// helpRoom is how many characters the list of commands may take.
const helpRoom = 3500

// Help shows what commands there are, by topic, with a menu of the topics.
func Help(t *locale.Text, owner game.PlayerID, topics []HelpTopic) Message {
	var b strings.Builder
	b.WriteString(t.Say("help.title"))
	for _, p := range topics {
		name, about := p.Topic.Name(t)
		b.WriteString("\n**" + name + "** · " + about + "\n")
		last := ""
		for _, e := range p.Entries {
			name, _, _ := strings.Cut(e.Name, " ")
			if name != last {
				b.WriteString("`/" + name + "` ")
			}
			last = name
		}
	}
	b.WriteString("\n\n" + t.Say("help.start"))
	return helpMessage(t, owner, topics, "", b.String())
}

// HelpTopicPage lists the commands of one topic with their options, and says
// which are not for everyone. A list that is too long for one message ends early
// and says so.
func HelpTopicPage(t *locale.Text, owner game.PlayerID, topics []HelpTopic, p HelpTopic) Message {
	var b strings.Builder
	name, _ := p.Topic.Name(t)
	b.WriteString("### " + name)
	for i, e := range p.Entries {
		s := "\n" + e.line(t)
		if b.Len()+len(s) > helpRoom {
			b.WriteString("\n" + t.Say("help.more", locale.N("Count", len(p.Entries)-i)))
			break
		}
		b.WriteString(s)
	}
	b.WriteString("\n\n" + t.Say("help.detail"))
	return helpMessage(t, owner, topics, p.Topic, b.String())
}

// line is a command with its options in one line.
func (e HelpEntry) line(t *locale.Text) string {
	var b strings.Builder
	b.WriteString("**/" + e.Name + "** ")
	for _, o := range e.Options {
		b.WriteString("`" + o.Name + "` ")
	}
	b.WriteString(e.Description)
	if !e.Everyone {
		b.WriteString(" " + t.Say("help.gated"))
	}
	return b.String()
}

// helpMessage is a page of /help with the menu that leads to the others.
func helpMessage(t *locale.Text, owner game.PlayerID, topics []HelpTopic, current Topic, s string) Message {
	options := make([]discord.StringSelectMenuOption, len(topics))
	for i, p := range topics {
		name, about := p.Topic.Name(t)
		options[i] = discord.StringSelectMenuOption{
			Label: cut(name, maxChoice), Description: cut(about, maxChoice),
			Value: string(p.Topic), Default: p.Topic == current,
		}
	}
	parts := []discord.ContainerSubComponent{text(s)}
	if len(options) > 0 {
		parts = append(parts, discord.ActionRowComponent{Components: []discord.InteractiveComponent{
			discord.StringSelectMenuComponent{
				CustomID: NewRoute(VerbHelp, int64(owner)).ID(), Placeholder: t.Say("help.choose"), Options: options,
			},
		}})
	}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// HelpCommand tells all about a command, or about the subcommands of one.
func HelpCommand(t *locale.Text, entries []HelpEntry) Message {
	var b strings.Builder
	for i, e := range entries {
		s := e.all(t)
		if b.Len()+len(s) > helpRoom {
			b.WriteString(t.Say("help.more", locale.N("Count", len(entries)-i)))
			break
		}
		b.WriteString(s + "\n")
	}
	m := note(accentPlain, strings.TrimSpace(b.String()))
	m.Ephemeral = true
	return m
}

// all is everything about a command.
func (e HelpEntry) all(t *locale.Text) string {
	lines := []string{"### /" + e.Name, e.Description}
	for _, o := range e.Options {
		name, about := locale.S("Name", o.Name), locale.S("About", o.About)
		if o.Required {
			lines = append(lines, t.Say("help.option_required", name, about))
		} else {
			lines = append(lines, t.Say("help.option", name, about))
		}
	}
	cost := cmp.Or(e.Cost, t.Say("help.free"))
	if !e.Everyone {
		cost += " " + t.Say("help.gated_one")
	}
	return strings.Join(append(lines, "-# "+cost), "\n")
}

// HelpUnknown says that there is no such command.
func HelpUnknown(t *locale.Text, asked string) Message {
	m := note(accentRefused, t.Say("help.unknown", locale.S("Name", plain(cut(asked, 50)))))
	m.Ephemeral = true
	return m
}

// HelpChoice is a command as a suggestion.
func HelpChoice(e HelpEntry) string { return cut("/"+e.Name+" · "+e.Description, maxChoice) }

// A Build says what program this is.
type Build struct{ Version, Commit, Go string }

// Version shows what program this is.
func Version(t *locale.Text, b Build) Message {
	m := note(accentPlain, t.Say("version.text",
		locale.S("Version", b.Version), locale.S("Commit", cut(b.Commit, 12)), locale.S("Go", b.Go)))
	m.Ephemeral = true
	return m
}
