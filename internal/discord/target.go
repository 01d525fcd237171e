package discord

import (
	"context"
	"fmt"
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
	args      int
	run       func(context.Context, command.Request) (command.Reply, error)
	suggest   func(context.Context, command.Request) ([]command.Choice, error)
}

// defers reports whether its interactions may be deferred. Autocompletes may
// not; what nobody handles is answered at once.
func (t *target) defers() bool { return t != nil && t.suggest == nil }

// targets find the target of an interaction. They do not change.
type targets struct {
	commands, suggestions, components map[string]*target
}

// newTargets refuses two of one name, one without a gate, and one that cannot
// be reached.
func newTargets(commands []command.Command, deadline time.Duration) (targets, error) {
	t := targets{map[string]*target{}, map[string]*target{}, map[string]*target{}}
	for _, c := range commands {
		if !c.Gate.Set() || c.Gate.IsOwner() || c.Run == nil || t.commands[c.Name()] != nil {
			return t, fmt.Errorf("discord: command %q needs one name, one gate of its own and a function", c.Name())
		}
		t.commands[c.Name()] = &target{
			name: c.Name(), gate: c.Gate, deadline: or(c.Deadline, deadline), ephemeral: c.Ephemeral, run: c.Run,
		}
		if a := c.Autocomplete; a != nil {
			if !a.Gate.Set() || a.Gate.IsOwner() || a.Run == nil {
				return t, fmt.Errorf("discord: the autocomplete of %q needs a gate and a function", c.Name())
			}
			t.suggestions[c.Name()] = &target{
				name: c.Name() + ".autocomplete", gate: a.Gate, deadline: suggestWithin, suggest: a.Run,
			}
		}
		for _, b := range c.Components {
			if !b.Gate.Set() || b.Run == nil || t.components[b.Verb] != nil {
				return t, fmt.Errorf("discord: component %q of %q needs one verb, a gate and a function", b.Verb, c.Name())
			}
			t.components[b.Verb] = &target{
				name: c.Name() + "." + b.Verb, gate: b.Gate, deadline: or(b.Deadline, deadline),
				updates: b.Updates, ephemeral: b.Ephemeral, args: b.Args, run: b.Run,
			}
		}
	}
	return t, nil
}

// find is the target of an interaction, or nil.
func (t targets) find(it *interaction) *target {
	switch it.kind {
	case discord.InteractionTypeApplicationCommand:
		return t.commands[it.name]
	case discord.InteractionTypeAutocomplete:
		return t.suggestions[it.name]
	case discord.InteractionTypeComponent:
		if c := t.components[it.route.Verb]; it.routed && c != nil && c.args == it.route.Args() {
			return c
		}
	case discord.InteractionTypePing, discord.InteractionTypeModalSubmit:
	}
	return nil
}

func or[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}
