package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

func parseID(s string) snowflake.ID {
	id, err := snowflake.Parse(s)
	if err != nil {
		return 0
	}
	return id
}

// channel finds the channel of a route and refuses who may not see it, or
// lacks a right in it.
func (c *call) channel(needed permissions) (*channel, *refusal) {
	ch := c.s.world.channel(c.id("channel"))
	if ch == nil {
		return nil, unknownChannel()
	}
	p := c.s.world.may(c.user, ch)
	if !p.has(permViewChannel) {
		return nil, missingAccess()
	}
	if !p.has(needed) {
		return nil, missingPermissions()
	}
	return ch, nil
}

// message finds the public message of a route.
func (c *call) message(needed permissions) (*message, *refusal) {
	ch, refused := c.channel(needed)
	if refused != nil {
		return nil, refused
	}
	m := ch.find(c.id("message"))
	if m == nil || m.to != nil {
		return nil, unknownMessage()
	}
	return m, nil
}

// channelWire is the channel as the caller sees it.
func (c *call) channelWire(ch *channel) []byte {
	with := ch.recipient
	if c.user == with {
		with = c.s.world.app
	}
	return appendChannel(nil, ch, with, ch.lastID())
}

func getChannel(c *call) reply {
	ch, refused := c.channel(0)
	if refused != nil {
		return refuse(refused)
	}
	return ok(c.channelWire(ch))
}

func createMessage(c *call) reply {
	ch, refused := c.channel(permSendMessages)
	if refused != nil {
		return refuse(refused)
	}
	if c.user.Bot {
		if wait := c.s.limiter.takePost(c.w.Header(), ch.id.String(), c.now); wait > 0 {
			return tooFast(c.w.Header(), wait, "user")
		}
		if ch.guild == nil && ch.recipient.closed.Load() {
			return refuse(closedToMessages())
		}
	}
	var body messageBody
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	if refused := c.checkNew(ch, &body); refused != nil {
		return refuse(refused)
	}
	m := &message{channel: ch, author: c.user, created: c.date(), nonce: slices.Clone(body.Nonce)}
	if body.Reference != nil && body.Reference.Type == 0 && body.Reference.MessageID != "" {
		m.reply = ch.find(parseID(body.Reference.MessageID))
		if m.reply != nil {
			m.kind = messageReply
		} else if fail := body.Reference.FailIfNotExists; fail == nil || *fail {
			var form formErrors
			form.add(&at{name: "message_reference"}, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
			return refuse(form.refusal())
		}
	}
	m.flags = body.Flags.v & (flagSuppressEmbeds | flagSuppressNotifications | flagComponentsV2)
	m.once = body.EnforceNonce && len(m.nonce) > 0
	c.s.apply(m, &body, c.files, c.base())
	return ok(c.s.post(m, nil))
}

// checkNew checks the body of a new message.
func (c *call) checkNew(ch *channel, body *messageBody) *refusal {
	var form formErrors
	checkMessage(&form, nil, body, body.Flags.v&flagComponentsV2 != 0, c.files)
	if refused := form.refusal(); refused != nil {
		return refused
	}
	if body.blank(c.files) {
		return emptyMessage()
	}
	if c.files != nil && !c.s.world.may(c.user, ch).has(permAttachFiles) {
		return missingPermissions()
	}
	return nil
}

func listMessages(c *call) reply {
	ch, refused := c.channel(permReadHistory)
	if refused != nil {
		return refuse(refused)
	}
	q := c.r.URL.Query()
	limit := 50
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			var form formErrors
			form.add(&at{name: "limit"}, "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
			return refuse(form.refusal())
		}
		limit = n
	}
	ch.mu.Lock()
	page := ch.log.page(parseID(q.Get("before")), parseID(q.Get("after")), parseID(q.Get("around")), limit)
	wires := make([][]byte, len(page))
	for i, m := range page {
		wires[i] = m.seenBy(c.user.ID)
	}
	ch.mu.Unlock()
	return ok(appendList(nil, wires, func(b, wire []byte) []byte { return append(b, wire...) }))
}

func getMessage(c *call) reply {
	m, refused := c.message(permReadHistory)
	if refused != nil {
		return refuse(refused)
	}
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return ok(m.seenBy(c.user.ID))
}

func editMessage(c *call) reply {
	m, refused := c.message(0)
	if refused != nil {
		return refuse(refused)
	}
	if m.author != c.user {
		return refuse(notTheAuthor())
	}
	return c.editMessage(m, nil)
}

func deleteMessage(c *call) reply {
	m, refused := c.message(0)
	if refused != nil {
		return refuse(refused)
	}
	if m.author != c.user && (m.channel.guild == nil || !c.s.world.may(c.user, m.channel).has(permManageMessages)) {
		return refuse(missingPermissions())
	}
	if !c.s.remove(m) {
		return refuse(unknownMessage())
	}
	return nothing()
}

