package game

import "gohye/internal/query"

// A Survey is what a list asks the database about cards, all of it at one
// moment. What is left out is not asked.
type Survey struct {
	// Holder is whose copies are counted, those that fulfil all of Copies: terms
	// that are OfCopies, an album's id in Number.
	Holder PlayerID
	Copies []query.Term
	Keys   []query.Key // that are OfCopies: what the list is sorted by
	// Have are players of whom it is asked which cards they have.
	Have   []PlayerID
	Wisher PlayerID // whose wishes
	Rater  PlayerID // whose ratings
	Tags   []string
}

// Empty reports whether nothing is asked.
func (s Survey) Empty() bool {
	return s.Holder == 0 && len(s.Have) == 0 && s.Wisher == 0 && s.Rater == 0 && len(s.Tags) == 0
}

// Findings are the answers to a survey.
type Findings struct {
	Heaps  []Heap
	Have   [][]CardID // by Survey.Have
	Wished []CardID
	Rated  []Score
	Tagged [][]CardID // by Survey.Tags: by more votes than are against it
}

// A Heap is what a holder has of one card.
type Heap struct {
	Card   CardID
	Copies int // that were chosen
	// Keys are numbers to sort by, as Survey.Keys asks: all copies of the card, or
	// of those that were chosen when the newest came, the greatest level and exp,
	// the lowest print.
	Keys []int64
}

// A Score is a number of a card.
type Score struct {
	Card CardID
	N    int64
}

// An AlbumName is the name of a set of copies of a player's.
type AlbumName struct {
	ID   int64
	Name string
}
