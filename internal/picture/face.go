package picture

// The head is drawn around the axis x = 0 of its own coordinates, which are
// put at the middle of the card; y counts from the top of the card. The skull
// begins at 128, the chin ends near 288, the eyes lie at 224.
const (
	axisX = 175.0
	eyeY  = 226.0
)

// A portrait is one person in the drawing.
type portrait struct {
	*canvas
	figure
	t theme
	d *dice // for small irregularities
}

func (p portrait) headPath() *path {
	j := p.jaw
	if p.boy {
		return at(0, 126).cube(36, 126, 60*j, 150, 60*j, 194).
			cube(60*j, 226, 58*j, 248, 47*j, 266).
			cube(36*j, 281, 19, 293, 0, 293).folded()
	}
	const chin = 287.0
	return at(0, 126).cube(36, 126, 60*j, 150, 60*j, 194).
		cube(60*j, 222, 57*j, 244, 42*j, 264).
		cube(32*j, 277, 15, chin, 0, chin).folded()
}

func (p portrait) neck() {
	w := 21.0
	if p.boy {
		w = 27
	}
	n := at(-w, 250).line(w, 250).line(w, 308).cube(w+1, 324, w+8, 332, w+20, 340).line(w+20, 420).line(-w-20, 420).
		line(-w-20, 340).cube(-w-8, 332, -w-1, 324, -w, 308).close()
	p.fill(n, down(270, 400, p.skin.base.toward(p.skin.shade, 0.18), p.skin.base))
	p.within(n, func() {
		shadow := at(-60, 200).line(60, 200).line(60, 262).cube(40, 300, 20, 312, 0, 312).cube(-20, 312, -40, 300, -60, 262).close()
		p.flat(shadow.mapped(moved(4, 4)), p.skin.shade.fade(0.75))
		p.flat(stroke(point{-8, 352}, point{-20, 347}, point{-34, 345}, point{-46, 346}, 0.4, 2.2, 0.3), p.skin.shade.fade(0.7))
		p.flat(stroke(point{8, 352}, point{20, 347}, point{34, 345}, point{46, 346}, 0.4, 2.2, 0.3), p.skin.shade.fade(0.7))
	})
}

func (p portrait) ears() {
	for _, s := range []float64{-1, 1} {
		ear := at(s*56*p.jaw, 214).cube(s*64*p.jaw, 204, s*72*p.jaw, 212, s*69*p.jaw, 228).
			cube(s*67*p.jaw, 242, s*60*p.jaw, 250, s*53*p.jaw, 244).close()
		p.flat(ear, p.skin.base.toward(p.skin.shade, 0.22))
		p.flat(stroke(point{s * 59 * p.jaw, 220}, point{s * 66 * p.jaw, 216}, point{s * 67 * p.jaw, 228}, point{s * 60 * p.jaw, 236}, 0.6, 2, 0.6), p.skin.shade.fade(0.8))
	}
}

func (p portrait) face() {
	head := p.headPath()
	glowing := 0.44
	if p.boy {
		glowing = 0.22
	}
	p.fill(head, across(-70+axisX, 150, 70+axisX, 290, p.skin.base.lighter(0.25), p.skin.base, p.skin.base.toward(p.skin.shade, 0.30)))
	p.within(head, func() {
		// A soft edge of shadow on the side away from the light.
		side := head.mapped(moved(-9, -5))
		p.flat(rect(-90, 100, 90, 320).with(hole(side)), p.skin.shade.fade(0.28))
		for _, s := range []float64{-1, 1} {
			x, y := p.onCanvas(s*37*p.jaw, 251)
			p.fill(ellipse(s*37*p.jaw, 251, 22, 14), glow(x, y, 22, 14, p.skin.blush.fade(glowing), p.skin.blush.fade(glowing/2), p.skin.blush.fade(0)))
			if !p.boy {
				for i := range 3 {
					o := s*37*p.jaw + float64(i-1)*6
					p.flat(bar(o+2, 246, o-2, 253, 1.3), p.skin.blush.fade(0.4))
				}
			}
		}
	})
	p.features()
}

