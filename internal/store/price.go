package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	// supplyHoldings gives a holder's cards in one text, each as often as there
	// are copies: a row for each costs more than all the rest. It is added up
	// here, so that no planner can go wrong over who is active.
	supplyHoldings = `SELECT holder, string_agg(CAST(card AS TEXT), ' ') FROM copy WHERE holder <> 'sink' GROUP BY holder`
	supplyActive   = `SELECT id FROM player WHERE daily_at >= $1`
	supplyOfCard   = `SELECT g.holder, g.n, CASE WHEN p.daily_at >= $2 THEN 1 ELSE 0 END
FROM (SELECT holder, count(*) AS n FROM copy WHERE card = $1 AND holder <> 'sink' GROUP BY holder) g
LEFT JOIN player p ON p.id = CASE WHEN g.holder LIKE 'player/%' THEN CAST(substr(g.holder, 8) AS BIGINT) END`

	priceColumns  = `card, flakes, at, copies, owners, active_owners, active_copies, largest`
	selectPrices  = `SELECT ` + priceColumns + ` FROM price`
	selectPrice   = selectPrices + ` WHERE card = $1`
	selectHistory = `SELECT at, flakes FROM price_history
WHERE card = $1 AND at >= COALESCE((SELECT max(at) FROM price_history WHERE card = $1 AND at < $2), 0) ORDER BY at`
	selectPriceRun = `SELECT period, ended, took, thinned FROM price_run WHERE id = 1`

	leasePrices  = `UPDATE price_run SET lease = lease + 1, until = $3 WHERE id = 1 AND period < $1 AND until <= $2 RETURNING lease`
	holdPrices   = `UPDATE price_run SET until = $2 WHERE id = 1 AND lease = $1 RETURNING lease`
	freePrices   = `UPDATE price_run SET until = 0 WHERE id = 1 AND lease = $1`
	finishPrices = `UPDATE price_run SET period = $2, ended = $3, took = $4, thinned = $5, until = 0 WHERE id = 1 AND lease = $1`

	upsertPrices = `INSERT INTO price (` + priceColumns + `) VALUES `
	onPrice      = ` ON CONFLICT (card) DO UPDATE SET flakes = excluded.flakes, at = excluded.at, copies = excluded.copies,
	owners = excluded.owners, active_owners = excluded.active_owners, active_copies = excluded.active_copies, largest = excluded.largest`
	insertHistory = `INSERT INTO price_history (card, at, flakes) VALUES `
	onHistory     = ` ON CONFLICT (card, at) DO UPDATE SET flakes = excluded.flakes`

	// thinHistory and expireHistory look each card up by itself: a range of
	// cards alone would read all that these cards have ever cost.
	thinHistory = `DELETE FROM price_history WHERE (card, at) IN (
	SELECT h.card, h.at FROM card k JOIN price_history h ON h.card = k.id AND h.at >= $3 AND h.at < $4
	WHERE k.id BETWEEN $1 AND $2 AND EXISTS (
		SELECT 1 FROM price_history n WHERE n.card = h.card AND n.at > h.at AND n.at < (h.at / 86400000000000 + 1) * 86400000000000))`
	expireHistory = `DELETE FROM price_history WHERE (card, at) IN (
	SELECT h.card, h.at FROM card k JOIN price_history h ON h.card = k.id AND h.at < $3
	WHERE k.id BETWEEN $1 AND $2 AND EXISTS (
		SELECT 1 FROM price_history n WHERE n.card = h.card AND n.at > h.at AND n.at <= $3))`
)

