package game

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"gohye/internal/ledger"
)

// An outcome is what a bid does, without the history.
type outcome struct {
	price   int64
	top     PlayerID
	limit   int64
	pay     int64
	refund  int64
	former  PlayerID
	sold    bool
	bids    int
	refused error
}

func TestBidAmounts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		a      Auction
		bidder PlayerID
		order  BidOrder
		want   outcome
	}{
		// The first bid.
		{"nothing said is the start price", fresh(), ben, BidOrder{}, outcome{price: 100, top: ben, limit: 100, pay: 100, bids: 1}},
		{"the start price", fresh(), ben, BidOrder{Amount: 100}, outcome{price: 100, top: ben, limit: 100, pay: 100, bids: 1}},
		{"a flake less", fresh(), ben, BidOrder{Amount: 99}, outcome{refused: BidTooLowError{Least: 100}}},
		{"more than the start price is what it is", fresh(), ben, BidOrder{Amount: 130}, outcome{price: 130, top: ben, limit: 130, pay: 130, bids: 1}},
		{"a limit begins at the start price", fresh(), ben, BidOrder{Limit: 500}, outcome{price: 100, top: ben, limit: 500, pay: 500, bids: 1}},
		{"a limit below the start price", fresh(), ben, BidOrder{Limit: 99}, outcome{refused: BidTooLowError{Least: 100}}},
		{"amount and limit", fresh(), ben, BidOrder{Amount: 200, Limit: 500}, outcome{price: 200, top: ben, limit: 500, pay: 500, bids: 1}},
		{"a limit below the amount is the amount", fresh(), ben, BidOrder{Amount: 200, Limit: 150}, outcome{price: 200, top: ben, limit: 200, pay: 200, bids: 1}},
		{"less than nothing", fresh(), ben, BidOrder{Amount: -1}, outcome{refused: BidTooLowError{Least: 100}}},
		{"a limit less than nothing", fresh(), ben, BidOrder{Amount: 100, Limit: -1}, outcome{refused: BidTooLowError{Least: 100}}},
		{"the seller", fresh(), seller, BidOrder{Amount: 100}, outcome{refused: OwnAuctionError{}}},

		// Against a bid without a limit.
		{"nothing said is one step more", led(100, 100), ben, BidOrder{}, outcome{price: 110, top: ben, limit: 110, pay: 110, refund: 100, former: ana, bids: 2}},
		{"one step", led(100, 100), ben, BidOrder{Amount: 110}, outcome{price: 110, top: ben, limit: 110, pay: 110, refund: 100, former: ana, bids: 2}},
		{"a flake less than a step", led(100, 100), ben, BidOrder{Amount: 109}, outcome{refused: BidTooLowError{Least: 110}}},
		{"the same", led(100, 100), ben, BidOrder{Amount: 100}, outcome{refused: BidTooLowError{Least: 110}}},
		{"a limit a flake less than a step", led(100, 100), ben, BidOrder{Limit: 109}, outcome{refused: BidTooLowError{Least: 110}}},
		{"a limit pays one step", led(100, 100), ben, BidOrder{Limit: 900}, outcome{price: 110, top: ben, limit: 900, pay: 900, refund: 100, former: ana, bids: 2}},

		// Limit against limit: ana would go to 500.
		{"lower: the other answers by a step", led(100, 500), ben, BidOrder{Limit: 300}, outcome{price: 310, top: ana, limit: 500, bids: 3}},
		{"a step lower: the other answers to the full", led(100, 500), ben, BidOrder{Limit: 490}, outcome{price: 500, top: ana, limit: 500, bids: 3}},
		{"less than a step lower: to the full, and no further", led(100, 500), ben, BidOrder{Limit: 491}, outcome{price: 500, top: ana, limit: 500, bids: 3}},
		{"a flake lower", led(100, 500), ben, BidOrder{Limit: 499}, outcome{price: 500, top: ana, limit: 500, bids: 3}},
		{"equal: the earlier counts", led(100, 500), ben, BidOrder{Limit: 500}, outcome{price: 500, top: ana, limit: 500, bids: 3}},
		{"higher by a flake", led(100, 500), ben, BidOrder{Limit: 501}, outcome{price: 501, top: ben, limit: 501, pay: 501, refund: 500, former: ana, bids: 3}},
		{"higher by a flake less than a step", led(100, 500), ben, BidOrder{Limit: 509}, outcome{price: 509, top: ben, limit: 509, pay: 509, refund: 500, former: ana, bids: 3}},
		{"higher by a step", led(100, 500), ben, BidOrder{Limit: 510}, outcome{price: 510, top: ben, limit: 510, pay: 510, refund: 500, former: ana, bids: 3}},
		{"higher by more than a step", led(100, 500), ben, BidOrder{Limit: 511}, outcome{price: 510, top: ben, limit: 511, pay: 511, refund: 500, former: ana, bids: 3}},
		{"an amount is paid in full", led(100, 500), ben, BidOrder{Amount: 600}, outcome{price: 600, top: ben, limit: 600, pay: 600, refund: 500, former: ana, bids: 3}},
		{"an amount above the other's limit, and a limit", led(100, 500), ben, BidOrder{Amount: 600, Limit: 700}, outcome{price: 600, top: ben, limit: 700, pay: 700, refund: 500, former: ana, bids: 3}},
		{"an amount below the other's limit, a limit above", led(100, 500), ben, BidOrder{Amount: 200, Limit: 700}, outcome{price: 510, top: ben, limit: 700, pay: 700, refund: 500, former: ana, bids: 3}},
		{"an amount below the other's limit", led(100, 500), ben, BidOrder{Amount: 200}, outcome{price: 210, top: ana, limit: 500, bids: 3}},
		{"the other's limit is used up", led(500, 500), ben, BidOrder{Limit: 700}, outcome{price: 510, top: ben, limit: 700, pay: 700, refund: 500, former: ana, bids: 2}},

		// The leader.
		{"raises the limit and nothing else", led(100, 500), ana, BidOrder{Limit: 700}, outcome{price: 100, top: ana, limit: 700, pay: 200, bids: 1}},
		{"raises it by an amount", led(100, 500), ana, BidOrder{Amount: 700}, outcome{price: 100, top: ana, limit: 700, pay: 200, bids: 1}},
		{"raises it by a flake", led(100, 500), ana, BidOrder{Limit: 501}, outcome{price: 100, top: ana, limit: 501, pay: 1, bids: 1}},
		{"says the same", led(100, 500), ana, BidOrder{Limit: 500}, outcome{refused: LeadingError{Limit: 500}}},
		{"says less", led(100, 500), ana, BidOrder{Limit: 400}, outcome{refused: LeadingError{Limit: 500}}},
		{"says nothing", led(100, 500), ana, BidOrder{}, outcome{refused: LeadingError{Limit: 500}}},
		{"says an amount within the limit", led(100, 500), ana, BidOrder{Amount: 200}, outcome{refused: LeadingError{Limit: 500}}},
		{"says less than nothing", led(100, 500), ana, BidOrder{Amount: -700, Limit: 700}, outcome{refused: BidTooLowError{Least: 110}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkBid(t, tt.a, Player{ID: tt.bidder, Flakes: 10_000}, tt.order, tt.want)
		})
	}
}

