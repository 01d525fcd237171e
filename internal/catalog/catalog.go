// Package catalog holds packs of cards: the demo set that a fresh bot starts
// with, and synthetic catalogues of any size for trials.
//
// It promises that a pack is complete and consistent: every card belongs to a
// collection of the pack, no two cards have the same id or key, levels are from
// 1 to 5, and the same call gives the same pack in every process and version.
//
// It does not know what a card is worth, who owns it, or how it is drawn. All
// names in it are invented.
package catalog

import "strings"

// A Pack is a set of collections and their cards. The caller owns it.
type Pack struct {
	Collections []Collection
	Cards       []Card
}

// A Collection is a group's or an event's cards.
type Collection struct {
	// ID is a lower-case word without spaces, unique in the pack.
	ID string
	// Name is shown to players; Origin says where the set is from.
	Name   string
	Origin string
	// Aliases are other names that players may type, lower-case.
	Aliases []string
	// Promo cards are not found by claiming; Fragments are parts of others;
	// Compressed pictures are stored as JPEG.
	Promo, Fragments, Compressed bool
	Tags                         []string
}

// A Card is an entry of the catalogue, not a copy that somebody owns.
type Card struct {
	ID int64
	// Name is shown; its first word is the person's name.
	Name string
	// Key is the name in lower case with underscores, unique in the pack.
	Key string
	// Level is the number of stars, 1 to 5.
	Level int
	// Collection is the ID of a collection of the same pack.
	Collection string
	Tags       []string
	Animated   bool
	// Alt describes the picture in English for those who do not see it.
	Alt string
}

// Tags of the two kinds of group.
const (
	GirlGroups = "girlgroups"
	BoyGroups  = "boygroups"
)

// key is the name as an identifier.
func key(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
}
