package sandbox

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A window lets limit things pass in each span, counted from the first. It
// belongs to one goroutine or to whoever holds its lock.
type window struct {
	limit int
	span  time.Duration
	used  int
	ends  time.Time
}

func (w *window) take(now time.Time) bool {
	if !now.Before(w.ends) {
		w.used, w.ends = 0, now.Add(w.span)
	}
	if w.used >= w.limit {
		return false
	}
	w.used++
	return true
}

// Limits are the rate limits of the REST API. Callbacks of interactions and
// their webhooks have none, as on Discord none of the global ones counts
// for them.
type Limits struct {
	// Messages is how many messages the bot may post in one channel within
	// MessageSpan; 0 means 5 in 5 seconds, a negative number no limit.
	Messages    int
	MessageSpan time.Duration
	// Global is how many requests the bot may make in a second; 0 means 50,
	// a negative number no limit.
	Global int
}

func (l Limits) withDefaults() Limits {
	if l.Messages == 0 {
		l.Messages = 5
	}
	if l.MessageSpan == 0 {
		l.MessageSpan = 5 * time.Second
	}
	if l.Global == 0 {
		l.Global = 50
	}
	return l
}

// A limiter holds the buckets of the bot.
type limiter struct {
	limits Limits

	mu      sync.Mutex // guards all below
	global  window
	buckets map[string]*window
}

func newLimiter(l Limits) *limiter {
	l = l.withDefaults()
	return &limiter{
		limits: l, buckets: map[string]*window{},
		global: window{limit: l.Global, span: time.Second},
	}
}

// takeGlobal counts a request against the global limit and returns how long
// to wait when it is used up.
func (l *limiter) takeGlobal(now time.Time) time.Duration {
	if l.limits.Global < 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.global.take(now) {
		return 0
	}
	return l.global.ends.Sub(now)
}

// takePost counts a message against its channel's bucket, writes the bucket's
// headers, and returns how long to wait when it is used up.
func (l *limiter) takePost(h http.Header, channel string, now time.Time) time.Duration {
	if l.limits.Messages < 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.buckets[channel]
	if w == nil {
		w = &window{limit: l.limits.Messages, span: l.limits.MessageSpan}
		l.buckets[channel] = w
	}
	ok := w.take(now)
	left := w.ends.Sub(now)
	h.Set("X-RateLimit-Bucket", "80c17d2f203122d936070c88c8d10f33")
	h.Set("X-RateLimit-Limit", strconv.Itoa(w.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(w.limit-w.used))
	h.Set("X-RateLimit-Reset", seconds(time.Duration(w.ends.UnixMilli())*time.Millisecond))
	h.Set("X-RateLimit-Reset-After", seconds(left))
	if ok {
		return 0
	}
	return left
}

// seconds writes a duration as seconds with three decimals.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(math.Ceil(d.Seconds()*1000)/1000, 'f', 3, 64)
}

// tooFast is the answer 429. scope is user, shared or global.
func tooFast(h http.Header, wait time.Duration, scope string) reply {
	wait = max(wait, time.Millisecond)
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	h.Set("X-RateLimit-Scope", scope)
	global := scope == "global"
	if global {
		h.Set("X-RateLimit-Global", "true")
	}
	b := append([]byte(nil), `{"message":"You are being rate limited.","retry_after":`...)
	b = append(b, seconds(wait)...)
	b = strconv.AppendBool(append(b, `,"global":`...), global)
	return reply{status: http.StatusTooManyRequests, body: append(b, '}')}
}
