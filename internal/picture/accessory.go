package picture

// adorn draws what is worn on the head.
func (p portrait) adorn() {
	p.earring()
	a, b, c := p.t.cloth[0], p.t.cloth[1], p.t.cloth[2]
	switch p.accessory {
	case "clips":
		p.clips(c, b.lighter(0.3))
	case "bow":
		p.ribbon(40, 118, 1.15, c)
	case "beret":
		p.beret(a, c)
	case "glasses":
		p.glasses()
	case "flower":
		p.blossom(52, 144, 17, c.lighter(0.35))
		p.blossom(34, 126, 11, b.lighter(0.35))
		p.blossom(63, 166, 9, hex(0xFFFFFF).toward(c, 0.2))
	case "flower crown":
		p.wreath(b, c)
	case "headband":
		p.fill(at(-73, 176).cube(-60, 138, 60, 138, 73, 176).line(74, 192).cube(60, 154, -60, 154, -74, 192).close(), down(140, 190, c.lighter(0.15), c.darker(0.15)))
	case "microphone":
		p.microphone(c)
	case "crown":
		p.crown(c)
	}
}

func (p portrait) earring() {
	if p.earrings && !p.boy {
		for _, s := range []float64{-1, 1} {
			p.flat(bar(s*63, 247, s*63, 258, 1.6), hex(0xF3CF7A))
			p.flat(star(s*63, 264, 7, 3.4), hex(0xFBE3A2))
		}
	}
	if p.earrings && p.boy {
		p.flat(circle(-62*p.jaw, 246, 3), hex(0xE9E6F2))
	}
}

func (p portrait) clips(of ...tone) {
	for i, t := range of {
		m := rotated(-32, 0, 0).then(moved(-50+float64(i)*5, 158+float64(i)*14))
		p.flat(roundRect(-13, -3, 13, 3, 3).mapped(m.then(moved(1, 2))), hex(0x140A20).fade(0.35))
		p.flat(roundRect(-13, -3, 13, 3, 3).mapped(m), t)
		p.flat(bar(-9, -1.2, 9, -1.2, 1.2).mapped(m), hex(0xFFFFFF).fade(0.7))
	}
}

func (p portrait) wreath(b, c tone) {
	for i := range 9 {
		f := float64(i)/4 - 1
		t := []tone{c.lighter(0.3), hex(0xFFF4F4), b.lighter(0.3)}[i%3]
		p.flat(petal(14, 9).mapped(rotated(f*60+20, 0, 0).then(moved(f*64, 126+f*f*26))), hex(0x7DB58A))
		p.blossom(f*64, 126+f*f*26, 11+3*float64(i%2), t)
	}
}

func (p portrait) blossom(x, y, r float64, t tone) {
	p.flat(circle(x+1, y+2.5, r*0.9), hex(0x140A20).fade(0.25))
	for k := range 5 {
		m := rotated(float64(k)*72+10, 0, 0).then(moved(x, y))
		p.flat(petal(r*1.1, r*1.05).mapped(m), t.darker(0.06*float64(k%2)))
	}
	p.flat(circle(x, y, r*0.3), hex(0xF6C85C))
	p.flat(circle(x-0.6, y-0.8, r*0.13), hex(0xFFF3C4))
}

func (p portrait) beret(a, c tone) {
	t := a.toward(c, 0.2)
	shape := at(-72, 150).cube(-110, 128, -84, 70, -14, 70).cube(54, 66, 92, 108, 76, 146).cube(40, 118, -30, 118, -72, 150).close()
	x, y := p.onCanvas(-20, 84)
	p.flat(at(-73, 156).cube(-36, 124, 42, 122, 77, 152).line(76, 144).cube(40, 116, -30, 116, -72, 148).close(), hex(0x140A20).fade(0.28))
	p.fill(shape, glow(x, y, 110, 70, t.lighter(0.28), t, t.darker(0.22)))
	p.flat(stroke(point{-73, 151}, point{-36, 119}, point{42, 117}, point{77, 147}, 6, 7, 6), t.darker(0.35))
	p.flat(stroke(point{-8, 71}, point{-8, 64}, point{-5, 60}, point{-2, 57}, 4, 4, 5), t.darker(0.2))
}

func (p portrait) glasses() {
	rim := hex(0x3A2C33)
	for _, s := range []float64{-1, 1} {
		x := s * 29.5 * p.jaw
		p.flat(ellipse(x, 228, 24, 22), hex(0xFFFFFF).fade(0.14))
		p.flat(ellipse(x, 228, 24, 22).with(hole(ellipse(x, 228, 21.6, 19.6))), rim)
		p.flat(bar(x-12, 221, x-4, 213, 2.6), hex(0xFFFFFF).fade(0.6))
		p.flat(bar(x+s*23, 223, s*63, 219, 2.2), rim)
	}
	p.flat(stroke(point{-7, 226}, point{-3, 222}, point{3, 222}, point{7, 226}, 2.2, 2.2, 2.2), rim)
}

func (p portrait) microphone(c tone) {
	dark := hex(0x2A2630)
	p.flat(stroke(point{62, 234}, point{66, 262}, point{52, 280}, point{29, 278}, 2.4, 2.4, 2), dark)
	p.flat(ellipse(25, 277, 7, 5.4), dark)
	p.flat(ellipse(24, 275.6, 3, 1.8), c.lighter(0.4))
	p.flat(roundRect(57, 216, 69, 240, 6), dark)
	p.flat(roundRect(60, 220, 65, 230, 2.5), c.lighter(0.2))
}

func (p portrait) crown(c tone) {
	gold := hex(0xF5CE6B)
	y := 114.0
	if p.front == "quiff" {
		y = 104
	}
	shape := at(-46, y+14).line(-54, y-22).line(-28, y-6).line(-16, y-32).line(0, y-12).line(16, y-32).line(28, y-6).line(54, y-22).line(46, y+14).
		quad(0, y-2, -46, y+14).close()
	p.flat(shape.mapped(moved(1, 4)), hex(0x140A20).fade(0.3))
	_, top := p.onCanvas(0, y-34)
	p.fill(shape, down(top, top+50, hex(0xFFF3C4), gold, hex(0xB97A22)))
	p.flat(stroke(point{-45, y + 12}, point{-16, y}, point{16, y}, point{45, y + 12}, 4, 4, 4), hex(0xFFF1BE))
	for _, q := range []point{{-54, y - 23}, {-16, y - 33}, {16, y - 33}, {54, y - 23}} {
		p.flat(circle(q.x, q.y, 4), hex(0xFFF7DC))
	}
	p.flat(polygon(point{0, y - 14}, point{7, y - 4}, point{0, y + 4}, point{-7, y - 4}), c)
	p.flat(polygon(point{0, y - 14}, point{-7, y - 4}, point{0, y - 4}), c.lighter(0.5))
	p.flat(circle(-29, y+3, 3), c.lighter(0.2))
	p.flat(circle(29, y+3, 3), c.lighter(0.2))
}
