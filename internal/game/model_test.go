package game_test

import (
	"fmt"
	"time"

	"gohye/internal/game"
)

// A lot is an auction as the rules on paper have it: who leads, how far he would
// go, and at what price. It is written without a look at the game's own code.
type lot struct {
	seller              game.PlayerID
	start, step, buyout int64
	ends                time.Time
	state               game.AuctionState
	price, limit        int64
	top                 game.PlayerID
	bids                int // rows of bids
	copied              game.CopyID
	watchers            map[game.PlayerID]bool
	extension           time.Duration
}

// highest is the price at which it ends.
func (l *lot) highest() int64 {
	if l.buyout > 0 {
		return l.buyout
	}
	return 1_000_000_000_000
}

// least is what must be offered at least.
func (l *lot) least() int64 {
	if l.top == 0 {
		return min(l.start, l.highest())
	}
	return min(l.price+l.step, l.highest())
}

// bid is what must come of a bid by somebody with this many flakes: what the
// bidder pays now, and how much whom is given back; or a refusal.
func (l *lot) bid(p game.PlayerID, o game.BidOrder, flakes int64, now time.Time) (pays, back int64, to game.PlayerID, refused error) {
	if l.state != game.AuctionOpen || !now.Before(l.ends) {
		return 0, 0, 0, game.AuctionOverError{}
	}
	if p == l.seller {
		return 0, 0, 0, game.OwnAuctionError{}
	}
	offer, most := min(o.Amount, l.highest()), min(max(o.Amount, o.Limit), l.highest())
	if most == 0 {
		most = l.least()
	}
	if offer == 0 {
		offer = min(l.least(), most)
	}
	buys := offer == l.highest()
	if p == l.top {
		buys = min(o.Amount, l.highest()) == l.highest()
		if most == l.least() && max(o.Amount, o.Limit) == 0 || most <= l.limit && !buys {
			return 0, 0, 0, game.LeadingError{}
		}
		if pays = most - l.limit; pays > flakes {
			return 0, 0, 0, game.InsufficientFundsError{}
		}
		l.limit = most
		if buys {
			l.price, l.state = l.highest(), game.AuctionSold
			l.bids++
		}
		return pays, 0, 0, nil
	}
	if offer < l.least() {
		return 0, 0, 0, game.BidTooLowError{}
	}
	if most > flakes {
		return 0, 0, 0, game.InsufficientFundsError{}
	}
	// The higher limit wins, of equal ones the earlier; the price is a step
	// above the lower one, as far as the higher one goes.
	l.bids++ // and one more for a secret limit that has answered
	if l.top != 0 && !buys && (most <= l.limit || l.limit > l.price) {
		l.bids++
	}
	switch {
	case l.top == 0 || buys:
		pays, back, to = most, l.limit, l.top
		l.price, l.top, l.limit = offer, p, most
	case most > l.limit:
		pays, back, to = most, l.limit, l.top
		l.price, l.top, l.limit = max(offer, min(most, l.limit+l.step)), p, most
	default:
		l.price = min(l.limit, most+l.step)
	}
	if l.price == l.highest() {
		l.state = game.AuctionSold
	} else if left := l.ends.Sub(now); left < l.extension {
		l.ends = now.Add(l.extension)
	}
	return pays, back, to, nil
}

// kind is what an error is, without its data.
func kind(err error) string {
	if err == nil {
		return "done"
	}
	return fmt.Sprintf("%T", err)
}
