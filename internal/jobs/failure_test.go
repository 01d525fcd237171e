package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/jobs"
)

// A process that dies between the effect and Finish leaves a leased row: it is
// delivered again when the lease is over, and that counts as an attempt.
func TestCrashBeforeFinishIsDeliveredAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		if got, _ := m.Lease(t.Context(), jobs.Alarms, time.Now(), 30*time.Second, 1); len(got) != 1 {
			t.Fatal("not leased")
		}
		var attempts int
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { attempts = j.Attempts; d.note(j); return nil }}
		start(t, m, hs, jobs.Options{MaxSleep: time.Hour})
		pass(time.Minute)
		d.expect(t, "x 30s")
		if attempts != 1 {
			t.Errorf("attempts are %d, want 1", attempts)
		}
	})
}

func TestJobThatKillsItsProcessIsBuriedUnrun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		for range 3 { // three processes took it and were never heard of again
			_, _ = m.Lease(t.Context(), jobs.Alarms, time.Now(), time.Second, 1)
			time.Sleep(time.Second)
		}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		start(t, m, hs, jobs.Options{MaxAttempts: 3})
		pass(time.Minute)
		d.expect(t)
		if r, _ := m.find("x"); !r.buried {
			t.Errorf("row is %+v, want it buried", r)
		}
	})
}

// The handler moves its own job: Finish must not take the new row with it, and
// the new one must not run beside the old one.
func TestScheduledAnewWhileInHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		var mu sync.Mutex
		running := 0
		var r *jobs.Runner
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			running++
			if running > 1 {
				t.Error("two of one name at once")
			}
			mu.Unlock()
			if d.note(j) < 3 {
				m.schedule("look", "x", time.Now())
				r.Wake()
			}
			time.Sleep(time.Second)
			mu.Lock()
			running--
			mu.Unlock()
			return nil
		}}
		r, _ = start(t, m, hs, jobs.Options{Workers: 3, MaxSleep: time.Hour})
		m.schedule("look", "x", in(0))
		r.Wake()
		pass(time.Minute)
		d.expect(t, "x 0s", "x 1s", "x 2s")
		if m.size() != 0 {
			t.Error("a row is left")
		}
	})
}

func TestStopFinishesTheJobInHandAndStartsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "1", in(0))
		m.schedule("look", "2", in(0))
		hs := map[string]jobs.Handler{"look": func(ctx context.Context, j jobs.Job) error {
			d.note(j)
			time.Sleep(3 * time.Second)
			return ctx.Err()
		}}
		_, stop := start(t, m, hs, jobs.Options{Workers: 1})
		pass(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("the stop took %v, want the two seconds that the job needs", took)
		}
		d.expect(t, "1 0s")
		two, ok := m.find("2")
		if m.size() != 1 || !ok || two.Lease != 0 {
			t.Errorf("left is %+v, want job 2, free", two)
		}
	})
}

func TestTimeoutBoundsAJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.schedule("look", "x", in(0))
		hs := map[string]jobs.Handler{"look": func(ctx context.Context, _ jobs.Job) error { <-ctx.Done(); return ctx.Err() }}
		start(t, m, hs, jobs.Options{Timeout: 2 * time.Second, Backoff: func(jobs.Job) time.Duration { return time.Hour }})
		pass(3 * time.Second)
		if r, _ := m.find("x"); r.cause != context.DeadlineExceeded.Error() {
			t.Errorf("row is %+v", r)
		}
	})
}

func TestStoreThatFailsAndComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		m.setBroken(errors.New("no route to the database"))
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		start(t, m, hs, jobs.Options{MaxSleep: 5 * time.Second})
		pass(12 * time.Second)
		if m.leases != 3 {
			t.Errorf("asked a broken store %d times in 12 s, want 3", m.leases)
		}
		m.setBroken(nil)
		pass(time.Minute)
		d.expect(t, "x 15s")
	})
}

