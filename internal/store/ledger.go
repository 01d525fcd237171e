package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/engine"
)

const (
	// changeBalance adds $3, which may be negative, and makes the row if there
	// is none. The row proposed for insertion has nothing (or, when there is no
	// row, the change itself): CHECK refuses a debit of an account that does not
	// exist, and one that takes it below zero.
	changeBalance = `INSERT INTO balance (account, unit, amount)
VALUES ($1, $2, CASE WHEN EXISTS (SELECT 1 FROM balance WHERE account = $1 AND unit = $2) THEN 0 ELSE CAST($3 AS BIGINT) END)
ON CONFLICT (account, unit) DO UPDATE SET amount = balance.amount + $3`
	// addToBalance is changeBalance for a row that is known to be there.
	addToBalance = `UPDATE balance SET amount = amount + $3 WHERE account = $1 AND unit = $2`
	// moveCopy takes the marks off: they were the old holder's.
	moveCopy = `UPDATE copy SET holder = $3, moves = moves + 1, favourite = FALSE, locked = FALSE WHERE id = $1 AND holder = $2`
	// insertMove is the entry of a copy that moveCopy has just moved. If that
	// found the copy with somebody else, there is no step, or one that exists.
	insertMove = `INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at)
VALUES ($1, $2, 'copy', $3, $4, 1, $5, (SELECT moves FROM copy WHERE id = $5 AND holder = $4), $6, $7)`
	insertEntry = `INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at) VALUES `

	// printCard locks the card, so that prints are given one after another.
	printCard = `UPDATE card SET printed = printed + 1 WHERE id = $1
RETURNING printed, (SELECT count(*) FROM copy WHERE holder = $2 AND card = $1)`
	// insertCopy takes the print that printCard has just given; a card that
	// does not exist has none, which the column refuses.
	insertCopy = `INSERT INTO copy (id, card, print, holder, level, exp, favourite, locked, made)
VALUES ($1, $2, (SELECT printed FROM card WHERE id = $2), $3, $4, $5, $6, $7, $8)`
	rereadCopy = `SELECT print, (SELECT count(*) FROM copy WHERE holder = c.holder AND card = c.card) FROM copy c WHERE id = $1`
)

// An entry is a row of the ledger.
type entry struct {
	key  string
	leg  int
	at   time.Time
	move ledger.Transfer
}

// Post implements [game.Tx].
func (t *tx) Post(p ledger.Posting) error {
	if err := p.Check(); err != nil {
		return err
	}
	t.changes = append(t.changes, p.Changes()...)
	for leg, m := range p.Transfers {
		if m.Unit != ledger.Copy {
			t.entries = append(t.entries, entry{p.Key, leg, p.At, m})
			continue
		}
		t.q.Queue(moveCopy, nil, m.Copy, string(m.From), string(m.To))
		t.q.Queue(insertMove, nil, p.Key, leg, string(m.From), string(m.To), m.Copy, string(m.Reason), nanos(p.At))
	}
	t.legs(p.Key, len(p.Transfers))
	return t.q.Err()
}

// sendChanges queues what the postings so far change in balances: one change a
// balance, in the order of accounts. However many postings a transaction makes,
// it locks balances in the order in which everybody locks them, so that two
// players who buy from each other do not wait for each other in a circle.
func (t *tx) sendChanges() {
	slices.SortFunc(t.changes, func(a, b ledger.Change) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Unit, b.Unit))
	})
	for i, c := range t.changes {
		if next := i + 1; next < len(t.changes) && t.changes[next].Account == c.Account && t.changes[next].Unit == c.Unit {
			t.changes[next].By += c.By
			continue
		}
		if c.By == 0 {
			continue
		}
		query := changeBalance
		if id, ok := ledger.PlayerOf(c.Account); ok && t.knows(string(c.Unit), id) {
			query = addToBalance
		}
		t.q.Queue(query, nil, string(c.Account), string(c.Unit), int64(c.By))
	}
	t.changes = t.changes[:0]
}

