package picture

import "math"

// A paint tells the tones of the pixels from (x, y) to the right.
type paint interface{ row(x, y int, out []tone) }

type solid tone

func (s solid) row(_, _ int, out []tone) {
	for i := range out {
		out[i] = tone(s)
	}
}

// A ramp holds the tones of a gradient, evenly spaced.
type ramp [256]tone

func rampOf(stops ...tone) *ramp {
	var r ramp
	if len(stops) == 1 {
		stops = append(stops, stops[0])
	}
	for i := range r {
		f := float64(i) / 255 * float64(len(stops)-1)
		k := min(int(f), len(stops)-2)
		r[i] = stops[k].toward(stops[k+1], f-float64(k))
	}
	return &r
}

func (r *ramp) pick(f float64) tone { return r[int(clamp01(f)*255)] }

type linear struct {
	dx, dy, c float64 // the place on the ramp is dx·x + dy·y + c
	r         *ramp
}

// across is the gradient from (x0, y0) to (x1, y1).
func across(x0, y0, x1, y1 float64, stops ...tone) paint {
	dx, dy := x1-x0, y1-y0
	l := dx*dx + dy*dy
	return linear{dx / l, dy / l, -(x0*dx + y0*dy) / l, rampOf(stops...)}
}

// down is the vertical gradient from y0 to y1.
func down(y0, y1 float64, stops ...tone) paint { return across(0, y0, 0, y1, stops...) }

func (l linear) row(x, y int, out []tone) {
	c := l.dy*float64(y) + l.c
	for i := range out {
		out[i] = l.r.pick(l.dx*float64(x+i) + c)
	}
}

type radial struct {
	cx, cy, sx, sy float64
	r              *ramp
}

// glow is the gradient from the middle (cx, cy) to an ellipse around it.
func glow(cx, cy, rx, ry float64, stops ...tone) paint {
	return radial{cx, cy, 1 / rx, 1 / ry, rampOf(stops...)}
}

func (g radial) row(x, y int, out []tone) {
	dy := (float64(y) - g.cy) * g.sy
	for i := range out {
		dx := (float64(x+i) - g.cx) * g.sx
		out[i] = g.r.pick(math.Sqrt(dx*dx + dy*dy))
	}
}

// lightAt lays a soft round light on the canvas.
func (c *canvas) lightAt(x, y, r float64, t tone, a float64) {
	c.blend(circle(x, y, r), glow(x, y, r, r, t.fade(a), t.fade(a*0.45), t.fade(0)), screen)
}
