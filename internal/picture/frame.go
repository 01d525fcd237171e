package picture

import (
	"image"
	"strconv"
)

// metal is the look of a level's frame: from light to dark.
type metal struct{ light, base, dark tone }

func metals() [6]metal {
	return [6]metal{
		{},
		{hex(0xD9D9DE), hex(0x85858C), hex(0x4E4E57)},
		{hex(0xB9F5C0), hex(0x2FA84F), hex(0x12552B)},
		{hex(0xB5D4FF), hex(0x2F6FE0), hex(0x133A8C)},
		{hex(0xEBC4FF), hex(0x8E35C9), hex(0x45106E)},
		{hex(0xFFF4C2), hex(0xF2BE3E), hex(0x94611A)},
	}
}

// The window is the part of the card inside its frame.
const (
	frameWidth   = 11.0
	windowRadius = 15.0
)

func window() *path {
	return roundRect(frameWidth, frameWidth, Width-frameWidth, Height-frameWidth, windowRadius)
}

// frames are the borders of all levels, drawn once: laying one on a card is much
// cheaper than drawing it. A border covers and does nothing else, so what it
// does to black and to white tells its colour and its opacity.
func frames() [6]*image.RGBA {
	var out [6]*image.RGBA
	for level := 1; level <= 5; level++ {
		black, white := newCanvas(Width, Height), newCanvas(Width, Height)
		white.sky(Height, tone{255, 255, 255, 255})
		black.frame(level)
		white.frame(level)
		f := black.img
		for i := 0; i < len(f.Pix); i += 4 {
			a := 255 - max(0, int(white.img.Pix[i])-int(f.Pix[i]))
			f.Pix[i+3] = uint8(max(a, int(f.Pix[i]), int(f.Pix[i+1]), int(f.Pix[i+2]))) //nolint:gosec // never over 255
		}
		out[level] = f
	}
	return out
}

// frame draws the border of the level.
func (c *canvas) frame(level int) {
	m := metals()[level]
	border := rect(0, 0, Width, Height).with(hole(window()))
	c.fill(border, across(0, 0, Width, Height, m.light, m.base, m.dark, m.base, m.light, m.base, m.dark))
	line := func(inset, w float64, t tone) {
		r := max(windowRadius+frameWidth-inset, 2)
		outer := roundRect(inset, inset, Width-inset, Height-inset, r)
		c.flat(outer.with(hole(roundRect(inset+w, inset+w, Width-inset-w, Height-inset-w, max(r-w, 1)))), t)
	}
	c.flat(rect(0, 0, Width, Height).with(hole(rect(1.6, 1.6, Width-1.6, Height-1.6))), m.dark.darker(0.35))
	line(3.4, 1.3, m.light.fade(0.85))
	line(frameWidth-2, 2, m.dark.darker(0.3))
	line(frameWidth, 1.5, m.light.fade(0.9))
	if level >= 3 {
		line(frameWidth+5, 1.1, m.light.fade(0.75))
	}
	if level >= 4 {
		c.corners(m, level)
	}
}

// corners sets an ornament into each corner.
func (c *canvas) corners(m metal, level int) {
	for _, s := range []point{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
		v := scaled(s.x, s.y).then(moved((1-s.x)/2*Width, (1-s.y)/2*Height))
		k := 1.0
		if level == 5 {
			k = 1.35
		}
		v = scaled(k, k).then(v)
		shape := at(0, 0).line(46, 0).cube(34, 6, 30, 10, 27, 17).cube(22, 14, 17, 15, 16, 16).
			cube(15, 17, 14, 22, 17, 27).cube(10, 30, 6, 34, 0, 46).close().mapped(v)
		c.flat(shape.mapped(moved(s.x*1.2, s.y*1.8)), hex(0x140A20).fade(0.4))
		c.fill(shape, across((1-s.x)/2*Width, (1-s.y)/2*Height, Width/2, Height/2, m.base, m.base, m.light, m.base, m.dark, m.dark))
		c.flat(stroke(point{6, 40}, point{10, 24}, point{24, 10}, point{40, 6}, 0.5, 2, 0.5).mapped(v), m.light)
		if level == 5 {
			c.flat(star(11, 11, 8.5, 3.8).mapped(v), m.dark)
			c.flat(star(11, 10.4, 7.2, 3.2).mapped(v), hex(0xFFFBEA))
		} else {
			c.flat(polygon(point{10, 4}, point{16, 10}, point{10, 16}, point{4, 10}).mapped(v), m.dark)
			c.flat(polygon(point{10, 5.4}, point{14.6, 10}, point{10, 14.6}, point{5.4, 10}).mapped(v), m.light)
		}
	}
}

