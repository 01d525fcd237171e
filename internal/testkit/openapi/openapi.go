// Package openapi gives tests the check of requests against Discord's published
// description, or skips them.
//
// The description is the file that GOHYE_OPENAPI names, or
// shared/discord/openapi.json beside the project's folder. Without it a test is
// skipped, or fails when openapi is required. What is checked is said by
// internal/openapi.
package openapi

import (
	"errors"
	"os"
	"sync"
	"testing"

	"gohye/internal/openapi"
	"gohye/internal/testkit/require"
)

// Variable is the environment variable with the path of the description.
const Variable = "GOHYE_OPENAPI"

//nolint:gochecknoglobals // a megabyte that is read once for each test program
var load = sync.OnceValues(open)

func open() (*openapi.Validator, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	name, err := openapi.Find(os.Getenv(Variable), dir)
	if err != nil {
		return nil, err
	}
	return openapi.Open(name)
}

// Load is the checker, the same for all tests of a program. Without the
// description it ends the test. It must be called from the test's own
// goroutine.
func Load(t testing.TB) *openapi.Validator {
	t.Helper()
	v, err := load()
	if errors.Is(err, os.ErrNotExist) {
		require.Need(t, "openapi", "Discord's description is not there; set "+Variable+" to its path")
	}
	if err != nil {
		t.Fatalf("openapi: %v", err)
	}
	return v
}
