package store

import (
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	closeClaims = `UPDATE claim SET open = FALSE WHERE player = $1 AND open`
	insertClaim = `INSERT INTO claim (id, player, copies, opened, until, open) VALUES ($1, $2, $3, $4, $5, TRUE)`
	selectClaim = `SELECT player, copies, opened, until, open FROM claim WHERE id = $1`
	renewClaim  = `UPDATE claim SET until = $2 WHERE id = $1 AND open RETURNING id`
	// The outer condition is compared again with the row as it is when it is
	// changed: what was renewed meanwhile stays open.
	expireClaims = `UPDATE claim SET open = FALSE
WHERE open AND until <= $1 AND id IN (SELECT id FROM claim WHERE open AND until <= $1 ORDER BY until LIMIT $2)
RETURNING id`
)

// OpenClaim implements [game.Tx].
func (t *tx) OpenClaim(c *game.Claim) error {
	id, err := t.id(claimID)
	if err != nil {
		return err
	}
	c.ID = game.ClaimID(id)
	t.q.Queue(closeClaims, nil, int64(c.Player))
	t.q.Queue(insertClaim, nil, id, int64(c.Player), encodeCopies(c.Copies), nanos(c.Opened), nanos(c.Until))
	return t.q.Err()
}

// RenewClaim implements [game.Tx].
func (t *tx) RenewClaim(id game.ClaimID, until time.Time) (bool, error) {
	n, err := t.count(renewClaim, int64(id), nanos(until))
	return n > 0, err
}

// Claim implements [game.Reader].
func (r *reader) Claim(id game.ClaimID) (game.Claim, error) {
	c := game.Claim{ID: id}
	found := false
	r.q.Queue(selectClaim, func(row engine.Row) error {
		var player, opened, until int64
		var copies string
		found = true
		if err := row.Scan(&player, &copies, &opened, &until, &c.Open); err != nil {
			return err
		}
		c.Player, c.Opened, c.Until = game.PlayerID(player), when(opened), when(until)
		var err error
		c.Copies, err = decodeCopies(copies)
		return err
	}, int64(id))
	return c, r.one(&found)
}

// count runs a statement now that returns one row for each row it changed.
func (t *tx) count(query string, args ...any) (n int, err error) {
	t.send()
	t.q.Queue(query, func(engine.Row) error { n++; return nil }, args...)
	err = t.q.Flush()
	return n, err
}

const (
	forgetCooldowns = `DELETE FROM cooldown
WHERE until <= $1 AND (player, what) IN (SELECT player, what FROM cooldown WHERE until <= $1 ORDER BY until LIMIT $2)
RETURNING player`
	forgetActs = `DELETE FROM act WHERE at < $1 AND key IN (SELECT key FROM act WHERE at < $1 ORDER BY at LIMIT $2)
RETURNING at`
	forgetDrops = `DELETE FROM drops
WHERE done AND opened < $1 AND id IN (SELECT id FROM drops WHERE done AND opened < $1 ORDER BY opened LIMIT $2)
RETURNING id`
)

// ExpireClaims implements [game.Tx].
func (t *tx) ExpireClaims(now time.Time, limit int) (int, error) {
	return t.count(expireClaims, nanos(now), limit)
}

// ForgetCooldowns implements [game.Tx].
func (t *tx) ForgetCooldowns(now time.Time, limit int) (int, error) {
	return t.count(forgetCooldowns, nanos(now), limit)
}

// ForgetActs implements [game.Tx].
func (t *tx) ForgetActs(before time.Time, limit int) (int, error) {
	return t.count(forgetActs, nanos(before), limit)
}

// ForgetDrops implements [game.Tx].
func (t *tx) ForgetDrops(before time.Time, limit int) (int, error) {
	return t.count(forgetDrops, nanos(before), limit)
}
