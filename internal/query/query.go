package query

import "slices"

// The bounds of a query.
const (
	MaxRunes = 300 // of a text, beyond which it is refused
	MaxTerms = 24  // words, filters and sorts together
)

// A Query is what a text means. Terms of the same kind that name something (stars,
// collections) are alternatives, all else must hold together.
type Query struct {
	Text  string // as it was typed, without what cannot be shown
	Names []Name
	Terms []Term
	Sorts []Sort
}

// Empty reports whether the query asks for nothing, so that it chooses all.
func (q Query) Empty() bool { return len(q.Names)+len(q.Terms)+len(q.Sorts) == 0 }

// Has reports whether there is a term of one of these kinds.
func (q Query) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(q.Terms, func(t Term) bool { return slices.Contains(kinds, t.Kind) })
}

// A Name is a word of a card's name or, in quotes, several words just so. It is
// in lower case.
type Name struct {
	Text  string
	Exact bool // it was in quotes: no typing mistakes, no collection's name
}

// A Kind is what a term is about.
type Kind int

// The kinds of terms. Those up to Worth compare a number.
const (
	Stars  Kind = iota // of the card
	Amount             // how many copies of the card there are
	Exp                // of a copy
	Level              // of a copy
	Print              // of a copy
	Rating             // what the asking player gave the card
	Worth              // the price of the card

	Card       // the card of this number
	Collection // Whole: of this very id; else the id or name begins so, or the like
	Tag
	Album // one of the holder's albums, which the copy is in

	Multi  // more than one copy
	Promo  // the card's collection
	Gif    // the card moves
	Fav    // the copy
	Locked // the copy
	New    // the copy came since the holder's last daily
	Rated  // by the asking player
	Wish   // of the asking player
	Miss   // the asking player has none
	Last   // the card that the asking player got last
)

// OfCopies reports whether terms of this kind choose among copies, and not
// among cards.
func (k Kind) OfCopies() bool {
	switch k {
	case Amount, Exp, Level, Print, Album, Multi, Fav, Locked, New:
		return true
	case Stars, Rating, Worth, Card, Collection, Tag, Promo, Gif, Rated, Wish, Miss, Last:
	}
	return false
}

// A Compare is how a number is compared.
type Compare int

// The comparisons.
const (
	Equal Compare = iota
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Holds reports whether a compares so to b.
func (c Compare) Holds(a, b int64) bool {
	switch c {
	case Less:
		return a < b
	case LessEqual:
		return a <= b
	case Greater:
		return a > b
	case GreaterEqual:
		return a >= b
	case Equal:
	}
	return a == b
}

// A Term is one condition.
type Term struct {
	Kind    Kind
	Not     bool
	Compare Compare // with Number
	Number  int64
	Text    string // lower case
	Whole   bool   // of a collection
	At      Place
}

// A Place is a word of the text.
type Place struct {
	Pos  int // in characters, from 0
	Word string
}

// A Key is what a list is sorted by.
type Key int

// The keys.
const (
	ByStars Key = iota
	ByName
	ByCollection
	ByDate // when the holder got the newest copy
	ByAmount
	ByRating
	ByExp // the level of the best copy, then its exp
	ByWorth
	ByPrint // the lowest
)

// OfCopies reports whether the key is something about copies.
func (k Key) OfCopies() bool {
	switch k {
	case ByDate, ByAmount, ByExp, ByPrint:
		return true
	case ByStars, ByName, ByCollection, ByRating, ByWorth:
	}
	return false
}

// A Sort is one order of a list; the first counts most.
type Sort struct {
	By         Key
	Descending bool
	At         Place
}
