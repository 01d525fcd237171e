package app_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gohye/internal/app"
	"gohye/internal/game"
)

func rulesFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rules.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPrintedRulesReadBack(t *testing.T) {
	t.Parallel()
	rules := game.DefaultRules()
	rules.TimeZone, rules.Claim.Max, rules.Drop.Open = "Asia/Seoul", 4, game.Duration(90*time.Second)
	got, err := app.ReadRules(rulesFile(t, string(app.PrintRules(rules))))
	if err != nil {
		t.Fatal(err)
	}
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, rules) {
		t.Errorf("printed and read back:\n got %+v\nwant %+v", got, rules)
	}
}

func TestBadRulesSayWhatToDo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"unknown key":    {"[claim]\nprise = 3\n", `no rule "claim.prise"`},
		"bad syntax":     {"[claim\n", "line 2"},
		"wrong type":     {"[claim]\nmax = \"many\"\n", "claim.max"},
		"bad duration":   {"[daily]\ncooldown = \"soon\"\n", "90s"},
		"impossible":     {"[claim]\nmax = 99\n", "between 1 and 10"},
		"poor newcomers": {"[start]\nflakes = 1\n", "could not claim"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := rulesFile(t, tt.text)
			_, err := app.ReadRules(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("ReadRules = %v; want the path and %q in it", err, tt.want)
			}
		})
	}
	if _, err := app.ReadRules("no/such/file.toml"); err == nil || !strings.Contains(err.Error(), "gohye rules >") {
		t.Errorf("a missing file: %v", err)
	}
}
