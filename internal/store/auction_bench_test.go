package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
	"gohye/internal/testkit/postgres"
)

// marketOf is a game with this many open auctions, of one copy in five, that
// waits for the disk as one in use does.
func marketOf(b *testing.B, engine string, auctions int) *game.Game {
	b.Helper()
	address := filepath.Join(b.TempDir(), "bench.db")
	if engine == "postgres" {
		address = postgres.StartDurable(b)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, options(address))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(storetest.Start(b, db))
	collections, cards := store.DemoCards(benchCards, 1)
	err = db.Fill(ctx, store.Order{
		Collections: collections, Cards: cards, Players: benchPlayers, Copies: 5 * auctions, Auctions: auctions, Flakes: 1 << 50, Seed: 1,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		start := time.Now()
		storetest.Check(b, db)
		b.Logf("audited in %s", time.Since(start))
	})
	g := game.New(db, clock.System{}, storetest.Rules(b), [32]byte{1})
	if err := g.RefreshCatalogue(ctx); err != nil {
		b.Fatal(err)
	}
	return g
}

// BenchmarkBids is 64 players who bid as fast as they can.
func BenchmarkBids(b *testing.B) {
	const players = 64
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			g := marketOf(b, engine, players)
			page, err := g.Auctions(b.Context(), 1, "", game.SortEnding, 0, players)
			if err != nil {
				b.Fatal(err)
			}
			on := slices.DeleteFunc(page.Entries, func(l game.ListedAuction) bool { return l.Auction.Buyout > 0 })
			var round, bidders atomic.Int64
			for name, n := range map[string]int{"one auction": 1, "many auctions": len(on)} {
				b.Run(name, func(b *testing.B) {
					r := round.Add(1)
					var accepted, acts atomic.Int64
					b.SetParallelism(players / runtime.GOMAXPROCS(0))
					start, before := time.Now(), processor()
					b.RunParallel(func(pb *testing.PB) {
						// Nobody who sells: those come first.
						p := store.FirstPlayer + benchPlayers + game.PlayerID(bidders.Add(1)%players)
						for i := int(p); pb.Next(); i++ {
							act := storetest.Act(fmt.Sprintf("i/%d/%019d", r, acts.Add(1)), p)
							_, err := g.Bid(b.Context(), act, game.BidOrder{Auction: on[i%n].Auction.ID})
							var leads game.LeadingError
							switch {
							case err == nil:
								accepted.Add(1)
							case !errors.As(err, &leads):
								b.Error(err)
								return
							}
						}
					})
					b.ReportMetric(float64(processor()-before)/float64(b.N)/1000, "cpu-µs/op")
					b.ReportMetric(float64(accepted.Load())/time.Since(start).Seconds(), "bids/s")
				})
			}
		})
	}
}

// BenchmarkAuctionLists is a page of /auction list with 100,000 open auctions.
func BenchmarkAuctionLists(b *testing.B) {
	const auctions = 100_000
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			g := marketOf(b, engine, auctions)
			player := store.FirstPlayer
			list := func(words string, sort game.AuctionSort, page int) func(context.Context) error {
				return func(ctx context.Context) error {
					_, err := g.Auctions(ctx, 1, words, sort, page, 10)
					return err
				}
			}
			for _, l := range []struct {
				name string
				list func(context.Context) error
			}{
				{"ending", list("", game.SortEnding, 0)},
				{"ending, the last page", list("", game.SortEnding, auctions)},
				{"newest", list("", game.SortNewest, 0)},
				{"price", list("", game.SortPrice, 0)},
				{"bids", list("", game.SortBids, 0)},
				{"a collection", list("set 17", game.SortPrice, 0)},
				{"four stars", list("4", game.SortEnding, 0)},
				{"one star", list("1", game.SortBids, 0)},
				{"every card", list("card", game.SortPrice, 0)},
				{"mine", func(ctx context.Context) error { _, err := g.MyAuctions(ctx, player); return err }},
			} {
				b.Run(l.name, func(b *testing.B) { percentiles(b, l.list) })
			}
		})
	}
}

// percentiles reports how long f takes.
func percentiles(b *testing.B, f func(context.Context) error) {
	b.Helper()
	var took []time.Duration
	before := processor()
	for b.Loop() {
		start := time.Now()
		if err := f(b.Context()); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	b.ReportMetric(float64(processor()-before)/float64(len(took))/1e6, "cpu-ms/op")
	slices.Sort(took)
	at := func(p int) float64 { return float64(took[(len(took)-1)*p/100].Microseconds()) / 1000 }
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
}
