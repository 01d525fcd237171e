package store

import (
	"context"
	"database/sql"
	"errors"

	"gohye/internal/store/engine"
)

// Break runs statements behind the back of everything.
func (db *DB) Break(ctx context.Context, statements ...string) error {
	return db.eng.Alone(ctx, func(t engine.Tx) error {
		for _, s := range statements {
			t.Queue(s, nil)
		}
		return t.Flush()
	})
}

// AuditBroken is what an audit finds after these statements, which are undone.
func (db *DB) AuditBroken(ctx context.Context, statements ...string) (rep Report, err error) {
	undo := errors.New("undo")
	err = db.eng.Alone(ctx, func(t engine.Tx) error {
		for _, s := range statements {
			t.Queue(s, nil)
		}
		if err := t.Flush(); err != nil {
			return err
		}
		if rep, err = audit(t); err != nil {
			return err
		}
		return undo
	})
	if errors.Is(err, undo) {
		err = nil
	}
	return rep, err
}

// Handle lends a database/sql handle.
func (db *DB) Handle(ctx context.Context, f func(*sql.DB) error) error { return db.eng.Migrate(ctx, f) }

// Watched is db for looks only; waits is called whenever one waits for the database.
func (db *DB) Watched(waits func()) *DB {
	return &DB{eng: watched{db.eng, waits}, clock: db.clock, log: db.log, ids: db.ids, rng: db.rng}
}

type watched struct {
	engine.Engine
	waits func()
}

func (w watched) Read(ctx context.Context, f func(engine.Tx) error) error {
	return w.Engine.Read(ctx, func(t engine.Tx) error { return f(watchedTx{t, w.waits}) })
}

func (w watched) Snapshot(ctx context.Context, f func(engine.Tx) error) error {
	return w.Engine.Snapshot(ctx, func(t engine.Tx) error { return f(watchedTx{t, w.waits}) })
}

type watchedTx struct {
	engine.Tx
	waits func()
}

func (t watchedTx) Flush() error {
	t.waits()
	return t.Tx.Flush()
}
