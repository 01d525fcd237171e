package rest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A bucket is one limit of Discord's: so many requests until a reset. Until its
// limit is known one request at a time finds it out. The limiter's mutex guards
// all buckets.
type bucket struct {
	key       string
	limit     int       // 0: not known yet; unlimited where Discord names none
	remaining int       // how many may start before reset
	reset     time.Time // zero: no window is open
	inflight  int       // started and not answered
	queue     []*waiter // first come first served; only the first may start
	used      time.Time // when it was last asked
}

// unlimited is the limit of a route whose answers carry no rate limit headers.
const unlimited = 1 << 30

// A waiter is one call in a bucket's queue.
type waiter struct {
	in   *bucket       // whose queue it stands in; nil before
	wake chan struct{} // capacity 1: a message means "look again"
}

func (w *waiter) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take starts one request, or says how long to wait for the next window; a
// negative wait means until somebody else is answered.
func (b *bucket) take(now time.Time) (bool, time.Duration) {
	b.used = now
	if !b.reset.IsZero() && !now.Before(b.reset) {
		b.reset = time.Time{}
		b.remaining = b.limit - b.inflight
	}
	switch {
	case b.limit == 0 && !b.reset.IsZero():
		return false, b.reset.Sub(now) // refused before its limit was known
	case b.limit == 0:
		if b.inflight > 0 {
			return false, -1
		}
	case b.limit < unlimited && b.remaining <= 0:
		switch {
		case !b.reset.IsZero():
			return false, b.reset.Sub(now)
		case b.inflight > 0:
			return false, -1
		}
		b.remaining = b.limit // no window is open, and no answer will tell more
	case b.reset.After(now) && b.remaining <= 0:
		return false, b.reset.Sub(now) // a bucket without headers that was refused all the same
	}
	b.remaining--
	b.inflight++
	return true, 0
}

// idle reports whether forgetting the bucket changes nothing.
func (b *bucket) idle(now time.Time) bool {
	return b.inflight == 0 && len(b.queue) == 0 && !b.reset.After(now) && now.Sub(b.used) > time.Second
}

func (b *bucket) rouse() {
	if len(b.queue) > 0 {
		b.queue[0].rouse()
	}
}

func (b *bucket) leave(w *waiter) {
	if i := slices.Index(b.queue, w); i >= 0 {
		b.queue = slices.Delete(b.queue, i, i+1)
	}
	b.rouse()
}

// learn takes the headers of an answer. Answers may overtake each other: within
// one window the number that remain only falls.
func (b *bucket) learn(h *limits, now time.Time) {
	if h.refused {
		b.remaining = 0
		b.reset = later(b.reset, now.Add(h.retryAfter))
		return
	}
	if !h.named {
		if h.status < http.StatusInternalServerError && b.limit == 0 {
			b.limit, b.remaining = unlimited, unlimited
		}
		return
	}
	left := h.remaining - b.inflight
	if b.limit > 0 && b.limit < unlimited && now.Before(b.reset) {
		left = min(left, b.remaining)
	} else {
		b.reset = time.Time{}
	}
	b.limit, b.remaining = max(1, h.limit), left
	b.reset = later(b.reset, now.Add(h.resetAfter))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// limits is what an answer says about rate limits.
type limits struct {
	status     int
	named      bool   // the answer names a bucket
	hash       string // its name
	limit      int
	remaining  int
	resetAfter time.Duration
	refused    bool // 429
	global     bool // for every route, not for this bucket alone
	shared     bool // others' fault: does not count as an invalid request
	retryAfter time.Duration
}

// readLimits reads the headers. Seconds keep their fractions.
func readLimits(status int, h http.Header) *limits {
	l := &limits{status: status, hash: h.Get("X-Ratelimit-Bucket")}
	limit, err1 := strconv.Atoi(h.Get("X-Ratelimit-Limit"))
	remaining, err2 := strconv.Atoi(h.Get("X-Ratelimit-Remaining"))
	after, ok := seconds(h.Get("X-Ratelimit-Reset-After"))
	l.named = l.hash != "" && err1 == nil && err2 == nil && ok
	l.limit, l.remaining, l.resetAfter = limit, remaining, after
	if status != http.StatusTooManyRequests {
		return l
	}
	l.refused = true
	scope := h.Get("X-Ratelimit-Scope")
	l.shared = scope == "shared"
	// Without a bucket and a scope it is Cloudflare that refuses, and it
	// refuses the whole address.
	l.global = h.Get("X-Ratelimit-Global") != "" || scope == "global" || (l.hash == "" && scope == "" && h.Get("Via") == "")
	retry, known := seconds(h.Get("Retry-After"))
	switch {
	case !known:
		retry = time.Second
		if ok {
			retry = after
		}
	case ok && !l.global && after < retry && after > 0:
		retry = after // Retry-After is rounded up to whole seconds
	}
	l.retryAfter = retry
	return l
}

// seconds reads a number of seconds with a fraction.
func seconds(s string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != f || f < 0 || f > 1e7 {
		return 0, false
	}
	return time.Duration(f * float64(time.Second)), true
}
