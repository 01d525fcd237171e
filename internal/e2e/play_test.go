package e2e_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gohye/internal/app"
	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/script"
)

// TestScripts plays every script of testdata/play on both databases, by the rules
// of the file beside it where there is one.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "play", "*.play"))
	if err != nil || len(files) < 5 {
		t.Fatalf("there are the scripts %q (%v)", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".play"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := script.Parse(filepath.Base(file), string(text))
			if err != nil {
				t.Fatal(err)
			}
			rules := strings.TrimSuffix(file, ".play") + ".toml"
			if _, err := os.Stat(rules); err != nil {
				rules = ""
			}
			onBoth(t, func(t *testing.T, database string) { playScript(t, database, rules, s) })
		})
	}
}

func playScript(t *testing.T, database, rules string, s *script.Script) {
	t.Helper()
	cfg, _, err := config.Load(nil, settings{
		"HTTP": "127.0.0.1:0", "DATA": t.TempDir(), "DATABASE": database, "RULES": rules,
	}.environ(), os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	var told transcript
	err = app.PlayScript(ctx, cfg, clock.System{}, slog.New(slog.NewTextHandler(&told, nil)), s, func(line string) {
		_, _ = told.Write([]byte(line + "\n"))
	})
	if err != nil {
		t.Errorf("%v\n%s", err, told.String())
	}
	audit(t, database)
}

// TestPlay is the command: what it prints and how it ends.
func TestPlay(t *testing.T) {
	t.Parallel()
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.play", "# a balance\n@ana /balance\nsee \"1,500 flakes\"\n")
	for name, tt := range map[string]struct {
		files          []string
		code           int
		stdout, stderr string
	}{
		"a good script": {[]string{good}, 0, "good.play:3: see \"1,500 flakes\"\n\tYour balance", ""},
		"what is not seen": {
			[]string{good, write("bad.play", "@ana /balance\n\nsee \"9,999 flakes\"\nrestart\n")},
			1,
			"bad.play:3: see", "bad.play:3: see \"9,999 flakes\": it was not seen within 15s\n\tseen since the last action:\n\tYour balance",
		},
		"what is seen and must not be": {[]string{write("not.play", "@ana /balance\nnot see \"1,500\"\n")}, 1, "", "not.play:2: not see \"1,500\": it was seen: Your balance"},
		"a command that is not there":  {[]string{write("x.play", "@ana /dance\n")}, 1, "", "x.play:1: @ana /dance: there is no command /dance for this player; there are: /achievements, /album, "},
		"an option that is not there":  {[]string{write("x.play", "@ana /claim number:3\n")}, 1, "", "/claim has no option \"number\"; there are: count"},
		"a value of another kind":      {[]string{write("x.play", "@ana /claim count:three\n")}, 1, "", "count is a whole number, and \"three\" is none"},
		"a line that makes no sense":   {[]string{good, write("y.play", "\n@ana dance\n")}, 1, "", "y.play:2: after @name stands"},
		"no such file":                 {[]string{"nowhere.play"}, 1, "", "nowhere.play cannot be read"},
		"no file":                      {nil, 2, "", "gohye play FILE..."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, settings{"LOG_LEVEL": "error"}, append([]string{"play"}, tt.files...)...)
			if code != tt.code || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", code, tt.code, stdout, stderr)
			}
		})
	}
}
