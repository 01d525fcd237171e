package rest

import (
	"context"
	"time"
)

// Discord counts the requests of a second by their arrivals. Those of one second
// can arrive closer together than they started, by as much as the first was
// slower on its way than the last: hence the second that lasts a little longer.
const globalSpan = time.Second + 100*time.Millisecond

// pass waits for the limits over all routes: the global one (not for an exempt
// request), a block that Discord or Cloudflare set, and the spacing that keeps
// invalid requests below the ban. It is the last wait before a request starts.
func (l *Limiter) pass(ctx context.Context, route string, exempt bool) error {
	for {
		d, err := l.admit(ctx, route, exempt)
		if err != nil {
			return err
		}
		if d <= 0 {
			return nil
		}
		if err := l.rest(ctx, &waiter{}, d, route); err != nil {
			return err
		}
		// The place was taken for this moment; only a block that came up
		// meanwhile has to be asked for again.
		if !l.stillBlocked(exempt) {
			return nil
		}
	}
}

// admit takes the next place and says how long it is off.
func (l *Limiter) admit(ctx context.Context, route string, exempt bool) (time.Duration, error) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isOver {
		return 0, ErrClosed
	}
	at := now
	if !exempt {
		at = later(at, l.blocked)
		if t := l.global[l.oldest]; !t.IsZero() {
			at = later(at, t.Add(globalSpan))
		}
	}
	slow := l.refused.count(now) >= slowAt
	if slow {
		at = later(at, l.slow.Add(slowStep))
	}
	// Refused before the place is taken, so that it is not wasted.
	if err := l.inTime(ctx, at.Sub(now), route); err != nil {
		return 0, err
	}
	if slow {
		l.slow = at
	}
	if !exempt {
		l.global[l.oldest] = at
		l.oldest = (l.oldest + 1) % len(l.global)
	}
	return at.Sub(now), nil
}

func (l *Limiter) stillBlocked(exempt bool) bool {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	return !exempt && l.blocked.After(now)
}

// Invalid is the number of requests of the last ten minutes that Discord counts
// towards its ban: those answered with 401, 403, or a 429 of our own making.
func (l *Limiter) Invalid() int {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refused.count(now)
}

// invalids counts over the last ten minutes, in slots of ten seconds.
type invalids struct {
	slots [invalidSlots]int
	total int
	last  int64 // the slot number of the latest entry
}

func (v *invalids) advance(now time.Time) int64 {
	n := now.UnixNano() / int64(invalidWindow/invalidSlots)
	if n-v.last >= invalidSlots {
		*v = invalids{last: n}
		return n
	}
	for v.last < n {
		v.last++
		i := v.last % invalidSlots
		v.total -= v.slots[i]
		v.slots[i] = 0
	}
	return v.last
}

func (v *invalids) add(now time.Time) {
	v.slots[v.advance(now)%invalidSlots]++
	v.total++
}

func (v *invalids) count(now time.Time) int {
	if v.total == 0 {
		return 0
	}
	v.advance(now)
	return v.total
}
