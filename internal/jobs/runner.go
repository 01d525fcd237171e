package jobs

import (
	"context"
	"log/slog"
	"maps"
	"sync/atomic"
	"time"

	"gohye/internal/clock"
)

// Options are what a [Runner] is made of. Only Together is required.
type Options struct {
	Clock clock.Clock  // nil is the machine's
	Log   *slog.Logger // nil logs nothing

	// Queue is whose jobs it runs.
	Queue Queue
	// Workers is how many jobs run side by side; 0 is 32 for alarms, which share
	// the database's commits when they run together, and 4 for deliveries.
	Workers int
	// Timeout is how long one job may take, and so how long the runner takes to
	// stop; 0 is 5 seconds. It is the machine's time.
	Timeout time.Duration
	// Lease is how long a job is kept from other processes; 0 is 30 seconds. It
	// is never less than twice the Timeout.
	Lease time.Duration
	// MaxSleep is the longest time between two looks into the store, for what
	// other processes have scheduled; 0 is 5 seconds.
	MaxSleep time.Duration
	// MaxAttempts is how many failures bury a job; 0 is 20.
	MaxAttempts int
	// Backoff is the pause after a failure, j.Attempts being the number of
	// failures with this one. nil doubles from a second to five minutes.
	Backoff func(j Job) time.Duration

	// Together runs functions side by side and returns when all have returned;
	// an error of one cancels the context of the others.
	Together func(ctx context.Context, fns ...func(ctx context.Context) error) error
}

// A Runner takes the due jobs of one queue from a store and calls their handlers.
type Runner struct {
	store    Store
	handlers map[string]Handler
	o        Options
	wake     chan struct{} // capacity 1; full means "will look again"
	lag      atomic.Int64  // nanoseconds
}

// NewRunner makes a runner. handlers are by kind; a job of a kind that is not
// among them fails, and so is tried again: a newer process may know it. It
// panics without Options.Together.
func NewRunner(s Store, handlers map[string]Handler, o Options) *Runner {
	if o.Together == nil {
		panic("jobs: Options.Together is missing")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Backoff == nil {
		o.Backoff = doubling
	}
	workers := 32
	if o.Queue == Deliveries {
		workers = 4
	}
	o.Workers = or(o.Workers, workers)
	o.MaxAttempts = or(o.MaxAttempts, 20)
	o.Timeout = or(o.Timeout, 5*time.Second)
	o.MaxSleep = or(o.MaxSleep, 5*time.Second)
	o.Lease = max(or(o.Lease, 30*time.Second), 2*o.Timeout)
	return &Runner{store: s, handlers: maps.Clone(handlers), o: o, wake: make(chan struct{}, 1)}
}

func or[T ~int | ~int64](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// doubling is the default back-off: a second, doubling to five minutes, and up
// to a quarter more by the job's number, so that jobs which failed together do
// not all come back together.
func doubling(j Job) time.Duration {
	d := 5 * time.Minute
	if n := j.Attempts - 1; n < 9 {
		d = min(d, time.Second<<max(n, 0))
	}
	return d + d/4*time.Duration(j.ID&63)/64
}

// Wake makes the runner look again at once. Call it after a commit that
// scheduled something. It never blocks, and may be called from anywhere, also
// while the runner is not running.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Lag is how late the job was that was begun last, at least zero.
func (r *Runner) Lag() time.Duration { return time.Duration(r.lag.Load()) }

// Run works until ctx is done, and then for as long as the jobs in hand take.
// It returns nil: an error of the store is logged and waited out. It may be
// called again after it has returned, but not twice at once.
func (r *Runner) Run(ctx context.Context) error {
	s := &shift{
		Runner: r,
		work:   make(chan Job),
		free:   make(chan struct{}, r.o.Workers),
		busy:   map[name]bool{},
		held:   map[name]held{},
		staff:  r.o.Workers,
		told:   make(chan struct{}, 1),
		gone:   make(chan struct{}),
	}
	fns := []func(context.Context) error{s.dispatch, s.clerk}
	for range r.o.Workers {
		fns = append(fns, s.labour)
	}
	return r.o.Together(ctx, fns...)
}
