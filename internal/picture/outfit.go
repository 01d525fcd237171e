package picture

// bodyPath is the outline of the shoulders and what is worn.
func (p portrait) bodyPath() *path {
	w, drop := 112.0, 352.0
	if p.boy {
		w, drop = 130, 350
	}
	return at(0, 336).line(30, 332).cube(54, 344, w-30, drop-6, w-8, drop+16).
		cube(w+8, drop+30, w+16, 430, w+20, 510).line(0, 510).folded()
}

// body draws the neck and the outfit; the head comes after it.
func (p portrait) body() {
	p.neck()
	a, b, c := p.t.cloth[0], p.t.cloth[1], p.t.cloth[2]
	switch p.outfit {
	case "turtleneck":
		p.torso(nil, a)
		p.turtleneck(a)
	case "hoodie":
		p.hoodie(a, b)
	case "knit":
		p.torso(p.scoop(38, 352), b)
		p.knit(b, a)
	case "varsity":
		p.varsity(a, b, c)
	case "sailor":
		p.sailor(a, b, c)
	case "blazer":
		p.blazer(a, b, c)
	case "stage":
		p.stage(a, b, c)
	case "hanbok":
		p.hanbok(a, b, c)
	case "shoulders":
		p.torso(at(-140, 320).line(140, 320).line(122, 384).quad(60, 420, 0, 402).quad(-60, 420, -122, 384).close(), a)
		p.trim(stroke(point{-124, 385}, point{-60, 423}, point{60, 423}, point{124, 385}, 5, 7, 5), c)
		p.choker(b)
	default:
		p.torso(p.scoop(42, 362), b)
		p.trim(stroke(point{-42, 330}, point{-36, 372}, point{36, 372}, point{42, 330}, 6, 6, 6), a)
	}
}

// scoop is a round neckline of half the width w down to y.
func (p portrait) scoop(w, y float64) *path {
	return at(-w, 300).line(w, 300).line(w, 334).cube(w*0.8, y+8, -w*0.8, y+8, -w, 334).close()
}

// torso fills the body, less the part cut out for the neck, in the cloth t.
func (p portrait) torso(cut *path, t tone) {
	body := p.bodyPath()
	if cut == nil {
		p.cloth(body, t)
		return
	}
	// The cut is left out by a clip: outlines of unlike direction would add.
	keep := p.mask(cut)
	for i, v := range keep.Pix {
		keep.Pix[i] = 255 - v
	}
	old := p.clip
	if old != nil {
		for i, v := range old.Pix {
			keep.Pix[i] = uint8(int(keep.Pix[i]) * int(v) / 255) //nolint:gosec // never over 255
		}
	}
	p.clip = keep
	p.cloth(body, t)
	p.clip = old
}

func (p portrait) cloth(body *path, t tone) {
	p.fill(body, across(70, 330, 290, 480, t.lighter(0.14), t, t.darker(0.26)))
	p.within(body, func() {
		for _, s := range []float64{-1, 1} {
			p.flat(stroke(point{s * 84, 392}, point{s * 78, 420}, point{s * 80, 450}, point{s * 86, 500}, 0.5, 4, 6), t.darker(0.4).fade(0.5))
			p.flat(stroke(point{s * 52, 350}, point{s * 74, 356}, point{s * 92, 362}, point{s * 104, 376}, 0.4, 3, 0.4), t.lighter(0.4).fade(0.45))
		}
	})
}

// trim is a shape of another colour on the clothes, with a fine shadow.
func (p portrait) trim(s *path, t tone) {
	p.flat(s.mapped(moved(0.8, 2.2)), hex(0x140A20).fade(0.3))
	p.fill(s, down(330, 470, t.lighter(0.1), t.darker(0.12)))
}

func (p portrait) turtleneck(t tone) {
	w := 28.0
	if p.boy {
		w = 34
	}
	collar := at(-w, 306).quad(0, 322, w, 306).cube(w+3, 322, w+7, 334, w+16, 344).quad(0, 366, -w-16, 344).
		cube(-w-7, 334, -w-3, 322, -w, 306).close()
	p.trim(collar, t.lighter(0.08))
	p.within(collar, func() {
		for i := -5; i <= 5; i++ {
			x := float64(i) * 7
			p.flat(bar(x, 300, x*1.25, 366, 1.6), t.darker(0.4).fade(0.45))
		}
	})
}

func (p portrait) hoodie(a, b tone) {
	p.torso(p.scoop(34, 350), a)
	hood := at(-36, 316).cube(-66, 322, -92, 344, -84, 366).cube(-60, 392, -24, 396, 0, 380).
		cube(24, 396, 60, 392, 84, 366).cube(92, 344, 66, 322, 36, 316).cube(34, 346, 22, 362, 0, 364).
		cube(-22, 362, -34, 346, -36, 316).close()
	p.trim(hood, a.lighter(0.12))
	for _, s := range []float64{-1, 1} {
		p.flat(stroke(point{s * 16, 374}, point{s * 18, 392}, point{s * 15, 408}, point{s * 17, 426}, 3.2, 3.2, 3.2), b.lighter(0.3))
		p.flat(circle(s*17, 428, 3), b)
	}
}

