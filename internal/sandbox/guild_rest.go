package sandbox

import (
	"slices"
	"strconv"
	"strings"

	"github.com/disgoorg/snowflake/v2"
)

// matches says whether a search for text finds the user.
func (u *user) matches(text string) bool {
	text = strings.ToLower(text)
	return strings.HasPrefix(u.Name, text) || strings.HasPrefix(strings.ToLower(u.DisplayName), text)
}

func (c *call) guild() *refusal {
	if c.id("guild") != c.s.world.guild.id {
		return unknownGuild()
	}
	return nil
}

func getGateway(c *call) reply {
	return ok(append(appendString([]byte(`{"url":`), "ws://"+c.r.Host+"/gateway"), '}'))
}

func getGatewayBot(c *call) reply {
	b := appendString([]byte(`{"url":`), "ws://"+c.r.Host+"/gateway")
	return ok(append(b, `,"shards":1,"session_start_limit":{"total":1000,"remaining":1000,"reset_after":86400000,"max_concurrency":1}}`...))
}

func getSelf(c *call) reply {
	b := slices.Clone(c.user.wire[:len(c.user.wire)-1])
	return ok(append(b, `,"verified":true,"mfa_enabled":false,"locale":"en-US","premium_type":0,"email":null}`...))
}

func getUser(c *call) reply {
	u := c.s.world.user(c.id("user"))
	if u == nil {
		return refuse(unknownUser())
	}
	return ok(u.wire)
}

func getApplication(c *call) reply { return ok(c.s.appendApplication(nil)) }

func getOwnGuilds(c *call) reply {
	g := c.s.world.guild
	b := appendID([]byte(`[{"id":`), g.id)
	b = appendString(append(b, `,"name":`...), g.name)
	b = strconv.AppendBool(append(b, `,"icon":null,"banner":null,"owner":`...), g.owner == c.user)
	b = appendUintString(append(b, `,"permissions":`...), uint64(c.s.world.member(c.user.ID).base))
	return ok(append(b, `,"features":[]}]`...))
}

func getGuild(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	b := c.s.appendGuildFields(nil)
	if c.r.URL.Query().Get("with_counts") == "true" {
		n := int64(len(c.s.world.membersByID()))
		b = strconv.AppendInt(append(b, `,"approximate_member_count":`...), n, 10)
		b = strconv.AppendInt(append(b, `,"approximate_presence_count":`...), n, 10)
	}
	return ok(append(b, '}'))
}

func getGuildChannels(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	seen := c.s.visible(c.s.world.guild.channels, c.user)
	return ok(appendList(nil, seen, func(b []byte, ch *channel) []byte {
		return appendChannel(b, ch, nil, ch.lastID())
	}))
}

func getRoles(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	return ok(appendList(nil, c.s.world.guild.roles, func(b []byte, r *role) []byte { return append(b, r.wire...) }))
}

func getRole(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	r := c.s.world.roleByID(c.id("role"))
	if r == nil {
		return refuse(unknownRole())
	}
	return ok(r.wire)
}

func getMember(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	id := c.id("user")
	m := c.s.world.member(id)
	switch {
	case c.s.world.user(id) == nil:
		return refuse(unknownUser())
	case m == nil:
		return refuse(unknownMember())
	}
	return ok(appendFullMember(nil, m))
}

func listMembers(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	after := parseID(c.r.URL.Query().Get("after"))
	return c.members(func(m *member) bool { return m.user.ID > after })
}

func searchMembers(c *call) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	query := c.r.URL.Query().Get("query")
	if query == "" {
		var form formErrors
		form.required(&at{name: "query"})
		return refuse(form.refusal())
	}
	return c.members(func(m *member) bool { return m.user.matches(query) })
}

// members answers with those that are wanted, up to the request's limit.
func (c *call) members(wanted func(*member) bool) reply {
	limit := 1
	if text := c.r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			var form formErrors
			form.add(&at{name: "limit"}, "NUMBER_TYPE_MAX", "int value should be between 1 and 1000.")
			return refuse(form.refusal())
		}
		limit = n
	}
	list := slices.DeleteFunc(c.s.world.membersByID(), func(m *member) bool { return !wanted(m) })
	return ok(appendList(nil, list[:min(limit, len(list))], appendFullMember))
}

func addMemberRole(c *call) reply    { return c.changeRole(true) }
func removeMemberRole(c *call) reply { return c.changeRole(false) }

// changeRole gives a member a role or takes it. The bot needs the right to
// manage roles and a role above the one it hands out.
func (c *call) changeRole(add bool) reply {
	if refused := c.guild(); refused != nil {
		return refuse(refused)
	}
	w := c.s.world
	r := w.roleByID(c.id("role"))
	if r == nil || r.id == w.guild.id {
		return refuse(unknownRole())
	}
	if !w.member(c.user.ID).base.has(permManageRoles) || r.managed || w.highest(c.user) <= r.position {
		return refuse(missingPermissions())
	}
	m := w.editRoles(c.id("user"), func(ids []snowflake.ID) []snowflake.ID {
		ids = slices.DeleteFunc(ids, func(id snowflake.ID) bool { return id == r.id })
		if add {
			ids = append(ids, r.id)
		}
		return ids
	})
	if m == nil {
		return refuse(unknownMember())
	}
	c.s.keepPlayer(m.user)
	b := appendFullMember(nil, m)
	b = appendID(append(b[:len(b)-1], `,"guild_id":`...), w.guild.id)
	e := event{"GUILD_MEMBER_UPDATE", append(b, '}')}
	c.s.toBot(intentMembers, w.guild.id, e)
	for _, u := range w.players() {
		c.s.toUser(u, e)
	}
	return nothing()
}

// highest is the position of the highest role of a member.
func (w *world) highest(u *user) int {
	if u == w.guild.owner {
		return len(w.guild.roles) + 1
	}
	top := 0
	if m := w.member(u.ID); m != nil {
		for _, id := range m.roles {
			top = max(top, w.roleByID(id).position)
		}
	}
	return top
}

// commandIndex is what a client's list of commands is made of: those that
// the player may use in the channel.
func commandIndex(c *call) reply {
	ch := c.s.world.channel(c.id("channel"))
	if c.r.PathValue("channel") == "" && c.guild() == nil {
		ch = c.s.world.guild.channels[0]
	}
	if ch == nil {
		return refuse(unknownChannel())
	}
	if !c.s.world.may(c.user, ch).has(permViewChannel) {
		return refuse(missingAccess())
	}
	in := &interaction{user: c.user, channel: ch}
	var list []*command
	scopes := []snowflake.ID{0}
	if ch.guild != nil {
		scopes = append(scopes, ch.guild.id)
	}
	for _, scope := range scopes {
		for _, x := range c.s.commands.list(scope) {
			if c.s.allowed(x, in) {
				list = append(list, x)
			}
		}
	}
	b := appendList([]byte(`{"applications":[{"id":"`+c.s.world.app.ID.String()+`","name":`+
		string(appendString(nil, c.s.world.app.Name))+`}],"application_commands":`), list,
		func(b []byte, x *command) []byte { return append(b, x.wire(false)...) })
	return ok(append(b, '}'))
}
