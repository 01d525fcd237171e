package game

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// countedDeeds are the kinds of deeds that some use case counts, read from the
// sources: the constants that are named outside of the tables.
func countedDeeds(t *testing.T) map[DeedKind]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds, named := map[string]DeedKind{}, map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		tables := []string{"deed.go", "effect.go", "quest_table.go", "chain.go", "achievement.go"}
		for n := range ast.Preorder(file) {
			switch n := n.(type) {
			case *ast.Ident:
				named[n.Name] = named[n.Name] || !slices.Contains(tables, name)
			case *ast.ValueSpec:
				if name == "deed.go" && len(n.Values) == 1 {
					value, _ := strconv.Unquote(n.Values[0].(*ast.BasicLit).Value)
					kinds[n.Names[0].Name] = DeedKind(value)
				}
			}
		}
	}
	counted := map[DeedKind]bool{}
	for name, kind := range kinds {
		counted[kind] = named[name]
	}
	if len(counted) < 25 {
		t.Fatalf("found only the kinds %v", kinds)
	}
	return counted
}

// By the default rules nobody gets a quest that cannot be done, and no chain ends
// at a step that nobody can do.
func TestNoQuestIsImpossible(t *testing.T) {
	t.Parallel()
	counted, rules := countedDeeds(t), defaultQuestRules()
	check := func(of string, goals []Goal) {
		for _, g := range goals {
			if g.What != "" && !counted[g.What] {
				t.Errorf("%s asks for %s, which nothing counts", of, g.What)
			}
		}
	}
	for _, p := range Periods() {
		for tier := 1; tier <= tiers; tier++ {
			for _, d := range rules.choice(p, tier) {
				check(string(d.ID), d.Goals)
			}
		}
	}
	for _, d := range Chains() {
		check(string(d.ID), d.Steps)
	}
	if counted["trade"] {
		t.Error("there are trades: take their quests out of the default of quest.without")
	}
}
