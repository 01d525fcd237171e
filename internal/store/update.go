package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

// attempts is how often a transaction that lost a race, or whose connection
// broke before the commit, is run.
const attempts = 8

const (
	insertAct = `INSERT INTO act (key, at) VALUES ($1, $2)`
	selectAct = `SELECT 1 FROM act WHERE key = $1`
)

// Act implements [game.Store].
func (db *DB) Act(ctx context.Context, key string, at time.Time, f func(game.Tx) error) error {
	if key == "" || at.IsZero() {
		return errors.New("store: an act needs a key and a time")
	}
	// The key is written last, so that nothing has been written while f may still
	// refuse. Of two deliveries at once the later fails on it.
	return db.update(ctx, "act "+key, key, func(t *tx) error {
		if err := f(t); err != nil {
			return err
		}
		t.q.Queue(insertAct, nil, key, nanos(at))
		return nil
	})
}

// Update implements [game.Store].
func (db *DB) Update(ctx context.Context, f func(game.Tx) error) error {
	return db.update(ctx, "update", "", func(t *tx) error { return f(t) })
}

// errRefused rolls a transaction back because its function returned an error.
var errRefused = errors.New("refused")

// View implements [game.Store].
func (db *DB) View(ctx context.Context, f func(game.Reader) error) error {
	var own error
	for attempt := 1; ; attempt++ {
		own = nil
		err := db.eng.Read(ctx, func(t engine.Tx) error {
			own = f(&reader{q: t})
			return t.Err()
		})
		if err == nil {
			return own
		}
		if !again(err) || attempt == attempts {
			return fault("view", err)
		}
		if e := db.pause(ctx, attempt, 200*time.Millisecond); e != nil {
			return fault("view", fmt.Errorf("%w: %w", e, err))
		}
	}
}

// update runs f until it is committed, refused or hopeless. key is that of the
// act, or "".
func (db *DB) update(ctx context.Context, what, key string, f func(*tx) error) error {
	for attempt := 1; ; attempt++ {
		t, own, err := db.attempt(ctx, f)
		if engine.KindOf(err) == engine.Unknown && key != "" {
			err = db.resolve(ctx, key, t, err)
		}
		switch {
		case err == nil && own == nil:
			t.committed()
			return nil
		case err == nil && !db.happened(ctx, key):
			return own
		case err == nil || replayed(err):
			return fmt.Errorf("store: %s: %w", what, game.ErrReplayed)
		case !again(err) || attempt == attempts:
			return fault(what, err)
		}
		if e := db.pause(ctx, attempt, 200*time.Millisecond); e != nil {
			return fault(what, fmt.Errorf("%w: %w", e, err))
		}
	}
}

// happened reports whether an act has taken effect. What it was refused for may
// be its own effect, at its second delivery.
func (db *DB) happened(ctx context.Context, key string) (yes bool) {
	if key == "" {
		return false
	}
	err := db.eng.Read(ctx, func(q engine.Tx) error {
		q.Queue(selectAct, func(engine.Row) error { yes = true; return nil }, key)
		return q.Flush()
	})
	return err == nil && yes
}

// attempt runs f once. own is f's own error, unless the database has one: that
// comes first, because f may only be its echo.
func (db *DB) attempt(ctx context.Context, f func(*tx) error) (t *tx, own, err error) {
	if err := db.ids.fill(ctx, db.eng); err != nil {
		return nil, nil, err
	}
	err = db.eng.Write(ctx, func(q engine.Tx) error {
		t = &tx{reader: reader{q: q, locks: true}, db: db}
		own = f(t)
		switch {
		case q.Err() != nil:
			return q.Err()
		case t.dry:
			return errDry
		case own != nil:
			return errRefused
		}
		t.send()
		return q.Err()
	})
	if errors.Is(err, errRefused) && engine.KindOf(err) == engine.Other {
		return t, own, nil
	}
	return t, nil, err
}

// again reports whether running the transaction once more may help.
func again(err error) bool {
	switch engine.KindOf(err) {
	case engine.Conflict, engine.Unavailable:
		return !errors.Is(err, engine.ErrEnded)
	case engine.Unique:
		// Two transactions have made the same player: the second time it is there.
		return queryOf(err) == insertPlayer
	case engine.Other, engine.Constraint, engine.Missing, engine.Unknown:
	}
	return errors.Is(err, errDry)
}

// replayed reports whether err says that the act's key is there already.
func replayed(err error) bool {
	return engine.KindOf(err) == engine.Unique && queryOf(err) == insertAct
}

func queryOf(err error) string {
	if e, ok := errors.AsType[*engine.Error](err); ok {
		return e.Query
	}
	return ""
}

// fault wraps an error of the database, once.
func fault(what string, err error) error {
	switch engine.KindOf(err) {
	case engine.Unavailable, engine.Unknown, engine.Conflict:
		return fmt.Errorf("store: %s: %w: %w", what, game.ErrUnavailable, err)
	case engine.Other, engine.Unique, engine.Constraint, engine.Missing:
	}
	return fmt.Errorf("store: %s: %w", what, err)
}

// resolve finds out whether an act was committed whose connection broke before
// the answer came. Writing its key again waits for the lost transaction, should
// it have written the key and still be running, and fails exactly if that was
// committed. The result is nil then, an error that again accepts when the act did
// not happen (or not yet: running it again will meet its key, and say that it was
// replayed), and lost when nobody can tell.
func (db *DB) resolve(ctx context.Context, key string, t *tx, lost error) error {
	const patience = 5 * time.Second // the caller's own time may be over
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	undo := errors.New("only a question")
	for attempt := 1; ; attempt++ {
		err := db.eng.Alone(ctx, func(q engine.Tx) error {
			q.Queue(insertAct, nil, key, 1)
			if err := q.Flush(); err != nil {
				return err
			}
			return undo
		})
		switch {
		case replayed(err):
			return t.reread(ctx)
		case errors.Is(err, undo):
			return &engine.Error{Kind: engine.Conflict, Err: lost}
		case !again(err):
			return lost
		}
		if db.pause(ctx, attempt, 200*time.Millisecond) != nil {
			return lost
		}
	}
}

// nanos is how times are kept: nanoseconds since 1970, 0 for none.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// when is the reverse of nanos.
func when(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
