package game

import (
	"cmp"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A promise is the most that a player has said in an auction, and when.
type promise struct {
	limit int64
	turn  int
}

// A hall plays one auction with purses of coins beside it, and remembers what
// was promised.
type hall struct {
	a        Auction
	purse    map[PlayerID]int64
	held     int64 // what the auction's account holds
	promised map[PlayerID]promise
	turn     int
	now      time.Time
	over     bool
}

// apply bids, moves the coins as the decision says, and checks what must hold
// after every bid.
func (h *hall) apply(t *rapid.T, p PlayerID, o BidOrder) {
	was, total := h.a, h.total()
	b, err := h.a.bid(Player{ID: p, Flakes: h.purse[p]}, o, extension, h.now)
	if err != nil {
		refused, ok := errors.AsType[Refusal](err)
		if !ok {
			t.Fatalf("no refusal: %v", err)
		}
		h.refused(t, p, o, refused)
		return
	}
	h.turn++
	h.purse[p] -= b.pay
	if b.former != 0 {
		h.purse[b.former] += b.refund
	}
	h.held += b.pay - b.refund
	h.a = b.next
	limit := cmp.Or(max(o.Limit, o.Amount), was.Least())
	if limit = min(limit, h.a.ceiling()); limit > h.promised[p].limit {
		h.promised[p] = promise{limit, h.turn}
	}
	if h.over = b.sold(); h.over {
		h.a.State = AuctionSold
	}
	h.check(t, was, total, o.Amount >= h.a.ceiling() || h.a.Price == h.a.ceiling() && was.Least() == h.a.ceiling())
}

func (h *hall) total() (n int64) {
	for _, have := range h.purse {
		n += have
	}
	return n + h.held
}

// check is what must hold after a bid that was taken. bought says that it
// offered the buyout price at once, which beats an earlier equal limit.
func (h *hall) check(t *rapid.T, was Auction, total int64, bought bool) {
	a := h.a
	switch {
	case a.Price < was.Price:
		t.Fatalf("the price fell from %d to %d", was.Price, a.Price)
	case a.Price > a.Limit:
		t.Fatalf("the price %d exceeds the leader's limit %d", a.Price, a.Limit)
	case h.held != a.Limit:
		t.Fatalf("the account holds %d, the leader's limit is %d", h.held, a.Limit)
	case h.total() != total:
		t.Fatalf("%d flakes became %d", total, h.total())
	case a.Limit != h.promised[a.Top].limit:
		t.Fatalf("the limit is %d, the leader promised %d", a.Limit, h.promised[a.Top].limit)
	case h.over != (a.Price >= a.ceiling()):
		t.Fatalf("at the price %d of %d the auction is over: %v", a.Price, a.ceiling(), h.over)
	case a.Bids < was.Bids || a.Ends.Before(was.Ends):
		t.Fatalf("from %+v to %+v", was, a)
	case was.Top != 0 && a.Top != was.Top && a.Price < was.Limit:
		t.Fatalf("%d took the lead at %d from a limit of %d", a.Top, a.Price, was.Limit)
	}
	for p, have := range h.purse {
		if have < 0 {
			t.Fatalf("player %d has %d flakes", p, have)
		}
		if p != a.Top && have != riches {
			t.Fatalf("player %d does not lead and has %d flakes", p, have)
		}
	}
	second := int64(0)
	for p, other := range h.promised {
		mine := h.promised[a.Top]
		if p == a.Top {
			continue
		}
		if other.limit > mine.limit || other.limit == mine.limit && other.turn < mine.turn && !bought {
			t.Fatalf("%d leads with %+v although %d promised %+v", a.Top, mine, p, other)
		}
		second = max(second, other.limit)
	}
	if second > a.Price {
		t.Fatalf("the price %d is less than %d, which a loser promised", a.Price, second)
	}
}

// refused checks that no was the right answer.
func (h *hall) refused(t *rapid.T, p PlayerID, o BidOrder, err Refusal) {
	limit := min(max(o.Limit, o.Amount), h.a.ceiling())
	switch e := any(err).(type) {
	case BidTooLowError:
		said := max(o.Amount, 0)
		if said == 0 {
			said = o.Limit
		}
		if p == h.a.Top || e.Least != h.a.Least() || said >= e.Least || said == 0 {
			t.Fatalf("%+v was called too low: %+v in %+v", o, e, h.a)
		}
	case LeadingError:
		if p != h.a.Top || limit > h.a.Limit || e.Limit != h.a.Limit {
			t.Fatalf("%+v: %+v in %+v", o, e, h.a)
		}
	case InsufficientFundsError:
		if e.Have != h.purse[p] || e.Need <= e.Have {
			t.Fatalf("%+v: %+v in %+v", o, e, h.a)
		}
	default:
		t.Fatalf("%+v: %v in %+v", o, err, h.a)
	}
}

const riches = 2000

// Whatever is bid: the leader is the earliest of those with the highest limit
// (or has just offered the buyout price), pays no more than his limit and no
// less than the second wanted, the price never falls, and whoever does not lead
// has everything back.
func TestSecondPriceInvariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := &hall{a: fresh(), purse: map[PlayerID]int64{}, promised: map[PlayerID]promise{}, now: ends().Add(-time.Minute)}
		h.a.Increment = rapid.Int64Range(1, 60).Draw(t, "increment")
		h.a.Buyout = rapid.SampledFrom([]int64{0, 0, 101, 150, 400}).Draw(t, "buyout")
		for p := ana; p < ana+5; p++ {
			h.purse[p] = riches
		}
		amounts := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 450), rapid.Int64Range(0, 2*riches))
		for range rapid.IntRange(1, 25).Draw(t, "bids") {
			if h.over {
				break
			}
			h.now = h.now.Add(time.Duration(rapid.Int64Range(0, int64(3*time.Second)).Draw(t, "pause")))
			p := ana + PlayerID(rapid.IntRange(0, 4).Draw(t, "player"))
			h.apply(t, p, BidOrder{Amount: amounts.Draw(t, "amount"), Limit: amounts.Draw(t, "limit")})
		}
	})
}

