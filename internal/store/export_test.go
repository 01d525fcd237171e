package store

import (
	"context"
	"database/sql"

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

// Handle lends a database/sql handle.
func (db *DB) Handle(ctx context.Context, f func(*sql.DB) error) error { return db.eng.Migrate(ctx, f) }
