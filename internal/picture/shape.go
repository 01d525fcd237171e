package picture

import (
	"math"
	"slices"
)

// bow is the constant that makes four cubic curves a circle.
const bow = 0.5522847498

func ellipse(cx, cy, rx, ry float64) *path {
	kx, ky := rx*bow, ry*bow
	return at(cx+rx, cy).
		cube(cx+rx, cy+ky, cx+kx, cy+ry, cx, cy+ry).
		cube(cx-kx, cy+ry, cx-rx, cy+ky, cx-rx, cy).
		cube(cx-rx, cy-ky, cx-kx, cy-ry, cx, cy-ry).
		cube(cx+kx, cy-ry, cx+rx, cy-ky, cx+rx, cy).close()
}

func circle(cx, cy, r float64) *path { return ellipse(cx, cy, r, r) }

func rect(x0, y0, x1, y1 float64) *path {
	return at(x0, y0).line(x1, y0).line(x1, y1).line(x0, y1).close()
}

func roundRect(x0, y0, x1, y1, r float64) *path {
	k := r * (1 - bow)
	return at(x0+r, y0).line(x1-r, y0).cube(x1-k, y0, x1, y0+k, x1, y0+r).
		line(x1, y1-r).cube(x1, y1-k, x1-k, y1, x1-r, y1).
		line(x0+r, y1).cube(x0+k, y1, x0, y1-k, x0, y1-r).
		line(x0, y0+r).cube(x0, y0+k, x0+k, y0, x0+r, y0).close()
}

// hole is p run backwards, which cuts it out of an outline it is added to.
func hole(p *path) *path {
	q := &path{}
	n := len(p.segs)
	if n > 0 && p.segs[n-1].kind == 'Z' {
		n--
	}
	end := p.segs[n-1].end()
	q.move(end.x, end.y)
	for i := n - 1; i > 0; i-- {
		to := p.segs[i-1].end()
		switch s := p.segs[i]; s.kind {
		case 'Q':
			q.quad(s.p[0].x, s.p[0].y, to.x, to.y)
		case 'C':
			q.cube(s.p[1].x, s.p[1].y, s.p[0].x, s.p[0].y, to.x, to.y)
		default:
			q.line(to.x, to.y)
		}
	}
	return q.close()
}

// polygon is the closed outline through the points.
func polygon(pts ...point) *path {
	p := at(pts[0].x, pts[0].y)
	for _, q := range pts[1:] {
		p.line(q.x, q.y)
	}
	return p.close()
}

// star has five tips at the radius outer; the first one points up.
func star(cx, cy, outer, inner float64) *path {
	const n = 5
	pts := make([]point, 0, 2*n)
	for i := range 2 * n {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		sin, cos := math.Sincos(float64(i)*math.Pi/n - math.Pi/2)
		pts = append(pts, point{cx + r*cos, cy + r*sin})
	}
	return polygon(pts...)
}

// sparkle is a four-tipped glint with hollow sides.
func sparkle(cx, cy, r float64) *path {
	k := r * 0.12
	return at(cx, cy-r).quad(cx+k, cy-k, cx+r*0.72, cy).quad(cx+k, cy+k, cx, cy+r).
		quad(cx-k, cy+k, cx-r*0.72, cy).quad(cx-k, cy-k, cx, cy-r).close()
}

// petal is a leaf of the length l from (0, 0) upwards, w wide, with a notch.
func petal(l, w float64) *path {
	return at(0, 0).cube(-w*0.9, -l*0.25, -w*0.7, -l*0.95, -w*0.12, -l).
		quad(0, -l*0.9, w*0.12, -l).
		cube(w*0.7, -l*0.95, w*0.9, -l*0.25, 0, 0).close()
}

// stroke is the outline of a line along the cubic curve a b c d whose width
// goes from w0 by w1 in the middle to w2.
func stroke(a, b, c, d point, w0, w1, w2 float64) *path {
	const n = 14
	left, right := make([]point, 0, 2*n+2), make([]point, 0, n+1)
	for i := range n + 1 {
		t := float64(i) / n
		u := 1 - t
		x := u*u*u*a.x + 3*u*u*t*b.x + 3*u*t*t*c.x + t*t*t*d.x
		y := u*u*u*a.y + 3*u*u*t*b.y + 3*u*t*t*c.y + t*t*t*d.y
		dx := u*u*(b.x-a.x) + 2*u*t*(c.x-b.x) + t*t*(d.x-c.x)
		dy := u*u*(b.y-a.y) + 2*u*t*(c.y-b.y) + t*t*(d.y-c.y)
		l := math.Hypot(dx, dy)
		if l == 0 {
			continue
		}
		w := (u*u*w0 + 2*u*t*(2*w1-(w0+w2)/2) + t*t*w2) / 2
		left = append(left, point{x - dy/l*w, y + dx/l*w})
		right = append(right, point{x + dy/l*w, y - dx/l*w})
	}
	for _, q := range slices.Backward(right) {
		left = append(left, q)
	}
	return polygon(left...)
}

// bar is a straight line of the width w with flat ends.
func bar(x0, y0, x1, y1, w float64) *path {
	dx, dy := x1-x0, y1-y0
	l := max(math.Hypot(dx, dy), 1e-6)
	nx, ny := -dy/l*w/2, dx/l*w/2
	return polygon(point{x0 + nx, y0 + ny}, point{x1 + nx, y1 + ny}, point{x1 - nx, y1 - ny}, point{x0 - nx, y0 - ny})
}
