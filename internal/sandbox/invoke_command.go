package sandbox

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/disgoorg/snowflake/v2"
)

// command checks the use of a command, or a request for completions of one
// of its options, and writes its part of the payload.
func (s *Server) command(c *call, in *interaction, d *invocationData) ([]byte, *refusal) {
	x := s.commands.all()[d.ID]
	if x == nil || d.Name != "" && d.Name != x.Name {
		return nil, unknownCommand()
	}
	if x.GuildID != nil && (in.channel.guild == nil || in.channel.guild.id != *x.GuildID) {
		return nil, unknownCommand()
	}
	if d.Version != 0 && d.Version != x.Version {
		return nil, outdated()
	}
	if !s.allowed(x, in) {
		return nil, missingPermissions()
	}
	in.name = x.Name
	v := values{s: s, c: c, in: in, partial: in.kind == kindAutocomplete}
	v.resolved.in = in.channel
	root := at{name: "data"}
	b := appendID([]byte(`"data":{"id":`), x.ID)
	b = appendString(append(b, `,"name":`...), x.Name)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(x.Type), 10)
	if x.GuildID != nil {
		b = appendID(append(b, `,"guild_id":`...), *x.GuildID)
	}
	if x.Type == commandSlash {
		if len(d.Options) > 0 || len(x.Options) > 0 {
			where := root.field("options")
			b = v.options(append(b, `,"options":`...), &where, x.Options, d.Options)
		}
	} else {
		b = v.target(b, &root, x, d)
	}
	if refused := v.form.refusal(); refused != nil {
		return nil, refused
	}
	if v.partial && !v.focused {
		v.form.add(&root, "BASE_TYPE_REQUIRED", "One option must be focused")
		return nil, v.form.refusal()
	}
	if !v.resolved.empty() {
		b = v.resolved.append(append(b, ','), s)
	}
	return append(b, '}'), nil
}

// allowed says whether the player may use the command there.
func (s *Server) allowed(x *command, in *interaction) bool {
	if in.channel.guild == nil {
		if x.Contexts != nil {
			return slices.Contains(*x.Contexts, 1)
		}
		return x.DMPermission == nil || *x.DMPermission
	}
	if x.Contexts != nil && !slices.Contains(*x.Contexts, 0) {
		return false
	}
	if x.DefaultMemberPermissions == nil {
		return true
	}
	needed, err := strconv.ParseUint(*x.DefaultMemberPermissions, 10, 64)
	p := s.world.may(in.user, in.channel)
	if err != nil || needed == 0 {
		return p&permAdministrator != 0
	}
	return p.has(permissions(needed))
}

// values checks and writes the options of one invocation.
type values struct {
	s        *Server
	c        *call
	in       *interaction
	form     formErrors
	resolved resolved
	partial  bool // completions are asked for; nothing is required
	focused  bool
}

func (v *values) options(b []byte, up *at, defined []option, given []optionValue) []byte {
	b = append(b, '[')
	for i := range given {
		g := &given[i]
		where := up.item(i)
		o := optionNamed(defined, g.Name)
		if o == nil || g.Type != 0 && g.Type != o.Type {
			v.form.add(&where, "APPLICATION_COMMAND_OPTION_UNKNOWN", "Unknown option \""+g.Name+"\"")
			continue
		}
		if slices.ContainsFunc(given[:i], func(x optionValue) bool { return x.Name == g.Name }) {
			v.form.add(&where, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
			continue
		}
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = v.one(b, &where, o, g)
	}
	v.missing(up, defined, given)
	return append(b, ']')
}

func optionNamed(defined []option, name string) *option {
	for i := range defined {
		if defined[i].Name == name {
			return &defined[i]
		}
	}
	return nil
}

// missing complains about required options, and about a command whose
// sub-command was not said.
func (v *values) missing(up *at, defined []option, given []optionValue) {
	if len(defined) > 0 && defined[0].Type <= optionSubGroup {
		if len(given) != 1 {
			v.form.add(up, "BASE_TYPE_REQUIRED", "A sub-command is required")
		}
		return
	}
	if v.partial {
		return
	}
	for i := range defined {
		if !defined[i].Required {
			continue
		}
		if !slices.ContainsFunc(given, func(x optionValue) bool { return x.Name == defined[i].Name }) {
			where := up.field(defined[i].Name)
			v.form.required(&where)
		}
	}
}

func (v *values) one(b []byte, where *at, o *option, g *optionValue) []byte {
	b = appendString(append(b, `{"name":`...), o.Name)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(o.Type), 10)
	if o.Type <= optionSubGroup {
		inner := where.field("options")
		b = v.options(append(b, `,"options":`...), &inner, o.Options, g.Options)
		return append(b, '}')
	}
	if g.Focused {
		v.focused = true
		if v.partial {
			b = append(b, `,"focused":true`...)
		}
	}
	value := where.field("value")
	b = append(b, `,"value":`...)
	if v.partial && g.Focused {
		// What is being typed goes to the bot as text, whatever it may become.
		return append(append(b, textOf(g.Value)...), '}')
	}
	return append(v.value(b, &value, o, g.Value), '}')
}

func textOf(raw json.RawMessage) []byte {
	if len(raw) > 0 && raw[0] == '"' {
		return raw
	}
	return appendString(nil, strings.TrimSpace(string(raw)))
}

