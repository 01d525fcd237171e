package sandbox_test

import (
	"testing"

	"gohye/internal/testkit/page"
)

// A sheet is the page of a house, for one test.
type sheet struct {
	*page.Page
	t *testing.T
	h *house
}

// openPage starts a browser and opens the page of a sandbox.
func openPage(t *testing.T, h *house) *sheet {
	t.Helper()
	return &sheet{Page: page.Open(t, h.url), t: t, h: h}
}
