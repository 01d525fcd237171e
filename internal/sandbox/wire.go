package sandbox

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// A cork holds back what is written to a connection until it is pulled, so
// that many events leave in one write. Only the connection's writer corks;
// control frames that its reader answers with may be held with the rest and
// leave with them.
type cork struct {
	net.Conn
	mu     sync.Mutex // guards corked, held and the order of writes
	corked bool
	held   []byte
}

// Write implements [net.Conn].
func (c *cork) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.corked {
		return c.Conn.Write(p)
	}
	c.held = append(c.held, p...)
	return len(p), nil
}

func (c *cork) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = true
}

func (c *cork) pull() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = false
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.held)
	if cap(c.held) > 1<<20 {
		c.held = nil
	}
	c.held = c.held[:0]
	return err
}

// corking is a response writer whose hijacked connection has a cork.
type corking struct {
	http.ResponseWriter
	cork *cork
}

// Hijack implements [http.Hijacker].
func (w *corking) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	raw, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.cork = &cork{Conn: raw}
	rw.Writer.Reset(w.cork)
	return w.cork, rw, nil
}

// A packer turns payloads into what goes over the wire. It belongs to one
// connection's writer.
type packer interface {
	// pack returns the frame of a payload, valid until the next call.
	pack(payload []byte) (frame []byte, binary bool, err error)
	close()
}

// newPacker is the packer of a connection's compress parameter, and false
// for a compression that does not exist.
func newPacker(compress string) (packer, bool) {
	switch compress {
	case "":
		return plain{}, true
	case "zlib-stream":
		p := &stream{}
		p.w = zlib.NewWriter(&p.out)
		return p, true
	case "zstd-stream":
		p := &stream{}
		w, err := zstd.NewWriter(&p.out, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<17),
			zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			return nil, false
		}
		p.w = w
		return p, true
	}
	return nil, false
}

type plain struct{}

func (plain) pack(payload []byte) ([]byte, bool, error) { return payload, false, nil }
func (plain) close()                                    {}

// stream is one compressed stream over all payloads, flushed after each.
type stream struct {
	out bytes.Buffer
	w   interface {
		io.WriteCloser
		Flush() error
	}
}

func (s *stream) pack(payload []byte) ([]byte, bool, error) {
	s.out.Reset()
	if _, err := s.w.Write(payload); err != nil {
		return nil, true, err
	}
	err := s.w.Flush()
	return s.out.Bytes(), true, err
}

func (s *stream) close() { _ = s.w.Close() }

// single compresses each large payload by itself, as IDENTIFY can ask for.
type single struct{ out bytes.Buffer }

func (s *single) pack(payload []byte) ([]byte, bool, error) {
	if len(payload) < 1024 {
		return payload, false, nil
	}
	s.out.Reset()
	w := zlib.NewWriter(&s.out)
	if _, err := w.Write(payload); err != nil {
		return nil, true, err
	}
	err := w.Close()
	return s.out.Bytes(), true, err
}

func (*single) close() {}
