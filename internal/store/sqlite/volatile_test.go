package sqlite_test

import (
	"path/filepath"
	"testing"

	"gohye/internal/store/engine"
	"gohye/internal/store/sqlite"
)

// TestVolatile has a database wait for the disk unless it is one to throw away.
func TestVolatile(t *testing.T) {
	t.Parallel()
	const off, full = 0, 2
	for volatile, want := range map[bool]int{false: full, true: off} {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), sqlite.Options{Volatile: volatile})
		if err != nil {
			t.Fatal(err)
		}
		got := -1
		err = db.Alone(t.Context(), func(tx engine.Tx) error {
			tx.Queue("PRAGMA synchronous", func(r engine.Row) error { return r.Scan(&got) })
			return tx.Flush()
		})
		if err != nil || got != want {
			t.Errorf("volatile %v: synchronous is %d, %v; want %d", volatile, got, err, want)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
