package postgres

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"gohye/internal/store/engine"
)

const (
	// apart is how many writes run side by side, each in a transaction of its
	// own, before further ones are put together.
	apart = 1
	// together is how many writes share a transaction at most.
	together = 32
	// shyFor is how many writes run apart after a shared transaction failed.
	shyFor = 64
	// groupPatience bounds a shared transaction.
	groupPatience = 5 * time.Second
)

// errCrossed says that members of a group wait for each other's rows.
var errCrossed = errors.New("writes of a shared transaction wait for each other")

// errLate says that a member has failed after it had written.
var errLate = errors.New("a write of a shared transaction has failed late")

// Write implements [engine.Engine]. Under load, waiting writes share a
// transaction on one connection, and go through it in step: each function runs
// in its caller's goroutine, and when all of them wait for answers, or have
// ended, what they have queued is sent in one go. So a group takes as many round
// trips as the longest of its members, and one commit waits for the disk for
// all. A member that wants to lock a row which another has locked is left out
// until that one has ended, and then sees what it wrote.
//
// A function that refuses before it has written anything takes nothing of the
// others with it. If anything else goes wrong, the shared transaction is rolled
// back and each of its writes runs again, apart: so a fault or a lock that
// another process holds costs time and nothing more.
func (db *DB) Write(ctx context.Context, f func(engine.Tx) error) error {
	defer db.writers.Add(-1)
	if db.writers.Add(1) <= apart || db.shy.Load() > 0 && db.shy.Add(-1) >= 0 {
		return db.transaction(ctx, "BEGIN", f)
	}
	m := &member{
		ctx: ctx, turn: make(chan *group, 1), wake: make(chan struct{}, 1),
		rows: map[row][]any{}, before: map[row][]any{},
	}
	switch g, err := db.join(m); {
	case err != nil:
		return err
	case g == nil:
		db.lead(m) //nolint:contextcheck // a group outlives the call that leads it
	}
	if !m.again {
		m.run(f)
		<-m.group.done
	}
	switch {
	case m.again:
		return db.transaction(ctx, "BEGIN", f)
	case m.died != nil:
		panic(*m.died)
	}
	return m.outcome
}

// join waits for a group, which is nil when m is to lead the next one.
func (db *DB) join(m *member) (*group, error) {
	db.mu.Lock()
	db.queue = append(db.queue, m)
	if !db.led {
		db.led, m.taken = true, true
		db.mu.Unlock()
		return nil, nil //nolint:nilnil // nobody leads yet
	}
	db.mu.Unlock()
	select {
	case g := <-m.turn:
		return g, nil
	case <-m.ctx.Done():
	}
	if db.withdraw(m) {
		return nil, context.Cause(m.ctx)
	}
	return <-m.turn, nil // others wait for it; its function hears of the end
}

// withdraw takes m out of the queue; false when it is too late.
func (db *DB) withdraw(m *member) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	for i, q := range db.queue {
		if q == m && !m.taken {
			db.queue = append(db.queue[:i], db.queue[i+1:]...)
			return true
		}
	}
	return false
}

// lead makes a group of the oldest in the queue, of whom m is the first, when
// there is a connection for it. Without one, they all run apart and hear why.
func (db *DB) lead(m *member) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(m.ctx), groupPatience)
	conn, err := db.pool.Acquire(ctx)
	db.mu.Lock()
	n := min(len(db.queue), together)
	members := append([]*member(nil), db.queue[:n]...)
	db.queue = append(db.queue[:0], db.queue[n:]...)
	for _, each := range members {
		each.taken = true
	}
	db.mu.Unlock()
	g := &group{
		db: db, conn: conn, end: cancel, members: members, running: n,
		locked: map[row]*member{}, known: map[row][]any{}, done: make(chan struct{}),
	}
	for _, each := range members {
		each.group, each.again = g, err != nil
	}
	if err != nil {
		g.over()
	} else {
		g.t = &tx{ctx: ctx, conn: conn.Conn()}
		g.t.Queue("BEGIN", nil)
		// Whoever holds a row for long is not waited for by a whole group.
		g.t.Queue("SET LOCAL lock_timeout = '100ms'", nil)
	}
	for _, each := range members {
		if each != m {
			each.turn <- g
		}
	}
}

