package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/gateway"

	"gohye/internal/process"
)

func TestFirstConnectionWaitsForNothing(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		start := time.Now()
		p := h.accept()
		m := p.recv()
		var d gateway.MessageDataIdentify
		if err := json.Unmarshal(m.D, &d); err != nil {
			t.Fatal(err)
		}
		if m.Op != 2 || d.Token != token || d.Intents != 1 || d.Shard == nil || *d.Shard != [2]int{0, 1} {
			t.Errorf("identify is %d %s", m.Op, m.D)
		}
		if got := h.path(0); !strings.HasPrefix(got, "/main?") || !strings.Contains(got, "v=10") || !strings.Contains(got, "encoding=json") {
			t.Errorf("address %q", got)
		}
		p.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"ws://gw/resume"}}`)
		h.event()
		synctest.Wait()
		if took := time.Since(start); took != 0 || !h.client.Ready() || h.client.Err() != nil {
			t.Errorf("ready %v after %v, err %v", h.client.Ready(), took, h.client.Err())
		}
	})
}

func TestHeartbeats(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		start := time.Now()
		p := h.login()
		first := p.recv()
		if off := first.at.Sub(start); first.Op != 1 || off <= 0 || off >= 40*time.Second || string(first.D) != "1" {
			t.Errorf("first beat %d %s after %v", first.Op, first.D, off)
		}
		time.Sleep(30 * time.Millisecond)
		p.send(`{"op":11}`)
		synctest.Wait()
		if got := h.client.Latency(); got != 30*time.Millisecond {
			t.Errorf("latency %v", got)
		}
		second := p.recv()
		if gap := second.at.Sub(first.at); gap != 40*time.Second {
			t.Errorf("second beat after %v", gap)
		}
		p.send(`{"op":11}`)
		before := time.Now()
		p.send(`{"op":1,"d":null}`)
		if m := p.recv(); m.Op != 1 || m.at != before {
			t.Errorf("asked for a beat, got %d after %v", m.Op, m.at.Sub(before))
		}
	})
}

func TestBeatAskedForDoesNotMakeAZombie(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		p := h.login()
		first := p.recv()
		p.send(`{"op":1}`) // the answer to the regular beat is under way
		p.recv()
		p.send(`{"op":11}`)
		time.Sleep(time.Until(first.at.Add(40*time.Second)) - time.Millisecond)
		p.send(`{"op":1}`) // its answer is under way when the regular beat is due
		p.recv()
		if m := p.recv(); m.Op != 1 {
			t.Errorf("got %d", m.Op)
		}
		p.send(`{"op":11}`)
		p.send(`{"op":11}`)
		time.Sleep(time.Second)
		if !h.client.Ready() {
			t.Error("taken for dead")
		}
	})
}

func TestMissedAcknowledgementResumes(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		p := h.login()
		p.dispatch(2, "A")
		p.dispatch(3, "B")
		h.event()
		h.event()
		p.recv() // a beat that is not answered
		if code := p.closeCode(); code == 1000 || code == 1001 || code < 0 {
			t.Errorf("closed with %d, which ends the session", code)
		}
		p = h.accept()
		if got := h.path(1); !strings.HasPrefix(got, "/resume?") {
			t.Errorf("resumed at %q", got)
		}
		m := p.recv()
		var r gateway.MessageDataResume
		if err := json.Unmarshal(m.D, &r); err != nil || m.Op != 6 || r.Seq != 3 || r.SessionID != "abc" || r.Token != token {
			t.Errorf("resume is %d %s", m.Op, m.D)
		}
		p.dispatch(3, "B") // was delivered before
		p.dispatch(4, "C")
		p.dispatch(5, "D")
		p.send(`{"op":0,"s":6,"t":"RESUMED","d":{}}`)
		p.dispatch(7, "E")
		var got []string
		for range 4 {
			d := h.event()
			got = append(got, fmt.Sprint(d.Type, d.Sequence))
		}
		if want := "[C4 D5 RESUMED6 E7]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %s", got, want)
		}
		synctest.Wait()
		if !h.client.Ready() {
			t.Error("not ready after RESUMED")
		}
	})
}

func TestServerAsksToReconnect(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		p := h.login()
		time.Sleep(stable)
		start := time.Now()
		p.send(`{"op":7,"d":null}`)
		p = h.accept()
		if m := p.recv(); m.Op != 6 {
			t.Errorf("got opcode %d, want resume", m.Op)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("reconnected after %v", took)
		}
	})
}

func TestInvalidSession(t *testing.T) {
	t.Parallel()
	for d, want := range map[string]int{"true": 6, "false": 2} {
		t.Run(d, func(t *testing.T) {
			t.Parallel()
			bubble(t, nil, func(t *testing.T, h *harness) {
				p := h.login()
				start := time.Now()
				p.send(`{"op":9,"d":` + d + `}`)
				p.closeCode()
				p = h.accept()
				if m := p.recv(); m.Op != want {
					t.Errorf("got opcode %d, want %d", m.Op, want)
				}
				if took := time.Since(start); took < time.Second || took > 6*time.Second {
					t.Errorf("waited %v, want 1 to 5 s", took)
				}
			})
		})
	}
}

func TestCloseCodes(t *testing.T) {
	t.Parallel()
	const resume, identify, never = 6, 2, 0
	for code, want := range map[int]int{
		1000: resume, 1001: resume, 1011: resume, 4000: resume, 4001: resume, 4002: resume, 4003: identify,
		4004: never, 4005: resume, 4007: identify, 4008: resume, 4009: identify,
		4010: never, 4011: never, 4012: never, 4013: never, 4014: never, 4999: resume,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			bubble(t, nil, func(t *testing.T, h *harness) {
				p := h.login()
				go p.ws.Close(websocket.StatusCode(code), "reason")
				if want != never {
					p = h.accept()
					if m := p.recv(); m.Op != want {
						t.Errorf("got opcode %d, want %d", m.Op, want)
					}
					return
				}
				err := <-h.done
				h.done <- err
				var dead *FatalError
				if !errors.As(err, &dead) || dead.Code != code || strings.Contains(dead.Error(), "cannot be retried") {
					t.Errorf("Run returned %v", err)
				}
				if h.client.State() != Failed || h.client.Err() == nil {
					t.Errorf("state %v, err %v", h.client.State(), h.client.Err())
				}
			})
		})
	}
}

func TestBackoffGrows(t *testing.T) {
	t.Parallel()
	var times []time.Time
	bubble(t, func(_ *harness, o *Options) {
		o.Dial = func(context.Context, string, string) (net.Conn, error) {
			times = append(times, time.Now())
			return nil, errors.New("refused")
		}
	}, func(t *testing.T, h *harness) {
		time.Sleep(10 * time.Minute)
		if h.client.Err() == nil || h.client.Ready() {
			t.Error("a dead gateway is not reported")
		}
		h.stop()
		h.done <- <-h.done
		if len(times) < 10 || len(times) > 30 {
			t.Fatalf("%d attempts in ten minutes", len(times))
		}
		for i := 2; i < len(times); i++ {
			gap := times[i].Sub(times[i-1])
			top := min(time.Minute, time.Second<<(i-2))
			if gap < top/2 || gap > top {
				t.Errorf("attempt %d after %v, want %v to %v", i, gap, top/2, top)
			}
		}
	})
}

func TestServerThatHangsUpIsNotCalledInALoop(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		start := time.Now()
		h.login().ws.CloseNow()
		for range 7 {
			p := h.accept()
			p.recv()
			p.send(`{"op":0,"s":9,"t":"RESUMED","d":{}}`)
			h.event()
			p.ws.CloseNow()
		}
		if took := time.Since(start); took < 30*time.Second {
			t.Errorf("eight connections in %v", took)
		}
	})
}

func TestResumeAddressThatIsGone(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *harness, o *Options) {
		dial := o.Dial
		o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if strings.HasPrefix(addr, "gone") {
				return nil, errors.New("no such host")
			}
			return dial(ctx, network, addr)
		}
	}, func(t *testing.T, h *harness) {
		p := h.accept()
		p.recv()
		p.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"ws://gone"}}`)
		h.event()
		p.ws.CloseNow()
		p = h.accept()
		if m := p.recv(); m.Op != 6 || !strings.HasPrefix(h.path(1), "/main") {
			t.Errorf("got opcode %d at %q", m.Op, h.path(1))
		}
	})
}

