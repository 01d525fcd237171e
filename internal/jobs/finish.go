package jobs

import (
	"context"
	"log/slog"
)

// succeeded notes that j is over. The worker goes on; the clerk tells the store.
func (s *shift) succeeded(j Job) {
	s.mu.Lock()
	s.done = append(s.done, j)
	s.mu.Unlock()
	select {
	case s.told <- struct{}{}:
	default:
	}
}

// goHome is the end of a worker.
func (s *shift) goHome() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.staff--; s.staff == 0 {
		close(s.gone)
	}
}

// clerk tells the store which jobs are over: all that have piled up while it
// told of the ones before, in one transaction. Under load that is one for many,
// where a worker that told of its own would wait for a commit after each job. It
// stays until the last worker has gone.
func (s *shift) clerk(ctx context.Context) error {
	for {
		select {
		case <-s.told:
			s.finish(ctx)
		case <-s.gone:
			s.finish(ctx)
			return nil
		}
	}
}

// finish tells of what is done. Where the store does not take it, the leases run
// out and the jobs come again.
func (s *shift) finish(ctx context.Context) {
	s.mu.Lock()
	done := s.done
	s.done = nil
	s.mu.Unlock()
	if len(done) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Timeout)
	defer cancel()
	if err := s.store.Finish(ctx, done...); err != nil {
		for _, j := range done {
			s.log(ctx, slog.LevelWarn, "job result not stored", j, err)
		}
	}
}
