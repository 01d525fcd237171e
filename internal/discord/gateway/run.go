package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/coder/websocket"

	"gohye/internal/process"
)

const (
	// stable is how long a connection must have been ready to count as a
	// success. One that ends sooner counts as one more failed attempt, or a
	// server that greets and hangs up would be called in a loop.
	stable     = 10 * time.Second
	maxBackoff = time.Minute
	// quickResumes is how many connections in a row may end before they are
	// stable and be resumed at once all the same: a line that is cut again and
	// again must not cost anybody the three seconds.
	quickResumes = 8
	// resumeDials is how often the resume address is dialed in vain before
	// the main one is taken for the resume.
	resumeDials = 2
)

// errInvalidSession is op 9.
var errInvalidSession = errors.New("invalid session")

// Run connects and stays connected until ctx ends; it then says goodbye, which
// ends the session at Discord, and returns nil. It returns a *[FatalError] when
// connecting again cannot help, and the panic of Options.Handle as an error; the
// event at fault is not delivered again. After it has returned it may be called
// again and takes up what session is left; two calls at a time are refused.
func (c *Client) Run(ctx context.Context) error {
	if err := c.begin(); err != nil {
		return err
	}
	defer c.end()
	quick := 0
	for attempt := 0; ; attempt++ {
		lasted, err := c.connect(ctx)
		if ctx.Err() != nil {
			c.session = nil
			c.setState(Stopped, nil)
			return nil
		}
		if dead, ok := errors.AsType[*FatalError](err); ok {
			c.session = nil
			c.setState(Failed, dead)
			return dead
		}
		if _, ok := errors.AsType[*process.PanicError](err); ok {
			c.setState(Idle, err)
			return err
		}
		switch {
		case lasted >= stable:
			attempt, quick = 0, 0
		case lasted > 0 && c.resumable(err) && quick < quickResumes:
			attempt = 0
			quick++
		}
		wait := c.judge(err, backoff(attempt, c.rng.Float64()))
		c.setState(Waiting, err)
		c.o.Log.LogAttrs(ctx, slog.LevelWarn, "gateway connection lost",
			slog.Int("shard", c.o.Shard), slog.Any("err", err), slog.Int("attempt", attempt),
			slog.Duration("retry_in", wait), slog.Bool("resume", c.session != nil))
		if sleep(ctx, c.o.Clock, wait) != nil {
			c.session = nil
			c.setState(Stopped, nil)
			return nil
		}
	}
}

func (c *Client) begin() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		return errors.New("gateway: already running")
	}
	c.running = true
	return nil
}

func (c *Client) end() {
	c.mu.Lock()
	c.running, c.live = false, nil
	c.mu.Unlock()
}

// judge decides from a connection's end whether the session is lost and how
// long to wait at least.
func (c *Client) judge(err error, wait time.Duration) time.Duration {
	if errors.Is(err, errInvalidSession) {
		// Discord asks for a random wait of one to five seconds.
		return max(wait, time.Second+time.Duration(c.rng.Float64()*float64(4*time.Second)))
	}
	if !c.resumable(err) {
		c.session = nil
	}
	return wait
}

// resumable reports whether there is still a session after a connection's end.
func (c *Client) resumable(err error) bool {
	code := int(websocket.CloseStatus(err))
	return c.session != nil && (code <= 0 || keepsSession(code))
}

// backoff is the pause before the next attempt: nearly none after a connection
// that had been good, then doubling up to a minute, half of it random. r is
// from 0 to 1.
func backoff(attempt int, r float64) time.Duration {
	if attempt <= 0 {
		return time.Duration(r * float64(250*time.Millisecond))
	}
	d := maxBackoff
	if attempt < 8 {
		d = min(maxBackoff, time.Second<<(attempt-1))
	}
	return d/2 + time.Duration(r*float64(d/2))
}

// connect lives through one connection, from the address to the end, and says
// how long it was ready and why it ended.
func (c *Client) connect(ctx context.Context) (time.Duration, error) {
	c.setState(Connecting, nil)
	address, err := c.address(ctx)
	if err != nil {
		return 0, err
	}
	l, err := c.dial(ctx, address)
	if err != nil {
		if c.session != nil {
			c.resumes++
		}
		return 0, err
	}
	c.resumes = 0
	return l.serve(ctx)
}

// address is where to connect. Without a session it passes the limits that
// Discord sets on starting one.
func (c *Client) address(ctx context.Context) (string, error) {
	if c.session != nil && c.session.url != "" && c.resumes < resumeDials {
		return c.session.url, nil
	}
	for {
		e, err := c.o.Entry(ctx)
		if err != nil {
			return "", fmt.Errorf("gateway: ask for the address: %w", err)
		}
		if c.session != nil {
			return e.URL, nil
		}
		if e.Wait <= 0 {
			if c.o.Identify != nil {
				if err := c.o.Identify(ctx); err != nil {
					return "", fmt.Errorf("gateway: identify gate: %w", err)
				}
			}
			return e.URL, nil
		}
		err = fmt.Errorf("gateway: no session starts left for %v", e.Wait)
		c.setState(Waiting, err)
		c.o.Log.LogAttrs(ctx, slog.LevelWarn, "no gateway session starts left",
			slog.Int("shard", c.o.Shard), slog.Duration("retry_in", e.Wait))
		if err := sleep(ctx, c.o.Clock, e.Wait); err != nil {
			return "", err
		}
		c.setState(Connecting, nil)
	}
}
