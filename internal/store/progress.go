package store

import (
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	ownedByLevel = `SELECT k.collection, k.level, count(*) FROM (SELECT DISTINCT card FROM copy WHERE holder = $1) c
JOIN card k ON k.id = c.card GROUP BY k.collection, k.level ORDER BY k.collection, k.level`
	topCollectors = `SELECT c.holder, count(DISTINCT c.card) AS n FROM card k JOIN copy c ON c.card = k.id
WHERE k.collection = $1 AND k.level <= $2 AND c.holder LIKE 'player/%' GROUP BY c.holder ORDER BY n DESC, c.holder LIMIT $3`
)

// OwnedByLevel implements [game.Reader].
func (r *reader) OwnedByLevel(p game.PlayerID) ([]game.LevelCount, error) {
	var counts []game.LevelCount
	r.q.Queue(ownedByLevel, func(row engine.Row) error {
		var n game.LevelCount
		err := row.Scan(&n.Collection, &n.Level, &n.Cards)
		counts = append(counts, n)
		return err
	}, account(p))
	return counts, r.q.Flush()
}

// Collectors implements [game.Reader].
func (r *reader) Collectors(collection string, goal, limit int) ([]game.Collector, error) {
	var top []game.Collector
	r.q.Queue(topCollectors, func(row engine.Row) error {
		var holder string
		var c game.Collector
		err := row.Scan(&holder, &c.Cards)
		id, _ := ledger.PlayerOf(ledger.Account(holder))
		c.Player = game.PlayerID(id)
		top = append(top, c)
		return err
	}, collection, goal, limit)
	return top, r.q.Flush()
}
