package store_test

import (
	"testing"

	"gohye/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, "sqlite")
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	storetest.Run(t, "postgres")
}
