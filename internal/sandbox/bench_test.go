package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// lineBot is a bot without a library: what it costs is next to nothing, so
// that the benchmark shows the sandbox.
type lineBot struct {
	h    *house
	http *http.Client
	conn *websocket.Conn
	body []byte
}

func openLineBot(b testing.TB, h *house, body string) *lineBot {
	b.Helper()
	x := &lineBot{h: h, body: []byte(body), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	conn, res, err := websocket.Dial(h.ctx, "ws"+strings.TrimPrefix(h.url, "http")+"/gateway?v=10&encoding=json", nil)
	if err != nil {
		b.Fatal(err)
	}
	if res.Body != nil {
		_ = res.Body.Close()
	}
	conn.SetReadLimit(-1)
	x.conn = conn
	identify := `{"op":2,"d":{"token":"` + h.BotToken() + `","intents":1,"properties":{}}}`
	if err := conn.Write(h.ctx, websocket.MessageText, []byte(identify)); err != nil {
		b.Fatal(err)
	}
	ready := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.read(h.ctx, ready)
	}()
	<-ready
	b.Cleanup(func() {
		_ = conn.CloseNow()
		<-ended
		x.http.CloseIdleConnections()
	})
	return x
}

func (x *lineBot) read(ctx context.Context, ready chan struct{}) {
	jobs := make(chan [2]string, 1024)
	defer close(jobs)
	for range 64 {
		go func() {
			for job := range jobs {
				x.answer(ctx, job)
			}
		}()
	}
	for {
		_, data, err := x.conn.Read(ctx)
		if err != nil {
			return
		}
		if bytes.HasPrefix(data, []byte(`{"t":"GUILD_CREATE"`)) {
			close(ready)
		}
		if !bytes.HasPrefix(data, []byte(`{"t":"INTERACTION_CREATE"`)) {
			continue
		}
		var e struct {
			D struct{ ID, Token string }
		}
		if json.Unmarshal(data, &e) == nil {
			jobs <- [2]string{e.D.ID, e.D.Token}
		}
	}
}

func (x *lineBot) answer(ctx context.Context, job [2]string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, x.h.url+"/api/v10/interactions/"+job[0]+"/"+job[1]+"/callback", bytes.NewReader(x.body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	if res, err := x.http.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
}

// BenchmarkInteraction is the whole way of one interaction: a player's POST,
// the gateway to the bot, the bot's callback, the answer's events at the
// player. All of it, players and bot too, is in this process.
func BenchmarkInteraction(b *testing.B) {
	for name, body := range map[string]string{
		"text": `{"type":4,"data":{"content":"hello"}}`,
		"card": `{"type":4,"data":{"flags":32768,"components":[{"type":17,"components":[` +
			`{"type":10,"content":"**three cards** of many"},{"type":12,"items":[{"media":{"url":"http://127.0.0.1/a.png"},"description":"a card"}]},` +
			`{"type":1,"components":[{"type":2,"style":1,"label":"Next","custom_id":"next"},{"type":2,"style":2,"label":"Lock","custom_id":"lock"}]}]}]}}`,
	} {
		b.Run(name, func(b *testing.B) { benchmarkInteraction(b, body) })
	}
}

func benchmarkInteraction(b *testing.B, body string) {
	const players = 32
	h := open(b, sandbox.Options{Limits: unlimited()})
	openLineBot(b, h, body)
	if a := h.bot().do(b, "PUT", "/applications/"+h.app()+"/commands", `[{"name":"hello","description":"says hello"}]`); a.status != 200 {
		b.Fatal(string(a.body))
	}
	shared := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: players + 8, DisableCompression: true}}
	b.Cleanup(shared.CloseIdleConnections)
	for len(h.Players()) < players {
		h.AddUser("Load")
	}
	clients := make([]*client.Client, players)
	for i := range clients {
		clients[i] = h.player(b, i, client.WithHTTP(shared), client.Quiet())
	}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var left atomic.Int64
	left.Store(int64(b.N))
	done := make(chan error, players)
	b.ReportAllocs()
	b.ResetTimer()
	for _, c := range clients {
		go func() {
			for left.Add(-1) >= 0 {
				if _, err := c.Command(ctx, h.general, "hello"); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range clients {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "interactions/s")
}
