package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
	"gohye/internal/testkit/postgres"
)

const (
	benchPlayers = 5000
	benchCards   = 22_000
	benchCopies  = 1_000_000
)

// filled is a game with a million copies over a database that waits for the
// disk as one in use does.
func filled(b *testing.B, engine string) (*game.Game, *store.DB) {
	b.Helper()
	address := filepath.Join(b.TempDir(), "bench.db")
	if engine == "postgres" {
		address = postgres.StartDurable(b)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Database: address, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(storetest.Start(b, db))
	collections, cards := store.DemoCards(benchCards, 1)
	start := time.Now()
	err = db.Fill(ctx, store.Order{
		Collections: collections, Cards: cards, Players: benchPlayers, Copies: benchCopies, Flakes: 1 << 50, Seed: 1,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("filled with %.0f copies/s", benchCopies/time.Since(start).Seconds())
	b.Cleanup(func() {
		start := time.Now()
		storetest.Check(b, db)
		b.Logf("audited in %s", time.Since(start))
	})
	rules := storetest.Rules(b)
	g := game.New(db, clock.System{}, rules, [32]byte{1})
	if err := g.RefreshCatalogue(ctx); err != nil {
		b.Fatal(err)
	}
	return g, db
}

// processor is the time that this process has used of all processors.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkActions is what 32 players do at once.
func BenchmarkActions(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			g, _ := filled(b, engine)
			var n, round atomic.Int64
			b.Run("claim", func(b *testing.B) {
				r := round.Add(1)
				parallel(b, func(ctx context.Context) error {
					i := n.Add(1)
					act := storetest.Act(fmt.Sprintf("i/%d/%019d", r, i), store.FirstPlayer+game.PlayerID(i%benchPlayers))
					_, err := g.Claim(ctx, act, game.ClaimOrder{Count: 1})
					return err
				})
			})
			b.Run("balance", func(b *testing.B) {
				parallel(b, func(ctx context.Context) error {
					_, err := g.Balance(ctx, store.FirstPlayer+game.PlayerID(n.Add(1)%benchPlayers))
					return err
				})
			})
			b.Run("cards", func(b *testing.B) {
				parallel(b, func(ctx context.Context) error {
					player := store.FirstPlayer + game.PlayerID(n.Add(1)%benchPlayers)
					_, err := g.List(ctx, game.ListOrder{Asker: player, Holder: player, Size: 10})
					return err
				})
			})
		})
	}
}

func parallel(b *testing.B, f func(context.Context) error) {
	b.Helper()
	b.ReportAllocs()
	b.SetParallelism(16)
	ctx := b.Context()
	before := processor()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			var refused game.InsufficientFundsError
			if err := f(ctx); err != nil && !errors.As(err, &refused) {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(processor()-before)/float64(b.N)/1000, "cpu-µs/op")
}
