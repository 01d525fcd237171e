package sandbox

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// This file is what the archive's records look like, and when they are noted.
// Without an archive nothing is noted and nothing is made.

// playerRecord is a player with its membership.
type playerRecord struct {
	Name    string         `json:"name"`
	Display string         `json:"display"`
	Joined  int64          `json:"joined"` // nanoseconds, as all times here
	Roles   []snowflake.ID `json:"roles,omitempty"`
	Owner   bool           `json:"owner,omitempty"`
	Closed  bool           `json:"closed,omitempty"`
}

// messageRecord is a message that everybody in its channel sees.
type messageRecord struct {
	Channel     snowflake.ID     `json:"channel"`
	Author      snowflake.ID     `json:"author"`
	Kind        int              `json:"kind,omitempty"`
	Created     int64            `json:"created"`
	Edited      int64            `json:"edited,omitempty"`
	Cause       *originRecord    `json:"cause,omitempty"`
	Reply       snowflake.ID     `json:"reply,omitempty"`
	Nonce       json.RawMessage  `json:"nonce,omitempty"`
	Once        bool             `json:"once,omitempty"`
	Content     string           `json:"content,omitempty"`
	Flags       uint64           `json:"flags,omitempty"`
	Embeds      json.RawMessage  `json:"embeds,omitempty"`
	Layout      json.RawMessage  `json:"layout,omitempty"`
	Attachments []snowflake.ID   `json:"attachments,omitempty"`
	Mentions    []snowflake.ID   `json:"mentions,omitempty"`
	Everyone    bool             `json:"everyone,omitempty"`
	Reactions   []reactionRecord `json:"reactions,omitempty"`
}

type originRecord struct {
	ID      snowflake.ID `json:"id"`
	Kind    int          `json:"kind"`
	User    snowflake.ID `json:"user"`
	Name    string       `json:"name,omitempty"`
	Guild   bool         `json:"guild,omitempty"`
	Pressed snowflake.ID `json:"pressed,omitempty"`
}

type reactionRecord struct {
	Emoji string         `json:"emoji"`
	Users []snowflake.ID `json:"users"`
}

// fileRecord is an attachment without its bytes.
type fileRecord struct {
	Name        string `json:"name"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Kind        string `json:"kind,omitempty"`
	URL         string `json:"url"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Size        int    `json:"size"`
}

// record is what is kept of a message now; nil when it has been deleted. The
// channel's lock is taken.
func (m *message) record() []byte {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	if m.deleted || m.channel.log.byID[m.id] != m {
		return nil
	}
	r := messageRecord{
		Channel: m.channel.id, Author: m.author.ID, Kind: m.kind, Created: m.created.UnixNano(),
		Nonce: m.nonce, Once: m.once, Content: m.content, Flags: m.flags,
		Embeds: m.embeds, Layout: m.layout, Everyone: m.everyone,
	}
	if !m.edited.IsZero() {
		r.Edited = m.edited.UnixNano()
	}
	if o := m.cause; o != nil {
		r.Cause = &originRecord{ID: o.id, Kind: o.kind, User: o.user.ID, Name: o.name, Guild: o.guild != nil, Pressed: o.pressed}
	}
	if m.reply != nil {
		r.Reply = m.reply.id
	}
	for _, a := range m.attachments {
		r.Attachments = append(r.Attachments, a.id)
	}
	for _, u := range m.mentions {
		r.Mentions = append(r.Mentions, u.ID)
	}
	for _, x := range m.reactions {
		r.Reactions = append(r.Reactions, reactionRecord{x.emoji, slices.Clone(x.users)})
	}
	return mustEncode(&r)
}

// keepMessage notes that a message was made, changed or deleted.
func (s *Server) keepMessage(m *message) {
	if s.archive != nil && m.to == nil {
		s.archive.note(keptMessage, m.id, m.record)
	}
}

