package command

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"gohye/internal/discord/ui"
)

var update = flag.Bool("update", false, "write docs/commands.md anew")

const commandsPage = "../../../docs/commands.md"

// TestCommandsPage keeps docs/commands.md true: it is made from the commands.
func TestCommandsPage(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	want := page(d)
	if *update {
		if err := os.WriteFile(commandsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(commandsPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/commands.md does not say what the commands are; write it anew: go test ./internal/discord/command -run TestCommandsPage -update")
	}
}

// page is docs/commands.md.
func page(d Deps) string {
	var b strings.Builder
	text := d.Locale.Fallback()
	b.WriteString("# Commands\n\nMade from the code; `go test ./internal/discord/command -run TestCommandsPage -update` writes it anew.\n" +
		"Costs are those of the default rules. Options in *italics* may be left out.\n")
	groups := Groups(d)
	last := &groups[len(groups)-1]
	last.Commands = append(last.Commands, help(d, nil))
	for _, group := range groups {
		name, _ := group.Topic.Name(text)
		b.WriteString("\n## " + name + "\n\n| command | what it does | who may | cost |\n|---|---|---|---|\n")
		for _, c := range group.Commands {
			for _, a := range c.Actions() {
				e := entry(text, &c, a, d)
				b.WriteString("| `/" + e.Path + "`" + optionsOf(e) + " | " + e.Description + " | " + who(a.Gate) + " | " + costOf(e) + " |\n")
			}
		}
	}
	b.WriteString("\n## What the earlier bot called otherwise\n\n| then | now |\n|---|---|\n")
	for _, m := range Moves() {
		b.WriteString("| `/" + m.Then + "` | `/" + m.Now + "` |\n")
	}
	return b.String()
}

func optionsOf(e ui.HelpEntry) string {
	var s string
	for _, o := range e.Options {
		if o.Required {
			s += " " + o.Name
		} else {
			s += " *" + o.Name + "*"
		}
	}
	return s
}

func who(g Gate) string {
	if p, ok := g.Permission(); ok {
		return "members with " + p.String()
	}
	return "everyone"
}

func costOf(e ui.HelpEntry) string {
	if e.Cost == "" {
		return "–"
	}
	return e.Cost
}

// TestEarlierCommands: every command of the earlier bot for players is there, or
// /help names its successor.
func TestEarlierCommands(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	there := func(path string) bool {
		return slices.ContainsFunc(All(d), func(c Command) bool {
			return slices.ContainsFunc(c.Actions(), func(a Action) bool {
				p := strings.Join(a.Path, " ")
				return p == path || a.Path[0] == path
			})
		})
	}
	for _, m := range Moves() {
		if there(m.Then) {
			t.Errorf("/%s is there and said to be /%s", m.Then, m.Now)
		}
		if !there(m.Now) {
			t.Errorf("/%s is said to be /%s, which is not there", m.Then, m.Now)
		}
	}
	for _, name := range earlier {
		if _, moved := successor(name); !moved && !there(name) {
			t.Errorf("the earlier bot's /%s is not there, and nothing is said to be its successor", name)
		}
	}
}

// earlier are the earlier bot's commands for players. Those that are yet to come
// are not listed yet.
var earlier = []string{
	"summon", "draw", "cards", "claim", "balance", "daily", "auction", "price-stats", "version", "help",
	"collection-list", "collection-info", "collection-progress", "wish", "has", "miss", "diff", "searchcards", "shop", "inventory", "craft-effect", "use-effect", "effects", "effect", "work", "quests", "questclaim", "levelup", "forge", "fuse", "liquefy", "limitedcards", "limitedstats",
}
