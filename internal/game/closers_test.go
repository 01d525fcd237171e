package game_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/process"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// Two processes ring the alarms of the same auctions, and somebody else closes
// them by hand: each is closed once, whoever does it. On SQLite the processes
// are two games over one file, on PostgreSQL each has a store of its own.
func TestManyCloseTheSameAuctions(t *testing.T) {
	t.Parallel()
	const n = 60
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			address := storetest.Address(t, engine)
			opened := &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}
			one := storetest.OpenWith(t, store.Options{Database: address})
			two := one
			if engine == "postgres" {
				two = storetest.OpenWith(t, store.Options{Database: address})
			}
			rules := storetest.Rules(t)
			rules.Auction.MaxOpen = 0
			h := &house{rules: rules, World: storetest.NewWorld(t, one, rules, opened)}
			ids := make([]game.AuctionID, n)
			for i := range ids {
				ids[i] = h.list(t, 1, 0).ID
				if i%2 == 0 {
					_ = h.bid(t, ana, ids[i], 300)
				}
			}
			over := &storetest.Stopped{At: opened.At.Add(2 * time.Hour)}
			closeAll(t, ids, over, rules, one, two)
			for i, id := range ids {
				if i%2 == 0 {
					h.expect(t, id, game.AuctionSold, ana, nil)
				} else {
					h.expect(t, id, game.AuctionUnsold, seller, nil)
				}
			}
			h.expect(t, ids[0], game.AuctionSold, ana, map[game.PlayerID]int64{seller: riches + n/2*100, ana: riches - n/2*100})
		})
	}
}

// closeAll runs a runner on each store, and two loops that close without being
// asked, until every alarm has been answered.
func closeAll(t *testing.T, ids []game.AuctionID, c clock.Clock, rules game.Rules, stores ...*store.DB) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all, rung sync.WaitGroup
	rung.Add(len(ids))
	for i, db := range stores {
		g := game.New(db, c, rules, [32]byte{byte(i)})
		r := jobs.NewRunner(db, map[string]jobs.Handler{
			game.JobAuctionClose: func(ctx context.Context, j jobs.Job) error {
				err := g.CloseAuction(ctx, auctionOf(j))
				if err != nil {
					t.Error(err)
				}
				rung.Done()
				return err
			},
		}, jobs.Options{Clock: c, Log: slog.New(slog.DiscardHandler), Together: process.Together})
		all.Go(func() {
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for _, id := range ids {
				if err := g.CloseAuction(t.Context(), id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	rung.Wait() // panics if an alarm rings twice
	cancel()
	all.Wait()
}
