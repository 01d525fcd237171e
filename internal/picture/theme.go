package picture

// A theme is the world of one collection: its colours and what is behind its
// people.
type theme struct {
	home  string // the collection that the theme was made for
	motif string
	sky   [3]tone // from the top of the card to the bottom
	glow  tone    // the light behind the head
	// accent is the collection's own colour; cloth is worn: main, second, trim.
	accent tone
	cloth  [3]tone
	ink    tone // the darkest colour, under the name
}

// themes are the worlds in a fixed order: a new one goes to the end, because
// collections without a theme of their own choose by number.
func themes() []theme {
	tones := func(a, b, c uint32) [3]tone { return [3]tone{hex(a), hex(b), hex(c)} }
	return []theme{
		{"moonmallow", "moon", tones(0x2B2A6B, 0x7A63B8, 0xF2B8CF), hex(0xFFE9C9), hex(0xC9A8F5), tones(0x6C5BB5, 0xE9D8F2, 0xF5C76E), hex(0x1D1846)},
		{"pearltide", "waves", tones(0xBDEFF0, 0x5BC0CF, 0x2A6FA8), hex(0xFFFFFF), hex(0x5CD3D6), tones(0x2F8FA8, 0xF3F7F4, 0xFF9E8A), hex(0x0E3A5C)},
		{"dalkkotbi", "petals", tones(0xFFD9DC, 0xFFB0BE, 0xE8799B), hex(0xFFF6EC), hex(0xFF8FA8), tones(0xD9567E, 0xFFE8E2, 0x6FA98A), hex(0x5B1B3E)},
		{"neonfawn", "city", tones(0x170B35, 0x4B1A75, 0xE0428F), hex(0xFF5FB4), hex(0x35E0E8), tones(0x2B1B55, 0xFF5FA8, 0x35E0E8), hex(0x120726)},
		{"starloom", "stars", tones(0x0B1236, 0x233A7E, 0x6C7FC8), hex(0xFFE7A8), hex(0xF2CC6B), tones(0x2B3F8C, 0xE8E4F7, 0xF2CC6B), hex(0x0A0E2A)},
		{"ironlark", "sun", tones(0xFFCF7A, 0xF58A4B, 0xA8323F), hex(0xFFF2C9), hex(0xFF9A4A), tones(0x8C2B35, 0x3B2430, 0xF5C76E), hex(0x43101F)},
		{"northwake", "mountains", tones(0x0C2340, 0x1F6E78, 0x9AD8C0), hex(0x9BFFD9), hex(0x6FE0B8), tones(0x1F4E5F, 0xE6EEEA, 0x8FD6C0), hex(0x081C2E)},
		{"cheongramho", "bamboo", tones(0xEAF3DC, 0x9CCBA4, 0x2F7D6B), hex(0xFFFDEB), hex(0x4FB28C), tones(0x1F6B5C, 0xF2ECD8, 0xC8503F), hex(0x0C332E)},
		{"voltfern", "bolts", tones(0x2A2438, 0x5A4A78, 0xF0C23A), hex(0xFFF18A), hex(0xFFD83A), tones(0x2E2A3B, 0xFFD83A, 0x8C6BE0), hex(0x18131F)},
		{"quartzfox", "crystals", tones(0xE6F0FA, 0xA9C4E6, 0x6C7DB8), hex(0xFFFFFF), hex(0x7FA8F0), tones(0x4B5C94, 0xEDF1F8, 0xE0565B), hex(0x1C2547)},
		{"lanternfall", "lanterns", tones(0x1B1440, 0x5A2A63, 0xF08A5A), hex(0xFFD08A), hex(0xFFB45A), tones(0x9C2F45, 0xF6E6CC, 0xFFC85A), hex(0x1C0F2E)},
	}
}

// themeOf is the theme made for the card's collection, or one of the others in
// colours turned by an angle that follows from the collection's id.
func themeOf(c Card) theme {
	all := themes()
	for _, t := range all {
		if t.home == c.Collection {
			return t.accented(c.Accent)
		}
	}
	d := diceOf(c.Collection, "theme")
	return all[d.n(len(all))].turned(d.span(-60, 60)).accented(c.Accent)
}

func (t theme) turned(deg float64) theme {
	for i := range t.sky {
		t.sky[i] = t.sky[i].turned(deg)
		t.cloth[i] = t.cloth[i].turned(deg)
	}
	t.glow, t.accent, t.ink = t.glow.turned(deg), t.accent.turned(deg), t.ink.turned(deg)
	return t
}

// accented is t with the host's own colour, 0xRRGGBB, or t if it is 0.
func (t theme) accented(rgb uint32) theme {
	if rgb != 0 {
		t.accent = hex(rgb & 0xFFFFFF)
	}
	return t
}

// calmed is t in quieter colours, for the common cards.
func (t theme) calmed(f float64) theme {
	grey := hex(0x9A98A6)
	for i := range t.sky {
		t.sky[i] = t.sky[i].muted(1-f*0.5).toward(grey, f*0.2)
	}
	t.glow = t.glow.toward(t.sky[1], f*0.3)
	return t
}
