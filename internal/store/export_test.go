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
