package config_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gohye/internal/config"
)

var update = flag.Bool("update", false, "write docs/configuration.md")

// token has the shape of a bot's token and opens nothing.
var token = base64.RawStdEncoding.EncodeToString([]byte("100000000000000001")) + ".Sandbx.not-a-real-token"

// files is a file system of one level.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	text, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

func load(t *testing.T, args, environ []string, f files) config.Config {
	t.Helper()
	c, _, err := config.Load(args, environ, f.read)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaultsOpenTheSandbox(t *testing.T) {
	t.Parallel()
	c := load(t, nil, nil, nil)
	if c.Token.IsSet() || c.PublicURL != "" || c.File != "" {
		t.Errorf("token %v, public address %q, file %q: want none", c.Token.IsSet(), c.PublicURL, c.File)
	}
	if c.DiscordAPI != "https://discord.com/api/v10" || c.HTTP != "127.0.0.1:8080" {
		t.Errorf("addresses are %q and %q", c.DiscordAPI, c.HTTP)
	}
	if want := filepath.Join("data", "gohye.db"); c.Database.Reveal() != want || c.Database.Postgres() {
		t.Errorf("database is %q, want the file %q", c.Database.Reveal(), want)
	}
	if c.StopTimeout != 10*time.Second || c.MemoryCeiling != 1<<30 || c.Workers < 1 {
		t.Errorf("stop %v, ceiling %d, workers %d", c.StopTimeout, c.MemoryCeiling, c.Workers)
	}
}

func TestDatabaseFollowsTheDataFolder(t *testing.T) {
	t.Parallel()
	c := load(t, []string{"--data", "elsewhere"}, nil, nil)
	if want := filepath.Join("elsewhere", "gohye.db"); c.Database.Reveal() != want {
		t.Errorf("database is %q, want %q", c.Database.Reveal(), want)
	}
}

func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	t.Parallel()
	f := files{"g.toml": "workers = 1\ndata = \"file\"\nhttp = \":1\"\nlog_level = \"debug\"\n"}
	env := []string{"GOHYE_CONFIG=g.toml", "GOHYE_WORKERS=2", "GOHYE_DATA=env", "GOHYE_LOG_LEVEL=", "HOME=x"}
	c := load(t, []string{"--workers=3"}, env, f)
	if c.Workers != 3 || c.Data != "env" || c.HTTP != ":1" {
		t.Errorf("workers %d, data %q, http %q; want 3 of the flag, env, :1 of the file", c.Workers, c.Data, c.HTTP)
	}
	if c.LogLevel != slog.LevelDebug {
		t.Errorf("an empty variable hid the file's log level: %v", c.LogLevel)
	}
	if c.File != "g.toml" {
		t.Errorf("file is %q", c.File)
	}
}

