package store

import (
	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectAchievements = `SELECT id, tier, at FROM achievement WHERE player = $1 ORDER BY id, tier`
	insertAchievement  = `INSERT INTO achievement (player, id, tier, at) VALUES ($1, $2, $3, $4)`
)

// Achievements implements [game.Reader].
func (r *reader) Achievements(p game.PlayerID) (paid []game.Achievement, err error) {
	r.q.Queue(selectAchievements, func(row engine.Row) error {
		var a game.Achievement
		var id string
		var at int64
		err := row.Scan(&id, &a.Tier, &at)
		a.ID, a.At = game.AchievementID(id), when(at)
		paid = append(paid, a)
		return err
	}, int64(p))
	err = r.q.Flush()
	return paid, err
}

// AddAchievement implements [game.Tx].
func (t *tx) AddAchievement(p game.PlayerID, a game.Achievement) error {
	t.q.Queue(insertAchievement, nil, int64(p), string(a.ID), a.Tier, nanos(a.At))
	return t.q.Err()
}
