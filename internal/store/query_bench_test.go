package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// BenchmarkLists is lists of 32 players at once, each of whom asks again when
// the answer is there: among 22,000 cards and a million copies, of which the
// first players have fourteen thousand each.
func BenchmarkLists(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			g, db := filled(b, engine)
			mark(b, db)
			settle(b, db)
			for _, l := range []struct{ name, query string }{
				{"cards", ""},
				{"cards", "3 fav !locked >level"},
				{"cards", "multi >date"},
				{"cards", "cadr 77"},
				{"cards", "wish rated #cute eval>100 <eval"},
				{"search", ""},
				{"search", "card 77 -set1"},
				{"search", "fav >amount"},
				{"miss", ""},
				{"miss", "wish #cute 4 5 <eval"},
				{"diff", ""},
				{"diff", "!wish >3 >rating"},
			} {
				b.Run(l.name+"/"+l.query, func(b *testing.B) { lists(b, g, l.name, l.query) })
			}
		})
	}
}

// mark lets players say things about cards, and keep copies in ways.
func mark(b *testing.B, db *store.DB) {
	b.Helper()
	err := db.Handle(b.Context(), func(handle *sql.DB) error {
		for _, s := range []string{
			`UPDATE copy SET favourite = (id % 5 = 0), locked = (id % 7 = 0) WHERE id % 5 = 0 OR id % 7 = 0`,
			`INSERT INTO wish (player, card, at) SELECT p.id, k.id, 1 FROM player p JOIN card k ON (k.id + p.id) % 100 = 0`,
			`INSERT INTO rating (player, card, points) SELECT p.id, k.id, 1 + k.id % 10 FROM player p JOIN card k ON (k.id + p.id) % 200 = 0`,
			`INSERT INTO tag_vote (card, tag, player, vote) SELECT k.id, 'cute', p.id, 1 FROM player p JOIN card k ON k.id % 9 = 0 WHERE p.id % 500 = 0`,
			`INSERT INTO price (card, flakes, at, copies, owners, active_owners, active_copies, largest) SELECT id, 100 + id, 1, 1, 1, 1, 1, 1 FROM card`,
			`INSERT INTO price_history (card, at, flakes) SELECT id, 1, 100 + id FROM card`,
		} {
			if _, err := handle.ExecContext(b.Context(), s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// lists is b.N lists of 32 players, and how long the slowest had to wait.
func lists(b *testing.B, g *game.Game, name, query string) {
	b.Helper()
	const players = 32
	var mu sync.Mutex // guards took
	took := make([]time.Duration, 0, b.N)
	var n atomic.Int64
	var group sync.WaitGroup
	before := processor()
	b.ResetTimer()
	for range players {
		group.Go(func() {
			for {
				i := n.Add(1)
				if i > int64(b.N) {
					return
				}
				start := time.Now()
				if err := list(b.Context(), g, name, query, i); err != nil {
					b.Error(err)
					return
				}
				d := time.Since(start)
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
	b.ReportMetric(float64((processor()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

func list(ctx context.Context, g *game.Game, name, query string, i int64) error {
	// Every fourth asks for one who has very many.
	rich := store.FirstPlayer + game.PlayerID(i%20)
	player := store.FirstPlayer + game.PlayerID(i*7919%benchPlayers)
	if i%4 == 0 {
		player, rich = rich, player
	}
	o := game.ListOrder{Asker: player, Query: query, Page: int(i % 3), Size: 10}
	switch name {
	case "cards":
		o.Holder = player
	case "miss":
		o.Without = player
	case "diff":
		o.Holder, o.Without = player, rich
	}
	_, err := g.List(ctx, o)
	return err
}
