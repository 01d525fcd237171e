package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gohye/internal/locale"
)

// A played is what all scripts of testdata/play do and want to see.
type played struct {
	commands map[string]bool // with their subcommands: "auction bid"
	seen     []string        // the words that must be seen
}

func readScripts(t *testing.T) played {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "play", "*.play"))
	if err != nil {
		t.Fatal(err)
	}
	p := played{commands: map[string]bool{}}
	command := regexp.MustCompile(`^@\w+ /([\w-]+)(?: ([\w-]+)(?: |$))?`)
	sees := regexp.MustCompile(`^(?:see|@\w+ sees) (?:#\w+ )?("(?:[^"\\]|\\.)*")$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if m := command.FindStringSubmatch(line); m != nil {
				p.commands[strings.TrimSpace(m[1]+" "+m[2])] = true
			}
			if m := sees.FindStringSubmatch(line); m != nil {
				words, err := strconv.Unquote(m[1])
				if err != nil {
					t.Fatalf("%s: %s: %v", file, line, err)
				}
				p.seen = append(p.seen, words)
			}
		}
	}
	return p
}

// TestEveryCommandIsPlayed: each command and subcommand is played by a script. Their
// list is docs/commands.md, which is made of the commands and tested for it.
func TestEveryCommandIsPlayed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	list, _, _ := strings.Cut(string(page), "\n## What the earlier bot called otherwise")
	all := regexp.MustCompile("(?m)^\\| `/([^`]+)`").FindAllStringSubmatch(list, -1)
	if len(all) < 50 {
		t.Fatalf("docs/commands.md lists %d commands", len(all))
	}
	commands := readScripts(t).commands
	for _, m := range all {
		if !commands[m[1]] {
			t.Errorf("no script plays /%s", m[1])
		}
	}
}

// TestRefusalsArePlayed: whoever may not is told so in a script, for each reason that a
// player can meet: with the words of the sentence that says it.
func TestRefusalsArePlayed(t *testing.T) {
	t.Parallel()
	bundle, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	text := bundle.Fallback()
	seen := readScripts(t).seen
	for reason, sentences := range map[string]map[string]string{ // words, by the text's id
		"too poor": {
			"refused.funds":       "That costs",
			"refused.vials":       "vials and you have",
			"refused.materials":   "You still need",
			"refused.bid_too_low": "bid at least",
		},
		"not yours": {
			"refused.unknown_card":  "You have no card that matches",
			"refused.not_yours":     "This is another player's",
			"refused.own_auction":   "This is your own auction",
			"refused.unknown_album": "You have no album called",
			"gate.not_allowed":      "You may not use this",
		},
		"locked": {
			"refused.locked":        "This card is locked",
			"refused.favourite":     "This card is a favourite",
			"unmet.protected_cards": "is locked or a favourite",
		},
		"expired": {
			"refused.work_over":    "This question is over",
			"refused.auction_over": "is over",
			"effect.over":          "It ended",
		},
		"not again yet": {
			"refused.daily_cooldown": "You have had your",
			"refused.work_cooldown":  "You have worked a moment ago",
			"refused.boost_cooldown": "You have had this booster",
			"refused.practised_day":  "Those were all",
		},
		"someone else's button": {"gate.not_your_press": "another player's"},
		"a confirmation whose subject has changed": {
			"spend.changed":    "This has changed since you were asked",
			"unmet.changed":    "has changed since it was shown",
			"refused.has_bids": "Somebody has bid, so this auction runs to its end",
		},
	} {
		for id, words := range sentences {
			if !text.Has(id) || !strings.Contains(text.Say(id), words) {
				t.Errorf("%s: the text %s does not say %q", reason, id, words)
			}
			if !slices.ContainsFunc(seen, func(s string) bool { return strings.Contains(s, words) }) {
				t.Errorf("%s: no script sees %q", reason, words)
			}
		}
	}
}