// onCanvas is where the head's point (x, y) falls on the card.
func (p portrait) onCanvas(x, y float64) (cx, cy float64) {
	q := p.view.apply(point{x, y})
	return q.x, q.y
}

func (p portrait) features() {
	for _, s := range []float64{-1, 1} {
		p.through(scaled(s, 1).then(moved(s*28.5*p.jaw, eyeY)), func() { p.eyeAt(s) })
		p.brow(s)
	}
	// The nose: a short shadow and a touch of light.
	p.flat(stroke(point{-3.5, 254}, point{-1, 258}, point{3, 258}, point{5, 254}, 0.3, 2.3, 0.4), p.skin.shade.darker(0.12).fade(0.85))
	p.flat(ellipse(-0.5, 249, 2, 3.4), hex(0xFFFFFF).fade(0.45))
	p.lips()
	switch p.mole {
	case 1:
		p.flat(circle(22, 247, 1.4), hex(0x5A3A36).fade(0.85))
	case 2:
		p.flat(circle(-13, 276, 1.3), hex(0x5A3A36).fade(0.85))
	}
}

func (p portrait) brow(s float64) {
	t := p.hair.tone.darker(0.35)
	if p.hair.tone.bright() > 0.6 {
		t = p.hair.tone.toward(hex(0x6B4B45), 0.6)
	}
	w, y := 4.2, eyeY-22
	if p.boy {
		w, y = 6.2, eyeY-20
	}
	lift := 0.0
	if p.mouth == "smirk" && s > 0 {
		lift = 3
	}
	p.flat(stroke(point{s * 15, y + 2}, point{s * 24, y - 3 - lift}, point{s * 36, y - 5 - lift}, point{s * 46, y + 1 - lift}, w*0.6, w, 0.6), t.fade(0.92))
}

// eyeAt draws one eye around (0, 0), its outer corner at positive x; s is the
// side of the face, so that both look the same way.
func (p portrait) eyeAt(s float64) {
	lash := hex(0x2A1B2B)
	if p.eyes == "laughing" || (s > 0 && len(p.eyes) > 5 && p.eyes[len(p.eyes)-4:] == "wink") {
		p.flat(stroke(point{-14, 4}, point{-7, -8}, point{8, -8}, point{16, 3}, 2, 4.6, 1.6), lash)
		p.flat(stroke(point{14, 1}, point{17, 0}, point{19, -2}, point{21, -5}, 2.4, 1.6, 0.4), lash)
		return
	}
	k := p.eyeScale
	up, low, tip := -13.5*k, 11.5*k, -2.0
	switch p.eyes[0] {
	case 'a':
		up, low = -11.5*k, 9.5*k
	case 'c':
		up, low, tip = -11.5*k, 8.5*k, -5
	}
	if p.boy {
		up, low = up*0.86, low*0.84
	}
	eye := at(-14, 4).cube(-10, up, 6, up-2.5, 15.5, tip).cube(12, low, -6, low+1.5, -14, 4).close()
	p.flat(eye, hex(0xFFFDFB))
	p.within(eye, func() { p.iris(s, up, lash) })
	lid := 4.6
	if p.boy {
		lid = 3.6
	}
	p.flat(stroke(point{-15, 5}, point{-10, up - 0.5}, point{6, up - 3}, point{16.5, tip}, 1.2, lid, 3), lash)
	if !p.boy {
		p.flat(stroke(point{13, tip - 2}, point{17, tip - 2}, point{20, tip - 4}, point{22.5, tip - 8}, 3.4, 2, 0.3), lash)
		p.flat(stroke(point{9, up + 5.5}, point{13, up + 3}, point{15.5, up + 1}, point{17, up - 2.5}, 2.4, 1.5, 0.3), lash)
	}
	p.flat(stroke(point{-11, up + 2}, point{-5, up - 6}, point{6, up - 7}, point{14, tip - 6}, 0.4, 1.5, 0.4), p.skin.shade.darker(0.25).fade(0.75))
	p.flat(stroke(point{2, low - 1.2}, point{6, low - 1.5}, point{10, low - 4}, point{14, tip + 3}, 0.3, 1.4, 0.6), lash.fade(0.5))
}

