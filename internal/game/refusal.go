package game

import (
	"fmt"
	"time"
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

func (InsufficientFundsError) refusal() {}
func (CooldownError) refusal()          {}
func (NoCardsError) refusal()           {}
func (TooManyError) refusal()           {}
func (UnknownCardError) refusal()       {}
func (NoSuchCardError) refusal()        {}
func (NotYoursError) refusal()          {}
func (GoneError) refusal()              {}
func (DropOverError) refusal()          {}
func (TakenError) refusal()             {}
func (AlreadyInError) refusal()         {}
func (ReplayedError) refusal()          {}

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
func (NotYoursError) Error() string      { return "belongs to another player" }
func (GoneError) Error() string          { return "no longer exists" }
func (DropOverError) Error() string      { return "the drop is over" }
func (e TakenError) Error() string       { return fmt.Sprintf("won by %d", e.Winner) }
func (e AlreadyInError) Error() string   { return fmt.Sprintf("already takes part in slot %d", e.Slot) }
func (ReplayedError) Error() string      { return "has already taken effect" }
