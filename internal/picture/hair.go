package picture

import "math"

// hairBack draws what falls behind the neck and shoulders.
func (p portrait) hairBack() {
	shape := p.backPath()
	base := p.hair.tone.darker(0.22)
	p.fill(shape, down(120, 430, base, base.toward(p.dip.darker(0.2), 0.35), p.dip.darker(0.12)))
	p.within(shape, func() {
		for i := range 9 {
			x := -84 + float64(i)*21 + p.d.span(-5, 5)
			s := stroke(point{x * 0.75, 150}, point{x, 220}, point{x * 1.05, 310}, point{x * 1.02, 445}, 1, 5, 1)
			p.flat(s, base.darker(0.28).fade(0.5))
		}
	})
}

func (p portrait) backPath() *path {
	base := at(0, 106).cube(52, 104, 76, 140, 75, 200).cube(75, 240, 70, 268, 54, 276).line(0, 270).folded()
	switch p.back {
	case "long":
		return at(0, 104).cube(56, 102, 82, 142, 84, 214).cube(88, 300, 102, 372, 104, 430).
			quad(90, 462, 60, 446).line(0, 452).folded()
	case "wavy":
		return at(0, 104).cube(58, 102, 86, 140, 86, 206).cube(84, 240, 112, 256, 104, 292).
			cube(98, 322, 126, 340, 116, 378).cube(108, 402, 124, 420, 108, 446).quad(80, 462, 50, 440).line(0, 446).folded()
	case "bob":
		return at(0, 104).cube(58, 102, 84, 140, 86, 208).cube(90, 258, 98, 284, 84, 312).
			cube(72, 326, 50, 318, 44, 306).line(0, 296).folded()
	case "ponytail":
		s := 1.0
		if p.tilt > 0 {
			s = -1
		}
		return base.with(at(s*20, 96).cube(s*74, 66, s*132, 112, s*128, 196).cube(s*126, 262, s*142, 300, s*112, 372).
			cube(s*108, 320, s*84, 288, s*88, 228).cube(s*90, 178, s*70, 144, s*30, 132).close())
	case "twintails":
		for _, s := range []float64{-1, 1} {
			base.with(at(s*54, 128).cube(s*96, 100, s*142, 152, s*132, 222).cube(s*126, 280, s*140, 330, s*110, 392).
				cube(s*112, 340, s*84, 312, s*88, 250).cube(s*90, 200, s*72, 184, s*54, 168).close())
		}
		return base
	case "buns":
		return base.with(circle(-56, 112, 29), circle(56, 112, 29),
			stroke(point{-66, 220}, point{-76, 260}, point{-74, 320}, point{-82, 372}, 26, 17, 2),
			stroke(point{66, 220}, point{76, 260}, point{74, 320}, point{82, 372}, 26, 17, 2))
	case "half up":
		return at(0, 104).cube(56, 102, 82, 142, 84, 214).cube(86, 290, 94, 330, 98, 400).
			quad(84, 428, 58, 410).line(0, 420).folded().with(circle(0, 96, 27))
	case "wolf":
		return at(0, 104).cube(54, 104, 80, 138, 80, 200).cube(80, 240, 78, 256, 90, 284).
			quad(76, 284, 72, 300).quad(76, 312, 84, 322).quad(62, 324, 48, 306).line(0, 300).folded()
	case "short":
		return at(0, 108).cube(50, 106, 73, 140, 72, 196).cube(72, 226, 68, 246, 56, 262).quad(40, 272, 28, 268).line(0, 262).folded()
	default:
		return base
	}
}

// hairFront draws the cap of hair, its fringe and its shine.
func (p portrait) hairFront() {
	shape := p.frontPath()
	t := p.hair.tone
	p.castOnFace(shape)
	for _, tuft := range p.tufts() {
		p.flat(tuft, t.darker(0.06))
	}
	p.fill(shape, across(110, 100, 260, 290, t.lighter(0.14), t, t.darker(0.12).toward(p.dip, 0.4)))
	p.within(shape, func() { p.shine(t) })
	for _, lock := range p.locks() {
		p.castOnFace(lock)
		p.fill(lock, down(180, 300, t, p.dip))
	}
	if p.back == "braid" {
		p.braid(t)
	}
	if p.back == "buns" {
		for _, s := range []float64{-1, 1} {
			p.bun(s*56, 112, 29, t)
		}
	}
	if p.back == "half up" {
		p.bun(0, 96, 25, t)
	}
}

