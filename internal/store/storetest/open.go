// Package storetest opens databases for tests and says what every engine of
// internal/store must do.
//
// It promises that the clean-up of every test that opened a store ends with an
// audit: a test that loses a coin or a card fails, whatever it looked at.
//
// It deliberately knows no engine's insides: the same tests run on both.
package storetest

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/store"
	"gohye/internal/testkit/postgres"
)

// Engines are the names of all engines, for tests that run on each.
func Engines() []string { return []string{"sqlite", "postgres"} }

// Open opens an empty database of the engine, "sqlite" or "postgres", with its
// writer running, until the end of the test; then it is audited and closed.
// Without a PostgreSQL server the test is skipped, or fails when one is required.
func Open(t testing.TB, engine string) *store.DB {
	t.Helper()
	return OpenWith(t, store.Options{Database: Address(t, engine)})
}

// Address is a fresh, empty database of the engine, for [OpenWith].
func Address(t testing.TB, engine string) string {
	t.Helper()
	switch engine {
	case "sqlite":
		return filepath.Join(t.TempDir(), "test.db")
	case "postgres":
		return postgres.StartFrom(t, "store", prepare)
	default:
		t.Fatalf("no engine is named %q", engine)
		return ""
	}
}

// prepare makes the tables, once for all tests.
func prepare(dsn string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := store.Open(ctx, store.Options{Database: dsn, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return db.Close()
}

// OpenWith is [Open] with options. A missing clock is the machine's, a missing
// log is none.
func OpenWith(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db := OpenUnchecked(t, o)
	t.Cleanup(func() { Check(t, db) })
	return db
}

// OpenUnchecked is [OpenWith] without the audit, for tests that break things.
func OpenUnchecked(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(Start(t, db))
	return db
}

// Start runs the store's process. The result stops it and closes the database.
func Start(t testing.TB, db *store.DB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- db.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the store's process: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Check fails the test when the audit finds anything.
func Check(t testing.TB, db *store.DB) {
	t.Helper()
	rep, err := db.Audit(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Error(err)
		return
	}
	if !rep.OK {
		text, err := json.MarshalIndent(rep, "", "  ")
		t.Errorf("the audit found violations: %s (%v)", text, err)
	}
}
