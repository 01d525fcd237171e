package process_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/process"
)

func TestShutdownInReverseOrderOfNeed(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var mu sync.Mutex
		var order []string
		one := func(name string, needs ...string) {
			start(t, m, process.Spec{Name: name, Needs: needs, Limit: time.Hour, Run: func(ctx context.Context) error {
				<-ctx.Done()
				if !errors.Is(context.Cause(ctx), process.ErrStopped) {
					t.Errorf("cause is %v", context.Cause(ctx))
				}
				time.Sleep(time.Second)
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				return nil
			}})
		}
		one("store")
		one("gateway", "store")
		one("workers", "gateway", "store", "nobody")
		synctest.Wait()
		began := time.Now()
		for range 2 { // the second has nothing to do
			if err := m.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if want := []string{"workers", "gateway", "store"}; !slices.Equal(order, want) || time.Since(began) != 3*time.Second {
			t.Errorf("ended in the order %v in %v", order, time.Since(began))
		}
		if err := m.Start(process.Spec{Name: "late", Run: idle}); !errors.Is(err, process.ErrStopped) {
			t.Errorf("a start after the end: %v", err)
		}
	})
}

func TestShutdownNamesStragglers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := process.New(process.Options{})
		release := make(chan struct{})
		ended := map[string]time.Duration{}
		began := time.Now()
		start(t, m, process.Spec{Name: "deaf", Needs: []string{"store"}, Run: func(context.Context) error { hang(release); return nil }})
		start(t, m, process.Spec{Name: "store", Run: func(ctx context.Context) error {
			<-ctx.Done()
			time.Sleep(time.Second)
			ended["store"] = time.Since(began)
			return nil
		}})
		synctest.Wait()
		start(t, m, process.Spec{Name: "deaf", Needs: []string{"store"}, Run: func(context.Context) error {
			t.Error("what was to follow has begun after the shutdown")
			return nil
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		second := make(chan error, 1)
		go func() { second <- m.Shutdown(ctx) }()
		for _, err := range []error{m.Shutdown(ctx), <-second} {
			var late *process.StragglersError
			if !errors.As(err, &late) || len(late.Stragglers) != 1 || late.Stragglers[0].Name != "deaf" {
				t.Fatalf("Shutdown: %v", err)
			}
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(strings.Join(late.Stragglers[0].Stacks, ""), "process_test.hang") {
				t.Errorf("Shutdown: %v with the stacks %q", err, late.Stragglers[0].Stacks)
			}
		}
		if time.Since(began) != 10*time.Second || ended["store"] != 6*time.Second {
			t.Errorf("took %v, the store ended at %v", time.Since(began), ended["store"])
		}
		close(release)
		if err := m.Shutdown(t.Context()); err != nil {
			t.Errorf("after the straggler has ended: %v", err)
		}
	})
}

func hang(release <-chan struct{}) { <-release }

func TestStopNamesAStraggler(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		release := make(chan struct{})
		start(t, m, process.Spec{Name: "deaf-too", Run: func(context.Context) error { hang(release); return nil }})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var late *process.StragglersError
		if err := m.Stop(ctx, "deaf-too"); !errors.As(err, &late) || len(late.Stragglers) != 1 || len(late.Stragglers[0].Stacks) == 0 {
			t.Errorf("Stop: %v", err)
		}
		close(release)
	})
}

// Whatever Start lets in while Shutdown runs has ended when Shutdown returns.
func TestShutdownWhileStarting(t *testing.T) {
	t.Parallel()
	for range 50 {
		m := process.New(process.Options{})
		var wg, running sync.WaitGroup
		for _, name := range []string{"a", "b", "c", "d"} {
			wg.Go(func() {
				for range 20 {
					err := m.Start(process.Spec{Name: name, Run: func(ctx context.Context) error {
						running.Add(1)
						defer running.Done()
						return idle(ctx)
					}})
					if err != nil && !errors.Is(err, process.ErrStopped) {
						t.Error(err)
					}
				}
			})
		}
		if err := m.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		for _, s := range m.Status() {
			if s.State == process.Running || s.State == process.Stopping {
				t.Errorf("%s is %v", s.Name, s.State)
			}
		}
		wg.Wait()
		running.Wait()
	}
}
