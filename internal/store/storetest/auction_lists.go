package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/store"
)

// market makes six auctions with the ids that it returns. The first four are
// listed at 13:00, in different orders; the fifth ends at that very moment and
// the sixth is cancelled. Player 2 has bid on 2, 3 and 4 and watches 1, 4, 5, 6.
func market(t *testing.T, db *store.DB) (ids []game.AuctionID) {
	t.Helper()
	traders(t, db)
	for i, a := range []struct {
		card   game.CardID
		seller game.PlayerID
		ends   time.Duration
		opened time.Duration
		price  int64
		bids   int
	}{
		{1, 1, 5 * time.Hour, 2 * time.Minute, 100, 0},
		{2, 1, 3 * time.Hour, 2 * time.Minute, 100, 2},
		{1, 3, 4 * time.Hour, 3 * time.Minute, 200, 1},
		{3, 3, 3 * time.Hour, 2 * time.Minute, 100, 2},
		{4, 1, time.Hour, 0, 120, 0},
		{1, 1, 2 * time.Hour, 0, 110, 0},
	} {
		c := mint(t, db, string(rune('a'+i)), a.seller, a.card)[0]
		made := game.Auction{
			Seller: a.seller, Copy: c.ID, Card: a.card, Print: c.Print, Start: a.price, Increment: 10,
			Opened: noon().Add(a.opened), Ends: noon().Add(a.ends), State: game.AuctionOpen, Price: a.price, Bids: a.bids,
		}
		if a.bids > 0 {
			made.Top, made.Limit = 2, a.price
		}
		made = open(t, db, made)
		if i == 5 {
			end(t, db, made, game.AuctionCancelled)
		}
		ids = append(ids, made.ID)
	}
	// Written anew, so that rows do not lie in the order of their ids.
	second := readAuction(t, db, ids[1])
	update(t, db, func(tx game.Tx) error { return tx.SaveAuction(second) })
	update(t, db, func(tx game.Tx) error {
		for _, i := range []int{0, 3, 4, 5} {
			if err := tx.SetWatch(2, ids[i], true); err != nil {
				return err
			}
		}
		return tx.SetWatch(3, ids[1], true)
	})
	return ids
}