func (p portrait) iris(s, up float64, lash tone) {
	x, y := s*p.gaze*2.6+0.6, -0.6
	r := 9.2 * p.eyeScale
	if p.boy {
		r *= 0.92
	}
	cx, cy := p.onCanvas(x, y)
	p.flat(ellipse(x, y, r+0.9, r+2), p.eye.darker(0.65))
	p.fill(ellipse(x, y, r, r+1), down(cy-r, cy+r, p.eye.darker(0.45), p.eye, p.eye.lighter(0.45)))
	p.fill(ellipse(x, y+r*0.5, r*0.72, r*0.5), glow(cx, cy+r*0.6, r, r*0.6, p.eye.lighter(0.65).fade(0.9), p.eye.lighter(0.5).fade(0)))
	p.flat(ellipse(x, y, r*0.45, r*0.52), p.eye.darker(0.8))
	// The lid's shadow, then the light of the room, from the left for both.
	p.flat(at(-20, up-8).line(24, up-8).line(24, up+4).quad(0, up+7, -20, up+9).close(), lash.fade(0.28))
	p.flat(ellipse(x-s*3.2, y-3.8, 3.1, 3.5), hex(0xFFFFFF))
	p.flat(circle(x+s*3.4, y+4, 1.7), hex(0xFFFFFF).fade(0.9))
}

func (p portrait) lips() {
	lip := p.skin.lip
	if p.boy {
		lip = lip.toward(p.skin.shade, 0.5)
	}
	y := 269.5
	dark := lip.darker(0.45)
	switch p.mouth {
	case "open":
		m := at(-11.5, y-3).quad(0, y+0.5, 11.5, y-3).cube(9, y+9, 4, y+11, 0, y+11).cube(-4, y+11, -9, y+9, -11.5, y-3).close()
		p.flat(m, hex(0x7E2B3C))
		p.within(m, func() {
			p.flat(ellipse(0, y+10, 8, 5), hex(0xEE7C86))
			p.flat(roundRect(-9, y-5, 9, y+1.2, 2), hex(0xFFFFFF))
		})
		p.flat(stroke(point{-12, y - 3.4}, point{-5, y - 0.6}, point{5, y - 0.6}, point{12, y - 3.4}, 0.8, 2, 0.8), dark)
	case "soft":
		p.flat(at(-9, y).cube(-5, y-4, -2, y-4.6, 0, y-3).cube(2, y-4.6, 5, y-4, 9, y).cube(5, y+6.4, -5, y+6.4, -9, y).close(), lip)
		p.flat(stroke(point{-9.5, y}, point{-3, y + 1.4}, point{3, y + 1.4}, point{9.5, y}, 0.6, 1.7, 0.6), dark)
		p.flat(ellipse(-1, y+3, 3.2, 1.1), hex(0xFFFFFF).fade(0.5))
	case "smirk":
		p.flat(at(-8, y+0.5).quad(2, y+6.5, 11, y-2.5).quad(2, y-1.5, -8, y+0.5).close(), lip.fade(0.75))
		p.flat(stroke(point{-9, y + 0.5}, point{-2, y + 2.2}, point{7, y + 1}, point{12, y - 4}, 0.6, 2.2, 1), dark)
	default:
		p.flat(at(-8.5, y).quad(0, y+9, 8.5, y).quad(0, y+2, -8.5, y).close(), lip.fade(0.8))
		p.flat(stroke(point{-12, y - 2.5}, point{-5, y + 2.6}, point{5, y + 2.6}, point{12, y - 2.5}, 0.9, 2.2, 0.9), dark)
		p.flat(ellipse(-0.5, y+3.6, 2.6, 0.9), hex(0xFFFFFF).fade(0.45))
	}
}
