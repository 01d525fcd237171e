package game

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"gohye/internal/jobs"
	"gohye/internal/ledger"
)

// An AuctionID names an auction.
type AuctionID int64

// Code is the auction's short name for players: base 36, never reused.
func (id AuctionID) Code() string { return strconv.FormatInt(int64(id), 36) }

// ParseAuctionCode reads what [AuctionID.Code] wrote, in either case.
func ParseAuctionCode(s string) (AuctionID, bool) {
	n, err := strconv.ParseInt(s, 36, 64)
	return AuctionID(n), err == nil && n > 0
}

// An Auction sells one copy to whoever bids most for it.
//
// The copy is held by the auction's account from the beginning to the end, and
// so is what the highest bidder may have to pay: nobody can spend what is
// pledged. Bids are by proxy and second-price, as on the large auction sites: a
// bidder names a limit, which stays secret, and pays only what it takes to
// exceed the next highest.
type Auction struct {
	ID     AuctionID
	Seller PlayerID
	Copy   CopyID
	Card   CardID
	Print  int
	Start  int64 // the least that the first bid can be
	// Increment is how much a bid must be above the price.
	Increment int64
	// Buyout is the price at which the auction ends at once; 0 for none but the
	// highest price that there is.
	Buyout int64
	Opened time.Time
	// Ends is the truth: no bid is taken from this moment on, however late the
	// closing comes. A late bid moves it.
	Ends  time.Time
	State AuctionState

	// Price is the standing bid; Start while there is none, and less than
	// Buyout while the auction is open.
	Price int64
	// Top is the highest bidder, 0 while nobody has bid.
	Top PlayerID
	// Limit is how far Top's bid goes by itself: secret, at least Price, and
	// exactly what the auction's account holds while it is open. 0 without Top.
	Limit int64
	Bids  int // rows of bids

	// Guild and Channel are where it was opened; Message is the message that
	// shows it, 0 until there is one.
	Guild, Channel, Message int64
	// Stale says that an alarm is set to show the message anew; Shown is when
	// that was done last.
	Stale bool
	Shown time.Time
}

// An AuctionState is the state of an auction.
type AuctionState string

// The states of an auction. All but AuctionOpen are final.
const (
	AuctionOpen      AuctionState = "open"
	AuctionSold      AuctionState = "sold"
	AuctionUnsold    AuctionState = "unsold"
	AuctionCancelled AuctionState = "cancelled"
)

// A BidRow is one bid as it was made. By proxy says that it was made by an
// earlier limit of the player in answer to somebody else's bid.
type BidRow struct {
	Auction AuctionID
	Number  int // from 1
	Player  PlayerID
	Amount  int64 // the price that it made, or that it was beaten at
	Proxy   bool
	At      time.Time
}

// The kinds of alarms that auctions set; the key is the auction's id in decimal.
const (
	// JobAuctionClose is due at the end: handle it with CloseAuction.
	JobAuctionClose = "auction.close"
	// JobAuctionShow says that the auction's message must be shown anew: handle
	// it with ShowAuction.
	JobAuctionShow = "auction.show"
	// JobAuctionSoon is due a few minutes before the end, for those who watch:
	// handle it with RemindWatchers.
	JobAuctionSoon = "auction.soon"
)

// account is where the auction's copy and coins are.
func (id AuctionID) account() ledger.Account {
	return ledger.Account("auction/" + strconv.FormatInt(int64(id), 10))
}

// job is an alarm about the auction. Showing its message waits with the other
// deliveries, so that no end waits for Discord.
func (id AuctionID) job(kind string, due time.Time) jobs.Job {
	j := jobs.Job{Kind: kind, Key: strconv.FormatInt(int64(id), 10), Due: due}
	if kind == JobAuctionShow {
		j.Queue = jobs.Deliveries
	}
	return j
}

// auctionHolding is the auction that holds a copy, or 0.
func auctionHolding(c Copy) AuctionID {
	id, found := strings.CutPrefix(string(c.Holder), "auction/")
	n, err := strconv.ParseInt(id, 10, 64)
	if !found || err != nil {
		return 0
	}
	return AuctionID(n)
}

// Least is the least that a bid can be now. A bid at the buyout price is always
// high enough.
func (a *Auction) Least() int64 {
	least := a.Start
	if a.Top != 0 {
		least = a.Price + a.Increment
	}
	return min(least, a.ceiling())
}

// ceiling is the price at which the auction ends at once: the buyout price, or
// the highest that there is.
func (a *Auction) ceiling() int64 { return cmp.Or(a.Buyout, maxPrice) }

// over reports whether no bid can be made any more.
func (a *Auction) over(now time.Time) bool { return a.State != AuctionOpen || !now.Before(a.Ends) }

// String is the auction's id as jobs carry it.
func (id AuctionID) String() string { return strconv.FormatInt(int64(id), 10) }
