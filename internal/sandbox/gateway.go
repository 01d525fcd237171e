package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"gohye/internal/process"
)

// Gateway opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoice          = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
	opSubscribe      = 14
	opSoundboard     = 31
)

const (
	heartbeatInterval = 41250 * time.Millisecond
	maxGatewayPayload = 4096
	// missedBeats is how many sweeps at the heartbeat's pace a connection
	// may stay silent. One of them can be of a clock that was wound forward.
	missedBeats = 3
)

// hello is the first payload of a line: the pace is heartbeatInterval.
const hello = `{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["sandbox"]}}`

// A conn is one gateway connection: the HTTP server's goroutine reads, one
// more writes.
type conn struct {
	server  *Server
	host    string // how the client calls this server
	ws      *websocket.Conn
	cork    *cork
	wake    chan struct{} // capacity 1; full means "already told"
	session atomic.Pointer[session]
	silent  atomic.Int32 // sweeps since the last heartbeat

	// sent is the number of the last event written. It is set by attach
	// before the session is stored, and the writer's alone after that.
	sent uint64

	mu      sync.Mutex // guards all below
	control [][]byte   // payloads outside of the events' numbering
	pack    packer
	code    websocket.StatusCode // why to close; 0 means go on
	reason  string
	cut     bool // close without a word
}

// tell wakes the writer. It never blocks.
func (c *conn) tell() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// say queues a payload that is not an event.
func (c *conn) say(payload string) {
	c.mu.Lock()
	c.control = append(c.control, []byte(payload))
	c.mu.Unlock()
	c.tell()
}

// close asks the writer to close with a code after what is queued.
func (c *conn) close(code websocket.StatusCode, reason string) {
	c.mu.Lock()
	if c.code == 0 {
		c.code, c.reason = code, reason
	}
	c.mu.Unlock()
	c.tell()
}

// drop asks the writer to cut the line.
func (c *conn) drop() {
	c.mu.Lock()
	c.cut = true
	c.mu.Unlock()
	c.tell()
}

// serveGateway is the endpoint of the gateway.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	pack, known := newPacker(q.Get("compress"))
	if !known {
		writeRefusal(w, &refusal{status: http.StatusBadRequest, message: "unknown compression"})
		return
	}
	cw := &corking{ResponseWriter: w}
	ws, err := websocket.Accept(cw, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		s.log.DebugContext(r.Context(), "gateway handshake failed", slog.Any("error", err))
		return
	}
	ws.SetReadLimit(1 << 16)
	c := &conn{server: s, host: r.Host, ws: ws, cork: cw.cork, wake: make(chan struct{}, 1), pack: pack}
	if !s.enter(c) {
		_ = ws.Close(websocket.StatusGoingAway, "shutting down")
		return
	}
	defer s.leave(c)
	if v := q.Get("v"); v != "" && v != "10" && v != "9" {
		c.close(4012, "Invalid API version.")
	}
	if e := q.Get("encoding"); e != "" && e != "json" {
		c.close(4002, "Only the JSON encoding is spoken here.")
	}
	c.say(hello)
	ctx, cancel := context.WithCancel(r.Context())
	err = process.Together(ctx,
		func(ctx context.Context) error { defer cancel(); return c.read(ctx) },
		func(ctx context.Context) error { defer cancel(); return c.write(ctx) })
	_ = ws.CloseNow()
	s.log.DebugContext(r.Context(), "gateway connection ended", slog.Any("error", err))
}

