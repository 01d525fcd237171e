package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// house is a sandbox on a loopback server, for one test.
type house struct {
	*sandbox.Server
	url     string
	general snowflake.ID
	ctx     context.Context //nolint:containedctx // the test's
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func unlimited() sandbox.Limits { return sandbox.Limits{Messages: -1, Global: -1} }

// open starts a sandbox. Options without a clock get the machine's.
func open(t testing.TB, o sandbox.Options) *house {
	t.Helper()
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	o.Log = quietLog()
	s := sandbox.New(o)
	web := httptest.NewServer(s.Handler())
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		_ = s.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ran
		web.Close()
	})
	return &house{Server: s, url: web.URL, general: s.Channels()["general"], ctx: ctx}
}

// player logs in the n-th player.
func (h *house) player(t testing.TB, n int, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.Dial(h.ctx, h.url, h.UserToken(h.Players()[n].ID), options...)
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		_ = c.Run(h.ctx)
	}()
	t.Cleanup(func() {
		c.Close()
		<-ran
	})
	return c
}

// answer is what a REST request got.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) get(t testing.TB, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("body %q: %v", a.body, err)
	}
	for _, step := range path {
		switch at := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[at] == nil {
				t.Fatalf("no %v of %v in %s", step, path, a.body)
			}
			v = m[at]
		case int:
			l, ok := v.([]any)
			if !ok || at >= len(l) {
				t.Fatalf("no %v of %v in %s", step, path, a.body)
			}
			v = l[at]
		}
	}
	return v
}

func (a answer) text(t testing.TB, path ...any) string {
	t.Helper()
	s, ok := a.get(t, path...).(string)
	if !ok {
		t.Fatalf("%v is no string in %s", path, a.body)
	}
	return s
}

// as makes requests with an Authorization header.
type as struct {
	h    *house
	auth string
}

func (h *house) bot() as          { return as{h, "Bot " + h.BotToken()} }
func (h *house) nobody() as       { return as{h, ""} }
func (h *house) person(n int) as  { return as{h, h.UserToken(h.Players()[n].ID)} }
func (h *house) id(n int) string  { return h.Players()[n].ID.String() }
func (h *house) app() string      { return h.ApplicationID().String() }
func (h *house) messages() string { return "/channels/" + h.general.String() + "/messages" }

func (a as) do(t testing.TB, method, path, body string) answer {
	t.Helper()
	return a.send(t, method, path, "application/json", []byte(body))
}

func (a as) send(t testing.TB, method, path, kind string, body []byte) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(a.h.ctx, method, a.h.url+"/api/v10"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if a.auth != "" {
		req.Header.Set("Authorization", a.auth)
	}
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, raw}
}

// fetch gets what an address serves.
func fetch(t testing.TB, address string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, res.StatusCode, err)
	}
	return raw
}
