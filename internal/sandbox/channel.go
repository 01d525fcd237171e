package sandbox

import (
	"sync"
	"sync/atomic"

	"github.com/disgoorg/snowflake/v2"
)

// A channel is a text channel of the guild, or the direct messages between
// the bot and one user. Its name, place and overwrites never change.
type channel struct {
	id         snowflake.ID
	guild      *guild // nil for direct messages
	recipient  *user  // of direct messages
	name       string
	position   int
	overwrites []overwrite
	// lastSeen is the id of the newest public message.
	lastSeen atomic.Uint64

	// mu guards the messages and their order. Events about messages are
	// handed to the sessions under it, so that all see them in one order.
	mu  sync.Mutex
	log *history
}

func (c *channel) lastID() snowflake.ID { return snowflake.ID(c.lastSeen.Load()) }

// A history is a channel's messages, oldest first, at most max of them.
type history struct {
	max   int
	byID  map[snowflake.ID]*message
	order []*message
	// nonces finds messages whose maker asked for each nonce to count once.
	nonces map[string]*message
}

func newHistory(most int) *history {
	return &history{max: most, byID: map[snowflake.ID]*message{}, nonces: map[string]*message{}}
}

// add appends a message, and returns those that had to go for it.
func (h *history) add(m *message) (gone []*message) {
	h.byID[m.id] = m
	h.order = append(h.order, m)
	for len(h.byID) > h.max {
		if !h.order[0].deleted {
			gone = append(gone, h.order[0])
		}
		h.forget(h.order[0])
		h.order[0] = nil
		h.order = h.order[1:]
	}
	return gone
}

func (h *history) forget(m *message) {
	delete(h.byID, m.id)
	m.reply = nil // or a chain of answers would keep all of its messages
	if len(m.nonce) > 0 {
		delete(h.nonces, m.nonceKey())
	}
}

// nonceKey is unique to the author and its nonce.
func (m *message) nonceKey() string { return m.author.ID.String() + string(m.nonce) }

// remove takes a message out. Its place in the order is left to be skipped.
func (h *history) remove(m *message) {
	m.deleted = true
	h.forget(m)
	// Half of the places being empty, close the gaps.
	if len(h.order) > 64 && len(h.order) > 2*len(h.byID) {
		kept := make([]*message, 0, len(h.byID))
		for _, x := range h.order {
			if !x.deleted {
				kept = append(kept, x)
			}
		}
		h.order = kept
	}
}

// page is up to limit public messages, newest first, before, after or around
// an id; zero ids do not count.
func (h *history) page(before, after, around snowflake.ID, limit int) []*message {
	from, to := 0, len(h.order)
	seek := func(id snowflake.ID) int {
		lo, hi := 0, len(h.order)
		for lo < hi {
			mid := (lo + hi) / 2
			if h.order[mid].id < id {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		return lo
	}
	out := make([]*message, 0, min(limit, 100))
	take := func(m *message) bool {
		if !m.deleted && m.to == nil {
			out = append(out, m)
		}
		return len(out) == limit
	}
	switch {
	case after != 0:
		for i := seek(after + 1); i < to && !take(h.order[i]); i++ {
		}
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
		return out
	case around != 0:
		to = min(to, seek(around)+limit/2+1)
	case before != 0:
		to = seek(before)
	}
	for i := to - 1; i >= from && !take(h.order[i]); i-- {
	}
	return out
}
