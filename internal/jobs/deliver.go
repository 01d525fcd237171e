package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// shortest is the shortest snooze: a handler that says "not before" a moment
// which is over must not keep the runner spinning.
const shortest = 100 * time.Millisecond

// do runs one job and writes down how it went. The runner's end does not
// interrupt it, its timeout does.
func (s *shift) do(ctx context.Context, j Job) {
	s.lag.Store(int64(max(s.o.Clock.Now().Sub(j.Due), 0)))
	ctx = context.WithoutCancel(ctx)
	if j.Attempts >= s.o.MaxAttempts {
		s.settle(ctx, j, errors.New("its lease ran out unanswered too often"))
		return
	}
	s.settle(ctx, j, s.call(ctx, j))
}

// call calls the handler and turns its panic into an error.
func (s *shift) call(ctx context.Context, j Job) (err error) {
	h, ok := s.handlers[j.Kind]
	if !ok {
		return fmt.Errorf("jobs: nobody handles the kind %q", j.Kind)
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = &panicError{value: r, stack: debug.Stack()}
		}
	}()
	return h(ctx, j)
}

// settle tells the store how j went. Where the store does not take it, the lease
// runs out and the job comes again.
func (s *shift) settle(ctx context.Context, j Job, err error) {
	if err == nil {
		s.succeeded(j)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	var snooze SnoozeError
	var stored error
	switch {
	case errors.As(err, &snooze):
		stored = s.store.Retry(ctx, j, later(snooze.Until, s.o.Clock.Now().Add(shortest)), "")
		s.Wake()
	default:
		stored = s.failed(ctx, j, err)
	}
	if stored != nil {
		s.log(ctx, slog.LevelWarn, "job result not stored", j, stored)
	}
}

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// failed gives j back for another attempt, or buries it.
func (s *shift) failed(ctx context.Context, j Job, err error) error {
	counted := j // the store counts by itself and gets j as it gave it
	counted.Attempts++
	if counted.Attempts >= s.o.MaxAttempts {
		s.log(ctx, slog.LevelError, "job buried", counted, err)
		return s.store.Bury(ctx, j, err.Error())
	}
	s.log(ctx, slog.LevelWarn, "job failed", counted, err)
	defer s.Wake()
	return s.store.Retry(ctx, j, s.o.Clock.Now().Add(s.o.Backoff(counted)), err.Error())
}

func (s *shift) log(ctx context.Context, level slog.Level, message string, j Job, err error) {
	attrs := []slog.Attr{
		slog.String("kind", j.Kind), slog.String("key", j.Key),
		slog.Int("attempts", j.Attempts), slog.Any("error", err),
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	s.o.Log.LogAttrs(ctx, level, message, attrs...) //nolint:sloglint // the callers' constants
}

// A panicError is a handler's panic.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }
