package discord

import (
	"fmt"
	"strconv"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/command"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// Discord's terms for answers.
const (
	// ackWithin is how long after its arrival an interaction can be
	// acknowledged.
	ackWithin = 3 * time.Second
	// tokenLife is how long an acknowledged one can still be answered.
	tokenLife = 15 * time.Minute
)

// An ackState is how far the acknowledgement of an interaction is.
type ackState int

const (
	ackPending   ackState = iota // nothing was sent
	ackDeferring                 // a deferral is being sent
	ackDeferred                  // the answer edits or follows up
	ackAnswered                  // the answer itself is, or was, sent first
	ackLost                      // too late or refused: nobody can be told
)

// An interaction is one on its way through the router.
type interaction struct {
	id, app snowflake.ID
	kind    discord.InteractionType
	token   string // secret
	arrived time.Time

	name    string   // of the command, or "" with a component
	route   ui.Route // of a component
	routed  bool     // the custom id was one of ours
	player  game.PlayerID
	guild   int64
	channel int64
	locale  string

	// Raw parts that the worker decodes.
	options, values, fields, member, user []byte

	target *target // what handles it; nil when nothing does

	// Guarded by Router.mu.
	state    ackState
	settled  chan struct{} // made by a deferral, closed when it is decided
	acked    time.Time     // when the first answer had reached Discord
	due      time.Time     // of the deferral
	listed   bool          // in the list of deferrals
	previous *interaction  // there
	next     *interaction  // there
	behind   *interaction  // the player's next one
}

// decode reads what is needed to queue, defer and refuse an interaction. It
// keeps slices of raw, which must not change afterwards.
func decode(raw []byte, arrived time.Time) (*interaction, error) {
	it := &interaction{arrived: arrived}
	var data []byte
	err := eachMember(raw, func(key, value []byte) (err error) {
		var n int64
		switch string(key) {
		case "id":
			it.id, err = snowflakeID(value)
		case "application_id":
			it.app, err = snowflakeID(value)
		case "type":
			n, err = number(value)
			it.kind = discord.InteractionType(n)
		case "token":
			it.token, err = str(value)
		case "guild_id":
			it.guild, err = number(value)
		case "channel_id":
			it.channel, err = number(value)
		case "locale":
			it.locale, err = str(value)
		case "data":
			data = value
		case "member":
			it.member = value
		case "user":
			it.user = value
		}
		return err
	})
	if err == nil && it.kind != discord.InteractionTypePing {
		err = it.decodeParts(data)
	}
	if err != nil {
		return nil, fmt.Errorf("interaction %d: %w", it.id, err)
	}
	return it, nil
}

// decodeParts reads who asks for what.
func (it *interaction) decodeParts(data []byte) error {
	if it.member != nil && string(it.member) != "null" {
		err := eachMember(it.member, func(key, value []byte) error {
			if string(key) == "user" {
				it.user = value
			}
			return nil
		})
		if err != nil {
			return err
		}
	} else {
		it.member = nil
	}
	err := eachMember(it.user, func(key, value []byte) error {
		if string(key) != "id" {
			return nil
		}
		n, err := number(value)
		it.player = game.PlayerID(n)
		return err
	})
	if err != nil {
		return err
	}
	if it.id == 0 || it.player == 0 || it.token == "" {
		return errScan
	}
	return eachMember(data, func(key, value []byte) (err error) {
		switch string(key) {
		case "name":
			it.name, err = str(value)
		case "custom_id":
			var id string
			id, err = str(value)
			it.route, it.routed = ui.ParseRoute(id)
		case "options":
			it.options = value
		case "values":
			it.values = value
		case "components":
			it.fields = value
		}
		return err
	})
}

// request decodes the rest, on a worker.
func (it *interaction) request() (command.Request, error) {
	r := command.Request{
		Route:  it.route,
		Person: command.Person{ID: int64(it.player), Guild: it.guild},
		Act: game.Act{
			Key: "i/" + strconv.FormatUint(uint64(it.id), 10), Player: it.player,
			Guild: it.guild, Channel: it.channel, Reply: it.token,
		},
	}
	var err error
	if r.Act.Name, err = it.displayName(&r.Person); err != nil {
		return r, err
	}
	if it.options != nil {
		r.Options, err = decodeOptions(nil, it.options)
	}
	if err == nil && it.fields != nil {
		r.Options, err = decodeFields(r.Options, it.fields)
	}
	if err == nil && it.values != nil && string(it.values) != "null" {
		r.Values, err = decodeValues(it.values)
	}
	return r, err
}

// displayName is how the server, else Discord, shows the player. It also reads
// the member's permissions and roles.
func (it *interaction) displayName(p *command.Person) (string, error) {
	var nick, global, name string
	if it.member != nil {
		err := eachMember(it.member, func(key, value []byte) (err error) {
			switch string(key) {
			case "nick":
				nick, err = str(value)
			case "permissions":
				var n int64
				n, err = number(value)
				p.Permissions = discord.Permissions(n)
			case "roles":
				err = eachElement(value, func(value []byte) error {
					id, err := snowflakeID(value)
					p.Roles = append(p.Roles, id)
					return err
				})
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	err := eachMember(it.user, func(key, value []byte) (err error) {
		switch string(key) {
		case "username":
			name, err = str(value)
		case "global_name":
			global, err = str(value)
		}
		return err
	})
	switch {
	case nick != "":
		return nick, err
	case global != "":
		return global, err
	}
	return name, err
}

// Discord's option types that are looked into.
const (
	optionSubcommand      = 1
	optionSubcommandGroup = 2
	optionString          = 3
	optionBoolean         = 5
)

// maxValues is how many values Discord lets a menu have.
const maxValues = 25

// decodeValues reads what was chosen in a menu.
func decodeValues(raw []byte) ([]string, error) {
	var values []string
	err := eachElement(raw, func(element []byte) error {
		s, err := str(element)
		if err == nil && len(values) == maxValues {
			err = errScan
		}
		values = append(values, s)
		return err
	})
	return values, err
}

// decodeFields appends the fields of a form that was filled in. They stand in labels.
func decodeFields(options command.Options, raw []byte) (command.Options, error) {
	err := eachElement(raw, func(label []byte) error {
		return eachMember(label, func(key, field []byte) error {
			if string(key) != "component" {
				return nil
			}
			var o command.Option
			err := eachMember(field, func(key, value []byte) (err error) {
				switch string(key) {
				case "custom_id":
					o.Name, err = str(value)
				case "value":
					o.Text, err = str(value)
				}
				return err
			})
			options = append(options, o)
			return err
		})
	})
	return options, err
}

// subcommand is the name of the subcommand that a command's options say, or ""
// when they say none.
func subcommand(raw []byte) (name string) {
	first := true
	err := eachElement(raw, func(element []byte) error {
		if !first {
			return nil
		}
		first = false
		o, _, err := decodeOption(element)
		if err == nil && o.kind == optionSubcommand {
			name = o.Name
		}
		return err
	})
	if err != nil {
		return ""
	}
	return name
}

// A rawOption is an option, half read.
type rawOption struct {
	command.Option
	kind          int64
	value, nested []byte
}

// decodeOption reads an option but for its value. more says that it is a
// subcommand or a group of them, whose options are nested.
func decodeOption(element []byte) (o rawOption, more bool, err error) {
	err = eachMember(element, func(key, v []byte) (err error) {
		switch string(key) {
		case "name":
			o.Name, err = str(v)
		case "type":
			o.kind, err = number(v)
		case "value":
			o.value = v
		case "focused":
			o.Focused = string(v) == "true"
		case "options":
			o.nested = v
		}
		return err
	})
	return o, o.kind == optionSubcommand || o.kind == optionSubcommandGroup, err
}

// decodeOptions appends the options of a command, those of its subcommand
// included.
func decodeOptions(options command.Options, raw []byte) (command.Options, error) {
	err := eachElement(raw, func(element []byte) error {
		o, more, err := decodeOption(element)
		if err != nil {
			return err
		}
		switch {
		case more:
			if o.nested != nil {
				options, err = decodeOptions(options, o.nested)
			}
			return err
		case o.value == nil:
		case o.kind == optionBoolean:
			o.Number, err = boolean(o.value)
		case o.value[0] == '"':
			// Also an id; and a number that is still being typed, which need
			// not be one yet.
			o.Text, err = str(o.value)
			if n, e := number(o.value); o.kind != optionString && e == nil {
				o.Number = n
			}
		case o.kind != optionString:
			o.Number, err = number(o.value)
		}
		options = append(options, o.Option)
		return err
	})
	return options, err
}

// boolean reads true as 1 and false as 0.
func boolean(value []byte) (int64, error) {
	switch string(value) {
	case "true":
		return 1, nil
	case "false":
		return 0, nil
	}
	return 0, errScan
}
