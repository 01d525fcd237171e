package game

import "time"

// A Deed is something that a player has done. Everything that counts what
// players do (quests, achievements, the progress of effects) lives on deeds, and
// a deed is counted in the transaction that did it.
type Deed struct {
	What DeedKind
	N    int64 // how often, or how much; at least 1
	// Mark tells deeds of one kind apart where different ones are counted: the
	// card that was drawn, say. Empty where nobody asks.
	Mark string
	// Day is the day in the time zone of the rules, counted from 1970, on which
	// quests count it; did sets it. 0 counts for ever only.
	Day int
}

// A DeedKind says what was done.
type DeedKind string

// The kinds of deeds. What is counted is said where it is not the number of
// times.
const (
	DeedClaim    DeedKind = "claim" // cards claimed
	DeedDaily    DeedKind = "daily"
	DeedWork     DeedKind = "work" // right answers
	DeedDrop     DeedKind = "drop"
	DeedGrab     DeedKind = "grab" // cards won from drops
	DeedDraw     DeedKind = "draw" // cards looked at with /summon; marked by the card
	DeedLevelUp  DeedKind = "levelup"
	DeedCombine  DeedKind = "combine"
	DeedMaxed    DeedKind = "maxed" // copies brought to the highest level
	DeedForge    DeedKind = "forge"
	DeedFuse     DeedKind = "fuse"
	DeedAscend   DeedKind = "ascend"
	DeedLiquefy  DeedKind = "liquefy"
	DeedBoost    DeedKind = "boost" // boosters opened
	DeedSell     DeedKind = "sell"  // auctions opened
	DeedBid      DeedKind = "bid"
	DeedWin      DeedKind = "win"      // auctions won
	DeedSold     DeedKind = "sold"     // auctions sold
	DeedEarn     DeedKind = "earn"     // flakes earned, from anything but trades and gifts
	DeedProceeds DeedKind = "proceeds" // flakes earned from auctions
	DeedSpend    DeedKind = "spend"    // flakes paid for auctions won
	DeedTrade    DeedKind = "trade"
	DeedQuest    DeedKind = "quest" // quests claimed
	DeedCraft    DeedKind = "craft" // recipes crafted
	DeedUse      DeedKind = "use"   // items used
	DeedRate     DeedKind = "rate"
	DeedWish     DeedKind = "wish"
	DeedVote     DeedKind = "vote"
)

// byHand reports whether a deed is something that a player does, and not what
// follows from it. Quests that count things of any kind count these.
func (k DeedKind) byHand() bool {
	switch k {
	case DeedMaxed, DeedWin, DeedSold, DeedEarn, DeedProceeds, DeedSpend, DeedQuest:
		return false
	case DeedClaim, DeedDaily, DeedWork, DeedDrop, DeedGrab, DeedDraw, DeedLevelUp, DeedCombine, DeedForge, DeedFuse,
		DeedAscend, DeedLiquefy, DeedBoost, DeedSell, DeedBid, DeedTrade, DeedCraft, DeedUse, DeedRate, DeedWish, DeedVote:
		return true
	}
	return false
}

// did counts what a player has done in this transaction. It is a write without a
// read; call it for every use case that a player would call an achievement.
func (g *Game) did(tx Tx, p PlayerID, now time.Time, deeds ...Deed) error {
	for i := range deeds {
		deeds[i].Day = g.rules.day(now)
	}
	if err := tx.Count(p, now, deeds...); err != nil {
		return err
	}
	for _, d := range deeds {
		for _, id := range Effects() {
			if id.growsBy() != d.What {
				continue
			}
			if err := tx.GrowEffect(p, id, d.N); err != nil {
				return err
			}
		}
	}
	return nil
}

// one is a deed done once.
func one(what DeedKind) Deed { return Deed{What: what, N: 1} }
