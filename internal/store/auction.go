package store

import (
	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	auctionColumns = `a.id, a.seller, a.copy, a.card, a.print, a.start, a.increment, COALESCE(a.buyout, 0), a.opened, a.ends, a.state,
	a.price, COALESCE(a.top, 0), a.ceiling, a.bids, a.guild, a.channel, a.message, a.stale, a.shown`
	selectAuction = `SELECT ` + auctionColumns + ` FROM auction a WHERE id = $1`
	insertAuction = `INSERT INTO auction (id, seller, copy, card, print, start, increment, buyout, opened, ends, state,
	price, top, ceiling, bids, guild, channel, message, stale, shown)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`
	updateAuction = `UPDATE auction SET ends = $2, state = $3, price = $4, top = $5, ceiling = $6, bids = $7,
	channel = $8, message = $9, stale = $10, shown = $11
WHERE id = $1`
	insertBid    = `INSERT INTO auction_bid (auction, number, player, amount, proxy, at) VALUES ($1, $2, $3, $4, $5, $6)`
	selectBids   = `SELECT number, player, amount, proxy, at FROM auction_bid WHERE auction = $1 ORDER BY number DESC LIMIT $2`
	selectSeller = `SELECT (SELECT count(*) FROM auction WHERE seller = $1 AND state = 'open'),
	COALESCE((SELECT auction_channel FROM guild WHERE id = $2), 0)`

	insertWatch    = `INSERT INTO watch (player, auction) VALUES ($1, $2) ON CONFLICT (player, auction) DO NOTHING`
	deleteWatch    = `DELETE FROM watch WHERE player = $1 AND auction = $2`
	selectWatch    = `SELECT 1 FROM watch WHERE player = $1 AND auction = $2`
	selectWatchers = `SELECT player FROM watch WHERE auction = $1 ORDER BY player`
	selectMuted    = `SELECT muted FROM player WHERE id = $1`
	updateMuted    = `UPDATE player SET muted = $2 WHERE id = $1`
	setGuild       = `INSERT INTO guild (id, auction_channel) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET auction_channel = excluded.auction_channel`
)

// scanAuction reads auctionColumns.
func scanAuction(r engine.Row, a *game.Auction) error {
	var id, seller, copied, card, opened, ends, top, shown int64
	var state string
	err := r.Scan(&id, &seller, &copied, &card, &a.Print, &a.Start, &a.Increment, &a.Buyout, &opened, &ends, &state,
		&a.Price, &top, &a.Limit, &a.Bids, &a.Guild, &a.Channel, &a.Message, &a.Stale, &shown)
	a.ID, a.Seller, a.Copy, a.Card = game.AuctionID(id), game.PlayerID(seller), game.CopyID(copied), game.CardID(card)
	a.Opened, a.Ends, a.State = when(opened), when(ends), game.AuctionState(state)
	a.Top, a.Shown = game.PlayerID(top), when(shown)
	return err
}

// Auction implements [game.Reader].
func (r *reader) Auction(id game.AuctionID) (a game.Auction, err error) {
	found := false
	each := func(row engine.Row) error {
		found = true
		return scanAuction(row, &a)
	}
	r.row(selectAuction, each, int64(id))
	return a, r.one(&found)
}

// Auction implements [game.Reader].
func (t *tx) Auction(id game.AuctionID) (game.Auction, error) {
	a, err := t.reader.Auction(id)
	if err == nil {
		t.know("auction", int64(id))
	}
	return a, err
}

// OpenAuction implements [game.Tx].
func (t *tx) OpenAuction(a *game.Auction) error {
	id, err := t.id(auctionID)
	if err != nil {
		return err
	}
	a.ID = game.AuctionID(id)
	t.q.Queue(insertAuction, nil, id, int64(a.Seller), int64(a.Copy), int64(a.Card), a.Print,
		a.Start, a.Increment, optional(a.Buyout), nanos(a.Opened), nanos(a.Ends), string(a.State),
		a.Price, optional(int64(a.Top)), a.Limit, a.Bids, a.Guild, a.Channel, a.Message, a.Stale, nanos(a.Shown))
	t.know("auction", id)
	return t.q.Err()
}