func (v *values) value(b []byte, where *at, o *option, raw json.RawMessage) []byte {
	switch o.Type {
	case optionString:
		return v.text(b, where, o, raw)
	case optionInteger, optionNumber:
		return v.number(b, where, o, raw)
	case optionBoolean:
		if s := string(raw); s != "true" && s != "false" {
			v.form.add(where, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
		}
		return append(b, raw...)
	}
	return v.thing(b, where, o, raw)
}

func (v *values) text(b []byte, where *at, o *option, raw json.RawMessage) []byte {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		v.form.add(where, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
		return b
	}
	least, most := 0, 6000
	if o.MinLength != nil {
		least = *o.MinLength
	}
	if o.MaxLength != nil {
		most = *o.MaxLength
	}
	n := length(s)
	switch {
	case n > most:
		v.form.atMost(where, most)
	case n < least:
		v.form.add(where, "BASE_TYPE_MIN_LENGTH", "Must be "+strconv.Itoa(least)+" or more in length.")
	case s == "" && o.Required && !v.partial:
		v.form.required(where)
	}
	v.choice(where, o, func(x json.RawMessage) bool {
		var c string
		return json.Unmarshal(x, &c) == nil && c == s
	})
	return appendString(b, s)
}

func (v *values) number(b []byte, where *at, o *option, raw json.RawMessage) []byte {
	const safe = 1<<53 - 1
	n, err := strconv.ParseFloat(string(raw), 64)
	kind := "float"
	if o.Type == optionInteger {
		kind = "int"
	}
	if err != nil || kind == "int" && n != math.Trunc(n) || math.Abs(n) > safe {
		v.form.add(where, "NUMBER_TYPE_COERCE", "Value "+strconv.Quote(string(raw))+" is not "+kind+".")
		return b
	}
	if o.MinValue != nil && n < *o.MinValue {
		v.form.add(where, "NUMBER_TYPE_MIN", kind+" value should be greater than or equal to "+shortest(*o.MinValue)+".")
	}
	if o.MaxValue != nil && n > *o.MaxValue {
		v.form.add(where, "NUMBER_TYPE_MAX", kind+" value should be less than or equal to "+shortest(*o.MaxValue)+".")
	}
	v.choice(where, o, func(x json.RawMessage) bool {
		c, err := strconv.ParseFloat(string(x), 64)
		return err == nil && c == n
	})
	if kind == "int" {
		return strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, shortest(n)...)
}

func shortest(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (v *values) choice(where *at, o *option, same func(json.RawMessage) bool) {
	if len(o.Choices) == 0 {
		return
	}
	names := make([]string, 0, len(o.Choices))
	for i := range o.Choices {
		if same(o.Choices[i].Value) {
			return
		}
		names = append(names, string(o.Choices[i].Value))
	}
	v.form.oneOf(where, strings.Join(names, ", "))
}

// thing checks an option that names a user, a channel, a role or a file.
func (v *values) thing(b []byte, where *at, o *option, raw json.RawMessage) []byte {
	text := strings.Trim(string(raw), `"`)
	if o.Type == optionAttachment {
		return v.attachment(b, where, text)
	}
	id, err := snowflake.Parse(text)
	if err != nil {
		v.form.add(where, "NUMBER_TYPE_COERCE", "Value \""+text+"\" is not snowflake.")
		return b
	}
	isUser := v.s.world.user(id) != nil
	isRole := v.in.channel.guild != nil && v.s.world.roleByID(id) != nil
	ch := v.s.world.channel(id)
	isChannel := ch != nil && ch.guild != nil && (len(o.ChannelTypes) == 0 || slices.Contains(o.ChannelTypes, 0))
	if o.Type == optionUser && !isUser || o.Type == optionRole && !isRole ||
		o.Type == optionMention && !isUser && !isRole || o.Type == optionChannel && !isChannel {
		v.form.add(where, "APPLICATION_COMMAND_OPTION_INVALID", "Invalid value: nothing has this id")
		return b
	}
	v.resolved.find(v.s, id, v.in.channel)
	return appendID(b, id)
}

func (v *values) attachment(b []byte, where *at, number string) []byte {
	if v.c.files == nil {
		v.form.required(where)
		return append(b, `""`...)
	}
	file, found := v.c.files.take(number)
	if !found {
		v.form.add(where, "MEDIA_ITEM_ATTACHMENT_NOT_FOUND", "The specified attachment could not be found")
		return append(b, `""`...)
	}
	a := v.s.keep(file, attachmentRef{}, v.in.channel.id, v.c.base())
	v.resolved.attachments = append(v.resolved.attachments, a)
	return appendID(b, a.id)
}

// target checks what a context menu command was used on.
func (v *values) target(b []byte, root *at, x *command, d *invocationData) []byte {
	where := root.field("target_id")
	b = appendID(append(b, `,"target_id":`...), d.TargetID)
	if x.Type == commandUser {
		u := v.s.world.user(d.TargetID)
		if u == nil {
			v.form.required(&where)
			return b
		}
		v.resolved.users = []*user{u}
		return b
	}
	m := v.in.channel.find(d.TargetID)
	if m == nil || m.to != nil {
		v.form.required(&where)
		return b
	}
	v.resolved.messages = []*message{m}
	return b
}