// talkRecord is an interaction that was acknowledged: its token lives for a
// quarter of an hour, whatever becomes of the program.
type talkRecord struct {
	Kind     int          `json:"kind"`
	User     snowflake.ID `json:"user"`
	Channel  snowflake.ID `json:"channel"`
	Name     string       `json:"name,omitempty"`
	Created  int64        `json:"created"`
	Original snowflake.ID `json:"original,omitempty"`
	Source   snowflake.ID `json:"source,omitempty"`
}

// keepTalk notes an interaction; forgetTalk one whose token has ended.
func (s *Server) keepTalk(in *interaction) {
	if s.archive == nil {
		return
	}
	s.archive.note(keptTalk, in.id, func() []byte {
		r := talkRecord{Kind: in.kind, User: in.user.ID, Channel: in.channel.id, Name: in.name, Created: in.created.UnixNano()}
		if m := in.originalMessage(); m != nil {
			r.Original = m.id
		}
		if in.source != nil {
			r.Source = in.source.id
		}
		return mustEncode(&r)
	})
}

func (s *Server) forgetTalk(id snowflake.ID) {
	if s.archive != nil {
		s.archive.forget(keptTalk, id)
	}
}

// keepPlayer notes a player that has come or has changed.
func (s *Server) keepPlayer(u *user) {
	if s.archive == nil || u.Bot {
		return
	}
	s.archive.note(keptPlayer, u.ID, func() []byte {
		r := playerRecord{Name: u.Name, Display: u.DisplayName, Owner: s.world.guild.owner == u, Closed: u.closed.Load()}
		if m := s.world.member(u.ID); m != nil {
			r.Joined, r.Roles = m.joined.UnixNano(), m.roles
		}
		return mustEncode(&r)
	})
}

// keepDirect notes a channel of direct messages.
func (s *Server) keepDirect(c *channel) {
	if s.archive != nil {
		s.archive.note(keptDirect, c.id, func() []byte { return mustEncode(c.recipient.ID) })
	}
}

// keepFile notes an attachment, forgetFiles those that have left the shelf.
func (s *Server) keepFile(a *attachment) {
	if s.archive == nil {
		return
	}
	s.archive.note(keptBytes, a.id, func() []byte { return a.data })
	s.keepFileRecord(a)
}

func (s *Server) keepFileRecord(a *attachment) {
	s.archive.note(keptFile, a.id, func() []byte {
		return mustEncode(&fileRecord{
			Name: a.name, Title: a.title, Description: a.description, Kind: a.kind,
			URL: a.url, Width: a.width, Height: a.height, Size: a.size,
		})
	})
}

func (s *Server) forgetFiles(gone []*attachment) {
	if s.archive == nil {
		return
	}
	for _, a := range gone {
		s.archive.forget(keptFile, a.id)
		s.archive.forget(keptBytes, a.id)
	}
}

// keepCommands notes what has changed between two sets of commands.
func (s *Server) keepCommands(old, now map[snowflake.ID]*command) {
	if s.archive == nil {
		return
	}
	for id := range old {
		if now[id] == nil {
			s.archive.forget(keptCommand, id)
		}
	}
	for id, x := range now {
		if old[id] != x {
			s.archive.note(keptCommand, id, func() []byte { return mustEncode(x) })
		}
	}
}

// keepWorld notes the ids of what the world is made of, if there are more than
// the archive has.
func (s *Server) keepWorld(known int) {
	if s.archive != nil && len(s.world.names) > known {
		s.archive.note(keptWorld, 0, func() []byte { return mustEncode(s.world.names) })
	}
}

// keepAddresses notes everything in which our address can stand.
func (s *Server) keepAddresses() {
	for _, c := range s.world.channels {
		for _, m := range c.log.byID {
			s.keepMessage(m)
		}
	}
	for _, a := range s.shelf.order {
		s.keepFileRecord(a)
	}
}

func moment(nanos int64) time.Time { return time.Unix(0, nanos) }
