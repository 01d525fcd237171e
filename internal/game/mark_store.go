package game

import "time"

// A MarkReader reads what players say about cards.
type MarkReader interface {
	// Wishes lists a player's wishlist, best cards first (level descending, then
	// name), after skip entries, at most limit. total counts all.
	Wishes(p PlayerID, skip, limit int) (page []WishRow, total int, err error)
	// Wished reports whether a card is on a player's wishlist, and how many are.
	Wished(p PlayerID, card CardID) (wished bool, wishes int, err error)
	// Wishers lists who wishes for one of the cards and wants to be told in this
	// server, but not except; by card, then by who wished first; at most limit.
	Wishers(guild int64, cards []CardID, except PlayerID, limit int) ([]Wisher, error)
	// WishPing reports whether a player wants to be told in this server.
	WishPing(p PlayerID, guild int64) (bool, error)
	// Opinion reads what players think of a card; all but its Card.
	Opinion(p PlayerID, card CardID) (Opinion, error)
	// Tags reads the tags of a card with the votes, those with the most votes for
	// them first. p is whose own vote is read.
	Tags(p PlayerID, card CardID) ([]Tag, error)
	// Albums lists a player's albums by name.
	Albums(p PlayerID) ([]Album, error)
	// AlbumCopies reads the copies of an album, by level of the card descending,
	// name and print, after skip, at most limit.
	AlbumCopies(id AlbumID, skip, limit int) ([]Copy, error)
	// InAlbum reports whether a copy is in an album.
	InAlbum(id AlbumID, c CopyID) (bool, error)
}

// A WishRow is a card of a wishlist, and how many copies of it the player has.
type WishRow struct {
	Card   CardID
	Copies int
}

// A MarkTx writes what players say about cards. Lock the player's row first: it
// keeps the limits.
type MarkTx interface {
	// AddWish puts a card on a wishlist that does not have it.
	AddWish(p PlayerID, card CardID, at time.Time) error
	// DeleteWish takes a card off a wishlist.
	DeleteWish(p PlayerID, card CardID) error
	// SetWishPing says whether a player wants to be told in this server.
	SetWishPing(p PlayerID, guild int64, on bool) error
	// Rate writes a player's points for a card over what is there; 0 takes them
	// back.
	Rate(p PlayerID, card CardID, points int) error
	// VoteTag writes a player's vote about a tag over what is there; 0 takes it
	// back.
	VoteTag(p PlayerID, card CardID, tag string, vote int) error
	// OpenAlbum writes a new album and sets its ID.
	OpenAlbum(a *Album) error
	// RenameAlbum gives an album another name.
	RenameAlbum(id AlbumID, name string) error
	// DeleteAlbum takes an album away.
	DeleteAlbum(id AlbumID) error
	// PutInAlbum puts a copy into an album that does not have it. It stays there
	// until it moves.
	PutInAlbum(id AlbumID, c CopyID) error
	// TakeFromAlbum takes a copy out of an album.
	TakeFromAlbum(id AlbumID, c CopyID) error
}