func TestSessionStartsUsedUp(t *testing.T) {
	t.Parallel()
	bubble(t, func(h *harness, o *Options) {
		entry := o.Entry
		start := time.Now()
		o.Entry = func(ctx context.Context) (Entry, error) {
			e, err := entry(ctx)
			used := discord.GatewayBot{URL: e.URL, SessionStartLimit: discord.SessionStartLimit{Total: 1000, ResetAfter: 3600_000}}
			if time.Since(start) >= time.Hour {
				used.SessionStartLimit.Remaining = 1000
			}
			return EntryFrom(&used), err
		}
	}, func(t *testing.T, h *harness) {
		synctest.Wait()
		if h.client.State() != Waiting || h.client.Err() == nil {
			t.Errorf("state %v, err %v", h.client.State(), h.client.Err())
		}
		time.Sleep(time.Hour)
		h.login()
		if len(h.times) != 1 || h.asked != 2 {
			t.Errorf("%d dials, asked %d times", len(h.times), h.asked)
		}
	})
}

func TestFatalEntry(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *harness, o *Options) {
		o.Entry = func(context.Context) (Entry, error) {
			return Entry{}, fmt.Errorf("rest: %w", &FatalError{Code: CloseAuthenticationFailed})
		}
	}, func(t *testing.T, h *harness) {
		err := <-h.done
		h.done <- err
		var dead *FatalError
		if !errors.As(err, &dead) || !strings.Contains(err.Error(), "GOHYE_TOKEN") {
			t.Errorf("Run returned %v", err)
		}
	})
}

