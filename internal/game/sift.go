package game

import (
	"cmp"
	"slices"
	"strings"

	"gohye/internal/query"
)

// A hit is a card that a query chooses.
type hit struct {
	entry *entry
	heap  *Heap // of the survey's holder; nil when there is none
	place int
	fit   fit
}

// A table is what the database knows of the cards, by place.
type table struct {
	cards          []known
	ratings, worth []int64 // nil when not asked
	tagged         [][]bool
}

type known struct {
	heap   *Heap
	asker  bool // the asking player has a copy
	out    bool // the player of whom the list shows what is missing has it
	wished bool
}

// sift lists the hits in order: of the findings those cards that the query
// chooses. Only where no name fits are typing mistakes forgiven.
func (s *sieve) sift(rules *PriceRules, f *Findings) []hit {
	x := &s.cat.index
	s.spread(rules, f)
	for _, fuzzy := range []bool{false, true} {
		fits := x.fits(s.query.Names, fuzzy)
		var hits []hit
		for i := range x.entries {
			h := hit{entry: &x.entries[i], heap: s.table.cards[i].heap, place: i}
			if fits != nil {
				if h.fit = fits[i]; h.fit == noFit {
					continue
				}
			}
			if s.passes(&h) {
				hits = append(hits, h)
			}
		}
		if len(hits) > 0 || fits == nil {
			s.arrange(hits)
			return hits
		}
	}
	return nil
}

// spread lays the findings out by place. Cards that the catalogue does not have
// (yet) are left out.
func (s *sieve) spread(rules *PriceRules, f *Findings) {
	x := &s.cat.index
	s.table.cards = make([]known, len(x.entries))
	each := func(cards []CardID, set func(*known)) {
		for _, id := range cards {
			if i, ok := x.places[id]; ok {
				set(&s.table.cards[i])
			}
		}
	}
	for i := range f.Heaps {
		if at, ok := x.places[f.Heaps[i].Card]; ok {
			s.table.cards[at].heap = &f.Heaps[i]
		}
	}
	for i, cards := range f.Have {
		each(cards, func(k *known) {
			k.asker = k.asker || i == s.asker
			k.out = k.out || i == s.without
		})
	}
	each(f.Wished, func(k *known) { k.wished = true })
	for _, cards := range f.Tagged {
		set := make([]bool, len(x.entries))
		for _, id := range cards {
			if i, ok := x.places[id]; ok {
				set[i] = true
			}
		}
		s.table.tagged = append(s.table.tagged, set)
	}
	if s.survey.Rater != 0 {
		s.table.ratings = x.scores(f.Rated, func(*entry) int64 { return 0 })
	}
	if s.survey.Prices { // as long as no update has seen the card, it is worth its stars
		s.table.worth = x.scores(f.Priced, func(e *entry) int64 { return rules.value(e.card.Level, Supply{}).Flakes })
	}
}

// scores are the scores by place, and other where a card has none.
func (x *index) scores(found []Score, other func(*entry) int64) []int64 {
	all := make([]int64, len(x.entries))
	for i := range x.entries {
		all[i] = other(&x.entries[i])
	}
	for _, f := range found {
		if i, ok := x.places[f.Card]; ok {
			all[i] = f.N
		}
	}
	return all
}

// passes reports whether the query chooses the card.
func (s *sieve) passes(h *hit) bool {
	card := h.entry.card
	switch {
	case s.table.cards[h.place].out:
		return false
	case h.heap == nil && (s.order.Holder != 0 || len(s.survey.Copies) > 0):
		return false
	case !oneOf(s.stars, int64(card.Level)) || !oneOf(s.cards, int64(card.ID)):
		return false
	case len(s.inside) > 0 && !slices.ContainsFunc(s.inside, func(ids map[string]bool) bool { return ids[card.Collection] }):
		return false
	case slices.ContainsFunc(s.outside, func(ids map[string]bool) bool { return ids[card.Collection] }):
		return false
	}
	for _, t := range s.rest {
		if s.holds(t, h) == t.Not {
			return false
		}
	}
	return true
}

// oneOf reports whether n is one of the alternatives, if there are any.
func oneOf(terms []query.Term, n int64) bool {
	return len(terms) == 0 || slices.ContainsFunc(terms, func(t query.Term) bool { return t.Number == n })
}

// holds reports whether a term is true of a card, without its Not.
func (s *sieve) holds(t query.Term, h *hit) bool {
	e, k := h.entry, &s.table.cards[h.place]
	switch t.Kind {
	case query.Stars:
		return t.Compare.Holds(int64(e.card.Level), t.Number)
	case query.Card:
		return int64(e.card.ID) == t.Number
	case query.Tag:
		return s.table.tagged[t.Number][h.place] ||
			slices.ContainsFunc(e.card.Tags, func(tag string) bool { return strings.EqualFold(tag, t.Text) })
	case query.Promo:
		return e.promo
	case query.Gif:
		return e.card.Animated
	case query.Miss:
		return !k.asker
	case query.Wish:
		return k.wished
	case query.Rated:
		return s.table.ratings[h.place] > 0
	case query.Rating:
		n := s.table.ratings[h.place]
		return n > 0 && t.Compare.Holds(n, t.Number)
	case query.Worth:
		return t.Compare.Holds(s.table.worth[h.place], t.Number)
	case query.Last:
		return e.card.ID == s.last
	case query.Collection, // which passes has looked at
		query.Amount, query.Exp, query.Level, query.Print, query.Album, query.Multi, query.Fav, query.Locked, query.New: // and the survey
	}
	return true
}

// arrange puts hits, which come in the order of the catalogue, into the order
// that was asked for.
func (s *sieve) arrange(hits []hit) {
	if len(s.query.Sorts) == 0 && !s.order.One {
		return
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		for _, k := range s.query.Sorts {
			c := s.compare(k.By, &a, &b)
			if k.Descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		if s.order.One {
			return cmp.Compare(a.fit, b.fit)
		}
		return 0
	})
}

// compare compares by a key, the least first. Who has no copy of a card has it
// like one of whom nothing is known.
func (s *sieve) compare(by query.Key, a, b *hit) int {
	var none Heap
	ha, hb := cmp.Or(a.heap, &none), cmp.Or(b.heap, &none)
	switch by {
	case query.ByStars:
		return a.entry.card.Level - b.entry.card.Level
	case query.ByName:
		return cmp.Compare(a.entry.name, b.entry.name)
	case query.ByCollection:
		return cmp.Compare(a.entry.card.Collection, b.entry.card.Collection)
	case query.ByRating:
		return cmp.Compare(s.table.ratings[a.place], s.table.ratings[b.place])
	case query.ByWorth:
		return cmp.Compare(s.table.worth[a.place], s.table.worth[b.place])
	case query.ByDate:
		return cmp.Compare(ha.Dated, hb.Dated)
	case query.ByAmount:
		return cmp.Compare(ha.Total, hb.Total)
	case query.ByExp:
		return cmp.Compare(ha.Grown, hb.Grown)
	case query.ByPrint:
		return cmp.Compare(ha.First, hb.First)
	}
	return 0
}

// owned reports whether the asking player has a copy of the card, where that
// was asked.
func (s *sieve) owned(h hit) bool {
	return s.table.cards[h.place].asker || h.heap != nil && s.order.Holder == s.order.Asker
}
