package jobs

import (
	"fmt"
	"time"
)

// A Job is a durable alarm: a row that says that something must be looked at
// when it is due. Kind and Key together are unique: scheduling the same again
// moves its due time and voids a lease that somebody holds on it.
type Job struct {
	ID       int64
	Queue    Queue  // where it waits; the latest schedule counts
	Kind     string // "noun.verb"; names the handler
	Key      string // what to look at
	Payload  []byte // what the handler needs besides; nil for most
	Due      time.Time
	Attempts int // failed attempts so far

	// Lease is the token under which a process has taken the job. Finish,
	// Retry and Bury change the row only while it still carries this token, so
	// that a job which was scheduled anew meanwhile keeps its new due time.
	Lease int64
}

// A Queue is what jobs wait in. Each queue has a runner of its own, so that
// those of one never wait for those of another.
type Queue int

// The queues.
const (
	// Alarms are jobs that need the database only: they are quick.
	Alarms Queue = iota
	// Deliveries are jobs that send something to a service elsewhere, which may
	// be slow, away, or let only so many through.
	Deliveries
)

// A SnoozeError is a handler's "not yet": run me again at Until.
type SnoozeError struct{ Until time.Time }

func (e SnoozeError) Error() string { return fmt.Sprintf("jobs: not before %s", e.Until) }
