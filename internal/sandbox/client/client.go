package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/process"
)

// ErrClosed is the answer to whoever waits when the connection ends.
var ErrClosed = errors.New("client: the connection has ended")

// An Option changes how a client is made.
type Option func(*Client)

// WithHTTP lets many clients share one HTTP client and its connections. The
// shared transport should keep as many idle connections as there are players
// acting at once.
func WithHTTP(h *http.Client) Option { return func(c *Client) { c.http, c.shared = h, true } }

// WithClock replaces the machine's clock.
func WithClock(k clock.Clock) Option { return func(c *Client) { c.clock = k } }

// Quiet is for load: the player sees only what answers its own interactions,
// and messages are not decoded (see [Message.Decode]).
func Quiet() Option { return func(c *Client) { c.quiet = true } }

// OnEvent calls f for each gateway event, in the goroutine of Run and before
// anybody who waits hears of it. d is valid during the call only.
func OnEvent(f func(name string, d []byte)) Option { return func(c *Client) { c.onEvent = f } }

// Client is one player. Run must be running for anything to be answered; the
// other methods may be called from any goroutine.
type Client struct {
	base    string
	token   string
	http    *http.Client
	shared  bool
	clock   clock.Clock
	quiet   bool
	onEvent func(string, []byte)

	conn    *websocket.Conn
	beat    time.Duration
	session string
	user    snowflake.ID
	nonce   atomic.Uint64
	seq     atomic.Uint64

	mu       sync.Mutex // guards all below
	ended    bool
	byNonce  map[string]*pending
	byID     map[snowflake.ID]*pending
	commands map[string]Command
	recent   []Message
	waiters  map[*waiter]struct{}
}

// Dial logs a player in. baseURL is the address of the sandbox's server. The
// caller then runs Run and calls Close in the end.
func Dial(ctx context.Context, baseURL, token string, options ...Option) (*Client, error) {
	c := &Client{
		base: strings.TrimSuffix(baseURL, "/"), token: token, clock: clock.System{},
		byNonce: map[string]*pending{}, byID: map[snowflake.ID]*pending{}, waiters: map[*waiter]struct{}{},
	}
	for _, o := range options {
		o(c)
	}
	if c.http == nil {
		c.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true}}
	}
	if err := c.login(ctx); err != nil {
		c.Close()
		return nil, fmt.Errorf("client: login: %w", err)
	}
	return c, nil
}

// User is the id of the player.
func (c *Client) User() snowflake.ID { return c.user }

func (c *Client) login(ctx context.Context) error {
	address := "ws" + strings.TrimPrefix(c.base, "http") + "/gateway?v=10&encoding=json"
	conn, res, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: c.http})
	if err != nil {
		return err
	}
	if res.Body != nil {
		_ = res.Body.Close() // the connection has taken over
	}
	c.conn = conn
	conn.SetReadLimit(-1)
	var hello struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if err := c.expect(ctx, "", &hello); err != nil {
		return err
	}
	c.beat = time.Duration(hello.Interval) * time.Millisecond
	intents := 1<<26 - 1
	if c.quiet {
		intents = 0
	}
	identify := fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":%d,"properties":{"os":"linux","browser":"gohye","device":"gohye"}}}`, c.token, intents)
	if err := conn.Write(ctx, websocket.MessageText, []byte(identify)); err != nil {
		return err
	}
	var ready struct {
		Session string `json:"session_id"`
		User    struct {
			ID snowflake.ID `json:"id"`
		} `json:"user"`
	}
	if err := c.expect(ctx, "READY", &ready); err != nil {
		return err
	}
	c.session, c.user = ready.Session, ready.User.ID
	return nil
}

// expect reads one payload, which must be of the name.
func (c *Client) expect(ctx context.Context, name string, into any) error {
	_, data, err := c.conn.Read(ctx)
	if err != nil {
		return err
	}
	f, err := parseFrame(data)
	if err != nil {
		return err
	}
	if f.name != name {
		return fmt.Errorf("got %q (op %d) instead of %q", f.name, f.op, name)
	}
	return json.Unmarshal(f.d, into)
}

// Run reads events and keeps the connection alive until ctx is done or the
// connection ends; whoever waits then gets ErrClosed. It is called once, in
// a goroutine of the caller's.
func (c *Client) Run(ctx context.Context) error {
	defer c.end()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := process.Together(ctx, c.heartbeat, func(ctx context.Context) error {
		defer cancel()
		return c.read(ctx)
	})
	if err != nil {
		return fmt.Errorf("client: player %s: %w", c.user, err)
	}
	return nil
}

// Close ends the connection. Run returns.
func (c *Client) Close() {
	if c.conn != nil {
		_ = c.conn.CloseNow() // it may be closed already
	}
	if !c.shared {
		c.http.CloseIdleConnections()
	}
}

func (c *Client) heartbeat(ctx context.Context) error {
	timer := c.clock.NewTimer(c.beat / 2)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C():
		}
		beat := fmt.Sprintf(`{"op":1,"d":%d}`, c.seq.Load())
		if err := c.conn.Write(ctx, websocket.MessageText, []byte(beat)); err != nil {
			return err
		}
		timer.Reset(c.beat)
	}
}

func (c *Client) read(ctx context.Context) error {
	r := reader{conn: c.conn}
	for {
		data, err := r.next(ctx)
		if err != nil {
			return err
		}
		f, err := parseFrame(data)
		if err != nil {
			return err
		}
		if f.name == "" {
			continue // heartbeats and the like
		}
		c.seq.Store(f.seq)
		if c.onEvent != nil {
			c.onEvent(f.name, f.d)
		}
		if err := c.event(f.name, f.d); err != nil {
			return err
		}
	}
}

// end tells everybody who waits.
func (c *Client) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for _, p := range c.byNonce {
		p.finish(ErrClosed)
	}
	for w := range c.waiters {
		w.fail()
	}
}
