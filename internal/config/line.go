package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A line is a command line, divided.
type line struct {
	given map[string]value // by key: the common flags
	rest  []string         // everything else, in its order
}

// parseLine takes the common flags out of the arguments, wherever they stand
// before a "--". Flags that are not in the table stay in the rest: they belong
// to the sub-command, whose [ParseFlags] refuses the ones it does not know.
func parseLine(args []string) (line, error) {
	l := line{given: map[string]value{}}
	help := false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			l.rest = append(l.rest, args[i:]...)
			break
		}
		name, text, whole := strings.Cut(arg, "=")
		if help = help || isHelp(arg); isHelp(arg) {
			continue
		}
		s, known := byFlag(name)
		if !known {
			l.rest = append(l.rest, arg)
			continue
		}
		if !whole {
			if i++; i == len(args) {
				return l, &UsageError{Where: s.Flag(), Problem: "a value must follow"}
			}
			text = args[i]
		}
		if _, twice := l.given[s.Key]; twice {
			return l, &UsageError{Where: s.Flag(), Problem: "stands there twice"}
		}
		l.given[s.Key] = value{text: text, where: s.Flag()}
	}
	if help {
		return l, flag.ErrHelp
	}
	return l, nil
}

func isHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

// byFlag finds a setting by its flag, written with one dash or two.
func byFlag(name string) (Setting, bool) {
	bare := strings.TrimPrefix(strings.TrimPrefix(name, "-"), "-")
	if bare == name {
		return Setting{}, false
	}
	for _, s := range table() {
		if s.Flag() == "--"+bare {
			return s, true
		}
	}
	return Setting{}, false
}

// Subcommand takes the name of the sub-command off the rest that [Load]
// returned. With no word at the front it is the fallback, which gets all of the
// rest. A name that is not among the known ones is a [*UsageError].
func Subcommand(rest, known []string, fallback string) (name string, args []string, err error) {
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") {
		return fallback, rest, nil
	}
	if name := rest[0]; slices.Contains(known, name) {
		return name, rest[1:], nil
	}
	return "", rest, &UsageError{
		Problem: fmt.Sprintf("there is no command %q; \"gohye help\" lists them", rest[0]),
		Nearest: nearest(rest[0], known),
	}
}

// ParseFlags parses a sub-command's own flags, which may stand among its
// operands, and returns the operands. The set must have been made with
// [flag.ContinueOnError]; its own output is discarded. Every error is a
// [*UsageError].
func ParseFlags(own *flag.FlagSet, args []string) ([]string, error) {
	own.SetOutput(io.Discard)
	var operands []string
	for len(args) > 0 {
		if arg := args[0]; arg == "--" {
			return append(operands, args[1:]...), nil
		} else if !strings.HasPrefix(arg, "-") || arg == "-" {
			operands = append(operands, arg)
			args = args[1:]
			continue
		}
		// Only the flag at the front may be parsed: flag.Parse would take an
		// operand behind it for the end of the flags.
		n := 1
		name, _, whole := strings.Cut(strings.TrimLeft(args[0], "-"), "=")
		known := own.Lookup(name)
		if known == nil {
			return nil, unknownFlag(own, name)
		}
		if !whole && !isBool(known) {
			n = 2
		}
		if n > len(args) {
			return nil, &UsageError{Where: "--" + name, Problem: "a value must follow"}
		}
		if err := own.Parse(args[:n]); err != nil {
			return nil, &UsageError{Where: "--" + name, Problem: cause(err)}
		}
		args = args[n:]
	}
	return operands, nil
}

// isBool reports whether a flag needs no value.
func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// cause takes off what the flag package says before the colon: it repeats the
// value and the flag's name.
func cause(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		err = inner
	}
	return err.Error()
}

func unknownFlag(own *flag.FlagSet, name string) error {
	var known []string
	for _, s := range table() {
		known = append(known, s.Flag())
	}
	own.VisitAll(func(f *flag.Flag) { known = append(known, "--"+f.Name) })
	return &UsageError{Where: "--" + name, Problem: "there is no such flag", Nearest: nearest("--"+name, known)}
}
