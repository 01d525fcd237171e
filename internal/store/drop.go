package store

import (
	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	insertDrop = `INSERT INTO drops (id, owner, guild, channel, reply, seed, opened, until, done)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	insertOffer = `INSERT INTO drop_offer (drop_id, slot, card, ends, state, winner, copy) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	updateOffer = `UPDATE drop_offer SET ends = $3, state = $4, winner = $5, copy = $6 WHERE drop_id = $1 AND slot = $2`
	insertGrab  = `INSERT INTO drop_grab (drop_id, player, slot, at) VALUES ($1, $2, $3, $4)`
	closeDrop   = `UPDATE drops SET done = TRUE WHERE id = $1`

	lockDrop     = `SELECT 1 FROM drops WHERE id = $1`
	selectDrop   = `SELECT owner, guild, channel, reply, seed, opened, until, done FROM drops WHERE id = $1`
	selectOffers = `SELECT slot, card, ends, state, COALESCE(winner, 0), COALESCE(copy, 0)
FROM drop_offer WHERE drop_id = $1 ORDER BY slot`
	selectGrabs = `SELECT slot, player, at FROM drop_grab WHERE drop_id = $1 ORDER BY player`
)

// OpenDrop implements [game.Tx].
func (t *tx) OpenDrop(d *game.Drop) error {
	id, err := t.id(dropID)
	if err != nil {
		return err
	}
	d.ID = game.DropID(id)
	t.q.Queue(insertDrop, nil, id, int64(d.Owner), d.Guild, d.Channel, d.Reply, d.Seed, nanos(d.Opened), nanos(d.Until), d.Over)
	for _, o := range d.Offers {
		t.q.Queue(insertOffer, nil, id, o.Slot, int64(o.Card), nanos(o.Ends), string(o.State),
			optional(int64(o.Winner)), optional(int64(o.Copy)))
	}
	t.know("drop", id)
	return t.q.Err()
}

// AddGrab implements [game.Tx].
func (t *tx) AddGrab(d game.DropID, g game.Grab) error {
	t.q.Queue(insertGrab, nil, int64(d), int64(g.Player), g.Slot, nanos(g.At))
	return t.q.Err()
}

// SaveOffer implements [game.Tx].
func (t *tx) SaveOffer(d game.DropID, o game.Offer) error {
	t.q.Must(updateOffer, int64(d), o.Slot, nanos(o.Ends), string(o.State),
		optional(int64(o.Winner)), optional(int64(o.Copy)))
	return t.q.Err()
}

// CloseDrop implements [game.Tx].
func (t *tx) CloseDrop(d game.DropID) error {
	t.change("drop", int64(d), closeDrop, int64(d))
	return t.q.Err()
}

// Drop implements [game.Reader].
func (r *reader) Drop(id game.DropID) (game.Drop, error) {
	d := game.Drop{ID: id}
	locked, found := r.lock(lockDrop, int64(id)), false
	r.q.Queue(selectDrop, func(row engine.Row) error {
		var owner, opened, until int64
		found = true
		err := row.Scan(&owner, &d.Guild, &d.Channel, &d.Reply, &d.Seed, &opened, &until, &d.Over)
		d.Owner, d.Opened, d.Until = game.PlayerID(owner), when(opened), when(until)
		return err
	}, int64(id))
	r.q.Queue(selectOffers, func(row engine.Row) error {
		var o game.Offer
		var card, ends, winner, copied int64
		var state string
		err := row.Scan(&o.Slot, &card, &ends, &state, &winner, &copied)
		o.Card, o.Ends, o.State = game.CardID(card), when(ends), game.OfferState(state)
		o.Winner, o.Copy = game.PlayerID(winner), game.CopyID(copied)
		d.Offers = append(d.Offers, o)
		return err
	}, int64(id))
	r.q.Queue(selectGrabs, func(row engine.Row) error {
		var g game.Grab
		var player, at int64
		err := row.Scan(&g.Slot, &player, &at)
		g.Player, g.At = game.PlayerID(player), when(at)
		d.Grabs = append(d.Grabs, g)
		return err
	}, int64(id))
	return d, r.one(locked, &found)
}

// Drop implements [game.Reader].
func (t *tx) Drop(id game.DropID) (game.Drop, error) {
	t.send()
	d, err := t.reader.Drop(id)
	if err == nil {
		t.know("drop", int64(id))
	}
	return d, err
}
