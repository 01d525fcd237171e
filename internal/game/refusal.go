package game

import (
	"fmt"
	"time"

	"gohye/internal/query"
)

// A Refusal is an answer of the game to a player who may not: no fault, no log
// line, nothing changed. It carries data; internal/discord/ui has the sentence.
//
//sumtype:decl
type Refusal interface {
	error
	refusal()
}

// InsufficientFundsError says that the player cannot pay.
type InsufficientFundsError struct{ Need, Have int64 }

// CooldownError says that it is too early to do this again.
type CooldownError struct {
	What  Cooldown
	Until time.Time
}

// NoCardsError says that the catalogue has no card to draw.
type NoCardsError struct{ Group string }

// TooManyError says that a count is beyond the rules.
type TooManyError struct{ Most int }

// UnknownCardError says that the player holds no card of that name.
type UnknownCardError struct{ Name string }

// NoSuchCardError says that the catalogue has no card of that name.
type NoSuchCardError struct{ Name string }

// QueryError says which word of a query is at fault.
type QueryError struct {
	Text  string // the whole query
	Fault query.Error
}

// NotYoursError says that the player does not hold this copy, or that this
// button is somebody else's.
type NotYoursError struct{}

// GoneError says that what a button belongs to no longer exists.
type GoneError struct{}

// DropOverError says that a card can no longer be grabbed.
type DropOverError struct{}

// TakenError says that somebody else has won the card.
type TakenError struct{ Winner PlayerID }

// AlreadyInError says that the player already takes part in this drop.
type AlreadyInError struct{ Slot int }

// ReplayedError says that this very interaction has already taken effect.
type ReplayedError struct{}

// AuctionOverError says that an auction takes no bid any more.
type AuctionOverError struct{ Auction AuctionID }

// UnknownAuctionError says that no auction has this code.
type UnknownAuctionError struct{ Code string }

// ListedError says that the copy is on auction already.
type ListedError struct{ Auction AuctionID }

// OwnAuctionError says that a player may not bid on what he sells.
type OwnAuctionError struct{}

// BidTooLowError says what the least bid is.
type BidTooLowError struct{ Least int64 }

// LeadingError says that the player leads already, with this limit.
type LeadingError struct{ Limit int64 }

// HasBidsError says that an auction cannot be cancelled because somebody has
// bid.
type HasBidsError struct{}

// ProtectedError says that a copy is locked, or else a favourite.
type ProtectedError struct{ Locked bool }

// NotForAuctionError says that such cards are not auctioned.
type NotForAuctionError struct{ MaxStars int }

// TooManyAuctionsError says that the player has as many auctions as allowed.
type TooManyAuctionsError struct{ Most int }

// AuctionTermsError says which term of an auction is impossible, and what is
// possible.
type AuctionTermsError struct {
	What        AuctionTerm
	Least, Most int64
}

// An AuctionTerm is one of the terms of an auction.
type AuctionTerm string

// The terms of an auction.
const (
	TermHours     AuctionTerm = "hours"
	TermStart     AuctionTerm = "start"
	TermIncrement AuctionTerm = "increment"
	TermBuyout    AuctionTerm = "buyout"
)

// UnsuitedError says that such cards have no part in a process.
type UnsuitedError struct {
	Process  Process
	MaxStars int
}

// MaxedError says that a copy is at the highest level.
type MaxedError struct{}

// NotLevelledError says that a copy is not at the level that is needed.
type NotLevelledError struct{ Level int }

// SpentError says that a copy has gone into something already.
type SpentError struct{}

// SameCopyError says that one copy was named twice.
type SameCopyError struct{}

// SameCardError says that two copies are of one card where two cards are needed.
type SameCardError struct{}

// DifferentStarsError says that cards do not have as many stars as each other.
type DifferentStarsError struct{}

// TooFewCopiesError says that the player has too few copies with these stars, at
// this level or above, that can be spent.
type TooFewCopiesError struct{ Need, Have, Stars, Level int }

// WorthlessError says that spending a copy would give nothing.
type WorthlessError struct{}

// FruitlessError says that there is no card that could come of it.
type FruitlessError struct{}

// ChangedError says that what a player has confirmed is no longer what the
// question said.
type ChangedError struct{}

// TooFewVialsError says that the player cannot pay in vials.
type TooFewVialsError struct{ Need, Have int64 }

// MissingMaterialsError says what is missing for fusing.
type MissingMaterialsError struct{ Missing Materials }

// PractisedError says that there was a /levelup of a copy as often as can be in
// a day or a week, and when it can be again.
type PractisedError struct {
	Week  bool
	Most  int
	Until time.Time
}

// WorkOverError says that a question of /work can no longer be answered: its time
// is over, it was answered, or there is a newer one.
type WorkOverError struct{}

// NothingToClaimError says that no reward waits for the player.
type NothingToClaimError struct{}

