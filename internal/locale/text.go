package locale

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// groupID is the text between groups of three digits.
const groupID = "number.group"

// countName is the argument that chooses the plural form.
const countName = "Count"

// A Text is the texts of one language. Its methods may be called from any
// goroutine.
type Text struct {
	name      string
	tag       language.Tag
	group     string
	sentences map[string]*sentence
	fallback  *Text // nil in the fallback itself
}

// A sentence is one compiled text with its plural forms.
type sentence struct {
	forms  [plural.Many + 1][]part
	plural bool // more than the form other
}

// A part is literal text, or the argument of this name.
type part struct{ literal, arg string }

// An Arg is a named value in a sentence.
type Arg struct {
	name   string
	text   string
	number int64
	isText bool
}

// S is a text argument.
func S(name, value string) Arg { return Arg{name: name, text: value, isText: true} }

// N is a number, written with the language's groups. The one named Count
// chooses the plural form.
func N[T ~int | ~int64](name string, value T) Arg { return Arg{name: name, number: int64(value)} }

// Language is Discord's name of the language.
func (t *Text) Language() string { return t.name }

// Has reports whether the language itself has this text.
func (t *Text) Has(id string) bool { return t.sentences[id] != nil }

// Say is the text of this id with its arguments. A text that exists in no
// language is said as its id, which a test prevents; an argument that was not
// given is left out.
func (t *Text) Say(id string, args ...Arg) string {
	s := t.sentences[id]
	if s == nil {
		if t.fallback != nil {
			return t.fallback.Say(id, args...)
		}
		return id
	}
	parts := s.forms[plural.Other]
	if s.plural {
		parts = s.choose(t.tag, args)
	}
	if len(parts) == 1 && parts[0].arg == "" {
		return parts[0].literal
	}
	var room [256]byte
	text := room[:0]
	for _, p := range parts {
		if p.arg == "" {
			text = append(text, p.literal...)
			continue
		}
		for i := range args {
			if args[i].name == p.arg {
				text = t.appendArg(text, &args[i])
				break
			}
		}
	}
	return string(text)
}

// choose picks the plural form for the argument Count.
func (s *sentence) choose(tag language.Tag, args []Arg) []part {
	for i := range args {
		if args[i].name != countName || args[i].isText {
			continue
		}
		n := args[i].number
		if n < 0 {
			n = -n
		}
		// The rules of no language look at more than the last digits of a
		// large number; the modulo keeps it in the range of an int.
		form := plural.Cardinal.MatchPlural(tag, int(n%10_000_000), 0, 0, 0, 0)
		if parts := s.forms[form]; parts != nil {
			return parts
		}
	}
	return s.forms[plural.Other]
}

func (t *Text) appendArg(to []byte, a *Arg) []byte {
	if a.isText {
		return append(to, a.text...)
	}
	return t.appendNumber(to, a.number)
}

// Number writes n with the language's groups.
func (t *Text) Number(n int64) string { return string(t.appendNumber(nil, n)) }

func (t *Text) appendNumber(to []byte, n int64) []byte {
	var room [20]byte
	digits := strconv.AppendInt(room[:0], n, 10)
	if digits[0] == '-' {
		to, digits = append(to, '-'), digits[1:]
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			to = append(to, t.group...)
		}
		to = append(to, d)
	}
	return to
}

// parse splits a text at its arguments.
func parse(text string) ([]part, error) {
	var parts []part
	for {
		before, rest, found := strings.Cut(text, "{{")
		if before != "" {
			parts = append(parts, part{literal: before})
		}
		if !found {
			return parts, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(name), ".")
		if !closed || !dotted || !isName(name) {
			return nil, fmt.Errorf("{{%s is not an argument; write {{.Name}}", rest)
		}
		parts = append(parts, part{arg: name})
		text = after
	}
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return s != ""
}
