package config

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Setting is one row of the table of settings.
type Setting struct {
	// Key is the name in the TOML file, in snake_case; the other two names
	// follow from it.
	Key string
	// Default is what counts when no source says anything; it may be empty.
	Default string
	// Doc is a sentence or two for the person who runs the program.
	Doc string
	// Example is shown, commented out, where there is no default.
	Example string
	// Secret is set when the value must not be shown to anybody.
	Secret bool

	// set parses a value that is not empty. Its error is the second half of a
	// sentence that begins with the place of the value. It is nil for the one
	// setting that cannot stand in the file, the file's own name.
	set func(c *Config, text string) error
}

// Env is the setting's environment variable.
func (s Setting) Env() string { return envPrefix + strings.ToUpper(s.Key) }

// Flag is the setting's flag, with its two dashes.
func (s Setting) Flag() string { return "--" + strings.ReplaceAll(s.Key, "_", "-") }

// InFile reports whether the setting may stand in the TOML file.
func (s Setting) InFile() bool { return s.set != nil }

const (
	envPrefix = "GOHYE_"
	// fileKey is the setting that names the TOML file.
	fileKey = "config"
)

// Settings is the table of all settings, in the order in which they are
// documented. The slice is the caller's.
func Settings() []Setting { return table() }

func table() []Setting {
	return append(discordSettings(), runtimeSettings()...)
}

func discordSettings() []Setting {
	return []Setting{
		{
			Key: "token", Secret: true, Example: "your bot token", set: setToken,
			Doc: "The bot's token, from the Bot page of Discord's developer portal. Without one the sandbox opens. Prefer the environment to a flag: other users of the machine can read flags.",
		},
		{
			Key: "public_key", Example: strings.Repeat("0", 2*ed25519.PublicKeySize), set: setPublicKey,
			Doc: "The application's public key, 64 hexadecimal digits. With it interactions are also taken over HTTP.",
		},
		{
			Key: "discord_api", Default: "https://discord.com/api/v10", set: setDiscordAPI,
			Doc: "Base address of Discord's REST API. The gateway's address is what GET /gateway/bot there answers.",
		},
		{
			Key: "compression", Default: "zstd", set: choice(func(c *Config) *string { return &c.Compression }, "zstd", "zlib", "none"),
			Doc: "Compression of the gateway connection: zstd, zlib or none.",
		},
		{
			Key: "shards", Default: "0", set: number(func(c *Config) *int { return &c.Shards }, 0, 16384),
			Doc: "Number of gateway connections; 0 means as many as Discord recommends.",
		},
		{
			Key: "database", Example: "postgres://gohye@localhost/gohye", set: setDatabase,
			Doc: "Where the game is kept: the path of a SQLite file or a postgres:// address. Without it, the file " + databaseFile + " in the data folder.",
		},
		{
			Key: "data", Default: "data", set: text(func(c *Config) *string { return &c.Data }),
			Doc: "Folder for the database, images and backups. It is created when it does not exist.",
		},
		{
			Key: "http", Default: "127.0.0.1:8080", set: setHTTP,
			Doc: "Address of the web server: pictures, health, metrics, the sandbox's page. Port 0 takes any free one.",
		},
		{
			Key: "public_url", Example: "https://cards.example.org", set: setPublicURL,
			Doc: "How the world reaches the web server, for pictures and HTTP interactions. Without it pictures are attached to messages.",
		},
		{
			Key: "vote_secret", Secret: true, Example: "a long random text", set: setVoteSecret,
			Doc: "The secret that lists of bots prove themselves with when they tell of a vote, at least 16 characters. With it votes are taken at /votes; docs/votes.md says how.",
		},
		{
			Key: "rules", Example: "rules.toml", set: text(func(c *Config) *string { return &c.Rules }),
			Doc: "The file with the rules of the game. \"gohye rules\" prints the rules that hold without one.",
		},
		{
			Key: "openapi", Example: "openapi.json", set: text(func(c *Config) *string { return &c.OpenAPI }),
			Doc: "Discord's published OpenAPI description. With it the sandbox says of each request of the bot whether Discord describes it so. Without it, shared/discord/openapi.json beside the project, if it is there.",
		},
	}
}

func runtimeSettings() []Setting {
	return []Setting{
		{
			Key: "log_level", Default: "info", set: setLogLevel,
			Doc: "Least severe log level that is written: debug, info, warn or error.",
		},
		{
			Key: "log_format", Default: "text", set: choice(func(c *Config) *string { return &c.LogFormat }, "text", "json"),
			Doc: "Form of the log: text or json.",
		},
		{
			Key: "workers", Default: "64", set: number(func(c *Config) *int { return &c.Workers }, 1, 4096),
			Doc: "How many interactions are answered side by side.",
		},
		{
			Key: "memory_ceiling", Default: "1GiB", set: setMemoryCeiling,
			Doc: "Memory above which processes that can wait are paused, such as 512MiB or 2GiB; 0 means no ceiling.",
		},
		{
			Key: "stop_timeout", Default: "10s", set: setStopTimeout,
			Doc: "How long a stop may take, from 1s to 10s, before what still runs is named and left behind.",
		},
		{
			Key: fileKey, Example: "gohye.toml",
			Doc: "A TOML file with these settings. It cannot name another.",
		},
	}
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		*field(c) = s
		return nil
	}
}

func choice(field func(*Config) *string, options ...string) func(*Config, string) error {
	return func(c *Config, s string) error {
		for _, o := range options {
			if strings.EqualFold(s, o) {
				*field(c) = o
				return nil
			}
		}
		return fmt.Errorf("%q is none of %s", s, strings.Join(options, ", "))
	}
}

