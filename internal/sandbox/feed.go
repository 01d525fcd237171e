package sandbox

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// The bounds of the feed.
const (
	feedBytes   = 8 << 20 // of what is kept, over all of it
	feedBehind  = 512     // entries by which a listener may be behind
	feedDefault = 300     // entries that are kept, once somebody has listened
)

// A feed is what goes on between the bot and the sandbox: its REST requests and
// its gateway line. It costs nothing as long as nobody listens and nothing is to
// be kept for whoever comes later. What is noted is put into words only for those
// who listen.
type feed struct {
	on atomic.Bool // somebody listens, or what happens is kept

	mu        sync.Mutex // guards all below
	keep      int
	last      uint64
	kept      []*feedEntry
	bytes     int // of kept
	listeners map[*listener]struct{}
	closed    bool
}

// A feedEntry is one request or one payload.
type feedEntry struct {
	id          uint64
	at          time.Time
	interaction snowflake.ID // 0 without one
	since       time.Duration
	took        time.Duration

	exchange *Exchange // nil for a payload
	line     *linePayload

	once sync.Once // makes text
	text []byte    // the event as it is sent
}

// linePayload is a payload of the bot's gateway line. in is to the bot.
type linePayload struct {
	in   bool
	op   int
	name string // of an event
	seq  uint64 // likewise
	d    json.RawMessage
}

func (e *feedEntry) size() int {
	if e.exchange != nil {
		return len(e.exchange.Body) + len(e.exchange.Answer)
	}
	return len(e.line.d)
}

// A listener is somebody who reads the feed.
type listener struct {
	entries chan *feedEntry // closed when the listener is let go
}

// newFeed begins its numbers where those of an earlier program are not: a page
// that stays open sees no number twice.
func newFeed(keep int, now time.Time) *feed {
	f := &feed{keep: keep, listeners: map[*listener]struct{}{}, last: uint64(max(now.UnixMilli(), 0)) * 1000}
	f.on.Store(keep > 0)
	return f
}

// add notes an entry and hands it to those who listen. One who cannot keep up is
// let go: nobody waits for it.
func (f *feed) add(e *feedEntry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	e.id = f.last
	f.kept = append(f.kept, e)
	f.bytes += e.size()
	drop := 0
	for len(f.kept)-drop > f.keep || f.bytes > feedBytes && len(f.kept)-drop > 1 {
		f.bytes -= f.kept[drop].size()
		f.kept[drop] = nil
		drop++
	}
	f.kept = f.kept[drop:]
	for l := range f.listeners {
		select {
		case l.entries <- e:
		default:
			f.drop(l)
		}
	}
}

// listen opens a feed and returns what is kept; nil when it is closed.
func (f *feed) listen() (*listener, []*feedEntry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, nil
	}
	if f.keep == 0 {
		f.keep = feedDefault
	}
	l := &listener{entries: make(chan *feedEntry, feedBehind)}
	f.listeners[l] = struct{}{}
	f.on.Store(true)
	return l, append([]*feedEntry(nil), f.kept...)
}

// leave lets a listener go.
func (f *feed) leave(l *listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(l)
}

// drop lets a listener go, once. The lock is held.
func (f *feed) drop(l *listener) {
	if _, there := f.listeners[l]; there {
		delete(f.listeners, l)
		close(l.entries)
	}
}

// open takes listeners again.
func (f *feed) open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = false
}

// end lets everybody go and takes nobody any more.
func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for l := range f.listeners {
		f.drop(l)
	}
}

// feedRequest notes a REST request of the bot with its answer.
func (s *Server) feedRequest(c *call, x *Exchange) {
	e := &feedEntry{at: s.dates.Now(), exchange: x, took: s.clock.Now().Sub(c.began)}
	if in := c.subject(); in != nil {
		e.interaction, e.since = in.id, c.began.Sub(in.created)
	}
	s.feed.add(e)
}

// subject is the interaction that a call is about; nil without one.
func (c *call) subject() *interaction {
	if id := c.id("interaction"); id != 0 {
		return c.s.interactions.get(id)
	}
	if id, good := interactionOf(c.s.opts.Seed, c.r.PathValue("token")); good {
		return c.s.interactions.get(id)
	}
	return nil
}

// feedEvent notes an event that went to the bot.
func (s *Server) feedEvent(e event, seq uint64) {
	s.feed.add(&feedEntry{at: s.dates.Now(), line: &linePayload{in: true, name: e.name, seq: seq, d: e.d}})
}

// feedPayload notes another payload of the bot's line, which belongs to the feed
// from now on.
func (s *Server) feedPayload(in bool, payload []byte) {
	var p struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	if json.Unmarshal(payload, &p) == nil {
		s.feed.add(&feedEntry{at: s.dates.Now(), line: &linePayload{in: in, op: p.Op, d: p.D}})
	}
}

// EndFeeds ends the streams of /sandbox/feed, for a server that is about to
// stop and would else wait for them.
func (s *Server) EndFeeds() { s.feed.end() }
