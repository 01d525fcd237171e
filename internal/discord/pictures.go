package discord

import (
	"context"
	"strconv"
	"time"

	"gohye/internal/discord/ui"
	"gohye/internal/picture"
)

// drawWithin is how long an answer waits for its picture.
const drawWithin = 300 * time.Millisecond

// A PictureService draws cards; [*picture.Service] is one.
type PictureService interface {
	Address(base string, cards ...picture.Card) string
	TryRow(ctx context.Context, cards []picture.Card) (picture.Encoded, bool)
	Card(ctx context.Context, card picture.Card) (picture.Encoded, error)
	ChartAddress(base string, c picture.Chart) string
	TryChart(ctx context.Context, c picture.Chart) (picture.Encoded, bool)
	Busy() bool
}

// Pictures show cards in messages, by address where the program is reachable
// from outside, else as files. It implements command.Pictures.
type Pictures struct {
	service PictureService
	base    string
}

// NewPictures shows pictures of the service. base is the public address of the
// program's web server; empty means that there is none and pictures are
// attached.
func NewPictures(service PictureService, base string) *Pictures {
	return &Pictures{service: service, base: base}
}

// Row implements command.Pictures. With a public address it draws nothing. Else
// it takes at most 300 ms or what ctx leaves: one picture side by side if the
// drawing has room, single ones if not, and none rather than a late answer.
func (p *Pictures) Row(ctx context.Context, faces []ui.Face) []ui.Picture {
	if len(faces) == 0 || len(faces) > picture.MaxRow {
		return nil
	}
	cards := make([]picture.Card, len(faces))
	for i, f := range faces {
		cards[i] = card(f)
	}
	if p.base != "" {
		return p.addresses(cards)
	}
	ctx, cancel := context.WithTimeout(ctx, drawWithin)
	defer cancel()
	if row, ok := p.service.TryRow(ctx, cards); ok {
		return []ui.Picture{{Name: "cards.jpg", Bytes: row.Bytes}}
	}
	return p.singles(ctx, cards)
}

// addresses is one address for all, or one for each while the drawing is busy:
// single cards are in the cache sooner than a row that was never drawn.
func (p *Pictures) addresses(cards []picture.Card) []ui.Picture {
	if len(cards) == 1 || !p.service.Busy() {
		return []ui.Picture{{URL: p.service.Address(p.base, cards...)}}
	}
	pictures := make([]ui.Picture, len(cards))
	for i, c := range cards {
		pictures[i] = ui.Picture{URL: p.service.Address(p.base, c)}
	}
	return pictures
}

// singles are the cards' own pictures: all of them or none, for a gallery with
// a gap would name the wrong cards.
func (p *Pictures) singles(ctx context.Context, cards []picture.Card) []ui.Picture {
	pictures := make([]ui.Picture, len(cards))
	for i, c := range cards {
		single, err := p.service.Card(ctx, c)
		if err != nil {
			return nil
		}
		pictures[i] = ui.Picture{Name: "card" + strconv.Itoa(i+1) + ".jpg", Bytes: single.Bytes}
	}
	return pictures
}

// Chart implements command.Pictures. It draws nothing with a public address, and
// gives up like Row without one.
func (p *Pictures) Chart(ctx context.Context, c ui.Chart) []ui.Picture {
	chart := picture.Chart{From: c.From, To: c.To, Values: c.Values, Accent: uint32(max(c.Accent, 0))} //nolint:gosec // a colour
	if p.base != "" {
		return []ui.Picture{{URL: p.service.ChartAddress(p.base, chart)}}
	}
	ctx, cancel := context.WithTimeout(ctx, drawWithin)
	defer cancel()
	if pic, ok := p.service.TryChart(ctx, chart); ok {
		return []ui.Picture{{Name: "chart.png", Bytes: pic.Bytes}}
	}
	return nil
}

// card is a face as the drawing knows it.
func card(f ui.Face) picture.Card {
	return picture.Card{
		ID: int64(f.Card.ID), Name: f.Card.Name, Level: f.Card.Level, Print: f.Print, Tags: f.Card.Tags,
		Collection: f.Collection.ID, CollectionName: f.Collection.Name,
	}
}
