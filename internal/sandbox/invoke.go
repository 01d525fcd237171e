package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/disgoorg/snowflake/v2"
)

// invocation is what a player's client posts to /interactions.
type invocation struct {
	Type      int             `json:"type"`
	AppID     snowflake.ID    `json:"application_id"`
	GuildID   snowflake.ID    `json:"guild_id"`
	ChannelID snowflake.ID    `json:"channel_id"`
	MessageID snowflake.ID    `json:"message_id"`
	Session   string          `json:"session_id"`
	Nonce     json.RawMessage `json:"nonce"`
	Data      invocationData  `json:"data"`
}

type invocationData struct {
	// ID and Name are the command's; for a modal ID is the interaction that
	// opened it.
	ID       snowflake.ID    `json:"id"`
	Version  snowflake.ID    `json:"version"`
	Name     string          `json:"name"`
	Type     int             `json:"type"`
	TargetID snowflake.ID    `json:"target_id"`
	Options  []optionValue   `json:"options"`
	Files    []attachmentRef `json:"attachments"`

	ComponentType int               `json:"component_type"`
	CustomID      string            `json:"custom_id"`
	Values        []string          `json:"values"`
	Components    []submittedLayout `json:"components"`
}

type optionValue struct {
	Type    int             `json:"type"`
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value,omitempty"`
	Options []optionValue   `json:"options,omitempty"`
	Focused bool            `json:"focused,omitempty"`
}

// invoke is POST /interactions, by a player.
func invoke(c *call) reply {
	s := c.s
	var body invocation
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	ch := s.world.channel(body.ChannelID)
	if ch == nil {
		return refuse(unknownChannel())
	}
	if !s.world.may(c.user, ch).has(permViewChannel | permUseCommands) {
		return refuse(missingAccess())
	}
	if body.AppID != 0 && body.AppID != s.world.app.ID {
		return refuse(unknown(10002, "Application"))
	}
	// A nonce is a string or a number; it goes back as it came.
	if len(body.Nonce) > maxNonce+2 {
		var form formErrors
		form.atMost(&at{name: "nonce"}, maxNonce)
		return refuse(form.refusal())
	}
	in := &interaction{
		kind: body.Type, user: c.user, channel: ch, session: body.Session, created: c.now,
		nonce: bytes.Clone(body.Nonce),
	}
	var data []byte
	var refused *refusal
	switch body.Type {
	case kindCommand, kindAutocomplete:
		data, refused = s.command(c, in, &body.Data)
	case kindPress:
		data, refused = s.pressed(in, &body)
	case kindSubmit:
		data, refused = s.submitted(c, in, &body.Data)
	default:
		var form formErrors
		form.oneOf(&at{name: "type"}, "2, 3, 4, 5")
		refused = form.refusal()
	}
	if refused != nil {
		return refuse(refused)
	}
	s.deliver(in, data)
	return nothing()
}

// deliver makes the interaction known and sends it to the bot. data is the
// rest of its payload: data and, for components, message.
func (s *Server) deliver(in *interaction, data []byte) {
	in.id = s.ids.next()
	token := interactionToken(s.opts.Seed, in.id)
	s.interactions.add(in)
	s.outcome(in, "INTERACTION_CREATE", 0, 0)
	e := event{"INTERACTION_CREATE", s.appendInteraction(make([]byte, 0, 1536+len(data)), in, token, data)}
	var guild snowflake.ID
	if in.channel.guild != nil {
		guild = in.channel.guild.id
	}
	for range s.copies() {
		s.toBot(0, guild, e)
	}
}

