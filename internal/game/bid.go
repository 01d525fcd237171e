package game

import (
	"context"
	"errors"
	"strconv"
	"time"

	"gohye/internal/ledger"
)

// A BidOrder is what a player bids.
type BidOrder struct {
	Auction AuctionID
	// Amount is what the player offers at once; 0 is the least that is enough.
	Amount int64
	// Limit is how far to go by itself when others bid more; 0 is Amount.
	Limit int64
}

// A BidResult says what became of a bid.
type BidResult struct {
	Auction Auction // after the bid
	Card    Card
	// Leads says that the player is the highest bidder now; false: somebody's
	// secret limit was at least as high, and the price has gone up.
	Leads bool
	// Raised says that the player led already and only the limit is new.
	Raised bool
	// Sold says that the bid was at the buyout price and has ended the auction.
	Sold     bool
	Cashback int64 // what an effect gives back of the price of a buyout
	Extended bool  // the end was moved, because the bid was a late one
	Held     int64 // what the auction holds of the player's flakes now
	Balance  int64 // what the player is left with
}

// A bidding is the decision on one bid: what changes in the auction and what
// moves. It is made by [Auction.bid], which is pure.
type bidding struct {
	next   Auction  // the auction after the bid
	pay    int64    // from the bidder to the auction
	refund int64    // from the auction to the former highest bidder
	former PlayerID // 0 for none
	rows   []BidRow // without numbers
	leads  bool
}

// bid is the rule for bids: what happens when p bids at now. Who bids must be
// able to pay his own limit, also where another's turns out to be higher:
// nobody drives a price up with flakes that he does not have, or finds out by
// refusals how far the other goes. Refused: AuctionOverError, OwnAuctionError,
// BidTooLowError, LeadingError, InsufficientFundsError.
func (a *Auction) bid(p Player, o BidOrder, extension time.Duration, now time.Time) (bidding, error) {
	if a.over(now) {
		return bidding{}, AuctionOverError{Auction: a.ID}
	}
	if p.ID == a.Seller {
		return bidding{}, OwnAuctionError{}
	}
	amount, limit, err := a.offer(p.ID, o)
	if err != nil {
		return bidding{}, err
	}
	need := limit
	if p.ID == a.Top {
		need -= a.Limit // that much is held already
	}
	if need > p.Flakes {
		return bidding{}, InsufficientFundsError{Need: need, Have: p.Flakes}
	}
	b := bidding{next: *a}
	a.compete(&b, p.ID, amount, limit, now)
	b.next.Bids += len(b.rows)
	if left := a.Ends.Sub(now); left < extension && b.shows(a) && !b.sold() {
		b.next.Ends = now.Add(extension)
	}
	return b, nil
}

// shows reports whether the bid changes what everybody sees: who leads, or the
// price. More of the leader's secret limit does not.
func (b *bidding) shows(was *Auction) bool {
	return b.next.Top != was.Top || b.next.Price != was.Price
}

// offer is the amount and the limit that an order means. Neither exceeds the
// buyout price, for nobody has to pay more.
func (a *Auction) offer(player PlayerID, o BidOrder) (amount, limit int64, err error) {
	least := a.Least()
	amount = min(o.Amount, a.ceiling())
	limit = max(min(o.Limit, a.ceiling()), amount)
	buys := amount == a.ceiling()
	switch {
	case o.Amount < 0 || o.Limit < 0:
		return 0, 0, BidTooLowError{Least: least}
	case player == a.Top && !buys && limit <= a.Limit:
		return 0, 0, LeadingError{Limit: a.Limit}
	case player == a.Top && !buys:
		amount = a.Price // who leads only raises the limit
	case amount == 0 && limit == 0:
		amount, limit = least, least
	case amount == 0:
		amount = min(least, limit)
	}
	if player != a.Top && amount < least {
		return 0, 0, BidTooLowError{Least: least}
	}
	return amount, limit, nil
}

// compete decides between the bidder and the highest bidder so far.
func (a *Auction) compete(b *bidding, player PlayerID, amount, limit int64, now time.Time) {
	row := func(p PlayerID, amount int64, proxy bool) {
		b.rows = append(b.rows, BidRow{Auction: a.ID, Player: p, Amount: amount, Proxy: proxy, At: now})
	}
	buys := amount == a.ceiling() // who offers it at once has it, whatever others' limits
	switch {
	case player == a.Top:
		b.pay = limit - a.Limit
		b.next.Limit, b.next.Price, b.leads = limit, amount, true
		if buys {
			row(player, amount, false)
		}
	case limit > a.Limit || buys:
		b.pay, b.refund, b.former = limit, a.Limit, a.Top
		b.next.Top, b.next.Limit, b.leads = player, limit, true
		b.next.Price = amount
		if a.Top != 0 && !buys {
			b.next.Price = max(amount, min(limit, a.Limit+a.Increment))
			if a.Limit > a.Price { // the other's limit has answered, in vain
				row(a.Top, a.Limit, true)
			}
		}
		row(player, b.next.Price, b.next.Price > amount)
	default: // beaten at once by the other's limit; of equal ones the earlier counts
		b.next.Price = min(a.Limit, limit+a.Increment)
		row(player, limit, limit > amount)
		row(a.Top, b.next.Price, true)
	}
}