// legs remembers how many legs of a key are used, for a Mint under the same.
func (t *tx) legs(key string, n int) (first int) {
	if t.used == nil {
		t.used = map[string]int{}
	}
	first = t.used[key]
	t.used[key] = first + n
	return first
}

// sendEntries queues the entries that wait, with as few statements as can be.
func (t *tx) sendEntries() {
	const most = 16 // so that there are few different statements to prepare
	for part := range slices.Chunk(t.entries, most) {
		var text strings.Builder
		text.WriteString(insertEntry)
		args := make([]any, 0, 9*len(part))
		for i, e := range part {
			if i > 0 {
				text.WriteString(", ")
			}
			writeEntry(&text, len(args))
			args = append(args, e.key, e.leg, string(e.move.Unit), string(e.move.From), string(e.move.To),
				int64(e.move.Amount), optional(e.move.Copy), string(e.move.Reason), nanos(e.at))
		}
		t.q.Queue(text.String(), nil, args...)
	}
	t.entries = t.entries[:0]
}

// writeEntry writes the places of one row after n arguments. The step is that
// of a mint, or of coins: 0.
func writeEntry(text *strings.Builder, n int) {
	var buf [8]byte
	for i := range 9 {
		switch i {
		case 0:
			text.WriteString("($")
		case 7:
			text.WriteString(", 0, $")
		default:
			text.WriteString(", $")
		}
		text.Write(strconv.AppendInt(buf[:0], int64(n+i+1), 10))
	}
	text.WriteByte(')')
}

// optional is NULL for no copy.
func optional(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// A mint is a copy whose print is known when the answer comes.
type mint struct {
	copy         *game.Copy
	print, owned int
}

// Mint implements [game.Tx].
func (t *tx) Mint(key string, at time.Time, to ledger.Account, why ledger.Reason, copies []*game.Copy) error {
	if key == "" || at.IsZero() || to == "" || to.System() || why == "" {
		return fmt.Errorf("store: mint for %q under %q: needs a key, a time, a holder and a reason", to, key)
	}
	first := t.legs(key, len(copies))
	for i, c := range copies {
		id, err := t.id(copyID)
		if err != nil {
			return err
		}
		c.ID, c.Holder = game.CopyID(id), to
		t.entries = append(t.entries, entry{key, first + i, at, ledger.Transfer{
			Unit: ledger.Copy, From: ledger.Mint, To: to, Amount: 1, Copy: id, Reason: why,
		}})
	}
	byCard := slices.Clone(copies)
	slices.SortStableFunc(byCard, func(a, b *game.Copy) int { return int(a.Card - b.Card) })
	for _, c := range byCard {
		t.print(c)
	}
	return t.q.Err()
}

// print queues the making of one copy.
func (t *tx) print(c *game.Copy) {
	m := &mint{copy: c}
	t.mints = append(t.mints, m)
	t.q.Queue(printCard, func(r engine.Row) error {
		err := r.Scan(&m.print, &m.owned)
		m.owned++
		return err
	}, int64(c.Card), string(c.Holder))
	t.q.Queue(insertCopy, nil, int64(c.ID), int64(c.Card), string(c.Holder), c.Level, c.Exp, c.Favourite, c.Locked, nanos(c.Made))
}

// reread finds the prints of a transaction that was committed without telling,
// and makes it look as if it had told.
func (t *tx) reread(ctx context.Context) error {
	return t.db.eng.Read(ctx, func(q engine.Tx) error {
		for _, m := range t.mints {
			q.Queue(rereadCopy, func(r engine.Row) error { return r.Scan(&m.print, &m.owned) }, int64(m.copy.ID))
		}
		return q.Flush()
	})
}

func account(id game.PlayerID) string { return string(ledger.PlayerAccount(int64(id))) }
