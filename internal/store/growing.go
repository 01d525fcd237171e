package store

import (
	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectSpare = `SELECT ` + copyColumns + ` FROM copy c JOIN card k ON k.id = c.card
WHERE c.holder = $1 AND NOT c.favourite AND NOT c.locked AND k.level = $2 AND c.level >= $3
ORDER BY c.level, c.exp, c.print DESC, c.id LIMIT $4`
	growCopy       = `UPDATE copy SET level = $2, exp = $3 WHERE id = $1`
	selectPractice = `SELECT day, today, week, weekly FROM practice WHERE copy = $1`
	savePractice   = `INSERT INTO practice (copy, day, today, week, weekly) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (copy) DO UPDATE SET day = excluded.day, today = excluded.today, week = excluded.week, weekly = excluded.weekly`
)

// Spare implements [game.Reader].
func (r *reader) Spare(p game.PlayerID, stars, level, limit int) ([]game.Copy, error) {
	var copies []game.Copy
	r.q.Queue(selectSpare, func(row engine.Row) error {
		var c game.Copy
		err := scanCopy(row, &c)
		copies = append(copies, c)
		return err
	}, account(p), stars, level, limit)
	return copies, r.q.Flush()
}

// GrowCopy implements [game.Tx].
func (t *tx) GrowCopy(id game.CopyID, level, exp int) error {
	t.change("copy", int64(id), growCopy, int64(id), level, exp)
	return t.q.Err()
}

// Practice implements [game.Reader].
func (r *reader) Practice(id game.CopyID) (p game.Practice, err error) {
	r.q.Queue(selectPractice, func(row engine.Row) error {
		return row.Scan(&p.Day, &p.Today, &p.Week, &p.Weekly)
	}, int64(id))
	return p, r.q.Flush()
}

// SavePractice implements [game.Tx].
func (t *tx) SavePractice(id game.CopyID, p game.Practice) error {
	t.q.Queue(savePractice, nil, int64(id), p.Day, p.Today, p.Week, p.Weekly)
	return t.q.Err()
}
