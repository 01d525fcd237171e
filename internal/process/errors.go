package process

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrStopped is what [Manager.Start] returns after [Manager.Shutdown], and the
// cause of the contexts that Shutdown ends.
var ErrStopped = errors.New("process: the manager has been shut down")

// Causes of the end of a Run's context, besides [context.Canceled] from
// [Manager.Stop] and [ErrStopped].
var (
	// ErrReplaced: another process was started under the name.
	ErrReplaced = errors.New("process: replaced by a newer start")
	// ErrLimit: the run took longer than its limit.
	ErrLimit = errors.New("process: the run took longer than its limit")
	// ErrPaused: memory is above the ceiling and the process can be deferred.
	ErrPaused = errors.New("process: paused until memory has come down")
	// ErrGaveUp: another instance of the process failed for good.
	ErrGaveUp = errors.New("process: another instance has failed for good")
	// ErrSibling: another function of the same [Together] failed.
	ErrSibling = errors.New("process: another function of the group failed")
)

// errGoexit is the failure of a Run that called runtime.Goexit.
var errGoexit = errors.New("process: the run ended its goroutine with runtime.Goexit")

// A SpecError refuses a [Spec] that cannot be run.
type SpecError struct{ Name, Why string }

func (e *SpecError) Error() string { return fmt.Sprintf("process: %q %s", e.Name, e.Why) }

// An UnknownError says that no process of that name was ever started, or that
// it ended so long ago that it is forgotten.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("process: no process named %q", e.Name) }

// A PanicError is a recovered panic.
type PanicError struct {
	Value any
	Stack []byte // of the panicking goroutine
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap is the panic's value where that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A LimitError is the failure of a run that took longer than Limit. It is an
// [ErrLimit].
type LimitError struct {
	Limit time.Duration
	Err   error // what the cancelled run returned, may be nil
}

func (e *LimitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("the run took longer than its limit of %v", e.Limit)
	}
	return fmt.Sprintf("the run took longer than its limit of %v: %v", e.Limit, e.Err)
}

// Unwrap lists [ErrLimit] and what the run returned.
func (e *LimitError) Unwrap() []error { return []error{ErrLimit, e.Err} }

// A Straggler is a process that had not ended in time.
type Straggler struct {
	Name string
	// Stacks are those of its goroutines, equal ones once. Empty when it ended
	// between the time limit and the look at it.
	Stacks []string
}

// A StragglersError names what had not ended in time. Their contexts are
// cancelled and they may still end later.
type StragglersError struct {
	Stragglers []Straggler
	Err        error // why nobody waits any longer
}

func (e *StragglersError) Error() string {
	names := make([]string, len(e.Stragglers))
	for i, s := range e.Stragglers {
		names[i] = s.Name
	}
	return fmt.Sprintf("process: not ended in time: %s: %v", strings.Join(names, ", "), e.Err)
}

// Unwrap is the error of the context that ran out.
func (e *StragglersError) Unwrap() error { return e.Err }

// A Problem is a process that is not well, and why.
type Problem struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// An UnhealthyError lists the processes that are not well, in the order in
// which they were started.
type UnhealthyError struct{ Problems []Problem }

func (e *UnhealthyError) Error() string {
	said := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		said[i] = p.Name + " " + p.Why
	}
	return "process: " + strings.Join(said, "; ")
}
