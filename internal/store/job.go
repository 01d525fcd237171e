package store

import (
	"context"
	"slices"
	"time"

	"gohye/internal/jobs"
	"gohye/internal/store/engine"
)

const (
	// scheduleJob voids a lease: its holder may finish what it is doing, and the
	// row stays as it was set here.
	scheduleJob = `INSERT INTO job (id, queue, kind, key, payload, due, ready) VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (kind, key) DO UPDATE SET queue = excluded.queue, payload = excluded.payload, due = excluded.due, ready = excluded.ready,
	attempts = 0, lease = 0, buried = FALSE, cause = ''`
	nextJob   = `SELECT ready FROM job WHERE queue = $1 AND NOT buried ORDER BY ready LIMIT 1`
	leaseJobs = `UPDATE job SET lease = $1, ready = $2, attempts = attempts + CASE WHEN lease = 0 THEN 0 ELSE 1 END
WHERE id IN (SELECT id FROM job WHERE queue = $3 AND NOT buried AND ready <= $4 ORDER BY ready LIMIT $5 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, key, payload, due, attempts`
	finishJob = `DELETE FROM job WHERE id = $1 AND lease = $2`
	retryJob  = `UPDATE job SET attempts = CASE WHEN $4 = '' THEN 0 ELSE attempts + 1 END, due = $3, ready = $3, lease = 0, cause = $4 WHERE id = $1 AND lease = $2`
	buryJob   = `UPDATE job SET attempts = attempts + 1, buried = TRUE, lease = 0, cause = $3 WHERE id = $1 AND lease = $2`
)

// Schedule implements [game.Tx].
func (t *tx) Schedule(j jobs.Job) error {
	id, err := t.id(jobID)
	if err != nil {
		return err
	}
	t.q.Queue(scheduleJob, nil, id, int(j.Queue), j.Kind, j.Key, payload(j.Payload), nanos(j.Due))
	t.scheduled = true
	return t.q.Err()
}

func payload(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// NextDue implements [jobs.Store].
func (db *DB) NextDue(ctx context.Context, q jobs.Queue) (due time.Time, ok bool, err error) {
	err = db.eng.Read(ctx, func(t engine.Tx) error {
		t.Queue(nextJob, func(r engine.Row) error {
			var n int64
			err := r.Scan(&n)
			due, ok = when(n), true
			return err
		}, int(q))
		return t.Flush()
	})
	if err != nil {
		return time.Time{}, false, fault("next job", err)
	}
	return due, ok, nil
}

// Lease implements [jobs.Store]. All jobs of one call have the same token.
func (db *DB) Lease(ctx context.Context, q jobs.Queue, now time.Time, lease time.Duration, limit int) ([]jobs.Job, error) {
	var leased []jobs.Job
	err := db.alarm(ctx, "lease jobs", func(t *tx) error {
		leased = nil
		token, err := t.id(jobID)
		if err != nil {
			return err
		}
		t.q.Queue(leaseJobs, func(r engine.Row) error {
			j := jobs.Job{Queue: q, Lease: token}
			var due int64
			err := r.Scan(&j.ID, &j.Kind, &j.Key, &j.Payload, &due, &j.Attempts)
			j.Due = when(due)
			leased = append(leased, j)
			return err
		}, token, nanos(now.Add(lease)), int(q), nanos(now), limit)
		return t.flush()
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(leased, func(a, b jobs.Job) int { return a.Due.Compare(b.Due) })
	return leased, nil
}

// Finish implements [jobs.Store].
func (db *DB) Finish(ctx context.Context, done ...jobs.Job) error {
	return db.alarm(ctx, "finish jobs", func(t *tx) error {
		for _, j := range done {
			t.q.Queue(finishJob, nil, j.ID, j.Lease)
		}
		return t.q.Err()
	})
}

// Retry implements [jobs.Store].
func (db *DB) Retry(ctx context.Context, j jobs.Job, due time.Time, cause string) error {
	return db.alarm(ctx, "retry job", func(t *tx) error {
		t.q.Queue(retryJob, nil, j.ID, j.Lease, nanos(due), cause)
		return t.q.Err()
	})
}

// Bury implements [jobs.Store].
func (db *DB) Bury(ctx context.Context, j jobs.Job, cause string) error {
	return db.alarm(ctx, "bury job", func(t *tx) error {
		t.q.Queue(buryJob, nil, j.ID, j.Lease, cause)
		return t.q.Err()
	})
}

// alarm runs one of the statements above.
func (db *DB) alarm(ctx context.Context, what string, f func(*tx) error) error {
	return db.update(ctx, what, "", f)
}
