package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/clock"
)

// newService has two workers and room for everything unless change says
// otherwise.
func newService(t *testing.T, change func(*Options)) *Service {
	t.Helper()
	opt := Options{
		Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Workers: 2,
		CacheBytes: 8 << 20, DrawnBytes: 8 << 20, Secret: []byte("0123456789abcdef"), Patience: time.Second,
		Source: func(_ context.Context, id int64) (Card, error) { return sample(int(id)-1, 2), nil },
	}
	if change != nil {
		change(&opt)
	}
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A gate is a host's picture that opens only when it is told to.
type gate struct {
	release              chan struct{}
	opened, now, highest atomic.Int64
}

func newGate() *gate { return &gate{release: make(chan struct{})} }

func (g *gate) card(id int64) Card {
	return Card{ID: id, Name: "Gate", Level: 1, Art: &Art{Key: fmt.Sprint(id), Open: g.open}}
}

func (g *gate) open(ctx context.Context) (io.ReadCloser, error) {
	g.opened.Add(1)
	n := g.now.Add(1)
	defer g.now.Add(-1)
	for old := g.highest.Load(); n > old && !g.highest.CompareAndSwap(old, n); old = g.highest.Load() {
	}
	select {
	case <-g.release:
		return pngFile(Width, Height)(ctx)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func pngFile(w, h int) func(context.Context) (io.ReadCloser, error) {
	return func(context.Context) (io.ReadCloser, error) {
		var buf bytes.Buffer
		err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, w, h)))
		return io.NopCloser(&buf), err
	}
}

func TestOnePictureIsMadeOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, g := newService(t, nil), newGate()
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				if pic, err := s.Row(t.Context(), []Card{g.card(1)}); err != nil || len(pic.Bytes) == 0 {
					t.Errorf("%d bytes, %v", len(pic.Bytes), err)
				}
			})
		}
		synctest.Wait()
		if n := g.opened.Load(); n != 1 {
			t.Errorf("made %d times at once", n)
		}
		if _, ok := s.TryRow(t.Context(), []Card{g.card(1)}); ok {
			t.Error("TryRow answered what is still in the making")
		}
		close(g.release)
		wg.Wait()
		if st := s.Stats(); st.Made != 1 || st.Joined != 39 || st.Refused != 1 {
			t.Errorf("%+v, want 1 made, 39 joined, 1 refused", st)
		}
	})
}

func TestBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, g := newService(t, nil), newGate()
		kept := []Card{sample(1, 1), sample(2, 2)}
		if _, err := s.Row(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for id := range int64(8) {
			wg.Go(func() {
				if _, err := s.Card(t.Context(), g.card(id+1)); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if n := g.highest.Load(); n != 2 || !s.Busy() {
			t.Errorf("%d at once, busy %t: want 2 of two workers", n, s.Busy())
		}
		if _, ok := s.TryRow(t.Context(), []Card{sample(3, 3)}); ok {
			t.Error("TryRow worked beyond the budget")
		}
		if _, ok := s.TryRow(t.Context(), kept); !ok {
			t.Error("TryRow refused what is kept")
		}
		if st := s.Stats(); st.Refused != 1 || st.Hits != 1 {
			t.Errorf("%+v: want 1 refused and 1 hit", st)
		}
		close(g.release)
		wg.Wait()
		if n := g.highest.Load(); n != 2 || s.Busy() {
			t.Errorf("%d at once at the end, busy %t", n, s.Busy())
		}
	})
}

func TestWhoeverLeavesTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, g := newService(t, nil), newGate()
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := s.Card(ctx, g.card(1)); !errors.Is(err, context.Canceled) {
				t.Errorf("the one who left got %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := s.Card(t.Context(), g.card(1)); err != nil {
				t.Errorf("the one who stayed got %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(g.release)
		wg.Wait()
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, g := newService(t, func(o *Options) { o.Workers = 1 }), newGate()
		var wg sync.WaitGroup
		wg.Go(func() { s.Card(t.Context(), g.card(1)) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		for _, id := range []int64{1, 2} { // joining, and waiting for the worker
			if _, err := s.Row(ctx, []Card{g.card(id)}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		}
		if d := time.Since(start); d != time.Second {
			t.Errorf("waited %v", d)
		}
		close(g.release)
		wg.Wait()
	})
}

func TestPanicIsContained(t *testing.T) {
	t.Parallel()
	s := newService(t, func(o *Options) { o.Workers = 1 })
	broken := Card{ID: 1, Art: &Art{Key: "x", Open: func(context.Context) (io.ReadCloser, error) { panic("no film") }}}
	for range 3 {
		_, err := s.Card(t.Context(), broken)
		if err == nil || !strings.Contains(err.Error(), "no film") || !strings.Contains(err.Error(), "service_test.go") {
			t.Fatalf("got %v, want the panic and its stack", err)
		}
	}
	if s.Busy() || s.Stats().Failed != 3 {
		t.Errorf("busy %t, %+v", s.Busy(), s.Stats())
	}
	if _, err := s.Card(t.Context(), sample(1, 1)); err != nil {
		t.Error(err)
	}
}

// A drawing that ends its goroutine must neither hold its worker nor leave an
// empty picture behind.
func TestGoexitIsContained(t *testing.T) {
	t.Parallel()
	s := newService(t, func(o *Options) { o.Workers = 1 })
	g := newGate()
	close(g.release)
	gone := g.card(1)
	gone.Art.Open = func(context.Context) (io.ReadCloser, error) { runtime.Goexit(); return nil, nil }
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Card(t.Context(), gone)
	}()
	<-done
	pic, err := s.Card(t.Context(), g.card(1))
	if err != nil || len(pic.Bytes) == 0 {
		t.Errorf("%d bytes, %v", len(pic.Bytes), err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	const limit = 150_000
	s := newService(t, func(o *Options) { o.CacheBytes, o.DrawnBytes = limit, 1_500_000 })
	for i := range 7 {
		card := sample(i, i%5+1)
		first, err := s.Card(t.Context(), card)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Card(t.Context(), card)
		if err != nil || &first.Bytes[0] != &again.Bytes[0] {
			t.Errorf("the second was made anew (%v)", err)
		}
		if st := s.Stats(); st.Bytes > limit || st.Bytes == 0 {
			t.Errorf("%d bytes kept of at most %d", st.Bytes, limit)
		}
		if s.drawn.weight > 1_500_000 || len(s.drawn.byKey) != min(i+1, 2) {
			t.Errorf("%d drawn cards of %d bytes kept", len(s.drawn.byKey), s.drawn.weight)
		}
	}
	if st := s.Stats(); st.Hits != 7 || st.Made != 7 || st.Spent <= 0 {
		t.Errorf("%+v", st)
	}
}

func TestLRU(t *testing.T) {
	t.Parallel()
	l := newLRU[int](10)
	l.put("a", 1, 4)
	l.put("b", 2, 4)
	l.get("a")
	l.put("c", 3, 4) // b is the least recently used
	l.put("huge", 4, 11)
	l.put("c", 5, 6)
	for key, want := range map[string]int{"a": 1, "b": 0, "c": 5, "huge": 0} {
		if got, ok := l.get(key); got != want || ok != (want != 0) {
			t.Errorf("%s: %d, %t; want %d", key, got, ok, want)
		}
	}
	if l.weight != 10 {
		t.Errorf("weight %d", l.weight)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := newService(t, func(o *Options) { o.CacheBytes, o.DrawnBytes = 200_000, 1_500_000 })
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range 2 {
				a, b := sample(i+k%2, 2), sample(i+1, 1)
				a.Print = k%3 + 1
				if _, err := s.Row(t.Context(), []Card{a, b}); err != nil {
					t.Error(err)
				}
				s.TryRow(t.Context(), []Card{b, a})
				s.Address("http://x", a, b)
				s.Stats()
			}
		})
	}
	wg.Wait()
}

func TestKeysTellPicturesApart(t *testing.T) {
	t.Parallel()
	base := Card{ID: 1, Name: "A", Collection: "b", CollectionName: "c", Level: 2, Print: 3, Tags: []string{"girlgroups"}}
	seen := map[string]int{}
	for i, change := range []func(*Card){
		func(*Card) {}, func(c *Card) { c.ID = 2 }, func(c *Card) { c.Name = "Ab" }, func(c *Card) { c.Collection = "bc" },
		func(c *Card) { c.CollectionName = "" }, func(c *Card) { c.Level = 5 }, func(c *Card) { c.Print = 0 },
		func(c *Card) { c.Tags = []string{"boygroups"} }, func(c *Card) { c.Accent = 7 },
		func(c *Card) { c.Art = &Art{Key: "1"} }, func(c *Card) { c.Art = &Art{Key: "2"} },
		func(c *Card) { c.Name, c.Collection = "Ab", "" },
	} {
		card := base
		change(&card)
		for _, key := range []string{contentKey('c', card), contentKey('r', card), contentKey('r', card, base)} {
			if other, ok := seen[key]; ok {
				t.Errorf("changes %d and %d have one key", i, other)
			}
			seen[key] = i
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := newService(t, nil).opt
	for name, change := range map[string]func(*Options){
		"no clock":     func(o *Options) { o.Clock = nil },
		"no logger":    func(o *Options) { o.Log = nil },
		"no source":    func(o *Options) { o.Source = nil },
		"no worker":    func(o *Options) { o.Workers = 0 },
		"short secret": func(o *Options) { o.Secret = []byte("short") },
	} {
		opt := good
		change(&opt)
		if _, err := New(opt); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	s := newService(t, nil)
	for _, n := range []int{0, MaxRow + 1} {
		if _, err := s.Row(t.Context(), make([]Card, n)); err == nil {
			t.Errorf("a row of %d was accepted", n)
		}
	}
}
