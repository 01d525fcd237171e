package e2e_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/openapi"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
	described "gohye/internal/testkit/openapi"
)

// A guild is a Discord on loopback with one server, and what the program has
// asked of it.
type guild struct {
	*sandbox.Server
	url     string
	channel snowflake.ID
	pool    *http.Client // of all players

	mu        sync.Mutex // guards exchanges
	exchanges []sandbox.Exchange
}

// kept is how many requests of the program a guild remembers.
const kept = 10_000

// newGuild opens a Discord. It closes with the test.
func newGuild(t *testing.T) *guild {
	t.Helper()
	s := sandbox.New(sandbox.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Seed: 1})
	g := &guild{
		Server: s, channel: s.Channels()["general"],
		pool: pool(),
	}
	s.Observe(g.observe)
	web := httptest.NewServer(s.Handler())
	g.url = web.URL
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Run(ctx) // it ends with ctx
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		g.pool.CloseIdleConnections()
		web.CloseClientConnections()
		web.Close()
	})
	return g
}

// pool is an HTTP client for many players.
func pool() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
}

// settings are those with which the program finds the guild. Pictures have an
// address, so that no time goes into drawing them.
func (g *guild) settings(database string) settings {
	return settings{
		"TOKEN": g.BotToken(), "DISCORD_API": g.url + "/api/v10",
		"DATABASE": database, "PUBLIC_URL": "http://cards.invalid",
	}
}

// with is a copy of the settings with one more.
func (s settings) with(name, value string) settings {
	c := maps.Clone(s)
	c[name] = value
	return c
}

// rules writes a file of rules and returns its path.
func rules(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rules.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (g *guild) observe(x sandbox.Exchange) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.exchanges) < kept {
		g.exchanges = append(g.exchanges, x)
	}
}

// requests are all requests of the program so far.
func (g *guild) requests() []sandbox.Exchange {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]sandbox.Exchange(nil), g.exchanges...)
}

// check demands that Discord would have accepted every request so far, and that
// it refused none but those which expected allows (nil for none).
func (g *guild) check(t *testing.T, expected func(sandbox.Exchange) bool) {
	t.Helper()
	all := g.requests()
	if len(all) == 0 {
		t.Error("the program has asked nothing of Discord")
	}
	for _, x := range all {
		if x.Status >= 400 && (expected == nil || !expected(x)) {
			t.Errorf("%s %s was refused with %d: %s\nbody: %.2000s", x.Method, x.Path, x.Status, x.Answer, x.Body)
		}
	}
	t.Run("requests as Discord describes them", func(t *testing.T) {
		v := described.Load(t)
		wrong := 0
		for _, x := range all {
			if x.Status >= 400 && expected != nil && expected(x) {
				continue
			}
			q, err := url.ParseQuery(x.Query)
			if err == nil {
				err = v.Request(openapi.Request{
					Method: x.Method, Path: x.Path, Query: q,
					ContentType: x.Header.Get("Content-Type"), Body: x.Body,
				})
			}
			if err != nil {
				wrong++
				if wrong <= 5 {
					t.Errorf("%s %s: %v\nbody: %.2000s", x.Method, x.Path, err, x.Body)
				}
			}
		}
		t.Logf("%d requests, %d wrong", len(all), wrong)
	})
}

// A player is somebody who plays, and stops the test when the bot does not
// answer.
type player struct {
	*client.Client
	t     *testing.T
	guild *guild
	id    snowflake.ID
}

// join lets a new player come and connect.
func (g *guild) join(t *testing.T, name string, options ...client.Option) *player {
	t.Helper()
	return g.enter(t, g.AddUser(name).ID, options...)
}

// owner lets the server's owner connect, who may do everything there.
func (g *guild) owner(t *testing.T) *player {
	t.Helper()
	return g.enter(t, g.Players()[0].ID)
}

// enter lets a player connect who is there already.
func (g *guild) enter(t *testing.T, id snowflake.ID, options ...client.Option) *player {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := client.Dial(ctx, g.url, g.UserToken(id), append(options, client.WithHTTP(g.pool))...)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Run(context.WithoutCancel(t.Context())) // it ends with Close
	}()
	t.Cleanup(func() {
		c.Close()
		<-ended
	})
	return &player{Client: c, t: t, guild: g, id: id}
}

// ask uses a slash command in the guild's channel; the answer is decoded.
func (p *player) ask(name string, args ...client.Arg) (client.Answer, error) {
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	a, err := p.Command(ctx, p.guild.channel, name, args...)
	return decoded(a, err)
}

// do is ask for a command that must be answered.
func (p *player) do(name string, args ...client.Arg) client.Answer {
	p.t.Helper()
	a, err := p.ask(name, args...)
	if err != nil {
		p.t.Fatalf("/%s %v: %v", name, args, err)
	}
	return a
}

// push presses a button by its custom id.
func (p *player) push(m client.Message, customID string) (client.Answer, error) {
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	a, err := p.Press(ctx, m, customID)
	return decoded(a, err)
}

// press presses the button with this face, which must be there and must be
// answered.
func (p *player) press(m client.Message, face string) client.Answer {
	p.t.Helper()
	id := m.Button(face)
	if id == "" {
		p.t.Fatalf("there is no button %q under\n%s", face, m.Text())
	}
	a, err := p.push(m, id)
	if err != nil {
		p.t.Fatalf("press %q: %v", face, err)
	}
	return a
}

// decoded fills the message of an answer to a quiet client.
func decoded(a client.Answer, err error) (client.Answer, error) {
	if err == nil && a.Message.ID == 0 && len(a.Message.Raw) > 0 {
		err = a.Message.Decode()
	}
	return a, err
}

// says demands that the answer has all of the words.
func says(t *testing.T, what string, a client.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Message.Text(), w) {
			t.Errorf("%s: the answer has no %q:\n%s", what, w, a.Message.Text())
		}
	}
}

// inTime demands that the first sign came within Discord's three seconds.
func inTime(t *testing.T, what string, a client.Answer) {
	t.Helper()
	if took := a.Acknowledged.Sub(a.Sent); took > 3*time.Second {
		t.Errorf("%s: acknowledged after %s", what, took)
	}
}
