package jobs_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gohye/internal/jobs"
)

// memory is a Store as the documentation of jobs.Store describes it.
type memory struct {
	mu     sync.Mutex
	rows   map[int64]*row
	lastID int64
	token  int64
	leases int // calls of Lease
	looks  int // calls of NextDue
	broken error

	finishes atomic.Int64 // calls of Finish
}

type row struct {
	jobs.Job
	until  time.Time // end of the lease
	buried bool
	cause  string
}

func newMemory() *memory { return &memory{rows: map[int64]*row{}} }

func (m *memory) schedule(kind, key string, due time.Time) {
	m.scheduleIn(jobs.Alarms, kind, key, due)
}

func (m *memory) scheduleIn(q jobs.Queue, kind, key string, due time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.Kind == kind && r.Key == key {
			r.Queue, r.Due, r.Lease, r.until, r.Attempts, r.buried = q, due, 0, time.Time{}, 0, false
			return
		}
	}
	m.lastID++
	m.rows[m.lastID] = &row{Job: jobs.Job{ID: m.lastID, Queue: q, Kind: kind, Key: key, Due: due}}
}

func (m *memory) NextDue(_ context.Context, q jobs.Queue) (next time.Time, some bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks++
	for _, r := range m.rows {
		at := r.Due
		if r.until.After(at) {
			at = r.until
		}
		if r.Queue == q && !r.buried && (!some || at.Before(next)) {
			next, some = at, true
		}
	}
	return next, some, m.broken
}

func (m *memory) Lease(_ context.Context, q jobs.Queue, now time.Time, lease time.Duration, limit int) ([]jobs.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leases++
	if m.broken != nil {
		return nil, m.broken
	}
	var due []*row
	for _, r := range m.rows {
		if r.Queue == q && !r.buried && !r.Due.After(now) && !r.until.After(now) {
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

func (m *memory) Finish(_ context.Context, done ...jobs.Job) error {
	m.finishes.Add(1)
	for _, j := range done {
		if err := m.change(j, func(*row) { delete(m.rows, j.ID) }); err != nil {
			return err
		}
	}
	return nil
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