func auctionLists(t *testing.T, db *store.DB) {
	ids := market(t, db)
	many := make([]game.CardID, 30_000) // more than a statement has places
	for i := range many {
		many[i] = game.CardID(i + 2)
	}
	tests := []struct {
		name  string
		f     game.AuctionFilter
		want  []int // from 1
		total int
	}{
		{"the earliest end first", game.AuctionFilter{Sort: game.SortEnding, Limit: 9}, []int{2, 4, 3, 1}, 4},
		{"the newest first", game.AuctionFilter{Sort: game.SortNewest, Limit: 9}, []int{3, 1, 2, 4}, 4},
		{"the cheapest first", game.AuctionFilter{Sort: game.SortPrice, Limit: 9}, []int{1, 2, 4, 3}, 4},
		{"the most bids first", game.AuctionFilter{Sort: game.SortBids, Limit: 9}, []int{2, 4, 3, 1}, 4},
		{"no order", game.AuctionFilter{Limit: 9}, []int{2, 4, 3, 1}, 4},
		{"a page", game.AuctionFilter{Sort: game.SortNewest, Skip: 1, Limit: 2}, []int{1, 2}, 4},
		{"the last page", game.AuctionFilter{Sort: game.SortNewest, Skip: 3, Limit: 2}, []int{4}, 4},
		{"beyond", game.AuctionFilter{Skip: 4, Limit: 2}, nil, 4},
		{"only the total", game.AuctionFilter{}, nil, 4},
		{"no place", game.AuctionFilter{Skip: -1, Limit: -1}, nil, 4},
		{"one card", game.AuctionFilter{Cards: []game.CardID{1}, Limit: 9}, []int{3, 1}, 2},
		{"some cards", game.AuctionFilter{Cards: []game.CardID{3, 999, 1}, Sort: game.SortPrice, Limit: 2}, []int{1, 4}, 3},
		{"very many cards", game.AuctionFilter{Cards: many, Limit: 9}, []int{2, 4}, 2},
		{"no card", game.AuctionFilter{Cards: []game.CardID{}, Limit: 9}, nil, 0},
		{"of a seller", game.AuctionFilter{Seller: 1, Limit: 9}, []int{2, 1}, 2},
		{"of a bidder", game.AuctionFilter{Bidder: 2, Limit: 9}, []int{2, 4, 3}, 3},
		{"of nobody's bids", game.AuctionFilter{Bidder: 1, Limit: 9}, nil, 0},
		{"of a watcher", game.AuctionFilter{Watcher: 2, Limit: 9}, []int{4, 1}, 2},
		{"of everything", game.AuctionFilter{
			Cards: []game.CardID{1, 3}, Seller: 3, Bidder: 2, Watcher: 2, Sort: game.SortBids, Limit: 9,
		}, []int{4}, 1},
	}
	for _, tt := range tests {
		tt.f.Now = noon().Add(time.Hour)
		err := db.View(t.Context(), func(r game.Reader) error {
			page, total, err := r.Auctions(tt.f)
			var got []int
			for _, a := range page {
				got = append(got, slices.Index(ids, a.ID)+1)
				if whole := readAuction(t, db, a.ID); whole != a {
					t.Errorf("%s: got %+v, which is %+v", tt.name, a, whole)
				}
			}
			if !slices.Equal(got, tt.want) || total != tt.total {
				t.Errorf("%s: got %v of %d, want %v of %d", tt.name, got, total, tt.want, tt.total)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	update(t, db, func(tx game.Tx) error {
		if n, _, err := tx.SellerOf(1, 0); n != 3 || err != nil { // also the one that has just ended
			t.Errorf("the seller has %d open auctions, %v", n, err)
		}
		return nil
	})
}

// auctionQueries lists auctions by the language of queries: what a query says of
// copies is about those of who asks.
func auctionQueries(t *testing.T, db *store.DB) {
	ids := market(t, db)
	w := NewWorld(t, db, Rules(t), &Stopped{At: noon().Add(time.Hour)})
	mint(t, db, "mine", 2, 3)
	for _, tt := range []struct {
		query string
		want  []int // from 1
	}{
		{"", []int{2, 4, 3, 1}},
		{"-dusk", []int{2}},
		{"-dawn", []int{4, 3, 1}},
		{"1 3", []int{4, 3, 1}},
		{"crad", []int{2, 4, 3, 1}},
		{"miss", []int{2, 3, 1}},
		{"amount=1", []int{4}},
		{"fav", nil},
	} {
		page, err := w.Game.Auctions(t.Context(), 2, tt.query, game.SortEnding, 0, 10)
		var got []int
		for _, e := range page.Entries {
			got = append(got, slices.Index(ids, e.Auction.ID)+1)
		}
		if err != nil || !slices.Equal(got, tt.want) || page.Total != len(tt.want) {
			t.Errorf("%q: got %v of %d, %v; want %v", tt.query, got, page.Total, err, tt.want)
		}
	}
	_, err := w.Game.Auctions(t.Context(), 2, "card >date", game.SortEnding, 0, 10)
	if _, refused := errors.AsType[game.QueryError](err); !refused {
		t.Errorf("a sort beside the option for it: %v", err)
	}
	// The copy that a text means for sale is one that it chooses.
	made := mint(t, db, "sale", 2, 6, 6)
	update(t, db, func(tx game.Tx) error { return tx.MarkCopy(made[1].ID, true, false) })
	order := game.AuctionOrder{Start: 1000, Hours: 6}
	if plan, err := w.Game.PlanAuction(t.Context(), 2, "#6 print<2", order); err != nil || plan.Copy.ID != made[0].ID {
		t.Errorf("the first print is %+v, %v", plan.Copy, err)
	}
	if _, err := w.Game.PlanAuction(t.Context(), 2, "#6 fav", order); !errors.Is(err, game.ProtectedError{}) {
		t.Errorf("the favourite among two: %v", err)
	}
}
