package script

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A verb is what a line is about.
type verb int

const (
	verbPlayers verb = iota + 1
	verbCommand
	verbPress
	verbChoose
	verbFill
	verbSay
	verbUse
	verbGo
	verbGive
	verbTake
	verbSee
	verbClock
	verbRestart
)

// A Script is a text that makes sense.
type Script struct {
	// Name is what its errors call it, the name of its file.
	Name  string
	steps []step
}

// A step is a line that does something.
type step struct {
	line int
	text string // as it stands there
	verb verb
	who  string // the player; empty for everybody
	name string // the command, with its sub-commands
	args []arg  // its options, or the fields of a form
	// words are what is said, pressed or chosen, or who is there; the text of the
	// message that a command is used on; the role that is given or taken.
	words []string
	whom  string        // the player whom something is done to
	place string        // the channel where one goes, or where something is seen
	not   bool          // it must not be seen
	wind  time.Duration // 0 means "next"
}

// An arg is a name with its value.
type arg struct{ name, value string }

// A SyntaxError is a line that makes no sense.
type SyntaxError struct {
	Name    string
	Line    int
	Problem string
}

// Error is one sentence with the place.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Problem) }

// The bounds of a script.
const (
	mostSteps = 10_000
	mostLine  = 4000
)

// Parse reads a script. The error is a [SyntaxError] about its first line that
// makes no sense.
func Parse(name, text string) (*Script, error) {
	s := &Script{Name: name}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		x, err := parseLine(line)
		if err == nil && len(s.steps) == mostSteps {
			err = fmt.Errorf("a script has at most %d lines that do something", mostSteps)
		}
		if err != nil {
			return nil, &SyntaxError{Name: name, Line: n, Problem: err.Error()}
		}
		x.line, x.text = n, line
		s.steps = append(s.steps, x)
	}
	return s, nil
}

var (
	errStart  = errors.New("a line begins with @name, see, not see, clock, restart, players or #")
	errPlayer = errors.New("after @name stands what the player does: /command, press, choose, fill, say, use, go, give, take or sees")
)

func parseLine(line string) (step, error) {
	if len(line) > mostLine {
		return step{}, fmt.Errorf("a line has at most %d bytes", mostLine)
	}
	words, err := split(line)
	if err != nil {
		return step{}, err
	}
	first, rest := words[0], words[1:]
	switch {
	case first.quoted:
		return step{}, errStart
	case strings.HasPrefix(first.text, "@"):
		return parsePlayer(first.text[1:], rest)
	case first.text == "not":
		return parseNot(rest)
	case first.text == "see":
		return parseSee("", rest)
	case first.text == "clock":
		return parseClock(rest)
	case first.text == "restart" && len(rest) == 0:
		return step{verb: verbRestart}, nil
	case first.text == "restart":
		return step{}, errors.New("restart stands alone")
	case first.text == "players":
		return parsePlayers(rest)
	}
	return step{}, errStart
}

// parsePlayer reads what a player does.
func parsePlayer(who string, rest []word) (step, error) {
	if !validName(who) {
		return step{}, fmt.Errorf("%q is no name of a player: letters, digits, points and lines, at most 32 of them", who)
	}
	if len(rest) == 0 || rest[0].quoted {
		return step{}, errPlayer
	}
	do, rest := rest[0].text, rest[1:]
	if name, ok := strings.CutPrefix(do, "/"); ok {
		return parseCommand(who, name, rest)
	}
	switch do {
	case "press", "choose", "fill", "say":
		return parseAnswer(who, do, rest)
	case "use":
		return parseUse(who, rest)
	case "go":
		return parseGo(who, rest)
	case "give", "take":
		return parseGive(who, do, rest)
	case "sees":
		return parseSee(who, rest)
	}
	return step{}, errPlayer
}

// parseAnswer reads what a player does with what stands there.
func parseAnswer(who, do string, rest []word) (step, error) {
	s := step{who: who, words: texts(rest)}
	switch do {
	case "press":
		s.verb = verbPress
		if len(rest) != 1 {
			return s, errors.New(`press takes one button: its emoji, or its label in quotes: press "Buy now"`)
		}
	case "choose":
		s.verb = verbChoose
		if len(rest) == 0 {
			return s, errors.New(`choose takes the labels of the options: choose "Won" "Sold"`)
		}
	case "say":
		s.verb = verbSay
		if len(rest) != 1 || s.words[0] == "" {
			return s, errors.New(`say takes one text in quotes: say "hello"`)
		}
	case "fill":
		s.verb, s.words = verbFill, nil
		var err error
		if s.args, err = parseArgs(rest); err != nil || len(s.args) == 0 {
			return s, errors.Join(err, errors.New(`fill takes the form's fields: fill word:"moon" note:"two words"`))
		}
	}
	return s, nil
}

