package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// TestSlowDatabase: while somebody holds the database, players are told within
// Discord's time that the answer comes, and it comes.
func TestSlowDatabase(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		b := launch(t, g.settings(database))
		ana := g.join(t, "Ana")
		ana.do("balance")
		release := hold(t, database)
		var a client.Answer
		var err error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			a, err = ana.ask("claim")
		}()
		eventually(t, "the deferral", func() error {
			for _, x := range g.requests() {
				if strings.HasSuffix(x.Path, "/callback") && strings.Contains(string(x.Body), `"type":5`) {
					return nil
				}
			}
			return b.alive()
		})
		release()
		<-ended
		if err != nil {
			t.Fatal(err)
		}
		if a.Kind != client.Deferred {
			t.Errorf("the answer is of kind %d, want a deferral", a.Kind)
		}
		says(t, "the late answer", a, "Cost **700**")
		if took := a.Acknowledged.Sub(a.Sent); took > 2500*time.Millisecond {
			t.Errorf("the deferral came after %s; that leaves no room within Discord's three seconds", took)
		}
		b.stop(t)
		audit(t, database)
		g.check(t, nil)
	})
}

// hold keeps everybody else from writing until release is called.
func hold(t *testing.T, database string) (release func()) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := open(t, database).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{"BEGIN IMMEDIATE"}
	if strings.Contains(database, "://") {
		statements = []string{"BEGIN", "LOCK TABLE player IN ACCESS EXCLUSIVE MODE"}
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
			t.Error(err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestDiscordFails: what Discord's API does wrong costs no player an answer and
// changes nothing twice.
func TestDiscordFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		faults  sandbox.Faults
		allowed []int // statuses, beside those below 400
	}{
		"slow answers":     {faults: sandbox.Faults{Delay: 2 * time.Second}},
		"a few 429":        {faults: sandbox.Faults{Next: 2, Status: 429, RetryAfter: 300 * time.Millisecond}, allowed: []int{429}},
		"a few 500":        {faults: sandbox.Faults{Next: 2, Status: 500}, allowed: []int{500}},
		"a few 503":        {faults: sandbox.Faults{Next: 2, Status: 503}, allowed: []int{503}},
		"lost answers":     {faults: sandbox.Faults{Lose: 0.4}, allowed: []int{400}},
		"repeated events":  {faults: sandbox.Faults{Repeat: 3}},
		"repeats and 500s": {faults: sandbox.Faults{Repeat: 2, Chance: 0.2, Status: 502}, allowed: []int{502}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuild(t)
			database := t.TempDir() + "/game.db"
			b := launch(t, g.settings(database))
			ana := g.join(t, "Ana")
			ana.do("version")
			g.SetFaults(tt.faults)
			for _, ask := range []struct{ name, want string }{
				{"claim", "Cost **700**"}, {"daily", "You get **1,000**"}, {"balance", "**1,800** flakes"},
			} {
				a := ana.do(ask.name)
				says(t, "/"+ask.name, a, ask.want)
				inTime(t, "/"+ask.name, a)
			}
			g.SetFaults(sandbox.Faults{})
			b.stop(t)
			if r := audit(t, database); r.Copies != 1 || r.Currencies["flake"].Held != 1800 {
				t.Errorf("the audit counts %d copies and %+v; want 1 and 1800 flakes held", r.Copies, r.Currencies)
			}
			g.check(t, func(x sandbox.Exchange) bool {
				for _, status := range tt.allowed {
					if x.Status == status {
						return status != 400 || strings.Contains(string(x.Answer), "40060")
					}
				}
				return false
			})
		})
	}
}

// TestGatewayDrops cuts the connection again and again while people play:
// nothing that was asked is lost, nothing is done twice.
func TestGatewayDrops(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		b := launch(t, g.settings(database).with("RULES", rules(t, busy)))
		c := gather(t, g, 20, 11)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var over atomic.Bool
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.play(ctx, func() bool { return !over.Load() })
		}()
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		cuts := 0
		for cuts < 6 {
			<-tick.C
			cuts += g.DropGateway()
		}
		over.Store(true)
		<-ended
		deeds, count := c.done()
		t.Logf("%d cuts; done: %v", cuts, count)
		for _, a := range c.lost {
			t.Errorf("interaction %d, sent %s before the end, was never answered", a.Interaction, time.Since(a.Sent))
		}
		if count["claim"] == 0 {
			t.Error("nobody could claim")
		}
		answeredIsKept(t, c, open(t, database))
		seen := map[string]bool{}
		for _, d := range deeds {
			key := fmt.Sprintf("%s %d", d.what, d.interaction)
			if seen[key] {
				t.Errorf("%s was answered twice", key)
			}
			seen[key] = true
		}
		b.stop(t)
		audit(t, database)
		g.check(t, nil)
	})
}

// TestSessionInvalid: a session that Discord takes away is replaced.
func TestSessionInvalid(t *testing.T) {
	t.Parallel()
	for name, resumable := range map[string]bool{"resumable": true, "not resumable": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuild(t)
			b := launch(t, g.settings(t.TempDir()+"/game.db"))
			ana := g.join(t, "Ana")
			says(t, "/claim", ana.do("claim"), "Cost **700**")
			if n := g.InvalidateSessions(resumable); n != 1 {
				t.Fatalf("%d connections were told, want 1", n)
			}
			eventually(t, "the bot answers again", func() error {
				_, err := ana.ask("balance")
				return err
			})
			says(t, "/daily", ana.do("daily"), "You get **1,000**")
			b.stop(t)
			// Discord wants a pause before a new session, and whoever asks
			// meanwhile may hear of it too late.
			g.check(t, func(x sandbox.Exchange) bool { return strings.Contains(string(x.Answer), "10062") })
		})
	}
}
