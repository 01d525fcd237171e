package picture

import "math"

type point struct{ x, y float64 }

// A segment ends at the last of its points that its kind uses.
type segment struct {
	kind byte // 'M' 1 point, 'L' 1, 'Q' 2, 'C' 3, 'Z' none
	p    [3]point
}

// A path is an outline of curves. Its building methods return it, so that a
// shape can be written down as one expression. Overlapping parts of the same
// direction add up; of opposite direction, they make a hole.
type path struct{ segs []segment }

func at(x, y float64) *path {
	p := &path{segs: make([]segment, 0, 16)}
	return p.move(x, y)
}

func (p *path) add(kind byte, pts ...point) *path {
	s := segment{kind: kind}
	copy(s.p[:], pts)
	p.segs = append(p.segs, s)
	return p
}

func (p *path) move(x, y float64) *path { return p.add('M', point{x, y}) }
func (p *path) line(x, y float64) *path { return p.add('L', point{x, y}) }
func (p *path) quad(ax, ay, x, y float64) *path {
	return p.add('Q', point{ax, ay}, point{x, y})
}

func (p *path) cube(ax, ay, bx, by, x, y float64) *path {
	return p.add('C', point{ax, ay}, point{bx, by}, point{x, y})
}
func (p *path) close() *path { return p.add('Z') }

// with is p followed by the outlines of the others.
func (p *path) with(others ...*path) *path {
	for _, o := range others {
		p.segs = append(p.segs, o.segs...)
	}
	return p
}

// folded closes p with its own mirror image about x = 0, so that half an
// outline from top to bottom makes a whole one.
func (p *path) folded() *path {
	flip := func(q point) point { return point{-q.x, q.y} }
	ends := make([]point, len(p.segs))
	for i, s := range p.segs {
		ends[i] = s.end()
	}
	n := len(p.segs)
	last := flip(ends[n-1])
	p.line(last.x, last.y)
	for i := n - 1; i > 0; i-- {
		to := flip(ends[i-1])
		switch s := p.segs[i]; s.kind {
		case 'Q':
			c := flip(s.p[0])
			p.quad(c.x, c.y, to.x, to.y)
		case 'C':
			a, b := flip(s.p[1]), flip(s.p[0])
			p.cube(a.x, a.y, b.x, b.y, to.x, to.y)
		default:
			p.line(to.x, to.y)
		}
	}
	return p.close()
}

func (s segment) points() int {
	switch s.kind {
	case 'M', 'L':
		return 1
	case 'Q':
		return 2
	case 'C':
		return 3
	default:
		return 0
	}
}

func (s segment) end() point {
	switch s.kind {
	case 'Q':
		return s.p[1]
	case 'C':
		return s.p[2]
	default:
		return s.p[0]
	}
}

// affine maps (x, y) to (ax+cy+e, bx+dy+f).
type affine struct{ a, b, c, d, e, f float64 }

func identity() affine               { return affine{a: 1, d: 1} }
func moved(dx, dy float64) affine    { return affine{1, 0, 0, 1, dx, dy} }
func (m affine) apply(p point) point { return point{m.a*p.x + m.c*p.y + m.e, m.b*p.x + m.d*p.y + m.f} }
func scaled(sx, sy float64) affine   { return affine{a: sx, d: sy} }
func (m affine) then(n affine) affine {
	o := n.apply(point{m.e, m.f})
	return affine{
		n.a*m.a + n.c*m.b, n.b*m.a + n.d*m.b,
		n.a*m.c + n.c*m.d, n.b*m.c + n.d*m.d, o.x, o.y,
	}
}

// rotated turns by deg degrees, clockwise as seen, about (x, y).
func rotated(deg, x, y float64) affine {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	return moved(-x, -y).then(affine{a: cos, b: sin, c: -sin, d: cos}).then(moved(x, y))
}

// mapped is a copy of p seen through m.
func (p *path) mapped(m affine) *path {
	q := &path{segs: make([]segment, len(p.segs))}
	for i, s := range p.segs {
		for j := range s.p {
			s.p[j] = m.apply(s.p[j])
		}
		q.segs[i] = s
	}
	return q
}

// bounds holds every point and control point of p, so at least the outline.
func (p *path) bounds() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range p.segs {
		for _, q := range s.p[:s.points()] {
			x0, y0, x1, y1 = min(x0, q.x), min(y0, q.y), max(x1, q.x), max(y1, q.y)
		}
	}
	return x0, y0, x1, y1
}