// PriceSheet implements [game.Store].
func (db *DB) PriceSheet(ctx context.Context, since time.Time) (game.PriceSheet, error) {
	sheet := game.PriceSheet{Supplies: map[game.CardID]*game.Supply{}, Prices: map[game.CardID]game.Price{}}
	active := map[string]bool{}
	err := db.eng.Snapshot(ctx, func(t engine.Tx) error {
		t.Queue(supplyActive, func(r engine.Row) error {
			var id int64
			err := r.Scan(&id)
			active[string(ledger.PlayerAccount(id))] = true
			return err
		}, nanos(since))
		t.Queue(selectPrices, func(r engine.Row) error {
			p, err := scanPrice(r)
			sheet.Prices[p.Card] = p
			return err
		})
		var cards []game.CardID
		t.Queue(supplyHoldings, func(r engine.Row) error {
			var holder, held string
			if err := r.Scan(&holder, &held); err != nil {
				return err
			}
			var err error
			if cards, err = cardsIn(held, cards[:0]); err != nil {
				return err
			}
			addHoldings(sheet.Supplies, ownerOf(holder, active[holder]), cards)
			return nil
		})
		return t.Flush()
	})
	if err != nil {
		return game.PriceSheet{}, fault("supply of cards", err)
	}
	return sheet, nil
}

// cardsIn reads a list of supplyHoldings, ascending, into buf.
func cardsIn(list string, buf []game.CardID) ([]game.CardID, error) {
	for word := range strings.SplitSeq(list, " ") {
		id, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("a list of cards is damaged: %w", err)
		}
		buf = append(buf, game.CardID(id))
	}
	if !slices.IsSorted(buf) { // nobody has asked the database for an order
		slices.Sort(buf)
	}
	return buf, nil
}

// addHoldings adds what an owner has to the supplies: cards are ascending, each
// as often as the owner has copies.
func addHoldings(supplies map[game.CardID]*game.Supply, who owner, cards []game.CardID) {
	for len(cards) > 0 {
		card, copies := cards[0], 1
		for copies < len(cards) && cards[copies] == card {
			copies++
		}
		cards = cards[copies:]
		s := supplies[card]
		if s == nil {
			s = &game.Supply{}
			supplies[card] = s
		}
		who.add(s, copies)
	}
}

// An owner is what counts about the holder of copies.
type owner struct{ player, active bool }

// ownerOf is no player for an account of escrow.
func ownerOf(holder string, active bool) owner {
	_, player := ledger.PlayerOf(ledger.Account(holder))
	return owner{player, player && active}
}

// add adds what the owner has of a card to its supply.
func (o owner) add(s *game.Supply, copies int) {
	s.Copies += copies
	if o.player {
		s.Owners++
		s.Largest = max(s.Largest, copies)
	}
	if o.active {
		s.ActiveOwners++
		s.ActiveCopies += copies
	}
}

// Supply implements [game.Reader].
func (r *reader) Supply(card game.CardID, since time.Time) (s game.Supply, err error) {
	r.q.Queue(supplyOfCard, func(row engine.Row) error {
		var holder string
		var copies, active int
		err := row.Scan(&holder, &copies, &active)
		ownerOf(holder, active != 0).add(&s, copies)
		return err
	}, int64(card), nanos(since))
	return s, r.q.Flush()
}

func scanPrice(r engine.Row) (p game.Price, err error) {
	var card, at int64
	s := &p.Supply
	err = r.Scan(&card, &p.Flakes, &at, &s.Copies, &s.Owners, &s.ActiveOwners, &s.ActiveCopies, &s.Largest)
	p.Card, p.At = game.CardID(card), when(at)
	return p, err
}

// Price implements [game.Reader].
func (r *reader) Price(card game.CardID) (p game.Price, err error) {
	found := false
	r.q.Queue(selectPrice, func(row engine.Row) (err error) {
		found = true
		p, err = scanPrice(row)
		return err
	}, int64(card))
	return p, r.one(&found)
}

// PriceHistory implements [game.Reader].
func (r *reader) PriceHistory(card game.CardID, since time.Time) (series game.PriceSeries, err error) {
	r.q.Queue(selectHistory, func(row engine.Row) error {
		var at int64
		var p game.PricePoint
		err := row.Scan(&at, &p.Flakes)
		p.At = when(at)
		series = append(series, p)
		return err
	}, int64(card), nanos(since))
	return series, r.q.Flush()
}

