package picture

import "math"

// scene draws the sky and the motif behind the person.
func (p portrait) scene() {
	t := p.t
	p.sky(470, t.sky[0], t.sky[1], t.sky[2])
	p.lightAt(175, 200, 230, t.glow, 0.55)
	switch t.motif {
	case "moon":
		p.moon()
	case "waves":
		p.waves()
	case "petals":
		p.petals()
	case "city":
		p.city()
	case "stars":
		p.stars()
	case "sun":
		p.sun()
	case "mountains":
		p.mountains()
	case "bamboo":
		p.bamboo()
	case "bolts":
		p.bolts()
	case "crystals":
		p.crystals()
	default:
		p.lanterns()
	}
}

func (p portrait) moon() {
	x := 175 + p.d.side()*p.d.span(20, 60)
	y, r := p.d.span(130, 165), p.d.span(104, 122)
	p.lightAt(x, y, r*1.7, p.t.glow, 0.7)
	disc := circle(x, y, r)
	p.fill(disc, glow(x-30, y-30, r*1.6, r*1.6, p.t.glow.lighter(0.6), p.t.glow, p.t.accent))
	p.within(disc, func() {
		for range 9 {
			cx, cy, cr := x+p.d.span(-r, r), y+p.d.span(-r, r), p.d.span(7, 24)
			p.flat(circle(cx, cy, cr), p.t.accent.darker(0.1).fade(0.28))
			p.flat(circle(cx+cr*0.2, cy+cr*0.2, cr*0.8), p.t.glow.fade(0.35))
		}
	})
	p.stardust(34, 260)
	for i := range 3 {
		y := 300 + float64(i)*46
		p.clouds(y, p.t.sky[2].toward(p.t.sky[1], 0.6-0.25*float64(i)).lighter(0.12*float64(i)))
	}
}

func (p portrait) clouds(y float64, t tone) {
	bank := rect(-10, y+20, 360, 510)
	for x := -10.0; x < 370; x += p.d.span(26, 44) {
		bank.with(circle(x, y+p.d.span(10, 26), p.d.span(24, 40)))
	}
	p.fill(bank, down(y-20, y+110, t.lighter(0.22).fade(0.95), t.fade(0.9)))
}

// stardust scatters n small stars above the height low.
func (p portrait) stardust(n int, low float64) {
	for range n {
		x, y := p.d.span(10, 340), p.d.span(10, low)
		switch r := p.d.unit(); {
		case r < 0.12:
			p.flat(sparkle(x, y, p.d.span(6, 11)), hex(0xFFFFFF).fade(0.9))
		default:
			p.flat(circle(x, y, p.d.span(0.7, 1.9)), hex(0xFFFFFF).fade(p.d.span(0.4, 0.95)))
		}
	}
}

func (p portrait) waves() {
	p.fill(circle(175, 150, 96), down(60, 250, hex(0xFFFFFF).fade(0.75), p.t.sky[0].fade(0.2)))
	for i := range 6 {
		f := float64(i)
		y, amp, shift := 196+f*42, 15+f*2.5, p.d.span(0, 120)
		wave := at(-130+shift-20, 520).line(-130+shift-20, y)
		for x := -150 + shift; x < 420; x += 78 {
			wave.cube(x+26, y-amp*1.9, x+52, y-amp*0.4, x+78, y)
		}
		wave.line(520, 520).close()
		t := p.t.sky[1].toward(p.t.sky[2], f/5)
		p.flat(wave.mapped(moved(0, -4)), hex(0xFFFFFF).fade(0.75))
		p.fill(wave, down(y-amp, y+80, t.lighter(0.34), t))
	}
	for range 26 {
		x, y, r := p.d.span(8, 342), p.d.span(20, 380), p.d.span(2.5, 11)
		p.flat(circle(x, y, r), hex(0xFFFFFF).fade(0.22))
		p.flat(circle(x, y, r).with(hole(circle(x, y, r-1.2))), hex(0xFFFFFF).fade(0.75))
		p.flat(circle(x-r*0.35, y-r*0.35, r*0.22), hex(0xFFFFFF))
	}
}

