package simulate

import (
	"sync/atomic"
	"time"

	"gohye/internal/clock"
)

// A virtual clock stands still until it is set. Its timers are the machine's:
// only the store's pauses after a lost race use them.
type virtual struct {
	clock.System
	nanos atomic.Int64
}

// Now implements [clock.Clock].
func (v *virtual) Now() time.Time { return time.Unix(0, v.nanos.Load()).UTC() }

// set moves the clock to t, never back.
func (v *virtual) set(t time.Time) { v.nanos.Store(max(v.nanos.Load(), t.UnixNano())) }
