package rest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/disgoorg/disgo/rest"

	"gohye/internal/clock"
)

const (
	defaultPerSecond = 50
	maxTries         = 6
	// sweepAt is the number of buckets at which idle ones are first forgotten.
	sweepAt = 1024
	// Discord bans an address for ten thousand invalid requests in ten minutes.
	// From slowAt on, requests are spaced so that even if every one were
	// invalid, slowAt + invalidWindow/slowStep = 9,500 are not exceeded.
	slowAt        = 7500
	slowStep      = 300 * time.Millisecond
	invalidWindow = 10 * time.Minute
	invalidSlots  = 60
)

// Limiter keeps Discord's rate limits. It implements disgo's RateLimiter. It
// owns no goroutine; its methods may be called from any.
type Limiter struct {
	clock  clock.Clock
	closed chan struct{}

	mu      sync.Mutex // guards what follows
	isOver  bool
	buckets map[string]*bucket // by hash and major parameter, or by route and major parameter
	hashes  map[string]string  // route to the bucket's hash, once known
	known   map[string]int     // hash to its limit, so that a new bucket need not find it out
	// admitted holds what Wait has let pass and Unlock has not seen.
	admitted map[*rest.CompiledEndpoint]*bucket
	sweep    int         // the number of buckets at which to sweep next
	global   []time.Time // ring of the last starts; global[oldest] is the oldest
	oldest   int
	blocked  time.Time // no request that counts globally may start before
	refused  invalids
	slow     time.Time // the last start that was spaced out
}

var _ rest.RateLimiter = (*Limiter)(nil)

// NewLimiter makes a limiter for so many requests a second over all routes; 0
// means Discord's fifty.
func NewLimiter(c clock.Clock, perSecond int) *Limiter {
	if perSecond <= 0 {
		perSecond = defaultPerSecond
	}
	return &Limiter{
		clock: c, closed: make(chan struct{}), sweep: sweepAt,
		buckets: map[string]*bucket{}, hashes: map[string]string{}, known: map[string]int{},
		admitted: map[*rest.CompiledEndpoint]*bucket{},
		global:   make([]time.Time, perSecond),
	}
}

// MaxRetries implements disgo's RateLimiter.
func (l *Limiter) MaxRetries() int { return maxTries }

// Close ends every wait with [ErrClosed] and refuses all that follow. It does
// not wait and may be called again.
func (l *Limiter) Close(context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.isOver {
		l.isOver = true
		close(l.closed)
	}
}

// Reset forgets the buckets and the global limit, and lets the waiting look
// again. Requests under way are no longer counted.
func (l *Limiter) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.buckets {
		b.limit, b.remaining, b.reset, b.inflight = 0, 0, time.Time{}, 0
		b.rouse()
	}
	clear(l.hashes)
	clear(l.known)
	clear(l.global)
	l.blocked = time.Time{}
}

// Wait implements disgo's RateLimiter: it returns when a request to the
// endpoint may start, or [ErrClosed], or ctx's error, or at once a [LimitError]
// when ctx's deadline is too near. After a nil, Unlock must be called once with
// the same endpoint.
func (l *Limiter) Wait(ctx context.Context, e *rest.CompiledEndpoint) error {
	b, err := l.acquire(ctx, e)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.admitted[e] = b
	l.mu.Unlock()
	return nil
}

// Unlock implements disgo's RateLimiter. It takes the answer to the request
// that Wait admitted; nil means there was none.
func (l *Limiter) Unlock(e *rest.CompiledEndpoint, rs *http.Response) error {
	l.mu.Lock()
	b := l.admitted[e]
	delete(l.admitted, e)
	l.mu.Unlock()
	if b == nil {
		return nil
	}
	var h *limits
	if rs != nil {
		h = readLimits(rs.StatusCode, rs.Header)
	}
	l.release(b, e, h)
	return nil
}

// acquire waits for the endpoint's bucket and for the limits over all routes.
// The bucket must be given to release.
func (l *Limiter) acquire(ctx context.Context, e *rest.CompiledEndpoint) (*bucket, error) {
	w := &waiter{wake: make(chan struct{}, 1)}
	for {
		b, wait, err := l.try(w, e)
		if b != nil {
			if err := l.pass(ctx, e.Endpoint.Route, interaction(e.Endpoint.Route)); err != nil {
				l.release(b, e, nil)
				return nil, err
			}
			return b, nil
		}
		if err == nil {
			err = l.rest(ctx, w, wait, e.Endpoint.Route)
		}
		if err != nil {
			l.withdraw(w)
			return nil, err
		}
	}
}

// interaction reports whether a route is under an interaction's token: those
// are not subject to the global limit.
func interaction(route string) bool {
	return strings.Contains(route, "{interaction.token}")
}

