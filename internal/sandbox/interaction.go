package sandbox

import (
	"strconv"
	"sync"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// The types of interactions.
const (
	kindPing         = 1
	kindCommand      = 2
	kindPress        = 3
	kindAutocomplete = 4
	kindSubmit       = 5
)

// Discord's two limits.
const (
	ackTime   = 3 * time.Second
	tokenLife = 15 * time.Minute
)

// An interaction from its beginning to the end of its token.
type interaction struct {
	id      snowflake.ID
	kind    int
	user    *user
	channel *channel
	// name is the command's, for messages that answer it.
	name string
	// nonce is the client's own name for it, raw JSON; session the login it
	// was made from, empty for all of them.
	nonce   []byte
	session string
	created time.Time
	// source is the message whose component was used, or from which the
	// modal came; nil otherwise.
	source *message

	// mu guards all below.
	mu    sync.Mutex
	state ackState
	// original is the message that @original means.
	original *message
	// modal is what was opened in answer.
	modal *modal
}

type ackState int

const (
	waiting ackState = iota
	acknowledged
	failed // three seconds went by
)

// A modal is a form that a player has open.
type modal struct {
	interaction *interaction
	customID    string
	components  []component
}

// acknowledge is the one first acknowledgement. It is refused when there was
// one before and when the time is over.
func (in *interaction) acknowledge(now time.Time) *refusal {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case in.state == acknowledged:
		return alreadyAcknowledged()
	case in.state == failed || now.Sub(in.created) > ackTime:
		in.state = failed
		return unknownInteraction()
	}
	in.state = acknowledged
	return nil
}

// expire gives up waiting and says whether it had been waiting.
func (in *interaction) expire() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.state != waiting {
		return false
	}
	in.state = failed
	return true
}

func (in *interaction) acked() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.state == acknowledged
}

func (in *interaction) setOriginal(m *message) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.original = m
}

func (in *interaction) originalMessage() *message {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.original
}

func (in *interaction) origin() *origin {
	o := &origin{id: in.id, kind: in.kind, user: in.user, name: in.name, guild: in.channel.guild}
	if in.source != nil {
		o.pressed = in.source.id
	}
	return o
}

const interactionShards = 16

// interactions are all whose token still lives.
type interactions struct {
	shards [interactionShards]struct {
		mu   sync.Mutex // guards byID
		byID map[snowflake.ID]*interaction
	}
	// unanswered and alive are in the order of their making, which is the
	// order of their deadlines.
	unanswered, alive queue
}

func newInteractions() *interactions {
	x := &interactions{}
	for i := range x.shards {
		x.shards[i].byID = map[snowflake.ID]*interaction{}
	}
	x.unanswered.wake = make(chan struct{}, 1)
	x.alive.wake = make(chan struct{}, 1)
	return x
}

func shardOf(id snowflake.ID) uint64 { return (uint64(id) ^ uint64(id)>>22) % interactionShards }

func (x *interactions) add(in *interaction) {
	s := &x.shards[shardOf(in.id)]
	s.mu.Lock()
	s.byID[in.id] = in
	s.mu.Unlock()
	x.unanswered.push(in)
	x.alive.push(in)
}

// restore adds one that was acknowledged before. They come in the order of their
// making.
func (x *interactions) restore(in *interaction) {
	x.shards[shardOf(in.id)].byID[in.id] = in
	x.alive.push(in)
}

func (x *interactions) get(id snowflake.ID) *interaction {
	s := &x.shards[shardOf(id)]
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

func (x *interactions) remove(id snowflake.ID) {
	s := &x.shards[shardOf(id)]
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
}

// A queue is first in, first out. wake has room for one and is filled when a
// first thing comes.
type queue struct {
	wake chan struct{}

	mu    sync.Mutex // guards items
	items []*interaction
}

func (q *queue) push(in *interaction) {
	q.mu.Lock()
	q.items = append(q.items, in)
	first := len(q.items) == 1
	q.mu.Unlock()
	if first {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
}

// due takes out what was made at or before then, and says when the next one
// was made.
func (q *queue) due(then time.Time, into []*interaction) (out []*interaction, next time.Time, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for n < len(q.items) && !q.items[n].created.After(then) {
		n++
	}
	out = append(into, q.items[:n]...)
	clear(q.items[:n])
	q.items = q.items[n:]
	if len(q.items) == 0 {
		return out, time.Time{}, false
	}
	return out, q.items[0].created, true
}

// tellUser sends one of the events with which a client follows its own
// interaction, to the session it came from, or to all when it has gone.
func (s *Server) tellUser(in *interaction, e event) {
	list := in.user.logins()
	if in.session != "" {
		for _, x := range list {
			if x.id == in.session {
				x.dispatch(e)
				return
			}
		}
	}
	for _, x := range list {
		x.dispatch(e)
	}
}

// outcome is INTERACTION_CREATE, INTERACTION_SUCCESS or INTERACTION_FAILURE
// for the client. code is the reason of a failure, answer the type of the
// callback; zero leaves them out.
func (s *Server) outcome(in *interaction, name string, code, answer int) {
	b := make([]byte, 0, 128)
	b = appendID(append(b, `{"id":`...), in.id)
	if len(in.nonce) > 0 {
		b = append(append(b, `,"nonce":`...), in.nonce...)
	}
	if code != 0 {
		b = strconv.AppendInt(append(b, `,"reason_code":`...), int64(code), 10)
	}
	if answer != 0 {
		b = strconv.AppendInt(append(b, `,"sandbox_answer":`...), int64(answer), 10)
	}
	s.tellUser(in, event{name, append(b, '}')})
}

// Reasons of INTERACTION_FAILURE.
const (
	reasonUnknown = 1
	reasonTimeout = 2
)
