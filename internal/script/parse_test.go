package script_test

import (
	"errors"
	"strings"
	"testing"

	"gohye/internal/script"
)

func TestLinesThatMakeSense(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"", "# a remark", "   ", "players ana bob.2 carol_x", "restart", "clock next", "clock +6h", "clock +2d", "clock +1d12h30m", "clock +90s",
		"@ana /claim", "@ana /claim count:3", `@ana /auction bid auction_id:"A 1" max:500`, "@ana /cards query:-fav",
		"@ana press ❤", `@bob press "Buy now"`, `@ana choose "Won" "Sold"`, "@ana choose Won", `@ana fill word:"moon" note:"two words"`,
		`@ana say "hello \"you\" \\o/"`, `see "Sold to"`, "see 4", `@ana sees "only for her"`, `not see "error"`, `not @ana sees "error"`,
		`@ana use Quote on "hello"`, `@ana use "Big Quote" on "@bob"`, "@ana use Shelf on @bob", "@ana go #market", "@ana go direct",
		"@ana give @bob Moderator", `@ana take @bob "Card dealer"`, `see #market "Sold"`, `not @ana sees #market "Sold"`, `see "#market"`,
	} {
		if _, err := script.Parse("x", line); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// Every line that makes no sense says where and what could stand there.
func TestLinesThatMakeNone(t *testing.T) {
	t.Parallel()
	for line, words := range map[string]string{
		"dance":                     "a line begins with @name, see, not see, clock, restart, players or #",
		`"see" x`:                   "a line begins with",
		"/claim":                    "a line begins with",
		"@ana":                      "/command, press, choose, fill, say, use, go, give, take or sees",
		"@ana dances":               "/command, press, choose, fill, say, use, go, give, take or sees",
		"@ana see \"x\"":            "/command, press, choose, fill, say, use, go, give, take or sees",
		"@an/a /claim":              "no name of a player",
		"@ /claim":                  "no name of a player",
		"@ana /":                    "the command's name",
		"@ana /claim count:3 three": "name:value",
		`@ana /claim "three"`:       "name:value",
		"@ana /claim :3":            "name:value",
		"@ana /claim a:1 a:2":       "given twice",
		"@ana press":                "one button",
		"@ana press Buy now":        "one button",
		"@ana choose":               "labels of the options",
		"@ana fill":                 "the form's fields",
		"@ana fill moon":            "name:value",
		"@ana say hello you":        "one text in quotes",
		`@ana say ""`:               "one text in quotes",
		"see":                       "one text in quotes",
		"see Sold to":               "one text in quotes",
		`@ana sees ""`:              "one text in quotes",
		"@ana use Quote":            "a command of a menu",
		"@ana use Quote on":         "a command of a menu",
		"@ana use Quote at @bob":    "a command of a menu",
		`@ana use Quote on ""`:      "a command of a menu",
		"@ana use Quote on bob":     "is no player",
		"@ana use Quote on @b/b":    "is no player",
		"@ana go":                   "takes a channel",
		"@ana go market":            "takes a channel",
		"@ana go #":                 "takes a channel",
		`@ana go "#market"`:         "takes a channel",
		"@ana go #market now":       "takes a channel",
		"@ana give Moderator":       "give takes a player and a role",
		"@ana take @bob":            "take takes a player and a role",
		"@ana give bob Moderator":   "is no player",
		`see market "Sold"`:         "one text in quotes",
		"not restart":               "after not",
		"not":                       "after not",
		"clock":                     "goes forward",
		"clock 6h":                  "goes forward",
		"clock +":                   "goes forward",
		"clock +-6h":                "goes forward",
		"clock +0s":                 "goes forward",
		"clock +1000000h":           "goes forward",
		"clock +99999999999d":       "goes forward",
		"clock back":                "goes forward",
		"restart now":               "alone",
		"players":                   "takes names",
		"players a-na":              "no name of a player",
		`see "x`:                    "not closed",
		"see \xff":                  "UTF-8",
		strings.Repeat("x", 4001):   "at most",
	} {
		_, err := script.Parse("first.play", "# one\n\n@ana /claim\n"+line+"\n")
		syntax, ok := errors.AsType[*script.SyntaxError](err)
		if !ok || syntax.Line != 4 || !strings.Contains(err.Error(), words) || !strings.HasPrefix(err.Error(), "first.play:4: ") {
			t.Errorf("%.60s: %v", line, err)
		}
	}
	if _, err := script.Parse("x", strings.Repeat("restart\n", 10_001)); err == nil || !strings.Contains(err.Error(), "x:10001: ") {
		t.Errorf("a script without end: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("@ana /auction bid id:\"A 1\" max:5\nclock +1d2h\nnot see \"x\"\n")
	f.Add("@ana use \"Big Quote\" on \"a\\nb\"\n@ana give @bob x\n@ana go #m\nsee #m \"x\"\n")
	f.Add("@a\xff\n\"\\")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := script.Parse("fuzz", text)
		if err == nil {
			if s == nil {
				t.Fatal("neither a script nor an error")
			}
			return
		}
		syntax, ok := errors.AsType[*script.SyntaxError](err)
		if !ok || syntax.Line < 1 || syntax.Line > 1+strings.Count(text, "\n") || syntax.Problem == "" {
			t.Fatalf("%#v", err)
		}
	})
}