// enter counts a connection in, unless the sandbox is stopping.
func (s *Server) enter(c *conn) bool {
	s.connsMu.Lock()
	defer s.connsMu.Unlock()
	if s.stopped {
		return false
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *Server) leave(c *conn) {
	s.connsMu.Lock()
	delete(s.conns, c)
	s.connsMu.Unlock()
	if x := c.session.Load(); x != nil {
		x.detach(c, s.clock.Now())
	}
	c.mu.Lock()
	c.pack.close()
	c.mu.Unlock()
}

// write sends what is queued, as much as there is in one write.
func (c *conn) write(ctx context.Context) error {
	w := connWriter{conn: c}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.wake:
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
}

// connWriter holds the writer's buffers.
type connWriter struct {
	conn   *conn
	batch  [128]event
	buffer []byte
}

// errLineCut ends a connection on purpose.
var errLineCut = errors.New("sandbox: gateway line cut")

func (w *connWriter) flush(ctx context.Context) error {
	c := w.conn
	for {
		c.mu.Lock()
		control, pack, code, reason, cut := c.control, c.pack, c.code, c.reason, c.cut
		c.control = nil
		c.mu.Unlock()
		if cut {
			return errors.Join(errLineCut, c.ws.CloseNow())
		}
		n, lost := 0, false
		x := c.session.Load()
		if x != nil {
			n, lost = x.after(c.sent, w.batch[:])
		}
		c.cork.hold()
		if x != nil && x.user.Bot && c.server.feed.on.Load() {
			w.feed(control, w.batch[:n])
		}
		err := w.send(ctx, pack, control, w.batch[:n])
		err = errors.Join(err, c.cork.pull())
		switch {
		case err != nil:
			return err
		case code != 0:
			return errors.Join(errLineCut, c.ws.Close(code, reason))
		case lost:
			x.end()
			return errors.Join(errLineCut, c.ws.Close(4008, "Too slow to read."))
		case n < len(w.batch):
			return nil
		}
	}
}

// feed notes what is about to go to the bot.
func (w *connWriter) feed(control [][]byte, events []event) {
	for _, payload := range control {
		w.conn.server.feedPayload(true, payload)
	}
	for i, e := range events {
		w.conn.server.feedEvent(e, w.conn.sent+uint64(i)+1)
	}
}

func (w *connWriter) send(ctx context.Context, pack packer, control [][]byte, events []event) error {
	for _, payload := range control {
		if err := w.frame(ctx, pack, payload); err != nil {
			return err
		}
	}
	for i, e := range events {
		w.conn.sent++
		b := append(w.buffer[:0], `{"t":"`...)
		b = append(append(b, e.name...), `","s":`...)
		b = strconv.AppendUint(b, w.conn.sent, 10)
		b = append(append(b, `,"op":0,"d":`...), e.d...)
		w.buffer = append(b, '}')
		events[i] = event{}
		if err := w.frame(ctx, pack, w.buffer); err != nil {
			return err
		}
	}
	return nil
}

func (w *connWriter) frame(ctx context.Context, pack packer, payload []byte) error {
	frame, binary, err := pack.pack(payload)
	if err != nil {
		return err
	}
	kind := websocket.MessageText
	if binary {
		kind = websocket.MessageBinary
	}
	return w.conn.ws.Write(ctx, kind, frame)
}

// read takes the client's payloads until the line ends. It refuses what
// Discord refuses, with Discord's close codes.
func (c *conn) read(ctx context.Context) error {
	sends := window{limit: 120, span: time.Minute}
	var buf []byte
	for {
		_, r, err := c.ws.Reader(ctx)
		if err != nil {
			return err
		}
		buf, err = readAllInto(buf[:0], r)
		if err != nil {
			return err
		}
		if !sends.take(c.server.clock.Now()) {
			c.close(4008, "Rate limited.")
			return c.drain(ctx)
		}
		if code, reason := c.payload(buf); code != 0 {
			c.close(code, reason)
			return c.drain(ctx)
		}
	}
}

// drain reads on, so that the writer's closing can be answered.
func (c *conn) drain(ctx context.Context) error {
	for {
		_, r, err := c.ws.Reader(ctx)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
	}
}

func readAllInto(buf []byte, r io.Reader) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, make([]byte, 1024)...)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

// payload does what one payload asks. A code other than 0 closes the line.
func (c *conn) payload(data []byte) (code websocket.StatusCode, reason string) {
	if len(data) > maxGatewayPayload {
		return 4002, "Error while decoding payload."
	}
	var p struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	if json.Unmarshal(data, &p) != nil {
		return 4002, "Error while decoding payload."
	}
	known := c.session.Load() != nil
	if c.server.feed.on.Load() && c.ofBot(p.Op, p.D) {
		if !known { // whose line it is was not known when it was sent
			c.server.feedPayload(true, []byte(hello))
		}
		c.server.feedPayload(false, bytes.Clone(data))
	}
	switch p.Op {
	case opHeartbeat:
		c.silent.Store(0)
		c.say(`{"t":null,"s":null,"op":11,"d":null}`)
		return 0, ""
	case opIdentify, opResume:
		if known {
			return 4005, "Already authenticated."
		}
		if p.Op == opResume {
			return c.resume(p.D)
		}
		return c.identify(p.D)
	case opPresence, opVoice, opRequestMembers, opSubscribe, opSoundboard:
		if !known {
			return 4003, "Not authenticated."
		}
		if p.Op == opRequestMembers {
			return c.requestMembers(p.D)
		}
		return 0, ""
	}
	return 4001, "Unknown opcode."
}

// ofBot says whether a payload is the bot's: the line is, or is about to be.
func (c *conn) ofBot(op int, d json.RawMessage) bool {
	if x := c.session.Load(); x != nil {
		return x.user.Bot
	}
	var login struct {
		Token string `json:"token"`
	}
	return (op == opIdentify || op == opResume) && json.Unmarshal(d, &login) == nil &&
		bareToken(login.Token) == c.server.world.app.token
}

// bareToken is a token without the word that REST puts before it.
func bareToken(token string) string { return strings.TrimPrefix(token, "Bot ") }