// A group is writes that share a transaction. Its functions run side by side,
// in their callers' goroutines; the last of them to wait or to end sends for
// all.
type group struct {
	db   *DB
	conn *pgxpool.Conn // nil when there was none to be had
	end  context.CancelFunc
	done chan struct{} // closed when the outcome of every member is known

	mu      sync.Mutex // guards the rest, and what members say of themselves
	t       *tx
	members []*member // in the order in which their statements are sent
	running int       // members whose functions run
	locked  map[row]*member
	known   map[row][]any // what rows read that were locked, and whose members have ended
	failed  bool          // the transaction is lost
}

// A row names a row that is locked: by the text that locks it, and its id.
type row struct {
	query string
	id    int64
}

// arrive says that one more member waits or has ended. The last of those that
// ran goes on for all.
func (g *group) arrive() {
	if g.running--; g.running > 0 {
		return
	}
	for g.running == 0 && !g.step() {
	}
}

// step sends what the members wait for. It reports true when the group is over.
func (g *group) step() (over bool) {
	waiting, chosen := 0, []*member(nil)
	for _, m := range g.members {
		if m.ended && !m.left {
			g.take(m)
			g.leave(m)
		}
	}
	sent := len(g.t.queued)
	for _, m := range g.members {
		if m.waits {
			waiting++
			if !g.failed && g.free(m) {
				chosen = append(chosen, m)
				g.answer(m)
				g.take(m)
			}
		}
	}
	switch {
	case waiting == 0:
		g.over()
		return true
	case g.failed:
		g.wakeAll()
	case len(chosen) == 0:
		g.fail(errCrossed)
	case g.t.err == nil && len(g.t.queued) > sent && g.t.Flush() != nil, g.t.err != nil:
		g.fail(g.t.err)
	default:
		for _, m := range chosen {
			g.goOn(m)
		}
	}
	return false
}

// free reports whether m can have the rows that it wants to lock, and gives them
// to it if so.
func (g *group) free(m *member) bool {
	for _, r := range m.wants {
		if holder := g.locked[r]; holder != nil && holder != m {
			return false
		}
	}
	for _, r := range m.wants {
		g.locked[r] = m
	}
	m.wants = m.wants[:0]
	return true
}

// answer takes those statements out of what m has queued which lock a row that
// the group knows, and answers them.
func (g *group) answer(m *member) {
	kept := m.queued[:0]
	for _, s := range m.queued {
		values, known := g.known[s.locks]
		if s.locks == (row{}) || !known {
			kept = append(kept, s)
			continue
		}
		delete(g.known, s.locks)
		m.before[s.locks], m.rows[s.locks] = values, values
		if err := s.each(memory(values)); err != nil && g.t.err == nil {
			g.t.err = err
		}
	}
	m.queued = kept
}

// take puts what m has queued into the transaction.
func (g *group) take(m *member) {
	g.t.queued = append(g.t.queued, m.queued...)
	g.t.musts += m.musts
	m.forget()
}

// leave gives up the rows of a member that has ended: what comes behind its
// statements sees what they do, and need not ask where it is known.
func (g *group) leave(m *member) {
	m.left = true
	for r, holder := range g.locked {
		if holder == m {
			delete(g.locked, r)
			if values := m.rows[r]; values != nil {
				g.known[r] = values
			}
		}
	}
}

// fail gives the transaction up: who waits hears of it.
func (g *group) fail(err error) {
	g.failed = true
	if g.t.err == nil {
		g.t.err = err
	}
	g.wakeAll()
}

func (g *group) wakeAll() {
	for _, m := range g.members {
		if m.waits {
			g.goOn(m)
		}
	}
}

// goOn lets a member that waits run again.
func (g *group) goOn(m *member) {
	m.waits = false
	g.running++
	m.wake <- struct{}{}
}

// over commits, or rolls back, tells every member, and lets the next group
// begin.
func (g *group) over() {
	if g.conn != nil {
		g.conclude()
		g.conn.Release()
	}
	g.end()
	g.db.next()
	close(g.done)
}

// conclude commits or rolls back, and says what that means for each member.
func (g *group) conclude() {
	err := g.t.err
	if !g.failed {
		err = g.t.commit()
	}
	if err == nil {
		return
	}
	// A rollback that fails leaves a connection that is closed.
	_ = g.t.rollback(g.t.ctx)
	unknown := engine.KindOf(err) == engine.Unknown
	for _, m := range g.members {
		if m.again = !unknown; unknown { // each caller finds out by himself
			m.outcome, m.died = err, nil
		}
	}
	if !unknown {
		g.db.shy.Store(shyFor)
	}
}

// next tells the oldest in the queue to lead.
func (db *DB) next() {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.led = len(db.queue) > 0; db.led {
		db.queue[0].taken = true
		db.queue[0].turn <- nil
	}
}