func (s *Server) appendInteraction(b []byte, in *interaction, token string, data []byte) []byte {
	app, ch := s.world.app, in.channel
	b = appendID(append(b, `{"version":1,"id":`...), in.id)
	b = appendID(append(b, `,"application_id":`...), app.ID)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(in.kind), 10)
	b = append(append(append(b, `,"token":"`...), token...), '"')
	b = appendID(append(b, `,"channel_id":`...), ch.id)
	b = append(b, `,"channel":`...)
	if ch.guild == nil {
		b = appendChannel(b, ch, in.user, ch.lastID())
		b = append(append(b, `,"user":`...), in.user.wire...)
		b = append(b, `,"context":1,"authorizing_integration_owners":{"0":"0"}`...)
		b = appendUintString(append(b, `,"app_permissions":`...), uint64(permDirect))
	} else {
		b = appendChannel(b, ch, nil, ch.lastID())
		// The permissions of whoever asked stand inside the channel object.
		m := s.world.member(in.user.ID)
		p := m.in(ch)
		b = appendUintString(append(b[:len(b)-1], `,"permissions":`...), uint64(p))
		b = appendMemberIn(append(b, `},"member":`...), m, p, true)
		b = appendID(append(b, `,"guild_id":`...), ch.guild.id)
		b = appendID(append(b, `,"guild":{"id":`...), ch.guild.id)
		b = append(b, `,"locale":"en-US","features":[]},"guild_locale":"en-US","context":0`...)
		b = appendID(append(b, `,"authorizing_integration_owners":{"0":`...), ch.guild.id)
		b = appendUintString(append(b, `},"app_permissions":`...), uint64(s.world.may(app, ch)))
	}
	b = strconv.AppendInt(append(b, `,"attachment_size_limit":`...), maxUpload, 10)
	b = append(b, `,"locale":"en-US","entitlements":[],"entitlement_sku_ids":[],`...)
	return append(append(b, data...), '}')
}

