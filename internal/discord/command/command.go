package command

import (
	"context"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// A Command is one slash command. It is made once and not changed; its
// functions may be called from any goroutine.
type Command struct {
	Definition discord.SlashCommandCreate
	Gate       Gate
	// Deadline is how long Run may take; zero means the router's default.
	Deadline time.Duration
	// Ephemeral says that the answer is for the asking player only, which a
	// deferral must know before Run returns.
	Ephemeral bool
	// Run does what the command does. Its error is a game.Refusal, a fault, or
	// a [PlightError].
	Run func(context.Context, Request) (Reply, error)
	// Autocomplete is nil for a command without suggestions.
	Autocomplete *Autocomplete
	// Components are the command's buttons and selects.
	Components []Component
}

// Name is the command's name.
func (c *Command) Name() string { return c.Definition.Name }

// An Autocomplete suggests values for the option that is being typed.
type Autocomplete struct {
	Gate Gate
	Run  func(context.Context, Request) ([]Choice, error)
}

// A Choice is one suggestion: what the player sees and what is sent.
type Choice struct{ Name, Value string }

// A Component handles the buttons whose custom id has this verb.
type Component struct {
	Verb     string
	Gate     Gate
	Deadline time.Duration
	// Updates says that the answer replaces the message of the button; else it
	// is a new message.
	Updates bool
	// Ephemeral is for answers that are new messages.
	Ephemeral bool
	// Args is how many numbers the custom id must have.
	Args int
	Run  func(context.Context, Request) (Reply, error)
}

// A Request is what a player asks.
type Request struct {
	Act  game.Act
	Text *locale.Text
	// Options are those that the player gave, by name.
	Options Options
	// Route is the button that was pressed; empty for a command.
	Route ui.Route
	// Person is who asks, for gates.
	Person Person
}

// A Reply is the answer to a request.
type Reply struct {
	Message ui.Message
	// New sends a new message although the component updates its own.
	New bool
}

// An Option is a value that a player gave.
type Option struct {
	Name    string
	Text    string // as it was typed or chosen
	Number  int64  // of integer options
	Focused bool   // being typed now: autocomplete only
}

// Options are the values that a player gave.
type Options []Option

// Text is the text of the option, or "".
func (o Options) Text(name string) string {
	for i := range o {
		if o[i].Name == name {
			return o[i].Text
		}
	}
	return ""
}

// Int is the number of the option, or other when it was not given.
func (o Options) Int(name string, other int) int {
	for i := range o {
		if o[i].Name == name {
			return int(o[i].Number)
		}
	}
	return other
}

// Focused is the text of the option that is being typed, or "".
func (o Options) Focused() string {
	for i := range o {
		if o[i].Focused {
			return o[i].Text
		}
	}
	return ""
}

// A PlightError is an answer to the player that is neither the game's refusal
// nor a fault.
type PlightError struct{ Plight ui.Plight }

func (e PlightError) Error() string { return "nothing was done, for a reason of ours" }
