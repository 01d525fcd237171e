package picture

import "math"

// A tone is a colour with its own opacity, not premultiplied.
type tone struct{ r, g, b, a uint8 }

// hex is the opaque tone 0xRRGGBB.
func hex(v uint32) tone { return tone{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} } //nolint:gosec // the low byte is meant

// fade is t at the opacity a, from 0 to 1.
func (t tone) fade(a float64) tone {
	t.a = unitByte(a)
	return t
}

// toward is t moved by f (0 to 1) in the direction of u; opacity too.
func (t tone) toward(u tone, f float64) tone {
	f = clamp01(f)
	return tone{blendByte(t.r, u.r, f), blendByte(t.g, u.g, f), blendByte(t.b, u.b, f), blendByte(t.a, u.a, f)}
}

// lighter and darker move t towards a warm white and a cold black, which look
// more like light and shadow than pure ones.
func (t tone) lighter(f float64) tone { return t.toward(tone{255, 250, 244, t.a}, f) }
func (t tone) darker(f float64) tone  { return t.toward(tone{22, 12, 40, t.a}, f) }

// bright is the perceived lightness from 0 to 1.
func (t tone) bright() float64 {
	return (0.299*float64(t.r) + 0.587*float64(t.g) + 0.114*float64(t.b)) / 255
}

// turned is t with its hue moved by deg degrees.
func (t tone) turned(deg float64) tone {
	h, s, l := t.hsl()
	out := hsl(h+deg, s, l)
	out.a = t.a
	return out
}

// muted is t with its saturation multiplied by f.
func (t tone) muted(f float64) tone {
	h, s, l := t.hsl()
	out := hsl(h, clamp01(s*f), l)
	out.a = t.a
	return out
}

func (t tone) hsl() (h, s, l float64) {
	r, g, b := float64(t.r)/255, float64(t.g)/255, float64(t.b)/255
	hi, lo := max(r, g, b), min(r, g, b)
	l = (hi + lo) / 2
	d := hi - lo
	if d == 0 {
		return 0, 0, l
	}
	s = d / (1 - math.Abs(2*l-1))
	switch hi {
	case r:
		h = math.Mod((g-b)/d+6, 6)
	case g:
		h = (b-r)/d + 2
	default:
		h = (r-g)/d + 4
	}
	return h * 60, s, l
}

// hsl is the opaque tone of a hue in degrees (any), saturation and lightness.
func hsl(h, s, l float64) tone {
	h = math.Mod(math.Mod(h, 360)+360, 360)
	c := (1 - math.Abs(2*l-1)) * s
	x := c * (1 - math.Abs(math.Mod(h/60, 2)-1))
	m := l - c/2
	var r, g, b float64
	switch int(h / 60) {
	case 0:
		r, g = c, x
	case 1:
		r, g = x, c
	case 2:
		g, b = c, x
	case 3:
		g, b = x, c
	case 4:
		r, b = x, c
	default:
		r, b = c, x
	}
	return tone{unitByte(r + m), unitByte(g + m), unitByte(b + m), 255}
}

func clamp01(f float64) float64 { return min(1, max(0, f)) }

func unitByte(f float64) uint8 { return uint8(clamp01(f)*255 + 0.5) }

func blendByte(a, b uint8, f float64) uint8 {
	return uint8(float64(a) + (float64(b)-float64(a))*f + 0.5)
}
