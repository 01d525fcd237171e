package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A shift is one call of Run.
type shift struct {
	*Runner
	work chan Job      // to a worker that is free
	free chan struct{} // capacity Workers; one element a worker that waits for work
	idle int           // elements taken from free and not used yet; the dispatcher's

	mu    sync.Mutex    // guards busy, held, done and staff
	busy  map[name]bool // jobs that a worker has in hand
	held  map[name]held // taken while an earlier one of that name is in hand
	done  []Job         // succeeded, and the store does not know yet
	staff int           // workers that have not gone home

	told chan struct{} // capacity 1; full means that there is something in done
	gone chan struct{} // closed when the last worker has gone home
}

// A name is what two jobs must not share to run side by side.
type name struct{ kind, key string }

// A held job belongs to us until a moment.
type held struct {
	job   Job
	until time.Time
}

// dispatch takes due jobs, never more than there are free workers, so that no
// lease runs out in a queue, and sleeps until the next one is due.
func (s *shift) dispatch(ctx context.Context) error {
	defer s.giveBackHeld(ctx)
	for s.awaitWorker(ctx) {
		now := s.o.Clock.Now()
		batch, err := s.store.Lease(ctx, s.o.Queue, now, s.o.Lease, s.idle)
		if err != nil {
			s.storeFailed(ctx, "lease", err)
			s.sleep(ctx, s.o.MaxSleep, false)
			continue
		}
		full := len(batch) >= s.idle
		for i, j := range batch {
			if !s.hand(ctx, j, now.Add(s.o.Lease)) {
				s.giveBack(ctx, batch[i:])
				return nil
			}
		}
		if !full {
			s.sleep(ctx, s.pause(ctx), true)
		}
	}
	return nil
}

// awaitWorker waits until a worker is free and counts all that are; false when
// the shift is over.
func (s *shift) awaitWorker(ctx context.Context) bool {
	for ctx.Err() == nil {
		if s.idle == 0 {
			select {
			case <-s.free:
				s.idle++
			case <-ctx.Done():
				return false
			}
		}
		select {
		case <-s.free:
			s.idle++
		default:
			return true
		}
	}
	return false
}

// hand gives j to a worker, or holds it until the one of the same name is done.
// It reports false when the shift is over and j was not given.
func (s *shift) hand(ctx context.Context, j Job, until time.Time) bool {
	n := name{j.Kind, j.Key}
	s.mu.Lock()
	if s.busy[n] {
		s.held[n] = held{job: j, until: until}
		s.mu.Unlock()
		return true
	}
	s.busy[n] = true
	s.mu.Unlock()
	if ctx.Err() == nil {
		select {
		case s.work <- j:
			s.idle--
			return true
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	delete(s.busy, n)
	s.mu.Unlock()
	return false
}

// labour is a worker: it does one job after the other.
func (s *shift) labour(ctx context.Context) error {
	defer s.goHome()
	for ctx.Err() == nil {
		s.free <- struct{}{} // has room for all workers
		select {
		case j := <-s.work:
			for more := true; more; {
				s.do(ctx, j)
				j, more = s.next(ctx, j)
			}
		case <-ctx.Done():
		}
	}
	return nil
}

// next ends j, and returns the job that was held for it if it is still ours.
func (s *shift) next(ctx context.Context, j Job) (Job, bool) {
	n := name{j.Kind, j.Key}
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.held[n]
	if ok && ctx.Err() == nil {
		delete(s.held, n)
		if s.o.Clock.Now().Before(h.until.Add(-s.o.Timeout)) {
			return h.job, true
		}
		// Its lease ends too soon: whoever takes it next has the time.
	}
	delete(s.busy, n)
	return Job{}, false
}

// pause is how long there is nothing to do.
func (s *shift) pause(ctx context.Context) time.Duration {
	due, some, err := s.store.NextDue(ctx, s.o.Queue)
	if err != nil {
		s.storeFailed(ctx, "next due", err)
		return s.o.MaxSleep
	}
	if !some {
		return s.o.MaxSleep
	}
	// What is due and was not given to us is being taken by another process:
	// look again soon, but not at once.
	return min(max(due.Sub(s.o.Clock.Now()), time.Millisecond), s.o.MaxSleep)
}

// sleep waits for d, the end of the shift, or where that matters a wake.
func (s *shift) sleep(ctx context.Context, d time.Duration, wakes bool) {
	timer := s.o.Clock.NewTimer(d)
	defer timer.Stop()
	wake := s.wake
	if !wakes {
		wake = nil
	}
	select {
	case <-timer.C():
	case <-wake:
	case <-ctx.Done():
	}
}

// giveBackHeld returns what was held when the shift ended.
func (s *shift) giveBackHeld(ctx context.Context) {
	s.mu.Lock()
	var rest []Job
	for n, h := range s.held {
		rest = append(rest, h.job)
		delete(s.held, n)
	}
	s.mu.Unlock()
	s.giveBack(ctx, rest)
}

// giveBack returns jobs that were taken and not begun, so that they need not
// wait for the end of their lease. Failing that, they do.
func (s *shift) giveBack(ctx context.Context, rest []Job) {
	if len(rest) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Timeout)
	defer cancel()
	for _, j := range rest {
		if err := s.store.Retry(ctx, j, j.Due, ""); err != nil {
			s.storeFailed(ctx, "give back", err)
			return
		}
	}
}

func (s *shift) storeFailed(ctx context.Context, what string, err error) {
	if ctx.Err() != nil {
		return // the shift is over, and so the store was interrupted
	}
	s.o.Log.LogAttrs(ctx, slog.LevelWarn, "job store failed", slog.String("doing", what), slog.Any("error", err))
}
