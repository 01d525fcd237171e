package picture

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"image"
	"math"
	"strconv"
	"time"
)

// ChartWidth and ChartHeight are the size of a chart.
const (
	ChartWidth  = 960
	ChartHeight = 400
)

// MaxChart is how many values a chart has at most.
const MaxChart = 200

// A Chart is the course of a number over time: values at even distances, the
// first at From and the last at To. What is not above 0 is not known and not
// drawn.
type Chart struct {
	From, To time.Time
	Values   []int64
	Accent   uint32 // of the line, 0xRRGGBB
}

// sane is the chart as it is drawn and addressed: times in whole minutes, at
// most MaxChart values (the last ones) of at most a million million.
func (c Chart) sane() Chart {
	const most = 1_000_000_000_000
	c.From, c.To = c.From.UTC().Truncate(time.Minute), c.To.UTC().Truncate(time.Minute)
	c.Accent &= 0xFFFFFF
	values := make([]int64, 0, MaxChart)
	for _, v := range c.Values[max(0, len(c.Values)-MaxChart):] {
		values = append(values, min(max(v, 0), most))
	}
	c.Values = values
	return c
}

// key names what the chart shows.
func (c Chart) key() string {
	sum := sha256.Sum256(append([]byte("chart\x00"), c.encode()...))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// Chart is the picture of a chart. It waits for a worker as long as ctx lets it.
func (s *Service) Chart(ctx context.Context, c Chart) (Encoded, error) {
	return s.chart(ctx, c.sane(), s.wait)
}

func (s *Service) chart(ctx context.Context, c Chart, take taker) (Encoded, error) {
	return s.get(ctx, c.key(), func() (image.Image, error) { return crisp{s.artist.chart(c)}, ctx.Err() }, take)
}

// crisp marks a picture of lines and letters: it is packed without loss, which
// makes it smaller too.
type crisp struct{ *image.RGBA }

// The places of a chart.
const (
	plotTop    = 34.0
	plotBottom = ChartHeight - 62.0
	plotRight  = ChartWidth - 150.0
	plotLeft   = 34.0
	labelSize  = 25.0
	lineWidth  = 4.0
)

// A plot is a chart in the making.
type plot struct {
	*canvas
	l         lettering
	c         Chart
	low, high float64 // the values at plotBottom and plotTop
	line      tone
}

// chart draws a chart on the dark ground of a chat.
func (a *Artist) chart(c Chart) *image.RGBA {
	p := plot{canvas: newCanvas(ChartWidth, ChartHeight), l: a.letters, c: c, line: hex(c.Accent)}
	if dark := 0.6 - p.line.bright(); dark > 0 { // it would drown in the ground
		p.line = p.line.lighter(dark * 1.5)
	}
	p.sky(ChartHeight, hex(0x23242B), hex(0x18191E))
	p.values()
	p.dates()
	p.course()
	return p.img
}

func (p *plot) x(i int) float64 {
	return plotLeft + (plotRight-plotLeft)*float64(i)/float64(max(1, len(p.c.Values)-1))
}

func (p *plot) y(v float64) float64 {
	return plotBottom - (v-p.low)/(p.high-p.low)*(plotBottom-plotTop)
}

// values finds the range and draws its lines, with their numbers at the right,
// where the present is.
func (p *plot) values() {
	low, high := math.Inf(1), 0.0
	for _, v := range p.c.Values {
		if v > 0 {
			low, high = min(low, float64(v)), max(high, float64(v))
		}
	}
	if high == 0 {
		low, high = 0, 1
	}
	step := niceStep(low, high)
	p.low, p.high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	if p.high-high < step/4 {
		p.high += step / 2
	}
	if low-p.low < step/4 {
		p.low = max(0, p.low-step/2)
	}
	for v := math.Ceil(p.low/step) * step; v <= p.high; v += step {
		y := math.Round(p.y(v))
		p.flat(rect(plotLeft, y-1, plotRight, y+1), hex(0xFFFFFF).fade(0.08))
		p.say(grouped(int64(v)), plotRight+18, y+labelSize*0.36, labelSize, hex(0x9CA0AD), 0)
	}
}

// niceStep is 1, 2 or 5 times a power of ten, so that three or four lines fit.
func niceStep(low, high float64) float64 {
	span := max(high-low, high*0.04, 2)
	ten := math.Pow(10, math.Floor(math.Log10(span/3)))
	for _, k := range []float64{1, 2, 5} {
		if span/(k*ten) <= 4 {
			return max(1, k*ten)
		}
	}
	return max(1, 10*ten)
}

// grouped is a number in groups of three, in the way that no language owns.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// dates writes when the course begins and ends, and two moments between.
func (p *plot) dates() {
	form := "01-02"
	if p.c.To.Sub(p.c.From) < 3*24*time.Hour {
		form = "01-02 15:04"
	}
	const parts = 3
	for i := range parts + 1 {
		at := p.c.From.Add(p.c.To.Sub(p.c.From) * time.Duration(i) / parts)
		x := plotLeft + (plotRight-plotLeft)*float64(i)/parts
		p.say(at.Format(form), x, ChartHeight-22, labelSize, hex(0x9CA0AD), float64(i)/parts)
	}
}

// say writes a text; at is which part of its width lies left of x.
func (p *plot) say(s string, x, y, size float64, t tone, at float64) {
	shape, width := p.l.outline(s, size, 0)
	p.flat(shape.mapped(moved(x-width*at, y)), t)
}

// course draws the line, what is below it, and where it is now. The price holds
// from one value to the next, so the line is one of steps. Edges lie between
// pixels: pieces that meet leave no seam.
func (p *plot) course() {
	area, line := &path{}, &path{}
	const w = lineWidth / 2
	var x, y, x0, y0 float64 // here, and where the present step began
	begun := false
	for i, v := range p.c.Values {
		if v <= 0 {
			continue
		}
		x, y = math.Round(p.x(i)), math.Round(p.y(float64(v)))
		if !begun {
			begun, x0, y0 = true, x, y
		}
		if y != y0 || i == len(p.c.Values)-1 {
			area.with(rect(x0, y0, x, plotBottom))
			line.with(rect(x0-w, y0-w, x+w, y0+w), rect(x-w, min(y, y0)-w, x+w, max(y, y0)+w))
			x0, y0 = x, y
		}
	}
	if !begun {
		return
	}
	p.fill(area, down(plotTop, plotBottom, p.line.fade(0.42), p.line.fade(0.04)))
	p.flat(line, p.line)
	p.flat(circle(x, y, 15), p.line.fade(0.28))
	p.flat(circle(x, y, 9), p.line)
	p.flat(circle(x, y, 4), hex(0xFFFFFF))
}
