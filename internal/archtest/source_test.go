package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// eachFile calls f with every text file of the project, by its path with
// slashes. Other modules, version control and what git ignores at the root are
// not the project's.
func eachFile(t *testing.T, f func(name, text string)) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if d.IsDir() {
			if slices.Contains([]string{".git", "data", "tools", "node_modules"}, name) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || strings.HasPrefix(path.Base(name), "gohye") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if utf8.Valid(text) {
			n++
			f(name, string(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Fatal("there is no file")
	}
}

// parsed calls f with the syntax of every Go file.
func parsed(t *testing.T, f func(name string, fset *token.FileSet, file *ast.File)) {
	t.Helper()
	eachFile(t, func(name, text string) {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "/testdata/") {
			return
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		f(name, fset, file)
	})
}

// spawns finds the go statements and the calls of a method named Go.
func spawns(fset *token.FileSet, file *ast.File) (wrong []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		found := false
		switch n := n.(type) {
		case *ast.GoStmt:
			found = true
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			found = ok && sel.Sel.Name == "Go"
		}
		if found {
			wrong = append(wrong, fmt.Sprintf("%s: a goroutine is started here; only internal/process does that", fset.Position(n.Pos())))
		}
		return true
	})
	return wrong
}

// bubbles adds the functions of a file that speak of synctest: they, and those
// that call them, run in a bubble, in which a sleep takes no time.
func bubbles(file *ast.File, into map[string]bool) {
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "synctest" {
				into[f.Name.Name] = true
			}
			return true
		})
	}
}

// sleeps finds calls of time.Sleep in functions that are not, and do not call,
// one of the virtual ones.
func sleeps(fset *token.FileSet, file *ast.File, virtual map[string]bool) (wrong []string) {
	for _, decl := range file.Decls {
		var found []string
		inBubble := false
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				inBubble = inBubble || virtual[n.Name]
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && x.Name == "time" && n.Sel.Name == "Sleep" {
					found = append(found, fmt.Sprintf("%s: a test sleeps; wait for the event, or use testing/synctest", fset.Position(n.Pos())))
				}
			}
			return true
		})
		if !inBubble {
			wrong = append(wrong, found...)
		}
	}
	return wrong
}

func TestGoroutinesHaveAnOwner(t *testing.T) {
	t.Parallel()
	rows := table(t)
	parsed(t, func(name string, fset *token.FileSet, file *ast.File) {
		dir := path.Dir(name)
		if strings.HasSuffix(name, "_test.go") || dir == "internal/process" || rows[dir].layer == "test" {
			return
		}
		report(t, spawns(fset, file))
	})
}

func TestNoTestSleeps(t *testing.T) {
	t.Parallel()
	virtual := map[string]map[string]bool{} // by folder
	parsed(t, func(name string, _ *token.FileSet, file *ast.File) {
		dir := path.Dir(name)
		if virtual[dir] == nil {
			virtual[dir] = map[string]bool{}
		}
		bubbles(file, virtual[dir])
	})
	parsed(t, func(name string, fset *token.FileSet, file *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			report(t, sleeps(fset, file, virtual[path.Dir(name)]))
		}
	})
}

func TestEveryPackageHasADoc(t *testing.T) {
	t.Parallel()
	docs := map[string]bool{}
	parsed(t, func(name string, _ *token.FileSet, file *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		want := "Package " + file.Name.Name + " "
		if file.Name.Name == "main" {
			want = "Command " + path.Base(path.Dir(name)) + " "
		}
		dir := path.Dir(name)
		docs[dir] = docs[dir] || strings.HasPrefix(file.Doc.Text(), want)
	})
	for dir, ok := range docs {
		if !ok {
			t.Errorf("%s has no package doc that begins with its name", dir)
		}
	}
}

// The patterns are put together from pieces so that this file has no match.
var (
	machinePath = regexp.MustCompile(`(^|[^A-Za-z0-9_.])/(` + strings.Join([]string{"work", "farm", "root", "tmp"}, "|") + `)/[A-Za-z.]`)
	noteToSelf  = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)
)

// leftovers finds what must not be committed in a text.
func leftovers(name, text string) (wrong []string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if machinePath.MatchString(line) {
			wrong = append(wrong, fmt.Sprintf("%s:%d: a path of somebody's machine", name, n))
		}
		// The linter's policy has to name what it forbids.
		if path.Base(name) != ".golangci.yml" && noteToSelf.MatchString(line) {
			wrong = append(wrong, fmt.Sprintf("%s:%d: a note to do something later; do it, or write an issue", name, n))
		}
	}
	return wrong
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	eachFile(t, func(name, text string) {
		if strings.HasSuffix(name, ".sum") {
			return
		}
		report(t, leftovers(name, text))
	})
}

func TestSourceRulesBite(t *testing.T) {
	t.Parallel()
	napping := func(fset *token.FileSet, file *ast.File) []string {
		virtual := map[string]bool{}
		bubbles(file, virtual)
		return sleeps(fset, file, virtual)
	}
	tests := []struct {
		name, source string
		want         int
		rule         func(*token.FileSet, *ast.File) []string
	}{
		{"go statement", "package p; func f() { go f() }", 1, spawns},
		{"wait group", "package p; func f() { var g G; g.Go(f) }", 1, spawns},
		{"a method called Google", "package p; func f() { var g G; g.Google(f) }", 0, spawns},
		{"a sleep", "package p; func f() { time.Sleep(1) }", 1, napping},
		{"a sleep in a bubble", "package p; func f() { synctest.Test(t, func() { time.Sleep(1) }) }", 0, napping},
		{"a sleep in a helper's bubble", "package p; func h() { synctest.Wait() }; func f() { h(); time.Sleep(1) }", 0, napping},
		{"a sleep beside a bubble", "package p; func h() { synctest.Wait() }; func f() { time.Sleep(1) }", 1, napping},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, "p.go", tt.source, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.rule(fset, file); len(got) != tt.want {
				t.Errorf("got %q, want %d", got, tt.want)
			}
		})
	}
	for text, want := range map[string]int{
		"see " + "/ro" + "ot/x": 1, "// TO" + "DO later": 1, "a/work/b": 0, "TODOS": 0, "https://e.org/tmp": 0,
	} {
		if got := leftovers("x.md", text); len(got) != want {
			t.Errorf("%q: got %q, want %d", text, got, want)
		}
	}
}

// TestRowsAreLockedByName finds statements that lock a row by their text. Those
// that share a transaction would not be kept apart: engine.Tx has Lock for it.
func TestRowsAreLockedByName(t *testing.T) {
	t.Parallel()
	parsed(t, func(name string, fset *token.FileSet, file *ast.File) {
		dir := path.Dir(name)
		if strings.HasSuffix(name, "_test.go") || dir == "internal/store/postgres" || dir == "internal/store/sqlite" {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text := strings.ReplaceAll(strings.ToUpper(lit.Value), "FOR UPDATE SKIP LOCKED", "")
			if strings.Contains(text, "FOR UPDATE") || strings.Contains(text, "FOR NO KEY UPDATE") {
				t.Errorf("%s: a statement locks rows by itself; use Lock", fset.Position(lit.Pos()))
			}
			return true
		})
	})
}
