package picture

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font/sfnt"

	"gohye/internal/catalog"
)

// demo is a card of the demo set.
func demo(tb testing.TB, id int64) Card {
	tb.Helper()
	pack := catalog.Demo()
	names := map[string]string{}
	for _, c := range pack.Collections {
		names[c.ID] = c.Name
	}
	for _, c := range pack.Cards {
		if c.ID == id {
			return Card{ID: c.ID, Name: c.Name, Collection: c.Collection, CollectionName: names[c.Collection], Level: c.Level, Tags: c.Tags}
		}
	}
	tb.Fatalf("the demo set has no card %d", id)
	return Card{}
}

// The pictures are compared small and with a tolerance, since processors
// differ in the last bit. Run with -update after a change of the drawing, look
// at the pictures, and raise designVersion.
func TestGolden(t *testing.T) {
	t.Parallel()
	update := flag.Lookup("update").Value.String() == "true"
	a := artist(t)
	for _, id := range []int64{101, 207, 314, 417, 519, 605, 711, 817, 919, 1012, 1110} {
		img := a.Draw(demo(t, id))
		small := image.NewRGBA(image.Rect(0, 0, 70, 100))
		xdraw.BiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
		file := filepath.Join("testdata", fmt.Sprintf("card-%d.png", id))
		if update {
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
		if d := difference(small, want); d > 1.5 {
			t.Errorf("card %d differs from its picture by %.1f of 255 a pixel", id, d)
		}
	}
}

// difference is the mean difference of the channels.
func difference(a, b image.Image) float64 {
	sum := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(ar>>8) - int(br>>8), int(ag>>8) - int(bg>>8), int(ab>>8) - int(bb>>8)} {
				sum += max(d, -d)
			}
		}
	}
	return float64(sum) / float64(3*a.Bounds().Dx()*a.Bounds().Dy())
}

func TestDrawIsTheSameFromEveryGoroutine(t *testing.T) {
	t.Parallel()
	a := artist(t)
	want := a.Draw(sample(3, 5))
	if difference(want, a.Draw(sample(3, 4))) < 2 || difference(want, a.Draw(sample(4, 5))) < 2 {
		t.Error("two different cards look alike")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if !bytes.Equal(a.Draw(sample(3, 5)).Pix, want.Pix) {
				t.Error("the same card was drawn differently")
			}
		})
	}
	wg.Wait()
}

func TestDrawTakesWhatItGets(t *testing.T) {
	t.Parallel()
	a := artist(t)
	for _, card := range []Card{
		{},
		{ID: -1, Name: "\xff\xfe", Level: -4, Print: -1},
		{ID: 1 << 62, Name: strings.Repeat("가나다 ", 90), CollectionName: strings.Repeat("W", 300), Level: 99, Print: 1 << 60, Accent: 0xFFFFFFFF},
		{Name: "🙂 👩‍🚀", Collection: "unheard of", Level: 3, Tags: []string{"boygroups"}},
	} {
		img := a.Draw(card)
		a.stamp(canvasOn(img), card.sane())
		if img.Rect != image.Rect(0, 0, Width, Height) || !img.Opaque() {
			t.Errorf("%.20q: %v, opaque %t", card.Name, img.Rect, img.Opaque())
		}
	}
}

func TestFontCoverage(t *testing.T) {
	t.Parallel()
	l := artist(t).letters
	var buf sfnt.Buffer
	has := func(r rune) bool {
		f, g := l.glyph(&buf, r)
		none, miss := l.glyph(&buf, missing)
		return g != 0 && (r == missing || f != none || g != miss)
	}
	for _, span := range [][2]rune{{0x20, 0x7E}, {0xA1, 0xAC}, {0xAE, 0x17F}, {0x3131, 0x3163}, {0xAC00, 0xD7A3}} {
		for r := span[0]; r <= span[1]; r++ {
			if !has(r) {
				t.Errorf("no glyph for %U %c", r, r)
			}
		}
	}
	for _, r := range "★☆♥♡♪…–—‘’“”•·×□" {
		if !has(r) {
			t.Errorf("no glyph for %U %c", r, r)
		}
	}
	for _, c := range catalog.Demo().Cards {
		for _, r := range c.Name {
			if !has(r) {
				t.Errorf("%q: no glyph for %c", c.Name, r)
			}
		}
	}
	// An outline that is empty would pass for a glyph.
	for _, s := range []string{"가", "힣", "Ÿ", "★", "🙂"} {
		if p, w := l.outline(s, 20, 0); len(p.segs) < 4 || w < 4 {
			t.Errorf("%q has %d strokes and the width %.1f", s, len(p.segs), w)
		}
	}
}

