package sandbox

import "github.com/disgoorg/snowflake/v2"

// This file is the only one that puts messages into channels, changes them
// and takes them out.

// post gives a message its id, shows it and returns its object; or that of
// an earlier message, where the nonce is to count once. in is the interaction
// that it answers, nil without one.
func (s *Server) post(m *message, in *interaction) []byte {
	c := m.channel
	c.mu.Lock()
	defer c.mu.Unlock()
	if m.once {
		if old := c.log.nonces[m.nonceKey()]; old != nil {
			return old.wire
		}
	}
	m.id = s.ids.at(m.created)
	m.encode()
	s.shelve(m)
	s.keepMessage(m)
	s.announce("MESSAGE_CREATE", m, in)
	return m.wire
}

// edit changes a message by a checked body and returns its new object, or
// nil when it has been deleted meanwhile.
func (s *Server) edit(c *call, m *message, body *messageBody, in *interaction) []byte {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	if m.deleted {
		return nil
	}
	loading := m.flags&flagLoading != 0
	m.flags &^= flagLoading
	if body.Flags.v&flagComponentsV2 != 0 && !m.v2() && !body.Content.set {
		m.content, m.embeds = "", nil
	}
	s.apply(m, body, c.files, c.base())
	if !loading {
		m.edited = c.date()
	}
	m.encode()
	s.keepMessage(m)
	s.announce("MESSAGE_UPDATE", m, in)
	return m.wire
}

// remove deletes a message and says whether it was there.
func (s *Server) remove(m *message) bool {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return s.removeLocked(m)
}

func (s *Server) removeLocked(m *message) bool {
	if m.deleted {
		return false
	}
	m.channel.log.remove(m)
	s.keepMessage(m)
	s.announceDeleted(m)
	return true
}

// find is a message of the channel, ephemeral ones too, or nil.
func (c *channel) find(id snowflake.ID) *message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.byID[id]
}

func (m *message) snapshot() []byte {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return m.wire
}

func (m *message) gone() bool {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return m.deleted
}

func (m *message) loading() bool {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return m.flags&flagLoading != 0
}

// v2 is isV2 for who holds the channel's lock.
func (m *message) v2() bool { return m.flags&flagComponentsV2 != 0 }

func (m *message) isV2() bool {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	return m.v2()
}

// press is the component with a custom id on a message, and false when the
// message is gone or has no such component.
func (m *message) press(id string) (x component, wire []byte, found bool) {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	if m.deleted {
		return component{}, nil, false
	}
	p := findComponent(m.components, id)
	if p == nil {
		return component{}, nil, false
	}
	return *p, m.wire, true
}

// wouldBeEmpty says whether nothing would be left after an edit.
func (m *message) wouldBeEmpty(body *messageBody, files *upload) bool {
	m.channel.mu.Lock()
	defer m.channel.mu.Unlock()
	left := func(set bool, now, was int) bool {
		if set {
			return now > 0
		}
		return was > 0
	}
	return !left(body.Content.set, len(body.Content.v), len(m.content)) &&
		!left(body.Embeds.set, len(body.Embeds.v), len(m.embeds)) &&
		!left(body.Components.set, len(body.Components.v), len(m.components)) &&
		!left(body.Attachments.set, len(body.Attachments.v), len(m.attachments)) &&
		(files == nil || len(files.order) == 0)
}
