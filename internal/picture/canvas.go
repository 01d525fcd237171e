package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// A mode says how paint meets what is below it.
type mode int

const (
	over     mode = iota // covers
	screen               // lightens, as light does
	multiply             // darkens, as shadow does
	overlay              // raises contrast, as foil does
)

// A canvas is an opaque picture in the making. It belongs to one goroutine.
type canvas struct {
	img *image.RGBA // every pixel has full opacity
	ras vector.Rasterizer
	buf []uint8 // coverage of the outline in hand
	// view is applied to every outline; paints are in the canvas' own
	// coordinates and are not moved.
	view affine
	// clip, if any, has the size of img and weakens every fill.
	clip *image.Alpha
}

func newCanvas(w, h int) *canvas {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h)), view: identity()}
	for i := 3; i < len(c.img.Pix); i += 4 {
		c.img.Pix[i] = 255
	}
	return c
}

// canvasOn draws on img, whose origin must be (0, 0).
func canvasOn(img *image.RGBA) *canvas { return &canvas{img: img, view: identity()} }

// cover leaves in c.buf how much of each pixel of the returned rectangle p
// covers. The rectangle is empty where p is not on the canvas.
func (c *canvas) cover(p *path) image.Rectangle {
	p = p.mapped(c.view)
	x0, y0, x1, y1 := p.bounds()
	if math.IsInf(x0, 1) {
		return image.Rectangle{}
	}
	r := image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1))+1, int(math.Ceil(y1))+1).Intersect(c.img.Rect)
	if r.Empty() {
		return r
	}
	c.ras.Reset(r.Dx(), r.Dy())
	c.ras.DrawOp = draw.Src
	ox, oy := float64(r.Min.X), float64(r.Min.Y)
	f := func(q point) (x, y float32) { return float32(q.x - ox), float32(q.y - oy) }
	for _, s := range p.segs {
		ax, ay := f(s.p[0])
		switch s.kind {
		case 'M':
			c.ras.MoveTo(ax, ay)
		case 'L':
			c.ras.LineTo(ax, ay)
		case 'Q':
			bx, by := f(s.p[1])
			c.ras.QuadTo(ax, ay, bx, by)
		case 'C':
			bx, by := f(s.p[1])
			dx, dy := f(s.p[2])
			c.ras.CubeTo(ax, ay, bx, by, dx, dy)
		case 'Z':
			c.ras.ClosePath()
		}
	}
	if n := r.Dx() * r.Dy(); cap(c.buf) < n {
		c.buf = make([]uint8, n)
	} else {
		c.buf = c.buf[:n]
	}
	m := &image.Alpha{Pix: c.buf, Stride: r.Dx(), Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
	c.ras.Draw(m, m.Rect, image.NewUniform(color.Opaque), image.Point{})
	return r
}

// mask is the coverage of p as a clip for later fills.
func (c *canvas) mask(p *path) *image.Alpha {
	m := image.NewAlpha(c.img.Rect)
	r := c.cover(p)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		i := (y - r.Min.Y) * r.Dx()
		copy(m.Pix[m.PixOffset(r.Min.X, y):], c.buf[i:i+r.Dx()])
	}
	return m
}

// within runs f with the clip narrowed to p.
func (c *canvas) within(p *path, f func()) {
	old := c.clip
	m := c.mask(p)
	if old != nil {
		for i, a := range old.Pix {
			m.Pix[i] = uint8(int(m.Pix[i]) * int(a) / 255) //nolint:gosec // never over 255
		}
	}
	c.clip = m
	f()
	c.clip = old
}

// through runs f with m applied after what is in view already.
func (c *canvas) through(m affine, f func()) {
	old := c.view
	c.view = m.then(old)
	f()
	c.view = old
}

// fill covers p with the paint s.
func (c *canvas) fill(p *path, s paint) { c.blend(p, s, over) }

// flat covers p with one tone.
func (c *canvas) flat(p *path, t tone) { c.blend(p, solid(t), over) }

// blend lays the paint s on p in the mode m.
func (c *canvas) blend(p *path, s paint, m mode) {
	r := c.cover(p)
	c.lay(r, c.buf, s, m)
}

