package game

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gohye/internal/query"
)

// An index is what a catalogue is searched by. A card's place in it is its place
// in a list of all cards: the most stars first, then by name.
type index struct {
	entries    []entry
	places     map[CardID]int
	byName     map[string]int // of cards with one name, that of the lowest id
	homes      []home         // by id of the collection
	vocabulary []spelling     // every word of a name, once
}

// A spelling is a word that may be mistyped.
type spelling struct {
	word    string
	letters int // 0 when there are none in it: a number is not corrected
}

type entry struct {
	card  *Card
	name  string // lower case
	home  string // the collection's name, lower case
	promo bool
	words []int // of the vocabulary
}

// A home is a collection that has cards.
type home struct {
	id, name string // as they are
	words    []string
}

func newIndex(c *Catalogue) index {
	x := index{places: make(map[CardID]int, len(c.order)), byName: make(map[string]int, len(c.order))}
	homes, words := map[string]home{}, map[string]int{}
	x.entries = make([]entry, 0, len(c.order))
	for _, card := range c.order {
		col := c.Collection(card.Collection)
		e := entry{card: card, name: strings.ToLower(card.Name), home: strings.ToLower(col.Name), promo: col.Promo}
		for _, w := range wordsOf(e.name) {
			n, known := words[w]
			if !known {
				n = len(x.vocabulary)
				words[w], x.vocabulary = n, append(x.vocabulary, spelt(w))
			}
			e.words = append(e.words, n)
		}
		x.entries = append(x.entries, e)
		if _, known := homes[col.ID]; !known {
			homes[col.ID] = home{id: col.ID, name: col.Name, words: wordsOf(strings.ToLower(col.ID + " " + col.Name))}
		}
	}
	slices.SortStableFunc(x.entries, func(a, b entry) int {
		return cmp.Or(b.card.Level-a.card.Level, cmp.Compare(a.name, b.name)) // stable: then by id
	})
	for i, e := range x.entries {
		x.places[e.card.ID] = i
		if old, ok := x.byName[e.name]; !ok || e.card.ID < x.entries[old].card.ID {
			x.byName[e.name] = i
		}
	}
	for _, id := range slices.Sorted(maps.Keys(homes)) {
		x.homes = append(x.homes, homes[id])
	}
	return x
}

func spelt(w string) spelling {
	if !strings.ContainsFunc(w, unicode.IsLetter) {
		return spelling{word: w}
	}
	return spelling{word: w, letters: utf8.RuneCountInString(w)}
}

// wordsOf takes a text in lower case apart.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
}

// A fit is how well a card fits the words of a query, the least the best.
type fit uint8

const (
	noFit fit = iota
	fitExact
	fitPrefix
	fitInside
	fitWords
	fitFuzzy // plus the number of mistakes
)

// fits says of every place how well its card fits the names; nil means that
// there is nothing to fit. It is the one place where words find cards. Fuzzy
// forgives typing mistakes, and then finds what is not found without.
func (x *index) fits(names []query.Name, fuzzy bool) []fit {
	if len(names) == 0 {
		return nil
	}
	names, phrase := spelled(names)
	res := make([]fit, len(x.entries))
	var near [][]int8
	if fuzzy {
		near = x.near(names)
	}
	for i := range x.entries {
		e := &x.entries[i]
		if fuzzy {
			res[i] = e.fuzzy(names, near)
			continue
		}
		res[i] = e.fit(names, phrase)
	}
	return res
}

// spelled are the names as cards spell them, and all of them together.
func spelled(names []query.Name) ([]query.Name, string) {
	all := make([]query.Name, len(names))
	texts := make([]string, len(names))
	for i, n := range names {
		if !n.Exact {
			n.Text = strings.ReplaceAll(n.Text, "_", " ")
		}
		all[i], texts[i] = n, n.Text
	}
	return all, strings.Join(texts, " ")
}

func (e *entry) fit(names []query.Name, phrase string) fit {
	if strings.Contains(e.name, phrase) {
		switch {
		case len(e.name) == len(phrase):
			return fitExact
		case strings.HasPrefix(e.name, phrase):
			return fitPrefix
		}
		return fitInside
	}
	for _, n := range names {
		if !e.has(n) {
			return noFit
		}
	}
	return fitWords
}

