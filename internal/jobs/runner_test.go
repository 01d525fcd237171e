package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/jobs"
	"gohye/internal/process"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a runner until the returned function is called.
func start(t *testing.T, s jobs.Store, hs map[string]jobs.Handler, o jobs.Options) (*jobs.Runner, func()) {
	t.Helper()
	o.Together = process.Together
	r := jobs.NewRunner(s, hs, o)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- r.Run(ctx) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-over; err != nil {
			t.Errorf("Run returned %v", err)
		}
	}
	t.Cleanup(stop)
	return r, stop
}

// diary notes when which job was handled.
type diary struct {
	mu    sync.Mutex
	began time.Time
	lines []string
}

func newDiary() *diary { return &diary{began: time.Now()} }

func (d *diary) note(j jobs.Job) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%s %v", j.Key, time.Since(d.began)))
	return len(d.lines)
}

func (d *diary) expect(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.lines, want) {
		t.Errorf("handled %q, want %q", d.lines, want)
	}
}

func in(d time.Duration) time.Time { return time.Now().Add(d) }

// pass lets virtual time pass.
func pass(d time.Duration) { time.Sleep(d); synctest.Wait() }

func TestJobsRunWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		for _, s := range []int{3, 1, 90, 0} {
			m.schedule("look", fmt.Sprint(s), in(time.Duration(s)*time.Second))
		}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		r, _ := start(t, m, hs, jobs.Options{})
		pass(2 * time.Minute)
		d.expect(t, "0 0s", "1 1s", "3 3s", "90 1m30s")
		if m.size() != 0 {
			t.Errorf("%d rows are left", m.size())
		}
		if r.Lag() != 0 {
			t.Errorf("lag is %v, want none", r.Lag())
		}
	})
}

func TestSleepsWhenNothingIsDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		start(t, m, nil, jobs.Options{MaxSleep: time.Minute})
		pass(time.Hour - time.Second)
		if m.leases != 60 || m.looks != 60 {
			t.Errorf("looked %d and %d times in an hour, want 60", m.leases, m.looks)
		}
	})
}

func TestWakeBringsItForward(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		r, _ := start(t, m, hs, jobs.Options{MaxSleep: time.Hour})
		pass(time.Second)
		m.schedule("look", "new", in(time.Second))
		for range 3 { // never blocks
			r.Wake()
		}
		pass(10 * time.Second)
		d.expect(t, "new 2s")
	})
}

func TestSnoozeAndMovedDueTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "early", in(0))
		m.schedule("look", "past", in(0))
		end := in(10 * time.Second)
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			n := d.note(j)
			if j.Key == "past" && n < 5 {
				return fmt.Errorf("wrapped: %w", jobs.SnoozeError{Until: time.Now().Add(-time.Hour)})
			}
			if j.Key == "early" && time.Now().Before(end) {
				return jobs.SnoozeError{Until: end}
			}
			return nil
		}}
		start(t, m, hs, jobs.Options{Workers: 1, MaxSleep: time.Hour})
		pass(time.Minute)
		d.expect(t, "early 0s", "past 0s", "past 100ms", "past 200ms", "past 300ms", "early 10s")
	})
}

// A snooze ends sooner than the lease for which the idle runner sleeps.
func TestSnoozeIsSeenByAnIdleRunner(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			if d.note(j) == 1 {
				time.Sleep(time.Second)
				return jobs.SnoozeError{Until: time.Now().Add(2 * time.Second)}
			}
			return nil
		}}
		start(t, m, hs, jobs.Options{Workers: 2, MaxSleep: time.Hour})
		pass(time.Minute)
		d.expect(t, "x 0s", "x 3s")
	})
}

func TestFailureIsRetriedWithBackoffThenBuried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "bad", in(0))
		m.schedule("look", "good", in(4*time.Second))
		var log bytes.Buffer
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			d.note(j)
			if j.Key == "bad" {
				panic("poison")
			}
			return nil
		}}
		start(t, m, hs, jobs.Options{
			Workers: 1, MaxAttempts: 4, MaxSleep: time.Hour, Log: slog.New(slog.NewTextHandler(&log, nil)),
			Backoff: func(j jobs.Job) time.Duration { return time.Duration(j.Attempts) * time.Second },
		})
		pass(time.Hour)
		d.expect(t, "bad 0s", "bad 1s", "bad 3s", "good 4s", "bad 6s")
		bad, ok := m.find("bad")
		if !ok || !bad.buried || bad.cause != "panic: poison" {
			t.Errorf("the poisoned row is %+v, want it buried with its cause", bad)
		}
		if !strings.Contains(log.String(), "runner_test.go") || !strings.Contains(log.String(), "job buried") {
			t.Errorf("the log has no stack or no burial: %s", &log)
		}
	})
}

