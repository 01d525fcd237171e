package query

import (
	"strings"
	"unicode"
)

// A token is a word of the text, its quotes taken off.
type token struct {
	at      Place
	text    string // lower case
	literal int    // from this byte of text on it was in quotes; len(text) when nothing was
}

// open is the part of the token in which signs mean something.
func (t token) open() string { return t.text[:t.literal] }

// Clean is a text without what cannot be shown or stored, trimmed.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar:
			return -1
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(s)
}

// quotes are those that phones write too.
func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// scan takes a clean text apart. A quote that does not end is an error.
func scan(text string) ([]token, error) {
	var tokens []token
	runes := []rune(text)
	for i := 0; i < len(runes); {
		if runes[i] == ' ' {
			i++
			continue
		}
		t, end, closed := word(runes, i)
		if !closed {
			return nil, Error{Why: OpenQuote, At: t.at}
		}
		tokens = append(tokens, t)
		i = end
	}
	return tokens, nil
}

// word is the token that begins at character i, and where it ends.
func word(runes []rune, i int) (t token, end int, closed bool) {
	var b strings.Builder
	literal, quoted := -1, false
	end = i
	for ; end < len(runes) && (quoted || runes[end] != ' '); end++ {
		if escaped := runes[i] == '\\'; isQuote(runes[end]) && !escaped {
			if !quoted && literal < 0 {
				literal = b.Len()
			}
			quoted = !quoted
			continue
		}
		b.WriteString(strings.ToLower(string(runes[end])))
	}
	t = token{at: Place{Pos: i, Word: string(runes[i:end])}, text: b.String(), literal: literal}
	if literal < 0 {
		t.literal = len(t.text)
	}
	return t, end, !quoted
}
