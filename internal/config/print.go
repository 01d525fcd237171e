package config

import (
	"fmt"
	"io"
	"strings"
)

// width is the length of a line of printed prose.
const width = 78

// WriteSample prints a TOML file with every setting, its sentence and its
// default. What has no default is commented out; loading the sample changes
// nothing.
func WriteSample(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Settings of GoHYE. A flag wins over the environment, the environment\n# over this file. Every value here is the default.\n")
	for _, s := range table() {
		if !s.InFile() {
			continue
		}
		b.WriteString("\n")
		for _, l := range wrap(s.Doc, width-2) {
			b.WriteString("# " + l + "\n")
		}
		fmt.Fprintf(&b, "# Also: %s, %s\n", s.Env(), s.Flag())
		if s.Default == "" {
			fmt.Fprintf(&b, "#%s = %q\n", s.Key, s.Example)
		} else {
			fmt.Fprintf(&b, "%s = %q\n", s.Key, s.Default)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteFlags prints the flags that every command takes, for its help.
func WriteFlags(w io.Writer) error {
	var b strings.Builder
	for _, s := range table() {
		fmt.Fprintf(&b, "  %s value", s.Flag())
		if s.Default != "" {
			fmt.Fprintf(&b, " (default %s)", s.Default)
		}
		b.WriteString("\n")
		for _, l := range wrap(s.Doc, width-6) {
			b.WriteString("      " + l + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMarkdown prints docs/configuration.md.
func WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`# Configuration

Everything has a default: without a single setting the program opens the sandbox.
A setting may be given as a flag, as an environment variable or in a TOML file
(` + "`--config gohye.toml`" + `). A flag wins over the environment, the environment over
the file. An empty variable counts as not given. A name that does not exist is
refused, and so is a value that makes no sense. ` + "`gohye config`" + ` prints a file
with all of them.

`)
	b.WriteString("| flag | variable | key in the file | default | |\n|---|---|---|---|---|\n")
	for _, s := range table() {
		key, def := "–", "–"
		if s.InFile() {
			key = "`" + s.Key + "`"
		}
		if s.Default != "" {
			def = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s |\n", s.Flag(), s.Env(), key, def, s.Doc)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks a text into lines of at most n letters, between words.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > n:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
