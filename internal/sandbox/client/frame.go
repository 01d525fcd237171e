package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/coder/websocket"
	"github.com/disgoorg/snowflake/v2"
)

// A frame is one gateway payload; name is empty for what is no event.
type frame struct {
	name string
	seq  uint64
	op   int
	d    []byte
}

// parseFrame takes the envelope off. Events begin in the way in which the
// sandbox writes them and are read without a decoder; whatever else comes is
// decoded.
func parseFrame(data []byte) (frame, error) {
	if rest, ok := bytes.CutPrefix(data, []byte(`{"t":"`)); ok {
		name, rest, ok1 := bytes.Cut(rest, []byte(`","s":`))
		number, rest, ok2 := bytes.Cut(rest, []byte(`,"op":0,"d":`))
		seq, err := strconv.ParseUint(string(number), 10, 64)
		if ok1 && ok2 && err == nil && len(rest) > 0 && rest[len(rest)-1] == '}' {
			return frame{name: string(name), seq: seq, d: rest[:len(rest)-1]}, nil
		}
	}
	var f struct {
		T  *string         `json:"t"`
		S  *uint64         `json:"s"`
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return frame{}, err
	}
	out := frame{op: f.Op, d: f.D}
	if f.T != nil {
		out.name = *f.T
	}
	if f.S != nil {
		out.seq = *f.S
	}
	return out, nil
}

// cause is the interaction that a message event says it comes from; zero
// when it says nothing.
func cause(d []byte) snowflake.ID {
	rest, ok := bytes.CutPrefix(d, []byte(`{"sandbox_interaction_id":"`))
	if !ok {
		return 0
	}
	digits, _, _ := bytes.Cut(rest, []byte(`"`))
	n, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil {
		return 0
	}
	return snowflake.ID(n)
}

// A reader reads messages into one buffer.
type reader struct {
	conn *websocket.Conn
	buf  []byte
}

// next is the next message, valid until the following call.
func (r *reader) next(ctx context.Context) ([]byte, error) {
	_, in, err := r.conn.Reader(ctx)
	if err != nil {
		return nil, err
	}
	buf := r.buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, make([]byte, 4096)...)[:len(buf)]
		}
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		r.buf = buf
		if errors.Is(err, io.EOF) {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
