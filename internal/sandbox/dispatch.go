package sandbox

import (
	"slices"

	"github.com/disgoorg/snowflake/v2"
)

// This file decides who is told what.

// toBot sends an event to the bot's sessions which want it.
func (s *Server) toBot(intent int, guild snowflake.ID, e event) {
	for _, x := range s.world.app.logins() {
		if x.wants(intent, guild) {
			x.dispatch(e)
		}
	}
}

// toUser sends an event to all of a player's sessions.
func (s *Server) toUser(u *user, e event) {
	for _, x := range u.logins() {
		x.dispatch(e)
	}
}

// toWatchers sends an event to all players' sessions that watch the guild
// and may see the channel, and to those of one more player in any case.
func (s *Server) toWatchers(c *channel, also *user, e event) {
	if c.guild == nil {
		s.toUser(c.recipient, e)
		return
	}
	if list := s.watchers.Load(); list != nil {
		for _, x := range *list {
			if len(c.overwrites) == 0 || s.world.may(x.user, c).has(permViewChannel) {
				x.dispatch(e)
			}
		}
	}
	if also == nil || also.Bot {
		return
	}
	for _, x := range also.logins() {
		if x.intents&intentMessages == 0 {
			x.dispatch(e)
		}
	}
}

// announce sends MESSAGE_CREATE or MESSAGE_UPDATE. The channel's lock is
// held. in is the interaction that caused it, nil without one.
func (s *Server) announce(name string, m *message, in *interaction) {
	var by *user
	if in != nil {
		by = in.user
	}
	if m.to == nil && s.botHears(m) {
		s.announceToBot(name, m)
	}
	if m.to == nil && !s.watched(m.channel, by) || m.to != nil && len(m.to.logins()) == 0 {
		return
	}
	d := make([]byte, 0, len(m.wire)+256)
	d = append(d, '{')
	if in != nil {
		d = append(appendID(append(d, `"sandbox_interaction_id":`...), in.id), ',')
		if len(in.nonce) > 0 && name == "MESSAGE_CREATE" {
			d = append(append(append(d, `"nonce":`...), in.nonce...), ',')
		}
	} else if len(m.nonce) > 0 {
		d = append(append(append(d, `"nonce":`...), m.nonce...), ',')
	}
	d = s.appendPlace(d, m)
	e := event{name, append(d, m.wire[1:]...)}
	if m.to != nil {
		s.toUser(m.to, e)
		return
	}
	s.toWatchers(m.channel, by, e)
}

// watched says whether any player would be told of a message.
func (s *Server) watched(c *channel, by *user) bool {
	list := s.watchers.Load()
	return c.guild == nil || list != nil && len(*list) > 0 || by != nil && len(by.logins()) > 0
}

func (s *Server) botHears(m *message) bool {
	intent := intentMessages
	if m.channel.guild == nil {
		intent = intentDirect
	}
	for _, x := range s.world.app.logins() {
		if x.intents&intent != 0 {
			return true
		}
	}
	return false
}

// appendPlace appends where a message event happened and its author's
// membership, with a comma at the end.
func (s *Server) appendPlace(d []byte, m *message) []byte {
	if m.channel.guild == nil {
		return append(d, `"channel_type":1,`...)
	}
	d = appendID(append(d, `"channel_type":0,"guild_id":`...), m.channel.guild.id)
	if author := s.world.member(m.author.ID); author != nil {
		d = append(append(d, `,"member":`...), author.wire...)
	}
	return append(d, ',')
}

// announceToBot sends the bot what its intents let it read: without the
// message content intent it reads its own messages, direct messages, and
// those which mention it.
func (s *Server) announceToBot(name string, m *message) {
	var id snowflake.ID
	intent := intentDirect
	if m.channel.guild != nil {
		id, intent = m.channel.guild.id, intentMessages
	}
	d := append(s.appendPlace([]byte{'{'}, m), m.wire[1:]...)
	full := event{name, d}
	if m.author == s.world.app || id == 0 || slices.Contains(m.mentions, s.world.app) {
		s.toBot(intent, id, full)
		return
	}
	var blind event
	for _, x := range s.world.app.logins() {
		switch {
		case !x.wants(intent, id):
		case x.intents&intentContent != 0:
			x.dispatch(full)
		default:
			if blind.d == nil {
				blind = event{name, s.withoutContent(m)}
			}
			x.dispatch(blind)
		}
	}
}

func (s *Server) withoutContent(m *message) []byte {
	bare := &message{
		id: m.id, channel: m.channel, author: m.author, kind: m.kind, created: m.created,
		edited: m.edited, flags: m.flags, mentions: m.mentions, everyone: m.everyone,
	}
	bare.encode()
	return append(s.appendPlace([]byte{'{'}, m), bare.wire[1:]...)
}

// announceDeleted sends MESSAGE_DELETE. The channel's lock is held.
func (s *Server) announceDeleted(m *message) {
	var guild snowflake.ID
	intent := intentDirect
	d := appendID([]byte(`{"id":`), m.id)
	d = appendID(append(d, `,"channel_id":`...), m.channel.id)
	if m.channel.guild != nil {
		guild, intent = m.channel.guild.id, intentMessages
		d = appendID(append(d, `,"guild_id":`...), guild)
	}
	e := event{"MESSAGE_DELETE", append(d, '}')}
	if m.to != nil {
		s.toUser(m.to, e)
		return
	}
	s.toBot(intent, guild, e)
	s.toWatchers(m.channel, nil, e)
}
