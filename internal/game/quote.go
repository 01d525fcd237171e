package game

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
)

// chartMonth is how far back the course of a price is shown.
const chartMonth = 30 * wholeDay

// A Quote is everything that a player may know about a card's price.
type Quote struct {
	Card  Card
	Price Price
	// Supply is of now; Price.Supply is what the price was computed from.
	Supply Supply
	// Reasons say how the price came about. They are empty when the rules or the
	// card's stars have changed since.
	Reasons Valuation

	// DayAgo and MonthAgo are what the card was worth 24 hours ago and at the
	// midnight (UTC) that began the day 30 days ago; 0 when it had no price. The
	// history of those days keeps the last price of each, so that this is exact.
	DayAgo, MonthAgo int64
	// Span is the extent of the last 24 hours.
	Span PriceSpan
	// Series is the course of the last 30 days, up to Now. It has at least one
	// point; the first may be earlier.
	Series PriceSeries
	Now    time.Time
}

// Price quotes the card that the player's words name best. Refused:
// NoSuchCardError, QueryError.
func (g *Game) Price(ctx context.Context, player PlayerID, words string) (Quote, error) {
	now := g.clock.Now()
	card, err := g.cardNamed(ctx, player, words)
	if err != nil {
		return Quote{}, err
	}
	q := Quote{Card: *card, Now: now}
	monthAgo := earlier(now.Add(-chartMonth), wholeDay)
	err = g.store.View(ctx, func(r Reader) (err error) {
		if q.Supply, err = r.Supply(card.ID, g.rules.Price.activeSince(now)); err != nil {
			return err
		}
		if q.Price, err = g.priceOf(r, card, now); err != nil {
			return err
		}
		q.Series, err = r.PriceHistory(card.ID, monthAgo)
		return err
	})
	if err != nil {
		return Quote{}, err
	}
	if len(q.Series) == 0 { // no update has seen this card yet
		q.Series = PriceSeries{{At: now, Flakes: q.Price.Flakes}}
	}
	if v := g.rules.Price.value(card.Level, q.Price.Supply); v.Flakes == q.Price.Flakes {
		q.Reasons = v
	}
	q.DayAgo, _ = q.Series.At(now.Add(-wholeDay))
	q.MonthAgo, _ = q.Series.At(monthAgo)
	q.Span, _ = q.Series.span(now.Add(-wholeDay), now)
	return q, nil
}

// cardNamed is the card of the catalogue that words name best. Refused:
// NoSuchCardError, QueryError.
func (g *Game) cardNamed(ctx context.Context, player PlayerID, words string) (*Card, error) {
	named, err := g.List(ctx, ListOrder{Asker: player, Bare: true, Query: words, Size: 1, One: true})
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(words) == "" || len(named.Entries) == 0 {
		return nil, NoSuchCardError{Name: words}
	}
	return &named.Entries[0].Card, nil
}

// PriceOf is what a card is worth now: its price, or, as long as no update has
// seen the card, the price that one would give it. Every use case that takes or
// pays by the price of a card asks this, in its own transaction. Refused:
// NoSuchCardError.
func (g *Game) PriceOf(r Reader, id CardID, now time.Time) (int64, error) {
	card := g.Catalogue().Card(id)
	if card == nil {
		return 0, NoSuchCardError{Name: "#" + strconv.FormatInt(int64(id), 10)}
	}
	p, err := g.priceOf(r, card, now)
	return p.Flakes, err
}

func (g *Game) priceOf(r Reader, card *Card, now time.Time) (Price, error) {
	p, err := r.Price(card.ID)
	if !errors.Is(err, ErrNotFound) {
		return p, err
	}
	rules := &g.rules.Price
	supply, err := r.Supply(card.ID, rules.activeSince(now))
	return Price{Card: card.ID, Flakes: rules.value(card.Level, supply).Flakes, At: now, Supply: supply}, err
}
