package gateway

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// Compression is the transport compression asked of the gateway.
type Compression string

// What Discord offers. The zero value is NoCompression.
const (
	NoCompression Compression = ""
	ZlibStream    Compression = "zlib-stream"
	ZstdStream    Compression = "zstd-stream"
)

// maxMessage bounds one message before and after decompression. A READY of a
// large bot has a few MiB; what exceeds this is not Discord.
const maxMessage = 64 << 20

var errTooBig = errors.New("message is larger than any of Discord's")

// An inflater turns the messages of one connection into JSON. Both streams keep
// a window across messages, so an inflater serves one connection only.
type inflater interface {
	// next takes one websocket message and returns the JSON that it completes,
	// or nil when more messages are needed. The result is valid until the next
	// call. After an error the inflater is of no use.
	next(message []byte) ([]byte, error)
	close()
}

// newInflater makes one that refuses messages of more than most bytes.
func newInflater(c Compression, most int) (inflater, error) {
	switch c {
	case NoCompression:
		return plain{}, nil
	case ZlibStream:
		return &zlibStream{most: most}, nil
	case ZstdStream:
		return newZstdStream(most)
	}
	return nil, fmt.Errorf("gateway: unknown compression %q", string(c))
}

type plain struct{}

func (plain) next(message []byte) ([]byte, error) { return message, nil }
func (plain) close()                              {}

const window = 32 << 10 // deflate's

// zlibStream undoes zlib-stream: one zlib stream a connection, flushed at the
// end of every message.
type zlibStream struct {
	most int
	held []byte // an incomplete message: it does not end in the flush marker yet
	src  bytes.Reader
	fl   io.ReadCloser // nil until the stream's two header bytes were read
	// out ends with what was decompressed last. At least the last window bytes
	// of the stream stay in it, so that the decompressor can be given them.
	out []byte
}

// next implements [inflater].
func (z *zlibStream) next(message []byte) ([]byte, error) {
	if !bytes.HasSuffix(message, []byte{0, 0, 0xff, 0xff}) || len(z.held) > 0 {
		if len(z.held)+len(message) > z.most {
			return nil, errTooBig
		}
		z.held = append(z.held, message...)
		if !bytes.HasSuffix(z.held, []byte{0, 0, 0xff, 0xff}) {
			return nil, nil
		}
		message = z.held
		defer func() { z.held = z.held[:0] }()
	}
	if z.fl == nil {
		// 8 in the low nibble is deflate, bit 5 of the flags a preset
		// dictionary, and the two bytes are a multiple of 31.
		if len(message) < 2 || message[0]&0xf != 8 || message[1]&0x20 != 0 ||
			binary.BigEndian.Uint16(message)%31 != 0 {
			return nil, errors.New("zlib-stream: bad header")
		}
		message = message[2:]
		z.fl = flate.NewReader(&z.src)
	}
	return z.inflate(message)
}

func (z *zlibStream) inflate(message []byte) ([]byte, error) {
	if len(z.out) > 4*window {
		last := z.out[len(z.out)-window:]
		if cap(z.out) > 1<<20 { // one huge READY must not be kept for ever
			z.out = nil
		}
		z.out = append(z.out[:0], last...)
	}
	start := len(z.out)
	z.src.Reset(message)
	for {
		// Room for more than a window tells an exhausted read from a full one.
		z.out = slices.Grow(z.out, window+1)
		room := z.out[len(z.out):cap(z.out)]
		n, err := z.fl.Read(room)
		z.out = z.out[:len(z.out)+n]
		if len(z.out)-start > z.most {
			return nil, errTooBig
		}
		switch {
		case err != nil && z.src.Len() == 0 && errors.Is(err, io.ErrUnexpectedEOF):
			// The flush found nothing to hand out (the window had just been
			// emptied) and the decompressor went on to look for a block that is
			// not here yet. It does not forget that error, so it starts afresh
			// at this block's edge, with the window it had.
			return z.out[start:], z.restart()
		case err != nil:
			return nil, fmt.Errorf("zlib-stream: %w", err)
		case z.src.Len() == 0 && n < len(room):
			return z.out[start:], nil
		}
	}
}

func (z *zlibStream) restart() error {
	r, ok := z.fl.(flate.Resetter)
	if !ok {
		return errors.New("zlib-stream: decompressor cannot be reset")
	}
	return r.Reset(&z.src, z.out[max(0, len(z.out)-window):])
}

func (z *zlibStream) close() {
	if z.fl != nil {
		_ = z.fl.Close()
	}
}

// zstdBlock is the largest block of a zstd frame.
const zstdBlock = 128 << 10

// zstdStream undoes zstd-stream: one zstd frame a connection, flushed to the
// edge of a block at the end of every message.
type zstdStream struct {
	most int
	src  feed
	dec  *zstd.Decoder
	out  []byte
}

func newZstdStream(most int) (*zstdStream, error) {
	// One decoder at a time: the library then starts no goroutine.
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(32<<20))
	if err != nil {
		return nil, fmt.Errorf("zstd-stream: %w", err)
	}
	z := &zstdStream{dec: dec, most: most}
	if err := dec.Reset(&z.src); err != nil {
		dec.Close()
		return nil, fmt.Errorf("zstd-stream: %w", err)
	}
	return z, nil
}

// next implements [inflater].
func (z *zstdStream) next(message []byte) ([]byte, error) {
	z.src.b = message
	if cap(z.out) > 1<<20 {
		z.out = nil
	}
	z.out = z.out[:0]
	for {
		z.out = slices.Grow(z.out, zstdBlock+1)
		room := z.out[len(z.out):cap(z.out)]
		n, err := z.dec.Read(room)
		z.out = z.out[:len(z.out)+n]
		if err != nil {
			return nil, fmt.Errorf("zstd-stream: %w", err)
		}
		if len(z.out) > z.most {
			return nil, errTooBig
		}
		if n < len(room) {
			z.src.dropEmptyBlocks()
			if len(z.src.b) == 0 {
				return z.out, nil
			}
		}
	}
}

func (z *zstdStream) close() { z.dec.Close() }

// feed gives the decoder one message. It hides the bytes' length, or the
// decoder would take them for a whole frame.
type feed struct{ b []byte }

// Read implements [io.Reader].
func (f *feed) Read(p []byte) (int, error) {
	if len(f.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.b)
	f.b = f.b[n:]
	return n, nil
}

// dropEmptyBlocks removes blocks without contents, as some compressors write
// them for a flush. The decoder would look behind them for more. It is called
// at a block's edge: three zero bytes there are an empty raw block.
func (f *feed) dropEmptyBlocks() {
	for bytes.HasPrefix(f.b, []byte{0, 0, 0}) {
		f.b = f.b[3:]
	}
}
