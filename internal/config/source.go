package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// parseEnviron reads the variables that begin with GOHYE_, in the form
// NAME=value. Those that belong to the tests are left alone.
func parseEnviron(environ []string) (map[string]value, error) {
	given := map[string]value{}
	var known []string
	byEnv := map[string]Setting{}
	for _, s := range table() {
		known = append(known, s.Env())
		byEnv[s.Env()] = s
	}
	for _, pair := range environ {
		name, text, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || isTestVariable(name) {
			continue
		}
		s, ok := byEnv[name]
		if !ok {
			return nil, &UsageError{Where: name, Problem: "there is no such setting", Nearest: nearest(name, known)}
		}
		given[s.Key] = value{text: text, where: name}
	}
	return given, nil
}

// isTestVariable reports whether a variable is one of the test suite's, which
// a program started by a test inherits.
func isTestVariable(name string) bool {
	return strings.HasPrefix(name, "GOHYE_TEST_")
}

// parseFile reads the TOML file that a source named.
func parseFile(name value, readFile func(string) ([]byte, error)) (map[string]value, error) {
	source, err := readFile(name.text)
	if err != nil {
		return nil, &UsageError{Where: name.where, Problem: unreadable(name.text, err)}
	}
	var entries map[string]any
	if err := toml.Unmarshal(source, &entries); err != nil {
		return nil, malformed(name.text, err)
	}
	given := map[string]value{}
	// In the order of the lines, so that the first mistake is the one named.
	keys := slices.SortedFunc(maps.Keys(entries), func(a, b string) int {
		return lineOf(source, a) - lineOf(source, b)
	})
	for _, key := range keys {
		where := fmt.Sprintf("%s:%d", name.text, lineOf(source, key))
		if err := checkKey(key, where); err != nil {
			return nil, err
		}
		text, ok := scalar(entries[key])
		if !ok {
			return nil, &UsageError{Where: where, Problem: key + " must be a text or a number"}
		}
		given[key] = value{text: text, where: where + ": " + key}
	}
	return given, nil
}

func unreadable(name string, err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("there is no file %q", name)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Sprintf("the file %q may not be read by this user", name)
	}
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return fmt.Sprintf("the file %q cannot be read: %v", name, err)
}

// malformed says where the file stops being TOML. The library's message alone,
// not its excerpt of the file: the excerpt may show the token.
func malformed(name string, err error) error {
	parse, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return &UsageError{Where: name, Problem: "this is not TOML"}
	}
	return &UsageError{
		Where:   fmt.Sprintf("%s:%d", name, parse.Position.Line),
		Problem: `this is not TOML; a line looks like data = "folder", with texts in quotes`,
	}
}

func checkKey(key, where string) error {
	var known []string
	for _, s := range table() {
		if s.Key == key && s.InFile() {
			return nil
		}
		if s.Key == key {
			return &UsageError{Where: where, Problem: fmt.Sprintf("%s cannot stand in the file; use %s or %s", key, s.Env(), s.Flag())}
		}
		known = append(known, s.Key)
	}
	return &UsageError{Where: where, Problem: fmt.Sprintf("there is no setting %q", key), Nearest: nearest(key, known)}
}

func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64, float64:
		return fmt.Sprint(v), true
	}
	return "", false
}

// lineOf is the number of the line on which a top-level key of a valid TOML
// file, or a table of that name, begins; 1 when it is written in an unusual way.
func lineOf(source []byte, key string) int {
	n := 0
	for text := range strings.Lines(string(source)) {
		n++
		text = strings.TrimLeft(text, " \t[")
		for _, quoted := range []string{key, `"` + key + `"`, "'" + key + "'"} {
			after, found := strings.CutPrefix(text, quoted)
			after = strings.TrimLeft(after, " \t")
			if found && after != "" && strings.ContainsRune("=.]", rune(after[0])) {
				return n
			}
		}
	}
	return 1
}
