package store

import (
	"strconv"
	"strings"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

// A choice is the condition of a list of auctions with its arguments.
type choice struct {
	text strings.Builder
	args []any
}

// and adds a condition in which ? stands for the argument.
func (c *choice) and(condition string, arg any) {
	c.args = append(c.args, arg)
	place := "$" + strconv.Itoa(len(c.args))
	c.text.WriteString(" AND " + strings.ReplaceAll(condition, "?", place))
}

// choose is the condition of f. There are few different texts, because a text
// depends only on which fields are set.
func choose(f *game.AuctionFilter) *choice {
	c := &choice{}
	c.and("a.ends > ?", nanos(f.Now))
	if f.Cards != nil {
		c.and("a.card IN (SELECT CAST(key AS BIGINT) FROM json_each(?))", cardSet(f.Cards))
	}
	if f.Seller != 0 {
		c.and("a.seller = ?", int64(f.Seller))
	}
	if f.Bidder != 0 {
		c.and("a.id IN (SELECT auction FROM auction_bid WHERE player = ?)", int64(f.Bidder))
	}
	if f.Watcher != 0 {
		c.and("a.id IN (SELECT auction FROM watch WHERE player = ?)", int64(f.Watcher))
	}
	return c
}

// cardSet is a set of cards as an object of JSON, whose keys they are: both
// engines take one apart with json_each, so that a list of any length is one
// argument.
func cardSet(cards []game.CardID) string {
	text := make([]byte, 0, 2+12*len(cards))
	text = append(text, '{')
	for i, id := range cards {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '"')
		text = strconv.AppendInt(text, int64(id), 10)
		text = append(text, `":1`...)
	}
	return string(append(text, '}'))
}

// rankOf is what a sort orders by, the smallest first; the end decides when it
// is none of them. Each has an index.
func rankOf(s game.AuctionSort) (rank, order string) {
	switch s {
	case game.SortNewest:
		return "-a.opened", "a.opened DESC"
	case game.SortPrice:
		return "a.price", "a.price"
	case game.SortBids:
		return "-a.bids", "a.bids DESC"
	case game.SortEnding:
	}
	return "a.ends", "a.ends"
}

// Auctions implements [game.Reader].
func (r *reader) Auctions(f game.AuctionFilter) (page []game.Auction, total int, err error) {
	c := choose(&f)
	chosen := " FROM auction a WHERE a.state = 'open'" + c.text.String()
	r.q.Queue("SELECT count(*)"+chosen, func(row engine.Row) error { return row.Scan(&total) }, c.args...)
	n := len(c.args)
	some := " LIMIT $" + strconv.Itoa(n+1) + " OFFSET $" + strconv.Itoa(n+2)
	rank, order := rankOf(f.Sort)
	pick := "WITH page AS (SELECT a.id, " + rank + " AS place" + chosen + " ORDER BY " + order + ", a.id" + some + ")"
	if n > 1 {
		// Whoever walks along the order and looks for the few that were chosen may
		// walk for long, and a planner that does not know how few they are might.
		// So they are gathered first, and put in order then.
		pick = "WITH hit AS MATERIALIZED (SELECT a.id, " + rank + " AS place" + chosen + ")," +
			" page AS (SELECT id, place FROM hit ORDER BY place, id" + some + ")"
	}
	text := pick + " SELECT " + auctionColumns + " FROM page p JOIN auction a ON a.id = p.id ORDER BY p.place, p.id"
	r.q.Queue(text, func(row engine.Row) error {
		var a game.Auction
		err := scanAuction(row, &a)
		page = append(page, a)
		return err
	}, append(c.args, max(f.Limit, 0), max(f.Skip, 0))...)
	return page, total, r.q.Flush()
}