// What was leased and not begun when the runner stops is free at once.
func TestStopGivesBackWhatItHasNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error { d.note(j); return nil }}
		gate := make(chan struct{})
		_, stop := start(t, slow{m, gate}, hs, jobs.Options{})
		synctest.Wait()
		time.AfterFunc(time.Second, func() { close(gate) })
		stop() // while it leases
		d.expect(t)
		if r, ok := m.find("x"); !ok || r.Lease != 0 || r.Attempts != 0 {
			t.Errorf("row is %+v, want it free", r)
		}
	})
}

func TestStopGivesBackWhatItHeld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			d.note(j)
			time.Sleep(3 * time.Second)
			return nil
		}}
		r, stop := start(t, m, hs, jobs.Options{Workers: 2})
		pass(time.Second)
		m.schedule("look", "x", in(0))
		r.Wake()
		synctest.Wait()
		if held, _ := m.find("x"); held.Lease == 0 {
			t.Error("the runner has not taken the new one")
		}
		stop()
		d.expect(t, "x 0s")
		if left, ok := m.find("x"); !ok || left.Lease != 0 {
			t.Errorf("row is %+v, want it free", left)
		}
	})
}

// Jobs that end while the store is told of the ones before are told together.
func TestManyAreFinishedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for i := range 1000 {
			m.schedule("look", fmt.Sprint(i), in(0))
		}
		hs := map[string]jobs.Handler{"look": func(context.Context, jobs.Job) error { time.Sleep(time.Millisecond); return nil }}
		start(t, lazy{m}, hs, jobs.Options{Workers: 50})
		pass(time.Second)
		if m.size() != 0 {
			t.Errorf("%d rows are left", m.size())
		}
		if n := m.finishes.Load(); n > 10 {
			t.Errorf("the store was told %d times", n)
		}
	})
}

// lazy is a store that takes its time to finish.
type lazy struct{ *memory }

func (l lazy) Finish(ctx context.Context, done ...jobs.Job) error {
	<-time.After(10 * time.Millisecond)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return l.memory.Finish(ctx, done...)
}

// What the last workers have done is told before the runner's end.
func TestStopTellsWhatIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		for i := range 4 {
			m.schedule("look", fmt.Sprint(i), in(0))
		}
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			n, _ := strconv.Atoi(j.Key)
			time.Sleep(time.Duration(n) * 4 * time.Millisecond)
			d.note(j)
			return nil
		}}
		_, stop := start(t, lazy{m}, hs, jobs.Options{Workers: 4})
		synctest.Wait()
		stop()
		if m.size() != 0 {
			t.Errorf("%d rows are left", m.size())
		}
		d.expect(t, "0 0s", "1 4ms", "2 8ms", "3 12ms")
	})
}

// A result that the store does not take is no loss: the lease runs out, and the
// job comes again.
func TestResultsThatTheStoreDoesNotTake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		var log bytes.Buffer
		hs := map[string]jobs.Handler{"look": func(_ context.Context, j jobs.Job) error {
			if d.note(j) == 1 {
				m.setBroken(errors.New("no route to the database"))
				time.AfterFunc(time.Second, func() { m.setBroken(nil) })
			}
			return nil
		}}
		start(t, m, hs, jobs.Options{Lease: 20 * time.Second, Log: slog.New(slog.NewTextHandler(&log, nil))})
		pass(time.Minute)
		d.expect(t, "x 0s", "x 20s")
		if m.size() != 0 || !strings.Contains(log.String(), "job result not stored") {
			t.Errorf("%d rows are left; the log says %s", m.size(), &log)
		}
	})
}

// slow is a store whose Lease waits for a gate and cannot be interrupted.
type slow struct {
	*memory
	gate <-chan struct{}
}

func (s slow) Lease(ctx context.Context, q jobs.Queue, now time.Time, lease time.Duration, limit int) ([]jobs.Job, error) {
	<-s.gate
	return s.memory.Lease(ctx, q, now, lease, limit)
}
