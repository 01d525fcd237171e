// Package game is the game: its nouns, its rules and its use cases.
//
// A rule is a pure function of state, time and randomness. A use case is a
// method of [*Game]: it opens one transaction, asks the rules and writes what
// they decided, so that everything that belongs together happens together or
// not at all. An answer of the game to a player who may not is a [Refusal]; any
// other error is a fault of ours.
//
// The package knows neither Discord nor SQL.
package game

import (
	"errors"
	"strconv"
	"time"

	"gohye/internal/ledger"
)

// Faults and sentinels that callers tell apart with errors.Is.
var (
	// ErrNotFound says that a row does not exist.
	ErrNotFound = errors.New("not found")
	// ErrReplayed says that this interaction has taken effect before.
	ErrReplayed = errors.New("interaction has already taken effect")
	// ErrUnavailable says that the database cannot be reached right now.
	ErrUnavailable = errors.New("database unavailable")
)

// A PlayerID is a player's Discord id.
type PlayerID int64

// A CardID names a card of the catalogue. The host's card pack assigns it.
type CardID int64

// A CopyID names one copy of a card.
type CopyID int64

// A ClaimID names a claim session.
type ClaimID int64

// A DropID names a drop.
type DropID int64

// Code is the copy's short name for players: base 36, never reused.
func (id CopyID) Code() string { return strconv.FormatInt(int64(id), 36) }

// ParseCopyCode reads what [CopyID.Code] wrote, in either case.
func ParseCopyCode(s string) (CopyID, bool) {
	n, err := strconv.ParseInt(s, 36, 64)
	return CopyID(n), err == nil && n > 0
}

// An Act is one interaction of one player: who does something, where, and
// under which id. It is the key that makes the effect happen once.
type Act struct {
	Key     string // unique for ever: "i/<interaction id>"
	Player  PlayerID
	Name    string // the player's display name, kept fresh
	Guild   int64  // 0 in direct messages
	Channel int64
	// Reply lets the bot edit its answer for fifteen minutes without a message
	// id: the interaction's token. It is a secret.
	Reply string
}

// A Cooldown names something that a player can do again only after a while.
type Cooldown string

// The cooldowns of the game.
const (
	ClaimCooldown Cooldown = "claim"
	DailyCooldown Cooldown = "daily"
	DropCooldown  Cooldown = "drop"
	GrabCooldown  Cooldown = "grab"
	LevelCooldown Cooldown = "level"
)

// A Player is a person who has played. Reading gives the balances, which only
// a posting can change.
type Player struct {
	ID     PlayerID
	Name   string
	Joined time.Time

	// Flakes and Vials are the balances at the moment of reading.
	Flakes, Vials int64
	// Claims counts the claims since the last reset: it is the price of the
	// next one. It starts again with /daily and with a new day.
	Claims int
	// ClaimDay is the day of the last claim, in days since 1970 in the time
	// zone of the rules.
	ClaimDay int
	// SpentToday is what claims have cost since the last reset.
	SpentToday int64
	// Streak counts days in a row with a /daily.
	Streak int
	// SinceDaily counts the claims since the last /daily.
	SinceDaily int
	// Spared is the missed day for which the streak was last forgiven, counted
	// like ClaimDay; 0 when there was none.
	Spared int
	// DailyAt is when the last /daily was; zero when there was none.
	DailyAt time.Time

	// ReadyAt is the end of the cooldown that was asked for; zero when over
	// and forgotten, or when none was asked for.
	ReadyAt time.Time
}

// A Stock is what somebody has of each unit but copies.
type Stock map[ledger.Unit]int64

// A Copy is one physical copy of a card.
type Copy struct {
	ID    CopyID
	Card  CardID
	Print int // 1 for the first copy of its card ever made; unique with Card
	// Holder is the account that holds it.
	Holder ledger.Account
	Level  int // 1 to 5, independent of the card's stars
	Exp    int
	// Favourite and Locked are the holder's marks.
	Favourite, Locked bool
	Made              time.Time

	// Owned counts the holder's copies of this card, this one included; only
	// Mint sets it.
	Owned int
}

// A Holding is what a player has of one card.
type Holding struct {
	Card      CardID
	Copies    int
	Best      Copy // the copy of the lowest print
	Favourite bool // any of them
	Locked    bool // any of them
}
