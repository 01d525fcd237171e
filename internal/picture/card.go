package picture

import (
	"context"
	"image"
	"image/draw"
	"io"
	"strconv"
)

// A Card is what the drawing of a card depends on, and nothing else.
type Card struct {
	// ID is the catalogue's number of the card.
	ID int64
	// Name is written on the card as it is.
	Name string
	// Collection is the collection's id, which decides the world that the card
	// is drawn in; CollectionName is written below the card's name.
	Collection     string
	CollectionName string
	// Level is the card's stars, 1 to 5; others count as the nearest of them.
	Level int
	// Print is the copy's number, written in a corner; none if 0 or less.
	Print int
	// Tags may hold "girlgroups" or "boygroups"; others mean nothing here.
	Tags []string
	// Accent is 0xRRGGBB, the collection's colour; 0 leaves it to the drawing.
	Accent uint32
	// Art is a picture of the host's own, or nil for a drawn one.
	Art *Art
}

// Art is a finished picture of a card, with its own name and frame on it, that
// is shown instead of a drawing. It is scaled to [Width] by [Height].
type Art struct {
	// Key changes whenever the picture does, such as a hash of the file.
	Key string
	// Open reads the picture, a JPEG or PNG, from its beginning.
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// seed is what the occasion of a card is drawn from.
func (c Card) seed() string { return c.Collection + "/" + strconv.FormatInt(c.ID, 10) }

func (c Card) sane() Card {
	c.Level = min(5, max(1, c.Level))
	c.Print = max(0, c.Print)
	return c
}

// An Artist draws cards. It is made once and may be used from any goroutine.
type Artist struct {
	letters lettering
	borders [6]*image.RGBA // by level; only read
}

// NewArtist reads the embedded font and draws the frames.
func NewArtist() (*Artist, error) {
	l, err := newLettering()
	if err != nil {
		return nil, err
	}
	return &Artist{l, frames()}, nil
}

// Look says what Draw shows for the card, so that its picture can be described
// in words. For a card with Art only the host knows.
func (a *Artist) Look(card Card) Look {
	card = card.sane()
	t := themeOf(card)
	f := figureOf(card, t)
	return Look{Motif: t.motif, Hair: f.back, Colour: f.hair.name, Outfit: f.outfit, Accessory: f.accessory}
}

// Draw is the card's picture, [Width] by [Height] and opaque. It does not look
// at Art. The same card gives the same picture.
func (a *Artist) Draw(card Card) *image.RGBA {
	card = card.sane()
	t := themeOf(card)
	f := figureOf(card, t)
	c := newCanvas(Width, Height)
	if calm := []float64{0, 0.75, 0.4, 0.15, 0, 0}[card.Level]; calm > 0 {
		t = t.calmed(calm)
	}
	p := portrait{canvas: c, figure: f, t: t, d: diceOf(card.seed(), "scene")}
	p.scene()
	p.foilBehind(card.Level)
	p.person()
	p.foilOver(card.Level)
	a.plate(c, card, t)
	draw.Draw(c.img, c.img.Rect, a.borders[card.Level], image.Point{}, draw.Over)
	return c.img
}

// person draws the figure from back to front.
func (p portrait) person() {
	head := moved(axisX, 2).then(rotated(p.tilt, axisX, 300))
	p.lightAt(175, 210, 170, p.t.glow, 0.25)
	p.through(head, p.hairBack)
	p.through(moved(axisX, 2), p.body)
	p.through(head, func() {
		p.ears()
		p.face()
		p.hairFront()
		p.adorn()
	})
}
