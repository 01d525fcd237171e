package e2e_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"gohye/internal/testkit/postgres"
)

// onBoth runs a test on SQLite and on PostgreSQL, side by side, each with an
// empty database of its own.
func onBoth(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, filepath.Join(t.TempDir(), "game.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, postgres.Start(t))
	})
}

// open opens a database beside the program, for questions.
func open(t *testing.T, database string) *sql.DB {
	t.Helper()
	driver, address := "pgx", database
	if !strings.Contains(database, "://") {
		driver, address = "sqlite", "file:"+database+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// number asks a question whose answer is a number.
func number(t *testing.T, db *sql.DB, question string, args ...any) (n int64) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), question, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return n
}

// text asks a question whose answer is a text.
func text(t *testing.T, db *sql.DB, question string, args ...any) (s string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), question, args...).Scan(&s); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return s
}

// column asks for a column of texts.
func column(t *testing.T, db *sql.DB, question string, args ...any) map[string]bool {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), question, args...)
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all[text] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