func TestNamesFit(t *testing.T) {
	t.Parallel()
	l := artist(t).letters
	for _, s := range []string{"", "A", "Voltan Overdrive", strings.Repeat("길고긴이름", 20)} {
		if _, w, size := l.fitted(s, 35, 19, 0.4, 282); w > 282 || size < 19 || size > 35 {
			t.Errorf("%.12q: %.0f wide at %.0f", s, w, size)
		}
	}
}

// Every collection of the demo set has a world of its own, and what its cards
// are said to show is what is drawn.
func TestDemoHasWorlds(t *testing.T) {
	t.Parallel()
	words := map[string]string{
		"moon": "moon", "waves": "waves", "petals": "petals", "city": "city", "stars": "constellations", "sun": "sun",
		"mountains": "mountains", "bamboo": "bamboo", "bolts": "lightning", "crystals": "crystals", "lanterns": "lanterns",
	}
	a := artist(t)
	used := map[string]string{}
	for _, c := range catalog.Demo().Cards {
		look := a.Look(demo(t, c.ID))
		if other, ok := used[look.Motif]; ok && other != c.Collection {
			t.Errorf("%s and %s share the motif %s", other, c.Collection, look.Motif)
		}
		used[look.Motif] = c.Collection
		if word := words[look.Motif]; word == "" || !strings.Contains(c.Alt, word) {
			t.Errorf("card %d shows %s, but its text says %q", c.ID, look.Motif, c.Alt)
		}
		if look.Hair == "" || look.Colour == "" || look.Outfit == "" || look.Accessory == "" {
			t.Errorf("card %d: %+v", c.ID, look)
		}
	}
}

func TestComposeSizes(t *testing.T) {
	t.Parallel()
	face := image.NewUniform(color.White)
	one := image.NewRGBA(image.Rect(10, 10, 90, 200))
	draw.Draw(one, one.Rect, face, image.Point{}, draw.Src)
	for n, want := range map[int]image.Point{
		0: {0, 0}, 1: {390, 540}, 3: {1130, 540}, 4: {1108, 400}, 5: {1380, 400}, 6: {836, 780}, 10: {1380, 780}, 11: {1380, 780},
	} {
		cards := make([]image.Image, n)
		for i := range cards {
			cards[i] = one
		}
		img := Compose(cards...)
		if img.Rect.Size() != want {
			t.Errorf("%d cards: %v, want %v", n, img.Rect.Size(), want)
		}
		if n == 0 {
			continue
		}
		if got := img.RGBAAt(want.X/2-gap, want.Y-gap-120); n%2 == 1 && n < 5 && (got != color.RGBA{255, 255, 255, 255}) {
			t.Errorf("%d cards: the middle one is not there: %v", n, got)
		}
		if img.RGBAAt(gap, gap) == (color.RGBA{255, 255, 255, 255}) && n <= 5 {
			t.Errorf("%d cards: the corner is not round", n)
		}
	}
}

func TestArt(t *testing.T) {
	t.Parallel()
	glass := image.NewNRGBA(image.Rect(0, 0, 700, 500))
	var see bytes.Buffer
	if err := png.Encode(&see, glass); err != nil {
		t.Fatal(err)
	}
	open := func(b []byte) *Art {
		return &Art{Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
	}
	img, err := open(see.Bytes()).read(t.Context())
	if err != nil || img.Rect != image.Rect(0, 0, Width, Height) || !img.Opaque() {
		t.Errorf("a clear picture of another shape: %v", err)
	}
	bomb := bytes.Clone(see.Bytes())
	copy(bomb[16:], []byte{0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0}) // 100,000 by 100,000
	failing := &Art{Open: func(context.Context) (io.ReadCloser, error) { return nil, errors.ErrUnsupported }}
	for name, art := range map[string]*Art{
		"bomb": open(bomb), "text": open([]byte("hello")), "empty": open(nil), "endless": open(make([]byte, maxArtBytes+1)), "failing": failing,
	} {
		if _, err := art.read(t.Context()); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
