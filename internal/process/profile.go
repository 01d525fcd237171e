package process

import (
	"bytes"
	"runtime/pprof"
	"strconv"
	"strings"
)

// A stackGroup is a number of goroutines with the same stack and labels.
type stackGroup struct {
	count   int
	process string   // the value of the label, empty without it
	stack   string   // one line a frame: function, file:line
	frames  []string // the functions, the innermost first
}

// goroutines takes a profile of all goroutines, labels included.
func goroutines() []stackGroup {
	var text bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&text, 1); err != nil {
		return nil // a Buffer takes everything
	}
	return parseGoroutines(text.String())
}

// parseGoroutines reads the text form (debug=1) of a goroutine profile: groups
// apart by empty lines, each "COUNT @ PC…", perhaps "# labels: {"K":"V"}", and
// a line "#	PC	FUNCTION+OFFSET	FILE:LINE" for every frame.
func parseGoroutines(text string) []stackGroup {
	var groups []stackGroup
	var stack strings.Builder
	flush := func() {
		if n := len(groups); n > 0 && stack.Len() > 0 {
			groups[n-1].stack = stack.String()
		}
		stack.Reset()
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if labels, ok := strings.CutPrefix(line, "# labels: "); ok && len(groups) > 0 {
			groups[len(groups)-1].process = label(labels, LabelKey)
			continue
		}
		if count, _, ok := strings.Cut(line, " @"); ok && !strings.HasPrefix(line, "#") {
			if n, err := strconv.Atoi(count); err == nil {
				flush()
				groups = append(groups, stackGroup{count: n})
			}
			continue
		}
		if len(groups) == 0 || !strings.HasPrefix(line, "#") {
			continue
		}
		function, place := frame(line)
		g := &groups[len(groups)-1]
		g.frames = append(g.frames, function)
		stack.WriteString(function + "\t" + place + "\n")
	}
	flush()
	return groups
}

// frame takes a frame's line apart. A frame without a symbol is its address.
func frame(line string) (function, place string) {
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' })
	if len(parts) < 3 {
		return strings.TrimSpace(strings.TrimPrefix(line, "#")), ""
	}
	function = parts[2]
	if i := strings.LastIndex(function, "+0x"); i > 0 {
		function = function[:i]
	}
	if len(parts) > 3 {
		place = strings.TrimSpace(parts[3])
	}
	return strings.TrimSpace(function), place
}

// label is the value of key in labels as pprof prints them.
func label(labels, key string) string {
	rest := strings.TrimPrefix(labels, "{")
	for {
		k, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return ""
		}
		rest = strings.TrimPrefix(rest[len(k):], ":")
		v, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return ""
		}
		rest = strings.TrimPrefix(rest[len(v):], ", ")
		if name, err := strconv.Unquote(k); err != nil || name != key {
			continue
		}
		value, err := strconv.Unquote(v)
		if err != nil {
			return ""
		}
		return value
	}
}

// Unowned returns the stacks of all goroutines of the program that belong to no
// process: those without the label, except the main goroutine, the runtime's,
// os/signal's, the testing package's own and the goroutines in which the
// runtime ends a context whose time is up. A function that a library runs by
// time.AfterFunc has no label either and may show up for the instant it takes:
// who asserts that nothing is unowned should look a second time.
func Unowned() []string {
	var stacks []string
	for _, g := range goroutines() {
		if g.process == "" && !g.exempt() {
			stacks = append(stacks, strconv.Itoa(g.count)+" goroutines\n"+g.stack)
		}
	}
	return stacks
}

// exempt reports whether the goroutines of g need no owner, by the function in
// which they began.
func (g *stackGroup) exempt() bool {
	if len(g.frames) == 0 {
		return true // ended while the profile was taken
	}
	began := g.frames[len(g.frames)-1]
	for _, theirs := range [...]string{"runtime.", "runtime/", "os/signal.", "testing.", "testing/", "context.WithDeadlineCause."} {
		if strings.HasPrefix(began, theirs) {
			return true
		}
	}
	return false
}
