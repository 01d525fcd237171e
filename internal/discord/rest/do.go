package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
)

const (
	// attemptTimeout bounds one attempt where the context does not.
	attemptTimeout = 20 * time.Second
	// maxAnswer bounds the body of an answer.
	maxAnswer = 32 << 20
	firstWait = 200 * time.Millisecond
	maxWait   = 10 * time.Second
)

// call is one request through all its attempts.
type call struct {
	*core
	method, route string
	url           *url.URL
	header        http.Header
	body          *payload
	// repeat says that sending it twice does no harm.
	repeat bool
	checks []rest.Check
	// acquire waits for the limits; release takes the answer, nil for none.
	acquire func(context.Context) error
	release func(*limits)
}

// Do implements disgo's Client. An answer other than success is an [*Error], a
// wait that outlasts the context a [*LimitError].
func (c *core) Do(e *rest.CompiledEndpoint, rqBody, rsBody any, opts ...rest.RequestOpt) error {
	if err := c.begin(); err != nil {
		return err
	}
	defer c.end()
	wrap := func(err error) error { return describe(e.Endpoint.Method, e.Endpoint.Route, err) }
	body, err := c.payload(rqBody)
	if err != nil {
		return wrap(err)
	}
	defer body.release()
	rq, err := c.request(e)
	if err != nil {
		return wrap(err)
	}
	if body.kind != "" {
		rq.Header["Content-Type"] = []string{body.kind}
	}
	cfg := settings(opts)
	cfg.Request = rq
	for _, o := range opts {
		o(cfg)
	}
	ctx := cfg.Ctx
	if ctx == nil {
		return wrap(errNoContext)
	}
	if err := c.pause(ctx, cfg.Delay); err != nil {
		return wrap(err)
	}
	var b *bucket
	k := call{
		core: c, method: e.Endpoint.Method, route: e.Endpoint.Route, url: cfg.Request.URL,
		header: cfg.Request.Header, body: body, repeat: e.Endpoint.Method != http.MethodPost, checks: cfg.Checks,
		acquire: func(ctx context.Context) (err error) { b, err = c.limiter.acquire(ctx, e); return err },
		release: func(h *limits) { c.limiter.release(b, e, h) },
	}
	return wrap(k.run(ctx, rsBody))
}

// settings is an empty configuration for disgo's options, whose type it does
// not export.
func settings[O ~func(*C), C any](_ []O) *C { return new(C) }

// request is what disgo's options change: an address and a header.
func (c *core) request(e *rest.CompiledEndpoint) (*http.Request, error) {
	path, query, _ := strings.Cut(e.URL, "?")
	u := c.base
	u.RawQuery = query
	raw := u.EscapedPath() + path
	plain, err := url.PathUnescape(raw)
	if err != nil {
		return nil, errors.New("the path cannot be unescaped")
	}
	u.Path, u.RawPath = plain, raw
	h := maps.Clone(c.common)
	if e.Endpoint.BotAuth {
		h["Authorization"] = []string{c.auth}
	}
	return &http.Request{Method: e.Endpoint.Method, URL: &u, Header: h}, nil
}

// run makes attempts until there is an answer that counts, and decodes it.
func (k *call) run(ctx context.Context, into any) error {
	for try := 1; ; try++ {
		if err := k.acquire(ctx); err != nil {
			return err
		}
		for _, ok := range k.checks {
			if !ok() {
				k.release(nil)
				return discord.ErrCheckFailed
			}
		}
		err := k.attempt(ctx, into)
		if err == nil {
			return nil
		}
		wait, again := k.again(err, try)
		if !again || ctx.Err() != nil {
			return err
		}
		k.o.Log.LogAttrs(ctx, slog.LevelWarn, "request repeated", slog.String("method", k.method),
			slog.String("route", k.route), slog.Int("attempt", try), slog.Duration("retry_in", wait), slog.Any("err", err))
		if k.pause(ctx, wait) != nil {
			return err
		}
	}
}

// again decides whether a failed attempt is repeated, and how long before. The
// limiter already knows of a 429 and does the waiting for one, but for an
// interaction, which it lets pass.
func (k *call) again(err error, try int) (time.Duration, bool) {
	if try >= maxTries {
		return 0, false
	}
	wait := min(maxWait, firstWait<<(try-1))
	var e *Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errAnswer):
		return 0, false
	case !errors.As(err, &e):
		return wait, k.repeat
	case e.Status == http.StatusTooManyRequests:
		if interaction(k.route) {
			return e.RetryAfter, true
		}
		return 0, true
	case e.Status >= http.StatusInternalServerError:
		return wait, k.repeat
	}
	return 0, false
}

// errAnswer is an answer that arrived and makes no sense: asking again does not
// help.
var errAnswer = errors.New("the answer cannot be read")

// attempt sends the request once.
func (k *call) attempt(ctx context.Context, into any) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, attemptTimeout)
		defer cancel()
	}
	rq := (&http.Request{
		Method: k.method, URL: k.url, Host: k.url.Host, Header: k.header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if k.body.kind != "" {
		rq.ContentLength = int64(len(k.body.bytes))
		rq.Body = k.body.reader()
		rq.GetBody = func() (io.ReadCloser, error) { return k.body.reader(), nil }
	}
	rs, err := k.o.HTTP.Transport.RoundTrip(rq)
	if err != nil {
		k.release(nil)
		return err
	}
	defer rs.Body.Close() //nolint:errcheck // it was read; nothing depends on it
	return k.answer(rs, into)
}

// answer reads an answer to its end, so that the connection can be used again.
func (k *call) answer(rs *http.Response, into any) error {
	h := readLimits(rs.StatusCode, rs.Header)
	var raw []byte
	var err error
	if rs.StatusCode != http.StatusNoContent {
		raw, err = io.ReadAll(io.LimitReader(rs.Body, maxAnswer+1))
	}
	if err != nil {
		k.release(h)
		return err
	}
	if rs.StatusCode >= 300 {
		e := newError(k.method, k.route, rs.StatusCode, raw)
		if h.refused {
			h.refine(raw)
			e.RetryAfter = h.retryAfter
		}
		k.release(h)
		return e
	}
	k.release(h)
	if into == nil || len(raw) == 0 {
		return nil
	}
	if len(raw) > maxAnswer {
		return fmt.Errorf("%w: more than %d bytes", errAnswer, maxAnswer)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%w: %w", errAnswer, err)
	}
	return nil
}

// refine takes the wait from a 429's body: there it has its fraction, in the
// header it is rounded up.
func (h *limits) refine(raw []byte) {
	var b struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool     `json:"global"`
	}
	if json.Unmarshal(raw, &b) != nil || b.RetryAfter == nil {
		return
	}
	h.global = b.Global
	if d := time.Duration(*b.RetryAfter * float64(time.Second)); *b.RetryAfter >= 0 && *b.RetryAfter < 1e7 {
		h.retryAfter = d
	}
}

// pause waits for d, or until ctx ends or the client is closed.
func (c *core) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	return c.limiter.rest(ctx, &waiter{}, d, "")
}

// describe adds what was asked to an error that does not say. net/http's own
// description holds the address, and with it an interaction's token.
func describe(method, route string, err error) error {
	var e *Error
	var l *LimitError
	if err == nil || errors.As(err, &e) || errors.As(err, &l) || errors.Is(err, ErrClosed) {
		return err
	}
	return fmt.Errorf("rest: %s %s: %w", method, route, err)
}
