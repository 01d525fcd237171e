package game

import (
	"cmp"
	"slices"
	"strings"

	"gohye/internal/query"
)

// A hit is the place of a card that a query chooses. A list may have all cards,
// so what is known of them is kept beside it.
type hit int32

// A table is what is known of the cards, by place.
type table struct {
	cards          []known
	heaps          []Heap
	fits           []fit   // nil when the query has no names
	ratings, worth []int64 // nil when not asked
	tagged         [][]bool
}

type known struct {
	heap   int32 // one more than its place among the heaps; 0 when there is none
	asker  bool  // the asking player has a copy
	out    bool  // the player of whom the list shows what is missing has it
	wished bool
}

// card is the card of a hit.
func (s *sieve) card(h hit) *Card { return s.cat.index.entries[h].card }

// heap is what the survey's holder has of the card; nil when that is nothing.
func (s *sieve) heap(h hit) *Heap {
	if i := s.table.cards[h].heap; i > 0 {
		return &s.table.heaps[i-1]
	}
	return nil
}

// sift lists the hits in order: of the findings those cards that the query
// chooses. Only where no name fits are typing mistakes forgiven.
func (s *sieve) sift(f *Findings) []hit {
	x := &s.cat.index
	s.spread(f)
	for _, fuzzy := range []bool{false, true} {
		s.table.fits = x.fits(s.query.Names, fuzzy)
		var hits []hit
		for i := range x.entries {
			h := hit(i)
			if (s.table.fits == nil || s.table.fits[i] != noFit) && s.passes(h) {
				hits = append(hits, h)
			}
		}
		if len(hits) > 0 || s.table.fits == nil {
			s.arrange(hits)
			return hits
		}
	}
	return nil
}

// spread lays the findings out by place. Cards that the catalogue does not have
// (yet) are left out.
func (s *sieve) spread(f *Findings) {
	x := &s.cat.index
	s.table.cards, s.table.heaps = make([]known, len(x.entries)), f.Heaps
	each := func(cards []CardID, set func(*known)) {
		for _, id := range cards {
			if i, ok := x.places[id]; ok {
				set(&s.table.cards[i])
			}
		}
	}
	for i := range f.Heaps {
		if at, ok := x.places[f.Heaps[i].Card]; ok {
			s.table.cards[at].heap = int32(i) + 1
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
}

// price lays the prices out. As long as no update has seen a card, it is worth
// its stars.
func (s *sieve) price(rules *PriceRules, prices []Score) {
	var unseen [levels + 1]int64
	for l := range unseen {
		unseen[l] = rules.value(max(l, 1), Supply{}).Flakes
	}
	s.table.worth = s.cat.index.scores(prices, func(e *entry) int64 { return unseen[min(max(e.card.Level, 1), levels)] })
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
func (s *sieve) passes(h hit) bool {
	card, k := s.card(h), &s.table.cards[h]
	switch {
	case k.out:
		return false
	case k.heap == 0 && (s.order.Holder != 0 || len(s.survey.Copies) > 0):
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
func (s *sieve) holds(t query.Term, h hit) bool {
	e, k := &s.cat.index.entries[h], &s.table.cards[h]
	switch t.Kind {
	case query.Stars:
		return t.Compare.Holds(int64(e.card.Level), t.Number)
	case query.Card:
		return int64(e.card.ID) == t.Number
	case query.Tag:
		return s.table.tagged[t.Number][h] ||
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
		return s.table.ratings[h] > 0
	case query.Rating:
		n := s.table.ratings[h]
		return n > 0 && t.Compare.Holds(n, t.Number)
	case query.Worth:
		return t.Compare.Holds(s.table.worth[h], t.Number)
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
			c := s.compare(k.By, a, b)
			if k.Descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		if s.order.One && s.table.fits != nil {
			return cmp.Compare(s.table.fits[a], s.table.fits[b])
		}
		return 0
	})
}

// compare compares by a key, the least first.
func (s *sieve) compare(by query.Key, a, b hit) int {
	ea, eb := &s.cat.index.entries[a], &s.cat.index.entries[b]
	switch by {
	case query.ByStars:
		return ea.card.Level - eb.card.Level
	case query.ByName:
		return cmp.Compare(ea.name, eb.name)
	case query.ByCollection:
		return cmp.Compare(ea.card.Collection, eb.card.Collection)
	case query.ByRating:
		return cmp.Compare(s.table.ratings[a], s.table.ratings[b])
	case query.ByWorth:
		return cmp.Compare(s.table.worth[a], s.table.worth[b])
	case query.ByDate, query.ByAmount, query.ByExp, query.ByPrint:
	}
	return cmp.Compare(s.key(by, a), s.key(by, b))
}

// key is a key of the copies; 0 where there are none.
func (s *sieve) key(by query.Key, h hit) int64 {
	if heap := s.heap(h); heap != nil {
		return heap.Keys[slices.Index(s.survey.Keys, by)]
	}
	return 0
}

// owned reports whether the asking player has a copy of the card, where that
// was asked.
func (s *sieve) owned(h hit) bool {
	k := &s.table.cards[h]
	return k.asker || k.heap > 0 && s.order.Holder == s.order.Asker
}
