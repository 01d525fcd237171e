package store

import (
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectDays   = `SELECT day, what, n FROM deed WHERE player = $1 AND day > 0 AND day >= $2 ORDER BY day, what`
	selectMarked = `SELECT day, what, mark FROM deed_mark WHERE player = $1 AND day >= $2 ORDER BY day, what, mark`
	forgetDays   = `DELETE FROM deed WHERE player = $1 AND day > 0 AND day < $2`
	forgetMarks  = `DELETE FROM deed_mark WHERE player = $1 AND day < $2`
	forgetQuests = `DELETE FROM quest WHERE player = $1 AND start < $2`

	selectQuests = `SELECT quest, period, start, tier, claimed FROM quest
WHERE player = $1 AND start >= $2 ORDER BY period, start, tier`
	insertQuest = `INSERT INTO quest (player, period, start, tier, quest) VALUES ($1, $2, $3, $4, $5)`
	claimQuest  = `UPDATE quest SET claimed = $5 WHERE player = $1 AND period = $2 AND start = $3 AND tier = $4 AND claimed = 0`

	selectChains = `SELECT chain, step, base, done FROM chain WHERE player = $1 ORDER BY chain`
	// advanceChain begins a chain with its second step: nobody has a row for the
	// first.
	advanceChain = `INSERT INTO chain (player, chain, step, base, done) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (player, chain) DO UPDATE SET step = excluded.step, base = excluded.base, done = excluded.done
WHERE chain.step = $6 AND chain.done = 0`
)

// Diary implements [game.Reader].
func (r *reader) Diary(p game.PlayerID, first int) (d game.Diary, err error) {
	r.q.Queue(selectDays, func(row engine.Row) error {
		var c game.DayCount
		var what string
		err := row.Scan(&c.Day, &what, &c.N)
		c.What = game.DeedKind(what)
		d.Counts = append(d.Counts, c)
		return err
	}, int64(p), first)
	r.q.Queue(selectMarked, func(row engine.Row) error {
		var m game.DayMark
		var what string
		err := row.Scan(&m.Day, &what, &m.Mark)
		m.What = game.DeedKind(what)
		d.Marks = append(d.Marks, m)
		return err
	}, int64(p), first)
	err = r.q.Flush()
	return d, err
}

// Quests implements [game.Reader].
func (r *reader) Quests(p game.PlayerID, first int) (quests []game.Quest, err error) {
	r.q.Queue(selectQuests, func(row engine.Row) error {
		var q game.Quest
		var id, period string
		var claimed int64
		err := row.Scan(&id, &period, &q.Start, &q.Tier, &claimed)
		q.ID, q.Period, q.Claimed = game.QuestID(id), game.Period(period), when(claimed)
		quests = append(quests, q)
		return err
	}, int64(p), first)
	err = r.q.Flush()
	return quests, err
}

// AddQuest implements [game.Tx].
func (t *tx) AddQuest(p game.PlayerID, q game.Quest) error {
	t.q.Queue(insertQuest, nil, int64(p), string(q.Period), q.Start, q.Tier, string(q.ID))
	return t.q.Err()
}

// ClaimQuest implements [game.Tx].
func (t *tx) ClaimQuest(p game.PlayerID, q game.Quest, at time.Time) error {
	t.q.Must(claimQuest, int64(p), string(q.Period), q.Start, q.Tier, nanos(at))
	return t.q.Err()
}

// Chains implements [game.Reader].
func (r *reader) Chains(p game.PlayerID) (chains []game.Chain, err error) {
	r.q.Queue(selectChains, func(row engine.Row) error {
		var c game.Chain
		var id string
		var done int64
		err := row.Scan(&id, &c.Step, &c.Base, &done)
		c.ID, c.Done = game.ChainID(id), when(done)
		chains = append(chains, c)
		return err
	}, int64(p))
	err = r.q.Flush()
	return chains, err
}

// AdvanceChain implements [game.Tx].
func (t *tx) AdvanceChain(p game.PlayerID, from, to game.Chain) error {
	t.q.Must(advanceChain, int64(p), string(to.ID), to.Step, to.Base, nanos(to.Done), from.Step)
	return t.q.Err()
}

// ForgetDays implements [game.Tx].
func (t *tx) ForgetDays(p game.PlayerID, first int) error {
	for _, query := range []string{forgetDays, forgetMarks, forgetQuests} {
		t.q.Queue(query, nil, int64(p), first)
	}
	return t.q.Err()
}