func TestIdentifyGateIsNotForResumes(t *testing.T) {
	t.Parallel()
	passed := 0
	bubble(t, func(_ *harness, o *Options) {
		o.Identify = func(context.Context) error { passed++; return nil }
	}, func(t *testing.T, h *harness) {
		h.login().ws.CloseNow()
		if m := h.accept().recv(); m.Op != 6 || passed != 1 {
			t.Errorf("opcode %d, gate passed %d times", m.Op, passed)
		}
	})
}

func TestServerWithoutHelloOrReady(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		start := time.Now()
		h.next().closeCode() // no hello
		if took := time.Since(start); took != helloTimeout {
			t.Errorf("gave up on hello after %v", took)
		}
		p := h.accept()
		p.recv()
		start = time.Now()
		for open := true; open; { // beats are answered, READY never comes
			select {
			case <-p.got:
				p.send(`{"op":11}`)
			case <-p.over:
				open = false
			}
		}
		if took := time.Since(start); took != readyTimeout {
			t.Errorf("gave up on READY after %v", took)
		}
	})
}

func TestStop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*harness, *Options)
		before func(*testing.T, *harness)
		most   time.Duration
	}{
		"while ready":                 {nil, func(t *testing.T, h *harness) { h.login() }, 0},
		"while waiting for the hello": {nil, func(t *testing.T, h *harness) { h.next() }, 0},
		"while dialing": {func(_ *harness, o *Options) {
			o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
		}, nil, 0},
		"while asking for the address": {func(_ *harness, o *Options) {
			o.Entry = func(ctx context.Context) (Entry, error) { <-ctx.Done(); return Entry{}, ctx.Err() }
		}, nil, 0},
		"while at the gate": {func(_ *harness, o *Options) {
			o.Identify = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		}, nil, 0},
		"while out of session starts": {func(h *harness, _ *Options) { h.entry.Wait = time.Hour }, nil, 0},
		"while reconnecting": {nil, func(t *testing.T, h *harness) {
			h.login().ws.CloseNow()
			h.server.Close()
			time.Sleep(5 * time.Minute)
		}, 0},
		"while the handshake is not answered": {func(_ *harness, o *Options) {
			o.Dial = func(context.Context, string, string) (net.Conn, error) {
				a, b := net.Pipe()
				go b.Read(make([]byte, 1<<16)) // ends when a is closed
				return a, nil
			}
		}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, c.change, func(t *testing.T, h *harness) {
				if c.before != nil {
					c.before(t, h)
				}
				synctest.Wait()
				start := time.Now()
				h.stop()
				err := <-h.done
				h.done <- err
				h.stop() // a second stop is harmless
				if took := time.Since(start); err != nil || took > c.most {
					t.Errorf("Run returned %v after %v", err, took)
				}
				if h.client.State() != Stopped || !errors.Is(h.client.Send(t.Context(), 3, nil), ErrNotReady) {
					t.Errorf("state %v after the stop", h.client.State())
				}
			})
		})
	}
}

