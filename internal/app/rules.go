package app

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"

	"gohye/internal/game"
)

// ReadRules reads a rules file: what it does not say keeps its default. The
// path "" is no file. An error is one sentence with the file, the line where
// there is one, and what to do.
func ReadRules(path string) (game.Rules, error) {
	rules := game.DefaultRules()
	if path == "" {
		return rules, rules.Check()
	}
	text, err := os.ReadFile(path) //nolint:gosec // the host names the file
	if err != nil {
		return rules, fmt.Errorf("the rules file %s cannot be read: %w; correct GOHYE_RULES, or write one with: gohye rules > %s", path, errors.Unwrap(err), path)
	}
	meta, err := toml.Decode(string(text), &rules)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return rules, fmt.Errorf("the rules file %s, line %d: %s", path, parse.Position.Line, parse.Message)
	case err != nil:
		return rules, fmt.Errorf("the rules file %s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return rules, fmt.Errorf("the rules file %s: there is no rule %q; gohye rules prints them all", path, unknown[0])
	}
	if err := rules.Check(); err != nil {
		return rules, fmt.Errorf("the rules file %s: %w", path, err)
	}
	return rules, nil
}

// PrintRules writes rules as a file that ReadRules reads, each key with its
// sentence.
func PrintRules(rules game.Rules) []byte {
	var b bytes.Buffer
	b.WriteString("# The rules of the game. What is left out keeps its default.\n")
	b.WriteString("# Name this file in GOHYE_RULES. It is checked at start.\n")
	printSection(&b, "", reflect.ValueOf(rules))
	return b.Bytes()
}

// printSection writes the plain keys of a section, then the sections in it:
// TOML ends a section where the next one begins.
func printSection(b *bytes.Buffer, section string, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && v.Field(i).Kind() != reflect.Struct {
			fmt.Fprintf(b, "\n# %s\n%s = %s\n", f.Tag.Get("doc"), f.Tag.Get("toml"), printValue(v.Field(i)))
		}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && v.Field(i).Kind() == reflect.Struct {
			name := strings.TrimPrefix(section+"."+f.Tag.Get("toml"), ".")
			fmt.Fprintf(b, "\n# %s\n[%s]\n", f.Tag.Get("doc"), name)
			printSection(b, name, v.Field(i))
		}
	}
}

// printValue is a value as TOML writes it.
func printValue(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case game.Duration:
		text, _ := x.MarshalText() // never fails
		return fmt.Sprintf("%q", text)
	case string:
		return fmt.Sprintf("%q", x)
	case []string:
		quoted := make([]string, len(x))
		for i, s := range x {
			quoted[i] = fmt.Sprintf("%q", s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case []int, []int64:
		return strings.ReplaceAll(fmt.Sprint(x), " ", ", ")
	default:
		return fmt.Sprint(x)
	}
}
