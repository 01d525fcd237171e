package game

import (
	"errors"
	"slices"
	"strings"

	"gohye/internal/query"
)

// read is what a player's text means. Refused: QueryError.
func read(text string) (query.Query, error) {
	q, err := query.Parse(text)
	if fault, ok := errors.AsType[query.Error](err); ok {
		return q, QueryError{Text: q.Text, Fault: fault}
	}
	return q, err
}

// readOne is read where one card is meant: a text that is just the name of a
// card is that name, whatever it would mean otherwise.
func (c *Catalogue) readOne(text string) (query.Query, error) {
	text = query.Clean(text)
	name := strings.ToLower(text)
	if _, ok := c.index.byName[name]; ok {
		return query.Query{Text: text, Names: []query.Name{{Text: name, Exact: true}}}, nil
	}
	return read(text)
}

// wrong is the refusal of a word of q.
func wrong(q query.Query, at query.Place, why query.Why, suggest string) error {
	return QueryError{Text: q.Text, Fault: query.Error{Why: why, At: at, Suggest: suggest}}
}

// A sieve is a query put to a catalogue and a database.
type sieve struct {
	cat    *Catalogue
	query  query.Query
	order  ListOrder
	survey Survey

	stars, cards    []query.Term      // alternatives
	inside, outside []map[string]bool // ids of collections: alternatives, and none of these
	rest            []query.Term      // all must hold

	asker, without int // which of the survey's Have; -1 is none
	last           CardID
	priced         bool // prices are needed
	table          table
}

// newSieve finds out what must be asked for a list. Refused: QueryError.
func (g *Game) newSieve(r Reader, o ListOrder, q query.Query) (*sieve, error) {
	s := &sieve{cat: g.Catalogue(), query: q, order: o, asker: -1, without: -1}
	if o.Without != 0 {
		s.without = s.have(o.Without)
	}
	if o.Holder != o.Asker && !o.Bare || q.Has(query.Miss) {
		s.asker = s.have(o.Asker)
	}
	s.survey.Holder = o.Holder
	for _, t := range q.Terms {
		if err := s.term(r, t); err != nil {
			return nil, err
		}
	}
	for _, k := range q.Sorts {
		if err := s.sort(k); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// have is the place of a player's cards in the survey.
func (s *sieve) have(p PlayerID) int {
	if i := slices.Index(s.survey.Have, p); i >= 0 {
		return i
	}
	s.survey.Have = append(s.survey.Have, p)
	return len(s.survey.Have) - 1
}

// copies makes the survey ask for copies: in a list of the catalogue they are
// the asking player's, and where there can be none the word makes no sense.
func (s *sieve) copies(at query.Place) error {
	if s.survey.Holder == 0 {
		if s.order.Without == s.order.Asker {
			return wrong(s.query, at, query.NoCopies, "")
		}
		s.survey.Holder = s.order.Asker
	}
	return nil
}

func (s *sieve) sort(k query.Sort) error {
	if s.order.Ordered {
		return wrong(s.query, k.At, query.NoOrder, "")
	}
	switch k.By {
	case query.ByRating:
		s.survey.Rater = s.order.Asker
	case query.ByWorth:
		s.priced = true
	case query.ByDate, query.ByAmount, query.ByExp, query.ByPrint:
		if !slices.Contains(s.survey.Keys, k.By) {
			s.survey.Keys = append(s.survey.Keys, k.By)
		}
		return s.copies(k.At)
	case query.ByStars, query.ByName, query.ByCollection:
	}
	return nil
}

// term sorts a term into what the catalogue knows and what must be asked.
func (s *sieve) term(r Reader, t query.Term) (err error) {
	if t.Kind.OfCopies() {
		if err := s.copies(t.At); err != nil {
			return err
		}
		if t.Kind == query.Album {
			if t.Number, err = s.album(r, t); err != nil {
				return err
			}
		}
		s.survey.Copies = append(s.survey.Copies, t)
		return nil
	}
	switch t.Kind {
	case query.Stars:
		if t.Compare == query.Equal && !t.Not {
			s.stars = append(s.stars, t)
			return nil
		}
	case query.Card:
		if !t.Not {
			s.cards = append(s.cards, t)
			return nil
		}
	case query.Collection:
		return s.collection(t)
	case query.Tag:
		t.Number = int64(len(s.survey.Tags))
		s.survey.Tags = append(s.survey.Tags, t.Text)
	case query.Rated, query.Rating:
		s.survey.Rater = s.order.Asker
	case query.Wish:
		s.survey.Wisher = s.order.Asker
	case query.Worth:
		s.priced = true
	case query.Last:
		if s.last, err = r.LastCard(s.order.Asker); errors.Is(err, ErrNotFound) {
			return wrong(s.query, t.At, query.NoLast, "")
		}
	case query.Promo, query.Gif, query.Miss,
		query.Amount, query.Exp, query.Level, query.Print, query.Album, query.Multi, query.Fav, query.Locked, query.New:
	}
	s.rest = append(s.rest, t)
	return err
}

func (s *sieve) collection(t query.Term) error {
	ids := s.cat.index.collections(t.Text, t.Whole)
	switch {
	case ids == nil:
		return wrong(s.query, t.At, query.NoCollection, s.cat.index.nearCollection(t.Text))
	case t.Not:
		s.outside = append(s.outside, ids)
	default:
		s.inside = append(s.inside, ids)
	}
	return nil
}

// album is the id of the holder's album of this name.
func (s *sieve) album(r Reader, t query.Term) (int64, error) {
	albums, err := r.AlbumNames(s.survey.Holder)
	if err != nil {
		return 0, err
	}
	names := make([]string, len(albums))
	for i, a := range albums {
		if names[i] = strings.ToLower(a.Name); names[i] == t.Text {
			return a.ID, nil
		}
	}
	near, _ := query.Nearest(t.Text, names)
	return 0, wrong(s.query, t.At, query.NoAlbum, near)
}
