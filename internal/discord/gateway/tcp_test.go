package gateway

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestOnTheWire is one life over a real connection: a login, a broken line, a
// resume, a stop. TestMain looks for goroutines that stayed.
func TestOnTheWire(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	srv := httptest.NewServer(h.server.Handler)
	o := h.options()
	o.Dial, o.Compression = nil, ZstdStream
	h.entry.URL = strings.Replace(srv.URL, "http", "ws", 1) + "/main"
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { h.done <- c.Run(ctx) }()
	start := time.Now()
	p := h.accept()
	p.recv()
	p.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"` + strings.TrimSuffix(h.entry.URL, "main") + `resume"}}`)
	h.event()
	if took := time.Since(start); took > 900*time.Millisecond {
		t.Errorf("ready after %v", took)
	}
	p.ws.CloseNow()
	p = h.accept()
	if m := p.recv(); m.Op != 6 || !strings.HasPrefix(h.path(1), "/resume?") {
		t.Errorf("got opcode %d at %q", m.Op, h.path(1))
	}
	start = time.Now()
	cancel()
	if code := p.closeCode(); code != 1000 {
		t.Errorf("closed with %d", code)
	}
	if err := <-h.done; err != nil || time.Since(start) > 2*byeTimeout {
		t.Errorf("Run returned %v after %v", err, time.Since(start))
	}
	srv.Close()
	h.server.Close()
}
