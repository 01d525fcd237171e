package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"gohye/internal/store/engine"
)

// The driver's name appears in this file and in no other.

func newConnector(dsn string) (driver.Connector, error) { return sqlite.NewConnector(dsn) }

// classify says what can be done about an error of the driver. An error that
// is classified already, or that is not the driver's, is returned as it is.
func classify(query string, err error) error {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return err
	}
	return &engine.Error{Kind: kind(fault.Code()), Query: query, Err: err}
}

func kind(code int) engine.Kind {
	switch code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return engine.Unique
	}
	switch code & 0xff {
	case lib.SQLITE_CONSTRAINT:
		return engine.Constraint
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return engine.Conflict
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY,
		lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_NOMEM:
		return engine.Unavailable
	}
	return engine.Other
}

// ended is the error of a request whose context is over.
func ended(ctx context.Context) error { return context.Cause(ctx) }
