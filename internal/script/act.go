package script

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gohye/internal/sandbox/client"
)

// The types of components and options that a script can use, as Discord numbers
// them.
const (
	typeButton       = 2
	typeStringSelect = 3
	typeUserSelect   = 5
	typeRoleSelect   = 6
	typeMentions     = 7
	typeChannels     = 8
	typeLabel        = 18
	typeUpload       = 19
	typeRadio        = 21
	typeCheckboxes   = 22
	typeCheckbox     = 23

	optionSub      = 1
	optionSubGroup = 2
	optionInteger  = 4
	optionBoolean  = 5
	optionUser     = 6
	optionChannel  = 7
	optionRole     = 8
	optionMention  = 9
	optionNumber   = 10
	optionFile     = 11

	commandUser    = 2
	commandMessage = 3
)

// act does what a player does, waits for the answer and returns it.
func (p *seat) act(ctx context.Context, x step) (seen []string, err error) {
	var a client.Answer
	switch x.verb {
	case verbCommand:
		a, err = p.command(ctx, x)
	case verbPress:
		a, err = p.press(ctx, x.words[0])
	case verbChoose:
		a, err = p.choose(ctx, x.words)
	case verbFill:
		a, err = p.fill(ctx, x.args)
	case verbSay:
		_, err = p.client.Say(ctx, p.channel, x.words[0])
		return nil, err
	case verbUse:
		a, err = p.use(ctx, x)
	case verbGo:
		return nil, p.goes(ctx, x.place)
	case verbGive, verbTake:
		return nil, p.gives(ctx, x)
	case verbPlayers, verbSee, verbClock, verbRestart:
	}
	if failed, ok := errors.AsType[*client.FailedError](err); ok {
		return nil, fmt.Errorf("the bot did not answer: %w", failed)
	}
	if err != nil {
		return nil, err
	}
	p.form = nil
	if a.Kind == client.Form {
		p.form = &a.Modal
		return []string{"a form: " + a.Modal.Title}, nil
	}
	if a.Message.ID == 0 {
		return nil, nil
	}
	public := !a.Message.Ephemeral()
	return []string{entry{by: p.name, public: public, text: p.table.names.named(readable(&a.Message))}.String()}, nil
}

// command uses a slash command, its options in the types that it wants.
func (p *seat) command(ctx context.Context, x step) (client.Answer, error) {
	list, err := p.client.Commands(ctx, p.channel)
	if err != nil {
		return client.Answer{}, err
	}
	options, err := optionsOf(list, strings.Fields(x.name))
	if err != nil {
		return client.Answer{}, err
	}
	args := make([]client.Arg, len(x.args))
	for i, a := range x.args {
		var names []string
		found := false
		for _, o := range options {
			names = append(names, o.Name)
			if o.Name == a.name {
				found = true
				if args[i], err = p.value(ctx, x.name, o, a); err != nil {
					return client.Answer{}, err
				}
			}
		}
		if !found {
			return client.Answer{}, fmt.Errorf("/%s has no option %q; %s", x.name, a.name, faces(names))
		}
	}
	return p.client.Command(ctx, p.channel, x.name, args...)
}

// optionsOf finds a command by its words and returns what it takes.
func optionsOf(list []client.Command, words []string) ([]client.CommandOption, error) {
	var names []string
	for _, c := range list {
		names = append(names, "/"+c.Name)
		if c.Name != words[0] {
			continue
		}
		options := c.Options
		for _, w := range words[1:] {
			sub, err := subcommand(c.Name, options, w)
			if err != nil {
				return nil, err
			}
			options = sub
		}
		if len(options) > 0 && options[0].Type <= optionSubGroup {
			_, err := subcommand(c.Name, options, "")
			return nil, err
		}
		return options, nil
	}
	return nil, fmt.Errorf("there is no command /%s for this player; %s", words[0], faces(names))
}

func subcommand(name string, options []client.CommandOption, word string) ([]client.CommandOption, error) {
	var subs []string
	for _, o := range options {
		if o.Type != optionSub && o.Type != optionSubGroup {
			continue
		}
		if o.Name == word {
			return o.Options, nil
		}
		subs = append(subs, o.Name)
	}
	return nil, fmt.Errorf("/%s has no sub-command %q; %s", name, word, faces(subs))
}

// value is an option's value in the type that it wants.
func (p *seat) value(ctx context.Context, command string, o client.CommandOption, a arg) (client.Arg, error) {
	if o.Autocomplete {
		if v, found, err := p.suggestion(ctx, command, a); found || err != nil {
			return v, err
		}
	}
	v := client.Arg{Name: a.name, Value: a.value}
	for _, c := range o.Choices {
		if plain(c.Name) == plain(a.value) {
			v.Value = c.Value
			return v, nil
		}
	}
	var kind string
	var err error
	switch o.Type {
	case optionInteger:
		kind = "a whole number"
		v.Value, err = strconv.ParseInt(a.value, 10, 64)
	case optionNumber:
		kind = "a number"
		v.Value, err = strconv.ParseFloat(a.value, 64)
	case optionBoolean:
		kind = "true or false"
		v.Value, err = strconv.ParseBool(a.value)
	case optionFile:
		v.Value = fileNamed(a.value)
	case optionUser, optionMention, optionChannel, optionRole:
		v.Value, err = p.thing(ctx, a.name, a.value, kindsOfOption(o.Type))
		return v, err
	}
	if err != nil {
		return v, wrongValue(a, kind)
	}
	return v, nil
}

func wrongValue(a arg, kind string) error {
	return fmt.Errorf("%s is %s, and %q is none", a.name, kind, a.value)
}

// suggested stands for the first value that the bot suggests.
const suggested = "*"

// suggestion is the value of an option that the bot completes: of the suggestion
// that reads like what stands in the script, or the first one. Not found, it is
// what stands there: the player has not chosen.
func (p *seat) suggestion(ctx context.Context, command string, a arg) (v client.Arg, found bool, err error) {
	typed := a.value
	if typed == suggested {
		typed = ""
	}
	answer, err := p.client.Autocomplete(ctx, p.channel, command, a.name, client.Arg{Name: a.name, Value: typed})
	if err != nil {
		return client.Arg{}, false, err
	}
	for _, c := range answer.Choices {
		if a.value == suggested || plain(c.Name) == plain(a.value) {
			return client.Arg{Name: a.name, Value: c.Value}, true, nil
		}
	}
	if a.value == suggested {
		err = fmt.Errorf("the bot suggests nothing for %s", a.name)
	}
	return client.Arg{}, false, err
}

// press presses the button with a face on the newest message that has it.
func (p *seat) press(ctx context.Context, face string) (client.Answer, error) {
	var there []string
	id := ""
	m, ok := p.newest(ctx, func(m *client.Message) bool {
		found := ""
		m.Each(func(c *client.Component) {
			if c.Type != typeButton || c.Disabled || c.CustomID == "" {
				return
			}
			there = append(there, faceOf(c))
			if found == "" && shows(c, face) {
				found = c.CustomID
			}
		})
		if found != "" {
			id = found
		}
		return found != ""
	})
	if !ok {
		return client.Answer{}, fmt.Errorf("%s sees no button %q; %s", p.name, face, faces(there))
	}
	return p.client.Press(ctx, m, id)
}

// shows reports whether a button has the face: its emoji, its label, both, or
// the first words of its label.
func shows(c *client.Component, face string) bool {
	face = plain(face)
	label, emoji := plain(c.Label), plain(c.Emoji.Name)
	return face == label && label != "" || face == emoji && emoji != "" || face == plain(faceOf(c)) ||
		strings.HasPrefix(label, face+" ")
}
