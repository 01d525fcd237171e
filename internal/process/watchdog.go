package process

import (
	"context"
	"time"
)

const (
	watchdogName = "watchdog"
	memoryName   = "memory"
)

// lookAgain makes the watchdog look at all processes again. Never blocks.
func (m *Manager) lookAgain() {
	select {
	case m.watch <- struct{}{}:
	default:
	}
}

// watchOver is the watchdog: it sleeps until the first moment at which a run
// could be over its limit or silent for too long.
func (m *Manager) watchOver(ctx context.Context) error {
	for {
		next, some := m.inspect(m.clock.Now())
		if err := m.nap(ctx, next, some); err != nil {
			return err
		}
	}
}

// nap sleeps until next, if there is any, or until there is more to look at.
func (m *Manager) nap(ctx context.Context, next time.Time, some bool) error {
	var fires <-chan time.Time
	if some {
		timer := m.clock.NewTimer(next.Sub(m.clock.Now()))
		defer timer.Stop()
		fires = timer.C()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-fires:
	case <-m.watch:
	}
	return nil
}

// inspect interrupts the runs that are over their limit, flags the silent ones
// and returns when the next one could be either.
func (m *Manager) inspect(now time.Time) (next time.Time, some bool) {
	var silent []*worker
	m.mu.Lock()
	for _, e := range m.entries {
		l := e.cur
		if l.over || l.spec.Limit == 0 && l.spec.BeatEvery == 0 {
			continue
		}
		for i := range l.workers {
			w := &l.workers[i]
			if w.state != Running {
				continue
			}
			for _, due := range [...]time.Time{w.cutShort(now), w.listen(now, &silent)} {
				if !due.IsZero() && (!some || due.Before(next)) {
					next, some = due, true
				}
			}
		}
	}
	m.mu.Unlock()
	for _, w := range silent {
		m.emit(w.ctx, Event{Kind: Silent, Process: w.l.spec.Name, State: Running, At: now})
	}
	return next, some
}

// cutShort interrupts a run over its limit, or returns when it will be.
func (w *worker) cutShort(now time.Time) time.Time {
	if w.l.spec.Limit == 0 || w.interrupt == nil || w.overdue {
		return time.Time{}
	}
	if due := w.since.Add(w.l.spec.Limit); now.Before(due) {
		return due
	}
	w.overdue = true
	w.interrupt(ErrLimit)
	return time.Time{}
}

// listen flags a run that is silent for too long, or returns when it will be.
func (w *worker) listen(now time.Time, silent *[]*worker) time.Time {
	if w.l.spec.BeatEvery == 0 || w.stale.Load() {
		return time.Time{}
	}
	heard, last := w.beat.Load(), w.since
	if heard != 0 {
		last = time.Unix(0, heard)
	}
	if due := last.Add(2 * w.l.spec.BeatEvery); now.Before(due) {
		return due
	}
	w.stale.Store(true)
	// A beat that came since the look at it has seen the flag down, so nobody
	// but us can lower it.
	if w.beat.Load() != heard && w.stale.CompareAndSwap(true, false) {
		return now.Add(2 * w.l.spec.BeatEvery)
	}
	*silent = append(*silent, w)
	return time.Time{}
}