// pressed checks the use of a component and writes its part of the payload.
func (s *Server) pressed(in *interaction, body *invocation) ([]byte, *refusal) {
	m := in.channel.find(body.MessageID)
	if m == nil || m.to != nil && m.to != in.user {
		return nil, unknownMessage()
	}
	x, wire, found := m.press(body.Data.CustomID)
	var form formErrors
	data := at{name: "data"}
	custom := data.field("custom_id")
	switch {
	case !found || body.Data.CustomID == "":
		form.add(&custom, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
	case x.Disabled:
		form.add(&custom, "COMPONENT_DISABLED", "Component is disabled")
	case body.Data.ComponentType != 0 && body.Data.ComponentType != x.Type:
		form.add(&custom, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
	default:
		values := data.field("values")
		s.checkValues(&form, &values, &x, body.Data.Values, in.channel)
	}
	if refused := form.refusal(); refused != nil {
		return nil, refused
	}
	in.source = m
	b := strconv.AppendInt([]byte(`"data":{"component_type":`), int64(x.Type), 10)
	b = strconv.AppendInt(append(b, `,"id":`...), int64(x.ID), 10)
	b = appendString(append(b, `,"custom_id":`...), x.CustomID)
	if x.Type != kindButton {
		b = appendList(append(b, `,"values":`...), body.Data.Values, appendString)
		b = s.appendResolved(b, x.Type, body.Data.Values, in.channel)
	}
	return append(append(b, `},"message":`...), wire...), nil
}

// checkValues checks what was chosen in a menu.
func (s *Server) checkValues(f *formErrors, where *at, x *component, values []string, ch *channel) {
	if x.Type == kindButton {
		return
	}
	checkCount(f, where, x, len(values))
	seen := map[string]bool{}
	for i, v := range values {
		if seen[v] || !s.choosable(x, v, ch) {
			item := where.item(i)
			f.add(&item, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
		}
		seen[v] = true
	}
}

// checkCount checks how many things were chosen, or files given.
func checkCount(f *formErrors, where *at, x *component, n int) {
	least, most := 1, 1
	if x.MinValues != nil {
		least = *x.MinValues
	}
	if x.MaxValues != nil {
		most = *x.MaxValues
	}
	if x.Required != nil && !*x.Required {
		least = 0
	}
	if n < least || n > most {
		f.between(where, least, most)
	}
}

func (s *Server) choosable(x *component, value string, ch *channel) bool {
	if x.Type == kindStringSelect || x.Type == kindRadioGroup || x.Type == kindCheckboxGroup {
		for i := range x.Options {
			if x.Options[i].Value == value {
				return true
			}
		}
		return false
	}
	id, err := snowflake.Parse(value)
	if err != nil {
		return false
	}
	isUser, isRole := s.world.user(id) != nil, ch.guild != nil && s.world.roleByID(id) != nil
	switch x.Type {
	case kindUserSelect:
		return isUser
	case kindRoleSelect:
		return isRole
	case kindMentionSelect:
		return isUser || isRole
	}
	target := s.world.channel(id)
	return target != nil && target.guild != nil
}

// appendResolved appends the objects that a menu's values name.
func (s *Server) appendResolved(b []byte, kind int, values []string, ch *channel) []byte {
	switch kind {
	case kindUserSelect, kindRoleSelect, kindMentionSelect, kindChannelSelect:
	default:
		return b
	}
	var r resolved
	for _, v := range values {
		if id, err := snowflake.Parse(v); err == nil {
			r.find(s, id, ch)
		}
	}
	return r.append(append(b, ','), s)
}

// resolved collects the objects that options or values name.
type resolved struct {
	users       []*user
	roles       []*role
	channels    []*channel
	attachments []*attachment
	messages    []*message
	in          *channel
}

// find adds whatever has the id.
func (r *resolved) find(s *Server, id snowflake.ID, ch *channel) {
	r.in = ch
	if u := s.world.user(id); u != nil {
		r.users = append(r.users, u)
		return
	}
	if role := s.world.roleByID(id); role != nil {
		r.roles = append(r.roles, role)
		return
	}
	if c := s.world.channel(id); c != nil && c.guild != nil {
		r.channels = append(r.channels, c)
	}
}

func (r *resolved) empty() bool {
	return len(r.users)+len(r.roles)+len(r.channels)+len(r.attachments)+len(r.messages) == 0
}

// append writes "resolved":{…} without a comma.
func (r *resolved) append(b []byte, s *Server) []byte {
	b = append(b, `"resolved":{`...)
	start := len(b)
	b = appendByID(b, start, "users", r.users, func(b []byte, u *user) []byte {
		return append(append(appendID(b, u.ID), ':'), u.wire...)
	})
	if r.in != nil && r.in.guild != nil {
		b = appendByID(b, start, "members", r.users, func(b []byte, u *user) []byte {
			b = append(appendID(b, u.ID), ':')
			if m := s.world.member(u.ID); m != nil {
				return appendMemberIn(b, m, m.in(r.in), false)
			}
			return append(b, "null"...)
		})
	}
	b = appendByID(b, start, "roles", r.roles, func(b []byte, x *role) []byte {
		return append(append(appendID(b, x.id), ':'), x.wire...)
	})
	b = appendByID(b, start, "channels", r.channels, func(b []byte, c *channel) []byte {
		b = appendChannel(append(appendID(b, c.id), ':'), c, nil, c.lastID())
		b = appendUintString(append(b[:len(b)-1], `,"permissions":`...), uint64(s.world.may(s.world.app, c)))
		return append(b, '}')
	})
	b = appendByID(b, start, "attachments", r.attachments, func(b []byte, a *attachment) []byte {
		return a.wire(append(appendID(b, a.id), ':'))
	})
	b = appendByID(b, start, "messages", r.messages, func(b []byte, m *message) []byte {
		return append(append(appendID(b, m.id), ':'), m.snapshot()...)
	})
	return append(b, '}')
}

func appendByID[T any](b []byte, start int, name string, items []T, each func([]byte, T) []byte) []byte {
	if len(items) == 0 {
		return b
	}
	if len(b) > start {
		b = append(b, ',')
	}
	b = append(append(append(b, '"'), name...), `":{`...)
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, item)
	}
	return append(b, '}')
}

// outdated is the refusal of a command that has changed since the client
// read its list.
func outdated() *refusal {
	var form formErrors
	data := at{name: "data"}
	version := data.field("version")
	form.add(&version, "INTERACTION_APPLICATION_COMMAND_INVALID_VERSION",
		"This command is outdated, please try again in a few minutes")
	r := form.refusal()
	r.status = http.StatusBadRequest
	return r
}
