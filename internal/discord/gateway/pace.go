package gateway

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gohye/internal/clock"
)

// pace admits len(ring) things in any span of time, first come first served.
type pace struct {
	clock clock.Clock
	span  time.Duration

	mu   sync.Mutex // guards what follows
	ring []time.Time
	next int // ring[next] is the oldest admission
}

func newPace(c clock.Clock, n int, span time.Duration) *pace {
	return &pace{clock: c, span: span, ring: make([]time.Time, n)}
}

// reserve takes the next place and says how long it is off.
func (p *pace) reserve() time.Duration {
	now := p.clock.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	at := now
	if oldest := p.ring[p.next]; !oldest.IsZero() && oldest.Add(p.span).After(now) {
		at = oldest.Add(p.span)
	}
	p.ring[p.next] = at
	p.next = (p.next + 1) % len(p.ring)
	return at.Sub(now)
}

// wait takes the next place and waits for it. A wait that ctx ends leaves its
// place unused.
func (p *pace) wait(ctx context.Context) error {
	return sleep(ctx, p.clock, p.reserve())
}

// sleep waits for d or until ctx ends, whose error it then returns.
func sleep(ctx context.Context, c clock.Clock, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	t := c.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C():
		return nil
	}
}

// A Gate spaces the identifies of all shards: Discord allows one every five
// seconds for each of max_concurrency groups. It may be shared by any number
// of clients.
type Gate struct {
	groups []*pace
}

// NewGate makes a gate for session_start_limit.max_concurrency groups; fewer
// than one counts as one.
func NewGate(c clock.Clock, concurrency int) *Gate {
	g := &Gate{groups: make([]*pace, max(1, concurrency))}
	for i := range g.groups {
		g.groups[i] = newPace(c, 1, 5*time.Second)
	}
	return g
}

// Wait returns when the shard may identify, or ctx's error.
func (g *Gate) Wait(ctx context.Context, shard int) error {
	if shard < 0 {
		return fmt.Errorf("gateway: shard %d does not exist", shard)
	}
	return g.groups[shard%len(g.groups)].wait(ctx)
}
