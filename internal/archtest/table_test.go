package archtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "gohye/"
)

// A row is one line of ARCHITECTURE.md's package table.
type row struct {
	layer string   // one of layers
	all   bool     // may import everything that its layer may see
	may   []string // packages of this module it may import, "internal/clock"
}

// layers are the names in the second column, from the ground up. A package may
// import from its own layer and from the ones below.
var layers = []string{"ground", "rules", "edge", "wiring", "main", "test"}

// pure lists what a package must not reach, even through others. (Not os or
// time: fmt reaches both. The linter refuses those as direct imports.)
var pure = map[string][]string{
	"internal/ledger": {"database/sql", "net", "net/http"},
	"internal/game":   {"database/sql", "net", "net/http"},
}

// parseTable reads the table whose head begins with "| package | layer |".
func parseTable(doc string) (map[string]row, error) {
	_, body, found := strings.Cut(doc, "\n| package | layer | may import |")
	if !found {
		return nil, errors.New(`there is no table "| package | layer | may import | …"`)
	}
	rows := map[string]row{}
	code := regexp.MustCompile("`([^`]+)`")
	for i, line := range strings.Split(body, "\n") {
		if i < 2 { // the rest of the head, and the rule below it
			continue
		}
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(line, "|")
		name := code.FindStringSubmatch(cells[1])
		if len(cells) < 6 || name == nil {
			return nil, fmt.Errorf("this is no row of four cells: %s", line)
		}
		r := row{layer: strings.TrimSpace(cells[2]), all: strings.TrimSpace(cells[3]) == "all"}
		for _, m := range code.FindAllStringSubmatch(cells[3], -1) {
			r.may = append(r.may, "internal/"+m[1])
		}
		if _, twice := rows[name[1]]; twice {
			return nil, fmt.Errorf("%s has two rows", name[1])
		}
		rows[name[1]] = r
	}
	return rows, nil
}

// checkTable looks for mistakes within the table.
func checkTable(rows map[string]row) (wrong []string) {
	for name, r := range rows {
		height := slices.Index(layers, r.layer)
		if height < 0 {
			wrong = append(wrong, fmt.Sprintf("%s is in the layer %q, which is none of %v", name, r.layer, layers))
		}
		for _, dep := range r.may {
			d, ok := rows[dep]
			if !ok {
				wrong = append(wrong, fmt.Sprintf("%s may import %s, which has no row", name, dep))
			} else if slices.Index(layers, d.layer) > height {
				wrong = append(wrong, fmt.Sprintf("%s (%s) may import %s (%s): that is upwards", name, r.layer, dep, d.layer))
			}
		}
	}
	return wrong
}

// A pkg is what `go list` says about a package of this module.
type pkg struct {
	ImportPath    string
	Imports, Deps []string
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", module+"...")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(out); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// checkImports compares the packages that exist with the table.
func checkImports(rows map[string]row, pkgs []pkg) (wrong []string) {
	seen := map[string]bool{}
	for _, p := range pkgs {
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		r, ok := rows[name]
		if !ok {
			wrong = append(wrong, name+" has no row in the package table: say what it may import")
			continue
		}
		for _, imp := range p.Imports {
			dep, ours := strings.CutPrefix(imp, module)
			above := slices.Index(layers, rows[dep].layer) > slices.Index(layers, r.layer)
			if ours && !slices.Contains(r.may, dep) && (!r.all || above) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which its row does not allow", name, dep))
			}
		}
		for _, bad := range pure[name] {
			if slices.Contains(p.Deps, bad) {
				wrong = append(wrong, fmt.Sprintf("%s reaches %s, directly or through a package it imports", name, bad))
			}
		}
	}
	for name := range rows {
		if !seen[name] {
			wrong = append(wrong, fmt.Sprintf("the package table lists %s, which does not exist", name))
		}
	}
	return wrong
}

