package command

import (
	"context"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/omit"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// A Command is one slash command. It is made once and not changed; its
// functions may be called from any goroutine.
//
// It either does something itself, or it has Subcommands. Then Gate, Deadline,
// Ephemeral, Run, Autocomplete, Cost and the definition's options are each
// subcommand's, and the command has none of them: the router refuses one that
// has both.
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
	// Cost says in words what it costs by the rules; nil is nothing.
	Cost        func(*locale.Text, game.Rules) string
	Subcommands []Subcommand
	// Components are the command's buttons and selects.
	Components []Component
}

// Name is the command's name.
func (c *Command) Name() string { return c.Definition.Name }

// Create is what Discord is told: the definition with the subcommands, and the
// permission that is asked for by default, which Discord knows for a whole
// command only. So it asks for one when every gate asks for the same; the check
// of each gate is ours.
func (c *Command) Create() discord.SlashCommandCreate {
	def := c.Definition
	p, asks := c.Actions()[0].Gate.Permission()
	for _, s := range c.Subcommands {
		def.Options = append(def.Options, s.Definition)
		q, too := s.Gate.Permission()
		asks = asks && too && p == q
	}
	if asks {
		def.DefaultMemberPermissions = omit.New(&p)
		def.Contexts = []discord.InteractionContextType{discord.InteractionContextTypeGuild}
	}
	return def
}

// A Subcommand is one thing that a command with subcommands does. Its fields
// are what those of [Command] are.
type Subcommand struct {
	Definition   discord.ApplicationCommandOptionSubCommand
	Gate         Gate
	Deadline     time.Duration
	Ephemeral    bool
	Run          func(context.Context, Request) (Reply, error)
	Autocomplete *Autocomplete
	Cost         func(*locale.Text, game.Rules) string
}

// An Action is what a player can ask for by typing: a command that does
// something itself, or a subcommand.
type Action struct {
	Subcommand
	Path []string // "claim"; "auction", "create"
}

// Actions are what the command can do: itself, or its subcommands.
func (c *Command) Actions() []Action {
	if len(c.Subcommands) == 0 {
		return []Action{{
			Path: []string{c.Name()},
			Subcommand: Subcommand{
				Definition: discord.ApplicationCommandOptionSubCommand{
					Name: c.Definition.Name, NameLocalizations: c.Definition.NameLocalizations,
					Description: c.Definition.Description, DescriptionLocalizations: c.Definition.DescriptionLocalizations,
					Options: c.Definition.Options,
				},
				Gate: c.Gate, Deadline: c.Deadline, Ephemeral: c.Ephemeral,
				Run: c.Run, Autocomplete: c.Autocomplete, Cost: c.Cost,
			},
		}}
	}
	all := make([]Action, len(c.Subcommands))
	for i, s := range c.Subcommands {
		all[i] = Action{Path: []string{c.Name(), s.Definition.Name}, Subcommand: s}
	}
	return all
}

// An Autocomplete suggests values for the option that is being typed.
type Autocomplete struct {
	Gate Gate
	Run  func(context.Context, Request) ([]Choice, error)
}

// A Choice is one suggestion: what the player sees and what is sent.
type Choice struct{ Name, Value string }

// A Component handles the buttons whose custom id has this verb, or the form that a
// player has filled in.
type Component struct {
	Verb     string
	Gate     Gate
	Deadline time.Duration
	// Updates says that the answer replaces the message of the button; else it
	// is a new message.
	Updates bool
	// Ephemeral is for answers that are new messages.
	Ephemeral bool
	// Form says that the answer is a form. It cannot be deferred, so Run must not
	// wait for anything.
	Form bool
	// Args is how many numbers the custom id must have.
	Args int
	Run  func(context.Context, Request) (Reply, error)
}

// A Request is what a player asks.
type Request struct {
	Act  game.Act
	Text *locale.Text
	// Options are those that the player gave, by name; of a form, its fields.
	Options Options
	// Route is the button that was pressed; empty for a command.
	Route ui.Route
	// Values are what was chosen in a select menu; nil for a button.
	Values []string
	// Person is who asks, for gates.
	Person Person
}

// A Reply is the answer to a request.
type Reply struct {
	Message ui.Message
	// Form is brought up in place of a message.
	Form *ui.Form
	// New sends a new message although the component updates its own.
	New bool
}

// An Option is a value that a player gave.
type Option struct {
	Name    string
	Text    string // as it was typed or chosen
	Number  int64  // of an integer; 0 or 1 of a boolean; the id of a user, channel or role
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

// Amount is the number of the option, or 0 when it was not given.
func (o Options) Amount(name string) int64 {
	for i := range o {
		if o[i].Name == name {
			return o[i].Number
		}
	}
	return 0
}

// Bool is the boolean of the option, or other when it was not given.
func (o Options) Bool(name string, other bool) bool {
	for i := range o {
		if o[i].Name == name {
			return o[i].Number != 0
		}
	}
	return other
}

// Typed is the name of the option that is being typed, or "".
func (o Options) Typed() string {
	for i := range o {
		if o[i].Focused {
			return o[i].Name
		}
	}
	return ""
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
