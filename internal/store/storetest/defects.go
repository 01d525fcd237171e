package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/store"
)

// claimDays: the price of a claim begins anew with the day in which it is made, by
// the clock of the rules, for whoever looks and for whoever pays (D12).
func claimDays(t *testing.T, db *store.DB) {
	rules := Rules(t)
	rules.TimeZone = "Asia/Seoul"
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	// An instant before Tuesday begins in Seoul; in UTC it is Monday afternoon.
	c := &Stopped{At: time.Date(2026, 11, 23, 15, 0, 0, -1, time.UTC)}
	w := NewWorld(t, db, rules, c)
	join(t, db, 1, 1_000_000)
	for i, tt := range []struct {
		later             time.Duration
		daily             bool // before the claim
		count             int
		cost, spent, next int64
	}{
		{0, false, 10, 10*700 + 45*700, 38_500, 7700},
		{0, false, 1, 7700, 46_200, 8400},
		{1, false, 1, 700, 700, 1400},                  // the first nanosecond of Tuesday
		{24*time.Hour - 1, false, 1, 1400, 2100, 2100}, // the last of it
		{72*time.Hour + 1, false, 2, 2100, 2100, 2100}, // days later
		{-48 * time.Hour, false, 1, 700, 700, 1400},    // a clock that was put back
		{time.Minute, true, 1, 700, 700, 1400},         // the same day
	} {
		c.At = c.At.Add(tt.later)
		if tt.daily {
			if _, err := w.Game.Daily(t.Context(), Act("daily", 1)); err != nil {
				t.Fatal(err)
			}
		}
		had := flakes(t, db, 1)
		res, err := w.Game.Claim(t.Context(), Act(fmt.Sprintf("i/%d", i), 1), game.ClaimOrder{Count: tt.count})
		if err != nil || res.Cost != tt.cost || res.SpentToday != tt.spent || res.Next != tt.next {
			t.Errorf("claim %d cost %d, %d today, the next %d, %v; want %+v", i, res.Cost, res.SpentToday, res.Next, err, tt)
		}
		if got := flakes(t, db, 1); got != had-tt.cost || res.Balance != got {
			t.Errorf("claim %d left %d of %d and said %d", i, got, had, res.Balance)
		}
	}
}

// claimsAtOnce: whoever can pay for one claim gets one, however many he asks for at
// once, and its receipt tells of what is left (D11).
func claimsAtOnce(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), &Stopped{At: noon()})
	join(t, db, 1, 1399) // a claim costs 700, and two of a day 2,100
	var claimed atomic.Int64
	together(32, func(i int) {
		res, err := w.Game.Claim(t.Context(), Act(fmt.Sprintf("i/%d", i), 1), game.ClaimOrder{Count: 1})
		var poor game.InsufficientFundsError
		switch {
		case err == nil:
			claimed.Add(1)
			if res.Balance != 699 || res.Cost != 700 || res.Affordable != 0 {
				t.Errorf("the receipt says %+v", res)
			}
		case !errors.As(err, &poor) || poor.Have != 699:
			t.Error(err)
		}
	})
	if got := flakes(t, db, 1); claimed.Load() != 1 || got != 699 {
		t.Errorf("%d claims left %d flakes", claimed.Load(), got)
	}
}

