package jobs

import (
	"context"
	"time"
)

// A Store keeps the rows. Its methods are called from several goroutines.
type Store interface {
	// NextDue is the earliest moment at which Lease could return something of
	// the queue: the later of a row's due time and the end of its lease. False
	// means that the queue has no row that is not buried.
	NextDue(ctx context.Context, q Queue) (time.Time, bool, error)

	// Lease takes up to limit rows of the queue which are due at now and which
	// nobody holds, the earliest due first, and gives each a fresh token under
	// which nobody else takes it before now+lease. A row whose earlier lease ran
	// out without an answer has killed or hung its process: that adds one to its
	// Attempts.
	Lease(ctx context.Context, q Queue, now time.Time, lease time.Duration, limit int) ([]Job, error)

	// Finish deletes, in one transaction, the rows that still carry their jobs'
	// tokens; of the others it leaves alone what the handler has deleted, or what
	// was scheduled anew.
	Finish(ctx context.Context, done ...Job) error

	// Retry gives the row back, due at due, if it still carries j's token. With
	// a cause it is a failure, kept for the operator, and adds one to Attempts;
	// an empty cause is a snooze and sets Attempts to zero.
	Retry(ctx context.Context, j Job, due time.Time, cause string) error

	// Bury puts the row aside for the operator if it still carries j's token. It
	// is not leased again until it is scheduled anew.
	Bury(ctx context.Context, j Job, cause string) error
}

// A Handler does what a job is for. It may be called early, late, twice and by
// two processes at once. nil means that the job is over, a [SnoozeError] that it
// is not yet time (for a tenth of a second at least), anything else, also a
// panic, that it has to be tried again.
// ctx ends with the job's timeout, not with the runner's context, and carries
// its values.
type Handler func(ctx context.Context, j Job) error
