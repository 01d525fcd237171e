package picture

import "strings"

// Sizes of a card's picture.
const (
	Width  = 350
	Height = 500
)

// A Look is what can be seen on a drawn card, in words that a locale file can
// translate: each field holds one of a few lower-case English words.
type Look struct {
	Motif     string // what is behind the person: "moon", "waves", …
	Hair      string // "long", "bob", "ponytail", "short", …
	Colour    string // of the hair: "black", "silver", "rose", …
	Outfit    string // "blazer", "hanbok", "hoodie", …
	Accessory string // "none", "beret", "bow", …
}

// A figure is everything about the person on a card that the dice decided.
type figure struct {
	boy       bool
	skin      skin
	hair      namedTone
	dip       tone // the colour of the hair's ends
	back      string
	front     string
	eye       tone
	eyes      string
	mouth     string
	outfit    string
	accessory string
	tilt      float64 // degrees
	gaze      float64 // sideways, -1 to 1
	jaw       float64 // half the width of the jaw, 1 is usual
	eyeScale  float64
	mole      int // 0 none, else a place
	earrings  bool
}

type skin struct{ base, shade, blush, lip tone }

type namedTone struct {
	name string
	tone tone
}

func skins() []skin {
	return []skin{
		{hex(0xFCE3D2), hex(0xE9AE98), hex(0xFF8C8C), hex(0xE0606C)},
		{hex(0xF9D7BF), hex(0xDF9C80), hex(0xFA7F79), hex(0xD4535E)},
		{hex(0xF2C6A5), hex(0xCE8A68), hex(0xEE7568), hex(0xC34A52)},
		{hex(0xDDA27B), hex(0xAD6C4E), hex(0xD95F4F), hex(0xA63B42)},
	}
}

func hairTones() []namedTone {
	return []namedTone{
		{"black", hex(0x2B2433)},
		{"black", hex(0x332B3A)},
		{"brown", hex(0x5A3A31)},
		{"brown", hex(0x7A4E38)},
		{"chestnut", hex(0x8E4A34)},
		{"honey", hex(0xC98F4E)},
		{"blond", hex(0xE9C987)},
		{"silver", hex(0xC9CBDD)},
		{"rose", hex(0xE58FA8)},
		{"lavender", hex(0xA893D6)},
		{"blue", hex(0x4A6FB8)},
		{"mint", hex(0x79C4B4)},
		{"red", hex(0xB23A45)},
		{"peach", hex(0xF0A889)},
	}
}

// personOf names the person on the card: the first word of the card's name.
// The same person has the same face on every card, also in another collection.
func personOf(c Card) string {
	first, _, _ := strings.Cut(strings.TrimSpace(c.Name), " ")
	return first
}

// isBoy follows the card's tags, and where they say nothing, the collection.
func isBoy(c Card) bool {
	for _, t := range c.Tags {
		switch t {
		case "boygroups":
			return true
		case "girlgroups":
			return false
		}
	}
	return diceOf(c.Collection, "group").chance(0.5)
}

// figureOf decides how the person on the card looks. What belongs to the
// person comes from their name, what belongs to the occasion from the card.
func figureOf(c Card, t theme) figure {
	p, d := diceOf(personOf(c), "person"), diceOf(c.seed(), "occasion")
	f := figure{boy: isBoy(c)}
	f.skin = skins()[pick(p, 0, 0, 0, 1, 1, 1, 2, 2, 3)]
	f.jaw = p.span(0.94, 1.05)
	f.eyeScale = p.span(0.94, 1.08)
	f.mole = pick(p, 0, 0, 0, 1, 2)
	f.eyes = pick(p, "round", "almond", "almond", "cat")
	f.eye = pick(p, hex(0x5B3A2E), hex(0x3F2A2A), hex(0x6B4A32), t.accent.darker(0.35), t.cloth[0].darker(0.3))
	f.hairOf(p, d, t, c.Level)
	if f.boy {
		f.jaw *= 1.03
	}
	f.tilt = d.side() * d.span(1.2, 5.5)
	f.gaze = pick(d, -0.6, 0.0, 0.0, 0.6)
	f.mouth = pick(d, "smile", "smile", "soft", "open", "smirk")
	switch {
	case d.chance(0.09):
		f.eyes = "laughing"
	case d.chance(0.09):
		f.eyes += " wink"
	}
	f.dress(d, c.Level)
	return f
}

// hairOf gives the person a cut and colour of their own, and some occasions
// another one.
func (f *figure) hairOf(p, d *dice, t theme, level int) {
	natural := hairTones()[:7]
	all := append(hairTones(), namedTone{"tinted", t.accent.toward(hex(0xE8DDE8), 0.25)})
	f.hair = pick(p, natural...)
	if p.chance(0.4) {
		f.hair = pick(p, all...)
	}
	backs := []string{"long", "long", "wavy", "bob", "ponytail", "twintails", "buns", "braid", "half up"}
	fronts := []string{"fringe", "curtain", "swept", "wispy", "parted"}
	if f.boy {
		backs = []string{"short", "short", "short", "short", "short", "wolf"}
		fronts = []string{"comma", "messy", "quiff", "curtain", "swept", "messy"}
	}
	f.back, f.front = pick(p, backs...), pick(p, fronts...)
	if d.chance(0.5) {
		f.back = pick(d, backs...)
	}
	if d.chance(0.3) {
		f.front = pick(d, fronts...)
	}
	if f.front == "quiff" {
		f.back = "short"
	}
	if d.chance(0.15 + 0.12*float64(level-1)) {
		f.hair = pick(d, all...)
	}
	f.dip = f.hair.tone.lighter(0.08)
	if d.chance(0.12 * float64(level)) {
		f.dip = t.accent.toward(f.hair.tone, 0.25)
	}
}

func (f *figure) dress(d *dice, level int) {
	outfits := []string{"tee", "turtleneck", "hoodie", "knit", "varsity", "sailor", "blazer"}
	if level >= 3 {
		outfits = []string{"blazer", "stage", "hanbok", "varsity", "shoulders", "turtleneck"}
	}
	if level >= 4 {
		outfits = []string{"stage", "hanbok", "shoulders", "blazer"}
	}
	f.outfit = pick(d, outfits...)
	extras := []string{"none", "none", "none", "clips", "bow", "beret", "glasses", "flower", "microphone"}
	if f.boy {
		switch f.outfit {
		case "shoulders":
			f.outfit = "stage"
		case "sailor":
			f.outfit = "hoodie"
		}
		extras = []string{"none", "none", "none", "beret", "glasses", "headband", "microphone", "microphone"}
	}
	f.accessory = pick(d, extras...)
	f.earrings = d.chance(0.55)
	if level == 5 {
		f.accessory = pick(d, "crown", "flower crown")
		if f.boy {
			f.accessory = pick(d, "crown", "microphone")
		}
	}
}
