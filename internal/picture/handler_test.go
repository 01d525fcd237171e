package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func ask(t *testing.T, s *Service, method, address string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestHandlerServes(t *testing.T) {
	t.Parallel()
	s := newService(t, nil)
	two, err := s.opt.Source(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	two.Print = 12
	three, _ := s.opt.Source(t.Context(), 3)
	for _, tt := range []struct {
		cards         []Card
		width, height int
	}{
		{[]Card{two}, Width, Height},
		{[]Card{two, three}, 2*Width + 3*gap, Height + 2*gap},
	} {
		address := s.Address("http://host/", tt.cards...)
		w := ask(t, s, http.MethodGet, address)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		if c := w.Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
			t.Errorf("Cache-Control %q", c)
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(w.Body.Bytes()))
		if err != nil || cfg.Width != tt.width || cfg.Height != tt.height {
			t.Errorf("%d by %d, %v; want %d by %d", cfg.Width, cfg.Height, err, tt.width, tt.height)
		}
		made := s.Stats().Made
		tag := w.Header().Get("ETag")
		if again := ask(t, s, http.MethodGet, address, "If-None-Match", `W/"x", `+tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("with its own tag: %d, %d bytes", again.Code, again.Body.Len())
		}
		if other := ask(t, s, http.MethodGet, address, "If-None-Match", `"x"`); other.Code != http.StatusOK {
			t.Errorf("with another tag: %d", other.Code)
		}
		head := ask(t, s, http.MethodHead, address)
		if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
			t.Errorf("HEAD: %d, %d bytes, %v", head.Code, head.Body.Len(), head.Header())
		}
		if s.Stats().Made != made {
			t.Error("the picture was made again")
		}
	}
	if post := ask(t, s, http.MethodPost, s.Address("", two)); post.Code != http.StatusMethodNotAllowed || post.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", post.Code)
	}
}

func TestHandlerServesOnlyItsOwnAddresses(t *testing.T) {
	t.Parallel()
	s := newService(t, nil)
	stranger := newService(t, func(o *Options) { o.Secret = []byte("fedcba9876543210") })
	good := s.Address("", sample(1, 2))
	for i := len(Path); i < len(good); i++ {
		b := []byte(good)
		b[i] ^= 1
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, Path+"x", nil)
		r.URL.Path = string(b)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("byte %d changed: %d", i, w.Code)
		}
	}
	for _, bad := range []string{
		Path, Path + ".jpg", Path + "AAAA.jpg", strings.TrimSuffix(good, ".jpg"), stranger.Address("", sample(1, 2)),
		Path + strings.Repeat("A", 5000) + ".jpg", good + "/x.jpg",
	} {
		if w := ask(t, s, http.MethodGet, bad); w.Code != http.StatusNotFound {
			t.Errorf("%.60s: %d", bad, w.Code)
		}
	}
	if s.Stats().Made != 0 {
		t.Error("a stranger had a picture made")
	}
	if a := s.Address("x"); a != "" {
		t.Errorf("an address of nothing: %q", a)
	}
}

func TestHandlerWhenTheCatalogueChanged(t *testing.T) {
	t.Parallel()
	var failure error
	name := "Old"
	s := newService(t, func(o *Options) {
		o.Source = func(_ context.Context, id int64) (Card, error) {
			return Card{ID: id, Name: name, Level: 1}, failure
		}
	})
	address := s.Address("", Card{ID: 9, Name: "Old", Level: 1})
	old := ask(t, s, http.MethodGet, address)
	name = "New"
	renamed := ask(t, s, http.MethodGet, address)
	if renamed.Code != http.StatusOK || strings.Contains(renamed.Header().Get("Cache-Control"), "immutable") ||
		renamed.Header().Get("ETag") == old.Header().Get("ETag") {
		t.Errorf("renamed: %d %v", renamed.Code, renamed.Header())
	}
	if s.Address("", Card{ID: 9, Name: "New", Level: 1}) == address {
		t.Error("the address of a renamed card stayed")
	}
	failure = fmt.Errorf("catalogue: %w", ErrNoCard)
	if w := ask(t, s, http.MethodGet, address); w.Code != http.StatusNotFound {
		t.Errorf("removed: %d", w.Code)
	}
	failure = errors.New("the disk is on fire")
	w := ask(t, s, http.MethodGet, address)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "fire") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("failing: %d %q %v", w.Code, w.Body, w.Header())
	}
}

func TestHandlerWhenBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, g := newService(t, func(o *Options) { o.Workers, o.Patience = 1, 3*time.Second }), newGate()
		var wg sync.WaitGroup
		wg.Go(func() { s.Card(t.Context(), g.card(1)) })
		synctest.Wait()
		start := time.Now()
		address := s.Address("", sample(1, 2))
		w := ask(t, s, http.MethodGet, address)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("ETag") != "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		if d := time.Since(start); d != 3*time.Second {
			t.Errorf("waited %v", d)
		}
		close(g.release)
		wg.Wait()
		if w := ask(t, s, http.MethodGet, address); w.Code != http.StatusOK {
			t.Errorf("afterwards: %d", w.Code)
		}
	})
}

func FuzzKey(f *testing.F) {
	artistless := &Service{opt: Options{Secret: []byte("0123456789abcdef")}}
	f.Add(strings.TrimSuffix(strings.TrimPrefix(artistless.Address("", Card{ID: 5, Print: 3}, Card{ID: -1}), Path), ".jpg"))
	f.Add("")
	f.Add("AQID")
	f.Fuzz(func(t *testing.T, key string) {
		o, err := artistless.open(key)
		if err == nil && artistless.sign(o.encode()) != key {
			t.Errorf("%q is another spelling of an order", key)
		}
	})
}

func FuzzOrder(f *testing.F) {
	f.Add(order{refs: []ref{{1, 0}, {1 << 60, 99}, {-7, 1}}}.encode())
	f.Add([]byte{keyVersion, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0x00})
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := decodeOrder(body)
		if err != nil {
			return
		}
		if len(o.refs) < 1 || len(o.refs) > MaxRow || !bytes.Equal(o.encode(), body) {
			t.Errorf("%x read as %+v", body, o)
		}
	})
}
