package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	copyColumns = `c.id, c.card, c.print, c.holder, c.level, c.exp, c.favourite, c.locked, c.made`
	selectCopy  = `SELECT ` + copyColumns + ` FROM copy c WHERE id = $1`
	copiesOf    = `SELECT ` + copyColumns + ` FROM copy c WHERE holder = $1 AND card = $2 ORDER BY print`
	markCopy    = `UPDATE copy SET favourite = $2, locked = $3 WHERE id = $1`

	// holdingGroups are the cards of a holder.
	holdingGroups = `SELECT c.card, count(*) AS copies, min(c.print) AS best,
	max(CASE WHEN c.favourite THEN 1 ELSE 0 END) AS favourite, max(CASE WHEN c.locked THEN 1 ELSE 0 END) AS locked
FROM copy c WHERE c.holder = $1 GROUP BY c.card`
	holdingPage = `SELECT ` + copyColumns + `, g.copies, g.favourite, g.locked
FROM (` + holdingGroups + `) g JOIN card k ON k.id = g.card JOIN copy c ON c.card = g.card AND c.print = g.best
ORDER BY k.level DESC, k.name, k.id LIMIT $2 OFFSET $3`
	holdingTotal = `SELECT count(*), CAST(COALESCE(sum(n), 0) AS BIGINT)
FROM (SELECT count(*) AS n FROM copy WHERE holder = $1 GROUP BY card) g`
	holdingKeys = `SELECT g.card, g.copies, g.best, g.favourite, g.locked, k.level, k.name
FROM (` + holdingGroups + `) g JOIN card k ON k.id = g.card`
	selectPrint = `SELECT ` + copyColumns + ` FROM copy c WHERE card = $1 AND print = $2`
)

// scanCopy reads copyColumns, and what follows them into more.
func scanCopy(r engine.Row, c *game.Copy, more ...any) error {
	var id, card, made int64
	var holder string
	dest := append([]any{&id, &card, &c.Print, &holder, &c.Level, &c.Exp, &c.Favourite, &c.Locked, &made}, more...)
	err := r.Scan(dest...)
	c.ID, c.Card, c.Holder, c.Made = game.CopyID(id), game.CardID(card), ledger.Account(holder), when(made)
	return err
}

// Copy implements [game.Reader].
func (r *reader) Copy(id game.CopyID) (c game.Copy, err error) {
	found := false
	each := func(row engine.Row) error {
		found = true
		return scanCopy(row, &c)
	}
	r.row(selectCopy, each, int64(id))
	return c, r.one(&found)
}

// Copy implements [game.Reader].
func (t *tx) Copy(id game.CopyID) (game.Copy, error) {
	t.send()
	c, err := t.reader.Copy(id)
	if err == nil {
		t.know("copy", int64(id))
	}
	return c, err
}

// Copies implements [game.Reader].
func (r *reader) Copies(ids ...game.CopyID) ([]game.Copy, error) {
	copies := make([]game.Copy, 0, len(ids))
	for _, id := range ids {
		r.q.Queue(selectCopy, func(row engine.Row) error {
			var c game.Copy
			err := scanCopy(row, &c)
			copies = append(copies, c)
			return err
		}, int64(id))
	}
	return copies, r.q.Flush()
}

// CopiesOf implements [game.Reader].
func (r *reader) CopiesOf(p game.PlayerID, card game.CardID) ([]game.Copy, error) {
	var copies []game.Copy
	r.q.Queue(copiesOf, func(row engine.Row) error {
		var c game.Copy
		err := scanCopy(row, &c)
		copies = append(copies, c)
		return err
	}, account(p), int64(card))
	return copies, r.q.Flush()
}

// MarkCopy implements [game.Tx].
func (t *tx) MarkCopy(id game.CopyID, favourite, locked bool) error {
	t.change("copy", int64(id), markCopy, int64(id), favourite, locked)
	return t.q.Err()
}

// Holding implements [game.Reader].
func (r *reader) Holding(p game.PlayerID, cards []game.CardID, skip, limit int) (page []game.Holding, total, copies int, err error) {
	if cards != nil {
		return r.holdingOf(p, cards, skip, limit)
	}
	r.q.Queue(holdingTotal, func(row engine.Row) error { return row.Scan(&total, &copies) }, account(p))
	r.q.Queue(holdingPage, func(row engine.Row) error {
		var h game.Holding
		var favourite, locked int
		err := scanCopy(row, &h.Best, &h.Copies, &favourite, &locked)
		h.Card, h.Favourite, h.Locked = h.Best.Card, favourite != 0, locked != 0
		page = append(page, h)
		return err
	}, account(p), limit, skip)
	return page, total, copies, r.q.Flush()
}

// A group is one card of a holder, before its best copy is read.
type group struct {
	game.Holding
	first, level int // first is the lowest print
	name         string
}

// holdingOf is Holding for some cards only: a list may be as long as the
// catalogue, so the holder's cards are read and the list is applied here.
func (r *reader) holdingOf(p game.PlayerID, cards []game.CardID, skip, limit int) (page []game.Holding, total, copies int, err error) {
	wanted := make(map[game.CardID]bool, len(cards))
	for _, id := range cards {
		wanted[id] = true
	}
	var groups []group
	r.q.Queue(holdingKeys, func(row engine.Row) error {
		var g group
		var card int64
		var favourite, locked int
		err := row.Scan(&card, &g.Copies, &g.first, &favourite, &locked, &g.level, &g.name)
		g.Card, g.Favourite, g.Locked = game.CardID(card), favourite != 0, locked != 0
		if wanted[g.Card] {
			groups = append(groups, g)
			copies += g.Copies
		}
		return err
	}, account(p))
	if err := r.q.Flush(); err != nil {
		return nil, 0, 0, err
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(b.level-a.level, cmp.Compare(a.name, b.name), cmp.Compare(a.Card, b.Card))
	})
	total = len(groups)
	groups = groups[min(max(skip, 0), total):]
	for _, g := range groups[:min(max(limit, 0), len(groups))] {
		page = append(page, g.Holding)
	}
	return page, total, copies, r.best(page, groups)
}

// best reads the best copy of each holding of a page.
func (r *reader) best(page []game.Holding, groups []group) error {
	for i := range page {
		r.q.Queue(selectPrint, func(row engine.Row) error { return scanCopy(row, &page[i].Best) },
			int64(page[i].Card), groups[i].first)
	}
	return r.q.Flush()
}

// encodeCopies and decodeCopies are the form of a list of copies in a column.
func encodeCopies(ids []game.CopyID) string {
	text, _ := json.Marshal(ids) // a list of numbers has no error
	return string(text)
}

func decodeCopies(text string) (ids []game.CopyID, err error) {
	if err := json.Unmarshal([]byte(text), &ids); err != nil {
		return nil, fmt.Errorf("a list of copies is damaged: %w", err)
	}
	return ids, nil
}
