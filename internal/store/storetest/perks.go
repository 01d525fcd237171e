package storetest

import (
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/store"
)

// perks: Wolf of Hyejoo gives the buyer a part of the price back and Lamb of Hyejoo
// gives the seller one on top, at a buyout and at an end, while they last.
func perks(t *testing.T, db *store.DB) {
	for i, tt := range []struct {
		name         string
		buyer, until time.Duration // of the effects, from the moment of the sale
		buyout       bool
		price        int64
		back, bonus  int64
	}{
		{"a buyout", time.Hour, time.Hour, true, 1050, 42, 105},
		{"an end", time.Hour, time.Hour, false, 1050, 42, 105},
		{"the buyer's is over", 0, time.Hour, true, 1050, 0, 105},
		{"the seller's is over", 1, 0, false, 1050, 42, 0},
		{"more than the most", time.Hour, time.Hour, true, 900_000, 5000, 5000},
	} {
		tr := newPerkTrade(t, db, i)
		buyer, seller := game.PlayerID(100*i+1), game.PlayerID(100*i+2)
		sold := noon()
		if !tt.buyout {
			sold = noon().Add(24 * time.Hour) // when late closes it
		}
		update(t, db, func(tx game.Tx) error {
			for p, e := range map[game.PlayerID]game.Effect{
				buyer:  {ID: game.WolfOfHyejoo, Tier: 2, Until: sold.Add(tt.buyer)},
				seller: {ID: game.LambOfHyejoo, Tier: 5, Until: sold.Add(tt.until)},
			} {
				if err := tx.SaveEffect(p, e); err != nil {
					return err
				}
			}
			return nil
		})
		buyout := tt.price
		if !tt.buyout {
			buyout++ // which the bid does not reach
		}
		a := tr.list(t, seller, buyout)
		res, err := tr.bid(t, buyer, a.ID, tt.price, 0)
		if err != nil || res.Sold != tt.buyout || tt.buyout && res.Cashback != tt.back {
			t.Fatalf("%s: %+v, %v", tt.name, res, err)
		}
		if !tt.buyout {
			tr.close(t, a.ID, 4)
		} else if res.Balance != 1_000_000-tt.price+tt.back {
			t.Errorf("%s: the buyer was told of %d flakes", tt.name, res.Balance)
		}
		if b, s := flakes(t, db, buyer), flakes(t, db, seller); b != 1_000_000-tt.price+tt.back || s != 1_000_000+tt.price+tt.bonus {
			t.Errorf("%s: the buyer has %d, the seller %d", tt.name, b, s)
		}
		if n, earned := countOf(t, db, seller, game.DeedProceeds), countOf(t, db, seller, game.DeedEarn); n != tt.price+tt.bonus || earned != n {
			t.Errorf("%s: the seller has earned %d, in all %d", tt.name, n, earned)
		}
		if extra := extras(t, db, a.ID); extra[game.NoticeWon] != tt.back || extra[game.NoticeSold] != tt.bonus {
			t.Errorf("%s: told of %v", tt.name, extra)
		}
	}
}

// perksOfTheLeader: a bid makes the leader's limit reach the buyout price. What
// effects give back is the leader's, not the bidder's.
func perksOfTheLeader(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 3, Rules(t))
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.WolfOfHyejoo, Tier: 5, Until: noon().Add(time.Hour)})
	})
	a := tr.list(t, 2, 1050)
	if _, err := tr.bid(t, 1, a.ID, 0, 1050); err != nil {
		t.Fatal(err)
	}
	res, err := tr.bid(t, 3, a.ID, 0, 1045)
	if err != nil || !res.Sold || res.Leads || res.Cashback != 0 || res.Balance != 1_000_000 {
		t.Errorf("the bidder was told %+v, %v", res, err)
	}
	if n := flakes(t, db, 1); n != 1_000_000-1050+105 {
		t.Errorf("the leader has %d flakes", n)
	}
}

// newPerkTrade is a trade with two players of its own.
func newPerkTrade(t *testing.T, db *store.DB, i int) *trade {
	t.Helper()
	tr := newTrade(t, db, 0, Rules(t))
	tr.acts.Store(int64(1000 * (i + 1)))
	join(t, db, game.PlayerID(100*i+1), 1_000_000)
	join(t, db, game.PlayerID(100*i+2), 1_000_000)
	return tr
}

// extras is what the notices about an auction say that effects have added.
func extras(t *testing.T, db *store.DB, id game.AuctionID) map[game.NoticeKind]int64 {
	t.Helper()
	all, err := db.Lease(t.Context(), jobs.Deliveries, noon().Add(48*time.Hour), time.Nanosecond, 1000)
	if err != nil {
		t.Fatal(err)
	}
	extra := map[game.NoticeKind]int64{}
	for _, j := range all {
		if j.Kind != game.JobNotice {
			continue
		}
		n, err := game.ReadNotice(j)
		if err != nil {
			t.Fatal(err)
		}
		if n.Auction == id {
			extra[n.Kind] = n.Extra
		}
	}
	return extra
}