func (p portrait) petals() {
	p.fill(circle(175, 190, 150), glow(175, 190, 150, 150, hex(0xFFFFFF).fade(0.8), hex(0xFFFFFF).fade(0.55), hex(0xFFFFFF).fade(0.25)))
	bark := p.t.ink.toward(hex(0x7A4A4A), 0.5)
	s := p.d.side()
	m := scaled(s, 1).then(moved(175, 0))
	p.flat(stroke(point{190, 20}, point{110, 40}, point{60, 92}, point{-60, 84}, 11, 7, 2).mapped(m), bark)
	p.flat(stroke(point{120, 44}, point{140, 90}, point{130, 140}, point{150, 190}, 6, 4, 1).mapped(m), bark)
	p.flat(stroke(point{-190, 330}, point{-150, 320}, point{-130, 280}, point{-140, 230}, 8, 5, 1).mapped(m), bark)
	for range 22 {
		f := p.d.unit()
		q := m.apply(point{180 - 240*f + p.d.span(-16, 16), 30 + 62*f + p.d.span(-22, 24)})
		p.blossom(q.x, q.y, p.d.span(8, 17), p.t.sky[p.d.n(2)].lighter(p.d.span(0, 0.5)))
	}
	for range 12 {
		q := m.apply(point{p.d.span(118, 168), p.d.span(80, 230)})
		p.blossom(q.x, q.y, p.d.span(6, 12), p.t.sky[1].lighter(p.d.span(0, 0.5)))
	}
	p.drift(22)
}

// drift lets n petals fall.
func (p portrait) drift(n int) {
	for range n {
		m := rotated(p.d.span(0, 360), 0, 0).then(moved(p.d.span(0, 350), p.d.span(40, 440)))
		p.flat(petal(p.d.span(8, 17), p.d.span(5, 9)).mapped(m), p.t.accent.lighter(p.d.span(0.1, 0.6)).fade(p.d.span(0.5, 0.95)))
	}
}

func (p portrait) city() {
	cx := 175.0
	disc := circle(cx, 168, 118)
	p.fill(disc, down(60, 290, hex(0xFFD36B), p.t.accent.toward(hex(0xFF5FA8), 0.8), hex(0xFF4F9A).fade(0.2)))
	for i := range 7 {
		y := 190 + float64(i)*15
		p.within(disc, func() { p.flat(rect(0, y, 350, y+2+float64(i)*1.2), p.t.sky[1]) })
	}
	for layer := range 2 {
		t := p.t.sky[0].toward(p.t.sky[1], 0.55-0.45*float64(layer))
		for x := -10.0; x < 360; {
			w := p.d.span(24, 46)
			top := p.d.span(170, 300) + 36*float64(layer)
			p.fill(rect(x, top, x+w, 510), down(top, 480, t, t.toward(p.t.sky[2], 0.5)))
			for y := top + 9; y < 440; y += 13 {
				for wx := x + 5; wx < x+w-6; wx += 9 {
					if p.d.chance(0.45) {
						p.flat(rect(wx, y, wx+4, y+6), pick(p.d, p.t.accent, hex(0xFF8CCB), hex(0xFFE9A8)).fade(0.85))
					}
				}
			}
			x += w + p.d.span(-3, 6)
		}
	}
	for i := range 5 {
		x := 16 + float64(i%2)*292 + p.d.span(-6, 16)
		y := 60 + float64(i)*44
		p.lightAt(x, y, 42, p.t.accent, 0.5)
		p.flat(bar(x-12, y, x+22, y-14, 3.4), pick(p.d, p.t.accent, hex(0xFF7CC4)).lighter(0.3))
	}
}