func (p portrait) knit(t, accent tone) {
	p.within(p.bodyPath(), func() {
		for row := range 3 {
			y := 378 + float64(row)*26
			for i := range 18 {
				x := -150 + float64(i)*18 + float64(row%2)*9
				p.flat(polygon(point{x, y - 6}, point{x + 6, y}, point{x, y + 6}, point{x - 6, y}), accent.fade(0.8))
			}
		}
	})
	p.trim(stroke(point{-39, 330}, point{-34, 364}, point{34, 364}, point{39, 330}, 10, 10, 10), t.lighter(0.2))
}

func (p portrait) varsity(a, b, c tone) {
	p.torso(p.scoop(36, 356), b)
	body := p.bodyPath()
	p.within(body, func() {
		for _, s := range []float64{-1, 1} {
			sleeve := at(s*74, 330).cube(s*66, 390, s*70, 440, s*72, 520).line(s*180, 520).line(s*180, 330).close()
			p.fill(sleeve, down(340, 480, c.lighter(0.2), c.darker(0.15)))
			front := at(s*37, 320).cube(s*40, 356, s*24, 380, s*14, 520).line(s*72, 520).cube(s*70, 440, s*66, 390, s*74, 330).close()
			p.fill(front, down(340, 480, a.lighter(0.06), a.darker(0.2)))
			p.trim(stroke(point{s * 38, 326}, point{s * 40, 352}, point{s * 26, 376}, point{s * 15, 410}, 9, 9, 9), c)
			p.flat(stroke(point{s * 38, 326}, point{s * 40, 352}, point{s * 26, 376}, point{s * 15, 410}, 3, 3, 3), a)
		}
	})
	p.flat(star(46, 394, 11, 5), c)
}

func (p portrait) sailor(a, b, c tone) {
	p.torso(at(-34, 300).line(34, 300).line(34, 332).line(0, 386).line(-34, 332).close(), b.lighter(0.3))
	for _, s := range []float64{-1, 1} {
		flap := at(s*31, 322).cube(s*60, 330, s*86, 342, s*96, 352).line(s*70, 384).line(s*6, 392).line(0, 384).close()
		p.trim(flap, a)
		p.flat(stroke(point{s * 89, 355}, point{s * 78, 366}, point{s * 72, 374}, point{s * 66, 378}, 2.2, 2.2, 2.2), hex(0xFFFFFF).fade(0.9))
		p.flat(stroke(point{s * 66, 378}, point{s * 40, 382}, point{s * 20, 384}, point{s * 8, 386}, 2.2, 2.2, 2.2), hex(0xFFFFFF).fade(0.9))
	}
	p.ribbon(0, 392, 1, c)
}

// ribbon is a tied bow around (x, y) of the scale k.
func (p portrait) ribbon(x, y, k float64, t tone) {
	m := scaled(k, k).then(moved(x, y))
	for _, s := range []float64{-1, 1} {
		p.flat(at(0, 2).line(s*16, 34).line(s*5, 30).close().mapped(m), t.darker(0.25))
		loop := at(0, 0).cube(s*8, -14, s*28, -18, s*31, -8).cube(s*33, 2, s*31, 12, s*25, 14).cube(s*16, 14, s*6, 8, 0, 0).close().mapped(m)
		p.flat(loop.mapped(moved(0.8, 2)), hex(0x140A20).fade(0.3))
		p.flat(loop, t)
		p.flat(at(s*4, 0).cube(s*12, -3, s*20, -4, s*25, -3).quad(s*14, 1, s*4, 0).close().mapped(m), t.darker(0.35))
		p.flat(stroke(point{s * 12, -10}, point{s * 18, -13}, point{s * 24, -13}, point{s * 28, -8}, 0.4, 2, 0.4).mapped(m), t.lighter(0.55).fade(0.7))
	}
	p.flat(roundRect(-5.5, -6, 5.5, 6.5, 4).mapped(m), t.lighter(0.18))
}

func (p portrait) blazer(a, b, c tone) {
	shirt := hex(0xF6F2F4).toward(b, 0.12)
	p.torso(at(-20, 300).line(20, 300).line(24, 330).line(0, 362).line(-24, 330).close(), shirt)
	for _, s := range []float64{-1, 1} {
		p.trim(at(s*22, 316).line(s*2, 358).line(s*24, 372).line(s*39, 336).close(), hex(0xFFFFFF).toward(b, 0.06))
	}
	p.trim(at(-7, 358).line(7, 358).line(5, 370).line(12, 440).line(0, 470).line(-12, 440).line(-5, 370).close(), c)
	p.within(p.bodyPath(), func() {
		for _, s := range []float64{-1, 1} {
			front := at(s*36, 320).line(s*4, 470).line(s*4, 520).line(s*190, 520).line(s*190, 330).close()
			p.fill(front, across(90, 330, 280, 480, a.lighter(0.12), a, a.darker(0.25)))
			lapel := at(s*34, 324).line(s*60, 340).line(s*72, 380).line(s*56, 384).line(s*60, 394).line(s*5, 470).close()
			p.trim(lapel, a.lighter(0.16))
			p.flat(stroke(point{s * 61, 342}, point{s * 65, 354}, point{s * 69, 368}, point{s * 72, 380}, 1.4, 1.4, 1.4), c.fade(0.9))
			p.flat(stroke(point{s * 60, 395}, point{s * 42, 420}, point{s * 24, 444}, point{s * 5, 470}, 1.4, 1.4, 1.4), c.fade(0.9))
		}
	})
	p.flat(star(72, 402, 8, 3.6), c)
}