// sky covers the whole canvas with a gradient from its top to the height h.
func (c *canvas) sky(h int, stops ...tone) {
	r := rampOf(stops...)
	for y := range c.img.Rect.Dy() {
		row := c.img.Pix[y*c.img.Stride:][:4*c.img.Rect.Dx()]
		t := r.pick(float64(y) / float64(h))
		row[0], row[1], row[2], row[3] = t.r, t.g, t.b, 255
		for n := 4; n < len(row); n *= 2 {
			copy(row[n:], row[:n])
		}
	}
}

// wash lays the paint s on the whole canvas in the mode m.
func (c *canvas) wash(s paint, m mode) { c.lay(c.img.Rect, nil, s, m) }

// lay mixes s into r as far as cover (all of it when nil) and the clip allow.
func (c *canvas) lay(r image.Rectangle, cover []uint8, s paint, m mode) {
	w := r.Dx()
	tones := make([]tone, w)
	one, plain := s.(solid)
	for i := range tones {
		tones[i] = tone(one)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.img.Pix[c.img.PixOffset(r.Min.X, y):]
		lo, hi := 0, w
		var cov, clip []uint8
		if cover != nil {
			cov = cover[(y-r.Min.Y)*w:][:w]
			for lo < hi && cov[lo] == 0 {
				lo++
			}
			for hi > lo && cov[hi-1] == 0 {
				hi--
			}
		}
		if c.clip != nil {
			clip = c.clip.Pix[c.clip.PixOffset(r.Min.X, y):][:w]
			for lo < hi && clip[lo] == 0 {
				lo++
			}
			for hi > lo && clip[hi-1] == 0 {
				hi--
			}
		}
		if lo == hi {
			continue
		}
		if !plain {
			s.row(r.Min.X+lo, y, tones[lo:hi])
		}
		mixRow(row[lo*4:hi*4], tones[lo:hi], part(cov, lo, hi), part(clip, lo, hi), m)
	}
}

// over255 is v/255 for v up to 255·256.
func over255(v uint32) uint32 { return (v + 1 + v>>8) >> 8 }

func part(b []uint8, lo, hi int) []uint8 {
	if b == nil {
		return nil
	}
	return b[lo:hi]
}

// mixRow lays tones on the pixels of row as far as cov and clip, where they are
// given, allow.
func mixRow(row []uint8, tones []tone, cov, clip []uint8, m mode) {
	for i, t := range tones {
		a := uint32(t.a)
		if cov != nil {
			k := uint32(cov[i])
			if k == 0 {
				continue
			}
			a = over255(a * k)
		}
		if clip != nil {
			a = over255(a * uint32(clip[i]))
		}
		if a == 0 {
			continue
		}
		px := row[i*4 : i*4+3 : i*4+3]
		if m != over {
			mix(px, t, a, m)
			continue
		}
		b := 255 - a
		px[0] = uint8(over255(uint32(px[0])*b + uint32(t.r)*a + 127)) //nolint:gosec // never over 255
		px[1] = uint8(over255(uint32(px[1])*b + uint32(t.g)*a + 127)) //nolint:gosec // never over 255
		px[2] = uint8(over255(uint32(px[2])*b + uint32(t.b)*a + 127)) //nolint:gosec // never over 255
	}
}

// mix lays t on the pixel px at the opacity a of 255, by a mode other than over.
func mix(px []uint8, t tone, a uint32, m mode) {
	if m == screen {
		// The most frequent one: what is missing to white, weakened.
		px[0] += uint8(over255((255 - uint32(px[0])) * over255(uint32(t.r)*a))) //nolint:gosec // never over 255
		px[1] += uint8(over255((255 - uint32(px[1])) * over255(uint32(t.g)*a))) //nolint:gosec // never over 255
		px[2] += uint8(over255((255 - uint32(px[2])) * over255(uint32(t.b)*a))) //nolint:gosec // never over 255
		return
	}
	px[0] = channel(px[0], t.r, a, m)
	px[1] = channel(px[1], t.g, a, m)
	px[2] = channel(px[2], t.b, a, m)
}

// channel is the channel d below, with s laid on it by multiply or overlay.
func channel(d, s uint8, a uint32, m mode) uint8 {
	dd, ss := uint32(d), uint32(s)
	switch m {
	case multiply:
		ss = over255(dd * ss)
	case overlay:
		if dd < 128 {
			ss = over255(2 * dd * ss)
		} else {
			ss = 255 - over255(2*(255-dd)*(255-ss))
		}
	case over, screen:
	}
	return uint8(over255(dd*(255-a) + ss*a + 127)) //nolint:gosec // never over 255
}
