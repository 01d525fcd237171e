package process

import (
	"context"
	"time"
)

// A life is one Start of a process, from its beginning to its end for good,
// restarts included. The manager's mu guards what can change.
type life struct {
	m     *Manager
	e     *entry
	spec  Spec
	ended chan struct{} // closed when over

	seq     uint64    // order of starts
	began   time.Time // when its goroutines were started
	workers []worker  // one an instance; made once, so that their addresses hold
	one     [1]worker // the memory of workers when there is but one
	alive   int32     // workers that have not left

	internal bool      // one of the manager's own: outlives all others
	halted   bool      // its contexts are cancelled, or are about to be
	over     bool      // all workers have left
	final    State     // once over: Done, Stopped or Failed
	turned   time.Time // when it was halted, and then when it was over
	trouble  *trouble  // nil until something went wrong
}

// trouble is what is remembered of the failures of a life.
type trouble struct {
	restarts int
	failures []time.Time // the latest Spec.GiveUp.Failures of them, a ring
	oldest   int         // index of the oldest in a full ring
	err      error       // the last failure
	at       time.Time   // of err
}

// woes are the troubles of l, made when they are first needed.
func (l *life) woes() *trouble {
	if l.trouble == nil {
		l.trouble = &trouble{}
	}
	return l.trouble
}

func newLife(m *Manager, s *Spec) *life {
	return &life{m: m, spec: *s, ended: make(chan struct{})}
}

// first is the worker that speaks for the life in logs.
func (l *life) first() *worker { return &l.workers[0] }

// begin starts the goroutines of l. Called with mu held, once.
func (l *life) begin(now time.Time) {
	m := l.m
	l.e.cur = l
	l.began = now
	l.alive = int32(l.spec.instances()) //nolint:gosec // check has seen to it
	l.workers = l.one[:]
	if l.alive > 1 {
		l.workers = make([]worker, l.alive)
	}
	gated := l.gated()
	for i := range l.workers {
		w := &l.workers[i]
		w.l = l
		w.ctx, w.cancel = context.WithCancelCause((*identity)(w)) //nolint:fatcontext // each worker its own
		w.since, w.ready = now, !gated
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

// halt notes that l is to end and reports whether that is news; the caller then
// cancels it. Called with mu held.
func (l *life) halt(now time.Time) bool {
	if l.halted || l.over {
		return false
	}
	l.halted, l.turned = true, now
	return true
}

// cancel ends the contexts of l; the first cause stays. Better called without
// mu, which those who wake up from it may soon want.
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
		t := l.woes()
		t.err, t.at = w.err, now
	}
	if w.outcome == Failed {
		l.final = Failed
		l.cancel(ErrGaveUp)
	}
	l.alive--
	var next *life
	over, halted := l.alive == 0, l.halted
	if over {
		next = l.finish(now)
	}
	// The copies are taken under mu: another Start may follow at once.
	end := Event{Kind: Over, Process: l.spec.Name, State: l.final, At: now, Err: w.err}
	if l.final == Failed {
		end.Err = l.trouble.err
	}
	m.mu.Unlock()
	if !halted {
		w.cancel(context.Canceled) // frees the context of a life that ended by itself
	}
	if over {
		close(l.ended)
		m.emit(w.ctx, end)
	}
	if next != nil {
		m.emit(next.first().ctx, next.beginning())
	}
}

// beginning is the event of l's begin.
func (l *life) beginning() Event {
	e := Event{Kind: Began, Process: l.spec.Name, State: Running, At: l.began}
	if l.gated() {
		e.State = Waiting
	}
	return e
}

// finish notes that l is over and returns the life that has begun in its place, or nil.
func (l *life) finish(now time.Time) *life {
	switch {
	case l.final == Failed:
	case l.halted:
		l.final = Stopped
	default:
		l.final = Done
	}
	l.over, l.turned = true, now
	e := l.e
	next := e.next
	if next != nil {
		e.next = nil
		next.begin(now)
	} else if l.final != Failed && !l.internal {
		l.m.retire(e)
	}
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
		return l.trouble.err
	}
	return nil
}

// tooMany records a failure and reports whether it was one too many.
func (l *life) tooMany(now time.Time) bool {
	g := l.spec.GiveUp
	if g.Failures == 0 || g.Window == 0 {
		return false
	}
	t := l.woes()
	if len(t.failures) < g.Failures {
		t.failures = append(t.failures, now)
	} else {
		t.failures[t.oldest] = now
		t.oldest = (t.oldest + 1) % g.Failures
	}
	return len(t.failures) == g.Failures && now.Sub(t.failures[t.oldest]) <= g.Window
}