func (p portrait) stage(a, b, c tone) {
	gold := hex(0xF3CF7A)
	p.torso(p.scoop(30, 348), a.darker(0.15))
	collar := at(-30, 312).quad(0, 330, 30, 312).line(42, 340).quad(0, 372, -42, 340).close()
	p.trim(collar, a.lighter(0.1))
	p.flat(stroke(point{-42, 340}, point{-14, 364}, point{14, 364}, point{42, 340}, 2.6, 2.6, 2.6), gold)
	for i := range 4 {
		y := 374 + float64(i)*20
		for _, s := range []float64{-1, 1} {
			p.trim(stroke(point{0, y}, point{s * 16, y - 7}, point{s * 34, y - 6}, point{s * 48, y - 9}, 4.4, 4.4, 3), gold)
			p.flat(circle(s*48, y-9, 3.6), gold.lighter(0.4))
		}
		p.flat(circle(0, y, 4), gold.lighter(0.5))
	}
	for _, s := range []float64{-1, 1} {
		w := 104.0
		if p.boy {
			w = 122
		}
		pad := at(s*(w-46), 346).cube(s*(w-20), 344, s*(w+2), 352, s*(w+8), 372).cube(s*(w-14), 376, s*(w-34), 370, s*(w-46), 346).close()
		for i := range 7 {
			x := s * (w - 30 + float64(i)*6)
			p.flat(stroke(point{x, 370}, point{x, 378}, point{x + s, 384}, point{x + s, 390 + float64(i%2)*3}, 2.4, 2.4, 2), gold.darker(0.12))
		}
		p.trim(pad, gold)
		p.flat(stroke(point{s * (w - 40), 349}, point{s * (w - 20), 349}, point{s * (w - 4), 355}, point{s * (w + 3), 368}, 0.6, 3, 0.6), hex(0xFFF6D8))
	}
	p.flat(stroke(point{-100, 372}, point{-50, 390}, point{-30, 420}, point{-20, 470}, 7, 7, 7), b.fade(0.8))
	p.flat(sparkle(-64, 392, 10), c.lighter(0.5))
}

func (p portrait) hanbok(a, b, c tone) {
	p.torso(at(-26, 300).line(26, 300).line(28, 326).line(-4, 366).line(-30, 326).close(), a.lighter(0.1))
	white := hex(0xFFFBF5)
	// The collar crosses over the wearer's own right side.
	p.trim(at(26, 306).line(40, 328).line(-26, 408).line(-40, 396).line(14, 336).close(), b)
	p.trim(at(-25, 306).line(-40, 328).line(6, 388).line(18, 376).line(-12, 336).close(), b)
	p.trim(at(26, 306).line(40, 328).line(-26, 408).line(-40, 396).line(14, 336).close(), b)
	p.flat(at(23, 308).line(27, 318).line(-20, 376).line(-27, 370).close(), white)
	p.flat(at(-23, 308).line(-28, 318).line(-8, 346).line(-3, 339).close(), white)
	p.flat(stroke(point{-22, 396}, point{-18, 420}, point{-20, 450}, point{-28, 500}, 13, 14, 14), c.darker(0.08))
	p.flat(stroke(point{-20, 396}, point{-6, 420}, point{0, 450}, point{2, 500}, 12, 13, 13), c)
	p.flat(at(-22, 392).cube(6, 372, 34, 380, 40, 394).cube(26, 408, 0, 404, -20, 402).close(), c.lighter(0.14))
	p.flat(roundRect(-32, 388, -14, 406, 6), c.darker(0.12))
	for _, q := range []point{{70, 384}, {96, 404}, {58, 420}, {-72, 390}, {-96, 416}, {-62, 432}} {
		for k := range 5 {
			p.flat(petal(7.5, 7).mapped(rotated(float64(k)*72, 0, 0).then(moved(q.x, q.y))), b.lighter(0.25).fade(0.85))
		}
		p.flat(circle(q.x, q.y, 2), c.lighter(0.4))
	}
}

func (p portrait) choker(t tone) {
	p.flat(stroke(point{-25, 313}, point{-10, 322}, point{10, 322}, point{25, 313}, 5, 5, 5), t.darker(0.35))
	p.flat(circle(0, 325, 4.4), hex(0xF3CF7A))
	p.flat(circle(-1, 324, 1.5), hex(0xFFFFFF))
}