func (p portrait) stars() {
	p.blend(ellipse(175, 170, 300, 90).mapped(rotated(-28, 175, 170)), glow(175, 170, 260, 150, p.t.accent.fade(0.5), hex(0x9C7BE8).fade(0.4), hex(0x9C7BE8).fade(0)), screen)
	p.stardust(120, 420)
	p.flat(circle(175, 205, 142).with(hole(circle(175, 205, 140.6))), p.t.accent.fade(0.8))
	p.flat(circle(175, 205, 150).with(hole(circle(175, 205, 149.2))), p.t.accent.fade(0.55))
	for k := range 24 {
		sin, cos := math.Sincos(float64(k) * math.Pi / 12)
		l := 5.0
		if k%2 == 0 {
			l = 10
		}
		p.flat(bar(175+cos*150, 205+sin*150, 175+cos*(150+l), 205+sin*(150+l), 1.3), p.t.accent.fade(0.8))
	}
	for _, corner := range []point{{62, 96}, {290, 110}, {46, 330}, {306, 320}} {
		var last point
		for i := range 5 {
			q := point{corner.x + p.d.span(-46, 46), corner.y + p.d.span(-56, 56)}
			if i > 0 {
				p.flat(bar(last.x, last.y, q.x, q.y, 1.1), hex(0xFFFFFF).fade(0.5))
			}
			p.lightAt(q.x, q.y, 12, p.t.glow, 0.8)
			p.flat(sparkle(q.x, q.y, p.d.span(5, 9)), p.t.glow.lighter(0.6))
			last = q
		}
	}
}

func (p portrait) sun() {
	cx, cy := 175.0, 205.0
	rays := &path{}
	for k := range 18 {
		a := (float64(k) + p.d.span(-0.12, 0.12)) * math.Pi / 9
		s0, c0 := math.Sincos(a - 0.085)
		s1, c1 := math.Sincos(a + 0.085)
		rays.with(polygon(point{cx, cy}, point{cx + 480*c0, cy + 480*s0}, point{cx + 480*c1, cy + 480*s1}))
	}
	p.fill(rays, glow(cx, cy, 380, 380, p.t.glow.fade(0.75), p.t.glow.fade(0.32), p.t.glow.fade(0.04)))
	p.lightAt(cx, cy, 210, p.t.glow, 0.6)
	p.fill(circle(cx, cy, 136), down(70, 340, p.t.glow.lighter(0.4), p.t.accent, p.t.sky[2]))
	p.flat(circle(cx, cy, 147).with(hole(circle(cx, cy, 143))), p.t.glow.fade(0.85))
	for range 5 {
		x, y, k := p.d.span(24, 326), p.d.span(36, 150), p.d.span(0.6, 1.3)
		for _, s := range []float64{-1, 1} {
			p.flat(at(0, 0).quad(s*9, -11, s*22, -6).quad(s*10, -6, 0, 4).close().mapped(scaled(k, k).then(moved(x, y))), p.t.ink.fade(0.85))
		}
	}
	for i := range 2 {
		y := 372 + float64(i)*34
		hill := at(-10, 510).line(-10, y).cube(90, y-36, 150, y+24, 230, y-4).cube(290, y-26, 330, y-6, 360, y-16).line(360, 510).close()
		p.fill(hill, down(y-30, y+90, p.t.sky[2].darker(0.15*float64(i)), p.t.ink))
	}
}

func (p portrait) mountains() {
	p.stardust(60, 220)
	for i := range 4 {
		x := 20 + float64(i)*88 + p.d.span(-20, 20)
		curtain := at(x-50, 10).cube(x+40, 70, x-60, 130, x+20, 260).line(x+76, 250).cube(x+10, 130, x+96, 70, x+30, 0).close()
		t := p.t.accent.turned(float64(i)*26 - 30)
		p.blend(curtain, down(10, 270, t.fade(0), t.fade(0.75), t.fade(0)), screen)
	}
	for layer := range 3 {
		f := float64(layer)
		t := p.t.sky[1].toward(p.t.sky[0], f/2.2).lighter(0.22 - 0.1*f)
		x, y := -40.0, 250+f*50
		for x < 380 {
			w, h := p.d.span(90, 150), p.d.span(60, 120)-f*10
			peak := point{x + w/2, y - h}
			p.fill(polygon(point{x - 24, 520}, point{x, y}, peak, point{x + w, y}, point{x + w + 24, 520}), down(y-h, y+140, t.lighter(0.12), t.darker(0.2)))
			p.fill(polygon(peak, point{x + w, y}, point{x + w + 24, 520}, point{x + w*0.62, 520}, point{x + w*0.58, y - h*0.3}), down(y-h, y+140, t.darker(0.12).fade(0.7), t.darker(0.3).fade(0.4)))
			p.flat(polygon(peak, point{x + w*0.63, y - h*0.66}, point{x + w*0.55, y - h*0.72}, point{x + w*0.48, y - h*0.56}, point{x + w*0.42, y - h*0.70}, point{x + w*0.36, y - h*0.66}), hex(0xFFFFFF).fade(0.92))
			x += w * 0.72
		}
	}
}

