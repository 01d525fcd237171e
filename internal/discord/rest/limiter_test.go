package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/rest"
	"go.uber.org/goleak"

	"gohye/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func message(channel int) *rest.CompiledEndpoint { return rest.CreateMessage.Compile(nil, channel) }

func answer(status int, pairs ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return &http.Response{StatusCode: status, Header: h}
}

func bucketOf(hash string, limit, remaining int, after string) *http.Response {
	return answer(200, "X-RateLimit-Bucket", hash, "X-RateLimit-Limit", fmt.Sprint(limit),
		"X-RateLimit-Remaining", fmt.Sprint(remaining), "X-RateLimit-Reset-After", after)
}

// pass makes one request and says when it started.
func pass(t *testing.T, l *Limiter, e *rest.CompiledEndpoint, rs *http.Response) time.Time {
	t.Helper()
	if err := l.Wait(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	if err := l.Unlock(e, rs); err != nil {
		t.Fatal(err)
	}
	return at
}

func TestBucketKeepsFractions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		start := pass(t, l, message(1), bucketOf("h", 1, 0, "0.5"))
		if got := pass(t, l, message(1), bucketOf("h", 1, 0, "0.25")).Sub(start); got != 500*time.Millisecond {
			t.Errorf("second after %v", got)
		}
		if got := pass(t, l, message(2), nil).Sub(start); got != 500*time.Millisecond {
			t.Errorf("another channel waited: %v", got)
		}
		if got := pass(t, l, message(1), nil).Sub(start); got != 750*time.Millisecond {
			t.Errorf("third after %v", got)
		}
	})
}

// TestBucketUnderLoad runs a server that counts: whatever the concurrency and
// the order of the answers, it is never exceeded.
func TestBucketUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit, window, n = 5, 2 * time.Second, 200
		l := NewLimiter(clock.System{}, 1000)
		var mu sync.Mutex
		var reset time.Time
		used, over, most, inflight := 0, 0, 0, 0
		var wg sync.WaitGroup
		start := time.Now()
		for i := range n {
			wg.Go(func() {
				e := message(1)
				if err := l.Wait(t.Context(), e); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				inflight++
				most = max(most, inflight)
				now := time.Now()
				if !now.Before(reset) {
					reset, used = now.Add(window), 0
				}
				if used++; used > limit {
					over++
				}
				rs := bucketOf("h", limit, max(0, limit-used), fmt.Sprint(reset.Sub(now).Seconds()))
				mu.Unlock()
				time.Sleep(time.Duration(1+i%7) * 10 * time.Millisecond) // answers overtake each other
				mu.Lock()
				inflight--
				mu.Unlock()
				l.Unlock(e, rs)
			})
		}
		wg.Wait()
		ideal := window * (n / limit)
		if took := time.Since(start); over > 0 || most < 2 || took > ideal*6/5 {
			t.Errorf("%d over the limit, %d at once, %v for what takes %v at best", over, most, took, ideal)
		}
	})
}

func TestRoutesThatShareABucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		edit := rest.UpdateMessage.Compile(nil, 1, 2)
		start := pass(t, l, message(1), bucketOf("h", 2, 1, "3"))
		pass(t, l, edit, bucketOf("h", 2, 0, "3"))
		if got := pass(t, l, message(1), nil).Sub(start); got != 3*time.Second {
			t.Errorf("waited %v", got)
		}
	})
}

