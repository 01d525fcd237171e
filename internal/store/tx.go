package store

import (
	"slices"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

// A reader implements game.Reader.
type reader struct {
	q     engine.Tx
	locks bool // single things are locked until the end of the transaction
}

// A tx implements game.Tx. Its writes are queued; the engine sends them at the
// next read or at the commit. What must be true of them is a constraint of the
// database, because their answers come too late to be looked at.
type tx struct {
	reader
	db *DB

	changes   []ledger.Change // of balances, not queued yet
	entries   []entry         // of the ledger, not queued yet
	deeds     []deed          // to be counted, not queued yet
	grows     []growth        // of effects, not queued yet
	mints     []*mint         // what Mint is to tell when it is committed
	used      map[string]int  // legs of keys so far
	known     []row           // that this transaction has read or made
	scheduled bool            // an alarm was set
	dry       bool            // no id was left: the transaction has to run again
}

var _ game.Tx = (*tx)(nil)

// flush sends what is queued, and what waits to be.
func (t *tx) flush() error {
	t.send()
	return t.q.Flush()
}

// send queues what waits.
func (t *tx) send() {
	t.sendChanges()
	t.sendEntries()
	t.sendDeeds()
}

// committed is called once when the transaction is on the disk.
func (t *tx) committed() {
	for _, m := range t.mints {
		m.copy.Print, m.copy.Owned = m.print, m.owned
	}
	if t.scheduled {
		t.db.committed()
	}
}

// id is a fresh id. Without one the transaction fails and is run again.
func (t *tx) id(kind int) (int64, error) {
	id, ok := t.db.ids.take(kind)
	if !ok {
		t.dry = true
		return 0, errDry
	}
	return id, nil
}

// A row names a row that this transaction has seen: a table (or, of balances,
// a unit) and the id of its owner.
type row struct {
	table string
	id    int64
}

// know remembers that a row exists: it was read under lock, or made. A balance
// that was above zero exists for ever.
func (t *tx) know(table string, id int64) { t.known = append(t.known, row{table, id}) }

// knows reports whether know was told. A transaction sees few rows.
func (t *tx) knows(table string, id int64) bool { return slices.Contains(t.known, row{table, id}) }

// change queues the change of one row. A row that this transaction has not
// seen may not exist, which is a fault, and makes the commit wait for the answer.
func (t *tx) change(table string, id int64, query string, args ...any) {
	if t.knows(table, id) {
		t.q.Queue(query, nil, args...)
		return
	}
	t.q.Must(query, args...)
}

const (
	lockPlayer   = `SELECT 1 FROM player WHERE id = $1`
	selectPlayer = `SELECT name, joined, claims, claim_day, spent_today, streak, daily_at, since_daily, spared,
	COALESCE((SELECT amount FROM balance WHERE account = $2 AND unit = 'flake'), 0),
	COALESCE((SELECT amount FROM balance WHERE account = $2 AND unit = 'vial'), 0),
	COALESCE((SELECT until FROM cooldown WHERE player = $1 AND what = $3), 0)
FROM player WHERE id = $1`
	insertPlayer = `INSERT INTO player (id, name, joined, claims, claim_day, spent_today, streak, daily_at, since_daily, spared)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	updatePlayer = `UPDATE player SET name = $2, claims = $3, claim_day = $4, spent_today = $5, streak = $6, daily_at = $7,
	since_daily = $8, spared = $9
WHERE id = $1`
	setCooldown = `INSERT INTO cooldown (player, what, until) VALUES ($1, $2, $3)
ON CONFLICT (player, what) DO UPDATE SET until = excluded.until`
)

// Player implements [game.Reader].
func (r *reader) Player(id game.PlayerID, what game.Cooldown) (game.Player, error) {
	p := game.Player{ID: id}
	locked, found := r.lock(lockPlayer, int64(id)), false
	r.q.Queue(selectPlayer, func(row engine.Row) error {
		var joined, daily, ready int64
		found = true
		err := row.Scan(&p.Name, &joined, &p.Claims, &p.ClaimDay, &p.SpentToday, &p.Streak, &daily, &p.SinceDaily, &p.Spared, &p.Flakes, &p.Vials, &ready)
		p.Joined, p.DailyAt, p.ReadyAt = when(joined), when(daily), when(ready)
		return err
	}, int64(id), account(id), string(what))
	return p, r.one(locked, &found)
}

// Player implements [game.Reader].
func (t *tx) Player(id game.PlayerID, what game.Cooldown) (game.Player, error) {
	t.send()
	p, err := t.reader.Player(id, what)
	if err != nil {
		return p, err
	}
	t.know("player", int64(id))
	if p.Flakes > 0 {
		t.know(string(ledger.Flake), int64(id))
	}
	if p.Vials > 0 {
		t.know(string(ledger.Vial), int64(id))
	}
	return p, nil
}

// lock queues the lock of a row in a transaction, and tells later whether there
// was one. It is a statement before the one that reads, because a statement
// that waits for a lock goes on to read other tables as they were before it
// waited. A row that appears between the two is not locked: it counts as not
// found, and whoever tries to make it loses the race.
func (r *reader) lock(query string, id int64) *bool {
	locked := !r.locks
	if r.locks {
		r.q.Lock(query, func(engine.Row) error { locked = true; return nil }, id)
	}
	return &locked
}

// row queues the reading of one row by its id, under lock in a transaction.
func (r *reader) row(query string, each func(engine.Row) error, id int64) {
	if r.locks {
		r.q.Lock(query, each, id)
		return
	}
	r.q.Queue(query, each, id)
}

// ignore is for statements whose rows nobody looks at.
func ignore(engine.Row) error { return nil }

// one is the error of a lookup of a single thing.
func (r *reader) one(found ...*bool) error {
	if err := r.q.Flush(); err != nil {
		return err
	}
	for _, f := range found {
		if !*f {
			return game.ErrNotFound
		}
	}
	return nil
}

// CreatePlayer implements [game.Tx].
func (t *tx) CreatePlayer(p game.Player) error {
	t.q.Queue(insertPlayer, nil, int64(p.ID), p.Name, nanos(p.Joined), p.Claims, p.ClaimDay, p.SpentToday, p.Streak, nanos(p.DailyAt), p.SinceDaily, p.Spared)
	t.know("player", int64(p.ID))
	return t.q.Err()
}

// SavePlayer implements [game.Tx].
func (t *tx) SavePlayer(p game.Player) error {
	t.change("player", int64(p.ID), updatePlayer, int64(p.ID), p.Name, p.Claims, p.ClaimDay, p.SpentToday, p.Streak, nanos(p.DailyAt), p.SinceDaily, p.Spared)
	return t.q.Err()
}

// SetCooldown implements [game.Tx].
func (t *tx) SetCooldown(p game.PlayerID, what game.Cooldown, until time.Time) error {
	t.q.Queue(setCooldown, nil, int64(p), string(what), nanos(until))
	return t.q.Err()
}
