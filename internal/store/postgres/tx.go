package postgres

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"gohye/internal/store/engine"
)

// A tx is one transaction on one connection, or a row of reads. Statements are
// collected and sent together.
type tx struct {
	//nolint:containedctx // it is the context of the call that the tx lives in
	ctx    context.Context
	conn   *pgx.Conn
	queued []statement
	musts  int // how many of the queued have to change a row
	sent   bool
	err    error // the first one; it stays
}

type statement struct {
	query string
	each  func(engine.Row) error
	args  []any
	must  bool
	locks row // set in a group: the row that it locks
}

// Queue implements [engine.Tx].
func (t *tx) Queue(query string, each func(engine.Row) error, args ...any) {
	t.queued = append(t.queued, statement{query: query, each: each, args: args})
}

// locking makes a SELECT lock its row. Rows of other tables may refer to the row
// meanwhile: a bid names its bidder, whose row somebody else has locked.
const locking = " FOR NO KEY UPDATE"

// Lock implements [engine.Tx].
func (t *tx) Lock(query string, each func(engine.Row) error, id int64) {
	t.Queue(query+locking, each, id)
}

// Became implements [engine.Tx]: nobody shares this transaction.
func (*tx) Became(string, int64, ...any) {}

// Must implements [engine.Tx].
func (t *tx) Must(query string, args ...any) {
	t.musts++
	t.queued = append(t.queued, statement{query: query, args: args, must: true})
}

// Err implements [engine.Tx].
func (t *tx) Err() error { return t.err }

// Flush implements [engine.Tx].
func (t *tx) Flush() error {
	if t.err == nil && len(t.queued) > 0 {
		t.err = t.send()
	}
	t.queued, t.musts = t.queued[:0], 0
	return t.err
}

// send sends what is queued and reads the answers.
func (t *tx) send() (err error) {
	var batch pgx.Batch
	for _, s := range t.queued {
		batch.Queue(s.query, s.args...)
	}
	t.sent = true
	answers := t.conn.SendBatch(t.ctx, &batch)
	defer func() {
		if e := answers.Close(); err == nil && e != nil {
			err = t.fault("", e)
		}
	}()
	for _, s := range t.queued {
		if err := t.answer(answers, s); err != nil {
			return err
		}
	}
	return nil
}

// answer reads the answer to one statement.
func (t *tx) answer(answers pgx.BatchResults, s statement) error {
	if s.each == nil {
		tag, err := answers.Exec()
		if err != nil {
			return t.fault(s.query, err)
		}
		if s.must && tag.RowsAffected() == 0 {
			return &engine.Error{Kind: engine.Missing, Query: s.query, Err: engine.ErrNoRow}
		}
		return nil
	}
	rows, err := answers.Query()
	if err != nil {
		return t.fault(s.query, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := s.each(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return t.fault(s.query, err)
	}
	return nil
}

// fault is an error of the driver. That the caller's time is over comes first.
func (t *tx) fault(query string, err error) error {
	if t.ctx.Err() != nil {
		return fmt.Errorf("%w: %w", context.Cause(t.ctx), err)
	}
	return classify(query, err)
}

// commit sends what is queued with the commit. If one of the statements fails,
// the server skips the commit too. A statement that must change a row and did
// not has not failed for the server, so its answer is waited for first.
func (t *tx) commit() error {
	if t.musts > 0 {
		if err := t.Flush(); err != nil {
			return err
		}
	}
	if t.err != nil {
		return t.err
	}
	if !t.sent && len(t.queued) == 1 {
		t.queued = t.queued[:0] // only the begin
		return nil
	}
	t.Queue("COMMIT", nil)
	err := t.Flush()
	if err != nil && t.conn.IsClosed() && !refused(err) {
		return &engine.Error{Kind: engine.Unknown, Err: fmt.Errorf("the connection broke while committing: %w", err)}
	}
	return err
}

// rollback ends a transaction that is open, on a connection that still is.
func (t *tx) rollback(ctx context.Context) error {
	const idle = 'I'
	if !t.sent || t.conn.IsClosed() || t.conn.PgConn().TxStatus() == idle {
		return nil
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if _, err := t.conn.Exec(ctx, "ROLLBACK"); err != nil {
		return classify("ROLLBACK", err)
	}
	return nil
}

// Load implements [engine.Tx].
func (t *tx) Load(table string, columns []string, rows iter.Seq[[]any]) error {
	if err := t.Flush(); err != nil {
		return err
	}
	next, stop := iter.Pull(rows)
	defer stop()
	_, err := t.conn.CopyFrom(t.ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, _ := next()
		return row, nil
	}))
	if err != nil {
		t.err = t.fault("COPY "+table, err)
	}
	return t.err
}
