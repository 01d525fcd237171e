package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// The defaults of [Options].
const (
	defaultQueue      = 4096
	defaultPerPlayer  = 16
	defaultDeferAfter = 1500 * time.Millisecond
	defaultDeadline   = 10 * time.Second
)

// suggestWithin is the deadline of autocompletes, which cannot be deferred.
const suggestWithin = 2 * time.Second

// refusalsKept is how many refusals may wait to be sent.
const refusalsKept = 256

// A Sender sends answers and messages to Discord. [rest.Client] of package
// internal/discord/rest is one.
type Sender interface {
	Callback(ctx context.Context, id snowflake.ID, token string, r discord.InteractionResponse) error
	UpdateInteractionResponse(app snowflake.ID, token string, m discord.MessageUpdate, opts ...rest.RequestOpt) (*discord.Message, error)
	CreateFollowupMessage(app snowflake.ID, token string, m discord.MessageCreate, opts ...rest.RequestOpt) (*discord.Message, error)
	DeleteInteractionResponse(app snowflake.ID, token string, opts ...rest.RequestOpt) error
	CreateMessage(channel snowflake.ID, m discord.MessageCreate, opts ...rest.RequestOpt) (*discord.Message, error)
	UpdateMessage(channel, message snowflake.ID, m discord.MessageUpdate, opts ...rest.RequestOpt) (*discord.Message, error)
	CreateDMChannel(user snowflake.ID, opts ...rest.RequestOpt) (*discord.DMChannel, error)
}

// An Observer counts. Its method must be quick and may be called from any
// goroutine.
type Observer interface {
	// Interaction is told of every interaction once, when it is over. The
	// times are since its arrival; acknowledged is 0 when it never was.
	Interaction(command, outcome string, acknowledged, finished time.Duration)
}

// Options configure a [Router]. Without a comment a field is needed.
type Options struct {
	Commands []command.Command
	Sender   Sender
	Clock    clock.Clock
	Log      *slog.Logger
	Locale   *locale.Bundle
	Observer Observer // nil for none
	// Incident makes a number for a fault: short, and new every time. It may
	// be called from any goroutine.
	Incident func() string

	Queue      int           // how many may wait; 0 means 4,096
	PerPlayer  int           // how many of one player; 0 means 16
	DeferAfter time.Duration // since arrival; 0 means 1.5 seconds
	Deadline   time.Duration // of commands that say nothing; 0 means 10 seconds
}

// A Router takes interactions, runs commands and answers. Its methods may be
// called from any goroutine.
type Router struct {
	o       Options
	targets targets

	ready     chan *lane    // lanes with something to run and nothing running
	refusals  chan refusal  // to be sent by Refusals
	deferWake chan struct{} // capacity 1: a Deferrals that has nothing to wait for looks again
	drained   chan struct{} // closed when the intake is closed and nothing is in flight

	mu        sync.Mutex // guards what follows, and the marked fields of interactions
	lanes     map[game.PlayerID]*lane
	spares    []*lane // unused, kept to be used again
	queued    int     // waiting in lanes
	inflight  int     // waiting, running, or being refused
	closed    bool
	seen      seen
	dueFirst  *interaction // the list of deferrals, by arrival
	dueLast   *interaction
	deferIdle int // Deferrals that wait for deferWake only
}

// New makes a router. An error says which option or command is wrong.
func New(o Options) (*Router, error) {
	if o.Sender == nil || o.Clock == nil || o.Log == nil || o.Locale == nil || o.Incident == nil {
		return nil, errors.New("discord: Sender, Clock, Log, Locale and Incident are needed")
	}
	o.Queue = or(o.Queue, defaultQueue)
	o.PerPlayer = or(o.PerPlayer, defaultPerPlayer)
	o.DeferAfter = or(o.DeferAfter, defaultDeferAfter)
	o.Deadline = or(o.Deadline, defaultDeadline)
	if o.Queue < 1 || o.PerPlayer < 1 || o.DeferAfter < 0 || o.DeferAfter >= ackWithin || o.Deadline < 0 {
		return nil, errors.New("discord: Queue and PerPlayer must be positive, DeferAfter below 3s, Deadline not negative")
	}
	targets, err := newTargets(o.Commands, o.Deadline)
	if err != nil {
		return nil, err
	}
	return &Router{
		o: o, targets: targets,
		ready:     make(chan *lane, o.Queue),
		refusals:  make(chan refusal, refusalsKept),
		deferWake: make(chan struct{}, 1),
		drained:   make(chan struct{}),
		lanes:     map[game.PlayerID]*lane{},
		spares:    make([]*lane, 0, 256),
		seen:      newSeen(o.Queue),
	}, nil
}

// Dispatch takes an event of the gateway; all but interactions are ignored. It
// never blocks, so it may be called on the gateway's reading goroutine. It
// keeps d.Data, which must not change afterwards.
func (r *Router) Dispatch(d gateway.Dispatch) {
	if d.Type != "INTERACTION_CREATE" {
		return
	}
	it, err := decode(d.Data, d.Received)
	if err != nil {
		r.o.Log.Warn("interaction not understood", slog.Any("error", err))
		return
	}
	r.take(it)
}

// Run is one worker: it runs interactions until ctx ends, and returns nil. The
// one in hand is then cancelled and answered. Any number may run side by side.
func (r *Router) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case l := <-r.ready:
			r.serve(ctx, l)
		}
	}
}

// serve runs the first interaction of a lane. The lane is released whatever
// happens, for nobody else would serve it again.
func (r *Router) serve(ctx context.Context, l *lane) {
	defer r.release(l)
	r.handle(ctx, r.next(l))
}

// Refusals tells players that their interactions were not taken. When ctx ends
// it tells those who wait and returns nil: end it after whatever calls
// Dispatch, and nobody is left without a word. Any number may run side by side.
func (r *Router) Refusals(ctx context.Context) error {
	for {
		select {
		case n := <-r.refusals:
			r.sayRefusal(ctx, n)
			continue
		default:
		}
		select {
		case <-ctx.Done():
			return nil
		case n := <-r.refusals:
			r.sayRefusal(ctx, n)
		}
	}
}

// CloseIntake takes nothing new: who comes is told that the bot restarts. What
// was taken goes on. It may be called again.
func (r *Router) CloseIntake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.closed = true
	if r.inflight == 0 {
		close(r.drained)
	}
}

// Drain waits, after CloseIntake, until everything taken is answered. Workers,
// Deferrals and Refusals must still run. When ctx ends before, the error names
// what is left.
func (r *Router) Drain(ctx context.Context) error {
	select {
	case <-r.drained:
		return nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var left []string
	for _, l := range r.lanes {
		if l.running != nil {
			left = append(left, l.running.targetName()+" "+l.running.id.String())
		}
	}
	slices.Sort(left)
	return fmt.Errorf("discord: %d interactions unfinished, running: %s: %w", r.inflight, strings.Join(left, ", "), ctx.Err())
}

// Stats are how full the router is now.
type Stats struct{ Queued, InFlight int }

// Stats is for metrics.
func (r *Router) Stats() Stats {
	r.mu.Lock()
	defer r.mu.Unlock()
	return Stats{Queued: r.queued, InFlight: r.inflight}
}
