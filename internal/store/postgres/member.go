package postgres

import (
	"context"
	"errors"
	"iter"
	"runtime/debug"
	"strings"

	"gohye/internal/store/engine"
)

// A member is one write of a group, and the transaction as its function sees
// it. What the function does is its own; what it tells the group, the group's mu
// guards.
type member struct {
	//nolint:containedctx // it is the context of the call that waits
	ctx   context.Context
	turn  chan *group // capacity 1; nil is "lead the next group"
	taken bool        // it leads, or is in a group; guarded by the DB's mu
	group *group

	queued []statement
	musts  int
	wants  []row // that the queued statements lock
	// rows are the locked rows that the member knows to read, at the end of its
	// work, as these values.
	rows map[row][]any
	// before are those that the group knew when the member locked them.
	before map[row][]any
	wrote  bool  // something was sent that is more than a look
	err    error // of the group, as far as the member has heard

	waits, ended bool
	left         bool          // it has ended and holds no row any more
	wake         chan struct{} // capacity 1

	outcome error
	died    *engine.PanicError // what the function panicked with
	again   bool               // it has to run apart
}

// run runs the function, in the caller's goroutine.
func (m *member) run(f func(engine.Tx) error) {
	m.outcome = m.call(f)
	g := m.group
	g.mu.Lock()
	defer g.mu.Unlock()
	m.ended = true
	if m.outcome != nil || m.died != nil {
		m.forget()
		m.rows = m.before // what it would have changed
		if m.wrote && !g.failed {
			g.fail(errLate)
		}
	}
	g.arrive()
}

// call calls the function and keeps its panic.
func (m *member) call(f func(engine.Tx) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			m.died = &engine.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	if m.ctx.Err() != nil {
		return context.Cause(m.ctx)
	}
	return f(m)
}

// forget drops what is queued.
func (m *member) forget() {
	clear(m.queued)
	m.queued, m.musts, m.wants = m.queued[:0], 0, m.wants[:0]
}

// Queue implements [engine.Tx].
func (m *member) Queue(query string, each func(engine.Row) error, args ...any) {
	m.queued = append(m.queued, statement{query: query, each: each, args: args})
}

// Lock implements [engine.Tx].
func (m *member) Lock(query string, each func(engine.Row) error, id int64) {
	r := row{query, id}
	m.wants = append(m.wants, r)
	m.queued = append(m.queued, statement{query: query + locking, each: each, args: []any{id}, locks: r})
}

// Became implements [engine.Tx].
func (m *member) Became(query string, id int64, values ...any) {
	m.rows[row{query, id}] = values
}

// Must implements [engine.Tx].
func (m *member) Must(query string, args ...any) {
	m.musts++
	m.queued = append(m.queued, statement{query: query, args: args, must: true})
}

// Err implements [engine.Tx].
func (m *member) Err() error { return m.err }

// Flush implements [engine.Tx]: it waits until all of the group wait.
func (m *member) Flush() error {
	if m.err == nil && m.ctx.Err() != nil {
		m.err = context.Cause(m.ctx)
	}
	if m.err != nil || len(m.queued) == 0 {
		m.forget()
		return m.err
	}
	for _, s := range m.queued {
		m.wrote = m.wrote || !strings.HasPrefix(s.query, "SELECT ")
	}
	g := m.group
	g.mu.Lock()
	m.waits = true
	g.arrive()
	g.mu.Unlock()
	<-m.wake
	g.mu.Lock()
	defer g.mu.Unlock()
	m.err = g.t.err
	return m.err
}

// Load implements [engine.Tx]. Bulk loading has a transaction of its own.
func (m *member) Load(string, []string, iter.Seq[[]any]) error {
	m.err = errors.New("loading cannot share a transaction: use Alone")
	return m.err
}
