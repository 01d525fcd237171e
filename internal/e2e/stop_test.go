package e2e_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"gohye/internal/sandbox"
)

// restarting begins the sentence for those who come during a stop.
const restarting = "The bot is restarting"

// TestStopUnderLoad ends the program while everybody plays: what was taken is
// answered, and what could not be delivered any more is delivered later.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		set := g.settings(database).with("RULES", rules(t, busy))
		b := launch(t, set)
		c := gather(t, g, 60, 7)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var told time.Time
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.play(ctx, func() bool { // until the bot says that it restarts, or is gone
				select {
				case <-b.ended:
					return false
				default:
					return c.refused(restarting) == 0
				}
			})
		}()
		eventually(t, "everything has been done once", func() error {
			if _, count := c.done(); len(count) < 5 || count["drop"] < 2 {
				return fmt.Errorf("only %v", count)
			}
			return nil
		})
		told = time.Now()
		took := b.stop(t)
		<-ended
		answered(t, c, told)
		_, count := c.done()
		t.Logf("stopped after %s; done: %v, told to come back: %d, asked too late: %d",
			took.Round(time.Millisecond), count, c.refused(restarting), len(c.lost))
		answeredIsKept(t, c, open(t, database))
		audit(t, database)

		again := launch(t, set)
		settled(t, c, database)
		again.stop(t)
		audit(t, database)
		g.check(t, nil)
	})
}

// answered demands an answer for everybody who asked before the stop began, or
// while the program still took interactions.
func answered(t *testing.T, c *crowd, told time.Time) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.lost {
		if a.Sent.Before(told) {
			t.Errorf("interaction %d was sent %s before the stop and never answered", a.Interaction, told.Sub(a.Sent))
		}
	}
	if n := len(c.lost); n > len(c.members)/2 {
		t.Errorf("%d of %d players were left without a word", n, len(c.members))
	}
}

// refused counts those who were told so.
func (c *crowd) refused(words string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for text, times := range c.told {
		if strings.HasPrefix(text, words[:min(len(words), toldLetters)]) {
			n += times
		}
	}
	return n
}

// TestStopSignals: either signal ends the program cleanly, and quickly when
// nothing is going on.
func TestStopSignals(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuild(t)
			b := launch(t, g.settings(t.TempDir()+"/game.db"))
			g.join(t, "Ana").do("claim")
			began := time.Now()
			b.signal(t, s)
			if code := b.wait(t); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("a stop of an idle program took %s", took)
			}
			if len(b.stderr.lines(`"msg":"stopped"`, `"clean":true`)) != 1 {
				t.Errorf("the log does not say that the stop was clean:\n%s", tail(b.stderr.String(), 5))
			}
		})
	}
}

// stalled is a program that is in the middle of answering somebody, because
// Discord does not react.
func stalled(t *testing.T, extra settings) *bot {
	t.Helper()
	g := newGuild(t)
	set := g.settings(t.TempDir()+"/game.db").with("LOG_LEVEL", "debug")
	maps.Copy(set, extra)
	b := launch(t, set)
	ana := g.join(t, "Ana")
	ana.do("balance") // reads the list of commands
	g.SetFaults(sandbox.Faults{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = ana.Command(ctx, g.channel, "daily") // it is not answered
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	eventually(t, "the interaction begins", func() error {
		if len(b.stderr.lines(`"msg":"interaction begins"`, `"command":"daily"`)) == 0 {
			return b.alive()
		}
		return nil
	})
	return b
}

// TestSecondSignal: whoever signals twice does not want to wait.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := stalled(t, nil)
			b.signal(t, syscall.SIGTERM)
			eventually(t, "the stop begins", func() error {
				if len(b.stderr.lines(`"msg":"stopping"`)) == 0 {
					return b.alive()
				}
				return nil
			})
			began := time.Now()
			b.signal(t, second)
			b.wait(t)
			if took := time.Since(began); took > time.Second {
				t.Errorf("the program went on for %s after the second signal", took)
			}
			if len(b.stderr.lines(`"msg":"stopped"`)) > 0 {
				t.Error("the program had stopped by itself before the second signal")
			}
			state := b.cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !state.Signaled() || state.Signal() != second {
				t.Errorf("it ended with %v, want by %v", b.cmd.ProcessState, second)
			}
		})
	}
}

// TestStragglerIsNamed: who does not end in time is named, and the program ends
// all the same.
func TestStragglerIsNamed(t *testing.T) {
	t.Parallel()
	b := stalled(t, settings{"STOP_TIMEOUT": "1s"})
	began := time.Now()
	b.signal(t, syscall.SIGTERM)
	if code := b.wait(t); code != 1 {
		t.Errorf("exit code %d after a stop with a straggler, want 1", code)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("the stop took %s with a limit of one second", took)
	}
	said := b.stderr.String()
	for _, want := range []string{"commands did not end in time", "daily ", "interactions", "stack"} {
		if !strings.Contains(strings.ToLower(said), want) {
			t.Errorf("the log has no %q:\n%s", want, tail(said, 40))
		}
	}
}
