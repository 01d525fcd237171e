package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"gohye/internal/store/engine"
)

// Promise: statements that players make by what they type do not fill the
// memory, and do not drive out those that are always needed.
func TestStatementsAreForgotten(t *testing.T) {
	t.Parallel()
	c, err := connect(t.Context(), dsn(filepath.Join(t.TempDir(), "x.db"), "rwc"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	}()
	ask := func(query string, want int64) {
		t.Helper()
		var got int64
		_, err := c.run(context.WithoutCancel(t.Context()), query, func(r engine.Row) error { return r.Scan(&got) })
		if err != nil || got != want {
			t.Fatalf("%s: %d, %v", query, got, err)
		}
	}
	ask("SELECT -1", -1)
	always := c.stmts["SELECT -1"]
	for i := range 3 * maxStatements {
		ask(fmt.Sprintf("SELECT %d", i), int64(i))
		ask("SELECT -1", -1)
	}
	if len(c.stmts) != maxStatements || c.stmts["SELECT -1"] != always {
		t.Errorf("%d statements are kept; the one that is always used is: %v", len(c.stmts), c.stmts["SELECT -1"] == always)
	}
}