func bulkDelete(c *call) reply {
	ch, refused := c.channel(permManageMessages)
	if refused != nil {
		return refuse(refused)
	}
	var body struct {
		Messages []snowflake.ID `json:"messages"`
	}
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	if len(body.Messages) < 2 || len(body.Messages) > 100 {
		var form formErrors
		form.between(&at{name: "messages"}, 2, 100)
		return refuse(form.refusal())
	}
	for _, id := range body.Messages {
		if c.date().Sub(id.Time()) > 14*24*time.Hour {
			return refuse(tooOldToBulkDelete())
		}
	}
	ch.mu.Lock()
	defer ch.mu.Unlock()
	for _, id := range body.Messages {
		if m := ch.log.byID[id]; m != nil && m.to == nil {
			c.s.removeLocked(m)
		}
	}
	return nothing()
}

func typing(c *call) reply {
	ch, refused := c.channel(permSendMessages)
	if refused != nil {
		return refuse(refused)
	}
	b := appendID([]byte(`{"channel_id":`), ch.id)
	b = appendID(append(b, `,"user_id":`...), c.user.ID)
	b = strconv.AppendInt(append(b, `,"timestamp":`...), c.date().Unix(), 10)
	var guild snowflake.ID
	intent := intentDirectTyping
	if ch.guild != nil {
		guild, intent = ch.guild.id, intentTyping
		b = appendID(append(b, `,"guild_id":`...), guild)
	}
	e := event{"TYPING_START", append(b, '}')}
	if !c.user.Bot {
		c.s.toBot(intent, guild, e)
	}
	c.s.toWatchers(ch, nil, e)
	return nothing()
}

func addReaction(c *call) reply    { return c.react(true) }
func removeReaction(c *call) reply { return c.react(false) }

// react puts the caller's reaction on a message, or takes it off.
func (c *call) react(add bool) reply {
	needed := permReadHistory
	if add {
		needed |= permAddReactions
	}
	m, refused := c.message(needed)
	if refused != nil {
		return refuse(refused)
	}
	emoji := c.r.PathValue("emoji")
	if name, id, custom := strings.Cut(emoji, ":"); custom && (name == "" || parseID(id) == 0) || emoji == "" || !custom && len(emoji) > 64 || emoji[0] < 0x80 && !custom && emoji[0] > '9' {
		return refuse(unknownEmoji())
	}
	who := c.user
	if text := c.r.PathValue("user"); text != "" && text != "@me" {
		if !c.s.world.may(c.user, m.channel).has(permManageMessages) {
			return refuse(missingPermissions())
		}
		if who = c.s.world.user(c.id("user")); who == nil {
			return refuse(unknownUser())
		}
	}
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	if m.react(emoji, who.ID, add) {
		m.encode()
		c.s.keepMessage(m)
		c.s.announceReaction(m, who, emoji, add)
	}
	return nothing()
}

// react changes the reactions and says whether anything changed.
func (m *message) react(emoji string, who snowflake.ID, add bool) bool {
	i := slices.IndexFunc(m.reactions, func(r *reaction) bool { return r.emoji == emoji })
	if i < 0 {
		if add {
			m.reactions = append(m.reactions, &reaction{emoji, []snowflake.ID{who}})
		}
		return add
	}
	r := m.reactions[i]
	j := slices.Index(r.users, who)
	switch {
	case add == (j >= 0):
		return false
	case add:
		r.users = append(r.users, who)
	default:
		r.users = slices.Delete(r.users, j, j+1)
		if len(r.users) == 0 {
			m.reactions = slices.Delete(m.reactions, i, i+1)
		}
	}
	return true
}

// announceReaction tells of a reaction. The channel's lock is held.
func (s *Server) announceReaction(m *message, who *user, emoji string, add bool) {
	name := "MESSAGE_REACTION_REMOVE"
	b := appendID([]byte(`{"user_id":`), who.ID)
	b = appendID(append(b, `,"channel_id":`...), m.channel.id)
	b = appendID(append(b, `,"message_id":`...), m.id)
	b = appendEmoji(append(b, `,"burst":false,"type":0,"emoji":`...), emoji)
	var guild snowflake.ID
	intent := intentDirectReactions
	if m.channel.guild != nil {
		guild, intent = m.channel.guild.id, intentReactions
		b = appendID(append(b, `,"guild_id":`...), guild)
	}
	if add {
		name = "MESSAGE_REACTION_ADD"
		b = appendID(append(b, `,"message_author_id":`...), m.author.ID)
		if x := s.world.member(who.ID); x != nil && m.channel.guild != nil {
			b = appendFullMember(append(b, `,"member":`...), x)
		}
	}
	e := event{name, append(b, '}')}
	s.toBot(intent, guild, e)
	s.toWatchers(m.channel, nil, e)
}

// openDirect is POST /users/@me/channels.
func openDirect(c *call) reply {
	var body struct {
		Recipient snowflake.ID `json:"recipient_id"`
	}
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	u := c.s.world.user(body.Recipient)
	if !c.user.Bot {
		u = c.user // a player has one correspondent, the bot
	}
	if u == nil {
		return refuse(unknownUser())
	}
	if u.Bot {
		return refuse(&refusal{status: http.StatusBadRequest, code: 50007, message: "Cannot send messages to this user"})
	}
	ch, made := c.s.world.directChannel(u, c.s.opts.History)
	if made {
		c.s.keepDirect(ch)
		c.s.toUser(u, event{"CHANNEL_CREATE", appendChannel(nil, ch, c.s.world.app, 0)})
	}
	return ok(c.channelWire(ch))
}