func (e *entry) has(n query.Name) bool {
	return strings.Contains(e.name, n.Text) ||
		!n.Exact && (strings.Contains(e.home, n.Text) || strings.Contains(e.card.Key, n.Text))
}

// near says of every name how many mistakes make each word of the vocabulary of
// it; -1 is too many.
func (x *index) near(names []query.Name) [][]int8 {
	all := make([][]int8, len(names))
	for i, n := range names {
		most := query.Mistakes(n.Text)
		typed := spelt(n.Text)
		if n.Exact || most == 0 || typed.letters == 0 {
			continue
		}
		all[i] = make([]int8, len(x.vocabulary))
		for j, w := range x.vocabulary {
			all[i][j] = -1
			if w.letters == 0 || w.letters > typed.letters+most || typed.letters > w.letters+most {
				continue
			}
			if d := query.Distance(n.Text, w.word, most); d <= most {
				all[i][j] = int8(d) //nolint:gosec // two at most
			}
		}
	}
	return all
}

// fuzzy counts the mistakes in all names together.
func (e *entry) fuzzy(names []query.Name, near [][]int8) fit {
	mistakes := int8(0)
	for i, n := range names {
		if e.has(n) {
			continue
		}
		least := int8(-1)
		for _, w := range e.words {
			if near[i] != nil && near[i][w] >= 0 && (least < 0 || near[i][w] < least) {
				least = near[i][w]
			}
		}
		if least < 0 {
			return noFit
		}
		mistakes += least
	}
	return fitFuzzy + fit(mistakes)
}

// collections are the ids of those that a text names: the one with this id or
// name, else those of which a word begins so, else those that have it inside if
// it has four letters.
func (x *index) collections(text string, whole bool) map[string]bool {
	for _, by := range []func(home) bool{
		func(h home) bool { return strings.EqualFold(h.id, text) },
		func(h home) bool { return strings.EqualFold(h.name, text) },
		func(h home) bool {
			return !whole && (slices.ContainsFunc(h.words, func(w string) bool { return strings.HasPrefix(w, text) }) ||
				strings.HasPrefix(strings.ToLower(h.name), text))
		},
		func(h home) bool {
			return !whole && len([]rune(text)) >= 4 &&
				(strings.Contains(strings.ToLower(h.id), text) || strings.Contains(strings.ToLower(h.name), text))
		},
	} {
		found := map[string]bool{}
		for _, h := range x.homes {
			if by(h) {
				found[h.id] = true
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// nearCollection is the collection that a text may have meant, or "".
func (x *index) nearCollection(text string) string {
	ids := make(map[string]string, 2*len(x.homes))
	for _, h := range x.homes {
		ids[strings.ToLower(h.id)] = h.id
		for _, w := range h.words {
			ids[w] = h.id
		}
	}
	near, _ := query.Nearest(text, slices.Collect(maps.Keys(ids)))
	return ids[near]
}

// Collections are the ids of collections whose id or name begins as typed, then
// those that have it inside, at most limit.
func (c *Catalogue) Collections(typed string, limit int) []string {
	typed = strings.ToLower(typed)
	var first, rest []string
	for _, h := range c.index.homes {
		id, name := strings.ToLower(h.id), strings.ToLower(h.name)
		switch {
		case strings.HasPrefix(id, typed) || strings.HasPrefix(name, typed):
			first = append(first, h.id)
		case strings.Contains(id, typed) || strings.Contains(name, typed):
			rest = append(rest, h.id)
		}
	}
	all := slices.Concat(first, rest)
	return all[:min(limit, len(all))]
}

// Tags are the tags of the card set that begin as typed, at most limit.
func (c *Catalogue) Tags(typed string, limit int) []string {
	seen := map[string]bool{}
	for _, card := range c.order {
		for _, t := range card.Tags {
			if t = strings.ToLower(t); strings.HasPrefix(t, strings.ToLower(typed)) {
				seen[t] = true
			}
		}
	}
	all := slices.Sorted(maps.Keys(seen))
	return all[:min(limit, len(all))]
}
