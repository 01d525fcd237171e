package store

import (
	"encoding/json"
	"fmt"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	copyColumns = `c.id, c.card, c.print, c.holder, c.level, c.exp, c.favourite, c.locked, c.made`
	selectCopy  = `SELECT ` + copyColumns + ` FROM copy c WHERE id = $1`
	markCopy    = `UPDATE copy SET favourite = $2, locked = $3 WHERE id = $1`
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

// MarkCopy implements [game.Tx].
func (t *tx) MarkCopy(id game.CopyID, favourite, locked bool) error {
	t.change("copy", int64(id), markCopy, int64(id), favourite, locked)
	return t.q.Err()
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
