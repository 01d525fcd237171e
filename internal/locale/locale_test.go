package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func load(t testing.TB) *Bundle {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// used are the ids in the sources of internal/discord: every text literal that
// looks like one.
func used(t *testing.T) map[string]string {
	t.Helper()
	id := regexp.MustCompile(`^[a-z]+(\.[a-z_]+)+$`)
	file := regexp.MustCompile(`\.(jpg|png|txt|ct|cm|cp|dg|autocomplete)$`)
	ids := map[string]string{}
	for _, dir := range []string{"../discord/ui", "../discord/command", "../discord"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for n := range ast.Preorder(tree) {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					continue
				}
				if s, err := strconv.Unquote(lit.Value); err == nil && id.MatchString(s) && !file.MatchString(s) {
					ids[s] = path
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

func TestEveryTextExistsAndIsUsed(t *testing.T) {
	t.Parallel()
	en := load(t).Fallback()
	ids := used(t)
	if len(ids) < 50 {
		t.Fatalf("only %d ids found in the sources", len(ids))
	}
	for id, path := range ids {
		if !en.Has(id) {
			t.Errorf("%s says %q, which en.toml does not have", path, id)
		}
	}
	for id := range en.sentences {
		if _, ok := ids[id]; !ok && id != groupID {
			t.Errorf("en.toml has %q, which nothing says", id)
		}
	}
}

// A translation must not name an argument that the English text does not have.
func TestTranslationsUseTheSameArguments(t *testing.T) {
	t.Parallel()
	b := load(t)
	for _, name := range b.Languages() {
		text := b.For(name)
		for id, s := range text.sentences {
			en := b.fallback.sentences[id]
			if en == nil {
				t.Errorf("%s has %q, which English does not", name, id)
				continue
			}
			for _, form := range s.forms {
				for _, p := range form {
					if p.arg != "" && !en.has(p.arg) {
						t.Errorf("%s: %s uses %s", name, id, p.arg)
					}
				}
			}
		}
	}
}

func (s *sentence) has(arg string) bool {
	for _, form := range s.forms {
		for _, p := range form {
			if p.arg == arg {
				return true
			}
		}
	}
	return false
}

func TestSay(t *testing.T) {
	t.Parallel()
	b, err := compile(map[string][]byte{
		"en": []byte("plain = \"just so\"\npair = \"{{.A}} and {{ .B }}{{.A}}\"\n[cards]\none = \"{{.Count}} card\"\nother = \"{{.Count}} cards\""),
		"pl": []byte("number.group = \" \"\n[cards]\none = \"{{.Count}} karta\"\nfew = \"{{.Count}} karty\"\nmany = \"{{.Count}} kart\"\nother = \"{{.Count}} karty\""),
	})
	if err != nil {
		t.Fatal(err)
	}
	en, pl := b.For("en-US"), b.For("pl")
	for _, tt := range []struct{ name, got, want string }{
		{"a plain text", en.Say("plain"), "just so"},
		{"arguments, one twice", en.Say("pair", S("A", "x"), N("B", 1234567)), "x and 1,234,567x"},
		{"an argument that is missing", en.Say("pair", S("A", "x")), "x and x"},
		{"one", en.Say("cards", N("Count", 1)), "1 card"},
		{"none", en.Say("cards", N("Count", 0)), "0 cards"},
		{"Polish few", pl.Say("cards", N("Count", 22)), "22 karty"},
		{"Polish many", pl.Say("cards", N("Count", 1000000)), "1 000 000 kart"},
		{"no Count", pl.Say("cards"), " karty"},
		{"not translated", pl.Say("plain"), "just so"},
		{"nowhere", pl.Say("no.such"), "no.such"},
		{"a language that is not there", b.For("xx").Say("plain"), "just so"},
		{"a negative number", en.Number(-1234), "-1,234"},
		{"the least number", en.Number(-1 << 63), "-9,223,372,036,854,775,808"},
		{"an argument with braces", en.Say("pair", S("A", "{{.B}}")), "{{.B}} and {{.B}}"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for name, sources := range map[string]map[string][]byte{
		"no English":       {"pl": []byte(`a = "b"`)},
		"not TOML":         {"en": []byte(`a = `)},
		"no language":      {"en": nil, "no language": nil},
		"a function":       {"en": []byte(`a = "{{printf .A}}"`)},
		"an open argument": {"en": []byte(`a = "{{.A"`)},
		"no other form":    {"en": []byte("[a]\none = \"x\"")},
	} {
		if _, err := compile(sources); err == nil {
			t.Errorf("%s compiles", name)
		}
	}
}

func BenchmarkSay(b *testing.B) {
	text := load(b).Fallback()
	b.ReportAllocs()
	for b.Loop() {
		text.Say("balance.purse", N("Flakes", 123456), N("Vials", 12))
	}
}

func BenchmarkSayPlural(b *testing.B) {
	text := load(b).Fallback()
	b.ReportAllocs()
	for b.Loop() {
		text.Say("cards.title", S("Player", "<@123456789012345678>"), N("Count", 12), N("Copies", 4711))
	}
}
