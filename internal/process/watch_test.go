package process_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/process"
)

func TestLimitCutsARunShort(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var c counter
		start(t, m, process.Spec{
			Name: "a", Limit: 10 * time.Second, Restart: process.OnFailure,
			Backoff: process.Backoff{Min: time.Second, Max: time.Second},
			Run: c.run(func(ctx context.Context, n int) error {
				began := time.Now()
				<-ctx.Done()
				if n == 1 && (time.Since(began) != 10*time.Second || !errors.Is(context.Cause(ctx), process.ErrLimit)) {
					t.Errorf("cut after %v with %v", time.Since(began), context.Cause(ctx))
				}
				return ctx.Err()
			}),
		})
		pass(11*time.Second + time.Millisecond)
		s := status(t, m, "a")
		if s.State != process.Running || s.Restarts != 1 || s.LastError != "the run took longer than its limit of 10s: context canceled" {
			t.Errorf("status is %+v", s)
		}
	})
}

func TestARunThatIgnoresItsLimitIsNamed(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "a", Limit: time.Second, Run: func(context.Context) error { time.Sleep(time.Minute); return nil }})
		pass(2 * time.Second)
		if s := status(t, m, "a"); !s.Overdue {
			t.Errorf("status is %+v", s)
		}
		if err := m.Healthy(); err == nil || err.Error() != "process: a is over its limit of 1s" {
			t.Errorf("healthy says %v", err)
		}
		var limit *process.LimitError
		if err := m.Wait(t.Context(), "a"); !errors.As(err, &limit) || !errors.Is(err, process.ErrLimit) {
			t.Errorf("Wait: %v", err)
		}
	})
}

func TestSilentProcessIsFlaggedUntilItBeats(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var quiet atomic.Bool
		start(t, m, process.Spec{Name: "a", BeatEvery: time.Second, Run: func(ctx context.Context) error {
			tick := time.NewTicker(500 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-tick.C:
					if !quiet.Load() {
						inner, cancel := context.WithCancel(ctx)
						process.Beat(inner)
						cancel()
					}
				}
			}
		}})
		process.Beat(t.Context()) // of no process: nothing happens
		for round := range 3 {
			quiet.Store(false)
			pass(10*time.Second + 100*time.Millisecond)
			if s := status(t, m, "a"); s.Stale || time.Since(s.LastBeat) > time.Second || m.Healthy() != nil {
				t.Errorf("round %d: status is %+v, healthy %v", round, s, m.Healthy())
			}
			quiet.Store(true)
			pass(1800 * time.Millisecond)
			if status(t, m, "a").Stale {
				t.Errorf("round %d: stale too early", round)
			}
			pass(600 * time.Millisecond)
			if err := m.Healthy(); err == nil || err.Error() != "process: a has stopped beating" {
				t.Errorf("round %d: healthy says %v", round, err)
			}
		}
	})
}

func TestMemoryCeilingPausesWhatCanBeDeferred(t *testing.T) {
	var used atomic.Uint64
	used.Store(50)
	o := process.Options{MemoryCeiling: 100, MemoryUsed: used.Load}
	managed(t, o, func(t *testing.T, m *process.Manager) {
		var c counter
		start(t, m, process.Spec{Name: "vital", Run: idle})
		start(t, m, process.Spec{Name: "later", Deferrable: true, Run: c.run(func(ctx context.Context, n int) error {
			<-ctx.Done()
			if n == 1 && !errors.Is(context.Cause(ctx), process.ErrPaused) {
				t.Errorf("cause is %v", context.Cause(ctx))
			}
			return errors.New("I was disturbed")
		})})
		pass(5 * time.Second)
		expectState(t, m, "later", process.Running)
		used.Store(101)
		pass(time.Second)
		expectState(t, m, "later", process.Paused)
		expectState(t, m, "vital", process.Running)
		start(t, m, process.Spec{Name: "too late", Deferrable: true, Run: idle})
		expectState(t, m, "too late", process.Paused)
		used.Store(95) // not far enough below
		pass(5 * time.Second)
		expectState(t, m, "later", process.Paused)
		used.Store(89)
		pass(time.Second)
		expectState(t, m, "later", process.Running)
		expectState(t, m, "too late", process.Running)
		if s := status(t, m, "later"); s.Restarts != 0 || s.LastError != "" || c.n.Load() != 2 {
			t.Errorf("a pause counts as a failure: %+v", s)
		}
		used.Store(101)
		pass(time.Second)
		if err := m.Stop(t.Context(), "later"); err != nil {
			t.Error(err)
		}
		expectState(t, m, "later", process.Stopped)
	})
}

// Nobody waits for a relief that a broken watcher cannot bring.
func TestBrokenMemoryWatcherResumesEverybody(t *testing.T) {
	var broken atomic.Bool
	o := process.Options{MemoryCeiling: 100, MemoryUsed: func() uint64 {
		if broken.Load() {
			panic("no memory to look at memory")
		}
		return 101
	}}
	managed(t, o, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "later", Deferrable: true, Run: idle})
		pass(5 * time.Second)
		expectState(t, m, "later", process.Paused)
		broken.Store(true)
		pass(time.Second)
		expectState(t, m, "later", process.Running)
		expectState(t, m, "memory", process.BackingOff)
	})
}

func TestWatchersStartWhenTheyAreNeeded(t *testing.T) {
	managed(t, process.Options{MemoryCeiling: 1 << 60}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "a", Run: idle})
		synctest.Wait()
		if n := len(m.Status()); n != 1 {
			t.Errorf("%d processes, want 1", n)
		}
		start(t, m, process.Spec{Name: "b", Run: idle, Limit: time.Hour, Deferrable: true})
		expectState(t, m, "watchdog", process.Running)
		expectState(t, m, "memory", process.Running)
	})
}
