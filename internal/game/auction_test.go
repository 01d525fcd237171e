package game

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// The players of these tests.
const (
	seller PlayerID = 1
	ana    PlayerID = 2
	ben    PlayerID = 3
)

const extension = 10 * time.Second

// ends is when the auctions of these tests end.
func ends() time.Time { return time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC) }

// fresh is an open auction from 100 flakes in steps of 10.
func fresh() Auction {
	return Auction{
		ID: 7, Seller: seller, Copy: 70, Card: 5, Print: 3, Start: 100, Increment: 10, Price: 100,
		Opened: ends().Add(-6 * time.Hour), Ends: ends(), State: AuctionOpen,
	}
}

// led is a fresh auction in which ana leads at a price with a limit.
func led(price, limit int64) Auction {
	a := fresh()
	a.Price, a.Top, a.Limit, a.Bids = price, ana, limit, 1
	return a
}

// buyable is a with a buyout price.
func buyable(a Auction, buyout int64) Auction {
	a.Buyout = buyout
	return a
}

func TestBidInTime(t *testing.T) {
	t.Parallel()
	over := AuctionOverError{Auction: 7}
	tests := []struct {
		name  string
		state AuctionState
		at    time.Duration // from the end
		err   error
	}{
		{"at the opening", AuctionOpen, -6 * time.Hour, nil},
		{"the last nanosecond", AuctionOpen, -1, nil},
		{"the end", AuctionOpen, 0, over},
		{"a nanosecond late", AuctionOpen, 1, over},
		{"a day late, and nobody has closed it", AuctionOpen, 24 * time.Hour, over},
		{"sold before its end", AuctionSold, -time.Hour, over},
		{"cancelled before its end", AuctionCancelled, -time.Hour, over},
		{"not sold", AuctionUnsold, time.Hour, over},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := fresh()
			a.State = tt.state
			_, err := a.bid(Player{ID: ben, Flakes: 1000}, BidOrder{Auction: 7}, extension, ends().Add(tt.at))
			if !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
		})
	}
}

func TestLateBidsExtend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		a      Auction
		bidder PlayerID
		order  BidOrder
		before time.Duration // the end
		want   time.Duration // by which the end moves
	}{
		{"exactly the extension before the end", led(100, 100), ben, BidOrder{}, extension, 0},
		{"a nanosecond later", led(100, 100), ben, BidOrder{}, extension - 1, 1},
		{"the last nanosecond", led(100, 100), ben, BidOrder{}, 1, extension - 1},
		{"the first bid, at the start price", fresh(), ben, BidOrder{}, 1, extension - 1},
		{"beaten at once, and the price goes up", led(100, 500), ben, BidOrder{}, 1, extension - 1},
		{"a tie with a limit", led(100, 500), ben, BidOrder{Limit: 500}, 1, extension - 1},
		{"more of a secret limit", led(100, 500), ana, BidOrder{Limit: 600}, 1, 0},
		{"the buyout ends it", buyable(fresh(), 900), ben, BidOrder{Amount: 900}, 1, 0},
		{"a limit that comes to the buyout ends it", buyable(led(100, 895), 900), ben, BidOrder{Limit: 900}, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := tt.a.bid(Player{ID: tt.bidder, Flakes: 1000}, tt.order, extension, ends().Add(-tt.before))
			if err != nil {
				t.Fatal(err)
			}
			if got := b.next.Ends.Sub(ends()); got != tt.want {
				t.Errorf("the end moved by %v, want %v", got, tt.want)
			}
		})
	}
}

func TestExtensionsChain(t *testing.T) {
	t.Parallel()
	a, now := fresh(), ends().Add(-1)
	for i := range 360 {
		bidder := ana + PlayerID(i%2)
		b, err := a.bid(Player{ID: bidder, Flakes: 100_000}, BidOrder{}, extension, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.next.Ends.Sub(now); got != extension {
			t.Fatalf("bid %d leaves %v, want %v", i, got, extension)
		}
		a, now = b.next, b.next.Ends.Add(-1)
	}
	if got := a.Ends.Sub(ends()); got != 360*(extension-1) {
		t.Errorf("an hour of bids in the last nanosecond moved the end by %v", got)
	}
	if _, err := a.bid(Player{ID: ben, Flakes: 100_000}, BidOrder{}, extension, a.Ends); !errors.Is(err, AuctionOverError{Auction: 7}) {
		t.Errorf("at the end: %v", err)
	}
}

func TestNoExtension(t *testing.T) {
	t.Parallel()
	a := fresh()
	b, err := a.bid(Player{ID: ana, Flakes: 100}, BidOrder{}, 0, ends().Add(-1))
	if err != nil || !b.next.Ends.Equal(ends()) {
		t.Errorf("got %v, %v", b.next.Ends, err)
	}
}

func TestAuctionCode(t *testing.T) {
	t.Parallel()
	for _, id := range []AuctionID{1, 35, 36, 1 << 40} {
		if got, ok := ParseAuctionCode(strings.ToUpper(id.Code())); !ok || got != id {
			t.Errorf("ParseAuctionCode(%s) = %d, %v", id.Code(), got, ok)
		}
	}
	for _, bad := range []string{"", "-1", "0", "%%", strings.Repeat("z", 20)} {
		if _, ok := ParseAuctionCode(bad); ok {
			t.Errorf("ParseAuctionCode(%q) is an auction", bad)
		}
	}
}

func TestMutes(t *testing.T) {
	t.Parallel()
	for i, k := range NoticeKinds() {
		m := Mutes(0).With(k, true)
		if m != 1<<i || !m.Has(k) || m.With(k, false) != 0 || m.With(k, true) != m {
			t.Errorf("%s switched off is %b", k, m)
		}
		for _, other := range NoticeKinds() {
			if other != k && m.Has(other) {
				t.Errorf("%s switched off takes %s with it", k, other)
			}
		}
	}
	if m := Mutes(0).With(NoticeResult, true); m != 0 || m.Has(NoticeResult) {
		t.Errorf("what a channel is told was switched off: %b", m)
	}
}

func TestAuctionRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*AuctionRules){
		"auction.min_hours": func(r *AuctionRules) { r.MinHours = r.MaxHours + 1 },
		"auction.min_price": func(r *AuctionRules) { r.MinPrice = maxPrice + 1 },
		"auction.extension": func(r *AuctionRules) { r.Extension = -1 },
		"auction.fee":       func(r *AuctionRules) { r.Fee = -1 },
		"auction.tax":       func(r *AuctionRules) { r.Tax = 100 },
		"auction.max_open":  func(r *AuctionRules) { r.MaxOpen = -1 },
		"auction.max_stars": func(r *AuctionRules) { r.MaxStars = 6 },
		"auction.refresh":   func(r *AuctionRules) { r.Refresh = Duration(time.Second - 1) },
		"auction.soon":      func(r *AuctionRules) { r.Soon = -1 },
	}
	for key, change := range tests {
		r := DefaultRules()
		change(&r.Auction)
		if err := r.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}
