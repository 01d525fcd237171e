package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestEveryVerbHasOneWhoListens: what a button of ours says in its id is what one
// command waits for, and no command waits for what no button says (D22 of the earlier
// bot).
func TestEveryVerbHasOneWhoListens(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../ui/*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{} // the constant's name, by the verb
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(spec.Names[0].Name, "Verb") || len(spec.Values) != 1 {
				return true
			}
			lit, ok := spec.Values[0].(*ast.BasicLit)
			if !ok {
				return true
			}
			verb, err := strconv.Unquote(lit.Value)
			if err != nil || said[verb] != "" {
				t.Errorf("%s says %s, as %s does", spec.Names[0].Name, lit.Value, said[verb])
			}
			said[verb] = spec.Names[0].Name
			return true
		})
	}
	if len(said) < 30 {
		t.Fatalf("the buttons say %v", said)
	}
	d, _, _ := deps(t)
	heard := map[string]string{} // the command, by the verb
	for _, c := range All(d) {
		for _, b := range c.Components {
			if heard[b.Verb] != "" {
				t.Errorf("/%s and /%s wait for %q", heard[b.Verb], c.Name(), b.Verb)
			}
			if said[b.Verb] == "" {
				t.Errorf("/%s waits for %q, which no button says", c.Name(), b.Verb)
			}
			heard[b.Verb] = c.Name()
		}
	}
	for verb, name := range said {
		if heard[verb] == "" {
			t.Errorf("nobody waits for %s", name)
		}
	}
}
