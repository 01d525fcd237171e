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
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/jobs"
	"gohye/internal/process"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a Store as the documentation of jobs.Store describes it.
type memory struct {
	mu     sync.Mutex
	rows   map[int64]*row
	lastID int64
	token  int64
	leases int // calls of Lease
	looks  int // calls of NextDue
	broken error
}

type row struct {
	jobs.Job
	until  time.Time // end of the lease
	buried bool
	cause  string
}

func newMemory() *memory { return &memory{rows: map[int64]*row{}} }

func (m *memory) schedule(kind, key string, due time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.Kind == kind && r.Key == key {
			r.Due, r.Lease, r.until, r.Attempts, r.buried = due, 0, time.Time{}, 0, false
			return
		}
	}
	m.lastID++
	m.rows[m.lastID] = &row{Job: jobs.Job{ID: m.lastID, Kind: kind, Key: key, Due: due}}
}

func (m *memory) NextDue(context.Context) (next time.Time, some bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks++
	for _, r := range m.rows {
		at := r.Due
		if r.until.After(at) {
			at = r.until
		}
		if !r.buried && (!some || at.Before(next)) {
			next, some = at, true
		}
	}
	return next, some, m.broken
}

func (m *memory) Lease(_ context.Context, now time.Time, lease time.Duration, limit int) ([]jobs.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leases++
	if m.broken != nil {
		return nil, m.broken
	}
	var due []*row
	for _, r := range m.rows {
		if !r.buried && !r.Due.After(now) && !r.until.After(now) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *row) int {
		return a.Due.Compare(b.Due)*2 + int(min(max(a.ID-b.ID, -1), 1))
	})
	var out []jobs.Job
	for _, r := range due[:min(limit, len(due))] {
		if r.Lease != 0 {
			r.Attempts++
		}
		m.token++
		r.Lease, r.until = m.token, now.Add(lease)
		out = append(out, r.Job)
	}
	return out, nil
}

func (m *memory) change(j jobs.Job, f func(*row)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	if r, ok := m.rows[j.ID]; ok && r.Lease == j.Lease {
		r.Lease, r.until = 0, time.Time{}
		f(r)
	}
	return nil
}

func (m *memory) Finish(_ context.Context, j jobs.Job) error {
	return m.change(j, func(*row) { delete(m.rows, j.ID) })
}

func (m *memory) Retry(_ context.Context, j jobs.Job, due time.Time, cause string) error {
	return m.change(j, func(r *row) {
		r.Due, r.cause = due, cause
		if r.Attempts++; cause == "" {
			r.Attempts = 0
		}
	})
}

func (m *memory) Bury(_ context.Context, j jobs.Job, cause string) error {
	return m.change(j, func(r *row) { r.buried, r.cause = true, cause })
}

func (m *memory) find(key string) (row, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.Key == key {
			return *r, true
		}
	}
	return row{}, false
}

func (m *memory) size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

func (m *memory) setBroken(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = err
}

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

// A process that dies between the effect and Finish leaves a leased row: it is
// delivered again when the lease is over, and that counts as an attempt.
func TestCrashBeforeFinishIsDeliveredAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := newMemory(), newDiary()
		m.schedule("look", "x", in(0))
		if got, _ := m.Lease(t.Context(), time.Now(), 30*time.Second, 1); len(got) != 1 {
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
			_, _ = m.Lease(t.Context(), time.Now(), time.Second, 1)
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
