package clock

import (
	"container/heap"
	"sync"
	"sync/atomic"
	"time"
)

// MostWound is how far a clock can be wound forward in all. It keeps dates
// within what Discord's ids and the game's whole nanoseconds can hold.
const MostWound = 50 * 365 * 24 * time.Hour

// A Wound clock runs with another, ahead of it by an offset that only grows.
// Winding it is as if the machine had slept: the timers that become due fire
// at once, in the order of their times, and whoever they wake reads a time
// that is past all of them. Its methods may be called from any goroutine.
type Wound struct {
	base   Clock
	offset atomic.Int64 // changed under mu; read without it

	mu      sync.Mutex // guards pending and every timer's place in it
	pending timers     // those that have not come to their time yet
}

// NewWound is a clock over base, ahead of it by offset: what an earlier program
// had wound it to, 0 at first. An offset below 0 counts as 0, one above
// [MostWound] as that. base must follow Clock's rules for timers.
func NewWound(base Clock, offset time.Duration) *Wound {
	w := &Wound{base: base}
	w.offset.Store(int64(min(max(offset, 0), MostWound)))
	return w
}

// Now implements [Clock].
func (w *Wound) Now() time.Time { return w.base.Now().Add(w.Offset()) }

// Offset is how far the clock is ahead of its base.
func (w *Wound) Offset() time.Duration { return time.Duration(w.offset.Load()) }

// Wind puts the clock forward by d and returns the new offset. A d that is not
// above 0 changes nothing, and [MostWound] is not exceeded.
func (w *Wound) Wind(d time.Duration) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	d = min(d, MostWound-w.Offset())
	if d <= 0 {
		return w.Offset()
	}
	w.offset.Add(int64(d))
	w.fire()
	return w.Offset()
}

// fire brings the timers of the base in line with a new offset.
func (w *Wound) fire() {
	now := w.Now()
	// The base fires them in the order of their times: a nanosecond apart.
	for n := time.Duration(0); len(w.pending) > 0 && !w.pending[0].due.After(now); n++ {
		t := w.pending[0]
		heap.Pop(&w.pending)
		t.rearm(n)
	}
	for _, t := range w.pending {
		t.rearm(t.due.Sub(now))
	}
}

// NewTimer implements [Clock].
func (w *Wound) NewTimer(d time.Duration) Timer {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := &woundTimer{clock: w, base: w.base.NewTimer(d), place: -1}
	w.await(t, d)
	return t
}

// await lists a timer that was set to fire after d, and takes those off the list
// whose time has come by itself: their base has fired them.
func (w *Wound) await(t *woundTimer, d time.Duration) {
	now := w.Now()
	for len(w.pending) > 0 && !w.pending[0].due.After(now) {
		heap.Pop(&w.pending)
	}
	if d > 0 {
		t.due = now.Add(d)
		heap.Push(&w.pending, t)
	}
}

// drop takes a timer off the list, if it is there.
func (w *Wound) drop(t *woundTimer) {
	if t.place >= 0 {
		heap.Remove(&w.pending, t.place)
	}
}

// A woundTimer is a timer of the base, which is set anew when the clock is
// wound.
type woundTimer struct {
	clock *Wound
	base  Timer
	due   time.Time // by the wound clock
	place int       // in the list; -1 outside
}

// rearm sets the base anew, unless its value has been received already.
func (t *woundTimer) rearm(d time.Duration) {
	if t.base.Stop() {
		t.base.Reset(d)
	}
}

// C implements [Timer].
func (t *woundTimer) C() <-chan time.Time { return t.base.C() }

// Reset implements [Timer].
func (t *woundTimer) Reset(d time.Duration) bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.clock.drop(t)
	active := t.base.Reset(d)
	t.clock.await(t, d)
	return active
}

// Stop implements [Timer].
func (t *woundTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	t.clock.drop(t)
	return t.base.Stop()
}

// timers are a heap, the earliest first.
//
//nolint:recvcheck // as heap.Interface wants it
type timers []*woundTimer

func (l timers) Len() int           { return len(l) }
func (l timers) Less(i, j int) bool { return l[i].due.Before(l[j].due) }
func (l timers) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].place, l[j].place = i, j
}

// Push implements [heap.Interface].
func (l *timers) Push(x any) {
	t := x.(*woundTimer) //nolint:errcheck,forcetypeassert // this file pushes nothing else
	t.place = len(*l)
	*l = append(*l, t)
}

// Pop implements [heap.Interface].
func (l *timers) Pop() any {
	last := len(*l) - 1
	t := (*l)[last]
	(*l)[last] = nil
	*l = (*l)[:last]
	t.place = -1
	return t
}