// parseCommand reads a slash command: its words, then its options.
func parseCommand(who, name string, rest []word) (step, error) {
	for len(rest) > 0 && rest[0].colon < 0 && !rest[0].quoted {
		name += " " + rest[0].text
		rest = rest[1:]
	}
	if strings.TrimSpace(name) == "" {
		return step{}, errors.New("after the / stands the command's name: /claim count:3")
	}
	args, err := parseArgs(rest)
	return step{verb: verbCommand, who: who, name: name, args: args}, err
}

// parseArgs reads name:value pairs.
func parseArgs(rest []word) ([]arg, error) {
	var list []arg
	for _, w := range rest {
		if w.colon < 1 {
			return nil, fmt.Errorf("%q is no option: an option is name:value, in quotes if it has blanks: name:\"two words\"", w.text)
		}
		a := arg{w.text[:w.colon], w.text[w.colon+1:]}
		if slices.ContainsFunc(list, func(x arg) bool { return x.name == a.name }) {
			return nil, fmt.Errorf("%s is given twice", a.name)
		}
		list = append(list, a)
	}
	return list, nil
}

func parseNot(rest []word) (s step, err error) {
	switch {
	case len(rest) > 0 && rest[0].text == "see":
		s, err = parseSee("", rest[1:])
	case len(rest) > 1 && strings.HasPrefix(rest[0].text, "@") && rest[1].text == "sees":
		s, err = parsePlayer(rest[0].text[1:], rest[1:])
	default:
		err = errors.New(`after not stands see "…" or @name sees "…"`)
	}
	s.not = true
	return s, err
}

func parseSee(who string, rest []word) (step, error) {
	s := step{verb: verbSee, who: who}
	if len(rest) == 2 && isChannel(rest[0]) {
		s.place, rest = rest[0].text[1:], rest[1:]
	}
	if len(rest) != 1 || rest[0].text == "" {
		return step{}, errors.New(`what is to be seen is one text in quotes, after its channel if that matters: see #market "Sold to"`)
	}
	s.words = texts(rest)
	return s, nil
}

func parseClock(rest []word) (step, error) {
	bad := errors.New(`the clock goes forward by a time, such as +90s, +6h or +2d, or "clock next"`)
	if len(rest) != 1 {
		return step{}, bad
	}
	if rest[0].text == "next" {
		return step{verb: verbClock}, nil
	}
	text, ok := strings.CutPrefix(rest[0].text, "+")
	if !ok {
		return step{}, bad
	}
	var d time.Duration
	if days, more, found := strings.Cut(text, "d"); found {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 3650 {
			return step{}, bad
		}
		d, text = time.Duration(n)*24*time.Hour, more
	}
	if text != "" {
		more, err := time.ParseDuration(text)
		if err != nil || more < 0 || more > 3650*24*time.Hour {
			return step{}, bad
		}
		d += more
	}
	if d < time.Millisecond {
		return step{}, bad
	}
	return step{verb: verbClock, wind: d}, nil
}

func parsePlayers(rest []word) (step, error) {
	if len(rest) == 0 {
		return step{}, errors.New("players takes names: players ana bob")
	}
	for _, w := range rest {
		if !validName(w.text) {
			return step{}, fmt.Errorf("%q is no name of a player: letters, digits, points and lines, at most 32 of them", w.text)
		}
	}
	return step{verb: verbPlayers, words: texts(rest)}, nil
}

// validName says whether a player may be called so.
func validName(name string) bool {
	return len(name) <= 32 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._") == "" && len(name) > 1
}

// A word is what stands between blanks, with the quotes taken off.
type word struct {
	text   string
	quoted bool // it begins with a quote
	colon  int  // where the first colon outside of quotes is; -1 without one
}

func texts(words []word) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.text
	}
	return list
}

// split takes a line apart. Quotes hold blanks together, also in the middle of a
// word; \" and \\ in them are a quote and a backslash, \n is a new line.
func split(line string) (words []word, err error) {
	if !utf8.ValidString(line) {
		return nil, errors.New("the line is not UTF-8")
	}
	var b strings.Builder
	w, in, open, escaped := word{colon: -1}, false, false, false
	for _, r := range line {
		switch {
		case escaped:
			if r == 'n' {
				r = '\n'
			}
			b.WriteRune(r)
			escaped = false
		case open && r == '\\':
			escaped = true
		case r == '"':
			w.quoted = w.quoted || !in
			in, open = true, !open
		case !open && unicode.IsSpace(r):
			if in {
				w.text = b.String()
				words = append(words, w)
			}
			b.Reset()
			w, in = word{colon: -1}, false
		default:
			if r == ':' && !open && w.colon < 0 {
				w.colon = b.Len()
			}
			b.WriteRune(r)
			in = true
		}
	}
	if open {
		return nil, errors.New("a quote is not closed")
	}
	if in {
		w.text = b.String()
		words = append(words, w)
	}
	return words, nil
}
