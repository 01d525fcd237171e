package process_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/process"
)

func TestRestartPolicies(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name   string
		policy process.Policy
		run    func() error
		runs   int32
		state  process.State
		err    string
	}{
		{"never, nil", process.Never, func() error { return nil }, 1, process.Done, ""},
		{"never, error", process.Never, func() error { return boom }, 1, process.Failed, "boom"},
		{"never, panic", process.Never, func() error { panic("ouch") }, 1, process.Failed, "panic: ouch"},
		{"on failure, nil", process.OnFailure, func() error { return nil }, 1, process.Done, ""},
		{"on failure, error", process.OnFailure, func() error { return boom }, 3, process.Failed, "boom"},
		{"on failure, goexit", process.OnFailure, func() error { runtime.Goexit(); return nil }, 3, process.Failed, "process: the run ended its goroutine with runtime.Goexit"},
		{"on failure, cancelled by itself", process.OnFailure, func() error { return context.Canceled }, 3, process.Failed, "context canceled"},
		{"always, nil", process.Always, func() error { return nil }, 5, process.BackingOff, ""},
		{"always, error", process.Always, func() error { return boom }, 3, process.Failed, "boom"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
				var c counter
				start(t, m, process.Spec{
					Name: "a", Restart: tt.policy, Backoff: process.Backoff{Min: time.Second, Max: time.Second},
					GiveUp: process.GiveUp{Failures: 3, Window: time.Minute},
					Run:    c.run(func(context.Context, int) error { return tt.run() }),
				})
				pass(4*time.Second + time.Millisecond)
				s := status(t, m, "a")
				if c.n.Load() != tt.runs || s.State != tt.state || s.LastError != tt.err {
					t.Errorf("%d runs, %v, %q; want %d, %v, %q", c.n.Load(), s.State, s.LastError, tt.runs, tt.state, tt.err)
				}
				if int32(s.Restarts) != tt.runs-1 {
					t.Errorf("%d restarts, want %d", s.Restarts, tt.runs-1)
				}
				err := m.Healthy()
				var ill *process.UnhealthyError
				if failed := tt.state == process.Failed; failed != errors.As(err, &ill) {
					t.Errorf("healthy says %v", err)
				}
			})
		})
	}
}

func TestBackoffGrowsWithinItsBounds(t *testing.T) {
	managed(t, process.Options{Seed: 7}, func(t *testing.T, m *process.Manager) {
		var at []time.Time
		var c counter
		start(t, m, process.Spec{
			Name: "a", Restart: process.OnFailure, Backoff: process.Backoff{Min: time.Second, Max: 8 * time.Second},
			Run: c.run(func(ctx context.Context, n int) error {
				at = append(at, time.Now())
				if n == 7 {
					time.Sleep(time.Hour) // a good run starts the row anew
				}
				return errors.New("no")
			}),
		})
		pass(61 * time.Minute)
		if len(at) < 9 {
			t.Fatalf("only %d runs", len(at))
		}
		bounds := [][2]int{{1, 2}, {2, 4}, {4, 8}, {4, 8}, {4, 8}, {4, 8}, {3601, 3602}, {2, 4}}
		for i, b := range bounds {
			d := at[i+1].Sub(at[i])
			if d < time.Duration(b[0])*time.Second || d > time.Duration(b[1])*time.Second {
				t.Errorf("pause %d is %v, want %d to %d s", i, d, b[0], b[1])
			}
		}
	})
}

func TestGiveUpLooksAtTheWindowOnly(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var c counter
		start(t, m, process.Spec{
			Name: "a", Restart: process.OnFailure, Backoff: process.Backoff{Min: time.Second, Max: time.Second},
			GiveUp: process.GiveUp{Failures: 3, Window: 10 * time.Second},
			Run: c.run(func(_ context.Context, n int) error {
				if n < 20 {
					time.Sleep(9 * time.Second)
				}
				return errors.New("no")
			}),
		})
		pass(185 * time.Second)
		expectState(t, m, "a", process.Running)
		pass(time.Minute)
		expectState(t, m, "a", process.Failed)
		if got := c.n.Load(); got < 20 || got > 22 {
			t.Errorf("gave up after %d runs", got)
		}
		if err := m.Stop(t.Context(), "a"); err != nil || m.Healthy() != nil {
			t.Errorf("a stop should make up for a failure: %v, %v", err, m.Healthy())
		}
	})
}

func TestStopWhileBackingOff(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{
			Name: "a", Restart: process.OnFailure, Backoff: process.Backoff{Min: time.Hour, Max: time.Hour},
			Run: func(context.Context) error { return errors.New("no") },
		})
		expectState(t, m, "a", process.BackingOff)
		began := time.Now()
		if err := m.Stop(t.Context(), "a"); err != nil || time.Since(began) != 0 {
			t.Errorf("stop took %v: %v", time.Since(began), err)
		}
		expectState(t, m, "a", process.Stopped)
	})
}

func TestInstancesFailTogether(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var c counter
		var left atomic.Int32
		start(t, m, process.Spec{Name: "fivefold", Instances: 5, Run: c.run(func(ctx context.Context, n int) error {
			defer left.Add(1)
			if n == 3 {
				time.Sleep(time.Second)
				return errors.New("no")
			}
			<-ctx.Done()
			if !errors.Is(context.Cause(ctx), process.ErrGaveUp) {
				t.Errorf("cause is %v", context.Cause(ctx))
			}
			return ctx.Err()
		})})
		if s := status(t, m, "fivefold"); s.Instances != 5 || s.Goroutines != 5 {
			t.Errorf("status is %+v", s)
		}
		if err := m.Wait(t.Context(), "fivefold"); err == nil || err.Error() != "no" {
			t.Errorf("Wait: %v", err)
		}
		if left.Load() != 5 || c.n.Load() != 5 {
			t.Errorf("%d of %d have left", left.Load(), c.n.Load())
		}
		expectState(t, m, "fivefold", process.Failed)
	})
}

func TestMaxRunning(t *testing.T) {
	managed(t, process.Options{MaxRunning: 2}, func(t *testing.T, m *process.Manager) {
		var running, most atomic.Int32
		for i := range 6 {
			start(t, m, process.Spec{Name: fmt.Sprint(i), Limit: time.Hour, Run: func(ctx context.Context) error {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
				select {
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
				return nil
			}})
			synctest.Wait()
		}
		expectState(t, m, "1", process.Running)
		expectState(t, m, "2", process.Waiting)
		if err := m.Stop(t.Context(), "2"); err != nil {
			t.Error(err)
		}
		if err := m.Stop(t.Context(), "1"); err != nil { // its slot goes on
			t.Error(err)
		}
		expectState(t, m, "3", process.Running)
		expectState(t, m, "4", process.Waiting)
		pass(time.Minute)
		expectState(t, m, "5", process.Done)
		if most.Load() != 2 {
			t.Errorf("%d at once", most.Load())
		}
	})
}
