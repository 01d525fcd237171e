package picture

import "math"

// Cards of three stars and more shine: foilBehind lies between the scene and
// the person, foilOver above both.
func (p portrait) foilBehind(level int) {
	switch level {
	case 5:
		p.rays()
		p.wash(rainbow(0.30, 150, 0), overlay)
	case 4:
		p.facets()
	case 3:
		p.streaks()
	}
}

// A foil is a soft spectrum that runs over the card in bent bands.
type foil struct {
	step  float64     // degrees of hue a pixel to the right
	bend  [Height]int // the hue at the left edge
	tones [720]tone   // by hue, twice around
}

// rainbow is a foil of the opacity a whose colours repeat after length pixels.
func rainbow(a, length, shift float64) *foil {
	f := &foil{step: 360 / length}
	for i := range f.tones {
		f.tones[i] = hsl(float64(i), 0.85, 0.66).fade(a)
	}
	for y := range f.bend {
		f.bend[y] = (int((float64(y)*0.6+10*math.Sin(float64(y)/36))/length*360+shift) + 360) % 360
	}
	return f
}

func (f *foil) row(x, y int, out []tone) {
	hue := float64(f.bend[y]) + math.Mod(float64(x)*f.step, 360)
	for i := range out {
		out[i] = f.tones[int(hue)]
		if hue += f.step; hue >= 719 {
			hue -= 360
		}
	}
}

func (p portrait) streaks() {
	for i := range 6 {
		x := -220 + float64(i)*88 + p.d.span(-18, 18)
		w := p.d.span(8, 30)
		band := polygon(point{x, 510}, point{x + 260, -10}, point{x + 260 + w, -10}, point{x + w, 510})
		p.blend(band, down(0, 480, hex(0xFFFFFF).fade(0.34), p.t.accent.lighter(0.5).fade(0.14)), screen)
	}
}

func (p portrait) facets() {
	const s = 34.0
	h := s * math.Sqrt(3) / 2
	for row := range 18 {
		for col := -1; col < 22; col++ {
			x, y := float64(col)*s/2, float64(row)*h
			a, b, c := point{x, y + h}, point{x + s/2, y}, point{x + s, y + h}
			if (row+col)%2 != 0 {
				a, b, c = point{x, y}, point{x + s/2, y + h}, point{x + s, y}
			}
			hue := 250 + 130*math.Sin((x+y)/90)
			p.blend(polygon(a, b, c), solid(hsl(hue, 0.8, 0.7).fade(p.d.span(0.02, 0.34))), screen)
		}
	}
}

func (p portrait) rays() {
	cx, cy := 175.0, 200.0
	rays := &path{}
	for k := range 32 {
		w := 0.035 + 0.03*float64(k%2)
		a := float64(k) * math.Pi / 16
		s0, c0 := math.Sincos(a - w)
		s1, c1 := math.Sincos(a + w)
		rays.with(polygon(point{cx, cy}, point{cx + 460*c0, cy + 460*s0}, point{cx + 460*c1, cy + 460*s1}))
	}
	p.blend(rays, glow(cx, cy, 400, 400, hex(0xFFF0BE).fade(0.75), hex(0xFFD97A).fade(0.35), hex(0xFFD97A).fade(0.08)), screen)
	p.flat(circle(cx, cy, 146).with(hole(circle(cx, cy, 142))), hex(0xFFE9B0))
	p.flat(circle(cx, cy, 156).with(hole(circle(cx, cy, 154.6))), hex(0xFFE9B0).fade(0.8))
	for k := range 16 {
		s, c := math.Sincos(float64(k) * math.Pi / 8)
		p.flat(sparkle(cx+c*149, cy+s*149, 9), hex(0xFFFBEA))
	}
}

func (p portrait) foilOver(level int) {
	n := []int{0, 0, 3, 8, 16, 28}[level]
	for range n {
		x, y := p.d.span(20, 330), p.d.span(20, 390)
		// Nothing glitters in the middle of a face.
		if math.Abs(x-175) < 62 && y > 150 && y < 300 {
			x += 130 * p.d.side()
		}
		r := p.d.span(3, 7) + float64(level)*0.9
		p.lightAt(x, y, r*1.5, p.t.glow, 0.6)
		p.flat(sparkle(x, y, r), hex(0xFFFFFF).fade(0.95))
	}
	if level == 5 {
		p.wash(rainbow(0.09, 210, 120), overlay)
		for range 46 {
			x, y := p.d.span(14, 336), p.d.span(14, 400)
			p.flat(polygon(point{x, y - 2.4}, point{x + 1.6, y}, point{x, y + 2.4}, point{x - 1.6, y}), hex(0xFFE08A).fade(p.d.span(0.4, 1)))
		}
	}
	if level >= 4 {
		for i := range 2 {
			x := -150 + 235*float64(i) + p.d.span(-12, 12)
			band := polygon(point{x, 510}, point{x + 250, -10}, point{x + 282, -10}, point{x + 32, 510})
			p.blend(band, down(0, 480, hex(0xFFFFFF).fade(0.22), hex(0xFFFFFF).fade(0.02)), screen)
		}
	}
}