func TestDefaultBackoffGrowsAndSpreads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for i := range 3 {
			m.schedule("look", fmt.Sprint(i), in(0))
		}
		first := map[string]time.Time{}
		var mu sync.Mutex
		count := map[string]int{}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			defer mu.Unlock()
			if count[j.Key]++; count[j.Key] == 2 {
				first[j.Key] = time.Now()
			}
			return errors.New("no")
		}}
		start(t, m, hs, jobs.Options{})
		pass(24 * time.Hour)
		mu.Lock()
		defer mu.Unlock()
		if count["0"] != 20 || first["0"].Equal(first["1"]) {
			t.Errorf("tried %d times, want 20; second attempts at %v", count["0"], first)
		}
	})
}

func TestUnknownKindWaitsForSomebodyWhoKnowsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("newer", "x", in(0))
		_, stop := start(t, m, nil, jobs.Options{})
		pass(time.Second / 2)
		stop()
		if r, ok := m.find("x"); !ok || !strings.Contains(r.cause, `"newer"`) {
			t.Fatalf("row is %+v", r)
		}
		start(t, m, map[string]jobs.Handler{"newer": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}, jobs.Options{})
		pass(time.Minute)
		if m.size() != 0 {
			t.Error("the job was not done")
		}
	})
}

func TestAThousandOverdueAfterARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for i := range 1000 {
			m.schedule("look", fmt.Sprint(i), in(-time.Minute))
		}
		var mu sync.Mutex
		seen, now, most := map[string]int{}, 0, 0
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			seen[j.Key]++
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			now--
			mu.Unlock()
			return nil
		}}
		began := time.Now()
		r, _ := start(t, m, hs, jobs.Options{Workers: 8})
		pass(200 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		if len(seen) != 1000 || m.size() != 0 || most != 8 {
			t.Errorf("%d done, %d left, %d at once after %v", len(seen), m.size(), most, time.Since(began))
		}
		for key, n := range seen {
			if n != 1 {
				t.Errorf("job %s ran %d times", key, n)
			}
		}
		if want := time.Minute + 124*time.Millisecond; r.Lag() != want {
			t.Errorf("the lag of the last is %v, want %v", r.Lag(), want)
		}
	})
}

func TestASlowJobHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "slow", in(0))
		for i := range 3 {
			m.schedule("look", fmt.Sprint(i), in(time.Duration(i+1)*time.Second))
		}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			if j.Key == "slow" {
				time.Sleep(4 * time.Second)
			}
			d.note(j)
			return nil
		}}
		start(t, m, hs, jobs.Options{Workers: 2})
		pass(time.Minute)
		d.expect(t, "0 1s", "1 2s", "2 3s", "slow 4s")
	})
}

func TestTwoRunnersShareTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for i := range 100 {
			m.schedule("look", fmt.Sprint(i), in(0))
		}
		var mu sync.Mutex
		seen := map[string]int{}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			seen[j.Key]++
			mu.Unlock()
			time.Sleep(10 * time.Millisecond)
			return nil
		}}
		start(t, m, hs, jobs.Options{})
		start(t, m, hs, jobs.Options{})
		pass(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		for key, n := range seen {
			if n != 1 {
				t.Errorf("job %s ran %d times", key, n)
			}
		}
		if len(seen) != 100 {
			t.Errorf("%d of 100 ran", len(seen))
		}
	})
}

func TestRunAgainAfterItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		r := jobs.NewRunner(m, hs, jobs.Options{Together: process.Together})
		for i := range 3 {
			m.schedule("look", fmt.Sprint(i), in(0))
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if err := r.Run(ctx); err != nil {
				t.Errorf("Run returned %v", err)
			}
			cancel()
		}
		d.expect(t, "0 0s", "1 1s", "2 2s")
	})
}

func TestNewRunnerNeedsTogether(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	jobs.NewRunner(newMemory(), nil, jobs.Options{})
}

// Deliveries that all hang must not hold up an alarm.
func TestQueuesDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		var sent atomic.Int64
		for i := range 10 {
			m.scheduleIn(jobs.Deliveries, "send", fmt.Sprint("d", i), in(0))
		}
		m.schedule("close", "a", in(time.Second))
		hs := map[string]jobs.Handler{
			"close": func(_ context.Context, j jobs.Job) error { d.note(j); return nil },
			"send":  func(ctx context.Context, _ jobs.Job) error { sent.Add(1); <-ctx.Done(); return ctx.Err() },
		}
		start(t, m, hs, jobs.Options{Queue: jobs.Deliveries, Workers: 2})
		start(t, m, hs, jobs.Options{Workers: 1})
		pass(2 * time.Second)
		d.expect(t, "a 1s")
		if n := sent.Load(); n != 2 {
			t.Errorf("%d deliveries were begun by two workers", n)
		}
	})
}