func TestBuyout(t *testing.T) {
	t.Parallel()
	plain, open, secret := buyable(fresh(), 500), buyable(led(100, 300), 500), buyable(led(100, 500), 500)
	tests := []struct {
		name   string
		a      Auction
		bidder PlayerID
		order  BidOrder
		want   outcome
	}{
		{"exactly, as the first bid", plain, ben, BidOrder{Amount: 500}, outcome{price: 500, top: ben, limit: 500, pay: 500, sold: true, bids: 1}},
		{"more pays no more", plain, ben, BidOrder{Amount: 900, Limit: 1000}, outcome{price: 500, top: ben, limit: 500, pay: 500, sold: true, bids: 1}},
		{"a flake less is a bid", plain, ben, BidOrder{Amount: 499}, outcome{price: 499, top: ben, limit: 499, pay: 499, bids: 1}},
		{"a limit alone is no buyout", plain, ben, BidOrder{Limit: 500}, outcome{price: 100, top: ben, limit: 500, pay: 500, bids: 1}},
		{"a higher limit is one at the buyout", plain, ben, BidOrder{Limit: 900}, outcome{price: 100, top: ben, limit: 500, pay: 500, bids: 1}},
		{"against a lower limit", open, ben, BidOrder{Amount: 500}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 300, former: ana, sold: true, bids: 2}},
		{"at once, against an equal secret limit", secret, ben, BidOrder{Amount: 500}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 500, former: ana, sold: true, bids: 2}},
		{"by limit, against an equal secret limit: the earlier has it", secret, ben, BidOrder{Limit: 500}, outcome{price: 500, top: ana, limit: 500, sold: true, bids: 3}},
		{"a limit a step below an equal secret limit drives it there", secret, ben, BidOrder{Limit: 490}, outcome{price: 500, top: ana, limit: 500, sold: true, bids: 3}},
		{"a limit more than a step below does not", secret, ben, BidOrder{Limit: 489}, outcome{price: 499, top: ana, limit: 500, bids: 3}},
		{"by limit, against one less than a step lower", buyable(led(100, 495), 500), ben, BidOrder{Limit: 500}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 495, former: ana, sold: true, bids: 3}},
		{"a step would exceed it: nothing said buys", buyable(led(495, 495), 500), ben, BidOrder{}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 495, former: ana, sold: true, bids: 2}},
		{"a step would exceed it: so does a limit", buyable(led(495, 495), 500), ben, BidOrder{Limit: 500}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 495, former: ana, sold: true, bids: 2}},
		{"a step would exceed it: a flake less is too low", buyable(led(495, 495), 500), ben, BidOrder{Amount: 499}, outcome{refused: BidTooLowError{Least: 500}}},
		{"a step would exceed it: at once, against a secret limit", buyable(led(495, 500), 500), ben, BidOrder{}, outcome{price: 500, top: ben, limit: 500, pay: 500, refund: 500, former: ana, sold: true, bids: 2}},
		{"by the leader himself", open, ana, BidOrder{Amount: 500}, outcome{price: 500, top: ana, limit: 500, pay: 200, sold: true, bids: 2}},
		{"by the leader, whose limit is there", secret, ana, BidOrder{Amount: 600}, outcome{price: 500, top: ana, limit: 500, sold: true, bids: 2}},
		{"the leader's limit goes there and waits", open, ana, BidOrder{Limit: 900}, outcome{price: 100, top: ana, limit: 500, pay: 200, bids: 1}},
		{"the leader's limit is there and can go no further", secret, ana, BidOrder{Limit: 900}, outcome{refused: LeadingError{Limit: 500}}},
		{"the seller", plain, seller, BidOrder{Amount: 500}, outcome{refused: OwnAuctionError{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkBid(t, tt.a, Player{ID: tt.bidder, Flakes: 10_000}, tt.order, tt.want)
		})
	}
}

