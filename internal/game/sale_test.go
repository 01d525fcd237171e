package game

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"gohye/internal/ledger"
)

func TestAuctionTerms(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Auction
	good := AuctionOrder{Start: 100, Increment: 100, Hours: 1}
	with := func(change func(*AuctionOrder)) AuctionOrder {
		o := good
		change(&o)
		return o
	}
	hours := AuctionTermsError{What: TermHours, Least: 1, Most: 24}
	start := AuctionTermsError{What: TermStart, Least: 100, Most: maxPrice}
	step := AuctionTermsError{What: TermIncrement, Least: 1, Most: maxPrice}
	buyout := AuctionTermsError{What: TermBuyout, Least: 101, Most: maxPrice}
	tests := []struct {
		name  string
		order AuctionOrder
		err   error
	}{
		{"the shortest and cheapest", good, nil},
		{"the longest", with(func(o *AuctionOrder) { o.Hours = 24 }), nil},
		{"an hour longer", with(func(o *AuctionOrder) { o.Hours = 25 }), hours},
		{"no hours", with(func(o *AuctionOrder) { o.Hours = 0 }), hours},
		{"negative hours", with(func(o *AuctionOrder) { o.Hours = -1 }), hours},
		{"a flake too cheap", with(func(o *AuctionOrder) { o.Start = 99 }), start},
		{"the dearest", with(func(o *AuctionOrder) { o.Start = maxPrice }), nil},
		{"a flake dearer", with(func(o *AuctionOrder) { o.Start = maxPrice + 1 }), start},
		{"the smallest step", with(func(o *AuctionOrder) { o.Increment = 1 }), nil},
		{"a negative step", with(func(o *AuctionOrder) { o.Increment = -1 }), step},
		{"the widest step", with(func(o *AuctionOrder) { o.Increment = maxPrice }), nil},
		{"a wider step", with(func(o *AuctionOrder) { o.Increment = maxPrice + 1 }), step},
		{"a buyout at the start price", with(func(o *AuctionOrder) { o.Buyout = 100 }), buyout},
		{"a flake above", with(func(o *AuctionOrder) { o.Buyout = 101 }), nil},
		{"the highest buyout", with(func(o *AuctionOrder) { o.Buyout = maxPrice }), nil},
		{"a flake higher", with(func(o *AuctionOrder) { o.Buyout = maxPrice + 1 }), buyout},
		{"a negative buyout", with(func(o *AuctionOrder) { o.Buyout = -1 }), buyout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := tt.order
			if err := r.terms(&o); !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			if o != tt.order {
				t.Errorf("a complete order was changed to %+v", o)
			}
		})
	}
	o := AuctionOrder{Start: 100, Hours: 1}
	if err := r.terms(&o); err != nil || o.Increment != r.Increment {
		t.Errorf("the step that was left out is %d, %v", o.Increment, err)
	}
}

func TestSellable(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Auction
	tests := []struct {
		name string
		copy Copy
		card Card
		err  error
	}{
		{"a copy", Copy{}, Card{Level: 1, Collection: "moon"}, nil},
		{"as many stars as may be", Copy{}, Card{Level: 4}, nil},
		{"a star more", Copy{}, Card{Level: 5}, NotForAuctionError{MaxStars: 4}},
		{"locked", Copy{Locked: true}, Card{Level: 1}, ProtectedError{Locked: true}},
		{"a favourite", Copy{Favourite: true}, Card{Level: 1}, ProtectedError{}},
		{"both", Copy{Locked: true, Favourite: true}, Card{Level: 1}, ProtectedError{Locked: true}},
		{"of an excluded collection", Copy{}, Card{Level: 1, Collection: "lottery"}, NotForAuctionError{MaxStars: 4}},
		{"in other letters", Copy{}, Card{Level: 1, Collection: "LOTTERY"}, NotForAuctionError{MaxStars: 4}},
		{"of one named alike", Copy{}, Card{Level: 1, Collection: "lottery2"}, nil},
	}
	for _, tt := range tests {
		if err := r.sellable(tt.copy, tt.card); !errors.Is(err, tt.err) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.err)
		}
	}
}

func TestCheaperComesFirst(t *testing.T) {
	t.Parallel()
	// In the order in which they are given away.
	want := []Copy{
		{ID: 1, Level: 1, Print: 90},
		{ID: 2, Level: 1, Print: 89},
		{ID: 3, Level: 1, Exp: 1, Print: 99},
		{ID: 4, Level: 2, Print: 99},
		{ID: 5, Level: 1, Print: 98, Favourite: true},
		{ID: 6, Level: 1, Print: 97, Locked: true},
		{ID: 7, Level: 1, Print: 96, Locked: true, Favourite: true},
		{ID: 8, Level: 5, Print: 95, Locked: true},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, cheaper)
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestSoldPosting(t *testing.T) {
	t.Parallel()
	flakes := func(to ledger.Account, n ledger.Amount, why ledger.Reason) ledger.Transfer {
		return ledger.Transfer{Unit: ledger.Flake, From: "auction/7", To: to, Amount: n, Reason: why}
	}
	won := ledger.Transfer{Unit: ledger.Copy, From: "auction/7", To: "player/2", Amount: 1, Copy: 70, Reason: "auction won"}
	tests := []struct {
		name string
		a    Auction
		tax  int64
		want []ledger.Transfer
	}{
		{"everything", led(300, 500), 30, []ledger.Transfer{
			won, flakes("player/1", 270, "auction sold"), flakes("sink", 30, "auction tax"), flakes("player/2", 200, "auction change"),
		}},
		{"no tax, nothing back", led(300, 300), 0, []ledger.Transfer{won, flakes("player/1", 300, "auction sold")}},
	}
	for _, tt := range tests {
		p := tt.a.sold(tt.tax, ends())
		if p.Key != "auction/7/end" || !p.At.Equal(ends()) || !reflect.DeepEqual(p.Transfers, tt.want) {
			t.Errorf("%s: got %+v", tt.name, p)
		}
		var sum ledger.Amount
		for _, m := range p.Transfers[1:] {
			sum += m.Amount
		}
		if err := p.Check(); err != nil || sum != ledger.Amount(tt.a.Limit) {
			t.Errorf("%s: %d leave the auction, which holds %d (%v)", tt.name, sum, tt.a.Limit, err)
		}
	}
	a := fresh()
	if p := a.returned(ends()); p.Key != "auction/7/end" || p.Check() != nil ||
		!reflect.DeepEqual(p.Transfers, []ledger.Transfer{{Unit: ledger.Copy, From: "auction/7", To: "player/1", Amount: 1, Copy: 70, Reason: "auction returned"}}) {
		t.Errorf("returned: got %+v", p)
	}
}
