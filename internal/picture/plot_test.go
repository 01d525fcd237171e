package picture

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// TestPlot finds each line where its values are and nowhere else.
func TestPlot(t *testing.T) {
	t.Parallel()
	p := Plot{Title: "Two lines", Across: "day", First: 1, Zero: true, Series: []Series{
		{Name: "up", Values: []float64{0, 50, 100}},
		{Name: "gap", Values: []float64{100, math.NaN(), 0}},
	}}
	img := artist(t).Plot(p)
	middle := (sheetLeft + sheetRight) / 2
	centre := (sheetTop + sheetBottom) / 2
	tones := lineTones()
	tests := []struct {
		name string
		x, y float64
		want color.RGBA
	}{
		{"the middle of the line up", middle, centre, rgba(tones[0])},
		{"its end, at the top", sheetRight, sheetTop, rgba(tones[0])},
		{"a quarter of the way", (sheetLeft + middle) / 2, (sheetBottom + centre) / 2, rgba(tones[0])},
		{"where the other begins", sheetLeft, sheetTop, rgba(tones[1])},
		{"where it would be without the gap", (sheetLeft + middle) / 2, (sheetTop + centre) / 2, color.RGBA{255, 255, 255, 255}},
	}
	for _, tt := range tests {
		if got := img.RGBAAt(int(tt.x), int(tt.y)); got != tt.want {
			t.Errorf("%s: %v, not %v", tt.name, got, tt.want)
		}
	}
	if img.Bounds() != image.Rect(0, 0, PlotWidth, PlotHeight) {
		t.Errorf("the size is %v", img.Bounds())
	}
}

func rgba(t tone) color.RGBA { return color.RGBA{t.r, t.g, t.b, 255} }

func TestPlotWithoutValues(t *testing.T) {
	t.Parallel()
	for _, values := range [][]float64{nil, {math.NaN()}, {0}, {7, 7, 7}, {-3, 2}} {
		artist(t).Plot(Plot{Series: []Series{{Values: values}}}) // does not panic or hang
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0", 0.2: "0.2", 0.25: "0.25", 950: "950", 12000: "12k", 1.25e6: "1.25M", -20000: "-20k", 3e9: "3G"} {
		if got := short(v); got != want {
			t.Errorf("short(%v) = %q, not %q", v, got, want)
		}
	}
}
