package process

import (
	"context"
	"time"
)

// A life is one Start of a process, from its beginning to its end for good,
// restarts included. The manager's mu guards what can change.
type life struct {
	m        *Manager
	e        *entry
	spec     Spec
	internal bool          // one of the manager's own: outlives all others
	ended    chan struct{} // closed when over

	seq     uint64    // order of starts
	at      time.Time // when it began
	workers []worker  // one an instance; made once, so that their addresses hold
	one     [1]worker // the memory of workers when there is but one
	alive   int       // workers that have not left

	halted   bool // its contexts are cancelled
	haltedAt time.Time
	over     bool // all workers have left, or it never began
	overAt   time.Time
	final    State // once over: Done, Stopped or Failed

	restarts int
	failures []time.Time // the latest Spec.GiveUp.Failures of them, a ring
	oldest   int         // index of the oldest in a full ring
	err      error       // the last failure
	errAt    time.Time
}

func newLife(m *Manager, s Spec) *life {
	return &life{m: m, spec: s, ended: make(chan struct{})}
}

// first is the worker that speaks for the life in logs.
func (l *life) first() *worker { return &l.workers[0] }

// begin starts the goroutines of l. Called with mu held, once.
func (l *life) begin() {
	m := l.m
	l.e.cur = l
	l.at = m.clock.Now()
	l.alive = l.spec.instances()
	l.workers = l.one[:]
	if l.alive > 1 {
		l.workers = make([]worker, l.alive)
	}
	gated := l.gated()
	for i := range l.workers {
		w := &l.workers[i]
		w.l, w.id.w = l, w
		w.ctx, w.cancel = context.WithCancelCause(&w.id)
		w.since, w.began, w.ready = l.at, l.at, !gated
		w.state = Waiting
		if w.ready {
			w.state = Running
		}
	}
	for i := range l.workers {
		go l.workers[i].live()
	}
	if l.spec.BeatEvery > 0 {
		m.lookAgain()
	}
}

// gated reports whether something may hold up or cut short a run of l.
func (l *life) gated() bool {
	return l.slotted() || l.spec.Limit > 0 || l.spec.Deferrable
}

// slotted reports whether a run of l takes one of the manager's slots.
func (l *life) slotted() bool { return l.m.slots != nil && !l.internal }

// halt cancels l. Called with mu held; the first cause stays.
func (l *life) halt(cause error) {
	if l.halted || l.over {
		return
	}
	l.halted = true
	l.haltedAt = l.m.clock.Now()
	l.cancel(cause)
}

func (l *life) cancel(cause error) {
	for i := range l.workers {
		l.workers[i].cancel(cause)
	}
}

// leave takes w, whose outcome is set, out of its life. The last one to leave
// ends the life and begins the one that waits for that.
func (l *life) leave(w *worker) {
	m := l.m
	now := m.clock.Now()
	m.mu.Lock()
	w.state, w.since = w.outcome, now
	if w.err != nil {
		l.err, l.errAt = w.err, now
	}
	if w.outcome == Failed {
		l.final = Failed
		l.cancel(ErrGaveUp)
	}
	l.alive--
	var next *life
	over := l.alive == 0
	if over {
		next = l.finish(now)
	}
	// The copies are taken under mu: another Start may follow at once.
	end := Event{Kind: Over, Process: l.spec.Name, State: l.final, At: now, Err: w.err}
	if l.final == Failed {
		end.Err = l.err
	}
	m.mu.Unlock()
	w.cancel(context.Canceled) // frees the context of a run that ended by itself
	if over {
		m.emit(w.ctx, end)
	}
	if next != nil {
		m.emit(next.first().ctx, next.beginning())
	}
}

// beginning is the event of l's begin.
func (l *life) beginning() Event {
	e := Event{Kind: Began, Process: l.spec.Name, State: Running, At: l.at}
	if l.gated() {
		e.State = Waiting
	}
	return e
}

// finish ends l and returns the life that has begun in its place, or nil.
func (l *life) finish(now time.Time) *life {
	switch {
	case l.final == Failed:
	case l.halted:
		l.final = Stopped
	default:
		l.final = Done
	}
	l.over, l.overAt = true, now
	e := l.e
	next := e.next
	if next != nil {
		e.next = nil
		next.begin()
	} else if l.final != Failed && !l.internal {
		l.m.retire(e)
	}
	close(l.ended)
	return next
}

// retire lists e among the ended, and forgets the one that is too many.
func (m *Manager) retire(e *entry) {
	if old := m.ended.add(e); old != nil {
		delete(m.entries, old.name)
	}
}

// result is what Wait answers about l.
func (l *life) result() error {
	if l.final == Failed {
		return l.err
	}
	return nil
}

// tooMany records a failure and reports whether it was one too many.
func (l *life) tooMany(now time.Time) bool {
	g := l.spec.GiveUp
	if g.Failures == 0 || g.Window == 0 {
		return false
	}
	if len(l.failures) < g.Failures {
		l.failures = append(l.failures, now)
	} else {
		l.failures[l.oldest] = now
		l.oldest = (l.oldest + 1) % g.Failures
	}
	return len(l.failures) == g.Failures && now.Sub(l.failures[l.oldest]) <= g.Window
}
