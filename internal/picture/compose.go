package picture

import (
	"image"
	"image/color"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// MaxRow is how many cards fit into one composed picture.
const MaxRow = 10

// Up to three cards are shown in full size; more are made smaller, since a
// chat shrinks a wide picture anyway.
const (
	gap         = 20
	fullSize    = 3
	smallWidth  = 252
	smallHeight = 360
	perLine     = 5
)

// Compose sets up to [MaxRow] cards side by side, more than five in two lines,
// and leaves out what is beyond. Pictures of another size are scaled to a
// card's. Without any the result is empty.
func Compose(cards ...image.Image) *image.RGBA {
	cards = cards[:min(len(cards), MaxRow)]
	if len(cards) == 0 {
		return image.NewRGBA(image.Rectangle{})
	}
	w, h := Width, Height
	if len(cards) > fullSize {
		w, h = smallWidth, smallHeight
	}
	perRow, rows := layout(len(cards))
	c := newCanvas(gap+perRow*(w+gap), gap+rows*(h+gap))
	c.table()
	corners := roundMask(w)
	for i, card := range cards {
		inRow := min(perRow, len(cards)-i/perRow*perRow)
		left := (c.img.Rect.Dx() - inRow*(w+gap) + gap) / 2
		to := image.Pt(left+i%perRow*(w+gap), gap+i/perRow*(h+gap))
		c.shadow(to, w, h)
		c.place(sized(card, w, h), to, w, h, corners)
	}
	return c.img
}

// place puts a card at p. Only the strips that hold its round corners need the
// slow way through a mask.
func (c *canvas) place(card image.Image, p image.Point, w, h int, corners *image.Alpha) {
	b := card.Bounds().Min
	for i, y := range []int{0, h - strip} {
		at := image.Rect(0, y, w, y+strip).Add(p)
		draw.DrawMask(c.img, at, card, b.Add(image.Pt(0, y)), corners, image.Pt(0, i*strip), draw.Over)
	}
	draw.Draw(c.img, image.Rect(0, strip, w, h-strip).Add(p), card, b.Add(image.Pt(0, strip)), draw.Over)
}

// layout is how many cards stand in one line, and how many lines there are.
func layout(n int) (perRow, rows int) {
	if n <= perLine {
		return n, 1
	}
	return (n + 1) / 2, 2
}

// table is what composed cards lie on.
func (c *canvas) table() {
	c.sky(c.img.Rect.Dy(), hex(0x34363F), hex(0x26272E))
}

// shadow darkens the table below a card at p.
func (c *canvas) shadow(p image.Point, w, h int) {
	x0, y1 := float64(p.X), float64(p.Y+h)
	for i := range 4 {
		o := float64(i) * 1.6
		c.flat(roundRect(x0-4+o, y1-24, x0+float64(w)+4-o, y1+9-o, 12), hex(0x08080C).fade(0.16))
	}
}

// sized is src as a picture of w by h. What does not fit the shape of a card is
// cut off on both sides alike.
func sized(src image.Image, w, h int) image.Image {
	b := src.Bounds()
	if b.Dx() == w && b.Dy() == h {
		return src
	}
	if wide := b.Dx() - b.Dy()*w/h; wide > 1 {
		b.Min.X, b.Max.X = b.Min.X+wide/2, b.Max.X-wide/2
	} else if high := b.Dy() - b.Dx()*h/w; high > 1 {
		b.Min.Y, b.Max.Y = b.Min.Y+high/2, b.Max.Y-high/2
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if b.Dx() > 2*w || b.Dy() > 2*h {
		xdraw.CatmullRom.Scale(out, out.Rect, src, b, draw.Src, nil)
	} else {
		xdraw.ApproxBiLinear.Scale(out, out.Rect, src, b, draw.Src, nil)
	}
	return out
}

// strip is how high the parts of a card are that hold its round corners.
const strip = 16

// roundMask is the upper and the lower strip of a card of the width w, which
// lets everything through but the corners.
func roundMask(w int) *image.Alpha {
	r := 14.0 * float64(w) / Width
	c := canvas{img: &image.RGBA{Rect: image.Rect(0, 0, w, 2*strip)}, view: identity()}
	return c.mask(roundRect(0, 0, float64(w), 2*strip, r))
}

// onOpaque is src without transparency, for formats that have none.
func onOpaque(src image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.RGBA{0x2B, 0x2D, 0x31, 0xFF}), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, src, src.Bounds().Min, draw.Over)
	return out
}
