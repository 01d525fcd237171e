package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
)

// server answers requests without a network. It hears the n-th request, from 1,
// with its body read.
type server func(n int, rq *http.Request, body string) (*http.Response, error)

type trip struct {
	mu sync.Mutex // guards n
	n  int
	s  server
}

func (t *trip) RoundTrip(rq *http.Request) (*http.Response, error) {
	t.mu.Lock()
	t.n++
	n := t.n
	t.mu.Unlock()
	var body []byte
	if rq.Body != nil {
		body, _ = io.ReadAll(rq.Body)
		rq.Body.Close()
	}
	if err := rq.Context().Err(); err != nil {
		return nil, err
	}
	return t.s(n, rq, string(body))
}

func reply(status int, body string, pairs ...string) (*http.Response, error) {
	rs := answer(status, pairs...)
	rs.Body = io.NopCloser(strings.NewReader(body))
	return rs, nil
}

func fake(t *testing.T, s server) (*Client, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c, err := New(Options{
		Token: "secret-bot", URL: "http://discord.test/api/v10", Clock: clock.System{},
		Log:  slog.New(slog.NewTextHandler(&log, nil)),
		HTTP: &http.Client{Transport: &trip{s: s}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, &log
}

func TestTypedCall(t *testing.T) {
	t.Parallel()
	c, _ := fake(t, func(_ int, rq *http.Request, body string) (*http.Response, error) {
		if rq.Method != http.MethodPost || rq.URL.String() != "http://discord.test/api/v10/channels/5/messages" {
			t.Errorf("%s %s", rq.Method, rq.URL)
		}
		if rq.Header.Get("Authorization") != "Bot secret-bot" || rq.Header.Get("Content-Type") != "application/json" ||
			!strings.HasPrefix(rq.Header.Get("User-Agent"), "DiscordBot (") || rq.Header.Get("X-Audit-Log-Reason") != "why not" {
			t.Errorf("header %v", rq.Header)
		}
		if !strings.Contains(body, `"allowed_mentions":{"parse":[],"roles":[],"users":[],"replied_user":false}`) || !strings.Contains(body, `"<&>"`) {
			t.Errorf("body %s", body)
		}
		return reply(200, `{"id":"7","channel_id":"5"}`)
	})
	m, err := c.CreateMessage(5, discord.MessageCreate{Content: "<&>"}, WithCtx(t.Context()), rest.WithReason("why not"))
	if err != nil || m.ID != 7 {
		t.Errorf("got %v, %v", m, err)
	}
	if _, err := c.CreateMessage(5, discord.MessageCreate{}); err == nil || !strings.Contains(err.Error(), "WithCtx") {
		t.Errorf("a call without a context: %v", err)
	}
}

func TestQueryAndOddPaths(t *testing.T) {
	t.Parallel()
	c, _ := fake(t, func(n int, rq *http.Request, _ string) (*http.Response, error) {
		want := "http://discord.test/api/v10/channels/5/messages/6/reactions/%F0%9F%8D%80?limit=3"
		if n == 1 && rq.URL.String() != want {
			t.Errorf("address %s", rq.URL)
		}
		if n == 1 && rq.Header.Get("Content-Type") != "" {
			t.Error("a body that is none")
		}
		return reply(200, `[]`)
	})
	e := rest.NewEndpoint("GET", "/channels/{channel.id}/messages/{message.id}/reactions/{emoji}").
		Compile(discord.QueryValues{"limit": 3}, 5, 6, "%F0%9F%8D%80")
	var into []int
	if err := c.Do(e, nil, &into, WithCtx(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	tree := `{"code":50035,"message":"Invalid Form Body","errors":{"embeds":{"0":["odd",{"x":null}]}}}`
	c, log := fake(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
		switch n {
		case 1:
			return reply(400, tree)
		case 2:
			return reply(401, `{"message":"401: Unauthorized","code":0}`)
		case 3:
			return reply(403, `<html>`)
		case 4:
			return reply(200, `{"id":`)
		}
		return nil, errors.New("connection refused")
	})
	call := func() error {
		_, err := c.CreateFollowupMessage(1, "secret-interaction", discord.MessageCreate{}, WithCtx(t.Context()))
		if err == nil || strings.Contains(err.Error(), "secret") || !strings.HasPrefix(err.Error(), "rest: POST /webhooks/{application.id}/{interaction.token}") {
			t.Errorf("got %v", err)
		}
		return err
	}
	if err := call(); !IsCode(err, UnknownMessage, InvalidFormBody) || !strings.Contains(err.Error(), "odd") || IsCode(err, UnknownMessage) {
		t.Errorf("got %v", err)
	}
	if err := call(); !Unauthorized(err) {
		t.Errorf("got %v", err)
	}
	if err := call(); !IsStatus(err, 403) || strings.Contains(err.Error(), "html") {
		t.Errorf("got %v", err)
	}
	call()
	call()
	if strings.Contains(log.String(), "secret") {
		t.Errorf("a token is in the log: %s", log)
	}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	get := func(c *Client, ctx context.Context) error {
		_, err := c.GetChannel(5, WithCtx(ctx))
		return err
	}
	post := func(c *Client, ctx context.Context) error {
		_, err := c.CreateMessage(5, discord.MessageCreate{Content: "hi"}, WithCtx(ctx))
		return err
	}
	for name, c := range map[string]struct {
		call  func(*Client, context.Context) error
		fail  func() (*http.Response, error)
		tries int // until the success that follows two failures, or fewer
	}{
		"idempotent, broken line":  {get, func() (*http.Response, error) { return nil, broken }, 3},
		"idempotent, server error": {get, func() (*http.Response, error) { return reply(503, ``) }, 3},
		"a post, broken line":      {post, func() (*http.Response, error) { return nil, broken }, 1},
		"a post, server error":     {post, func() (*http.Response, error) { return reply(502, ``) }, 1},
		"a post, rate limited": {post, func() (*http.Response, error) {
			return reply(429, `{"retry_after":0.25}`, "Retry-After", "1", "X-RateLimit-Scope", "user")
		}, 3},
		"refused": {get, func() (*http.Response, error) { return reply(404, `{"code":10003}`) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				client, _ := fake(t, func(n int, _ *http.Request, body string) (*http.Response, error) {
					if tries = n; n < 3 {
						return c.fail()
					}
					if c.tries == 3 && body != "" && !strings.Contains(body, "hi") {
						t.Errorf("the repeat's body is %q", body)
					}
					return reply(200, `{"id":"5","type":0}`)
				})
				start := time.Now()
				err := c.call(client, t.Context())
				if tries != c.tries || (err == nil) != (c.tries == 3) {
					t.Errorf("%d tries, %v", tries, err)
				}
				if took := time.Since(start); name == "a post, rate limited" && took != 500*time.Millisecond {
					t.Errorf("took %v, want the fractions of the bodies", took)
				}
			})
		})
	}
}

func TestRepeatsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c, _ := fake(t, func(n int, _ *http.Request, _ string) (*http.Response, error) { tries = n; return reply(500, ``) })
		if _, err := c.GetChannel(5, WithCtx(t.Context())); !IsStatus(err, 500) || tries != maxTries {
			t.Errorf("%d tries, %v", tries, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := c.GetChannel(5, WithCtx(ctx))
		if took := time.Since(start); !IsStatus(err, 500) || took > 300*time.Millisecond {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestCallback(t *testing.T) {
	t.Parallel()
	text := "edited"
	for name, c := range map[string]struct {
		r    discord.InteractionResponse
		kind string
		want string
	}{
		"message": {discord.InteractionResponse{Type: 4, Data: discord.MessageCreate{Content: "<hi>"}}, "application/json", `"parse":[]`},
		"pointer": {discord.InteractionResponse{Type: 4, Data: &discord.MessageCreate{Content: "<hi>"}}, "application/json", `"parse":[]`},
		"edit":    {discord.InteractionResponse{Type: 7, Data: discord.MessageUpdate{Content: &text}}, "application/json", `"parse":[]`},
		"own mentions": {discord.InteractionResponse{Type: 4, Data: discord.MessageCreate{
			AllowedMentions: &discord.AllowedMentions{Parse: []discord.AllowedMentionType{"users"}},
		}}, "application/json", `"parse":["users"]`},
		"deferral": {discord.InteractionResponse{Type: 5}, "application/json", `{"type":5}`},
		"file": {discord.InteractionResponse{Type: 4, Data: discord.MessageCreate{
			Files: []*discord.File{{Name: "a.png", Reader: strings.NewReader("PNG")}},
		}}, "multipart/form-data", "PNG"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := fake(t, func(_ int, rq *http.Request, body string) (*http.Response, error) {
				if rq.URL.String() != "http://discord.test/api/v10/interactions/9/tok/callback" || rq.Header.Get("Authorization") != "" {
					t.Errorf("%s %v", rq.URL, rq.Header)
				}
				if !strings.HasPrefix(rq.Header.Get("Content-Type"), c.kind) || !strings.Contains(body, c.want) || int(rq.ContentLength) != len(body) {
					t.Errorf("%v %s", rq.Header, body)
				}
				return reply(204, ``)
			})
			if err := client.Callback(t.Context(), 9, "tok", c.r); err != nil {
				t.Error(err)
			}
			if d, ok := c.r.Data.(*discord.MessageCreate); ok && d.AllowedMentions != nil {
				t.Error("the caller's message was changed")
			}
		})
	}
}

func TestCallbackMessage(t *testing.T) {
	t.Parallel()
	c, _ := fake(t, func(_ int, rq *http.Request, _ string) (*http.Response, error) {
		if rq.URL.RawQuery != "with_response=true" {
			t.Errorf("address %s", rq.URL)
		}
		return reply(200, `{"interaction":{"id":"9","type":2},"resource":{"type":4,"message":{"id":"77"}}}`)
	})
	r, err := c.CallbackMessage(t.Context(), 9, "tok", discord.InteractionResponse{Type: 5})
	if err != nil || r.Resource == nil || r.Resource.Message == nil || r.Resource.Message.ID != 77 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestCallbackAfterABrokenLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		acknowledged := `{"code":40060,"message":"Interaction has already been acknowledged."}`
		c, _ := fake(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
			if n == 1 {
				return nil, errors.New("connection reset") // after it was taken
			}
			return reply(400, acknowledged)
		})
		r := discord.InteractionResponse{Type: 5}
		if err := c.Callback(t.Context(), 9, "tok", r); err != nil {
			t.Errorf("our own answer is refused: %v", err)
		}
		if err := c.Callback(t.Context(), 9, "tok", r); !IsCode(err, AlreadyAcknowledged) {
			t.Errorf("a second answer: %v", err)
		}
	})
}

func TestCallbackRateLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := fake(t, func(n int, _ *http.Request, _ string) (*http.Response, error) {
			if n < 3 {
				return reply(429, `{"retry_after":0.4,"global":true}`, "Retry-After", "1")
			}
			return reply(204, ``)
		})
		start := time.Now()
		if err := c.Callback(t.Context(), 9, "tok", discord.InteractionResponse{Type: 5}); err != nil || time.Since(start) != 800*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if c.Limiter().Invalid() != 2 {
			t.Errorf("%d invalid requests", c.Limiter().Invalid())
		}
	})
}