// paidMeanwhile: nobody who writes something of a player writes back what the player
// had when he looked (D7). One claims, gets his daily flakes and buys in the shop;
// meanwhile he is outbid, and others buy what he sells.
func paidMeanwhile(t *testing.T, db *store.DB) {
	const rounds = 12
	rules := Rules(t)
	rules.Claim.Weights = []int{1} // so that the cards of two stars stay for the recipe
	tr := newTrade(t, db, 3, rules)
	const player, rival, buyer = 1, 2, 3
	sold, lost := make([]game.Auction, rounds), make([]game.Auction, rounds)
	for i := range rounds {
		sold[i] = tr.list(t, player, 500)
		lost[i] = tr.list(t, buyer, 0)
		if _, err := tr.bid(t, player, lost[i].ID, 100, 0); err != nil {
			t.Fatal(err)
		}
	}
	// From here on, refunds and sales come in while he spends.
	had := flakes(t, db, player)
	var spent, got atomic.Int64
	together(5, func(i int) {
		for n := range rounds {
			var err error
			switch i {
			case 0:
				var res game.ClaimResult
				res, err = tr.Game.Claim(t.Context(), tr.act(player), game.ClaimOrder{Count: 1})
				spent.Add(res.Cost)
			case 1:
				if n == 0 {
					var res game.Purchase
					good, _ := rules.Good("cakeday")
					res, err = tr.Game.Buy(t.Context(), tr.act(player), game.BuyOrder{Good: good.ID, Price: good.Price})
					spent.Add(res.Recipe.Price)
				} else if n == 1 {
					var res game.DailyResult
					res, err = tr.Game.Daily(t.Context(), tr.act(player))
					got.Add(res.Flakes)
				}
			case 2:
				if _, err = tr.bid(t, rival, lost[n].ID, 0, 0); err == nil {
					got.Add(100)
				}
			case 3:
				if _, err = tr.bid(t, buyer, sold[n].ID, 500, 0); err == nil {
					got.Add(500)
				}
			default:
				_, err = tr.Game.SetNotices(t.Context(), tr.act(player), nil)
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	if now := flakes(t, db, player); now != had+got.Load()-spent.Load() || got.Load() != rounds*600+1000 {
		t.Errorf("%d flakes are left of %d: %d came in, %d were spent", now, had, got.Load(), spent.Load())
	}
	if n := countOf(t, db, player, game.DeedClaim); n != rounds {
		t.Errorf("%d of %d claims are counted", n, rounds)
	}
	if m, err := tr.Game.Notices(t.Context(), player); err != nil || !m.Has(game.NoticeOutbid) {
		t.Errorf("of what he chose not to be told %b is left, %v", m, err)
	}
}

// turnedPromo: what a host has changed counts from the next look at the catalogue, in
// a game that is running; a collection that has become a promo is not claimed or
// dropped any more, and one that is new is (D33).
func turnedPromo(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), &Stopped{At: noon()})
	draws := func(round string) map[string]int {
		drawn := map[string]int{}
		for i := range 30 {
			res, err := w.Game.Claim(t.Context(), Act(fmt.Sprintf("%s/%d", round, i), game.PlayerID(i+1)), game.ClaimOrder{Count: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range res.Cards {
				drawn[c.Card.Collection]++
			}
			drop, err := w.Game.Drop(t.Context(), Act(fmt.Sprintf("%s/d%d", round, i), game.PlayerID(i+1)))
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range drop.Offers {
				drawn[w.Game.Catalogue().Card(o.Card).Collection]++
			}
		}
		return drawn
	}
	if got := draws("before"); got["dawn"] == 0 || got["dusk"] == 0 {
		t.Fatalf("before the change %v was drawn", got)
	}
	_, err := db.ImportPack(t.Context(),
		[]game.Collection{{ID: "dusk", Name: "Dusk", Promo: true}, {ID: "noon", Name: "Noon"}, {ID: "gala", Name: "Gala", Promo: true}},
		[]game.Card{{ID: 101, Name: "New", Key: "new", Level: 1, Collection: "noon"}, {ID: 102, Name: "Star", Key: "star", Level: 1, Collection: "gala"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Game.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := draws("after"); got["dusk"] != 0 || got["gala"] != 0 || got["dawn"] == 0 || got["noon"] == 0 {
		t.Errorf("after the change %v was drawn", got)
	}
}

// unsoldIsNoSale: an auction that nobody bid on ends without anybody having sold, won
// or earned anything (D40), beside one that was sold.
func unsoldIsNoSale(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 2, Rules(t))
	for i, want := range []int64{0, 1} {
		a := tr.list(t, 1, 0)
		if i == 1 {
			if _, err := tr.bid(t, 2, a.ID, 300, 0); err != nil {
				t.Fatal(err)
			}
		}
		tr.close(t, a.ID, 3)
		for kind, of := range map[game.DeedKind]game.PlayerID{game.DeedSold: 1, game.DeedWin: 2} {
			if n := countOf(t, db, of, kind); n != want {
				t.Errorf("auction %d: %s is counted %d times, want %d", i, kind, n, want)
			}
		}
		if n := countOf(t, db, 1, game.DeedProceeds); n != 300*want {
			t.Errorf("auction %d: %d flakes are counted as earned", i, n)
		}
		// Opening counts by itself; a quest for it asks for nothing else.
		if n := countOf(t, db, 1, game.DeedSell); n != int64(i+1) {
			t.Errorf("auction %d: %d openings are counted", i, n)
		}
	}
}
