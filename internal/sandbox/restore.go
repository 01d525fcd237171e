package sandbox

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"

	"github.com/disgoorg/snowflake/v2"
)

// A kept record that has been read.
type keptRecord struct {
	id    snowflake.ID
	value []byte
}

// kept are the archive's records of a kind, in the order of their ids, with the
// addresses in them made ours.
func (a *Archive) kept(kind, address string) []keptRecord {
	if a == nil {
		return nil
	}
	var list []keptRecord
	for key, value := range a.loaded {
		if key.kind == kind {
			list = append(list, keptRecord{key.id, value})
			delete(a.loaded, key)
		}
	}
	slices.SortFunc(list, func(x, y keptRecord) int {
		if x.id < y.id {
			return -1
		}
		return 1
	})
	if old := a.state.Address; old != "" && address != "" && old != address {
		for i := range list {
			list[i].value = bytes.ReplaceAll(list[i].value, []byte(old+"/"), []byte(address+"/"))
		}
	}
	return list
}

// restore calls take with each record of a kind. One that cannot be read is
// left out and said: a history with a hole is better than none.
func restore[T any](s *Server, kind string, take func(snowflake.ID, *T) bool) {
	for _, r := range s.archive.kept(kind, s.opts.Address) {
		var v T
		if err := json.Unmarshal(r.value, &v); err != nil || !take(r.id, &v) {
			s.log.Warn("the sandbox's history has a record that cannot be read",
				slog.String("kind", kind), slog.Uint64("id", uint64(r.id)), slog.Any("error", err))
		}
	}
}

// restore brings back what the archive has kept.
func (s *Server) restore() {
	if s.archive == nil {
		return
	}
	restore(s, keptDirect, s.restoreDirect)
	commands := map[snowflake.ID]*command{}
	restore(s, keptCommand, func(id snowflake.ID, x *command) bool {
		commands[id] = x
		return x.ID == id
	})
	s.commands.byID.Store(&commands)
	restore(s, keptFile, func(id snowflake.ID, r *fileRecord) bool {
		s.forgetFiles(s.shelf.put(&attachment{
			id: id, name: r.Name, title: r.Title, description: r.Description, kind: r.Kind,
			url: r.URL, width: r.Width, height: r.Height, size: r.Size,
		}))
		return true
	})
	restore(s, keptMessage, s.restoreMessage)
	restore(s, keptTalk, s.restoreTalk)
	s.ids.last.Store(max(s.ids.last.Load(), uint64(s.archive.state.Last)))
	if now := s.opts.Address; now != "" && now != s.archive.state.Address {
		s.archive.state.Address = now
		s.keepAddresses()
	}
	s.archive.mu.Lock()
	s.archive.last = func() snowflake.ID { return snowflake.ID(s.ids.last.Load()) }
	s.archive.loaded = nil
	s.archive.mu.Unlock()
}

// restorePlayers are those of the archive; false when it has none.
func (s *Server) restorePlayers() bool {
	w, found := s.world, false
	restore(s, keptPlayer, func(id snowflake.ID, r *playerRecord) bool {
		u := &user{User: User{ID: id, Name: r.Name, DisplayName: r.Display}}
		u.closed.Store(r.Closed)
		w.add(u, s.opts.Seed)
		if r.Owner {
			w.guild.owner = u
		}
		w.join(u, r.Roles, moment(r.Joined))
		found = true
		return true
	})
	return found
}

func (s *Server) restoreDirect(id snowflake.ID, who *snowflake.ID) bool {
	u := s.world.user(*who)
	if u == nil {
		return false
	}
	c := &channel{id: id, recipient: u, log: newHistory(s.opts.History)}
	s.world.direct[u.ID], s.world.channels[id] = c, c
	return true
}

func (s *Server) restoreMessage(id snowflake.ID, r *messageRecord) bool {
	c, author := s.world.channel(r.Channel), s.world.user(r.Author)
	if c == nil || author == nil {
		return false
	}
	m := &message{
		id: id, channel: c, author: author, kind: r.Kind, created: moment(r.Created), nonce: r.Nonce, once: r.Once,
		content: r.Content, flags: r.Flags, embeds: r.Embeds, layout: r.Layout, everyone: r.Everyone,
		reply: c.log.byID[r.Reply],
	}
	if r.Edited != 0 {
		m.edited = moment(r.Edited)
	}
	if len(r.Layout) > 0 && json.Unmarshal(r.Layout, &m.components) != nil {
		return false
	}
	if o := r.Cause; o != nil {
		m.cause = &origin{id: o.ID, kind: o.Kind, user: s.world.user(o.User), name: o.Name, pressed: o.Pressed}
		if o.Guild {
			m.cause.guild = s.world.guild
		}
		if m.cause.user == nil {
			return false
		}
	}
	for _, a := range r.Attachments {
		if a := s.shelf.get(a); a != nil {
			m.attachments = append(m.attachments, a)
		}
	}
	for _, u := range r.Mentions {
		if u := s.world.user(u); u != nil {
			m.mentions = append(m.mentions, u)
		}
	}
	for _, x := range r.Reactions {
		m.reactions = append(m.reactions, &reaction{x.Emoji, x.Users})
	}
	m.encode()
	s.shelve(m)
	return true
}

// restoreTalk brings an interaction back whose token still lives. A message of it
// that only one player saw is gone.
func (s *Server) restoreTalk(id snowflake.ID, r *talkRecord) bool {
	if s.clock.Now().Sub(moment(r.Created)) > tokenLife {
		s.forgetTalk(id)
		return true
	}
	c, u := s.world.channel(r.Channel), s.world.user(r.User)
	if c == nil || u == nil {
		return false
	}
	s.interactions.restore(&interaction{
		id: id, kind: r.Kind, user: u, channel: c, name: r.Name, created: moment(r.Created),
		state: acknowledged, original: c.log.byID[r.Original], source: c.log.byID[r.Source],
	})
	return true
}

// shelve puts a message into its channel's log. The lock is held, or nobody else
// knows the channel yet.
func (s *Server) shelve(m *message) {
	c := m.channel
	if m.once {
		c.log.nonces[m.nonceKey()] = m
	}
	for _, old := range c.log.add(m) {
		s.keepMessage(old)
	}
	if m.to == nil {
		c.lastSeen.Store(uint64(m.id))
	}
}