// try starts a request of w's if it is its turn, else it says how long to wait;
// a negative wait means until w is roused.
func (l *Limiter) try(w *waiter, e *rest.CompiledEndpoint) (*bucket, time.Duration, error) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isOver {
		return nil, 0, ErrClosed
	}
	if w.in == nil {
		w.in = l.bucket(e, now)
		w.in.queue = append(w.in.queue, w)
	}
	b := w.in
	if b.queue[0] != w {
		return nil, -1, nil
	}
	ok, wait := b.take(now)
	if !ok {
		return nil, wait, nil
	}
	b.leave(w)
	return b, 0, nil
}

// bucket finds or makes the bucket of an endpoint. Called with the mutex held.
func (l *Limiter) bucket(e *rest.CompiledEndpoint, now time.Time) *bucket {
	name := e.Endpoint.Method + e.Endpoint.Route
	hash, known := l.hashes[name]
	if known {
		name = hash
	}
	key := name + "+" + e.MajorParams
	if b := l.buckets[key]; b != nil {
		return b
	}
	if len(l.buckets) >= l.sweep {
		for k, b := range l.buckets {
			if b.idle(now) {
				delete(l.buckets, k)
			}
		}
		l.sweep = max(sweepAt, 2*len(l.buckets))
	}
	b := &bucket{key: key, used: now}
	if known {
		b.limit = l.known[hash]
		b.remaining = b.limit
	}
	l.buckets[key] = b
	return b
}

// rest waits until w is roused, or for d if that is not negative.
func (l *Limiter) rest(ctx context.Context, w *waiter, d time.Duration, route string) error {
	var due <-chan time.Time
	patience, impatient := patienceOf(ctx)
	if d >= 0 {
		if err := l.inTime(ctx, d, route); err != nil {
			return err
		}
	}
	if d >= 0 || impatient {
		until := d
		if d < 0 {
			until = patience
		}
		t := l.clock.NewTimer(until)
		defer t.Stop()
		due = t.C()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-l.closed:
		return ErrClosed
	case <-due:
		if d < 0 {
			return &LimitError{Route: route, Wait: patience, err: context.DeadlineExceeded}
		}
	case <-w.wake:
	}
	return nil
}

type patienceKey struct{}

// WithPatience is a context whose requests wait at most d for a limit, and for
// others that wait for the same one; a longer wait is a [LimitError] at once. It
// is for those who have something better to do than to wait.
func WithPatience(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, patienceKey{}, d)
}

func patienceOf(ctx context.Context) (time.Duration, bool) {
	d, ok := ctx.Value(patienceKey{}).(time.Duration)
	return d, ok
}

// inTime refuses a wait that outlasts ctx, or its patience.
func (l *Limiter) inTime(ctx context.Context, d time.Duration, route string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if patience, ok := patienceOf(ctx); ok && d > patience {
		return &LimitError{Route: route, Wait: d, err: context.DeadlineExceeded}
	}
	// A deadline is a moment of the machine's time, also where the clock has been
	// put forward.
	if end, ok := ctx.Deadline(); ok && (clock.System{}).Now().Add(d).After(end) {
		return &LimitError{Route: route, Wait: d, err: context.DeadlineExceeded}
	}
	return nil
}

func (l *Limiter) withdraw(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.in != nil {
		w.in.leave(w)
	}
}

// release ends a request and learns from its answer, nil where there was none.
func (l *Limiter) release(b *bucket, e *rest.CompiledEndpoint, h *limits) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b.inflight = max(0, b.inflight-1)
	if h != nil {
		l.note(h, now)
		if h.named {
			b = l.rename(b, e, h)
		}
		if !h.global {
			b.learn(h, now)
		}
	}
	b.rouse()
}

// learn takes an answer to a request that had no bucket.
func (l *Limiter) learn(h *limits) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(h, now)
}

// note takes what an answer says to all routes. Called with the mutex held.
func (l *Limiter) note(h *limits, now time.Time) {
	if h.global {
		l.blocked = later(l.blocked, now.Add(h.retryAfter))
	}
	if h.status == http.StatusUnauthorized || h.status == http.StatusForbidden || (h.refused && !h.shared) {
		l.refused.add(now)
	}
}

// rename moves what was asked of b to the bucket that Discord named: routes may
// share one. Those under way keep b and are moved by their own answers. Called
// with the mutex held.
func (l *Limiter) rename(b *bucket, e *rest.CompiledEndpoint, h *limits) *bucket {
	l.known[h.hash] = max(1, h.limit)
	l.hashes[e.Endpoint.Method+e.Endpoint.Route] = h.hash
	key := h.hash + "+" + e.MajorParams
	if b.key == key && l.buckets[key] == b {
		return b
	}
	if l.buckets[b.key] == b {
		delete(l.buckets, b.key)
	}
	other := l.buckets[key]
	if other == nil {
		b.key = key
		l.buckets[key] = b
		return b
	}
	for _, w := range b.queue {
		w.in = other
		w.rouse()
	}
	other.queue = append(other.queue, b.queue...)
	b.queue = nil
	return other
}
