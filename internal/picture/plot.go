package picture

import (
	"image"
	"math"
	"strconv"
	"strings"
)

// PlotWidth and PlotHeight are the size of a plot.
const (
	PlotWidth  = 960
	PlotHeight = 480
)

// A Plot is the courses of some numbers side by side, for a page of a document:
// dark lines on a light ground, with axes and a legend.
type Plot struct {
	Title string
	// Across says what goes to the right, in words; First is its value at the
	// first value of every series, and each next value is one more.
	Across string
	First  int
	// Zero lets the axis of the values begin at 0.
	Zero   bool
	Series []Series
}

// A Series is one line of a plot. Values that are no numbers are not drawn.
type Series struct {
	Name   string
	Values []float64
}

// lineTones are the colours of the lines, in their order: told apart also by
// those who see few colours, and in print by how dark they are.
func lineTones() []tone {
	return []tone{hex(0x0B6E99), hex(0xD9730D), hex(0x2E7D32), hex(0x9B2C6F), hex(0x6B5BD2), hex(0x8A6D1B), hex(0xC62828), hex(0x455A64)}
}

// The places of a plot.
const (
	sheetLeft   = 92.0
	sheetRight  = PlotWidth - 34.0
	sheetTop    = 104.0
	sheetBottom = PlotHeight - 66.0
	titleSize   = 25.0
	noteSize    = 19.0
)

// A sheet is a plot in the making.
type sheet struct {
	*canvas
	l         lettering
	p         Plot
	low, high float64 // the values at sheetBottom and sheetTop
	last      int     // index of the last value
}

// Plot draws a plot.
func (a *Artist) Plot(p Plot) *image.RGBA {
	s := sheet{canvas: newCanvas(PlotWidth, PlotHeight), l: a.letters, p: p}
	s.flat(rect(0, 0, PlotWidth, PlotHeight), hex(0xFFFFFF))
	s.say(p.Title, sheetLeft, 42, titleSize, hex(0x1F2328), 0)
	s.legend()
	s.scale()
	s.across()
	for i, one := range p.Series {
		s.course(one.Values, lineTones()[i%len(lineTones())])
	}
	return s.img
}

// say writes a text; at is which part of its width lies left of x.
func (s *sheet) say(text string, x, y, size float64, t tone, at float64) (width float64) {
	shape, width := s.l.outline(text, size, 0)
	s.flat(shape.mapped(moved(x-width*at, y)), t)
	return width
}

// legend names the lines, in their colours and order.
func (s *sheet) legend() {
	if len(s.p.Series) < 2 {
		return
	}
	x := sheetLeft
	for i, one := range s.p.Series {
		s.flat(rect(x, 66, x+26, 71), lineTones()[i%len(lineTones())])
		x += 34
		x += s.say(one.Name, x, 75, noteSize, hex(0x3D444D), 0) + 24
	}
}

// scale finds the range of the values and draws its lines with their numbers.
func (s *sheet) scale() {
	low, high := math.Inf(1), math.Inf(-1)
	for _, one := range s.p.Series {
		s.last = max(s.last, len(one.Values)-1)
		for _, v := range one.Values {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if s.p.Zero {
		low = min(low, 0)
	}
	step := evenStep(low, high)
	s.low, s.high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	if s.high == s.low {
		s.high += step
	}
	for k := math.Round(s.low / step); k*step <= s.high+step/2; k++ {
		y := math.Round(s.y(k * step))
		s.flat(rect(sheetLeft, y, sheetRight, y+1), hex(0xD8DEE4))
		s.say(short(k*step), sheetLeft-12, y+noteSize*0.36, noteSize, hex(0x59636E), 1)
	}
}

// evenStep is 1, 2 or 5 times a power of ten, so that four to six lines fit.
func evenStep(low, high float64) float64 {
	span := high - low
	if span <= 0 {
		span = max(math.Abs(high), 1)
	}
	ten := math.Pow(10, math.Floor(math.Log10(span/5)))
	for _, k := range []float64{1, 2, 5} {
		if span/(k*ten) <= 6 {
			return k * ten
		}
	}
	return 10 * ten
}

// short is a number as an axis has room for it: 1.2M, 350k, 0.45.
func short(v float64) string {
	unit := ""
	switch {
	case math.Abs(v) >= 1e9:
		v, unit = v/1e9, "G"
	case math.Abs(v) >= 1e6:
		v, unit = v/1e6, "M"
	case math.Abs(v) >= 1e4:
		v, unit = v/1e3, "k"
	}
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + unit
}

// across draws the lower axis with its numbers.
func (s *sheet) across() {
	s.flat(rect(sheetLeft, sheetBottom, sheetRight, sheetBottom+2), hex(0x59636E))
	first, last := float64(s.p.First), float64(s.p.First+s.last)
	step := max(1, evenStep(first, last))
	for k := math.Ceil(first / step); k*step <= last; k++ {
		x := math.Round(s.x(int(k*step) - s.p.First))
		s.flat(rect(x, sheetBottom+2, x+2, sheetBottom+9), hex(0x59636E))
		s.say(short(k*step), x, sheetBottom+32, noteSize, hex(0x59636E), 0.5)
	}
	s.say(s.p.Across, sheetRight, PlotHeight-12, noteSize, hex(0x59636E), 1)
}

func (s *sheet) x(i int) float64 {
	return sheetLeft + (sheetRight-sheetLeft)*float64(i)/float64(max(1, s.last))
}

func (s *sheet) y(v float64) float64 {
	return sheetBottom - (v-s.low)/(s.high-s.low)*(sheetBottom-sheetTop)
}

// course draws one line, piece by piece with round joints.
func (s *sheet) course(values []float64, t tone) {
	const w = 1.6
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		x, y := s.x(i), s.y(v)
		s.flat(circle(x, y, w), t)
		if i == 0 || math.IsNaN(values[i-1]) {
			continue
		}
		x0, y0 := s.x(i-1), s.y(values[i-1])
		long := math.Hypot(x-x0, y-y0)
		dx, dy := (y-y0)/long*w, -(x-x0)/long*w
		s.flat(at(x0+dx, y0+dy).line(x+dx, y+dy).line(x-dx, y-dy).line(x0-dx, y0-dy).close(), t)
	}
}