// sold reports whether the price has come to the buyout price.
func (b *bidding) sold() bool { return b.next.Price >= b.next.ceiling() }

// moves are the transfers of a bid.
func (b *bidding) moves(player PlayerID) []ledger.Transfer {
	var moves []ledger.Transfer
	escrow := b.next.ID.account()
	if b.pay > 0 {
		moves = append(moves, ledger.Transfer{
			Unit: ledger.Flake, From: playerAccount(player), To: escrow,
			Amount: ledger.Amount(b.pay), Reason: "bid",
		})
	}
	if b.refund > 0 {
		moves = append(moves, ledger.Transfer{
			Unit: ledger.Flake, From: escrow, To: playerAccount(b.former),
			Amount: ledger.Amount(b.refund), Reason: "outbid",
		})
	}
	return moves
}

// Bid bids in an auction; who is outbid has the flakes back in the same
// transaction. Refused: GoneError, AuctionOverError, OwnAuctionError,
// BidTooLowError, LeadingError, InsufficientFundsError, ReplayedError.
func (g *Game) Bid(ctx context.Context, act Act, order BidOrder) (BidResult, error) {
	now := g.clock.Now()
	var res BidResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		a, err := g.auction(tx, order.Auction)
		if err != nil {
			return err
		}
		b, err := a.bid(p, order, time.Duration(g.rules.Auction.Extension), now)
		if err != nil {
			return err
		}
		var add perks // only a buyout settles
		if b.sold() {
			if add, err = g.perks(tx, &b.next, now); err != nil {
				return err
			}
		}
		if err := g.writeBid(tx, act, now, p, a, &b, add); err != nil {
			return err
		}
		res = BidResult{
			Auction: b.next, Card: g.card(a.Card), Leads: b.leads, Raised: len(b.rows) == 0, Sold: b.next.State == AuctionSold,
			Extended: b.next.Ends.After(a.Ends), Balance: p.Flakes - b.pay,
		}
		switch {
		case !b.leads: // another's limit may have bought it
			res.Auction.Limit = 0 // it is somebody else's secret
		case res.Sold:
			res.Cashback = add.buyer
			res.Balance += add.buyer
		default:
			res.Held = b.next.Limit
		}
		return nil
	})
	return res, err
}

// auction reads an auction under lock.
func (g *Game) auction(tx Tx, id AuctionID) (Auction, error) {
	a, err := tx.Auction(id)
	if errors.Is(err, ErrNotFound) {
		return a, GoneError{}
	}
	return a, err
}

// card is a card of the catalogue; one that has left it is shown by number.
func (g *Game) card(id CardID) Card {
	if c := g.Catalogue().Card(id); c != nil {
		return *c
	}
	return Card{ID: id, Name: "#" + strconv.FormatInt(int64(id), 10)}
}

// writeBid writes what belongs together: coins, rows, the auction, alarms and
// messages.
func (g *Game) writeBid(tx Tx, act Act, now time.Time, p Player, was Auction, b *bidding, add perks) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if moves := b.moves(p.ID); len(moves) > 0 {
		if err := tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: moves}); err != nil {
			return err
		}
	}
	for i, row := range b.rows {
		row.Number = was.Bids + i + 1
		if err := tx.AddBid(row); err != nil {
			return err
		}
	}
	if b.sold() {
		if err := g.settle(tx, &b.next, add, now); err != nil {
			return err
		}
	} else if b.next.Ends.After(was.Ends) {
		if err := tx.Schedule(b.next.ID.job(JobAuctionClose, b.next.Ends)); err != nil {
			return err
		}
	}
	if err := g.tellOutbid(tx, b, now); err != nil {
		return err
	}
	if len(b.rows) > 0 {
		if err := g.did(tx, p.ID, now, one(DeedBid)); err != nil {
			return err
		}
	}
	if !b.shows(&was) {
		return tx.SaveAuction(b.next) // only the secret limit is new: nothing to show
	}
	return g.saveShown(tx, &b.next, now)
}

// tellOutbid tells who led before that somebody else leads now, or has won.
func (g *Game) tellOutbid(tx Tx, b *bidding, now time.Time) error {
	if b.former == 0 {
		return nil
	}
	kind := NoticeOutbid
	if b.next.State != AuctionOpen {
		kind = NoticeEnded
	}
	return g.notify(tx, Notice{Kind: kind, Player: b.former, Auction: b.next.ID}, now)
}

// saveShown writes the auction back and sees to it that its message is shown
// anew: at once, but not more often than the rules say.
func (g *Game) saveShown(tx Tx, a *Auction, now time.Time) error {
	if !a.Stale {
		a.Stale = true
		due := a.Shown.Add(time.Duration(g.rules.Auction.Refresh))
		if due.Before(now) {
			due = now
		}
		if err := tx.Schedule(a.ID.job(JobAuctionShow, due)); err != nil {
			return err
		}
	}
	return tx.SaveAuction(*a)
}
