package simulate

import (
	"context"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// A watched store writes down in the books what each transaction has moved, once
// it is committed. So the report costs no reading, and cannot say anything that
// did not happen.
type watched struct {
	*store.DB
	books *books
}

// Act implements [game.Store].
func (w watched) Act(ctx context.Context, key string, at time.Time, f func(game.Tx) error) error {
	n := &notes{}
	err := w.DB.Act(ctx, key, at, n.around(f))
	return w.keep(n, err)
}

// Update implements [game.Store].
func (w watched) Update(ctx context.Context, f func(game.Tx) error) error {
	n := &notes{}
	err := w.DB.Update(ctx, n.around(f))
	return w.keep(n, err)
}

func (w watched) keep(n *notes, err error) error {
	if err == nil {
		w.books.keep(n)
	}
	return err
}

// notes are what one transaction does.
type notes struct {
	game.Tx
	posted []ledger.Posting
	minted []minted
	prices []game.Price
}

// minted is copies that were made for somebody.
type minted struct {
	at     time.Time
	to     ledger.Account
	why    ledger.Reason
	copies []game.Copy
}

// around is f with its transaction noted, from the beginning at each attempt.
func (n *notes) around(f func(game.Tx) error) func(game.Tx) error {
	return func(tx game.Tx) error {
		*n = notes{Tx: tx}
		return f(n)
	}
}

// Post implements [game.Tx].
func (n *notes) Post(p ledger.Posting) error {
	n.posted = append(n.posted, p)
	return n.Tx.Post(p)
}

// Mint implements [game.Tx].
func (n *notes) Mint(key string, at time.Time, to ledger.Account, why ledger.Reason, copies []*game.Copy) error {
	if err := n.Tx.Mint(key, at, to, why, copies); err != nil {
		return err
	}
	m := minted{at: at, to: to, why: why}
	for _, c := range copies { // they have their ids now
		m.copies = append(m.copies, *c)
	}
	n.minted = append(n.minted, m)
	return nil
}

// SavePrices implements [game.Tx].
func (n *notes) SavePrices(prices []game.Price) error {
	n.prices = append(n.prices, prices...)
	return n.Tx.SavePrices(prices)
}