// tufts stick out of a boy's hair at the crown.
func (p portrait) tufts() []*path {
	if !p.boy || p.front == "quiff" || p.accessory == "crown" || p.accessory == "beret" {
		return nil
	}
	return []*path{
		stroke(point{-4, 104}, point{2, 88}, point{14, 80}, point{30, 78}, 18, 11, 0.4),
		stroke(point{-16, 104}, point{-18, 90}, point{-26, 82}, point{-38, 82}, 20, 11, 0.4),
		stroke(point{34, 108}, point{44, 94}, point{56, 92}, point{68, 96}, 20, 10, 0.4),
		stroke(point{-44, 112}, point{-56, 100}, point{-66, 100}, point{-76, 108}, 20, 10, 0.4),
	}
}

// castOnFace lets a part of the hair throw its shadow on the face.
func (p portrait) castOnFace(shape *path) {
	p.within(p.headPath(), func() {
		p.flat(shape.mapped(moved(3, 8)), p.skin.shade.toward(hex(0x8A4A5A), 0.25).fade(0.5))
	})
}

func (p portrait) bun(x, y, r float64, t tone) {
	b := circle(x, y, r)
	cx, cy := p.onCanvas(x-8, y-8)
	p.fill(b, glow(cx, cy, r*1.7, r*1.7, t.lighter(0.22), t, t.darker(0.2)))
	p.within(b, func() {
		for i := range 3 {
			k := r * (0.35 + 0.25*float64(i))
			p.flat(circle(x+2, y+3, k).with(hole(circle(x+3, y+4, k-1.6))), t.darker(0.35).fade(0.45))
		}
	})
}

func (p portrait) braid(t tone) {
	s := 1.0
	if p.tilt > 0 {
		s = -1
	}
	for i := range 8 {
		f := float64(i)
		y := 268 + f*18
		x := s * (64 + 8*math.Sin(f*0.5))
		for _, k := range []float64{-1, 1} {
			knot := ellipse(0, 0, 14-f*0.7, 10.5-f*0.4).mapped(rotated(k*38, 0, 0).then(moved(x+k*6, y)))
			p.flat(knot.mapped(moved(1.5, 2.5)), t.darker(0.5).fade(0.8))
			p.fill(knot, down(250, 420, t.lighter(0.06), p.dip))
			p.flat(ellipse(0, -3, 8-f*0.5, 2).mapped(rotated(k*38, 0, 0).then(moved(x+k*6, y))), t.lighter(0.4).fade(0.4))
		}
	}
}

// outerHair is the right half of the cap's outline from the crown downwards.
func (p portrait) outerHair() *path {
	if p.boy {
		return at(2, 93).cube(34, 85, 64, 98, 75, 128).line(83, 133).quad(79, 142, 79, 156).
			line(86, 167).quad(80, 176, 78, 190).cube(76, 206, 71, 226, 63, 240)
	}
	return at(0, 102).cube(52, 99, 77, 136, 76, 192).cube(76, 214, 74, 232, 68, 250)
}

func (p portrait) frontPath() *path {
	o := p.outerHair()
	switch p.front {
	case "fringe":
		return p.teeth(o, []float64{50, 33, 14, -6, -26, -44}, 206, 193)
	case "messy":
		return p.teeth(o, []float64{52, 30, 8, -18, -36, -52}, 211, 180)
	case "wispy":
		return p.teeth(o, []float64{47, 36, 12, -10, -34, -46}, 204, 164)
	case "swept":
		o.cube(60, 216, 58, 196, 50, 178).cube(44, 162, 36, 146, 24, 138).
			cube(14, 168, -14, 190, -44, 200).cube(-40, 192, -38, 186, -38, 180).
			cube(-46, 194, -54, 204, -60, 214)
	case "comma":
		o.line(61, 212).cube(58, 190, 54, 166, 20, 142).
			cube(2, 152, -22, 168, -24, 204).cube(-40, 198, -44, 178, -40, 166).
			cube(-52, 178, -56, 196, -60, 212)
	case "quiff":
		o = at(10, 76).cube(50, 72, 80, 104, 78, 150).quad(78, 170, 75, 190).cube(74, 208, 70, 226, 63, 240)
		o.line(60, 208).cube(60, 188, 56, 172, 44, 160).cube(34, 166, 18, 170, 4, 158).
			cube(-8, 168, -26, 166, -42, 156).cube(-54, 172, -58, 190, -60, 210)
	case "parted":
		o.cube(62, 224, 60, 190, 44, 166).cube(30, 148, 12, 142, 1, 134).
			cube(-12, 142, -30, 148, -44, 166).cube(-60, 190, -62, 224, -68, 250)
	default: // curtain
		o.cube(60, 226, 58, 208, 50, 192).cube(38, 172, 12, 162, 1, 136).
			cube(-12, 162, -38, 172, -50, 192).cube(-58, 208, -60, 226, -66, 246)
	}
	return p.closeCap(o)
}

