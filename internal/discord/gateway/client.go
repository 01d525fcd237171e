package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/gateway"

	"gohye/internal/clock"
)

// Options configure a [Client].
type Options struct {
	Token   string
	Intents gateway.Intents
	// Shard is this client's number, from 0 to Shards-1.
	Shard, Shards int
	// Entry asks Discord for the gateway's address; see [EntryFrom]. It is
	// asked before every new session. A *FatalError from it ends Run.
	Entry       func(context.Context) (Entry, error)
	Compression Compression
	// Presence is sent with every identify; nil leaves it to Discord.
	Presence *gateway.MessageDataPresenceUpdate
	Clock    clock.Clock
	Log      *slog.Logger
	// Seed makes the jitter replayable.
	Seed uint64
	// Handle takes the events, in order and one at a time, on the goroutine
	// that reads the connection: it must not block. Dispatch.Data is the callee's.
	Handle func(Dispatch)
	// Identify is waited for before a session is started: the gate that all
	// shards share, see [Gate]. Nil means no gate.
	Identify func(context.Context) error
	// OnState hears of every change of state, on the client's goroutines; it
	// must not block. May be nil.
	OnState func(State)
	// Dial reaches the network; nil means TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// An Entry is where and when a session can be started.
type Entry struct {
	URL string
	// Wait is how long no session may be started, because the application has
	// used up its starts; zero where it has some left.
	Wait time.Duration
}

// EntryFrom reads the answer of GET /gateway/bot.
func EntryFrom(bot *discord.GatewayBot) Entry {
	e := Entry{URL: bot.URL}
	if l := bot.SessionStartLimit; l.Remaining <= 0 && l.Total > 0 {
		e.Wait = max(time.Second, time.Duration(l.ResetAfter)*time.Millisecond)
	}
	return e
}

// A Dispatch is one event. Data is one JSON value whose brackets match; nothing
// more of it was checked. Received is when its last byte was read.
type Dispatch struct {
	Type     string
	Sequence int
	Data     json.RawMessage
	Received time.Time
}

// State is what a client is doing.
type State int

// The states of a client.
const (
	Idle        State = iota // Run was not called yet
	Connecting               // asking for the address, at the gate, or dialing
	Identifying              // a new session was asked for
	Resuming                 // the old session was asked for
	Ready                    // events arrive
	Waiting                  // between two attempts
	Stopped                  // Run returned because its context ended
	Failed                   // Run returned a FatalError
)

// String is the state's name for logs and health pages.
func (s State) String() string {
	names := [...]string{"idle", "connecting", "identifying", "resuming", "ready", "waiting", "stopped", "failed"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("state %d", int(s))
	}
	return names[s]
}

// ErrNotReady refuses a send while no session is ready.
var ErrNotReady = errors.New("gateway: not connected")

// A Client is one shard's connection. Its methods may be called from any
// goroutine.
type Client struct {
	o    Options
	seen map[string]string // event names, so that each is allocated once; the reader's
	rng  *rand.Rand        // used by Run and by what it starts and waits for, never by two at once
	seq  atomic.Int64      // the session's last sequence number; 0 is none

	// session and resumes belong to Run.
	session *session
	resumes int // dials of the resume address that failed in a row

	mu       sync.Mutex // guards what follows
	running  bool
	state    State
	err      error // why the last connection ended; nil while ready
	latency  time.Duration
	live     *link // not nil exactly while ready
	presence *gateway.MessageDataPresenceUpdate
}

// session is what is needed to resume.
type session struct{ id, url string }

// New checks the options. It starts nothing.
func New(o Options) (*Client, error) {
	switch {
	case o.Token == "":
		return nil, errors.New("gateway: the token is empty")
	case o.Entry == nil || o.Handle == nil || o.Clock == nil || o.Log == nil:
		return nil, errors.New("gateway: Entry, Handle, Clock and Log are needed")
	case o.Shards == 0 && o.Shard == 0:
		o.Shards = 1
	case o.Shard < 0 || o.Shard >= o.Shards:
		return nil, fmt.Errorf("gateway: shard %d of %d does not exist", o.Shard, o.Shards)
	}
	in, err := newInflater(o.Compression, maxMessage)
	if err != nil {
		return nil, err
	}
	in.close()
	if o.Dial == nil {
		d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
		o.Dial = d.DialContext
	}
	return &Client{
		o:        o,
		seen:     map[string]string{},
		rng:      rand.New(rand.NewPCG(o.Seed, uint64(o.Shard))), //nolint:gosec // not negative: New has checked
		presence: o.Presence,
	}, nil
}

// Ready reports whether events arrive.
func (c *Client) Ready() bool { return c.State() == Ready }

// State is what the client is doing.
func (c *Client) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Latency is the time between the last heartbeat and its acknowledgement; zero
// before the first.
func (c *Client) Latency() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latency
}

// Err is why the last connection ended; nil while one is ready.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// SetPresence shows p from now on, also in later sessions. It returns
// [ErrNotReady] where it could not be sent now; it is then sent with the next
// identify.
func (c *Client) SetPresence(ctx context.Context, p gateway.MessageDataPresenceUpdate) error {
	c.mu.Lock()
	c.presence = &p
	c.mu.Unlock()
	return c.Send(ctx, gateway.OpcodePresenceUpdate, p)
}

// Send sends a command, waiting while more than Discord allows were sent in the
// last minute. It returns [ErrNotReady] without a ready session, and ctx's error
// when that ends while waiting; what is being written is written.
func (c *Client) Send(ctx context.Context, op gateway.Opcode, data any) error {
	c.mu.Lock()
	l := c.live
	c.mu.Unlock()
	if l == nil {
		return ErrNotReady
	}
	if err := l.sends.wait(ctx); err != nil {
		return err
	}
	if err := l.write(ctx, op, data); err != nil {
		return fmt.Errorf("gateway: send opcode %d: %w", op, err)
	}
	return nil
}

func (c *Client) setState(s State, err error) {
	c.mu.Lock()
	changed := c.state != s
	c.state = s
	if err != nil || s == Ready {
		c.err = err
	}
	c.mu.Unlock()
	if changed && c.o.OnState != nil {
		c.o.OnState(s)
	}
}

func (c *Client) setLive(l *link) {
	c.mu.Lock()
	c.live = l
	c.mu.Unlock()
}
