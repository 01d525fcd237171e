package process

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime/pprof"
	"sync/atomic"
	"time"
)

// A worker is one goroutine of a life. Fields without a note belong to that
// goroutine alone, or do not change once it runs.
type worker struct {
	l      *life
	ctx    context.Context //nolint:containedctx // the worker is the lifetime that this context stands for
	cancel context.CancelCauseFunc
	err    error // with what it leaves

	beat  atomic.Int64 // the last heartbeat in Unix nanoseconds, 0 before the first
	stale atomic.Bool  // set by the watchdog, cleared by a beat or a new run

	row     int32     // failures in a row
	coming  EventKind // what the next run is: Restarted, Resumed, or Began
	outcome State     // how it leaves
	ready   bool      // the next run begins without asking: Start has let it in
	inside  bool      // Run has been called and has not come back
	lost    bool      // the goroutine before this one ended inside Run, by Goexit
	slot    bool      // holds one of Manager.slots

	// The manager's mu guards the rest.

	overdue bool // over its limit and not back yet
	state   State
	since   time.Time // of state; of the present run while Running
	// interrupt cancels the present run alone; nil where nothing can cut it short
	// but the end of the life.
	interrupt context.CancelCauseFunc
}

// live is the goroutine of w.
func (w *worker) live() {
	pprof.SetGoroutineLabels(w.l.e.labels)
	defer w.depart()
	if w.lost {
		w.lost = false
		if !w.judge(w.ctx, errGoexit) {
			return
		}
	}
	for {
		ctx, ok := w.enter()
		if !ok || !w.judge(ctx, w.attempt(ctx)) {
			return
		}
	}
}

// depart ends the goroutine of w, or hands over to a new one when Run has ended
// this one with runtime.Goexit.
func (w *worker) depart() {
	if w.inside {
		w.inside, w.lost = false, true
		go w.live()
		return
	}
	w.l.leave(w)
}

// attempt calls Run once.
func (w *worker) attempt(ctx context.Context) error {
	w.inside = true
	err := guarded(ctx, w.l.spec.Run)
	w.inside = false
	return err
}

// enter waits until w may run and returns the context to run in, or reports
// false when w is to end instead.
func (w *worker) enter() (context.Context, bool) {
	w.outcome, w.err = Stopped, nil
	if w.ready {
		w.ready = false
		return w.ctx, w.ctx.Err() == nil
	}
	for {
		if !w.takeSlot() {
			return nil, false
		}
		ctx, relief := w.open()
		if ctx != nil {
			return ctx, true
		}
		w.freeSlot()
		select {
		case <-relief:
		case <-w.ctx.Done():
			return nil, false
		}
	}
}

// takeSlot waits for one of the manager's slots.
func (w *worker) takeSlot() bool {
	if !w.l.slotted() {
		return true
	}
	m := w.l.m
	select {
	case m.slots <- struct{}{}:
		w.slot = true
		return true
	default:
	}
	w.enters(Waiting)
	select {
	case m.slots <- struct{}{}:
		w.slot = true
		return true
	case <-w.ctx.Done():
		return false
	}
}

func (w *worker) freeSlot() {
	if w.slot {
		w.slot = false
		<-w.l.m.slots
	}
}

// enters notes that w is in state s from now on.
func (w *worker) enters(s State) {
	m := w.l.m
	m.mu.Lock()
	w.state, w.since = s, m.clock.Now()
	m.mu.Unlock()
}

// open begins a run and returns its context. That is nil when w has to end, or
// to wait for relief because memory is above the ceiling.
func (w *worker) open() (ctx context.Context, relief <-chan struct{}) {
	l, m := w.l, w.l.m
	m.mu.Lock()
	if w.ctx.Err() != nil {
		m.mu.Unlock()
		return nil, nil
	}
	now := m.clock.Now()
	if l.spec.Deferrable && m.relief != nil {
		relief = m.relief
		w.state, w.since, w.coming = Paused, now, Resumed
		m.mu.Unlock()
		return nil, relief
	}
	w.state, w.since = Running, now
	ctx = w.ctx
	w.beat.Store(0)
	w.stale.Store(false)
	if l.spec.Limit > 0 || l.spec.Deferrable {
		ctx, w.interrupt = context.WithCancelCause(ctx)
	}
	kind := w.coming
	w.coming = Began
	if kind == Restarted {
		l.woes().restarts++
	}
	m.mu.Unlock()
	if l.spec.Limit > 0 || l.spec.BeatEvery > 0 {
		m.lookAgain()
	}
	if kind != Began {
		m.emit(w.ctx, Event{Kind: kind, Process: l.spec.Name, State: Running, At: now})
	}
	return ctx, nil
}

