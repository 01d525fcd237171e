package game

import "gohye/internal/query"

// A Survey is what a list asks the database about cards, all of it at one
// moment. What is left out is not asked.
type Survey struct {
	// Holder is whose copies are counted, those that fulfil all of Copies: terms
	// that are OfCopies, an album's id in Number.
	Holder PlayerID
	Copies []query.Term
	Dates  bool // of the copies
	// Have are players of whom it is asked which cards they have.
	Have   []PlayerID
	Wisher PlayerID // whose wishes
	Rater  PlayerID // whose ratings
	Tags   []string
	Prices bool
}

// Empty reports whether nothing is asked.
func (s Survey) Empty() bool {
	return s.Holder == 0 && len(s.Have) == 0 && s.Wisher == 0 && s.Rater == 0 && len(s.Tags) == 0 && !s.Prices
}

// Findings are the answers to a survey.
type Findings struct {
	Heaps  []Heap
	Have   [][]CardID // by Survey.Have
	Wished []CardID
	Rated  []Score
	Tagged [][]CardID // by Survey.Tags: by more votes than are against it
	Priced []Score
}

// A Heap is what a holder has of one card.
type Heap struct {
	Card              CardID
	Copies            int // that were chosen
	Total             int // all of the holder's
	First             int // the lowest print of the chosen
	Favourite, Locked bool
	Grown             int64 // greater for a higher level, then for more exp: of the best
	Dated             int64 // when the newest came to the holder; 0 when not asked
}

// A Score is a number of a card.
type Score struct {
	Card CardID
	N    int64
}

// A Printed names a copy by its card and its print.
type Printed struct {
	Card  CardID
	Print int
}

// An AlbumName is the name of a set of copies of a player's.
type AlbumName struct {
	ID   int64
	Name string
}