func TestStopEndsTheSession(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		p := h.login()
		h.stop()
		if code := p.closeCode(); code != 1000 {
			t.Errorf("closed with %d, want 1000", code)
		}
		h.done <- <-h.done
		// Run again: the session is gone.
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-h.done; h.done <- h.client.Run(ctx) }()
		h.login()
		cancel()
	})
}

// A peer that has died without a word neither answers the goodbye nor takes it.
func TestStopWithDeadPeer(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *harness, o *Options) {
		dial := o.Dial
		o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dial(ctx, network, addr)
			return &mute{Conn: c}, err
		}
	}, func(t *testing.T, h *harness) {
		h.login()
		start := time.Now()
		h.stop()
		err := <-h.done
		h.done <- err
		if took := time.Since(start); err != nil || took != byeTimeout {
			t.Errorf("Run returned %v after %v", err, took)
		}
	})
}

// mute stops taking bytes after the upgrade and the identify.
type mute struct {
	net.Conn
	writes int
}

func (m *mute) Write(b []byte) (int, error) {
	if m.writes++; m.writes > 2 {
		return len(b), nil
	}
	return m.Conn.Write(b)
}

func TestSecondRunIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		h.login()
		if err := h.client.Run(t.Context()); err == nil {
			t.Error("two runs at a time")
		}
	})
}

func TestSends(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		if err := h.client.Send(t.Context(), 3, nil); !errors.Is(err, ErrNotReady) {
			t.Errorf("before READY: %v", err)
		}
		if err := h.client.SetPresence(t.Context(), gateway.MessageDataPresenceUpdate{Status: "idle"}); !errors.Is(err, ErrNotReady) {
			t.Errorf("before READY: %v", err)
		}
		p := h.accept()
		if m := p.recv(); !strings.Contains(string(m.D), `"status":"idle"`) {
			t.Errorf("identify without the presence: %s", m.D)
		}
		p.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"ws://gw/resume"}}`)
		synctest.Wait()
		if err := h.client.Send(t.Context(), 3, strings.Repeat("x", maxSend)); err == nil {
			t.Error("a command over the limit was sent")
		}
		start := time.Now()
		for range 119 { // with the one above and the beats: more than a minute's
			if err := h.client.SetPresence(t.Context(), gateway.MessageDataPresenceUpdate{}); err != nil {
				t.Fatal(err)
			}
		}
		sent, within := 0, 0
		for sent < 119 {
			m := p.recv()
			if m.Op == 1 {
				p.send(`{"op":11}`)
				continue
			}
			sent++
			if m.at.Sub(start) < time.Minute {
				within++
			}
		}
		if within > sendsPerMinute || within < 100 {
			t.Errorf("%d sends in the first minute", within)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var err error
		for range 2 * sendsPerMinute {
			if err = h.client.SetPresence(short, gateway.MessageDataPresenceUpdate{}); err != nil {
				break
			}
		}
		if !errors.Is(err, context.DeadlineExceeded) || !h.client.Ready() {
			t.Errorf("a wait that was given up: %v, ready %v", err, h.client.Ready())
		}
	})
}

func TestPanicOfTheHandler(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *harness, o *Options) {
		handle := o.Handle
		o.Handle = func(d Dispatch) {
			if d.Type == "BAD" {
				panic("bad event")
			}
			handle(d)
		}
	}, func(t *testing.T, h *harness) {
		h.login().dispatch(2, "BAD")
		err := <-h.done
		var p *process.PanicError
		if !errors.As(err, &p) || h.client.Ready() {
			t.Errorf("Run returned %v, ready %v", err, h.client.Ready())
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() { h.done <- h.client.Run(ctx) }()
		m := h.accept().recv()
		if m.Op != 6 || !strings.Contains(string(m.D), `"seq":2`) {
			t.Errorf("after the panic: %d %s", m.Op, m.D)
		}
		cancel()
	})
}

func TestGarbageReconnects(t *testing.T) {
	t.Parallel()
	for _, garbage := range []string{`{`, `[]`, `{"op":"x"}`, `{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":0,"s":2,"t":"READY","d":[]}`} {
		t.Run(garbage, func(t *testing.T) {
			t.Parallel()
			bubble(t, nil, func(t *testing.T, h *harness) {
				h.login().send(garbage)
				if m := h.accept().recv(); m.Op != 6 {
					t.Errorf("got opcode %d", m.Op)
				}
			})
		})
	}
}

