package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/coder/websocket"
	"github.com/disgoorg/disgo/gateway"
)

// Why we end a connection ourselves.
var (
	errZombie    = errors.New("the server does not acknowledge heartbeats")
	errReconnect = errors.New("the server asked to reconnect")
	errNoHello   = errors.New("the server did not say hello")
	errNotReady  = errors.New("the server did not make the session ready")
)

// maxNames bounds the table of event names; Discord has some eighty.
const maxNames = 512

// read handles messages until the connection ends, and says why it does.
func (l *link) read(ctx context.Context) error {
	// Reading does not end with ctx but with the connection, which bye and cut
	// close: it costs nothing a message, and the goodbye can still be said.
	reading := context.WithoutCancel(ctx)
	for {
		msg, err := l.receive(reading)
		if err == nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return l.lost(err)
		}
		f, err := decode(msg)
		if err != nil {
			return fmt.Errorf("gateway: %w", err)
		}
		if err := l.obey(f); err != nil {
			return err
		}
	}
}

// lost tells a close that must not be retried from the others.
func (l *link) lost(err error) error {
	if code := int(websocket.CloseStatus(err)); fatal(code) {
		return &FatalError{Code: code}
	}
	return fmt.Errorf("gateway: read: %w", err)
}

// obey does what one message says. An error ends the connection.
func (l *link) obey(f frame) error {
	//nolint:exhaustive // the others are only ever sent by us
	switch gateway.Opcode(f.op) {
	case gateway.OpcodeDispatch:
		return l.dispatch(f)
	case gateway.OpcodeHello:
		return l.greeted(f.data)
	case gateway.OpcodeHeartbeat:
		select {
		case l.asked <- struct{}{}:
		default: // one is about to be sent
		}
	case gateway.OpcodeHeartbeatACK:
		l.acknowledged()
	case gateway.OpcodeReconnect:
		return errReconnect
	case gateway.OpcodeInvalidSession:
		if string(f.data) != "true" {
			l.c.session = nil
		}
		return errInvalidSession
	}
	return nil
}

// greeted takes the server's hello. One that comes later again is ignored.
func (l *link) greeted(data []byte) error {
	var d gateway.MessageDataHello
	if err := json.Unmarshal(data, &d); err != nil || d.HeartbeatInterval <= 0 {
		return fmt.Errorf("gateway: bad hello %.100q", data)
	}
	if l.saidHello {
		return nil
	}
	l.saidHello = true
	// Said here and not where it is done, so that it comes before Ready however
	// quick the server is.
	if l.resume != nil {
		l.c.setState(Resuming, nil)
	} else {
		l.c.setState(Identifying, nil)
	}
	l.hello <- time.Duration(d.HeartbeatInterval) * time.Millisecond
	return nil
}