func (InsufficientFundsError) refusal() {}
func (CooldownError) refusal()          {}
func (NoCardsError) refusal()           {}
func (TooManyError) refusal()           {}
func (UnknownCardError) refusal()       {}
func (NoSuchCardError) refusal()        {}
func (QueryError) refusal()             {}
func (NotYoursError) refusal()          {}
func (GoneError) refusal()              {}
func (DropOverError) refusal()          {}
func (TakenError) refusal()             {}
func (AlreadyInError) refusal()         {}
func (ReplayedError) refusal()          {}
func (AuctionOverError) refusal()       {}
func (UnknownAuctionError) refusal()    {}
func (ListedError) refusal()            {}
func (OwnAuctionError) refusal()        {}
func (BidTooLowError) refusal()         {}
func (LeadingError) refusal()           {}
func (HasBidsError) refusal()           {}
func (ProtectedError) refusal()         {}
func (NotForAuctionError) refusal()     {}
func (TooManyAuctionsError) refusal()   {}
func (AuctionTermsError) refusal()      {}
func (UnsuitedError) refusal()          {}
func (MaxedError) refusal()             {}
func (PractisedError) refusal()         {}
func (NotLevelledError) refusal()       {}
func (SpentError) refusal()             {}
func (SameCopyError) refusal()          {}
func (SameCardError) refusal()          {}
func (DifferentStarsError) refusal()    {}
func (TooFewCopiesError) refusal()      {}
func (WorthlessError) refusal()         {}
func (FruitlessError) refusal()         {}
func (ChangedError) refusal()           {}
func (TooFewVialsError) refusal()       {}
func (MissingMaterialsError) refusal()  {}
func (WorkOverError) refusal()          {}
func (NothingToClaimError) refusal()    {}

func (e InsufficientFundsError) Error() string {
	return fmt.Sprintf("needs %d flakes and has %d", e.Need, e.Have)
}

func (e CooldownError) Error() string {
	return fmt.Sprintf("%s is on cooldown until %s", e.What, e.Until)
}

func (e NoCardsError) Error() string     { return fmt.Sprintf("no cards to draw in group %q", e.Group) }
func (e TooManyError) Error() string     { return fmt.Sprintf("more than %d", e.Most) }
func (e UnknownCardError) Error() string { return fmt.Sprintf("holds no card named %q", e.Name) }
func (e NoSuchCardError) Error() string  { return fmt.Sprintf("no card is named %q", e.Name) }
func (e QueryError) Error() string       { return e.Fault.Error() }
func (NotYoursError) Error() string      { return "belongs to another player" }
func (GoneError) Error() string          { return "no longer exists" }
func (DropOverError) Error() string      { return "the drop is over" }
func (e TakenError) Error() string       { return fmt.Sprintf("won by %d", e.Winner) }
func (e AlreadyInError) Error() string   { return fmt.Sprintf("already takes part in slot %d", e.Slot) }
func (ReplayedError) Error() string      { return "has already taken effect" }
func (WorkOverError) Error() string      { return "the question is over" }
func (NothingToClaimError) Error() string {
	return "no reward waits"
}

func (e AuctionOverError) Error() string { return fmt.Sprintf("auction %d is over", e.Auction) }
func (e UnknownAuctionError) Error() string {
	return fmt.Sprintf("no auction has the code %q", e.Code)
}

func (e ListedError) Error() string      { return fmt.Sprintf("is on auction %d already", e.Auction) }
func (OwnAuctionError) Error() string    { return "cannot bid on an own auction" }
func (e BidTooLowError) Error() string   { return fmt.Sprintf("the least bid is %d", e.Least) }
func (e LeadingError) Error() string     { return fmt.Sprintf("leads already with the limit %d", e.Limit) }
func (HasBidsError) Error() string       { return "somebody has bid" }
func (ProtectedError) Error() string     { return "the copy is locked or a favourite" }
func (NotForAuctionError) Error() string { return "such cards are not auctioned" }
func (e TooManyAuctionsError) Error() string {
	return fmt.Sprintf("has %d open auctions already", e.Most)
}

func (e UnsuitedError) Error() string  { return "such cards have no part in " + string(e.Process) }
func (MaxedError) Error() string       { return "is at the highest level" }
func (e PractisedError) Error() string { return fmt.Sprintf("was practised %d times", e.Most) }

func (e NotLevelledError) Error() string  { return fmt.Sprintf("is not at level %d", e.Level) }
func (SpentError) Error() string          { return "has been spent" }
func (SameCopyError) Error() string       { return "is the same copy" }
func (SameCardError) Error() string       { return "is the same card" }
func (DifferentStarsError) Error() string { return "has another number of stars" }
func (e TooFewCopiesError) Error() string {
	return fmt.Sprintf("has %d of %d copies with %d stars at level %d", e.Have, e.Need, e.Stars, e.Level)
}
func (WorthlessError) Error() string { return "would give nothing" }
func (FruitlessError) Error() string { return "nothing could come of it" }
func (ChangedError) Error() string   { return "is no longer what was confirmed" }

func (e TooFewVialsError) Error() string {
	return fmt.Sprintf("needs %d vials and has %d", e.Need, e.Have)
}

func (e MissingMaterialsError) Error() string { return fmt.Sprintf("is short of %+v", e.Missing) }

func (e AuctionTermsError) Error() string {
	return fmt.Sprintf("%s must be between %d and %d", e.What, e.Least, e.Most)
}
