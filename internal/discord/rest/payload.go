package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/disgoorg/disgo/discord"
)

// A payload is the body of a request, in a buffer that is used again. The
// transport may still be reading a body when the answer is there already, so
// the buffer goes back only when all that hold it have let go.
type payload struct {
	buf   bytes.Buffer
	bytes []byte // the body: of buf, or somebody else's
	kind  string // content type; empty without a body
	refs  atomic.Int32
	pool  *sync.Pool
}

// keepBuffer is the largest buffer that is kept for the next request.
const keepBuffer = 64 << 10

func (c *core) payload(body any) (*payload, error) {
	p, ok := c.pool.Get().(*payload)
	if !ok {
		p = &payload{pool: &c.pool}
	}
	p.buf.Reset()
	p.bytes, p.kind = nil, ""
	p.refs.Store(1)
	switch v := body.(type) {
	case nil:
	case *discord.MultipartBuffer:
		p.kind, p.bytes = v.ContentType, v.Buffer.Bytes()
	case url.Values:
		p.kind, p.bytes = "application/x-www-form-urlencoded", []byte(v.Encode())
	default:
		p.kind = "application/json"
		enc := json.NewEncoder(&p.buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(body); err != nil {
			p.release()
			return nil, fmt.Errorf("encode: %w", err)
		}
		p.bytes = p.buf.Bytes()
	}
	return p, nil
}

func (p *payload) release() {
	if p.refs.Add(-1) == 0 && p.buf.Cap() <= keepBuffer {
		p.bytes = nil
		p.pool.Put(p)
	}
}

// reader is the body for one attempt; the transport closes it when it will not
// read it again.
func (p *payload) reader() io.ReadCloser {
	p.refs.Add(1)
	r := &body{p: p}
	r.Reset(p.bytes)
	return r
}

type body struct {
	bytes.Reader
	mu sync.Mutex // guards p; the transport may close twice, from two goroutines
	p  *payload
}

// Close implements [io.Closer].
func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.p != nil {
		b.p.release()
		b.p = nil
	}
	return nil
}
