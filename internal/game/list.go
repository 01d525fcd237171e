package game

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gohye/internal/query"
)

// A ListOrder says what a list of cards is about.
type ListOrder struct {
	Asker PlayerID // whose wishes, ratings and cards the query means
	// Holder is whose cards are listed; 0 is the whole catalogue.
	Holder PlayerID
	// Without is a player of whom the list shows what is missing; 0 is nobody.
	Without    PlayerID
	Query      string
	Page, Size int

	// One puts the cards that the words name best first.
	One bool
	// Bare lists do not say which cards the asking player has.
	Bare bool
	// Ordered lists have their order from elsewhere.
	Ordered bool
}

// A ListPage is one page of a list of cards.
type ListPage struct {
	Page, Pages int // Page counts from 0; Pages is at least 1
	Entries     []HeldCard
	Cards       int // different cards in all
	Copies      int // the holder's copies of them in all
}

// A HeldCard is a card in a list, with what its holder has of it: in a list of
// the catalogue nothing, or what the asking player has when the query is about
// copies.
type HeldCard struct {
	Card    Card
	Holding Holding
	Owned   bool // the asking player has a copy, where the list says so
}

// List shows a page of cards. A page beyond the end is the last one. Refused:
// QueryError.
func (g *Game) List(ctx context.Context, o ListOrder) (ListPage, error) {
	q, err := g.readFor(o)
	if err != nil {
		return ListPage{}, err
	}
	var res ListPage
	err = g.store.View(ctx, func(r Reader) error {
		s, hits, err := g.hits(r, o, q)
		if err != nil {
			return err
		}
		res = ListPage{Page: max(o.Page, 0), Cards: len(hits), Pages: max(1, (len(hits)+o.Size-1)/o.Size)}
		res.Page = min(res.Page, res.Pages-1)
		for _, h := range hits {
			if heap := s.heap(h); heap != nil {
				res.Copies += heap.Copies
			}
		}
		from := res.Page * o.Size
		res.Entries, err = s.held(r, hits[from:min(len(hits), from+o.Size)])
		return err
	})
	return res, err
}

func (g *Game) readFor(o ListOrder) (query.Query, error) {
	if o.One {
		return g.Catalogue().readOne(o.Query)
	}
	return read(o.Query)
}

// hits are all cards of a list. Whatever the query, the database is asked once; but
// for albums, the last card and prices, which are asked beside.
func (g *Game) hits(r Reader, o ListOrder, q query.Query) (*sieve, []hit, error) {
	s, err := g.newSieve(r, o, q)
	if err != nil {
		return nil, nil, err
	}
	var f Findings
	if !s.survey.Empty() {
		if f, err = r.Survey(s.survey); err != nil {
			return nil, nil, err
		}
	}
	if s.priced {
		prices, err := g.allPrices(r)
		if err != nil {
			return nil, nil, err
		}
		s.price(&g.rules.Price, prices)
	}
	return s, s.sift(&f), nil
}

// held reads what the holder has of a page.
func (s *sieve) held(r Reader, hits []hit) ([]HeldCard, error) {
	entries := make([]HeldCard, len(hits))
	var cards []CardID
	for i, h := range hits {
		entries[i] = HeldCard{Card: *s.card(h), Owned: s.owned(h)}
		if s.heap(h) != nil {
			cards = append(cards, entries[i].Card.ID)
		}
	}
	if len(cards) == 0 {
		return entries, nil
	}
	held, err := r.Holdings(s.survey.Holder, s.survey.Copies, cards...)
	for _, h := range held {
		i := slices.IndexFunc(entries, func(e HeldCard) bool { return e.Card.ID == h.Card })
		entries[i].Holding = h
	}
	return entries, err
}

// offer lists up to limit cards while their names are being typed. A text that
// is not a query yet offers nothing.
func (g *Game) offer(ctx context.Context, o ListOrder) ([]HeldCard, error) {
	o.One = true
	page, err := g.List(ctx, o)
	if _, unfinished := errors.AsType[QueryError](err); unfinished {
		return nil, nil
	}
	return page.Entries, err
}

// Suggest lists up to limit cards that the player holds and that what was typed
// names, the best first.
func (g *Game) Suggest(ctx context.Context, player PlayerID, typed string, limit int) ([]Card, error) {
	found, err := g.offer(ctx, ListOrder{Asker: player, Holder: player, Query: typed, Size: limit})
	return cardsOf(found), err
}

// SuggestCards is Suggest for the whole catalogue.
func (g *Game) SuggestCards(ctx context.Context, player PlayerID, typed string, limit int) ([]Card, error) {
	found, err := g.offer(ctx, ListOrder{Asker: player, Bare: true, Query: typed, Size: limit})
	return cardsOf(found), err
}

func cardsOf(held []HeldCard) []Card {
	cards := make([]Card, len(held))
	for i, h := range held {
		cards[i] = h.Card
	}
	return cards
}

// SuggestQuery lists up to limit texts that what was typed may become: what the
// language goes on with, the albums of holder included, and names of cards.
func (g *Game) SuggestQuery(ctx context.Context, holder PlayerID, typed string, limit int) ([]string, error) {
	cat := g.Catalogue()
	var albums []AlbumName
	if strings.Contains(strings.ToLower(typed), "album=") {
		err := g.store.View(ctx, func(r Reader) (err error) {
			albums, err = r.AlbumNames(holder)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	texts := query.Complete(typed, query.Lists{
		Collections: func(typed string) []string { return cat.Collections(typed, limit) },
		Tags:        func(typed string) []string { return cat.Tags(typed, limit) },
		Albums:      func(typed string) []string { return albumsLike(albums, typed) },
	}, limit)
	if q, err := read(typed); err != nil || len(q.Names) == 0 || len(q.Terms)+len(q.Sorts) > 0 {
		return texts, nil //nolint:nilerr // it is still being typed
	}
	named, err := g.SuggestCards(ctx, holder, typed, limit)
	for _, c := range named {
		text := `"` + strings.ReplaceAll(c.Name, `"`, "") + `"`
		if len(texts) < limit && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts, err
}

// albumsLike are the names of albums that begin as typed.
func albumsLike(albums []AlbumName, typed string) []string {
	var names []string
	for _, a := range albums {
		if strings.HasPrefix(strings.ToLower(a.Name), typed) {
			names = append(names, a.Name)
		}
	}
	return names
}