func (p portrait) bamboo() {
	p.fill(circle(175, 190, 132), down(60, 320, hex(0xFFFFFF).fade(0.9), p.t.glow.fade(0.55)))
	p.flat(circle(175, 190, 140).with(hole(circle(175, 190, 137.6))), p.t.cloth[2].fade(0.8))
	for layer := range 3 {
		t := p.t.accent.toward(p.t.sky[1], 0.75-0.34*float64(layer)).darker(0.1 * float64(layer))
		for i := range 5 {
			x := -6 + float64(i)*88 + p.d.span(-26, 26)
			if layer == 2 && x > 96 && x < 256 {
				continue
			}
			w := 7 + 3.4*float64(layer)
			for y := p.d.span(-40, 0); y < 500; y += 58 {
				p.fill(roundRect(x-w/2, y, x+w/2, y+55, 3), across(x-w/2, 0, x+w/2, 0, t.lighter(0.3), t, t.darker(0.25)))
				p.flat(roundRect(x-w/2-1.6, y+53, x+w/2+1.6, y+58, 2), t.darker(0.3))
				if p.d.chance(0.55) {
					p.leaves(x, y+54, t)
				}
			}
		}
	}
	for i := range 3 {
		y := 330 + float64(i)*44
		p.fill(ellipse(p.d.span(40, 310), y, 190, 26), down(y-26, y+26, hex(0xFFFFFF).fade(0.5), hex(0xFFFFFF).fade(0.08)))
	}
}

func (p portrait) leaves(x, y float64, t tone) {
	s := p.d.side()
	for k := range 3 {
		m := rotated(s*(70+float64(k)*28), 0, 0).then(moved(x, y))
		leaf := at(0, 0).quad(-6, -22, 0, -46).quad(6, -22, 0, 0).close().mapped(m)
		p.flat(leaf, t.lighter(0.1*float64(k)))
	}
}

func (p portrait) bolts() {
	for i := range 9 {
		x := -160 + float64(i)*64
		band := polygon(point{x, 510}, point{x + 220, -10}, point{x + 246, -10}, point{x + 26, 510})
		p.fill(band, down(0, 500, p.t.accent.fade(0.05+0.05*float64(i%3)), p.t.cloth[2].fade(0.35)))
	}
	p.halftone(p.t.accent.fade(0.55), 300, 500)
	for _, q := range []point{{70, 20}, {270, 36}} {
		k := p.d.span(0.85, 1.15)
		m := scaled(k, k).then(rotated(p.d.span(-14, 14), 0, 0)).then(moved(q.x, q.y))
		b := polygon(point{24, 0}, point{-30, 108}, point{2, 104}, point{-40, 216}, point{46, 84}, point{12, 88}, point{52, 0}).mapped(m)
		p.flat(b.mapped(moved(5, 6)), p.t.ink.fade(0.8))
		p.fill(b, down(q.y, q.y+210, p.t.glow.lighter(0.5), p.t.accent, hex(0xFF9A3A)))
	}
	p.flat(circle(175, 205, 138).with(hole(circle(175, 205, 132))), p.t.accent)
	p.fill(circle(175, 205, 132), down(70, 340, p.t.cloth[2], p.t.sky[1], p.t.sky[0]))
	for range 16 {
		x, y := p.d.span(14, 336), p.d.span(20, 380)
		p.flat(bar(x, y, x+p.d.span(5, 15), y-p.d.span(5, 15), 2.2), p.t.glow.fade(0.85))
	}
}

