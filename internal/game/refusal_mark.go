package game

import "fmt"

// TooManyMarksError says that a player has as many of something as allowed.
type TooManyMarksError struct {
	What MarksKind
	Most int
}

// A MarksKind is something of which a player can have only so many.
type MarksKind string

// What is limited.
const (
	MarksWishes MarksKind = "wishes"
	MarksTags   MarksKind = "tags" // of one card
	MarksAlbums MarksKind = "albums"
	MarksCopies MarksKind = "copies" // in an album
)

// NameError says that something cannot be called so.
type NameError struct{ What NameKind }

// A NameKind is something that a player names.
type NameKind string

// What players name.
const (
	NameOfTag   NameKind = "tag"
	NameOfAlbum NameKind = "album"
)

// PointsError says how many points a card can be given.
type PointsError struct{ Least, Most int }

// UnknownAlbumError says that the player has no album of that name.
type UnknownAlbumError struct{ Name string }

// AlbumExistsError says that the player has an album of that name already.
type AlbumExistsError struct{ Name string }

// UnknownCollectionError says that no collection is called so.
type UnknownCollectionError struct{ Name string }

func (UnknownCollectionError) refusal() {}

func (e UnknownCollectionError) Error() string {
	return fmt.Sprintf("no collection is called %q", e.Name)
}

func (TooManyMarksError) refusal() {}
func (NameError) refusal()         {}
func (PointsError) refusal()       {}
func (UnknownAlbumError) refusal() {}
func (AlbumExistsError) refusal()  {}

func (e TooManyMarksError) Error() string { return fmt.Sprintf("has %d %s already", e.Most, e.What) }
func (e NameError) Error() string         { return fmt.Sprintf("no %s can be called so", e.What) }
func (e PointsError) Error() string {
	return fmt.Sprintf("points must be between %d and %d", e.Least, e.Most)
}
func (e UnknownAlbumError) Error() string { return fmt.Sprintf("has no album called %q", e.Name) }
func (e AlbumExistsError) Error() string {
	return fmt.Sprintf("has an album called %q already", e.Name)
}