func TestBidFunds(t *testing.T) {
	t.Parallel()
	short := func(need, have int64) outcome {
		return outcome{refused: InsufficientFundsError{Need: need, Have: have}}
	}
	tests := []struct {
		name   string
		a      Auction
		bidder Player
		order  BidOrder
		want   outcome
	}{
		{"exactly enough", fresh(), Player{ID: ben, Flakes: 100}, BidOrder{}, outcome{price: 100, top: ben, limit: 100, pay: 100, bids: 1}},
		{"one short", fresh(), Player{ID: ben, Flakes: 99}, BidOrder{}, short(100, 99)},
		{"the limit counts, not the price", fresh(), Player{ID: ben, Flakes: 499}, BidOrder{Limit: 500}, short(500, 499)},
		{"exactly the limit", fresh(), Player{ID: ben, Flakes: 500}, BidOrder{Limit: 500}, outcome{price: 100, top: ben, limit: 500, pay: 500, bids: 1}},
		{"the leader needs the difference", led(100, 500), Player{ID: ana, Flakes: 200}, BidOrder{Limit: 700}, outcome{price: 100, top: ana, limit: 700, pay: 200, bids: 1}},
		{"the leader is one short of it", led(100, 500), Player{ID: ana, Flakes: 199}, BidOrder{Limit: 700}, short(200, 199)},
		{"the buyout, for the leader", buyable(led(100, 300), 500), Player{ID: ana, Flakes: 200}, BidOrder{Amount: 500}, outcome{price: 500, top: ana, limit: 500, pay: 200, sold: true, bids: 2}},
		{"the buyout and no more", buyable(fresh(), 500), Player{ID: ben, Flakes: 500}, BidOrder{Amount: 900}, outcome{price: 500, top: ben, limit: 500, pay: 500, sold: true, bids: 1}},
		{"no driving up the price without flakes", led(100, 500), Player{ID: ben}, BidOrder{Limit: 490}, short(490, 0)},
		{"one short of a bid that would be beaten", led(100, 500), Player{ID: ben, Flakes: 299}, BidOrder{Limit: 300}, short(300, 299)},
		{"enough for a bid that is beaten", led(100, 500), Player{ID: ben, Flakes: 300}, BidOrder{Limit: 300}, outcome{price: 310, top: ana, limit: 500, bids: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkBid(t, tt.a, tt.bidder, tt.order, tt.want)
		})
	}
}