// No number breaks the rule: any auction that can be, any bid, any purse.
func TestNoNumberBreaksABid(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Auction
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64(), rapid.Int64Range(0, 300), rapid.Int64Range(maxPrice-300, maxPrice+300))
		price := rapid.OneOf(rapid.Int64Range(r.MinPrice, 400), rapid.Int64Range(maxPrice-300, maxPrice))
		a := fresh()
		a.Start, a.Increment, a.Buyout = price.Draw(t, "start"), price.Draw(t, "increment"), price.Draw(t, "buyout")
		if a.Buyout <= a.Start {
			a.Buyout = 0
		}
		a.Price = a.Start
		if rapid.Bool().Draw(t, "led") && a.Price < a.ceiling() {
			a.Price = rapid.Int64Range(a.Start, a.ceiling()-1).Draw(t, "price")
			a.Top, a.Limit = ana, rapid.Int64Range(a.Price, a.ceiling()).Draw(t, "limit")
		}
		p := Player{ID: ana + PlayerID(rapid.IntRange(0, 1).Draw(t, "player")), Flakes: max(0, number.Draw(t, "flakes"))}
		o := BidOrder{Amount: number.Draw(t, "amount"), Limit: number.Draw(t, "most")}
		b, err := a.bid(p, o, extension, ends().Add(-1))
		if err != nil {
			return
		}
		n := b.next
		if n.Price < a.Price || n.Price > n.Limit || n.Limit > n.ceiling() || b.pay < 0 || b.pay > p.Flakes ||
			a.Limit+b.pay-b.refund != n.Limit || b.sold() != (n.Price == n.ceiling()) || !b.leads && n.Limit < min(o.Amount, n.ceiling()) {
			t.Fatalf("%+v\nbecame %+v\nby %+v", a, b, o)
		}
		tax := n.Price * 99 / 100
		if posting := n.sold(tax, ends()); posting.Check() != nil || tax < 0 || tax > n.Price {
			t.Fatalf("%+v cannot be paid: %v", n, posting.Check())
		}
	})
}