// SaveAuction implements [game.Tx].
func (t *tx) SaveAuction(a game.Auction) error {
	t.change("auction", int64(a.ID), updateAuction, int64(a.ID), nanos(a.Ends), string(a.State),
		a.Price, optional(int64(a.Top)), a.Limit, a.Bids, a.Channel, a.Message, a.Stale, nanos(a.Shown))
	// In the order of auctionColumns: of many who bid at once, only the first
	// asks what the auction is.
	t.q.Became(selectAuction, int64(a.ID), int64(a.ID), int64(a.Seller), int64(a.Copy), int64(a.Card), int64(a.Print),
		a.Start, a.Increment, a.Buyout, nanos(a.Opened), nanos(a.Ends), string(a.State), a.Price, int64(a.Top), a.Limit,
		int64(a.Bids), a.Guild, a.Channel, a.Message, a.Stale, nanos(a.Shown))
	return t.q.Err()
}

// AddBid implements [game.Tx].
func (t *tx) AddBid(b game.BidRow) error {
	t.q.Queue(insertBid, nil, int64(b.Auction), b.Number, int64(b.Player), b.Amount, b.Proxy, nanos(b.At))
	return t.q.Err()
}

// Bids implements [game.Reader].
func (r *reader) Bids(id game.AuctionID, limit int) ([]game.BidRow, error) {
	var bids []game.BidRow
	r.q.Queue(selectBids, func(row engine.Row) error {
		b := game.BidRow{Auction: id}
		var player, at int64
		err := row.Scan(&b.Number, &player, &b.Amount, &b.Proxy, &at)
		b.Player, b.At = game.PlayerID(player), when(at)
		bids = append(bids, b)
		return err
	}, int64(id), max(limit, 0))
	return bids, r.q.Flush()
}

// SellerOf implements [game.Tx].
func (t *tx) SellerOf(p game.PlayerID, guild int64) (open int, channel int64, err error) {
	t.q.Queue(selectSeller, func(row engine.Row) error { return row.Scan(&open, &channel) }, int64(p), guild)
	return open, channel, t.q.Flush()
}

// Watches implements [game.Reader].
func (r *reader) Watches(p game.PlayerID, id game.AuctionID) (watches bool, err error) {
	r.q.Queue(selectWatch, func(engine.Row) error { watches = true; return nil }, int64(p), int64(id))
	return watches, r.q.Flush()
}

// Watchers implements [game.Tx].
func (t *tx) Watchers(id game.AuctionID) ([]game.PlayerID, error) {
	var watchers []game.PlayerID
	t.q.Queue(selectWatchers, func(row engine.Row) error {
		var player int64
		err := row.Scan(&player)
		watchers = append(watchers, game.PlayerID(player))
		return err
	}, int64(id))
	return watchers, t.q.Flush()
}

// SetWatch implements [game.Tx].
func (t *tx) SetWatch(p game.PlayerID, id game.AuctionID, on bool) error {
	query := deleteWatch
	if on {
		query = insertWatch
	}
	t.q.Queue(query, nil, int64(p), int64(id))
	return t.q.Err()
}

// Muted implements [game.Reader].
func (r *reader) Muted(p game.PlayerID) (game.Mutes, error) {
	var muted int64
	r.q.Queue(selectMuted, func(row engine.Row) error { return row.Scan(&muted) }, int64(p))
	err := r.q.Flush()
	return game.Mutes(muted), err
}

// SetMutes implements [game.Tx].
func (t *tx) SetMutes(p game.PlayerID, m game.Mutes) error {
	t.change("player", int64(p), updateMuted, int64(p), int64(m))
	return t.q.Err()
}

// SetAuctionChannel implements [game.Tx].
func (t *tx) SetAuctionChannel(guild, channel int64) error {
	t.q.Queue(setGuild, nil, guild, channel)
	return t.q.Err()
}