func TestTheHighestPriceThereIs(t *testing.T) {
	t.Parallel()
	const huge = 1<<63 - 1
	rich := Player{ID: ben, Flakes: huge}
	top := led(maxPrice-5, maxPrice-5)
	wide := fresh()
	wide.Increment = maxPrice
	tests := []struct {
		name  string
		a     Auction
		order BidOrder
		want  outcome
	}{
		{"is a buyout price", fresh(), BidOrder{Amount: maxPrice}, outcome{price: maxPrice, top: ben, limit: maxPrice, pay: maxPrice, sold: true, bids: 1}},
		{"whatever is said", fresh(), BidOrder{Amount: huge, Limit: huge}, outcome{price: maxPrice, top: ben, limit: maxPrice, pay: maxPrice, sold: true, bids: 1}},
		{"bounds a limit", fresh(), BidOrder{Limit: huge}, outcome{price: 100, top: ben, limit: maxPrice, pay: maxPrice, bids: 1}},
		{"a flake less is a bid", fresh(), BidOrder{Amount: maxPrice - 1}, outcome{price: maxPrice - 1, top: ben, limit: maxPrice - 1, pay: maxPrice - 1, bids: 1}},
		{"bounds a step", top, BidOrder{}, outcome{price: maxPrice, top: ben, limit: maxPrice, pay: maxPrice, refund: maxPrice - 5, former: ana, sold: true, bids: 2}},
		{"bounds the widest step", wide, BidOrder{Limit: maxPrice}, outcome{price: 100, top: ben, limit: maxPrice, pay: maxPrice, bids: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkBid(t, tt.a, rich, tt.order, tt.want)
		})
	}
}

