package e2e_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWrongInput: whoever gives the program something wrong is told what to do,
// in a sentence, without a stack trace and without their secrets.
func TestWrongInput(t *testing.T) {
	t.Parallel()
	const secret = "correct-horse-battery"
	file := func(t *testing.T, text string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "file.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := map[string]struct {
		code int
		want []string
		args []string
		set  func(t *testing.T) settings
	}{
		"an unknown flag":     {code: 2, args: []string{"--colour", "red"}, want: []string{"--colour"}},
		"an unknown command":  {code: 2, args: []string{"fly"}, want: []string{"fly", "help"}},
		"an unknown variable": {code: 2, set: func(*testing.T) settings { return settings{"COLOUR": secret} }, want: []string{"GOHYE_COLOUR"}},
		"an unknown key": {code: 2, want: []string{"colour"}, set: func(t *testing.T) settings {
			return settings{"CONFIG": file(t, "colour = \""+secret+"\"\n")}
		}},
		"a token that is none": {code: 2, want: []string{"GOHYE_TOKEN", "developer portal"}, set: func(*testing.T) settings {
			return settings{"TOKEN": secret}
		}},
		"a rules file that is not there": {code: 1, want: []string{"nowhere.toml", "gohye rules"}, set: func(t *testing.T) settings {
			return settings{"RULES": filepath.Join(t.TempDir(), "nowhere.toml")}
		}},
		"a folder as the rules file": {code: 1, want: []string{"rules"}, set: func(t *testing.T) settings {
			return settings{"RULES": t.TempDir()}
		}},
		"bad rules": {code: 1, want: []string{"claim.max", "between 1 and 10"}, set: func(t *testing.T) settings {
			return settings{"RULES": file(t, "[claim]\nmax = 99\n")}
		}},
		"a newer database":      {code: 1, want: []string{"newer"}, set: newer},
		"a database in use":     {code: 1, want: []string{"another gohye is using this database file"}, set: inUse},
		"a port in use":         {code: 1, want: []string{"is in use by another program", "GOHYE_HTTP"}, set: taken},
		"a token Discord hates": {code: 1, want: []string{"token", "refused"}, set: refusedToken},
		"PostgreSQL is down": {code: 1, want: []string{"PostgreSQL", "check that the server runs", "trying again"}, set: func(*testing.T) settings {
			return settings{"DATABASE": "postgres://gohye:" + secret + "@127.0.0.1:1/gohye?sslmode=disable"}
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := settings{}
			if tt.set != nil {
				set = tt.set(t)
			}
			code, stdout, stderr := run(t, set, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("it does not say %q", want)
				}
			}
			for _, bad := range []string{"goroutine ", "panic:", ".go:", secret} {
				if strings.Contains(stderr+stdout, bad) {
					t.Errorf("it says %q", bad)
				}
			}
			if t.Failed() || testing.Verbose() {
				t.Logf("exit code %d, it said:\n%s%s", code, stdout, tail(stderr, 6))
			}
		})
	}
}

// newer is a database that a later program has written.
func newer(t *testing.T) settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "game.db")
	launch(t, newGuild(t).settings(path)).stop(t)
	if _, err := open(t, path).ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	return settings{"DATABASE": path}
}

// inUse is a database that another program has open.
func inUse(t *testing.T) settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "game.db")
	launch(t, newGuild(t).settings(path))
	return settings{"DATABASE": path}
}

// taken is an address that another program has.
func taken(t *testing.T) settings {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return settings{"HTTP": l.Addr().String()}
}

// refusedToken is a token of the right form that Discord does not know.
func refusedToken(t *testing.T) settings {
	t.Helper()
	g := newGuild(t)
	id, _, _ := strings.Cut(g.BotToken(), ".")
	return g.settings(filepath.Join(t.TempDir(), "game.db")).with("TOKEN", id+".Gabcde.correct-horse-battery")
}
