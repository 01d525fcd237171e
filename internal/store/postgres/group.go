package postgres

import (
	"context"
	"runtime/debug"
	"time"

	"gohye/internal/store/engine"
)

const (
	// apart is how many writes run side by side, each in a transaction of its
	// own, before further ones are put together.
	apart = 3
	// together is how many writes share a transaction at most.
	together = 16
	// shyFor is how many writes run apart after a shared transaction failed.
	shyFor = 64
	// groupPatience bounds a shared transaction.
	groupPatience = 5 * time.Second
)

// A request is one write that waits for its turn.
type request struct {
	//nolint:containedctx // it is the context of the call that waits
	ctx  context.Context
	f    func(engine.Tx) error
	err  error
	died *engine.PanicError // what f panicked with
	// again says that the shared transaction was rolled back: the caller runs f
	// in one of its own.
	again bool
	// leads says that turn has got true: nobody else answers it any more.
	// Guarded by the DB's mu.
	leads bool
	turn  chan bool // capacity 1; true is "you lead the next group", false is "it is over"
}

// Write implements [engine.Engine]. Under load, waiting writes share a
// transaction on one connection: the statements of many travel together, and
// one commit waits for the disk for all of them. Each is in a savepoint of its
// own, so that one which is refused takes nothing of the others with it. If
// anything else goes wrong, the shared transaction is rolled back and each of
// its writes runs again, apart: so a fault or a lock that another process holds
// costs time and nothing more.
func (db *DB) Write(ctx context.Context, f func(engine.Tx) error) error {
	defer db.writers.Add(-1)
	if db.writers.Add(1) <= apart || db.shy.Load() > 0 && db.shy.Add(-1) >= 0 {
		return db.transaction(ctx, "BEGIN", f)
	}
	r := &request{ctx: ctx, f: f, turn: make(chan bool, 1)}
	if db.join(r) {
		db.lead() //nolint:contextcheck // a group outlives the call that leads it
	}
	switch {
	case r.died != nil:
		panic(*r.died)
	case r.again:
		return db.transaction(ctx, "BEGIN", f)
	}
	return r.err
}

// join waits for the turn of r, and reports whether it is to lead. It has been
// answered otherwise.
func (db *DB) join(r *request) (leads bool) {
	db.mu.Lock()
	db.queue = append(db.queue, r)
	if !db.led {
		db.led, r.leads = true, true
		db.mu.Unlock()
		return true
	}
	db.mu.Unlock()
	select {
	case leads = <-r.turn:
		return leads
	case <-r.ctx.Done():
	}
	if db.withdraw(r) {
		r.err = context.Cause(r.ctx)
		return false
	}
	return <-r.turn // it is being written, and the outcome counts
}

// withdraw takes r out of the queue; false when it is too late.
func (db *DB) withdraw(r *request) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	for i, q := range db.queue {
		if q == r && !r.leads {
			db.queue = append(db.queue[:i], db.queue[i+1:]...)
			return true
		}
	}
	return false
}

// lead writes the oldest requests of the queue, the leader's own among them,
// answers the others, and hands the lead on.
func (db *DB) lead() {
	db.mu.Lock()
	n := min(len(db.queue), together)
	batch := append([]*request(nil), db.queue[:n]...)
	db.queue = append(db.queue[:0], db.queue[n:]...)
	db.mu.Unlock()
	defer func() {
		for _, r := range batch[1:] { // the first is the leader
			r.turn <- false
		}
		db.mu.Lock()
		defer db.mu.Unlock()
		if db.led = len(db.queue) > 0; db.led {
			next := db.queue[0]
			next.leads = true
			next.turn <- true
		}
	}()
	db.writeAll(batch)
}

// writeAll runs a batch in one transaction and notes what became of each.
func (db *DB) writeAll(batch []*request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(batch[0].ctx), groupPatience)
	defer cancel()
	err := db.transaction(ctx, "BEGIN", func(x engine.Tx) error {
		t := x.(*tx) //nolint:errcheck,forcetypeassert // transaction makes it
		// Whoever holds a row for long is not waited for by a whole group.
		t.Queue("SET LOCAL lock_timeout = '100ms'", nil)
		for _, r := range batch {
			if r.run(t); t.err != nil {
				return t.err
			}
		}
		return nil
	})
	switch {
	case err == nil:
		return
	case engine.KindOf(err) == engine.Unknown: // nobody knows: each caller finds out
		for _, r := range batch {
			r.err, r.died = err, nil
		}
		return
	}
	db.shy.Store(shyFor)
	for _, r := range batch {
		r.err, r.died, r.again = nil, nil, true
	}
}

// run runs one request of a shared transaction. If its function refuses, what it
// did is undone and what it had queued is not sent.
func (r *request) run(t *tx) {
	if r.ctx.Err() != nil {
		r.err = context.Cause(r.ctx)
		return
	}
	before, flushes := len(t.queued), t.flushes
	t.Queue("SAVEPOINT one", nil)
	r.call(t)
	switch {
	case t.err != nil: // the whole is lost
	case r.err == nil && r.died == nil:
		t.Queue("RELEASE SAVEPOINT one", nil)
	case t.flushes == flushes:
		t.drop(before)
	default:
		t.drop(0)
		t.Queue("ROLLBACK TO SAVEPOINT one", nil)
		t.Queue("RELEASE SAVEPOINT one", nil)
	}
}

// call runs the function and keeps its error or its panic.
func (r *request) call(t *tx) {
	defer func() {
		if v := recover(); v != nil {
			r.died = &engine.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	r.err = r.f(t)
}

// drop forgets what was queued after the first n statements.
func (t *tx) drop(n int) {
	for _, s := range t.queued[n:] {
		if s.must {
			t.musts--
		}
	}
	clear(t.queued[n:])
	t.queued = t.queued[:n]
}
