package gateway

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"

	"gohye/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "MTIz.secret.token"

// harness is a gateway server on pipes and a client, in one bubble of virtual
// time.
type harness struct {
	t      *testing.T
	client *Client
	server *http.Server
	peers  chan *peer
	events chan Dispatch
	states chan State
	log    *safeBuffer
	stop   context.CancelFunc
	done   chan error

	mu    sync.Mutex // guards what follows
	dials []string   // the paths dialed, in order
	times []time.Time
	entry Entry
	asked int
}

// bubble runs script against a client that is already running, then stops it
// and checks that nothing is left.
func bubble(t *testing.T, change func(*harness, *Options), script func(*testing.T, *harness)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		o := h.options()
		if change != nil {
			change(h, &o)
		}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		h.client = c
		ctx, cancel := context.WithCancel(t.Context())
		h.stop = cancel
		go func() { h.done <- c.Run(ctx) }()
		defer h.server.Close()
		defer func() {
			cancel()
			select {
			case <-h.done:
			case <-time.After(time.Minute):
				t.Error("the client does not stop")
			}
			if bytes.Contains(h.log.bytes(), []byte("secret")) {
				t.Errorf("the token is in the log: %s", h.log.bytes())
			}
		}()
		script(t, h)
	})
}

func newHarness(t *testing.T) *harness {
	h := &harness{
		t: t, peers: make(chan *peer, 16), events: make(chan Dispatch, 256), states: make(chan State, 256),
		log: &safeBuffer{}, done: make(chan error, 1), entry: Entry{URL: "ws://gw/main"},
	}
	h.server = &http.Server{Handler: http.HandlerFunc(h.serve)}
	return h
}

func (h *harness) options() Options {
	ln := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	go h.server.Serve(ln)
	return Options{
		Token: token, Intents: 1, Clock: clock.System{}, Seed: 7,
		Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Entry: func(context.Context) (Entry, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.asked++
			return h.entry, nil
		},
		Handle:  func(d Dispatch) { h.events <- d },
		OnState: func(s State) { h.states <- s },
		Dial:    ln.dial,
	}
}

func (h *harness) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.dials = append(h.dials, r.URL.String())
	h.times = append(h.times, time.Now())
	h.mu.Unlock()
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	ws.SetReadLimit(-1)
	p := &peer{h: h, ws: ws, got: make(chan message, 256), over: make(chan struct{})}
	//nolint:exhaustive // none needs no writer
	switch Compression(r.URL.Query().Get("compress")) {
	case ZlibStream:
		p.comp = zlib.NewWriter(&p.buf)
	case ZstdStream:
		p.comp, _ = zstd.NewWriter(&p.buf, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<17))
	}
	go p.listen() //nolint:contextcheck // the peer ends with its connection
	h.peers <- p
}

// accept is the next connection, with hello said.
func (h *harness) accept() *peer {
	h.t.Helper()
	p := h.next()
	p.send(`{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":40000}}`)
	return p
}

func (h *harness) next() *peer {
	h.t.Helper()
	select {
	case p := <-h.peers:
		return p
	case <-time.After(10 * time.Minute):
		h.t.Fatal("the client does not connect")
		return nil
	}
}

// login is the next connection, ready.
func (h *harness) login() *peer {
	h.t.Helper()
	p := h.accept()
	if m := p.recv(); m.Op != 2 {
		h.t.Fatalf("got opcode %d, want identify", m.Op)
	}
	p.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"ws://gw/resume"}}`)
	if d := h.event(); d.Type != "READY" {
		h.t.Fatalf("got %s, want READY", d.Type)
	}
	synctest.Wait()
	return p
}

func (h *harness) event() Dispatch {
	h.t.Helper()
	select {
	case d := <-h.events:
		return d
	case <-time.After(10 * time.Minute):
		h.t.Fatal("no event")
		return Dispatch{}
	}
}

func (h *harness) path(i int) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.dials[i]
}

type message struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	at time.Time
}

// peer is the server's side of one connection.
type peer struct {
	h    *harness
	ws   *websocket.Conn
	got  chan message
	over chan struct{} // closed when the client's side has ended
	err  error         // how; read after over
	buf  bytes.Buffer
	comp interface {
		io.Writer
		Flush() error
	}
}

func (p *peer) listen() {
	defer close(p.over)
	for {
		_, b, err := p.ws.Read(context.Background())
		if err != nil {
			p.err = err
			return
		}
		m := message{at: time.Now()}
		if err := json.Unmarshal(b, &m); err != nil {
			p.err = err
			return
		}
		p.got <- m
	}
}

func (p *peer) send(s string) {
	p.h.t.Helper()
	kind, b := websocket.MessageText, []byte(s)
	if p.comp != nil {
		p.buf.Reset()
		_, err := p.comp.Write(b)
		if err := errors.Join(err, p.comp.Flush()); err != nil {
			p.h.t.Fatal(err)
		}
		kind, b = websocket.MessageBinary, bytes.Clone(p.buf.Bytes())
	}
	if err := p.ws.Write(context.Background(), kind, b); err != nil {
		p.h.t.Fatal(err)
	}
}

func (p *peer) dispatch(seq int, name string) {
	p.h.t.Helper()
	p.send(fmt.Sprintf(`{"op":0,"s":%d,"t":%q,"d":{"n":%d}}`, seq, name, seq))
}

func (p *peer) recv() message {
	p.h.t.Helper()
	select {
	case m := <-p.got:
		return m
	case <-time.After(10 * time.Minute):
		p.h.t.Fatal("the client sends nothing")
		return message{}
	}
}

// closeCode is how the client has ended the connection.
func (p *peer) closeCode() int {
	p.h.t.Helper()
	select {
	case <-p.over:
	case <-time.After(10 * time.Minute):
		p.h.t.Fatal("the client does not close")
	}
	return int(websocket.CloseStatus(p.err))
}

// pipes is a listener without a network.
type pipes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	a, b := net.Pipe()
	select {
	case p.conns <- b:
		return a, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

type safeBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.b.Bytes())
}
