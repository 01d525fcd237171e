package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// A trade is a game in which players 1 to n have 1,000,000 flakes each, with a
// second game over the same store whose clock is a day later.
type trade struct {
	*World
	late *game.Game
	runs *runs
	acts atomic.Int64
}

// runs counts how often closures are called.
type runs struct {
	*store.DB
	n atomic.Int64
}

func (r *runs) Act(ctx context.Context, key string, at time.Time, f func(game.Tx) error) error {
	return r.DB.Act(ctx, key, at, func(tx game.Tx) error {
		r.n.Add(1)
		return f(tx)
	})
}

func newTrade(t *testing.T, db *store.DB, players int, rules game.Rules) *trade {
	t.Helper()
	tr := &trade{World: NewWorld(t, db, rules, &Stopped{At: noon()}), runs: &runs{DB: db}}
	tr.Game = game.New(tr.runs, &Stopped{At: noon()}, rules, [32]byte{1})
	tr.late = game.New(tr.runs, &Stopped{At: noon().Add(24 * time.Hour)}, rules, [32]byte{2})
	for _, g := range []*game.Game{tr.Game, tr.late} {
		if err := g.RefreshCatalogue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id := range game.PlayerID(players) {
		join(t, db, id+1, 1_000_000)
	}
	return tr
}

// act is a fresh interaction of a player.
func (tr *trade) act(p game.PlayerID) game.Act {
	return Act(fmt.Sprintf("i/%d", tr.acts.Add(1)), p)
}

// list opens an auction of a fresh copy of card 1 for an hour, from 100 flakes
// in steps of 10.
func (tr *trade) list(t *testing.T, seller game.PlayerID, buyout int64) game.Auction {
	t.Helper()
	c := mint(t, tr.DB, fmt.Sprintf("m/%d", tr.acts.Add(1)), seller, 1)[0]
	a, err := tr.Game.OpenAuction(t.Context(), tr.act(seller), game.AuctionOrder{
		Copy: c.ID, Start: 100, Increment: 10, Buyout: buyout, Hours: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (tr *trade) bid(t *testing.T, p game.PlayerID, id game.AuctionID, amount, limit int64) (game.BidResult, error) {
	t.Helper()
	return tr.Game.Bid(t.Context(), tr.act(p), game.BidOrder{Auction: id, Amount: amount, Limit: limit})
}

// close closes an auction from n goroutines at once, long after its end.
func (tr *trade) close(t *testing.T, id game.AuctionID, n int) {
	t.Helper()
	together(n, func(int) {
		if err := tr.late.CloseAuction(t.Context(), id); err != nil {
			t.Error(err)
		}
	})
}

// refused reports whether err is one of these refusals.
func refused[A, B error](err error) bool {
	var a A
	var b B
	return errors.As(err, &a) || errors.As(err, &b)
}

// manyBidders lets 64 players bid at once, each with a limit of its own. By
// proxy bids the outcome does not depend on who came first: the highest limit
// wins, one step above the second highest.
func manyBidders(t *testing.T, db *store.DB) {
	const n = 64
	tr := newTrade(t, db, n+1, Rules(t))
	const seller = n + 1
	a := tr.list(t, seller, 0)
	together(n, func(i int) {
		_, err := tr.bid(t, game.PlayerID(i+1), a.ID, 0, int64(1000+100*i))
		if err != nil && !refused[game.BidTooLowError, game.BidTooLowError](err) {
			t.Error(err)
		}
	})
	var early jobs.SnoozeError
	if err := tr.Game.CloseAuction(t.Context(), a.ID); !errors.As(err, &early) || !early.Until.Equal(a.Ends) {
		t.Errorf("closed early: %v", err)
	}
	tr.close(t, a.ID, 8)
	const price = 1000 + 100*(n-2) + 10
	got := readAuction(t, db, a.ID)
	if got.State != game.AuctionSold || got.Top != n || got.Price != price {
		t.Errorf("got %+v", got)
	}
	for p := range game.PlayerID(n + 1) {
		want := int64(1_000_000)
		switch p + 1 {
		case n:
			want -= price
		case seller:
			want += price
		}
		if got := flakes(t, db, p+1); got != want {
			t.Errorf("player %d has %d, want %d", p+1, got, want)
		}
	}
	update(t, db, func(tx game.Tx) error {
		c, err := tx.Copy(a.Copy)
		if c.Holder != account(n) {
			t.Errorf("the copy is held by %s", c.Holder)
		}
		return err
	})
}

// sameBid is one bid that is delivered many times.
func sameBid(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 2, Rules(t))
	a := tr.list(t, 1, 0)
	act := tr.act(2)
	var done atomic.Int64
	together(16, func(int) {
		_, err := tr.Game.Bid(t.Context(), act, game.BidOrder{Auction: a.ID, Amount: 500})
		if err == nil {
			done.Add(1)
		} else if !refused[game.ReplayedError, game.ReplayedError](err) {
			t.Error(err)
		}
	})
	if got := flakes(t, db, 2); done.Load() != 1 || got != 1_000_000-500 {
		t.Errorf("took effect %d times, %d are left", done.Load(), got)
	}
}

// cancelAgainstBid lets a seller cancel while somebody bids: one of the two.
func cancelAgainstBid(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 2, Rules(t))
	for range 16 {
		a := tr.list(t, 1, 0)
		before := flakes(t, db, 2)
		var errs [2]error
		together(2, func(i int) {
			if i == 0 {
				_, errs[i] = tr.Game.CancelAuction(t.Context(), tr.act(1), a.ID)
			} else {
				_, errs[i] = tr.bid(t, 2, a.ID, 100, 0)
			}
		})
		got, spent := readAuction(t, db, a.ID), before-flakes(t, db, 2)
		switch {
		case errs[0] == nil && refused[game.AuctionOverError, game.AuctionOverError](errs[1]) && got.State == game.AuctionCancelled && spent == 0:
		case errs[1] == nil && refused[game.HasBidsError, game.HasBidsError](errs[0]) && got.State == game.AuctionOpen && spent == 100:
		default:
			t.Errorf("cancel: %v; bid: %v; the auction is %s and cost %d", errs[0], errs[1], got.State, spent)
		}
		tr.close(t, a.ID, 2)
	}
}

// crosswise lets two players deal with each other in opposite directions at
// once. No transaction may lose its turn because two wait for each other.
func crosswise(t *testing.T, db *store.DB) {
	const rounds = 24
	tr := newTrade(t, db, 3, Rules(t))
	x, y, z := tr.list(t, 3, 0), tr.list(t, 3, 0), tr.list(t, 3, 0)
	both := func(what string, f func(p game.PlayerID) error) {
		t.Helper()
		before := tr.runs.n.Load()
		together(2, func(i int) {
			if err := f(game.PlayerID(i + 1)); err != nil && !refused[game.BidTooLowError, game.LeadingError](err) {
				t.Error(err)
			}
		})
		if n := tr.runs.n.Load() - before; n != 2 {
			t.Errorf("%s: two bids were run %d times", what, n)
		}
	}
	for round := range rounds {
		both("each outbids the other on one of the two", func(p game.PlayerID) error {
			a := x
			if (int(p)+round)%2 == 0 {
				a = y
			}
			_, err := tr.bid(t, p, a.ID, 0, 0)
			return err
		})
		both("a limit answers while it is raised", func(p game.PlayerID) error {
			limit := int64(1000 * (round + 1))
			if p == 2 {
				limit -= 500
			}
			_, err := tr.bid(t, p, z.ID, 0, limit)
			return err
		})
		ofTwo, ofOne := tr.list(t, 2, 500), tr.list(t, 1, 500)
		both("each buys from the other", func(p game.PlayerID) error {
			a := ofTwo
			if p == 2 {
				a = ofOne
			}
			_, err := tr.bid(t, p, a.ID, 500, 0)
			return err
		})
	}
	for _, a := range []game.Auction{x, y, z} {
		tr.close(t, a.ID, 1)
	}
}

// opposite lets two transactions make the same two postings in opposite orders,
// with a round trip between them.
func opposite(t *testing.T, db *store.DB) {
	join(t, db, 1, 1000)
	join(t, db, 2, 1000)
	for round := range 24 {
		var runs atomic.Int64
		together(2, func(i int) {
			err := db.Update(t.Context(), func(tx game.Tx) error {
				runs.Add(1)
				for leg := range 2 {
					key := fmt.Sprintf("%d/%d/%d", round, i, leg)
					if err := tx.Post(pay(key, account(game.PlayerID(1+(i+leg)%2)), ledger.Sink, 1)); err != nil {
						return err
					}
					if _, err := tx.Watchers(1); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		if n := runs.Load(); n != 2 {
			t.Errorf("two transactions were run %d times", n)
		}
	}
}

// lastMoment lets a buyout, two bids and two closings meet.
func lastMoment(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 4, Rules(t))
	for range 12 {
		a := tr.list(t, 1, 500)
		var bought, over atomic.Int64
		together(5, func(i int) {
			var err error
			switch i {
			case 0:
				if _, err = tr.bid(t, 2, a.ID, 500, 0); err == nil {
					bought.Add(1)
				}
			case 1, 2:
				_, err = tr.bid(t, game.PlayerID(i+2), a.ID, 0, int64(200*i))
			default:
				if err = tr.late.CloseAuction(t.Context(), a.ID); err == nil {
					over.Add(1)
				}
			}
			if err != nil && !refused[game.AuctionOverError, game.BidTooLowError](err) {
				t.Error(err)
			}
		})
		got := readAuction(t, db, a.ID)
		switch {
		case over.Load() != 2 || got.State != game.AuctionSold && got.State != game.AuctionUnsold:
			t.Errorf("%d closings: %+v", over.Load(), got)
		case (bought.Load() == 1) != (got.Top == 2), bought.Load() == 1 && got.Price != 500:
			t.Errorf("bought %d times: %+v", bought.Load(), got)
		}
	}
}

// sellingTwice puts one copy up many times at once, and then more copies than
// the rules allow.
func sellingTwice(t *testing.T, db *store.DB) {
	rules := Rules(t)
	rules.Auction.MaxOpen = 3
	tr := newTrade(t, db, 2, rules)
	c := mint(t, db, "m", 1, 1)[0]
	sell := func(id game.CopyID) error {
		_, err := tr.Game.OpenAuction(t.Context(), tr.act(1), game.AuctionOrder{Copy: id, Start: 100, Hours: 1})
		return err
	}
	var opened atomic.Int64
	together(8, func(int) {
		if err := sell(c.ID); err == nil {
			opened.Add(1)
		} else if !refused[game.NotYoursError, game.ListedError](err) {
			t.Error(err)
		}
	})
	if opened.Load() != 1 {
		t.Errorf("one copy was put up %d times", opened.Load())
	}
	more := mint(t, db, "more", 1, 2, 2, 2, 2, 2, 2)
	together(len(more), func(i int) {
		if err := sell(more[i].ID); err == nil {
			opened.Add(1)
		} else if !refused[game.TooManyAuctionsError, game.TooManyAuctionsError](err) {
			t.Error(err)
		}
	})
	if opened.Load() != 3 {
		t.Errorf("%d auctions are open, of 3 allowed", opened.Load())
	}
}

// escrowed tries what a seller might with a copy that is for sale.
func escrowed(t *testing.T, db *store.DB) {
	tr := newTrade(t, db, 2, Rules(t))
	a := tr.list(t, 1, 0)
	for _, p := range []game.PlayerID{1, 2} {
		for _, mark := range []game.Mark{game.Favourite, game.Locked} {
			err := tr.Game.SetMark(t.Context(), tr.act(p), a.Copy, mark, true)
			if !refused[game.NotYoursError, game.NotYoursError](err) {
				t.Errorf("player %d, %s: %v", p, mark, err)
			}
		}
		_, err := tr.Game.OpenAuction(t.Context(), tr.act(p), game.AuctionOrder{Copy: a.Copy, Start: 100, Hours: 1})
		if !refused[game.NotYoursError, game.ListedError](err) {
			t.Errorf("player %d sells it: %v", p, err)
		}
	}
	held, err := tr.Game.List(t.Context(), game.ListOrder{Asker: 1, Holder: 1, Size: 10})
	if err != nil || held.Copies != 0 {
		t.Errorf("the seller still shows %d copies, %v", held.Copies, err)
	}
	if _, err := tr.bid(t, 2, a.ID, 0, 0); err != nil {
		t.Error(err)
	}
	tr.close(t, a.ID, 1)
	if err := tr.Game.SetMark(t.Context(), tr.act(2), a.Copy, game.Locked, true); err != nil {
		t.Errorf("the winner: %v", err)
	}
}