// checkBid bids an hour before the end, and looks at everything but the rows.
func checkBid(t *testing.T, a Auction, p Player, o BidOrder, want outcome) {
	t.Helper()
	was := a
	b, err := a.bid(p, o, extension, ends().Add(-time.Hour))
	if a != was {
		t.Errorf("the rule changed the auction itself: %+v", a)
	}
	if want.refused != nil || err != nil {
		if !errors.Is(err, want.refused) || !reflect.DeepEqual(b, bidding{}) {
			t.Errorf("got %+v, %v; want %v", b, err, want.refused)
		}
		return
	}
	got := outcome{
		price: b.next.Price, top: b.next.Top, limit: b.next.Limit, pay: b.pay, refund: b.refund,
		former: b.former, sold: b.sold(), bids: b.next.Bids,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if b.leads != (b.next.Top == p.ID) || b.shows(&a) != (b.next.Price != a.Price || b.next.Top != a.Top) {
		t.Errorf("leads is %v, shows is %v", b.leads, b.shows(&a))
	}
	if !b.next.Ends.Equal(a.Ends) {
		t.Errorf("the end moved to %v", b.next.Ends)
	}
}

func TestBidRows(t *testing.T) {
	t.Parallel()
	now := ends().Add(-time.Hour)
	row := func(p PlayerID, amount int64, proxy bool) BidRow {
		return BidRow{Auction: 7, Player: p, Amount: amount, Proxy: proxy, At: now}
	}
	tests := []struct {
		name   string
		a      Auction
		bidder PlayerID
		order  BidOrder
		want   []BidRow
	}{
		{"the first", fresh(), ben, BidOrder{Limit: 500}, []BidRow{row(ben, 100, false)}},
		{"against a used limit", led(100, 100), ben, BidOrder{}, []BidRow{row(ben, 110, false)}},
		{"beaten: the offer, then the answer", led(100, 500), ben, BidOrder{Amount: 200}, []BidRow{row(ben, 200, false), row(ana, 210, true)}},
		{"beaten by limit", led(100, 500), ben, BidOrder{Limit: 300}, []BidRow{row(ben, 300, true), row(ana, 310, true)}},
		{"beats a limit: its last word first", led(100, 500), ben, BidOrder{Limit: 700}, []BidRow{row(ana, 500, true), row(ben, 510, true)}},
		{"beats a limit by an amount", led(100, 500), ben, BidOrder{Amount: 700}, []BidRow{row(ana, 500, true), row(ben, 700, false)}},
		{"a higher limit of the leader is nobody's business", led(100, 500), ana, BidOrder{Limit: 700}, nil},
		{"the buyout", buyable(led(100, 500), 500), ben, BidOrder{Amount: 500}, []BidRow{row(ben, 500, false)}},
		{"the leader's buyout", buyable(led(100, 400), 500), ana, BidOrder{Amount: 500}, []BidRow{row(ana, 500, false)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := tt.a.bid(Player{ID: tt.bidder, Flakes: 1000}, tt.order, extension, now)
			if err != nil || !reflect.DeepEqual(b.rows, tt.want) {
				t.Errorf("got  %+v, %v\nwant %+v", b.rows, err, tt.want)
			}
		})
	}
}

func TestBidMoves(t *testing.T) {
	t.Parallel()
	hold := func(p PlayerID, n ledger.Amount) ledger.Transfer {
		return ledger.Transfer{Unit: ledger.Flake, From: playerAccount(p), To: "auction/7", Amount: n, Reason: "bid"}
	}
	tests := []struct {
		name string
		b    bidding
		want []ledger.Transfer
	}{
		{"the first", bidding{pay: 500}, []ledger.Transfer{hold(ben, 500)}},
		{"outbid", bidding{pay: 500, refund: 300, former: ana}, []ledger.Transfer{
			hold(ben, 500),
			{Unit: ledger.Flake, From: "auction/7", To: playerAccount(ana), Amount: 300, Reason: "outbid"},
		}},
		{"beaten", bidding{}, nil},
	}
	for _, tt := range tests {
		tt.b.next.ID = 7
		if got := tt.b.moves(ben); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
