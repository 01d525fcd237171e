package sandbox

import (
	"slices"
	"sync"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// Gateway intents which decide over what the sandbox sends.
const (
	intentGuilds          = 1 << 0
	intentMembers         = 1 << 1
	intentPresences       = 1 << 8
	intentMessages        = 1 << 9
	intentReactions       = 1 << 10
	intentTyping          = 1 << 11
	intentDirect          = 1 << 12
	intentDirectReactions = 1 << 13
	intentDirectTyping    = 1 << 14
	intentContent         = 1 << 15

	intentPrivileged = intentMembers | intentPresences | intentContent
	intentKnown      = 1<<26 - 1
	intentEverything = intentKnown
)

// An event is one gateway dispatch: encoded once, shared by all who get it.
type event struct {
	name string
	d    []byte
}

// A session is one login to the gateway. It outlives its connections for a
// while and keeps its last events, so that a new connection can resume it.
type session struct {
	id      string
	user    *user
	intents int
	shard   [2]int

	// mu guards all below.
	mu sync.Mutex
	// conn is the connection that the session's events go to; nil while the
	// session waits to be resumed.
	conn *conn
	// since is when the session lost its connection.
	since time.Time
	// kept are the last events; the newest has the number seq.
	kept []event
	seq  uint64
	most int
	// over says that the session cannot be resumed any more.
	over bool
}

// dispatch numbers an event, keeps it and tells the connection. It never
// blocks; a connection which falls behind all that is kept is closed by its
// own writer.
func (s *session) dispatch(e event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.seq++
	s.kept = append(s.kept, e)
	if len(s.kept) > 2*s.most {
		s.kept = append(s.kept[:0:0], s.kept[len(s.kept)-s.most:]...)
	}
	if s.conn != nil {
		s.conn.tell()
	}
}

// after copies up to len(into) events which follow the number seq. lost says
// that some of them are not kept any more.
func (s *session) after(seq uint64, into []event) (n int, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.seq - uint64(len(s.kept)) // the number before the first kept
	if seq < first || seq > s.seq {
		return 0, true
	}
	return copy(into, s.kept[seq-first:]), false
}

// attach makes c the session's connection, from the event after seq on. It
// fails when events are missing. An older connection is told to close.
func (s *session) attach(c *conn, seq uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || seq > s.seq || seq < s.seq-uint64(len(s.kept)) {
		return false
	}
	if s.conn != nil && s.conn != c {
		s.conn.drop()
	}
	s.conn = c
	c.sent = seq
	return true
}

// detach lets go of a connection that has ended.
func (s *session) detach(c *conn, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == c {
		s.conn, s.since = nil, now
	}
}

// end makes the session impossible to resume.
func (s *session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.kept = nil
}

// stale says whether the session has waited for too long.
func (s *session) stale(before time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over || s.conn == nil && s.since.Before(before)
}

func (s *session) connection() *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn
}

// wants says whether the session's shard and intents take an event of a
// guild, or of direct messages when id is zero.
func (s *session) wants(intent int, id snowflake.ID) bool {
	if intent != 0 && s.intents&intent == 0 {
		return false
	}
	if s.user.Bot && s.shard[1] > 1 {
		shards := uint64(s.shard[1])                       //nolint:gosec // at least 2
		return uint64(id)>>22%shards == uint64(s.shard[0]) //nolint:gosec // identify has checked it
	}
	return true
}

// sessions are all logins. Readers take a snapshot without a lock; the lists
// are replaced, never changed.
type sessions struct {
	mu   sync.Mutex // guards byID and the replacing of all lists
	byID map[string]*session
}

func (s *sessions) find(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

func (s *sessions) all() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*session, 0, len(s.byID))
	for _, x := range s.byID {
		list = append(list, x)
	}
	return list
}

// of is a snapshot of an account's sessions; do not change it.
func (u *user) logins() []*session {
	if list := u.sessions.Load(); list != nil {
		return *list
	}
	return nil
}

// addSession makes a session known, remove forgets it.
func (s *Server) addSession(x *session) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	s.sessions.byID[x.id] = x
	list := append(slices.Clone(x.user.logins()), x)
	x.user.sessions.Store(&list)
	s.rewatch()
}

func (s *Server) removeSession(x *session) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	delete(s.sessions.byID, x.id)
	list := slices.DeleteFunc(slices.Clone(x.user.logins()), func(o *session) bool { return o == x })
	x.user.sessions.Store(&list)
	s.rewatch()
}

// rewatch lists the players' sessions which see what others do.
func (s *Server) rewatch() {
	list := make([]*session, 0, 8)
	for _, x := range s.sessions.byID {
		if !x.user.Bot && x.intents&intentMessages != 0 {
			list = append(list, x)
		}
	}
	s.watchers.Store(&list)
}
