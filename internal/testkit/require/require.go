// Package require decides what a test does when something it needs is missing:
// it is skipped with one clear line, or it fails when that thing is required.
//
// What is required stands in GOHYE_TEST_REQUIRE, names with commas between
// them: postgres, browser, openapi. It promises that a name nobody knows fails
// every test that asks, so that a typing mistake cannot switch a check off.
//
// It deliberately does not look for the things themselves.
package require

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Variable is the environment variable with the names of what is required.
const Variable = "GOHYE_TEST_REQUIRE"

// known are the names that may be required.
func known() []string { return []string{"postgres", "browser", "openapi"} }

// Need ends the test because the thing of that name is missing, for the reason
// given: skipped, or failed when [Variable] lists the name. It does not return.
// It must be called from the test's own goroutine.
func Need(t testing.TB, name, reason string) {
	t.Helper()
	fails, err := required(os.Getenv(Variable), name)
	switch {
	case err != nil:
		t.Fatal(err)
	case fails:
		t.Fatalf("%s is required by %s: %s", name, Variable, reason)
	default:
		t.Skipf("needs %s: %s", name, reason)
	}
}

// required reports whether the list names the thing.
func required(list, name string) (bool, error) {
	if !slices.Contains(known(), name) {
		return false, fmt.Errorf("%q is none of the things that can be required: %v", name, known())
	}
	found := false
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		if entry != "" && !slices.Contains(known(), entry) {
			return false, fmt.Errorf("%s names %q, which is none of %v", Variable, entry, known())
		}
		found = found || entry == name
	}
	return found, nil
}