func table(t *testing.T) map[string]row {
	t.Helper()
	doc, err := os.ReadFile(root + "/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parseTable(string(doc))
	if err != nil {
		t.Fatalf("ARCHITECTURE.md: %v", err)
	}
	return rows
}

func report(t *testing.T, wrong []string) {
	t.Helper()
	slices.Sort(wrong)
	for _, w := range wrong {
		t.Error(w)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	report(t, checkTable(table(t)))
}

func TestImports(t *testing.T) {
	t.Parallel()
	pkgs := list(t)
	if len(pkgs) == 0 {
		t.Fatal("go list names no package")
	}
	report(t, checkImports(table(t), pkgs))
}

// TestLinterKnowsThePackages finds rules of the linter that went stale.
func TestLinterKnowsThePackages(t *testing.T) {
	t.Parallel()
	policy, err := os.ReadFile(root + "/.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	rows := table(t)
	named := regexp.MustCompile(`gohye/((?:internal|cmd)/[a-z/]+)`).FindAllStringSubmatch(string(policy), -1)
	if len(named) == 0 {
		t.Error("the linter has no rule about our packages")
	}
	for _, m := range named {
		known := false
		for name := range rows {
			known = known || name == m[1] || strings.HasPrefix(name, m[1]+"/")
		}
		if !known {
			t.Errorf(".golangci.yml names %s, which has no row in the package table", m[1])
		}
	}
}

const sampleHead = "# x\n\n| package | layer | may import | what it is |\n|---|---|---|---|\n"

func TestTableRulesBite(t *testing.T) {
	t.Parallel()
	const good = sampleHead + "| `internal/clock` | ground | – | time |\n| `internal/game` | rules | `clock` | rules |\n| `internal/app` | wiring | all | wiring |\n\ntext\n"
	fine := []pkg{
		{ImportPath: "gohye/internal/clock", Imports: []string{"time"}},
		{ImportPath: "gohye/internal/game", Imports: []string{"gohye/internal/clock"}},
		{ImportPath: "gohye/internal/app", Imports: []string{"gohye/internal/clock", "net"}},
	}
	rows, err := parseTable(good)
	if err != nil {
		t.Fatal(err)
	}
	if wrong := append(checkTable(rows), checkImports(rows, fine)...); len(wrong) != 0 {
		t.Fatalf("the good sample is refused: %q", wrong)
	}
	for name, bad := range map[string]pkg{
		"which its row does not allow": {ImportPath: "gohye/internal/clock", Imports: []string{"gohye/internal/game"}},
		"has no row":                   {ImportPath: "gohye/internal/new"},
		"reaches net":                  {ImportPath: "gohye/internal/game", Deps: []string{"net"}},
	} {
		if wrong := checkImports(rows, append(slices.Clone(fine), bad)); len(wrong) != 1 || !strings.Contains(wrong[0], name) {
			t.Errorf("planted %+v: got %q, want %q", bad, wrong, name)
		}
	}
	if wrong := checkImports(rows, fine[1:]); len(wrong) != 1 || !strings.Contains(wrong[0], "does not exist") {
		t.Errorf("a stale row: %q", wrong)
	}
	upwards, err := parseTable(sampleHead + "| `internal/clock` | ground | `game`, `none` | |\n| `internal/game` | rules | – | |\n| `internal/x` | cellar | – | |\n")
	if err != nil {
		t.Fatal(err)
	}
	if wrong := checkTable(upwards); len(wrong) != 3 {
		t.Errorf("an import upwards, one without a row and an unknown layer give %q", wrong)
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		"# no table", sampleHead + "| clock | ground | – | no backquotes |\n", sampleHead + "| `internal/clock` | ground |\n",
		sampleHead + "| `a` | ground | – | |\n| `a` | ground | – | |\n",
	} {
		if rows, err := parseTable(doc); err == nil {
			t.Errorf("accepted as %v: %q", rows, doc)
		}
	}
}
