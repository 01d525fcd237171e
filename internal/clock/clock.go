// Package clock is the only package that asks the machine for the time.
//
// Everything that waits or dates takes a [Clock], so that the sandbox can wind
// it forward and a test can hold it still. Under testing/synctest the
// [System] clock is already virtual and needs no substitute.
package clock

import "time"

// A Clock tells the time and wakes its callers. Its methods may be called from
// any goroutine.
type Clock interface {
	// Now is the present moment. It carries a monotonic reading where the
	// clock is the machine's own.
	Now() time.Time
	// NewTimer is a timer that fires once, d from now; d may be negative.
	NewTimer(d time.Duration) Timer
}

// A Timer is a [time.Timer] behind an interface. The receive from C follows
// Go 1.23's rules: after Stop or Reset no stale value is received, and both
// report true as long as nobody has received the value. That something is
// received is what counts: the time itself is asked of the clock.
type Timer interface {
	C() <-chan time.Time
	Reset(d time.Duration) bool
	Stop() bool
}

// System is the machine's clock.
type System struct{}

// Now implements [Clock].
func (System) Now() time.Time { return time.Now() }

// NewTimer implements [Clock].
func (System) NewTimer(d time.Duration) Timer { return systemTimer{time.NewTimer(d)} }

type systemTimer struct{ t *time.Timer }

func (s systemTimer) C() <-chan time.Time        { return s.t.C }
func (s systemTimer) Reset(d time.Duration) bool { return s.t.Reset(d) }
func (s systemTimer) Stop() bool                 { return s.t.Stop() }