// PriceRun implements [game.Reader].
func (r *reader) PriceRun() (run game.PriceRun, err error) {
	r.q.Queue(selectPriceRun, func(row engine.Row) error {
		var period, ended, took, thinned int64
		err := row.Scan(&period, &ended, &took, &thinned)
		run = game.PriceRun{Period: when(period), Ended: when(ended), Took: time.Duration(took), Thinned: when(thinned)}
		return err
	})
	return run, r.q.Flush()
}

// LeasePrices implements [game.Tx].
func (t *tx) LeasePrices(period, now, until time.Time) (lease game.PriceLease, ok bool, err error) {
	t.send()
	t.q.Queue(leasePrices, func(row engine.Row) error {
		ok = true
		var n int64
		err := row.Scan(&n)
		lease = game.PriceLease(n)
		return err
	}, nanos(period), nanos(now), nanos(until))
	err = t.q.Flush()
	return lease, ok, err
}

// HoldPrices implements [game.Tx].
func (t *tx) HoldPrices(lease game.PriceLease, until time.Time) (bool, error) {
	n, err := t.count(holdPrices, int64(lease), nanos(until))
	return n > 0, err
}

// FreePrices implements [game.Tx].
func (t *tx) FreePrices(lease game.PriceLease) error {
	t.q.Queue(freePrices, nil, int64(lease))
	return t.q.Err()
}

// FinishPrices implements [game.Tx].
func (t *tx) FinishPrices(lease game.PriceLease, run game.PriceRun) error {
	t.q.Queue(finishPrices, nil, int64(lease), nanos(run.Period), nanos(run.Ended), int64(run.Took), nanos(run.Thinned))
	return t.q.Err()
}

// SavePrices implements [game.Tx].
func (t *tx) SavePrices(prices []game.Price) error {
	t.many(upsertPrices, onPrice, 8, len(prices), func(i int) []any {
		p, s := prices[i], prices[i].Supply
		return []any{int64(p.Card), p.Flakes, nanos(p.At), s.Copies, s.Owners, s.ActiveOwners, s.ActiveCopies, s.Largest}
	})
	return t.q.Err()
}

// RecordPrices implements [game.Tx].
func (t *tx) RecordPrices(prices []game.Price) error {
	t.many(insertHistory, onHistory, 3, len(prices), func(i int) []any {
		return []any{int64(prices[i].Card), nanos(prices[i].At), prices[i].Flakes}
	})
	return t.q.Err()
}

// many queues the writing of n rows, of equal columns, with few statements of
// few different lengths, which are prepared only once.
func (t *tx) many(head, tail string, columns, n int, row func(i int) []any) {
	for first := 0; first < n; {
		size := 1
		if n-first >= 50 {
			size = 50
		}
		args := make([]any, 0, size*columns)
		for i := range size {
			args = append(args, row(first+i)...)
		}
		t.q.Queue(head+places(size, columns)+tail, nil, args...)
		first += size
	}
}

// places is "($1, $2), ($3, $4)" for two rows of two columns.
func places(rows, columns int) string {
	var text strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			text.WriteString("($")
		case i%columns == 0:
			text.WriteString("), ($")
		default:
			text.WriteString(", $")
		}
		text.WriteString(strconv.Itoa(i + 1))
	}
	return text.String() + ")"
}

// ThinPrices implements [game.Tx].
func (t *tx) ThinPrices(first, last game.CardID, from, to, before time.Time) error {
	t.q.Queue(thinHistory, nil, int64(first), int64(last), nanos(from), nanos(to))
	t.q.Queue(expireHistory, nil, int64(first), int64(last), nanos(before))
	return t.q.Err()
}
