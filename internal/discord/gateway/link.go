package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/disgoorg/disgo/gateway"

	"gohye/internal/process"
)

const (
	dialTimeout  = 20 * time.Second
	helloTimeout = 20 * time.Second
	readyTimeout = time.Minute
	writeTimeout = 10 * time.Second
	// byeTimeout is how long the closing handshake may take on a stop, and
	// cutTimeout before a reconnect, where nobody has to be told.
	byeTimeout = time.Second
	cutTimeout = 100 * time.Millisecond
	// Discord hangs up after 120 sends in a minute. Ten are kept for
	// heartbeats, identify and resume, which do not wait.
	sendsPerMinute = 110
	maxSend        = 4096 // bytes
	idleBuffer     = 1 << 20
)

// A link is one connection. It is read by one goroutine and kept alive by a
// second; anybody may write.
type link struct {
	c         *Client
	ws        *websocket.Conn
	raw       net.Conn // below ws and TLS: closing it ends whatever blocks
	in        inflater
	buf       []byte // the message being read; the reader's
	saidHello bool   // the reader's
	sends     *pace
	// resume is the session to take up again; nil asks for a new one.
	resume *session

	hello  chan time.Duration // capacity 1: the heartbeat interval, once
	asked  chan struct{}      // capacity 1: the server wants a heartbeat now
	ready  chan struct{}      // closed when the session is ready
	closed chan struct{}      // closed when the closing handshake is over

	mu      sync.Mutex // guards what follows
	end     error      // why the link ends: the first reason counts
	sent    time.Time  // when the last heartbeat was sent
	pending bool       // that heartbeat was not acknowledged yet
	since   time.Time  // when the link became ready; zero before
}

// dial opens a connection. Its errors do not contain the token, which is sent
// later and not part of the address.
func (c *Client) dial(ctx context.Context, address string) (*link, error) {
	address, err := c.query(address)
	if err != nil {
		return nil, fmt.Errorf("gateway: address: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()

	line := &line{ctx: ctx, open: c.o.Dial}
	tr := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         line.dial,
		TLSHandshakeTimeout: 10 * time.Second,
		DisableKeepAlives:   true, // an answer that is no upgrade must not leave a connection behind
	}
	//nolint:bodyclose // the websocket package closes it
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: &http.Client{Transport: tr}})
	if err != nil { // line ends with ctx, which ends here
		return nil, fmt.Errorf("gateway: connect: %w", err)
	}
	raw := line.take()
	ws.SetReadLimit(maxMessage)
	in, err := newInflater(c.o.Compression, maxMessage)
	if err != nil {
		_ = ws.CloseNow()
		return nil, err
	}
	if c.session == nil {
		c.seq.Store(0)
	}
	return &link{
		c: c, ws: ws, raw: raw, in: in, resume: c.session,
		sends: newPace(c.o.Clock, sendsPerMinute, time.Minute),
		hello: make(chan time.Duration, 1), asked: make(chan struct{}, 1),
		ready: make(chan struct{}), closed: make(chan struct{}),
	}, nil
}

// line makes the connection below the websocket. net/http goes on dialing and
// shaking hands when the request was given up; a line ends with it.
type line struct {
	ctx  context.Context //nolint:containedctx // of the one dial that it serves
	open func(ctx context.Context, network, address string) (net.Conn, error)

	mu   sync.Mutex // guards what follows
	conn net.Conn
	keep func() bool // stops the connection from ending with ctx
}

func (l *line) dial(_ context.Context, network, address string) (net.Conn, error) {
	conn, err := l.open(l.ctx, network, address) //nolint:contextcheck // the connection outlives the handshake
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	//nolint:contextcheck // likewise
	l.keep = context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	return conn, nil
}

// take is the connection, which from now on outlives the context.
func (l *line) take() net.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.keep()
	}
	return l.conn
}

// query adds what the gateway must know of the connection to its address.
func (c *Client) query(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("v", "10")
	q.Set("encoding", "json")
	if c.o.Compression != NoCompression {
		q.Set("compress", string(c.o.Compression))
	}
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), nil
}

// serve runs the connection to its end, and says how long it was ready and why
// it ended. Nothing of it is left when it returns.
func (l *link) serve(stop context.Context) (time.Duration, error) {
	ctx, cancel := context.WithCancel(stop)
	defer l.in.close()
	defer l.raw.Close() //nolint:errcheck // closed for good measure; cut has usually done it
	defer cancel()
	// Each part ends the others, and only when it has noted why.
	until := func(f func(context.Context) error) func(context.Context) error {
		return func(ctx context.Context) error {
			defer cancel()
			l.over(f(ctx))
			return nil
		}
	}
	err := process.Together(ctx,
		until(l.read),
		until(l.beat),
		func(ctx context.Context) error { return l.bye(ctx, stop) },
		func(ctx context.Context) error { return l.cut(ctx, stop) },
	)
	l.c.setLive(nil)
	l.mu.Lock()
	defer l.mu.Unlock()
	var lasted time.Duration
	if !l.since.IsZero() {
		lasted = l.c.o.Clock.Now().Sub(l.since)
	}
	if err != nil { // the parts return nil: this is a panic
		return lasted, err
	}
	return lasted, l.end
}

// over notes why the link ends.
func (l *link) over(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end == nil {
		l.end = err
	}
}

// bye closes the connection when ctx ends: for good where the program stops,
// else so that the session can be resumed.
func (l *link) bye(ctx, stop context.Context) error {
	defer close(l.closed)
	<-ctx.Done()
	code := websocket.StatusCode(closeResuming)
	if stop.Err() != nil {
		code = closeNormal
	}
	_ = l.ws.Close(code, "")
	return nil
}

// cut ends a closing handshake that the other side does not take part in.
func (l *link) cut(ctx, stop context.Context) error {
	<-ctx.Done()
	d := cutTimeout
	if stop.Err() != nil {
		d = byeTimeout
	}
	t := l.c.o.Clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-l.closed:
	case <-t.C():
	}
	_ = l.raw.Close()
	return nil
}

// write sends one command. It is bounded by its own deadline and not by ctx,
// because the websocket ends with the context of a write.
func (l *link) write(ctx context.Context, op gateway.Opcode, data any) error {
	b, err := json.Marshal(struct {
		Op gateway.Opcode `json:"op"`
		D  any            `json:"d"`
	}{op, data})
	if err != nil {
		return err
	}
	if len(b) > maxSend {
		return fmt.Errorf("command has %d bytes, Discord takes %d", len(b), maxSend)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	return l.ws.Write(ctx, websocket.MessageText, b)
}

// receive reads one message into l.buf and returns its JSON, valid until the
// next call.
func (l *link) receive(ctx context.Context) ([]byte, error) {
	for {
		_, r, err := l.ws.Reader(ctx)
		if err != nil {
			return nil, err
		}
		if cap(l.buf) > idleBuffer {
			l.buf = nil
		}
		l.buf = l.buf[:0]
		for {
			l.buf = slices.Grow(l.buf, 1024)
			n, err := r.Read(l.buf[len(l.buf):cap(l.buf)])
			l.buf = l.buf[:len(l.buf)+n]
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
		}
		msg, err := l.in.next(l.buf)
		if msg != nil || err != nil {
			return msg, err
		}
	}
}
