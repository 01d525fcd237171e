package process_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/process"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// managed runs f with a manager in a bubble of virtual time and ends it.
func managed(t *testing.T, o process.Options, f func(t *testing.T, m *process.Manager)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := process.New(o)
		f(t, m)
		if err := m.Shutdown(t.Context()); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
	})
}

func start(t *testing.T, m *process.Manager, s process.Spec) {
	t.Helper()
	if err := m.Start(s); err != nil {
		t.Fatalf("Start: %v", err)
	}
}

func status(t *testing.T, m *process.Manager, name string) process.Status {
	t.Helper()
	synctest.Wait()
	for _, s := range m.Status() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no process %q", name)
	return process.Status{}
}

func expectState(t *testing.T, m *process.Manager, name string, want process.State) {
	t.Helper()
	if got := status(t, m, name).State; got != want {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

func pass(d time.Duration) { time.Sleep(d); synctest.Wait() }

// counter counts calls and passes them on.
type counter struct{ n atomic.Int32 }

func (c *counter) run(f func(ctx context.Context, n int) error) func(context.Context) error {
	return func(ctx context.Context) error { return f(ctx, int(c.n.Add(1))) }
}

func TestStartAndStop(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "a", Doc: "Does a.", Run: idle})
		s := status(t, m, "a")
		if s.State != process.Running || s.Doc != "Does a." || s.Instances != 1 || s.Since != time.Now() {
			t.Errorf("status is %+v", s)
		}
		pass(time.Minute)
		if err := m.Stop(t.Context(), "a"); err != nil {
			t.Error(err)
		}
		s = status(t, m, "a")
		if s.State != process.Stopped || s.Since != time.Now() || s.LastError != "" {
			t.Errorf("status is %+v", s)
		}
		if err := m.Stop(t.Context(), "a"); err != nil {
			t.Errorf("second stop: %v", err)
		}
		var unknown *process.UnknownError
		if err := m.Stop(t.Context(), "b"); !errors.As(err, &unknown) || unknown.Name != "b" {
			t.Errorf("stop of nobody: %v", err)
		}
	})
}

func TestSpecsThatAreRefused(t *testing.T) {
	t.Parallel()
	m := process.New(process.Options{})
	ok := process.Spec{Name: "ok", Run: idle}
	tests := map[string]func(*process.Spec){
		"no name":          func(s *process.Spec) { s.Name = "" },
		"a line break":     func(s *process.Spec) { s.Name = "a\nb" },
		"a reserved name":  func(s *process.Spec) { s.Name = "watchdog" },
		"nothing to run":   func(s *process.Spec) { s.Run = nil },
		"unknown policy":   func(s *process.Spec) { s.Restart = 7 },
		"negative limit":   func(s *process.Spec) { s.Limit = -1 },
		"negative number":  func(s *process.Spec) { s.Instances = -1 },
		"huge number":      func(s *process.Spec) { s.Instances = 1 << 20 },
		"upside down":      func(s *process.Spec) { s.Backoff = process.Backoff{Min: 2, Max: 1} },
		"negative give-up": func(s *process.Spec) { s.GiveUp.Failures = -1 },
		"needs itself":     func(s *process.Spec) { s.Needs = []string{"ok"} },
	}
	for name, spoil := range tests {
		s := ok
		spoil(&s)
		var refused *process.SpecError
		if err := m.Start(s); !errors.As(err, &refused) || refused.Name != s.Name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all := m.Status(); len(all) != 0 {
		t.Errorf("something was started: %v", all)
	}
}

func TestNeedsMustNotFormACircle(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "a", Run: idle, Needs: []string{"b"}})
		start(t, m, process.Spec{Name: "b", Run: idle, Needs: []string{"c"}})
		var refused *process.SpecError
		if err := m.Start(process.Spec{Name: "c", Run: idle, Needs: []string{"a"}}); !errors.As(err, &refused) {
			t.Errorf("a circle was accepted: %v", err)
		}
		start(t, m, process.Spec{Name: "c", Run: idle})
	})
}

func TestReplaceWaitsForTheEnd(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var cause error
		var ended time.Time
		start(t, m, process.Spec{Name: "a", Run: func(ctx context.Context) error {
			<-ctx.Done()
			cause = context.Cause(ctx)
			time.Sleep(3 * time.Second)
			ended = time.Now()
			return ctx.Err()
		}})
		synctest.Wait()
		var superseded atomic.Bool
		start(t, m, process.Spec{Name: "a", Run: func(context.Context) error { superseded.Store(true); return nil }})
		var began time.Time
		start(t, m, process.Spec{Name: "a", Run: func(ctx context.Context) error { began = time.Now(); return idle(ctx) }})
		expectState(t, m, "a", process.Stopping)
		pass(4 * time.Second)
		if superseded.Load() {
			t.Error("the one in between was run")
		}
		if ended.IsZero() || !began.Equal(ended) || !errors.Is(cause, process.ErrReplaced) {
			t.Errorf("ended %v, began %v, cause %v", ended, began, cause)
		}
		expectState(t, m, "a", process.Running)
	})
}