// teeth ends the cap in pointed locks of hair over the forehead: tips is where
// they point, from right to left, low how far they reach, and high how far up
// the gaps go.
func (p portrait) teeth(o *path, tips []float64, low, high float64) *path {
	o.quad(62, 222, 58, 204)
	for i, x := range tips {
		y := low + p.d.span(-4, 4) - math.Abs(x)*0.05
		o.quad(x+3, high+8, x-3, y)
		if i < len(tips)-1 {
			mid := (x + tips[i+1]) / 2
			o.quad(x-6, (y+high)/2, mid, high+p.d.span(-3, 3))
		}
	}
	return p.closeCap(o.quad(-57, 200, -59, 206))
}

// closeCap goes from the left temple back up to the crown.
func (p portrait) closeCap(o *path) *path {
	switch {
	case p.front == "quiff":
		return o.line(-63, 240).cube(-70, 226, -74, 208, -75, 190).cube(-88, 150, -80, 96, -40, 84).quad(-14, 72, 10, 76).close()
	case p.boy:
		return o.line(-63, 240).cube(-71, 226, -76, 206, -78, 190).line(-86, 176).quad(-81, 166, -80, 152).
			line(-85, 139).quad(-78, 134, -74, 126).cube(-64, 98, -32, 83, 2, 93).close()
	default:
		return o.line(-68, 250).cube(-74, 232, -76, 214, -76, 192).cube(-77, 136, -52, 99, 0, 102).close()
	}
}

// locks are the strands beside the face.
func (p portrait) locks() []*path {
	if p.boy && p.back != "wolf" {
		return nil
	}
	l := 66.0
	switch p.back {
	case "long", "wavy", "half up", "twintails":
		l = 96
	case "wolf":
		l = 40
	}
	var out []*path
	for _, s := range []float64{-1, 1} {
		out = append(out, at(s*75, 180).cube(s*80, 214, s*76, 200+l*0.5, s*62, 200+l).
			cube(s*60, 200+l*0.6, s*58, 230, s*58, 196).close())
	}
	if p.front == "curtain" || p.front == "parted" {
		for i, s := range []float64{-1, 1} {
			out[i].with(at(s*52, 188).cube(s*62, 208, s*66, 232, s*56, 258).cube(s*72, 240, s*74, 206, s*60, 180).close())
		}
	}
	return out
}

// shine draws strands and the glossy band over the crown.
func (p portrait) shine(t tone) {
	part := map[string]float64{"swept": 24, "comma": 20, "quiff": 30}[p.front]
	for i := range 11 {
		f := float64(i)/5 - 1
		if p.front == "quiff" {
			p.flat(stroke(point{f * 62, 168 - 8*math.Abs(f)}, point{f*70 - 8, 140}, point{f*62 + 4, 108}, point{f*34 + 14, 84}, 0.6, 3.4, 0.5), t.darker(0.32).fade(0.4))
			continue
		}
		x := f*74 + p.d.span(-3, 3)
		a, b := point{part + f*10, 106}, point{part + f*44, 112}
		s := stroke(a, b, point{x, 150}, point{x * 1.02, 216 + p.d.span(-10, 16)}, 0.4, 2.4, 0.5)
		p.flat(s, t.darker(0.32).fade(0.42))
	}
	gloss := t.lighter(0.62)
	if t.bright() < 0.3 {
		gloss = t.toward(hex(0x9FB4E8), 0.55)
	}
	band := at(-66, 166)
	top := func(x float64) float64 { return 138 + x*x/170 }
	for x := -66.0; x <= 66; x += 6 {
		band.line(x, top(x)+p.d.span(-2, 2))
	}
	for x := 66.0; x > -66; x -= 11 {
		band.line(x, top(x)+6).line(x-5.5, top(x-5.5)+p.d.span(12, 24))
	}
	p.flat(band.close(), gloss.fade(0.34))
	x, y := p.onCanvas(-30, 128)
	p.blend(circle(-30, 128, 40), glow(x, y, 40, 34, gloss.fade(0.35), gloss.fade(0)), screen)
}
