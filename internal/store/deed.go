package store

import (
	"cmp"
	"slices"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	// countDeed counts for ever, on day 0, and on the day of the deed.
	countDeed = `INSERT INTO deed (player, day, what, n) VALUES ($1, 0, $2, $3), ($1, $4, $2, $3)
ON CONFLICT (player, day, what) DO UPDATE SET n = deed.n + excluded.n`
	countEver = `INSERT INTO deed (player, day, what, n) VALUES ($1, 0, $2, $3)
ON CONFLICT (player, day, what) DO UPDATE SET n = deed.n + excluded.n`
	markDeed = `INSERT INTO deed_mark (player, day, what, mark) VALUES ($1, $2, $3, $4)
ON CONFLICT (player, day, what, mark) DO NOTHING`
	selectDeeds   = `SELECT what, n FROM deed WHERE player = $1 AND day = 0 ORDER BY what`
	growEffect    = `UPDATE effect SET progress = progress + $3 WHERE player = $1 AND id = $2`
	selectEffects = `SELECT id, tier, progress, until FROM effect WHERE player = $1 ORDER BY id`
	saveEffect    = `INSERT INTO effect (player, id, tier, progress, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (player, id) DO UPDATE SET tier = excluded.tier, progress = excluded.progress, until = excluded.until`
	selectStock = `SELECT unit, amount FROM balance WHERE account = $1 ORDER BY unit`
)

// A deed is a count that waits.
type deed struct {
	player game.PlayerID
	game.Deed
	at time.Time
}

// Count implements [game.Tx]. What is counted waits for the end, so that
// everybody locks balances first and counts after them, in one order.
func (t *tx) Count(p game.PlayerID, at time.Time, deeds ...game.Deed) error {
	for _, d := range deeds {
		t.deeds = append(t.deeds, deed{p, d, at})
	}
	return t.q.Err()
}

// sendDeeds queues the counts that wait, in one order for everybody: by player,
// then kind; day 0 comes before the day of the deed. None of it reads, and quests
// need no more than this: what they count is the sum of some days.
func (t *tx) sendDeeds() {
	slices.SortStableFunc(t.deeds, func(a, b deed) int {
		return cmp.Or(cmp.Compare(a.player, b.player), cmp.Compare(a.What, b.What))
	})
	for _, d := range t.deeds {
		if d.Day == 0 {
			t.q.Queue(countEver, nil, int64(d.player), string(d.What), d.N)
			continue
		}
		t.q.Queue(countDeed, nil, int64(d.player), string(d.What), d.N, d.Day)
		if d.Mark != "" {
			t.q.Queue(markDeed, nil, int64(d.player), d.Day, string(d.What), d.Mark)
		}
	}
	t.deeds = t.deeds[:0]
	slices.SortStableFunc(t.grows, func(a, b growth) int {
		return cmp.Or(cmp.Compare(a.player, b.player), cmp.Compare(a.id, b.id))
	})
	for _, g := range t.grows {
		t.q.Queue(growEffect, nil, int64(g.player), string(g.id), g.by)
	}
	t.grows = t.grows[:0]
}

// A growth is the progress of an effect that waits.
type growth struct {
	player game.PlayerID
	id     game.EffectID
	by     int64
}

// Counts implements [game.Reader].
func (r *reader) Counts(p game.PlayerID) (map[game.DeedKind]int64, error) {
	counts := map[game.DeedKind]int64{}
	r.q.Queue(selectDeeds, func(row engine.Row) error {
		var what string
		var n int64
		err := row.Scan(&what, &n)
		counts[game.DeedKind(what)] = n
		return err
	}, int64(p))
	return counts, r.q.Flush()
}

// Effects implements [game.Reader].
func (r *reader) Effects(p game.PlayerID) ([]game.Effect, error) {
	var effects []game.Effect
	r.q.Queue(selectEffects, func(row engine.Row) error {
		e, err := scanEffect(row)
		effects = append(effects, e)
		return err
	}, int64(p))
	return effects, r.q.Flush()
}

func scanEffect(row engine.Row) (e game.Effect, err error) {
	var id string
	var until int64
	err = row.Scan(&id, &e.Tier, &e.Progress, &until)
	e.ID, e.Until = game.EffectID(id), when(until)
	return e, err
}

// GrowEffect implements [game.Tx]. It waits like Count: a sale writes about two
// players, and another one about the same two the other way round.
func (t *tx) GrowEffect(p game.PlayerID, id game.EffectID, by int64) error {
	t.grows = append(t.grows, growth{p, id, by})
	return t.q.Err()
}

// SaveEffect implements [game.Tx].
func (t *tx) SaveEffect(p game.PlayerID, e game.Effect) error {
	t.q.Queue(saveEffect, nil, int64(p), string(e.ID), e.Tier, e.Progress, nanos(e.Until))
	return t.q.Err()
}

// Stock implements [game.Reader].
func (r *reader) Stock(p game.PlayerID) (game.Stock, error) {
	stock := game.Stock{}
	r.q.Queue(selectStock, func(row engine.Row) error {
		var unit string
		var n int64
		err := row.Scan(&unit, &n)
		stock[ledger.Unit(unit)] = n
		return err
	}, account(p))
	return stock, r.q.Flush()
}

// Stock implements [game.Reader].
func (t *tx) Stock(p game.PlayerID) (game.Stock, error) {
	t.send()
	stock, err := t.reader.Stock(p)
	for unit, n := range stock {
		if n > 0 {
			t.know(string(unit), int64(p))
		}
	}
	return stock, err
}