// Waiters that stand at a route's own bucket are moved when the answer tells
// which bucket the route really has.
func TestWaitersMoveToTheNamedBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		start := pass(t, l, message(1), bucketOf("h", 1, 0, "3"))
		edit := func() *rest.CompiledEndpoint { return rest.UpdateMessage.Compile(nil, 1, 2) }
		first := edit()
		if err := l.Wait(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				e := edit()
				if err := l.Wait(t.Context(), e); err != nil {
					t.Error(err)
				}
				if got := time.Since(start); got < 3*time.Second {
					t.Errorf("passed after %v", got)
				}
				l.Unlock(e, bucketOf("h", 1, 0, "1"))
			})
		}
		synctest.Wait()
		l.Unlock(first, bucketOf("h", 1, 0, "3"))
		wg.Wait()
	})
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rs          *http.Response
		same, other time.Duration // how long the same and another channel wait
		invalid     int
	}{
		"of the bucket": {answer(429, "Retry-After", "2.5", "X-RateLimit-Bucket", "h", "X-RateLimit-Scope", "user"), 2500 * time.Millisecond, 0, 1},
		"rounded up in the header": {answer(429, "Retry-After", "1", "X-RateLimit-Bucket", "h", "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "0",
			"X-RateLimit-Reset-After", "0.3", "X-RateLimit-Scope", "user"), 300 * time.Millisecond, 0, 1},
		"shared":     {answer(429, "Retry-After", "4", "X-RateLimit-Bucket", "h", "X-RateLimit-Scope", "shared"), 4 * time.Second, 0, 0},
		"global":     {answer(429, "Retry-After", "3", "X-RateLimit-Global", "true", "X-RateLimit-Scope", "global"), 3 * time.Second, 3 * time.Second, 1},
		"Cloudflare": {answer(429, "Retry-After", "60"), time.Minute, time.Minute, 1},
		"no number":  {answer(429, "X-RateLimit-Scope", "user"), time.Second, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := NewLimiter(clock.System{}, 0)
				start := pass(t, l, message(1), c.rs)
				if got := pass(t, l, message(2), nil).Sub(start); got != c.other {
					t.Errorf("another channel waited %v, want %v", got, c.other)
				}
				if got := pass(t, l, message(1), nil).Sub(start); got != max(c.same, c.other) {
					t.Errorf("waited %v, want %v", got, c.same)
				}
				if l.Invalid() != c.invalid {
					t.Errorf("%d invalid requests counted", l.Invalid())
				}
			})
		})
	}
}

func TestGlobalLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		var at []time.Time
		for i := range 175 {
			at = append(at, pass(t, l, message(i), nil))
			if i%10 == 0 {
				time.Sleep(40 * time.Millisecond)
			}
			pass(t, l, rest.CreateFollowupMessage.Compile(nil, 1, fmt.Sprint(i)), nil) // not counted
		}
		for i := defaultPerSecond; i < len(at); i++ {
			if d := at[i].Sub(at[i-defaultPerSecond]); d < time.Second {
				t.Fatalf("requests %d and %d are %v apart", i-defaultPerSecond, i, d)
			}
		}
		if took := at[len(at)-1].Sub(at[0]); took > 4*time.Second {
			t.Errorf("175 requests took %v", took)
		}
	})
}

func TestInteractionsPassTheGlobalLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 1)
		pass(t, l, message(1), answer(429, "Retry-After", "9", "X-RateLimit-Global", "true"))
		start := time.Now()
		for i := range 500 {
			pass(t, l, rest.UpdateInteractionResponse.Compile(nil, 1, fmt.Sprint(i)), nil)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("waited %v", took)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		pass(t, l, message(1), bucketOf("h", 1, 0, "60"))
		start := time.Now()

		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var late *LimitError
		err := l.Wait(short, message(1))
		if !errors.As(err, &late) || !errors.Is(err, context.DeadlineExceeded) || late.Wait != time.Minute || time.Since(start) != 0 {
			t.Errorf("a deadline too near: %v after %v", err, time.Since(start))
		}

		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, stop)
		if err := l.Wait(ctx, message(1)); !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second {
			t.Errorf("cancelled: %v after %v", err, time.Since(start))
		}
		if got := pass(t, l, message(1), nil).Sub(start); got != time.Minute {
			t.Errorf("the next waited %v: those that gave up are still in its way", got)
		}
	})
}

func TestFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		pass(t, l, message(1), bucketOf("h", 1, 0, "1"))
		var got []int
		var wg sync.WaitGroup
		wait := func(i int) {
			wg.Go(func() {
				e := message(1)
				if err := l.Wait(t.Context(), e); err != nil {
					t.Error(err)
				}
				got = append(got, i) // one at a time: the bucket's limit is one
				l.Unlock(e, bucketOf("h", 1, 0, "1"))
			})
			synctest.Wait()
		}
		for i := range 20 {
			wait(i)
			time.Sleep(time.Duration(i%5) * 100 * time.Millisecond)
		}
		wg.Wait()
		if !slices.IsSorted(got) || len(got) != 20 {
			t.Errorf("passed in the order %v", got)
		}
	})
}

func TestLostAnswersDoNotBlockABucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 1000)
		pass(t, l, message(1), bucketOf("h", 2, 1, "1"))
		time.Sleep(2 * time.Second)
		start := time.Now()
		for range 20 { // no answers: the line is broken
			pass(t, l, message(1), nil)
		}
		pass(t, l, message(2), answer(502))
		pass(t, l, message(2), nil)
		if took := time.Since(start); took != 0 {
			t.Errorf("waited %v", took)
		}
	})
}

func TestLimiterClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		held := message(1)
		if err := l.Wait(t.Context(), held); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := l.Wait(t.Context(), message(1)); !errors.Is(err, ErrClosed) {
					t.Errorf("waiting at the close: %v", err)
				}
			})
		}
		synctest.Wait()
		l.Close(t.Context())
		l.Close(t.Context())
		wg.Wait()
		if err := l.Wait(t.Context(), message(2)); !errors.Is(err, ErrClosed) {
			t.Errorf("after the close: %v", err)
		}
		if err := l.Unlock(held, answer(200)); err != nil {
			t.Error(err)
		}
	})
}

func TestBucketsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 1<<20)
		for i := range 50 * sweepAt {
			pass(t, l, message(i), bucketOf("h", 5, 4, "1"))
			if i%100 == 0 {
				time.Sleep(time.Second)
			}
		}
		if n := len(l.buckets); n > 2*sweepAt || len(l.admitted) > 0 {
			t.Errorf("%d buckets and %d requests are remembered", n, len(l.admitted))
		}
		l.Reset()
		if len(l.hashes) > 0 {
			t.Error("Reset does not forget")
		}
	})
}

// TestInvalidRequestsAreSlowed has every request refused, by a program that
// never stops asking.
func TestInvalidRequestsAreSlowed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 1000)
		var at []time.Time
		for i := range 12_000 {
			at = append(at, pass(t, l, message(i), answer(403)))
		}
		most := 0
		for i, j := 0, 0; i < len(at); i++ {
			for at[i].Sub(at[j]) > invalidWindow {
				j++
			}
			most = max(most, i-j+1)
		}
		if most >= 10_000 || most < slowAt {
			t.Errorf("%d refused requests in ten minutes", most)
		}
		time.Sleep(2 * invalidWindow)
		if l.Invalid() != 0 {
			t.Errorf("%d after two windows", l.Invalid())
		}
	})
}

// Who has no patience is told at once how long the wait would be, and does not
// stand in the way of those who wait.
func TestPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(clock.System{}, 0)
		start := pass(t, l, message(1), bucketOf("h", 1, 0, "3"))
		hasty := WithPatience(t.Context(), time.Second)
		refused := func(what string, wait, after time.Duration) {
			t.Helper()
			began := time.Now()
			err := l.Wait(hasty, message(1))
			limit, ok := errors.AsType[*LimitError](err)
			if !ok || limit.Wait != wait || time.Since(began) != after {
				t.Errorf("%s: %v after %v", what, err, time.Since(began))
			}
		}
		refused("a long wait", 3*time.Second, 0)
		var patient sync.WaitGroup
		patient.Go(func() {
			if got := pass(t, l, message(1), nil).Sub(start); got != 3*time.Second {
				t.Errorf("who waits goes after %v", got)
			}
		})
		synctest.Wait()
		refused("behind somebody", time.Second, time.Second)
		patient.Wait()
		if err := l.Wait(hasty, message(2)); err != nil {
			t.Errorf("another channel: %v", err)
		}
	})
}