// halftone prints dots that grow from the height y0 to y1.
func (p portrait) halftone(t tone, y0, y1 float64) {
	dots := &path{}
	row := 0
	for y := y0; y < y1; y += 9 {
		r := 4.6 * (y - y0) / (y1 - y0)
		for x := float64(row%2) * 5.5; x < 352; x += 11 {
			dots.with(circle(x, y, r))
		}
		row++
	}
	p.flat(dots, t)
}

func (p portrait) crystals() {
	for range 9 {
		x, y, r := p.d.span(0, 350), p.d.span(0, 420), p.d.span(40, 110)
		a := p.d.span(0, 6)
		pt := func(k float64) point {
			s, c := math.Sincos(a + k*2*math.Pi/3)
			return point{x + c*r, y + s*r}
		}
		p.fill(polygon(pt(0), pt(1), pt(2)), across(x-r, y-r, x+r, y+r, hex(0xFFFFFF).fade(0.4), p.t.accent.fade(0.12)))
	}
	p.lightAt(175, 190, 190, hex(0xFFFFFF), 0.7)
	for _, s := range []float64{-1, 1} {
		for i := range 6 {
			f := float64(i)
			x := 175 + s*(64+f*22+p.d.span(-8, 8))
			tip := 250 - f*24 + p.d.span(-46, 46)
			w := p.d.span(15, 26)
			lean := s * p.d.span(2, 30)
			t := p.t.sky[1].toward(p.t.accent, p.d.unit()*0.6).lighter(p.d.span(0, 0.3))
			top, l, r := point{x + lean, tip}, point{x + lean*0.7 - w, tip + w*1.7}, point{x + lean*0.7 + w, tip + w*1.7}
			ridge := point{x + lean*0.7 + w*0.2, tip + w*2.2}
			p.fill(polygon(top, l, point{x - w*0.8, 510}, point{x + w*0.2, 510}, ridge), down(tip, 470, t.lighter(0.65), t))
			p.fill(polygon(top, r, point{x + w*0.8, 510}, point{x + w*0.2, 510}, ridge), down(tip, 470, t.lighter(0.2), t.darker(0.22)))
			p.flat(bar(top.x, top.y, ridge.x, ridge.y, 1.2), hex(0xFFFFFF).fade(0.9))
			p.flat(bar(ridge.x, ridge.y, x+w*0.2, 500, 1), hex(0xFFFFFF).fade(0.5))
		}
	}
	for range 14 {
		p.flat(sparkle(p.d.span(14, 336), p.d.span(16, 330), p.d.span(4, 10)), hex(0xFFFFFF).fade(0.95))
	}
}

func (p portrait) lanterns() {
	p.stardust(46, 300)
	for i := range 15 {
		k := p.d.span(0.35, 0.6) + 0.045*float64(i)
		x, y := p.d.span(16, 334), p.d.span(10, 330)
		if x > 96 && x < 254 {
			y = p.d.span(0, 60)
		}
		p.lightAt(x, y, 62*k, p.t.glow, 0.75)
		m := scaled(k, k).then(moved(x, y))
		body := at(-18, -24).cube(-27, -8, -25, 18, -14, 28).line(14, 28).cube(25, 18, 27, -8, 18, -24).close().mapped(m)
		p.fill(body, down(y-26*k, y+30*k, hex(0xFF8A4A), hex(0xFFC667), hex(0xFFF3C4)))
		p.flat(roundRect(-18, -28, 18, -23, 2).mapped(m), hex(0x7A2A2A))
		p.flat(roundRect(-14, 26, 14, 31, 2).mapped(m), hex(0x7A2A2A))
		p.flat(ellipse(0, 16, 8, 10).mapped(m), hex(0xFFFBE0).fade(0.85))
	}
	p.clouds(352, p.t.sky[1].toward(p.t.ink, 0.3))
	p.clouds(398, p.t.sky[2].toward(p.t.sky[1], 0.55))
}
