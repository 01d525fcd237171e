package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gohye/internal/testkit/require"
)

// axeFile is the checker of accessibility, which npm brings, as a package two
// folders below the root finds it.
func axeFile() string {
	return filepath.Join("..", "..", "tools", "node_modules", "axe-core", "axe.min.js")
}

// A Finding is a rule of axe that is broken, and where.
type Finding struct {
	ID, Impact, Help string
	Where            []string
}

// Axe checks the accessibility of what the page shows now, as a test of its own.
// Only what is serious or worse counts.
func (p *Page) Axe(what string) {
	p.t.Helper()
	p.t.Run("axe on "+what, func(t *testing.T) {
		q := *p
		q.t = t
		for _, f := range q.Findings() {
			t.Errorf("%s (%s): %s\n  %s", f.ID, f.Impact, f.Help, strings.Join(f.Where, "\n  "))
		}
	})
}

// Findings are the serious faults that axe finds in what the page shows now.
func (p *Page) Findings() []Finding {
	p.t.Helper()
	source, err := os.ReadFile(axeFile())
	if err != nil {
		require.Need(p.t, "browser", "axe-core is not installed: run npm ci in the folder tools")
	}
	if !Script[bool](p, `!!window.axe`) {
		Script[bool](p, string(source)+"\n;!!window.axe")
	}
	return Script[[]Finding](p, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) =>
		({ ID: v.id, Impact: v.impact, Help: v.help, Where: v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " — " + (n.any[0]?.message ?? "")) })))`)
}
