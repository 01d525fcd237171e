package game

import (
	"testing"
	"time"
)

// TestLateBidsMoveTheEnd has a bid ten seconds before the end, and later.
func TestLateBidsMoveTheEnd(t *testing.T) {
	t.Parallel()
	const extension = 10 * time.Second
	ends := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	led := Auction{ID: 1, Seller: 9, Start: 100, Increment: 10, Ends: ends, State: AuctionOpen, Price: 150, Top: 1, Limit: 300, Bids: 1}
	fresh := led
	fresh.Price, fresh.Top, fresh.Limit, fresh.Bids = 100, 0, 0, 0
	tests := []struct {
		name    string
		auction Auction
		player  PlayerID
		order   BidOrder
		left    time.Duration
		extends bool
	}{
		{"exactly the extension before the end", fresh, 2, BidOrder{}, extension, false},
		{"a first bid at the start price", fresh, 2, BidOrder{}, extension - 1, true},
		{"a bid that takes the lead", led, 2, BidOrder{Amount: 400}, 1, true},
		{"a bid that a limit beats", led, 2, BidOrder{Amount: 200}, 1, true},
		{"a bid that ties with a limit", led, 2, BidOrder{Amount: 300}, 1, true},
		{"a secret limit that is raised", led, 1, BidOrder{Limit: 500}, 1, false},
	}
	for _, tt := range tests {
		now := ends.Add(-tt.left)
		b, err := tt.auction.bid(Player{ID: tt.player, Flakes: 1000}, tt.order, extension, now)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		want := ends
		if tt.extends {
			want = now.Add(extension)
		}
		if !b.next.Ends.Equal(want) {
			t.Errorf("%s: ends %s, want %s", tt.name, b.next.Ends, want)
		}
	}
}