// judge decides what follows a run in ctx that came back with err: true is
// another run, for which it has waited, false the end.
func (w *worker) judge(ctx context.Context, err error) bool {
	w.freeSlot()
	cut := w.shut(ctx)
	switch {
	case w.ctx.Err() != nil:
		w.outcome = Stopped
		if !expected(w.ctx, err) { //nolint:contextcheck // the run's ctx is a child that may have a cause of its own
			w.err = err
		}
		return false
	case cut == ErrPaused && stackOf(err) == "": //nolint:errorlint // our own cause, never wrapped
		w.coming = Resumed
		//nolint:contextcheck // the run has ended, its process has not
		w.l.m.emit(w.ctx, Event{Kind: Deferred, Process: w.l.spec.Name, State: Paused, At: w.l.m.clock.Now()})
		return true
	case cut == ErrLimit: //nolint:errorlint // our own cause, never wrapped
		return w.failed(&LimitError{Limit: w.l.spec.Limit, Err: err})
	case err != nil:
		return w.failed(err)
	case w.l.spec.Restart == Always:
		w.row = 0
		return w.pause(nil)
	}
	w.outcome = Done
	return false
}

// expected reports whether err is what a run returns because ctx has ended.
func expected(ctx context.Context, err error) bool {
	return err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx))
}

// shut ends ctx, that of a run which came back, and returns what had cut it
// short, if anything.
func (w *worker) shut(ctx context.Context) error {
	if w.interrupt == nil {
		return nil
	}
	w.l.m.mu.Lock()
	interrupt := w.interrupt
	w.interrupt, w.overdue = nil, false
	w.l.m.mu.Unlock()
	cause := context.Cause(ctx)
	interrupt(context.Canceled)
	return cause
}

// failed judges a failure.
func (w *worker) failed(err error) bool {
	l, m := w.l, w.l.m
	now := m.clock.Now()
	m.mu.Lock()
	t := l.woes()
	t.err, t.at = err, now
	enough := l.spec.Restart == Never || l.tooMany(now)
	if _, most := l.spec.Backoff.bounds(); now.Sub(w.since) > most {
		w.row = 0
	}
	m.mu.Unlock()
	if enough {
		w.outcome, w.err = Failed, err
		m.emit(w.ctx, Event{Kind: Crashed, Process: l.spec.Name, State: Failed, At: now, Err: err})
		return false
	}
	return w.pause(err)
}

// pause waits before a restart, and reports false when w is to end instead.
func (w *worker) pause(err error) bool {
	l, m := w.l, w.l.m
	now := m.clock.Now()
	m.mu.Lock()
	if m.jitter == nil {
		m.jitter = rand.New(rand.NewPCG(m.seed, m.seq))
	}
	d := l.spec.Backoff.delay(int(w.row), m.jitter)
	w.state, w.since, w.coming = BackingOff, now, Restarted
	w.stale.Store(false)
	m.mu.Unlock()
	if err != nil {
		w.row++
		m.emit(w.ctx, Event{Kind: Crashed, Process: l.spec.Name, State: BackingOff, At: now, Err: err})
	}
	timer := m.clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-w.ctx.Done():
		w.outcome = Stopped
		return false
	}
}

// beaten notes a heartbeat.
func (w *worker) beaten() {
	m := w.l.m
	now := m.clock.Now()
	w.beat.Store(now.UnixNano())
	if w.stale.Load() && w.stale.CompareAndSwap(true, false) {
		m.lookAgain()
		m.emit(w.ctx, Event{Kind: Beating, Process: w.l.spec.Name, State: Running, At: now})
	}
}
