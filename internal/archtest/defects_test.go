package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	defects = 56 // how many the list of the earlier bot's defects has
	suite   = "internal/store/storetest/suite.go"
	play    = "internal/e2e/play_test.go"
)

// proof is a test that a row names, with the file that it links to: an exam of the
// store by its name in quotes, or a test, with its sub-test or its script.
var proof = regexp.MustCompile("\\[(?:`([^`]+)`|“([^”]+)”)\\]\\(\\.\\./([^)]+)\\)")

// checkDefects compares the table of docs/defects.md with the tests that it names.
// read returns a file of the project.
func checkDefects(doc string, read func(name string) (string, error)) (wrong []string) {
	_, body, found := strings.Cut(doc, "\n| defect | what happened there | here |\n")
	if !found {
		return []string{"there is no table | defect | what happened there | here |"}
	}
	next := 1
	for i, line := range strings.Split(body, "\n") {
		if i == 0 || !strings.HasPrefix(line, "|") { // the rule below the head, or the end
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.TrimSpace(cells[2]) == "" {
			wrong = append(wrong, "this is no row of three cells: "+line)
			continue
		}
		name, here := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
		if want := "D" + strconv.Itoa(next); name != want {
			wrong = append(wrong, fmt.Sprintf("the row of %s stands where that of %s is due", name, want))
		}
		next++
		proofs := proof.FindAllStringSubmatch(here, -1)
		if len(proofs) == 0 && !strings.HasPrefix(here, "Not built yet: ") && !strings.HasPrefix(here, "Cannot happen: ") {
			wrong = append(wrong, name+" names no test and does not say why it cannot happen")
		}
		if named := strings.Count(here, "]("); named != len(proofs) {
			wrong = append(wrong, fmt.Sprintf("%s has %d links, of which %d are to tests", name, named, len(proofs)))
		}
		for _, p := range proofs {
			if problem := checkProof(p[1], p[2], p[3], read); problem != "" {
				wrong = append(wrong, name+": "+problem)
			}
		}
	}
	if next != defects+1 {
		wrong = append(wrong, fmt.Sprintf("the table ends with D%d, not with D%d", next-1, defects))
	}
	return wrong
}

// checkProof says what is wrong with a proof, or "".
func checkProof(test, exam, file string, read func(string) (string, error)) string {
	name, sub, _ := strings.Cut(test, "/")
	in := file
	switch {
	case exam != "":
		var err error
		if name, err = examOf(exam, read); err != nil {
			return err.Error()
		}
	case path.Ext(file) == ".play":
		if _, err := read(file); err != nil || path.Base(file) != sub+".play" {
			return fmt.Sprintf("%s is not the script %s", file, test)
		}
		in, sub = play, "" // the name of a script is its file's
	case !strings.HasSuffix(file, "_test.go"):
		return fmt.Sprintf("%s is in %s, which has no tests", test, file)
	}
	text, err := read(in)
	if err != nil {
		return err.Error()
	}
	f, err := parser.ParseFile(token.NewFileSet(), in, text, parser.SkipObjectResolution)
	if err != nil {
		return err.Error()
	}
	for _, decl := range f.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == name {
			if sub != "" && !slices.Contains(literals(fn), sub) {
				return fmt.Sprintf("%s has no sub-test %q", name, sub)
			}
			return ""
		}
	}
	return fmt.Sprintf("there is no %s in %s", name, in)
}

// examOf is the function of an exam of the store, by its name.
func examOf(exam string, read func(string) (string, error)) (name string, err error) {
	text, err := read(suite)
	if err != nil {
		return "", err
	}
	f, err := parser.ParseFile(token.NewFileSet(), suite, text, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if row, ok := n.(*ast.CompositeLit); ok && len(row.Elts) == 2 {
			lit, isText := row.Elts[0].(*ast.BasicLit)
			test, isName := row.Elts[1].(*ast.Ident)
			if isText && isName && unquoted(lit) == exam {
				name = test.Name
			}
		}
		return true
	})
	if name == "" {
		return "", fmt.Errorf("%s has no exam %q", suite, exam)
	}
	return name, nil
}

// literals are the texts that stand in a function.
func literals(fn *ast.FuncDecl) (all []string) {
	ast.Inspect(fn, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			all = append(all, unquoted(lit))
		}
		return true
	})
	return all
}

func unquoted(lit *ast.BasicLit) string {
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return lit.Value
	}
	return s
}

// TestDefects: each defect of the earlier bot has a row in docs/defects.md, and every
// test that is named there exists.
func TestDefects(t *testing.T) {
	t.Parallel()
	read := func(name string) (string, error) {
		text, err := os.ReadFile(path.Join(root, name))
		return string(text), err
	}
	doc, err := read("docs/defects.md")
	if err != nil {
		t.Fatal(err)
	}
	report(t, checkDefects(doc, read))
}

func TestDefectsRuleBites(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		suite:            `package p; var _ = []struct{}{{"a copy stays", stays}, {"gone", gone}}`,
		"x/stays.go":     `package p; func stays() {}`,
		"x/a_test.go":    `package p; func TestA() { run("slow") }; func (T) TestM() {}`,
		play:             `package p; func TestScripts() {}`,
		"x/walk.play":    "",
		"x/no_tests.txt": "",
	}
	read := func(name string) (string, error) {
		text, ok := files[name]
		if !ok {
			return "", fmt.Errorf("%s: %w", name, os.ErrNotExist)
		}
		return text, nil
	}
	table := func(first string) string {
		doc := "# x\n\n| defect | what happened there | here |\n|---|---|---|\n| D1 | x | " + first + " |\n"
		for i := 2; i <= defects; i++ {
			doc += fmt.Sprintf("| D%d | x | Not built yet: x. |\n", i)
		}
		return doc
	}
	for first, want := range map[string]string{
		"[`TestA`](../x/a_test.go)":                          "",
		"[`TestA/slow`](../x/a_test.go), because":            "",
		"[“a copy stays”](../x/stays.go)":                    "",
		"[`TestScripts/walk`](../x/walk.play)":               "",
		"Cannot happen: x.":                                  "",
		"It is fine.":                                        "names no test",
		"[`TestB`](../x/a_test.go)":                          "there is no TestB",
		"[`TestM`](../x/a_test.go)":                          "there is no TestM",
		"[`TestA/quick`](../x/a_test.go)":                    "no sub-test",
		"[`TestA`](../x/b_test.go)":                          "not exist",
		"[`TestA`](../x/no_tests.txt)":                       "has no tests",
		"[“a copy goes”](../x/stays.go)":                     "no exam",
		"[“gone”](../x/stays.go)":                            "there is no gone",
		"[`TestScripts/run`](../x/walk.play)":                "is not the script",
		"[`TestScripts/run`](../x/run.play)":                 "is not the script",
		"[`TestA`](../x/a_test.go) [elsewhere](https://e.o)": "has 2 links",
	} {
		wrong := checkDefects(table(first), read)
		if want == "" && len(wrong) != 0 || want != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], want)) {
			t.Errorf("%s: got %q, want %q", first, wrong, want)
		}
	}
	good := table("Cannot happen: x.")
	for name, doc := range map[string]string{
		"no table":       "# x",
		"a missing row":  strings.Replace(good, "| D7 | x | Not built yet: x. |\n", "", 1),
		"a row too many": good + "| D57 | x | Not built yet: x. |\n",
		"an empty cell":  strings.Replace(good, "| D7 | x |", "| D7 | |", 1),
	} {
		if wrong := checkDefects(doc, read); len(wrong) == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
}
