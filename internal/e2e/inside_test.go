package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/app"
	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/process"
	"gohye/internal/sandbox/client"
)

// inside runs the program in the test's own process, with its sandbox. stop
// ends it and waits; the test calls it at the latest when it is over.
func inside(t *testing.T, law string) (a *app.App, stop func()) {
	t.Helper()
	return insideAt(t, settings{"RULES": rules(t, law)}, clock.System{})
}

// insideAt is inside by a clock and with more settings.
func insideAt(t *testing.T, set settings, c clock.Clock) (a *app.App, stop func()) {
	t.Helper()
	set = set.with("HTTP", "127.0.0.1:0").with("DATA", t.TempDir())
	cfg, _, err := config.Load(nil, set.environ(), os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	a, err = app.New(t.Context(), cfg, c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	process.Label(ctx, "test", func(ctx context.Context) {
		go func() { ended <- a.Run(ctx) }()
	})
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return a, stop
}

// A wound clock is the machine's, put forward by a test.
type wound struct {
	clock.System
	ahead atomic.Int64 // nanoseconds
}

// Now implements [clock.Clock].
func (w *wound) Now() time.Time { return w.System.Now().Add(time.Duration(w.ahead.Load())) }

// wind puts the clock forward to a moment.
func (w *wound) wind(to time.Time) { w.ahead.Store(int64(to.Sub(w.System.Now()))) }

// registered waits until the bot has its commands and takes interactions.
func registered(t *testing.T, p *player) {
	t.Helper()
	eventually(t, "the program is ready", func() error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.guild.url+"/readyz", nil)
		if err != nil {
			return err
		}
		res, err := p.guild.pool.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	})
	eventually(t, "the commands are registered", func() error {
		list, err := p.Commands(t.Context(), p.guild.channel)
		if err == nil && len(list) == 0 {
			err = errors.New("it has no commands yet")
		}
		return err
	})
}

// TestEveryGoroutineIsOwned runs the whole program under load in this process:
// every goroutine belongs to a named process, and none is left after the stop.
// It does not run beside others, whose goroutines would be seen as well.
//
//nolint:contextcheck // all of it takes the test's own context
func TestEveryGoroutineIsOwned(t *testing.T) {
	before := goleak.IgnoreCurrent()
	a, stop := inside(t, busy)
	s := a.Sandbox()
	var players []*player
	g := &guild{Server: s, url: a.Address(), channel: s.Channels()["general"], pool: pool()}
	process.Label(t.Context(), "test", func(context.Context) {
		for i := range 8 {
			players = append(players, g.join(t, fmt.Sprintf("Player %d", i)))
		}
		registered(t, players[0])
		var all sync.WaitGroup
		for _, p := range players {
			all.Go(func() {
				for range 10 {
					if _, err := p.ask("claim", client.Arg{Name: "count", Value: 1}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		eventually(t, "no goroutine is unowned", func() error {
			if stacks := process.Unowned(); len(stacks) > 0 {
				return fmt.Errorf("%q", stacks)
			}
			return nil
		})
		all.Wait()
	})
	for _, p := range players {
		p.Close()
	}
	stop()
	g.pool.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}
