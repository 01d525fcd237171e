package ui

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"
)

// version begins every custom id. It changes with the meaning of the rest, so
// that a button of an older version is told from a broken one.
const version = "1"

// MaxCustomID is Discord's limit for a custom id, in bytes.
const MaxCustomID = 100

// MaxWords is how many bytes of a query a custom id carries beside the numbers
// of a list. A longer one is a row of the database, whose token it carries.
const MaxWords = 40

// maxArgs is the most numbers a custom id carries.
const maxArgs = 6

// A Route is what a custom id says: a verb, which names the component's
// handler, and its arguments. The words are encoded, so that nothing that a
// player typed is read as anything else.
type Route struct {
	Verb  string // lower-case letters
	Words string
	args  [maxArgs]int64
	n     int
}

// NewRoute is a route of a verb with numbers, at most six.
func NewRoute(verb string, args ...int64) Route {
	r := Route{Verb: verb}
	r.n = copy(r.args[:], args)
	return r
}

// Arg is the i-th number, 0 where there is none.
func (r Route) Arg(i int) int64 {
	if i < 0 || i >= r.n {
		return 0
	}
	return r.args[i]
}

// Args is how many numbers there are.
func (r Route) Args() int { return r.n }

// ID writes the custom id: "1:verb:arg:arg", numbers in base 36, and
// "~words" behind when there are any.
func (r Route) ID() string {
	var room [128]byte
	b := append(room[:0], version...)
	b = append(append(b, ':'), r.Verb...)
	for _, a := range r.args[:r.n] {
		b = append(b, ':')
		b = strconv.AppendInt(b, a, 36)
	}
	if r.Words != "" {
		b = append(b, '~')
		b = base64.RawURLEncoding.AppendEncode(b, []byte(r.Words))
	}
	return string(b)
}

// isWords reports whether s is what a custom id may carry.
func isWords(s string) bool {
	return s != "" && len(s) <= MaxWords && utf8.ValidString(s) && s == strings.TrimSpace(s)
}

// ParseRoute reads what ID wrote. ok is false for anything else, such as a
// button of another version.
func ParseRoute(id string) (r Route, ok bool) {
	if len(id) > MaxCustomID {
		return Route{}, false
	}
	rest, ok := strings.CutPrefix(id, version+":")
	if !ok {
		return Route{}, false
	}
	rest, encoded, worded := strings.Cut(rest, "~")
	if worded && strings.ContainsAny(encoded, "\r\n") { // which the decoder skips
		return Route{}, false
	}
	if worded {
		words, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
		if err != nil || !isWords(string(words)) {
			return Route{}, false
		}
		r.Words = string(words)
	}
	verb, rest, more := strings.Cut(rest, ":")
	if !isVerb(verb) {
		return Route{}, false
	}
	r.Verb = verb
	for more {
		var arg string
		arg, rest, more = strings.Cut(rest, ":")
		n, err := strconv.ParseInt(arg, 36, 64)
		if err != nil || r.n == maxArgs || strconv.FormatInt(n, 36) != arg {
			return Route{}, false
		}
		r.args[r.n] = n
		r.n++
	}
	return r, true
}

func isVerb(s string) bool {
	for _, c := range []byte(s) {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return s != "" && len(s) <= 8
}
