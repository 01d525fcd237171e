package config_test

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"

	"gohye/internal/config"
)

func TestSubcommand(t *testing.T) {
	t.Parallel()
	known := []string{"serve", "audit", "demo"}
	tests := []struct {
		rest []string
		name string
		args []string
	}{
		{nil, "serve", nil},
		{[]string{"--x", "1"}, "serve", []string{"--x", "1"}},
		{[]string{"demo", "--x", "1"}, "demo", []string{"--x", "1"}},
	}
	for _, tt := range tests {
		name, args, err := config.Subcommand(tt.rest, known, "serve")
		if name != tt.name || !slices.Equal(args, tt.args) || err != nil {
			t.Errorf("%q: %q %q %v, want %q %q", tt.rest, name, args, err, tt.name, tt.args)
		}
	}
	_, _, err := config.Subcommand([]string{"adit"}, known, "serve")
	if err == nil || !strings.Contains(err.Error(), `"adit"`) || !strings.Contains(err.Error(), "did you mean audit?") {
		t.Errorf("got %v", err)
	}
	if _, _, err := config.Subcommand([]string{"xyzzy"}, known, "serve"); err == nil || strings.Contains(err.Error(), "did you mean") {
		t.Errorf("a wild guess: %v", err)
	}
}

// demo is the flags of a sub-command with a number and a switch.
func demo() (set *flag.FlagSet, cards *int, quiet *bool) {
	set = flag.NewFlagSet("demo", flag.ContinueOnError)
	return set, set.Int("cards", 7, ""), set.Bool("quiet", false, "")
}

func TestParseFlags(t *testing.T) {
	t.Parallel()
	set, cards, quiet := demo()
	operands, err := config.ParseFlags(set, []string{"a", "--cards", "5", "--quiet", "b", "--", "--cards"})
	if err != nil || *cards != 5 || !*quiet || !slices.Equal(operands, []string{"a", "b", "--cards"}) {
		t.Errorf("cards %d, quiet %v, operands %q, %v", *cards, *quiet, operands, err)
	}
}

func TestParseFlagsRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"--card", "5"}, []string{"--card:", "did you mean --cards?"}},
		{[]string{"--databse", "5"}, []string{"--databse:", "did you mean --database?"}},
		{[]string{"--cards"}, []string{"--cards", "must follow"}},
		{[]string{"--cards", "many"}, []string{"--cards"}},
	} {
		set, _, _ := demo()
		_, err := config.ParseFlags(set, tt.args)
		if _, ok := errors.AsType[*config.UsageError](err); !ok {
			t.Errorf("%q: got %v, want a usage error", tt.args, err)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %q does not say %q", tt.args, err, want)
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("data = \"x\"\nworkers = 3", "--http :1 demo")
	f.Add("[a]\nb.c = 1", "--config")
	f.Add("\"token\" = 'x'\n", "-- --data")
	f.Fuzz(func(t *testing.T, file, line string) {
		args := append([]string{"--config", "f"}, strings.Fields(line)...)
		c, _, err := config.Load(args, nil, files{"f": file}.read)
		if err == nil {
			if c.Workers < 1 || c.Database.Reveal() == "" || c.HTTP == "" {
				t.Errorf("accepted, but %+v", c)
			}
			return
		}
		if _, ok := errors.AsType[*config.UsageError](err); !ok && !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%v is no usage error", err)
		}
	})
}
