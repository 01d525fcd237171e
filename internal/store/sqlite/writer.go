package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"gohye/internal/store/engine"
)

// together is how many writes share a transaction at most: enough to hide the
// wait for the disk, few enough that none waits long for the others.
const together = 64

// A request is one write that waits for the writer.
type request struct {
	//nolint:containedctx // it is the context of the call that waits
	ctx  context.Context
	f    func(engine.Tx) error
	err  error
	died *engine.PanicError // what f panicked with
	done chan struct{}      // closed when the outcome is known
}

// Write implements [engine.Engine]: it hands f to the writer and waits. While
// the writer does not run, ctx bounds the wait.
func (db *DB) Write(ctx context.Context, f func(engine.Tx) error) error {
	if db.lock == nil {
		return errors.New("the database is open for reading only")
	}
	r := &request{ctx: ctx, f: f, done: make(chan struct{})}
	db.mu.Lock()
	if db.ended {
		db.mu.Unlock()
		return &engine.Error{Kind: engine.Unavailable, Err: engine.ErrEnded}
	}
	db.queue = append(db.queue, r)
	db.mu.Unlock()
	select {
	case db.wake <- struct{}{}:
	default:
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if db.withdraw(r) {
			return ended(ctx)
		}
		<-r.done // it is being written: the writer is quick, and the outcome counts
	}
	if r.died != nil {
		panic(*r.died)
	}
	return r.err
}

// withdraw takes r out of the queue; false when the writer has taken it.
func (db *DB) withdraw(r *request) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	for i, q := range db.queue {
		if q == r {
			db.queue = append(db.queue[:i], db.queue[i+1:]...)
			return true
		}
	}
	return false
}

// take moves the oldest requests out of the queue into batch.
func (db *DB) take(batch []*request) []*request {
	db.mu.Lock()
	defer db.mu.Unlock()
	n := min(len(db.queue), together)
	batch = append(batch[:0], db.queue[:n]...)
	rest := copy(db.queue, db.queue[n:])
	clear(db.queue[rest:])
	db.queue = db.queue[:rest]
	return batch
}

// Run writes what callers ask for until ctx is done: up to 64 of the waiting
// ones in one transaction, each in a savepoint of its own, so that one which
// fails takes nothing of the others with it, and all are answered when the disk
// has them. With nothing to wait for it commits at once. Writes that come after
// its end are refused until it runs again.
func (db *DB) Run(ctx context.Context) error {
	if db.lock == nil {
		<-ctx.Done()
		return nil
	}
	db.mu.Lock()
	db.ended = false
	db.mu.Unlock()
	defer db.writerEnds()
	var batch []*request
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-db.wake:
		}
		for batch = db.take(batch); len(batch) > 0; batch = db.take(batch) {
			db.writeAll(ctx, batch)
			if ctx.Err() != nil {
				return nil
			}
		}
	}
}

// writerEnds answers everybody who still waits.
func (db *DB) writerEnds() {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.ended = true
	for _, r := range db.queue {
		r.err = &engine.Error{Kind: engine.Unavailable, Err: engine.ErrEnded}
		close(r.done)
	}
	clear(db.queue)
	db.queue = db.queue[:0]
}

// writeAll writes a batch and answers all of it, whatever happens.
func (db *DB) writeAll(ctx context.Context, batch []*request) {
	answered := false
	defer func() {
		if !answered { // the goroutine is ending under us
			answer(batch, &engine.Error{Kind: engine.Unavailable, Err: engine.ErrEnded})
		}
	}()
	err := db.withWriter(context.WithoutCancel(ctx), func(c *conn) error { return c.writeAll(ctx, batch) })
	answered = true
	answer(batch, err)
}

// answer lets every caller of the batch go on. An error of the whole batch
// takes the place of a success.
func answer(batch []*request, err error) {
	for _, r := range batch {
		if r.err == nil && r.died == nil {
			r.err = err
		}
		close(r.done)
	}
}

// writeAll runs the batch in one transaction. The error is that of the whole.
func (c *conn) writeAll(ctx context.Context, batch []*request) (err error) {
	quiet := context.WithoutCancel(ctx)
	if _, err := c.run(quiet, "BEGIN IMMEDIATE", nil); err != nil {
		return err
	}
	open := true
	defer func() {
		if open {
			_, e := c.run(quiet, "ROLLBACK", nil)
			err = errors.Join(err, e)
		}
	}()
	alone := len(batch) == 1
	wrote := false
	for _, r := range batch {
		ok, err := c.write(quiet, r, alone)
		if err != nil {
			return &engine.Error{Kind: engine.Unavailable, Err: fmt.Errorf("a shared transaction was lost: %w", err)}
		}
		wrote = wrote || ok
	}
	if !wrote {
		return nil
	}
	if _, err := c.run(quiet, "COMMIT", nil); err != nil {
		return err
	}
	open = false
	return nil
}

// write runs one request; ok says that its work stands. The error says that
// the transaction around it is lost.
func (c *conn) write(quiet context.Context, r *request, alone bool) (ok bool, err error) {
	if r.ctx.Err() != nil {
		r.err = ended(r.ctx) //nolint:contextcheck // each request has its caller's
		return false, nil    //nolint:nilerr // it is the request's error, not the batch's
	}
	if !alone {
		if _, err := c.run(quiet, "SAVEPOINT one", nil); err != nil {
			return false, err
		}
	}
	r.call(&tx{c: c, ctx: r.ctx, quiet: quiet})
	ok = r.err == nil && r.died == nil
	if alone {
		return ok, nil
	}
	if !ok {
		if _, err := c.run(quiet, "ROLLBACK TO one", nil); err != nil {
			return false, err
		}
	}
	_, err = c.run(quiet, "RELEASE one", nil)
	return ok, err
}

// call runs the function and keeps its error or its panic.
func (r *request) call(t *tx) {
	defer func() {
		if v := recover(); v != nil {
			r.died = &engine.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	r.err = r.f(t)
	if r.err == nil {
		r.err = t.err
	}
}