func number(field func(*Config) *int, least, most int) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", s)
		}
		if n < least || n > most {
			return fmt.Errorf("%d is not between %d and %d", n, least, most)
		}
		*field(c) = n
		return nil
	}
}

// setToken wants base64(application id) "." x "." y, and never repeats it.
func setToken(c *Config, s string) error {
	s = strings.TrimSpace(s) // a file's line end is often copied along
	const advice = "copy it again from the Bot page of Discord's developer portal"
	if strings.HasPrefix(s, "Bot ") {
		return errors.New(`leave out the word "Bot" before the token`)
	}
	parts := strings.Split(s, ".")
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return errors.New("a bot token has three parts with points between them and this has not; it may be the client secret: " + advice)
	}
	id, err := base64.RawStdEncoding.DecodeString(parts[0])
	if err != nil || !isDigits(string(id)) {
		return errors.New("the first part of a bot token holds the application's id in base64 and this does not: " + advice)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("a bot token has no blanks and no special letters and this has: " + advice)
	}
	c.Token = Secret{value: s}
	return nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func setPublicKey(c *Config, s string) error {
	key, err := hex.DecodeString(s)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return fmt.Errorf("a public key is %d hexadecimal digits, as the General Information page of Discord's developer portal shows it", 2*ed25519.PublicKeySize)
	}
	c.PublicKey = key
	return nil
}

// setVoteSecret wants a text that can stand in a header, and never repeats it.
func setVoteSecret(c *Config, s string) error {
	const least = 16
	if s = strings.TrimSpace(s); len(s) < least {
		return fmt.Errorf("a secret of less than %d characters can be guessed; make one with: openssl rand -hex 32", least)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("a secret that lists send in a header has no blanks and no special letters and this has")
	}
	c.VoteSecret = Secret{value: s}
	return nil
}

func setDiscordAPI(c *Config, s string) (err error) {
	c.DiscordAPI, err = webAddress(s)
	return err
}

func setPublicURL(c *Config, s string) (err error) {
	c.PublicURL, err = webAddress(s)
	return err
}

// webAddress checks the base of a web address and takes the slash off its end.
func webAddress(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return "", fmt.Errorf("%q is not an address that begins with http:// or https://", hideUser(s))
	case u.User != nil:
		return "", errors.New("the address must not carry a name or a password")
	case u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(s, "?"):
		return "", fmt.Errorf("%q must end before the ? or #", u.Scheme+"://"+u.Host+u.Path)
	}
	return strings.TrimRight(s, "/"), nil
}

// hideUser takes out what stands before an @: it may be a password.
func hideUser(s string) string {
	if _, after, found := strings.Cut(s, "@"); found {
		return "…@" + after
	}
	return s
}

func setDatabase(c *Config, s string) error {
	scheme, _, isURL := strings.Cut(s, "://")
	if !isURL {
		if strings.HasPrefix(s, "postgres:") || strings.HasPrefix(s, "postgresql:") {
			return errors.New("a PostgreSQL address begins with postgres:// (two slashes)")
		}
		c.Database = Database{address: s}
		return nil
	}
	if scheme != "postgres" && scheme != "postgresql" {
		return fmt.Errorf("%q is no kind of database; say the path of a SQLite file or a postgres:// address", scheme+"://")
	}
	// The address may hold a password, so the parser's words are not passed on.
	if u, err := url.Parse(s); err != nil || (u.Host == "" && u.Query().Get("host") == "") {
		return errors.New("this is not a whole address; it looks like postgres://user:password@host:5432/name, with special letters of the password as %XX")
	}
	c.Database = Database{address: s, postgres: true}
	return nil
}

func setHTTP(c *Config, s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		if isDigits(s) {
			return fmt.Errorf("say host:port, for example 127.0.0.1:%s, or :%s for all of the machine's addresses", s, s)
		}
		return fmt.Errorf("%q is not host:port, for example 127.0.0.1:8080", s)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is not a port between 0 and 65535", port)
	}
	if strings.Contains(host, "/") {
		return fmt.Errorf("%q is not host:port; http:// belongs in public_url", s)
	}
	c.HTTP = s
	return nil
}

func setLogLevel(c *Config, s string) error {
	switch strings.ToLower(s) {
	case "debug":
		c.LogLevel = slog.LevelDebug
	case "info":
		c.LogLevel = slog.LevelInfo
	case "warn":
		c.LogLevel = slog.LevelWarn
	case "error":
		c.LogLevel = slog.LevelError
	default:
		return fmt.Errorf("%q is none of debug, info, warn, error", s)
	}
	return nil
}

// setMemoryCeiling reads bytes with a binary unit; KB and KiB are both 1024.
func setMemoryCeiling(c *Config, s string) error {
	digits := strings.TrimRight(s, " kKmMgGtTiIbB")
	shift := map[string]uint{"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
	unit := strings.TrimSpace(strings.ToLower(s[len(digits):]))
	unit = strings.TrimSuffix(strings.TrimSuffix(unit, "b"), "i")
	by, known := shift[unit]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !known || n < 0 || n > (1<<62)>>by {
		return fmt.Errorf("%q is not an amount of memory such as 512MiB", s)
	}
	if n <<= by; n != 0 && n < 32<<20 {
		return fmt.Errorf("%q is less than the program needs; 32MiB is the least, 0 means no ceiling", s)
	}
	c.MemoryCeiling = n
	return nil
}

func setStopTimeout(c *Config, s string) error {
	d, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is not a time such as 8s", s)
	}
	if d < time.Second || d > 10*time.Second {
		return fmt.Errorf("%s is not between 1s and 10s", d)
	}
	c.StopTimeout = d
	return nil
}