// dispatch hands on one event, unless the session has had it.
func (l *link) dispatch(f frame) error {
	now := l.c.o.Clock.Now()
	switch string(f.typ) {
	case "READY":
		var d struct {
			SessionID string `json:"session_id"`
			URL       string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(f.data, &d); err != nil || d.SessionID == "" {
			return fmt.Errorf("gateway: bad READY of %d bytes", len(f.data))
		}
		l.c.session = &session{id: d.SessionID, url: d.URL}
		l.c.seq.Store(f.seq)
		l.becameReady(now)
	case "RESUMED":
		l.becameReady(now)
	default:
		if f.seq != 0 && f.seq <= l.c.seq.Load() {
			return nil
		}
	}
	// Noted before the event is handled: one that makes the handler panic must
	// not be replayed for ever.
	if f.seq > l.c.seq.Load() {
		l.c.seq.Store(f.seq)
	}
	l.c.o.Handle(Dispatch{
		Type: l.c.name(f.typ), Sequence: int(f.seq), Data: bytes.Clone(f.data), Received: now,
	})
	return nil
}

// name is the event's name without an allocation for one that was seen before.
func (c *Client) name(b []byte) string {
	if s, ok := c.seen[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(c.seen) < maxNames {
		c.seen[s] = s
	}
	return s
}

func (l *link) becameReady(now time.Time) {
	l.mu.Lock()
	first := l.since.IsZero()
	if first {
		l.since = now
	}
	l.mu.Unlock()
	if first {
		close(l.ready)
		l.c.setLive(l)
		l.c.setState(Ready, nil)
	}
}

// acknowledged notes the answer to a heartbeat.
func (l *link) acknowledged() {
	now := l.c.o.Clock.Now()
	l.mu.Lock()
	l.pending = false
	took := now.Sub(l.sent)
	known := !l.sent.IsZero()
	l.mu.Unlock()
	if known {
		l.c.mu.Lock()
		l.c.latency = took
		l.c.mu.Unlock()
	}
}

// beat greets the server after its hello, and then keeps the connection alive.
func (l *link) beat(ctx context.Context) error {
	interval, err := l.awaitHello(ctx)
	if err == nil {
		err = l.greet(ctx)
	}
	if err != nil {
		return err
	}
	patience := l.c.o.Clock.NewTimer(readyTimeout)
	defer patience.Stop()
	ready := l.ready
	// The first beat comes at a random point of the interval, or all clients
	// of a server that restarted would beat at once.
	next := l.c.o.Clock.NewTimer(time.Duration(l.c.rng.Float64() * float64(interval)))
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ready:
			ready = nil
			patience.Stop()
		case <-patience.C():
			return errNotReady
		case <-l.asked:
			if err := l.heartbeat(ctx, false); err != nil {
				return err
			}
		case <-next.C():
			if err := l.heartbeat(ctx, true); err != nil {
				return err
			}
			next.Reset(interval)
		}
	}
}

// awaitHello waits for the heartbeat interval.
func (l *link) awaitHello(ctx context.Context) (time.Duration, error) {
	patience := l.c.o.Clock.NewTimer(helloTimeout)
	defer patience.Stop()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-patience.C():
		return 0, errNoHello
	case interval := <-l.hello:
		return interval, nil
	}
}

// heartbeat sends one. A regular one finds out whether the one before was
// answered; one that the server asked for does not count, because the regular
// one may follow at once.
func (l *link) heartbeat(ctx context.Context, regular bool) error {
	l.mu.Lock()
	dead := regular && l.pending
	if regular || !l.pending {
		l.sent = l.c.o.Clock.Now()
	}
	l.pending = l.pending || regular
	l.mu.Unlock()
	if dead {
		return errZombie
	}
	var seq *int64
	if n := l.c.seq.Load(); n != 0 {
		seq = &n
	}
	if err := l.write(ctx, gateway.OpcodeHeartbeat, seq); err != nil {
		return fmt.Errorf("gateway: heartbeat: %w", err)
	}
	return nil
}

// greet resumes the session, or asks for a new one.
func (l *link) greet(ctx context.Context) error {
	c := l.c
	if s := l.resume; s != nil {
		err := l.write(ctx, gateway.OpcodeResume, gateway.MessageDataResume{
			Token: c.o.Token, SessionID: s.id, Seq: int(c.seq.Load()),
		})
		if err != nil {
			return fmt.Errorf("gateway: resume: %w", err)
		}
		return nil
	}
	c.mu.Lock()
	presence := c.presence
	c.mu.Unlock()
	err := l.write(ctx, gateway.OpcodeIdentify, gateway.MessageDataIdentify{
		Token:      c.o.Token,
		Properties: gateway.IdentifyCommandDataProperties{OS: runtime.GOOS, Browser: "gohye", Device: "gohye"},
		Shard:      &[2]int{c.o.Shard, c.o.Shards},
		Intents:    c.o.Intents,
		Presence:   presence,
	})
	if err != nil {
		return fmt.Errorf("gateway: identify: %w", err)
	}
	return nil
}
