package store

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

// A sale is a copy that Fill puts up for auction.
type sale struct{ copied, card, number, seller int64 }

// A showcase chooses the copies that are put up: spread evenly over those that
// the default rules allow.
type showcase struct {
	wanted, of, seen int
	sales            []sale
}

// maxStars is the most stars of a card that Fill puts up.
const maxStars = 4

// newShowcase makes room for the auctions that o asks for.
func newShowcase(o Order, prints []int) (*showcase, error) {
	s := &showcase{wanted: o.Auctions}
	for i, n := range prints {
		if o.Cards[i].Level <= maxStars {
			s.of += n
		}
	}
	if s.wanted > s.of {
		return nil, fmt.Errorf("there are %d copies of cards with at most %d stars, too few for %d auctions", s.of, maxStars, s.wanted)
	}
	s.sales = make([]sale, 0, s.wanted)
	return s, nil
}

// see is told of every copy, and takes it or not.
func (s *showcase) see(card *game.Card, next sale) {
	if s.wanted == 0 || card.Level > maxStars {
		return
	}
	if (s.seen+1)*s.wanted/s.of > s.seen*s.wanted/s.of {
		s.sales = append(s.sales, next)
	}
	s.seen++
}

// fillAuctions opens the auctions: each copy moves from its seller into escrow,
// and an alarm is set for the end. The copies and their entries are there.
func (db *DB) fillAuctions(t engine.Tx, o Order, s *showcase, now int64) error {
	if len(s.sales) == 0 {
		return nil
	}
	err := t.Load("auction", []string{
		"id", "seller", "copy", "card", "print", "start", "increment", "buyout", "opened", "ends", "state", "price",
		"ceiling", "bids", "guild", "channel", "message", "stale", "shown",
	}, someAuctions(o, s.sales, now))
	if err != nil {
		return err
	}
	t.Queue(`UPDATE copy SET holder = 'auction/' || CAST(a.id AS TEXT), moves = 1 FROM auction a WHERE a.copy = copy.id`, nil)
	t.Queue(`INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at)
SELECT 'demo/auction/' || CAST(10000000000 + id AS TEXT), 0, 'copy', 'player/' || CAST(seller AS TEXT), 'auction/' || CAST(id AS TEXT), 1, copy, 1, 'auction', opened
FROM auction ORDER BY id`, nil)
	t.Queue(`UPDATE counter SET value = $1 WHERE name = 'auction'`, nil, len(s.sales)+1)
	var end int64 // of a block of ids for the alarms
	t.Queue(takeBlock, func(r engine.Row) error { return r.Scan(&end) }, "job", len(s.sales))
	if err := t.Flush(); err != nil {
		return err
	}
	t.Queue(`INSERT INTO job (id, kind, key, due, ready)
SELECT $1 + id, $2, CAST(id AS TEXT), ends, ends FROM auction`, nil, end-int64(len(s.sales))-1, game.JobAuctionClose)
	db.ids.forget(auctionID)
	return t.Flush()
}

// someAuctions are the auctions, by id. They end between an hour and a day from
// now; one in three can be bought out.
func someAuctions(o Order, sales []sale, now int64) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		rng := rand.New(rand.NewPCG(o.Seed, 4))
		row := make([]any, 19)
		for i, s := range sales {
			start := 100 * (1 + rng.Int64N(100))
			var buyout any
			if rng.IntN(3) == 0 {
				buyout = 10 * start
			}
			ends := now + int64(time.Hour) + rng.Int64N(int64(23*time.Hour))
			copy(row, []any{
				int64(i) + 1, s.seller, s.copied, s.card, s.number, start, int64(100), buyout, now, ends, string(game.AuctionOpen), start,
				int64(0), int64(0), int64(0), int64(0), int64(0), false, now,
			})
			if !yield(row) {
				return
			}
		}
	}
}
