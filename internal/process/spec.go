package process

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A Spec describes a process. The manager keeps its slices and functions, so
// they must not be changed after [Manager.Start].
type Spec struct {
	// Name identifies the process; Doc says in a sentence what it is for. Names
	// should come from a small fixed set: they end in logs and metrics.
	Name, Doc string

	// Run works in the calling goroutine until ctx is done and then returns
	// soon; what it returns after that is not counted as a failure. Returning or
	// panicking earlier is judged by Restart. It may be called again after it
	// has returned, so it cleans up at its start and not only at its end.
	// [context.Cause] of ctx tells why it ends.
	Run func(ctx context.Context) error

	// Restart says what happens when Run ends although nobody asked it to.
	Restart Policy
	// Deferrable processes pause above the memory ceiling: Run is cancelled with
	// [ErrPaused] and called again when memory has come down.
	Deferrable bool
	// Backoff is the pause before a restart.
	Backoff Backoff
	// GiveUp ends the process as failed after too many failures. Zero never
	// gives up: right for what waits for something outside to come back.
	GiveUp GiveUp

	// Limit is the longest that one call of Run may take; 0 is no limit. A run
	// over it is cancelled with [ErrLimit] and counts as a failure.
	Limit time.Duration
	// BeatEvery above zero makes a run stale which has not called [Beat] for
	// twice as long.
	BeatEvery time.Duration
	// Instances is the number of goroutines that call Run side by side; 0 is 1.
	// They fail together: when one gives up, the process has failed.
	Instances int
	// Needs names processes that must outlive this one: [Manager.Shutdown] stops
	// this one first. They need not be running, nor exist.
	Needs []string
}

// Policy says when a process whose Run has ended by itself is run again.
type Policy uint8

// The policies. A panic, a run over its limit and runtime.Goexit are failures
// like a returned error.
const (
	// Never: nil means done, a failure means failed.
	Never Policy = iota
	// OnFailure: nil means done, a failure is restarted.
	OnFailure
	// Always: restarted whatever Run returned; only a failure counts as one.
	Always
)

// Backoff is the pause before a restart: at first between Min and twice Min,
// doubling with every failure in a row, at most Max, with jitter so that
// processes which failed together do not return together. A run that lasted
// longer than Max starts the row anew. Zero values are a second and a minute.
type Backoff struct{ Min, Max time.Duration }

// GiveUp is how many failures within Window make a process failed. Either zero
// means never.
type GiveUp struct {
	Failures int
	Window   time.Duration
}

// maxInstances catches a number that was not meant.
const maxInstances = 1 << 16

// instances is the number of goroutines that s asks for.
func (s *Spec) instances() int { return max(s.Instances, 1) }

// check refuses a spec that cannot be run.
func (s *Spec) check() error {
	var why string
	switch {
	case s.Name == "" || strings.ContainsFunc(s.Name, unprintable):
		why = "needs a name of printable characters"
	case s.Name == watchdogName || s.Name == memoryName:
		why = "has a name that the manager uses itself"
	case s.Run == nil:
		why = "has nothing to run"
	case s.Restart > Always:
		why = "has an unknown restart policy"
	case s.Instances > maxInstances:
		why = "has too many instances"
	case s.Instances < 0 || s.Limit < 0 || s.BeatEvery < 0:
		why = "has a negative limit, heartbeat or number of instances"
	case s.Backoff.Min < 0 || s.Backoff.Max < 0 || s.Backoff.Max > 0 && s.Backoff.Min > s.Backoff.Max:
		why = "has a back-off that is negative or upside down"
	case s.GiveUp.Failures < 0 || s.GiveUp.Window < 0:
		why = "gives up after a negative number or time"
	case slices.Contains(s.Needs, s.Name):
		why = "needs itself"
	default:
		return nil
	}
	return &SpecError{Name: s.Name, Why: why}
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }
