package gateway

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

type compressor interface {
	io.Writer
	Flush() error
}

func newCompressor(tb testing.TB, kind Compression, w io.Writer) compressor {
	tb.Helper()
	if kind == ZlibStream {
		return zlib.NewWriter(w)
	}
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<17))
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// TestStreams pushes messages of all sizes through one stream, among them many
// whose end falls on the edge of the window or of a block.
func TestStreams(t *testing.T) {
	t.Parallel()
	for _, kind := range []Compression{ZlibStream, ZstdStream} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(1, 2))
			var buf bytes.Buffer
			w := newCompressor(t, kind, &buf)
			in, err := newInflater(kind, maxMessage)
			if err != nil {
				t.Fatal(err)
			}
			defer in.close()
			total := 0
			for i, size := range sizes(rng) {
				if size < 0 { // end this message on the edge of the window
					size = window - total%window
				}
				total += size
				want := text(rng, size)
				buf.Reset()
				w.Write(want)
				w.Flush()
				got, err := in.next(buf.Bytes())
				if err != nil {
					t.Fatalf("message %d of %d bytes at %d: %v", i, size, total, err)
				}
				if !bytes.Equal(got, want) {
					t.Fatalf("message %d of %d bytes at %d differs: got %d bytes", i, size, total, len(got))
				}
			}
		})
	}
}

func sizes(rng *rand.Rand) []int {
	s := []int{1, -1, -1, 2, window, window - 2, 1, -1, 128 << 10, 128<<10 - 1, 128<<10 + 1, 3 << 20, 5, -1, 7}
	for range 300 {
		s = append(s, 1+rng.IntN(3000))
		if rng.IntN(4) == 0 {
			s = append(s, -1)
		}
	}
	return s
}

// text is partly repetitive, as JSON is, and partly not to be compressed.
func text(rng *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+64)
	for len(b) < n {
		if rng.IntN(3) == 0 {
			b = fmt.Appendf(b, "%x", rng.Uint64())
		} else {
			b = append(b, `"channel_id":"623456789012345678",`...)
		}
	}
	return b[:n]
}

func TestZlibMessageInPieces(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	z := &zlibStream{most: maxMessage}
	defer z.close()
	for _, want := range []string{`{"op":10}`, `{"op":11}`, strings.Repeat("ab", 999)} {
		buf.Reset()
		w.Write([]byte(want))
		w.Flush()
		b := buf.Bytes()
		for i := 0; i < len(b)-1; i++ {
			if got, err := z.next(b[i : i+1]); got != nil || err != nil {
				t.Fatalf("byte %d of %d: %q, %v", i, len(b), got, err)
			}
		}
		got, err := z.next(b[len(b)-1:])
		if string(got) != want || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

func TestBadStreams(t *testing.T) {
	t.Parallel()
	end := []byte{0, 0, 0xff, 0xff}
	for _, kind := range []Compression{ZlibStream, ZstdStream} {
		for _, in := range [][]byte{end, append([]byte("hello"), end...), append([]byte{0x78, 0x9c, 0xff, 0xff}, end...)} {
			z, err := newInflater(kind, maxMessage)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := z.next(in); err == nil {
				t.Errorf("%s takes %x for %q", kind, in, got)
			}
			z.close()
		}
	}
}

func TestBombIsRefused(t *testing.T) {
	t.Parallel()
	const most = 2 << 20
	for _, kind := range []Compression{ZlibStream, ZstdStream} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			var buf bytes.Buffer
			w := newCompressor(t, kind, &buf)
			chunk := make([]byte, 1<<20)
			for range most>>20 + 1 {
				w.Write(chunk)
			}
			w.Flush()
			z, err := newInflater(kind, most)
			if err != nil {
				t.Fatal(err)
			}
			defer z.close()
			if _, err := z.next(buf.Bytes()); err == nil {
				t.Errorf("%d bytes became more than %d", buf.Len(), most)
			}
		})
	}
}

// TestCompressedSessions logs in, loses the line and resumes: the second
// connection is a stream of its own.
func TestCompressedSessions(t *testing.T) {
	t.Parallel()
	for _, kind := range []Compression{NoCompression, ZlibStream, ZstdStream} {
		t.Run("kind "+string(kind), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(_ *harness, o *Options) { o.Compression = kind }, func(t *testing.T, h *harness) {
				p := h.login()
				for i := range 100 {
					p.dispatch(i+2, "EVENT")
					if d := h.event(); string(d.Data) != fmt.Sprintf(`{"n":%d}`, i+2) {
						t.Fatalf("event %d is %s", i, d.Data)
					}
				}
				p.ws.CloseNow()
				p = h.accept()
				if m := p.recv(); m.Op != 6 {
					t.Fatalf("got opcode %d", m.Op)
				}
				p.dispatch(102, "EVENT")
				h.event()
			})
		})
	}
}

func BenchmarkInflate(b *testing.B) {
	for _, kind := range []Compression{ZlibStream, ZstdStream} {
		b.Run(string(kind), func(b *testing.B) {
			var buf bytes.Buffer
			w := newCompressor(b, kind, &buf)
			z, err := newInflater(kind, maxMessage)
			if err != nil {
				b.Fatal(err)
			}
			defer z.close()
			b.SetBytes(int64(len(sample)))
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				buf.Reset()
				io.WriteString(w, sample)
				w.Flush()
				b.StartTimer()
				if _, err := z.next(buf.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