func TestRefusedHandshake(t *testing.T) {
	t.Parallel()
	bubble(t, func(h *harness, _ *Options) {
		next := h.server.Handler
		n := 0
		h.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n++; n < 3 {
				http.Error(w, "busy", http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	}, func(t *testing.T, h *harness) { h.login() })
}

func TestGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(systemClock(), 2)
		start := time.Now()
		for i, want := range []time.Duration{0, 0, 5 * time.Second, 5 * time.Second, 10 * time.Second} {
			if err := g.Wait(t.Context(), i); err != nil {
				t.Fatal(err)
			}
			if got := time.Since(start); got != want {
				t.Errorf("shard %d after %v, want %v", i, got, want)
			}
		}
		if g.Wait(t.Context(), -1) == nil {
			t.Error("a shard below zero")
		}
	})
}

func TestGateUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(systemClock(), 1)
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := g.Wait(t.Context(), i); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 35*time.Second {
			t.Errorf("eight shards in %v", took)
		}
	})
}

// TestManyLookOn asks a client for its state and sends through it while it
// logs in, beats, loses the line and resumes. The race detector does the rest.
func TestManyLookOn(t *testing.T) {
	t.Parallel()
	bubble(t, nil, func(t *testing.T, h *harness) {
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for ctx.Err() == nil {
					_, _, _ = h.client.Ready(), h.client.Latency(), h.client.Err()
					_ = h.client.SetPresence(ctx, gateway.MessageDataPresenceUpdate{Status: "idle"})
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		answer := func(p *peer, n int) {
			for range n {
				if m := p.recv(); m.Op == 1 {
					p.send(`{"op":11}`)
				}
			}
		}
		p := h.login()
		answer(p, 150)
		p.ws.CloseNow()
		p = h.accept()
		p.send(`{"op":0,"s":2,"t":"RESUMED","d":{}}`)
		h.event()
		answer(p, 150)
		cancel()
		wg.Wait()
		if !h.client.Ready() {
			t.Errorf("%v: %v", h.client.State(), h.client.Err())
		}
	})
}

func TestOptions(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	good := h.options()
	defer h.server.Close()
	for name, change := range map[string]func(*Options){
		"no token":       func(o *Options) { o.Token = "" },
		"no handler":     func(o *Options) { o.Handle = nil },
		"shard too high": func(o *Options) { o.Shard, o.Shards = 2, 2 },
		"compression":    func(o *Options) { o.Compression = "lzw" },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