// plate writes the name, the collection and the stars at the foot.
func (a *Artist) plate(c *canvas, card Card, t theme) {
	m := metals()[card.Level]
	ink := t.ink
	c.fill(rect(0, 330, Width, Height), down(330, 470, ink.fade(0), ink.fade(0.62), ink.fade(0.94)))
	panel := at(22, 418).line(328, 418).line(328, 468).quad(328, 478, 318, 478).line(32, 478).quad(22, 478, 22, 468).close()
	c.flat(panel, ink.darker(0.25).fade(0.55))
	c.fill(rect(22, 417, 328, 419.2), across(22, 0, 328, 0, m.light.fade(0), m.light, m.light.fade(0)))
	name, w, size := a.letters.fitted(card.Name, 35, 19, 0.4, 282)
	x, y := (Width-w)/2, 446+size*0.12
	for _, o := range []point{{0, 2.4}, {1.4, 1}, {-1.4, 1}, {0, 3.6}} {
		c.flat(name.mapped(moved(x+o.x, y+o.y)), ink.darker(0.5).fade(0.55))
	}
	c.fill(name.mapped(moved(x, y)), down(y-size*0.8, y+size*0.1, hex(0xFFFFFF), hex(0xFFFFFF), m.light))
	group, w, _ := a.letters.fitted(card.CollectionName, 13.5, 9, 2.6, 280)
	c.flat(group.mapped(moved((Width-w)/2, 471)), t.accent.lighter(0.45))
	c.starRow(card.Level, m)
	if card.Print > 0 {
		a.stamp(c, card)
	}
}

// starRow draws one star a level over the plate's upper edge.
func (c *canvas) starRow(level int, m metal) {
	const step = 29.0
	gold := metals()[5]
	for i := range level {
		x := Width/2 + (float64(i)-float64(level-1)/2)*step
		y := 406.0
		c.lightAt(x, y, 22, m.light, 0.5)
		c.flat(star(x, y+1.6, 15.4, 7.4), hex(0x1A0E22).fade(0.75))
		c.fill(star(x, y, 13.4, 6.3), down(y-13, y+12, hex(0xFFFBE0), gold.base.toward(hex(0xFFD54A), 0.6), hex(0xE8902A)))
		c.flat(star(x-0.8, y-1.4, 6.4, 3), hex(0xFFFFFF).fade(0.55))
	}
}

// stamp writes the print number of the copy into the upper right corner.
func (a *Artist) stamp(c *canvas, card Card) {
	m := metals()[card.Level]
	num, w := a.letters.outline("#"+strconv.Itoa(card.Print), 19, 0.3)
	x1 := Width - 24.0
	x0 := x1 - w - 22
	y := 25.0
	pill := roundRect(x0, y, x1, y+30, 15)
	c.flat(pill.mapped(moved(0, 2)), hex(0x140A20).fade(0.35))
	c.flat(pill, hex(0x191322).fade(0.82))
	c.flat(pill.with(hole(roundRect(x0+1.5, y+1.5, x1-1.5, y+28.5, 13.5))), m.light)
	c.flat(num.mapped(moved(x0+11, y+22)), hex(0xFFFFFF))
}
