package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
)

// DefaultURL is Discord's own API.
const DefaultURL = "https://discord.com/api/v10"

// Options configure a [Client].
type Options struct {
	Token string
	// URL is the base address with the version; empty means [DefaultURL].
	URL   string
	Clock clock.Clock
	Log   *slog.Logger
	// HTTP carries the requests; nil means a client for [Transport]. Its
	// redirects, cookies and timeout are not used.
	HTTP *http.Client
	// PerSecond is the global limit; 0 means Discord's fifty.
	PerSecond int
	// UserAgent names the program; Discord wants "DiscordBot (address, version)".
	UserAgent string
}

// A Client is disgo's typed API on our own transport, with [Client.Callback] for
// the one request that is sent for every interaction. Every call needs
// [WithCtx]. Its methods may be called from any goroutine.
type Client struct {
	rest.Rest
	*core
}

// core implements disgo's Client.
type core struct {
	o       Options
	base    url.URL
	limiter *Limiter
	auth    string
	common  http.Header // of every request without a token; never changed
	json    http.Header // common, with JSON for a content type; never changed
	pool    sync.Pool   // of *payload

	mu     sync.Mutex // guards what follows
	over   bool
	active int           // calls that have begun and not ended
	idle   chan struct{} // made by Close; closed when active is 0
}

var _ rest.Client = (*core)(nil)

// New checks the options. It sends nothing.
func New(o Options) (*Client, error) {
	if o.Clock == nil || o.Log == nil {
		return nil, errors.New("rest: Clock and Log are needed")
	}
	if o.URL == "" {
		o.URL = DefaultURL
	}
	u, err := url.Parse(strings.TrimRight(o.URL, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("rest: %q is not an http address", o.URL)
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Transport: Transport()}
	}
	if o.HTTP.Transport == nil {
		return nil, errors.New("rest: the HTTP client needs a transport of its own")
	}
	if o.UserAgent == "" {
		o.UserAgent = "DiscordBot (gohye, 1)"
	}
	c := &core{
		o: o, base: *u, limiter: NewLimiter(o.Clock, o.PerSecond), auth: "Bot " + o.Token,
		common: http.Header{
			"User-Agent": {o.UserAgent},
			"Accept":     {"application/json"},
		},
	}
	c.json = c.common.Clone()
	c.json.Set("Content-Type", "application/json")
	return &Client{core: c, Rest: rest.New(c, rest.WithDefaultAllowedMentions(nobody()))}, nil
}

// nobody is the allowed mentions of a message that does not say.
func nobody() discord.AllowedMentions {
	return discord.AllowedMentions{Parse: []discord.AllowedMentionType{}, Roles: []snowflake.ID{}, Users: []snowflake.ID{}}
}

// WithCtx gives a call its context. Every call needs one.
func WithCtx(ctx context.Context) rest.RequestOpt { return rest.WithCtx(ctx) }

// Transport is a transport for very many requests to one host.
func Transport() *http.Transport {
	d := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           d.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          1024,
		MaxIdleConnsPerHost:   512,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: attemptTimeout,
		ExpectContinueTimeout: time.Second,
	}
}

// HTTPClient implements disgo's Client.
func (c *core) HTTPClient() *http.Client { return c.o.HTTP }

// RateLimiter implements disgo's Client.
func (c *core) RateLimiter() rest.RateLimiter { return c.limiter }

// Limiter is the client's rate limiter, for metrics.
func (c *core) Limiter() *Limiter { return c.limiter }

// Close refuses new calls with [ErrClosed], ends the waits for limits, and
// waits for the requests under way, until ctx ends. It may be called again.
func (c *core) Close(ctx context.Context) {
	c.limiter.Close(ctx)
	c.mu.Lock()
	c.over = true
	if c.idle == nil {
		c.idle = make(chan struct{})
		if c.active == 0 {
			close(c.idle)
		}
	}
	idle := c.idle
	c.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
	c.o.HTTP.CloseIdleConnections()
}

func (c *core) begin() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return ErrClosed
	}
	c.active++
	return nil
}

func (c *core) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.active--
	if c.over && c.active == 0 && c.idle != nil {
		close(c.idle)
	}
}

// Close refuses new calls with [ErrClosed], ends the waits for limits, and
// waits for the requests under way, until ctx ends. It may be called again.
func (c *Client) Close(ctx context.Context) { c.core.Close(ctx) }

// Do sends a request of disgo's; the typed methods do this.
func (c *Client) Do(e *rest.CompiledEndpoint, body, into any, opts ...rest.RequestOpt) error {
	return c.core.Do(e, body, into, opts...)
}

// HTTPClient is what carries the requests.
func (c *Client) HTTPClient() *http.Client { return c.core.HTTPClient() }

// RateLimiter is the client's rate limiter.
func (c *Client) RateLimiter() rest.RateLimiter { return c.limiter }
