package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/command"
)

// A target is what handles an interaction: a command, a component or an
// autocomplete.
type target struct {
	name      string // for logs and metrics: "claim", "claim.ct", "summon.autocomplete"
	gate      command.Gate
	deadline  time.Duration
	updates   bool
	ephemeral bool
	form      bool // the answer is a form
	args      int
	run       func(context.Context, command.Request) (command.Reply, error)
	suggest   func(context.Context, command.Request) ([]command.Choice, error)
}

// defers reports whether its interactions may be deferred. Autocompletes may
// not, nor may what brings up a form; what nobody handles is answered at once.
func (t *target) defers() bool { return t != nil && t.suggest == nil && !t.form }

// targets find the target of an interaction. They do not change.
type targets struct {
	// commands and suggestions are by path: "claim", "auction create".
	commands, suggestions, components map[string]*target
	grouped                           map[string]bool // the commands with subcommands
}

// newTargets refuses two of one name, one without a gate, and one that cannot
// be reached.
func newTargets(commands []command.Command, deadline time.Duration) (targets, error) {
	t := targets{map[string]*target{}, map[string]*target{}, map[string]*target{}, map[string]bool{}}
	for _, c := range commands {
		if len(c.Subcommands) > 0 {
			if c.Run != nil || c.Autocomplete != nil || c.Gate.Set() || c.Ephemeral || c.Deadline != 0 || len(c.Definition.Options) > 0 {
				return t, fmt.Errorf("discord: command %q has subcommands, which have all that it does", c.Name())
			}
			t.grouped[c.Name()] = true
		}
		for _, a := range c.Actions() {
			if err := t.add(a, deadline); err != nil {
				return t, err
			}
		}
		for _, b := range c.Components {
			if !b.Gate.Set() || b.Run == nil || t.components[b.Verb] != nil {
				return t, fmt.Errorf("discord: component %q of %q needs one verb, a gate and a function", b.Verb, c.Name())
			}
			t.components[b.Verb] = &target{
				name: c.Name() + "." + b.Verb, gate: b.Gate, deadline: or(b.Deadline, deadline),
				updates: b.Updates, ephemeral: b.Ephemeral, form: b.Form, args: b.Args, run: b.Run,
			}
		}
	}
	return t, nil
}

// add makes the targets of a command or a subcommand.
func (t targets) add(a command.Action, deadline time.Duration) error {
	path, name := strings.Join(a.Path, " "), strings.Join(a.Path, ".")
	if !a.Gate.Set() || a.Gate.IsOwner() || a.Run == nil || t.commands[path] != nil {
		return fmt.Errorf("discord: command %q needs one name, one gate of its own and a function", path)
	}
	t.commands[path] = &target{
		name: name, gate: a.Gate, deadline: or(a.Deadline, deadline), ephemeral: a.Ephemeral, run: a.Run,
	}
	if s := a.Autocomplete; s != nil {
		if !s.Gate.Set() || s.Gate.IsOwner() || s.Run == nil {
			return fmt.Errorf("discord: the autocomplete of %q needs a gate and a function", path)
		}
		t.suggestions[path] = &target{
			name: name + ".autocomplete", gate: s.Gate, deadline: suggestWithin, suggest: s.Run,
		}
	}
	return nil
}

// find is the target of an interaction, or nil.
func (t targets) find(it *interaction) *target {
	switch it.kind {
	case discord.InteractionTypeApplicationCommand:
		return t.commands[t.path(it)]
	case discord.InteractionTypeAutocomplete:
		return t.suggestions[t.path(it)]
	case discord.InteractionTypeComponent, discord.InteractionTypeModalSubmit:
		if c := t.components[it.route.Verb]; it.routed && c != nil && c.args == it.route.Args() {
			return c
		}
	case discord.InteractionTypePing:
	}
	return nil
}

// path is the command's name, with its subcommand's where it has some.
func (t targets) path(it *interaction) string {
	if !t.grouped[it.name] {
		return it.name
	}
	return it.name + " " + subcommand(it.options)
}

func or[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}
