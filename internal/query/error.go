package query

import "fmt"

// A Why is what is wrong with a word.
type Why int

// What can be wrong.
const (
	UnknownWord Why = iota // there is no such filter
	UnknownSort            // nothing is sorted by that
	NoValue                // something must follow
	NotNumber              // a whole number must follow
	NotStars               // stars go from 1 to 5
	OpenQuote              // a quote that does not end
	TooLong                // more than MaxRunes characters
	TooMany                // more than MaxTerms words

	// NoCollection and what follows only the game knows: no collection is called so.
	NoCollection
	NoAlbum  // the holder has no album of that name
	NoCopies // about copies, where there are none
	NoOrder  // a sort, where the order is chosen otherwise
	NoLast   // the player has no card yet
)

// An Error says which word of a text is at fault and what may be meant.
type Error struct {
	Why     Why
	At      Place
	Suggest string // what to write instead, or ""
}

func (e Error) Error() string {
	return fmt.Sprintf("query: word %q at %d: reason %d", e.At.Word, e.At.Pos, e.Why)
}