// Never two at once under one name, whatever is started and stopped side by side.
func TestConcurrentStartsOfOneName(t *testing.T) {
	t.Parallel()
	m := process.New(process.Options{})
	var running, most atomic.Int32
	run := func(ctx context.Context) error {
		if n := running.Add(1); n > 1 {
			most.Store(n)
		}
		runtime.Gosched()
		<-ctx.Done()
		runtime.Gosched()
		running.Add(-1)
		return nil
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				if err := m.Start(process.Spec{Name: "a", Run: run, Instances: 1}); err != nil {
					t.Error(err)
				}
				if (g+i)%3 == 0 {
					if err := m.Stop(t.Context(), "a"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if err := m.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if most.Load() > 1 || running.Load() != 0 {
		t.Errorf("%d at once, %d at the end", most.Load(), running.Load())
	}
}

func TestStopOfAProcessThatIsReplacedMeanwhile(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		slow := func(ctx context.Context) error { <-ctx.Done(); time.Sleep(time.Second); return nil }
		start(t, m, process.Spec{Name: "a", Run: slow})
		start(t, m, process.Spec{Name: "a", Run: slow}) // waits for the first
		stopped := make(chan error)
		go func() { stopped <- m.Stop(t.Context(), "a") }()
		synctest.Wait()
		start(t, m, process.Spec{Name: "a", Doc: "third", Run: slow})
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if s := status(t, m, "a"); s.State != process.Running || s.Doc != "third" {
			t.Errorf("status is %+v, want the third running", s)
		}
	})
}

func TestAProcessMayReplaceAndStopItself(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		var c counter
		var run func(context.Context) error
		run = c.run(func(ctx context.Context, n int) error {
			if n < 3 {
				if err := m.Start(process.Spec{Name: "a", Run: run}); err != nil {
					t.Error(err)
				}
			} else if err := m.Stop(ctx, "a"); err != nil {
				t.Error(err)
			}
			return idle(ctx)
		})
		start(t, m, process.Spec{Name: "a", Run: run})
		expectState(t, m, "a", process.Stopped)
		if c.n.Load() != 3 {
			t.Errorf("ran %d times", c.n.Load())
		}
	})
}

func TestEndedProcessesDoNotPileUp(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "stays", Run: idle})
		for i := range 500 {
			start(t, m, process.Spec{Name: fmt.Sprint(i), Run: func(context.Context) error { return nil }})
			start(t, m, process.Spec{Name: "often", Run: func(context.Context) error { return nil }})
			synctest.Wait()
		}
		all := m.Status()
		if len(all) != 129 || all[0].Name != "stays" {
			t.Errorf("%d are listed, the first is %q", len(all), all[0].Name)
		}
		if s := status(t, m, "499"); s.State != process.Done {
			t.Errorf("the latest is %+v", s)
		}
	})
}

func TestWaitFollowsReplacements(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "a", Run: idle})
		waited := make(chan error, 1)
		go func() { waited <- m.Wait(t.Context(), "a") }()
		synctest.Wait()
		start(t, m, process.Spec{Name: "a", Run: func(context.Context) error { time.Sleep(time.Second); return errors.New("the second") }})
		if err := <-waited; err == nil || err.Error() != "the second" {
			t.Errorf("Wait: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start(t, m, process.Spec{Name: "b", Run: idle})
		if err := m.Wait(ctx, "b"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Wait: %v", err)
		}
		var unknown *process.UnknownError
		if err := m.Wait(ctx, "c"); !errors.As(err, &unknown) {
			t.Errorf("Wait: %v", err)
		}
	})
}

func TestEventsTellTheStory(t *testing.T) {
	var mu sync.Mutex
	var story []string
	o := process.Options{OnEvent: func(e process.Event) {
		mu.Lock()
		defer mu.Unlock()
		line := e.Process + " " + e.Kind.String() + " " + e.State.String()
		if e.Err != nil {
			line += ": " + e.Err.Error()
		}
		story = append(story, line)
	}}
	managed(t, o, func(t *testing.T, m *process.Manager) {
		var c counter
		start(t, m, process.Spec{Name: "a", Restart: process.OnFailure, Run: c.run(func(ctx context.Context, n int) error {
			time.Sleep(time.Second)
			if n == 1 {
				panic("ouch")
			}
			<-ctx.Done()
			return errors.New("lost the book")
		})})
		pass(time.Minute)
		if err := m.Stop(t.Context(), "a"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		want := []string{"a began running", "a crashed backing off: panic: ouch", "a restarted running", "a over stopped: lost the book"}
		mu.Lock()
		defer mu.Unlock()
		if !slices.Equal(story, want) {
			t.Errorf("the story is\n%s", strings.Join(story, "\n"))
		}
	})
}
