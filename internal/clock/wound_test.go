package clock_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/clock"
)

// fired says whether a timer's value is there to be received.
func fired(t clock.Timer) bool {
	synctest.Wait()
	select {
	case <-t.C():
		return true
	default:
		return false
	}
}

func TestWindingFiresWhatBecomesDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := clock.NewWound(clock.System{}, 0)
		before, system := w.Now(), time.Now()
		minute, hour, day := w.NewTimer(time.Minute), w.NewTimer(time.Hour), w.NewTimer(24*time.Hour)
		if got := w.Wind(2 * time.Hour); got != 2*time.Hour || w.Offset() != got {
			t.Errorf("the offset is %v, %v", got, w.Offset())
		}
		if got := w.Now().Sub(before); got != 2*time.Hour || !time.Now().Equal(system) {
			t.Errorf("the clock went on by %v and the machine's to %v", got, time.Now())
		}
		time.Sleep(time.Microsecond) // the base fires them a nanosecond apart
		if !fired(minute) || !fired(hour) || fired(day) {
			t.Error("those of a minute and an hour must have fired, the one of a day not")
		}
		if fired(minute) {
			t.Error("a timer fires once")
		}
		w.Wind(21 * time.Hour)
		time.Sleep(59 * time.Minute)
		if fired(day) {
			t.Error("the timer of a day fires too early")
		}
		time.Sleep(time.Minute)
		if !fired(day) {
			t.Error("the rest of the day passes by itself")
		}
	})
}

// Whoever waits is woken in the order of the timers' times, not of their making.
func TestWindingKeepsTheOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := clock.NewWound(clock.System{}, 0)
		var mu sync.Mutex
		var order []int
		for _, n := range rand.New(rand.NewPCG(1, 1)).Perm(100) {
			timer := w.NewTimer(time.Duration(n+1) * time.Minute)
			go func() {
				<-timer.C()
				mu.Lock()
				defer mu.Unlock()
				order = append(order, n)
			}()
		}
		synctest.Wait()
		w.Wind(50 * time.Minute)
		time.Sleep(time.Microsecond)
		synctest.Wait()
		w.Wind(50 * time.Minute)
		time.Sleep(time.Microsecond)
		synctest.Wait()
		if !slices.IsSorted(order) || len(order) != 100 {
			t.Errorf("woken in the order %v", order)
		}
	})
}

func TestWoundTimersStopAndReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := clock.NewWound(clock.System{}, time.Hour)
		stopped, moved, done := w.NewTimer(time.Minute), w.NewTimer(time.Minute), w.NewTimer(time.Minute)
		if !stopped.Stop() || stopped.Stop() {
			t.Error("Stop is true for a timer that runs, and once")
		}
		if !moved.Reset(time.Hour) {
			t.Error("Reset is true for a timer that runs")
		}
		w.Wind(30 * time.Minute)
		time.Sleep(time.Microsecond)
		if fired(stopped) || fired(moved) {
			t.Error("a timer fired that was stopped or moved")
		}
		if !done.Stop() || fired(done) {
			t.Error("the value that nobody has received is to be had after Stop")
		}
		if done.Reset(time.Minute) {
			t.Error("Reset is true for a stopped timer")
		}
		w.Wind(time.Minute)
		time.Sleep(time.Microsecond)
		if !fired(done) || done.Stop() {
			t.Error("a timer that was set anew fires, and then is over")
		}
		w.Wind(30 * time.Minute)
		time.Sleep(time.Microsecond)
		if !fired(moved) || fired(done) || fired(stopped) {
			t.Error("only the moved timer is due")
		}
		over := w.NewTimer(time.Minute)
		time.Sleep(time.Minute)
		if !fired(over) {
			t.Error("time passes by itself too")
		}
		w.Wind(time.Hour)
		time.Sleep(time.Microsecond)
		if fired(over) {
			t.Error("winding fired a timer again whose value had been received")
		}
		if past := w.NewTimer(-time.Hour); !fired(past) {
			t.Error("a timer of the past fires at once")
		}
	})
}

func TestWindingOnlyForward(t *testing.T) {
	t.Parallel()
	w := clock.NewWound(clock.System{}, -time.Hour)
	for _, d := range []time.Duration{0, -time.Second} {
		if got := w.Wind(d); got != 0 {
			t.Errorf("Wind(%v) made the offset %v", d, got)
		}
	}
	if w.Wind(1<<63-1) != clock.MostWound || w.Wind(time.Hour) != clock.MostWound {
		t.Errorf("the offset is %v", w.Offset())
	}
	if got := clock.NewWound(clock.System{}, 1<<63-1).Offset(); got != clock.MostWound {
		t.Errorf("an offset of an earlier program is %v", got)
	}
}

// Many wait, set anew and stop while others wind: each timer fires once, never
// before its time, and nothing is left waiting.
func TestWindingFromAnywhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := clock.NewWound(clock.System{}, 0)
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(n), 7))
				timer := w.NewTimer(time.Hour)
				defer timer.Stop()
				for range 50 {
					d := time.Duration(rng.Int64N(int64(time.Hour)))
					from := w.Now()
					timer.Reset(d)
					<-timer.C()
					if took := w.Now().Sub(from); took < d {
						panic(fmt.Sprintf("a timer of %v fired after %v", d, took))
					}
					if timer.Stop() {
						panic("a timer that has fired still ran")
					}
				}
			})
			all.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(n), 8))
				for range 50 {
					time.Sleep(time.Duration(rng.Int64N(int64(time.Minute))))
					w.Wind(time.Duration(rng.Int64N(int64(time.Hour))))
				}
			})
		}
		all.Wait()
	})
}