func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := fake(t, func(_ int, rq *http.Request, _ string) (*http.Response, error) {
			select {
			case <-rq.Context().Done():
				return nil, rq.Context().Err()
			case <-time.After(3 * time.Second):
				return reply(200, `{"id":"5","type":0}`)
			}
		})
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.GetChannel(5, WithCtx(t.Context())); err != nil {
				t.Errorf("under way at the close: %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c.Close(short)
		if took := time.Since(start); took != time.Second {
			t.Errorf("a close that may take a second took %v", took)
		}
		c.Close(t.Context())
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("a close waited %v for what was under way", took)
		}
		c.Close(t.Context())
		if _, err := c.GetChannel(5, WithCtx(t.Context())); !errors.Is(err, ErrClosed) {
			t.Errorf("after the close: %v", err)
		}
		if err := c.Callback(t.Context(), 1, "t", discord.InteractionResponse{Type: 5}); !errors.Is(err, ErrClosed) {
			t.Errorf("after the close: %v", err)
		}
		wg.Wait()
	})
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	for name, change := range map[string]func(*Options){
		"no clock":       func(o *Options) { o.Clock = nil },
		"no address":     func(o *Options) { o.URL = "discord" },
		"another scheme": func(o *Options) { o.URL = "ftp://discord.test" },
		"no transport":   func(o *Options) { o.HTTP = &http.Client{} },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestOnTheWire sends many callbacks and typed calls at once over real
// connections: each body arrives whole although buffers are used again, and
// nothing is left after Close.
func TestOnTheWire(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b struct {
			Data struct {
				Content string `json:"content"`
			} `json:"data"`
		}
		if strings.Contains(r.URL.Path, "3/tok") { // answered before the body was read
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if err := json.NewDecoder(r.Body).Decode(&b); err != nil || b.Data.Content != strings.Repeat(r.URL.Path, 300) {
			t.Errorf("body of %s: %.60q, %v", r.URL.Path, b.Data.Content, err)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer srv.Close()
	c, err := New(Options{URL: srv.URL + "/api", Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for i := range 20 {
				id := snowflake.ID(1000 + g*100 + i)
				path := "/api/interactions/" + id.String() + "/tok/callback"
				data := discord.MessageCreate{Content: strings.Repeat(path, 300)}
				err := c.Callback(t.Context(), id, "tok", discord.InteractionResponse{Type: 4, Data: data})
				if err != nil && (i%10 != 3 || !IsStatus(err, http.StatusRequestEntityTooLarge)) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
