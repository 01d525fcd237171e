package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil, simple("c", nil2))
	w.start(1)
	handler, err := w.Handler(hex.EncodeToString(public))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, body string, at time.Time, change func(http.Header)) *httptest.ResponseRecorder {
		stamp := strconv.FormatInt(at.Unix(), 10)
		req := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
		req.Header.Set("X-Signature-Timestamp", stamp)
		req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(private, []byte(stamp+body))))
		if change != nil {
			change(req.Header)
		}
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, req)
		return rec
	}
	now, ping := time.Now(), `{"id":"1","type":1}`
	good := string(payload(5, 1, slash, "c"))
	for _, tt := range []struct {
		name, method, body string
		at                 time.Time
		change             func(http.Header)
		want               int
	}{
		{"a ping", "POST", ping, now, nil, 200},
		{"a command", "POST", good, now, nil, 202},
		{"the same command again", "POST", good, now, nil, 202},
		{"an old signature", "POST", ping, now.Add(-6 * time.Minute), nil, 401},
		{"a signature of tomorrow", "POST", ping, now.Add(6 * time.Minute), nil, 401},
		{"nearly too old", "POST", ping, now.Add(-4 * time.Minute), nil, 200},
		{"another time than signed", "POST", ping, now, func(h http.Header) {
			h.Set("X-Signature-Timestamp", strconv.FormatInt(now.Unix()-1, 10))
		}, 401},
		{"no signature", "POST", ping, now, func(h http.Header) { h.Del("X-Signature-Ed25519") }, 401},
		{"a short signature", "POST", ping, now, func(h http.Header) { h.Set("X-Signature-Ed25519", "00") }, 401},
		{"no time", "POST", ping, now, func(h http.Header) { h.Del("X-Signature-Timestamp") }, 401},
		{"signed nonsense", "POST", `{"type":2}`, now, nil, 400},
		{"a GET", "GET", "", now, nil, 405},
		{"too large", "POST", strings.Repeat(" ", maxBody+1), now, nil, 413},
	} {
		if rec := ask(tt.method, tt.body, tt.at, tt.change); rec.Code != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, rec.Code, tt.want)
		} else if tt.body == ping && tt.want == 200 && strings.TrimSpace(rec.Body.String()) != `{"type":1}` {
			t.Errorf("%s: %s", tt.name, rec.Body)
		}
	}
	w.drain()
	if got := w.discord.of(5); len(got) != 1 || got[0] != "callback "+strconv.Itoa(int(discord.InteractionResponseTypeCreateMessage)) {
		t.Errorf("sent %v", got)
	}
	for _, key := range []string{"", "zz", hex.EncodeToString(public)[2:]} {
		if _, err := w.Handler(key); err == nil {
			t.Errorf("the key %q is taken", key)
		}
	}
}
