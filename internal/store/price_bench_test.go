package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// BenchmarkPrices is the update of 22,000 prices over a million copies, and how
// long claims take with and without one: 16 players who claim every 10 ms. In
// every period some players become inactive, which moves thousands of prices.
func BenchmarkPrices(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			g, db := filled(b, engine)
			settle(b, db)
			c := &storetest.Stopped{At: time.Now()}
			later := game.New(db, c, storetest.Rules(b), [32]byte{2})
			if err := later.RefreshCatalogue(b.Context()); err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			if _, err := later.UpdatePrices(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.Logf("all prices for the first time: %s", time.Since(start))
			b.Run("update", func(b *testing.B) {
				before := processor()
				for b.Loop() {
					c.At = c.At.Add(6 * time.Hour)
					if _, err := later.UpdatePrices(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((processor()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
			})
			b.Run("claims", func(b *testing.B) { claimsAt(b, g, "a") })
			b.Run("claims-while-updating", func(b *testing.B) {
				ctx, cancel := context.WithCancel(b.Context())
				var group sync.WaitGroup
				n := 0
				group.Go(func() {
					for ; ctx.Err() == nil; n++ {
						c.At = c.At.Add(6 * time.Hour)
						if _, err := later.UpdatePrices(ctx); err != nil && ctx.Err() == nil {
							b.Error(err)
						}
					}
				})
				claimsAt(b, g, "b")
				b.StopTimer()
				cancel()
				group.Wait()
				b.ReportMetric(float64(n), "updates")
			})
		})
	}
}

// settle does what time would have done: players have had their /daily in the
// last two weeks, and what Fill has written is where it belongs.
func settle(b *testing.B, db *store.DB) {
	b.Helper()
	err := db.Handle(b.Context(), func(handle *sql.DB) error {
		const spread = `UPDATE player SET daily_at = $1 - (id * 7919 % 1209600) * 1000000000`
		if _, err := handle.ExecContext(b.Context(), spread, time.Now().UnixNano()); err != nil {
			return err
		}
		tidy := "VACUUM ANALYZE"
		if db.Engine() == "sqlite" {
			tidy = "PRAGMA wal_checkpoint(TRUNCATE)"
		}
		_, err := handle.ExecContext(b.Context(), tidy)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// claimsAt is b.N claims of 16 players who wait 10 ms after each.
func claimsAt(b *testing.B, g *game.Game, key string) {
	b.Helper()
	const players = 16
	var mu sync.Mutex // guards took
	var took []time.Duration
	var group sync.WaitGroup
	b.ResetTimer()
	for p := range players {
		group.Go(func() {
			pause := clock.System{}.NewTimer(0)
			for i := p; i < b.N; i += players {
				<-pause.C()
				act := storetest.Act(fmt.Sprintf("i/%s/%d/%d", key, b.N, i), store.FirstPlayer+game.PlayerID(p))
				start := time.Now()
				_, err := g.Claim(b.Context(), act, game.ClaimOrder{Count: 1})
				d := time.Since(start)
				var refused game.InsufficientFundsError
				if err != nil && !errors.As(err, &refused) {
					b.Error(err)
					return
				}
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
				pause.Reset(10 * time.Millisecond)
			}
		})
	}
	group.Wait()
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}