func TestEverySettingCanBeSaidInThreeWays(t *testing.T) {
	t.Parallel()
	samples := map[string]string{
		"token": token, "public_key": strings.Repeat("ab", 32), "database": "x.db", "public_url": "https://a.example",
		"rules": "r.toml", "vote_secret": "0123456789abcdef",
	}
	for _, s := range config.Settings() {
		if !s.InFile() {
			continue
		}
		text := samples[s.Key]
		if text == "" {
			text = s.Default
		}
		byFlag := load(t, []string{s.Flag(), text}, nil, nil)
		byEnv := load(t, nil, []string{s.Env() + "=" + text}, nil)
		byFile := load(t, []string{"--config", "f"}, nil, files{"f": fmt.Sprintf("%s = %q", s.Key, text)})
		byFile.File = ""
		a, b, c := fmt.Sprintf("%+v", byFlag), fmt.Sprintf("%+v", byEnv), fmt.Sprintf("%+v", byFile)
		if a != b || b != c {
			t.Errorf("%s is not the same everywhere:\n%s\n%s\n%s", s.Key, a, b, c)
		}
		if samples[s.Key] != "" && a == fmt.Sprintf("%+v", load(t, nil, nil, nil)) {
			t.Errorf("%s changes nothing", s.Key)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	f := files{
		"typo.toml":  "# comment\ndata = \"d\"\ndatabse = \"x\"\n",
		"table.toml": "[database]\npath = \"x\"\n",
		"broken":     "data = \"d\"\ntoken = sekret\n",
		"value.toml": "data = \"d\"\n\nworkers = \"many\"\n",
		"self.toml":  "config = \"other\"",
		"list.toml":  "rules = [\"a\"]",
	}
	tests := []struct {
		name      string
		args, env []string
		want      []string
	}{
		{"unknown variable", nil, []string{"GOHYE_DATABSE=x"}, []string{"GOHYE_DATABSE", "did you mean GOHYE_DATABASE?"}},
		{"unknown key", []string{"--config", "typo.toml"}, nil, []string{"typo.toml:3", `"databse"`, "did you mean database?"}},
		{"a table", []string{"--config", "table.toml"}, nil, []string{"table.toml:1", "text or a number"}},
		{"a list", []string{"--config", "list.toml"}, nil, []string{"list.toml:1", "text or a number"}},
		{"not TOML", []string{"--config", "broken"}, nil, []string{"broken:2", "not TOML"}},
		{"value of a file", []string{"--config", "value.toml"}, nil, []string{"value.toml:3", "workers", `"many" is not a whole number`}},
		{"file in a file", []string{"--config", "self.toml"}, nil, []string{"self.toml:1", "--config"}},
		{"no file", nil, []string{"GOHYE_CONFIG=none.toml"}, []string{"GOHYE_CONFIG", `no file "none.toml"`}},
		{"a short secret", nil, []string{"GOHYE_VOTE_SECRET=0123456789abcde"}, []string{"GOHYE_VOTE_SECRET", "can be guessed"}},
		{"a secret with a blank", nil, []string{"GOHYE_VOTE_SECRET=0123456789 abcdef"}, []string{"GOHYE_VOTE_SECRET", "no blanks"}},
		{"no value", []string{"serve", "--data"}, nil, []string{"--data", "must follow"}},
		{"twice", []string{"--data", "a", "--data=b"}, nil, []string{"--data", "twice"}},
		{"workers", []string{"--workers", "0"}, nil, []string{"--workers", "between 1"}},
		{"port only", []string{"--http", "8080"}, nil, []string{"--http", "127.0.0.1:8080"}},
		{"port too high", []string{"--http", ":65536"}, nil, []string{"65536", "port"}},
		{"address for http", []string{"--http", "http://a:80"}, nil, []string{"--http", "host:port"}},
		{"level", nil, []string{"GOHYE_LOG_LEVEL=loud"}, []string{"GOHYE_LOG_LEVEL", "loud", "debug"}},
		{"compression", []string{"--compression", "gzip"}, nil, []string{"gzip", "zstd, zlib, none"}},
		{"public address", []string{"--public-url", "cards.example"}, nil, []string{"--public-url", "https://"}},
		{"public address with query", []string{"--public-url", "https://a.example/?q"}, nil, []string{"https://a.example/"}},
		{"api", nil, []string{"GOHYE_DISCORD_API=ftp://a"}, []string{"GOHYE_DISCORD_API", "http://"}},
		{"other database", []string{"--database", "mysql://a/b"}, nil, []string{"mysql://", "postgres://"}},
		{"database without slashes", []string{"--database", "postgres:a"}, nil, []string{"two slashes"}},
		{"database without host", []string{"--database", "postgres:///"}, nil, []string{"--database", "host"}},
		{"public key", []string{"--public-key", "abcd"}, nil, []string{"64 hexadecimal"}},
		{"ceiling", []string{"--memory-ceiling", "much"}, nil, []string{"much", "512MiB"}},
		{"ceiling too low", []string{"--memory-ceiling", "512"}, nil, []string{"512", "32MiB"}},
		{"ceiling too high", []string{"--memory-ceiling", "9999999999T"}, nil, []string{"amount of memory"}},
		{"stop", []string{"--stop-timeout", "11s"}, nil, []string{"11s", "between 1s and 10s"}},
		{"stop without unit", []string{"--stop-timeout", "8"}, nil, []string{"8s"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := config.Load(tt.args, tt.env, f.read)
			if _, ok := errors.AsType[*config.UsageError](err); !ok {
				t.Fatalf("got %v, want a usage error", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

func TestRefusalsRepeatNoSecret(t *testing.T) {
	t.Parallel()
	const sekret = "sekret"
	f := files{"f": "token = " + sekret, "g": "token = \"sekret", "h": "token = \"sekret.x\""}
	for _, args := range [][]string{
		{"--token", sekret},
		{"--token", "a." + sekret + ".c"},
		{"--token", "MTIz.a b." + sekret},
		{"--token", "Bot " + sekret},
		{"--config", "f"},
		{"--config", "g"},
		{"--config", "h"},
		{"--database", "postgres://u:" + sekret + "@[::1/x"},
		{"--database", "postgres://u:" + sekret + "%zz@h/x"},
		{"--public-url", "http://u:" + sekret + "@h"},
		{"--public-url", "ftp://u:" + sekret + "@h"},
	} {
		_, _, err := config.Load(args, nil, f.read)
		if err == nil {
			t.Errorf("%v is accepted", args)
		} else if strings.Contains(err.Error(), sekret) {
			t.Errorf("%q shows the secret", err)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	c := load(t, []string{"--token", token, "--database", "postgres://ana:pazz@db:5/game?password=pazz"}, nil, nil)
	if c.Token.Reveal() != token || c.Database.Reveal() != "postgres://ana:pazz@db:5/game?password=pazz" || !c.Database.Postgres() {
		t.Fatal("a value was changed")
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, c.Token, c.Database, c)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", slog.Any("token", c.Token), slog.Any("config", c), slog.Any("db", c.Database))
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", slog.Any("token", c.Token), slog.Any("config", c), slog.Any("db", c.Database))
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, secret := range []string{token, "pazz", "ana", fmt.Sprintf("%x", token)} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q was printed", secret)
		}
	}
	if !strings.Contains(out.String(), "postgres://db:5/game") {
		t.Error("the database's host is not shown")
	}
}

func TestCommonFlagsStandAnywhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		rest []string
	}{
		{[]string{"--data", "d", "demo", "--cards", "5"}, []string{"demo", "--cards", "5"}},
		{[]string{"demo", "--cards", "5", "-data=d"}, []string{"demo", "--cards", "5"}},
		{[]string{"demo", "--data", "d", "--", "--data", "x", "-h"}, []string{"demo", "--", "--data", "x", "-h"}},
	}
	for _, tt := range tests {
		c, rest, err := config.Load(tt.args, nil, files{}.read)
		if err != nil || c.Data != "d" || !slices.Equal(rest, tt.rest) {
			t.Errorf("%q: data %q, rest %q, %v; want d, %q", tt.args, c.Data, rest, err, tt.rest)
		}
	}
}

func TestHelpComesBeforeMistakes(t *testing.T) {
	t.Parallel()
	for _, help := range []string{"-h", "-help", "--help"} {
		_, rest, err := config.Load([]string{"demo", help}, []string{"GOHYE_NONSENSE=1"}, files{}.read)
		if !errors.Is(err, flag.ErrHelp) || !slices.Equal(rest, []string{"demo"}) {
			t.Errorf("%s: rest %q, %v", help, rest, err)
		}
	}
}

func TestTestVariablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	load(t, nil, []string{"GOHYE_TEST_REQUIRE=postgres", "GOHYE_OPENAPI=x"}, nil)
}

func TestAddressesLoseTheirSlash(t *testing.T) {
	t.Parallel()
	c := load(t, []string{"--public-url", "https://a.example/x/", "--discord-api", "http://127.0.0.1:1/api/v10/"}, nil, nil)
	if c.PublicURL != "https://a.example/x" || c.DiscordAPI != "http://127.0.0.1:1/api/v10" {
		t.Errorf("addresses are %q and %q", c.PublicURL, c.DiscordAPI)
	}
}

func TestMemoryCeiling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"512MiB": 512 << 20, "2 gb": 2 << 30, "33554432": 32 << 20, "0": 0, "1T": 1 << 40} {
		if c := load(t, []string{"--memory-ceiling", text}, nil, nil); c.MemoryCeiling != want {
			t.Errorf("%q is %d bytes, want %d", text, c.MemoryCeiling, want)
		}
	}
}

func TestSampleChangesNothing(t *testing.T) {
	t.Parallel()
	var sample bytes.Buffer
	if err := config.WriteSample(&sample); err != nil {
		t.Fatal(err)
	}
	c := load(t, []string{"--config", "sample"}, nil, files{"sample": sample.String()})
	c.File = ""
	if got, want := fmt.Sprintf("%+v", c), fmt.Sprintf("%+v", load(t, nil, nil, nil)); got != want {
		t.Errorf("the sample gives\n%s\nwant the defaults\n%s", got, want)
	}
	// The examples are valid, too, all but the token, which says what to write.
	open := strings.NewReplacer("\n#database", "\ndatabase", "\n#public_", "\npublic_", "\n#rules", "\nrules").Replace(sample.String())
	if c := load(t, []string{"--config", "sample"}, nil, files{"sample": open}); !c.Database.Postgres() || c.PublicURL == "" || c.Rules == "" || c.PublicKey == nil {
		t.Errorf("an example was not read: %+v", c)
	}
}

func TestDocumentation(t *testing.T) {
	t.Parallel()
	const path = "../../docs/configuration.md"
	var want bytes.Buffer
	if err := config.WriteMarkdown(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/configuration.md is out of date; write it with: go test ./internal/config -update")
	}
}

func TestFlagsOfEverySettingAreInTheHelp(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if err := config.WriteFlags(&help); err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Settings() {
		if !strings.Contains(help.String(), "  "+s.Flag()+" ") {
			t.Errorf("%s is missing", s.Flag())
		}
		if s.Secret && s.Default != "" {
			t.Errorf("%s has a secret default", s.Key)
		}
	}
	for line := range strings.Lines(help.String()) {
		if len(line) > 80 {
			t.Errorf("a line has %d letters: %q", len(line), line)
		}
	}
}
