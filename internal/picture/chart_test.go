package picture

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	xdraw "golang.org/x/image/draw"
)

// sampleChart is a month in which a price went up and down.
func sampleChart(seed uint64, n int) Chart {
	rng := rand.New(rand.NewPCG(seed, 2))
	c := Chart{To: time.Date(2026, 11, 26, 4, 5, 0, 0, time.UTC), Accent: 0xF1C40F}
	c.From = c.To.Add(-30 * 24 * time.Hour)
	price := 12000.0
	for range n {
		if rng.IntN(3) == 0 {
			price *= 1 + (rng.Float64()-0.48)*0.08
		}
		c.Values = append(c.Values, int64(price))
	}
	return c
}

func TestChartGolden(t *testing.T) {
	t.Parallel()
	fresh := sampleChart(2, 121)
	fresh.From, fresh.Accent = fresh.To.Add(-24*time.Hour), 0x9B59B6
	clear(fresh.Values[:60])
	for name, c := range map[string]Chart{"chart": sampleChart(1, 121), "chart-new": fresh} {
		img := artist(t).chart(c.sane())
		small := image.NewRGBA(image.Rect(0, 0, 240, 100))
		xdraw.BiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
		file := filepath.Join("testdata", name+".png")
		if flag.Lookup("update").Value.String() == "true" {
			var buf bytes.Buffer
			if err := png.Encode(&buf, small); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, buf.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(small, want); d > 0.7 {
			t.Errorf("%s differs from its picture by %.1f of 255 a pixel", name, d)
		}
	}
}

// Whatever the values are, there is a picture, and the line is on it.
func TestChartTakesWhatItGets(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]int64{
		"none": nil, "one": {7}, "unknown": {0, 0}, "the last": {0, 0, 5}, "not the last": {5, 6, 0},
		"equal": {100, 100}, "one flake": {1, 1}, "the most": {1, 1_000_000_000_000}, "below": {-5, 3, 4},
		"beyond": {1 << 62, 1}, "many": make([]int64, 5000),
	} {
		c := Chart{From: time.Unix(0, 0), To: time.Unix(9e5, 0), Values: values, Accent: 0xFF00FF00}.sane()
		img := artist(t).chart(c)
		drawn := false
		for i := 0; i < len(img.Pix); i += 4 {
			drawn = drawn || img.Pix[i+1] > img.Pix[i]+60
		}
		want := false
		for _, v := range c.Values {
			want = want || v > 0
		}
		if drawn != want || img.Rect.Dx() != ChartWidth || img.Rect.Dy() != ChartHeight {
			t.Errorf("%s: drawn %v, %v", name, drawn, img.Rect)
		}
	}
}

func TestTheLinesOfAChart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ low, high, step float64 }{
		{1, 2, 1}, {100, 100, 1}, {1089, 1089, 20}, {10500, 13000, 1000}, {900_000, 1_000_000, 50_000}, {1, 1e12, 5e11},
	} {
		if got := niceStep(tt.low, tt.high); got != tt.step {
			t.Errorf("from %v to %v: lines every %v, want %v", tt.low, tt.high, got, tt.step)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1 000", 1234567: "1 234 567"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}

func TestChartHandler(t *testing.T) {
	t.Parallel()
	s := newService(t, nil)
	c := sampleChart(3, 121)
	address := s.ChartAddress("http://host/", c)
	if len(address) > 2048-200 {
		t.Errorf("an address of %d characters", len(address))
	}
	w := ask(t, s, http.MethodGet, address)
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "image/png" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Fatalf("%d %v", w.Code, h)
	}
	cfg, err := png.DecodeConfig(bytes.NewReader(w.Body.Bytes()))
	if err != nil || cfg.Width != ChartWidth || cfg.Height != ChartHeight || w.Body.Len() > 60_000 {
		t.Errorf("%+v in %d bytes, %v", cfg, w.Body.Len(), err)
	}
	if again := ask(t, s, http.MethodGet, address, "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("with its own tag: %d", again.Code)
	}
	if pic, ok := s.TryChart(t.Context(), c); !ok || !bytes.Equal(pic.Bytes, w.Body.Bytes()) || s.Stats().Made != 1 {
		t.Errorf("the same chart was made %d times", s.Stats().Made)
	}
	card := s.Address("http://host", sample(1, 1))
	other := newService(t, func(o *Options) { o.Secret = []byte("another secret..") })
	for _, wrong := range []string{
		other.ChartAddress("http://host", c), strings.TrimSuffix(address, ".png"), strings.TrimSuffix(address, ".png") + ".jpg",
		strings.TrimSuffix(card, ".jpg") + ".png", address[:len(address)-6] + "AA.png", "http://host" + Path + ".png",
		"http://host" + Path + strings.Repeat("A", 5000) + ".png",
	} {
		if w := ask(t, s, http.MethodGet, wrong); w.Code != http.StatusNotFound {
			t.Errorf("%.80s: %d", wrong, w.Code)
		}
	}
}

func TestChartWhenBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, nil)
		for range cap(s.slots) {
			s.slots <- struct{}{}
		}
		if _, ok := s.TryChart(t.Context(), sampleChart(1, 9)); ok {
			t.Error("a chart was drawn without a worker")
		}
		w := ask(t, s, http.MethodGet, s.ChartAddress("http://host", sampleChart(1, 9)))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	})
}

func TestChartAddressHoldsTheChart(t *testing.T) {
	t.Parallel()
	wild := sampleChart(1, 500)
	for i := range wild.Values {
		wild.Values[i] = int64(i%2) * 1_000_000_000_000
	}
	for _, c := range []Chart{{}, sampleChart(1, 1), sampleChart(2, 121), wild} {
		c = c.sane()
		got, err := decodeChart(c.encode())
		if len(c.Values) == 0 {
			c.Values = nil
		}
		if c.To.Before(time.Unix(0, 0)) { // the zero time has no address
			continue
		}
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, c)
		}
		if n := len(newService(t, nil).sign(c.encode())); n > maxChartKey {
			t.Errorf("a key of %d characters", n)
		}
	}
}

func FuzzChart(f *testing.F) {
	f.Add(sampleChart(1, 30).sane().encode())
	f.Add([]byte{chartVersion, chartDesign, 0, 0, 0, 0x80, 0x00, 0x02, 0x02})
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := decodeChart(body)
		if err != nil {
			return
		}
		if len(c.Values) > MaxChart || !bytes.Equal(c.encode(), body) {
			t.Errorf("%x read as %+v", body, c)
		}
	})
}

func BenchmarkChart(b *testing.B) {
	a := artist(b)
	c := sampleChart(1, 121).sane()
	for b.Loop() {
		if _, err := encode("k", func() (image.Image, error) { return crisp{a.chart(c)}, nil }); err != nil {
			b.Fatal(err)
		}
	}
}
