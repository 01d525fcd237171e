package sqlite

import (
	"context"
	"errors"
	"iter"

	"gohye/internal/store/engine"
)

// A tx is a transaction, or the part of one that belongs to one caller. Every
// statement runs at once.
type tx struct {
	c *conn
	//nolint:containedctx // it is the context of the call that the tx lives in
	ctx context.Context
	//nolint:containedctx // ctx without its end
	quiet   context.Context
	patient bool  // statements may take long: they end when ctx does
	err     error // the first one; it stays
}

// Queue implements [engine.Tx].
func (t *tx) Queue(query string, each func(engine.Row) error, args ...any) {
	t.run(query, each, args)
}

// Lock implements [engine.Tx]: the whole database is locked already.
func (t *tx) Lock(query string, each func(engine.Row) error, id int64) {
	t.run(query, each, []any{id})
}

// Became implements [engine.Tx]: asking costs nothing here.
func (*tx) Became(string, int64, ...any) {}

// Must implements [engine.Tx].
func (t *tx) Must(query string, args ...any) {
	if n := t.run(query, nil, args); t.err == nil && n == 0 {
		t.err = &engine.Error{Kind: engine.Missing, Query: query, Err: engine.ErrNoRow}
	}
}

func (t *tx) run(query string, each func(engine.Row) error, args []any) (changed int64) {
	if t.err == nil && t.ctx.Err() != nil {
		t.err = ended(t.ctx)
	}
	if t.err != nil {
		return 0
	}
	changed, t.err = t.c.run(t.watched(), query, each, args...)
	return changed
}

// watched is the context for the driver. Watching one costs a goroutine for
// each statement, which only long ones are worth.
func (t *tx) watched() context.Context {
	if t.patient {
		return t.ctx
	}
	return t.quiet
}

// Flush implements [engine.Tx].
func (t *tx) Flush() error { return t.err }

// Err implements [engine.Tx].
func (t *tx) Err() error { return t.err }

// Load implements [engine.Tx].
func (t *tx) Load(table string, columns []string, rows iter.Seq[[]any]) error {
	if t.err == nil {
		t.err = t.c.load(t.quiet, table, columns, func(yield func([]any) bool) {
			for r := range rows {
				if t.ctx.Err() != nil || !yield(r) {
					return
				}
			}
		})
	}
	if t.err == nil && t.ctx.Err() != nil {
		t.err = ended(t.ctx)
	}
	return t.err
}

// transaction runs f between begin and COMMIT, in the caller's goroutine.
func (c *conn) transaction(ctx context.Context, begin string, f func(engine.Tx) error) (err error) {
	quiet := context.WithoutCancel(ctx)
	if _, err := c.run(quiet, begin, nil); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // an error, a panic, or the end of the goroutine
			_, e := c.run(quiet, "ROLLBACK", nil)
			err = errors.Join(err, e)
		}
	}()
	t := &tx{c: c, ctx: ctx, quiet: quiet, patient: true}
	if err := f(t); err != nil {
		return err
	}
	if t.err != nil {
		return t.err
	}
	if _, err := c.run(quiet, "COMMIT", nil); err != nil {
		return err
	}
	done = true
	return nil
}
