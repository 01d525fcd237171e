package picture

import (
	_ "embed" // the font files
	"fmt"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed font/gohye-sans-kr-bold.otf
var koreanFile []byte

//go:embed font/gohye-sans-bold.ttf
var latinFile []byte

// lettering turns text into outlines. It may be used from any goroutine: the
// parsed fonts are only read, and every call has a buffer of its own.
type lettering struct {
	// fonts are asked in this order for each character.
	fonts []*sfnt.Font
}

func newLettering() (lettering, error) {
	var l lettering
	for _, file := range [][]byte{koreanFile, latinFile} {
		f, err := sfnt.Parse(file)
		if err != nil {
			return lettering{}, fmt.Errorf("picture: the embedded font: %w", err)
		}
		l.fonts = append(l.fonts, f)
	}
	return l, nil
}

// missing stands for a character that the font lacks.
const missing = '□'

// outline is the text s with its baseline from (0, 0), and its width, at the
// given size with extra space between the letters.
func (l lettering) outline(s string, size, spacing float64) (*path, float64) {
	var buf sfnt.Buffer
	ppem := fixed.Int26_6(size * 64)
	out := &path{}
	x := 0.0
	var lastFont *sfnt.Font
	last := sfnt.GlyphIndex(0)
	for i, r := range s {
		f, g := l.glyph(&buf, r)
		if i > 0 {
			x += spacing
		}
		if f == lastFont {
			if k, err := f.Kern(&buf, last, g, ppem, font.HintingNone); err == nil {
				x += float64(k) / 64
			}
		}
		if segs, err := f.LoadGlyph(&buf, g, ppem, nil); err == nil {
			out.glyph(segs, x)
		}
		if adv, err := f.GlyphAdvance(&buf, g, ppem, font.HintingNone); err == nil {
			x += float64(adv) / 64
		}
		lastFont, last = f, g
	}
	return out, x
}

// glyph finds the font that has the character.
func (l lettering) glyph(buf *sfnt.Buffer, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	for _, want := range []rune{r, missing} {
		for _, f := range l.fonts {
			if g, err := f.GlyphIndex(buf, want); err == nil && g != 0 {
				return f, g
			}
		}
	}
	return l.fonts[0], 0
}

// glyph adds a font's outline, moved right by dx, to p.
func (p *path) glyph(segs sfnt.Segments, dx float64) {
	f := func(q fixed.Point26_6) point { return point{float64(q.X)/64 + dx, float64(q.Y) / 64} }
	open := false
	for _, s := range segs {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				p.close()
			}
			open = true
			p.add('M', f(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			p.add('L', f(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			p.add('Q', f(s.Args[0]), f(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			p.add('C', f(s.Args[0]), f(s.Args[1]), f(s.Args[2]))
		}
	}
	if open {
		p.close()
	}
}

// fitted is the outline of s no wider than width: at the size given, or
// smaller down to least, or cut short with an ellipsis.
func (l lettering) fitted(s string, size, least, spacing, width float64) (*path, float64, float64) {
	p, w := l.outline(s, size, spacing)
	if w <= width {
		return p, w, size
	}
	if fit := size * width / w; fit >= least {
		p, w = l.outline(s, fit*0.995, spacing*fit/size)
		return p, w, fit
	}
	for s != "" {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
		if p, w = l.outline(s+"…", least, 0); w <= width {
			break
		}
	}
	return p, w, least
}
