// Package config reads the settings of the program.
//
// One table names every setting once: its key in the TOML file, its
// environment variable (GOHYE_ and the key in capitals), its flag (the key with
// dashes), its default, its sentence and the function that reads its value.
// The sample file, the help of the flags and docs/configuration.md are printed
// from that table, so they cannot disagree.
//
// It promises:
//   - flags win over the environment, the environment over the file, the file
//     over the default;
//   - nothing is ignored: an unknown flag, GOHYE_ variable or key of the file is
//     refused with its name, its line and the nearest one that exists;
//   - every refusal is a [*UsageError] and one sentence, and none of them
//     repeats a secret;
//   - a [Secret] or a [Database] never shows its contents in a log or in JSON.
//
// It deliberately does not know what the settings are for, opens no file by
// itself and reads no environment: all three come from the caller.
package config

import (
	"crypto/ed25519"
	"log/slog"
	"path/filepath"
	"slices"
	"time"
)

// Config is what a program was told. Every field has been checked: it is valid,
// or the setting's default.
type Config struct {
	// Token is the bot's token; empty means "open the sandbox".
	Token Secret
	// PublicKey verifies HTTP interactions; nil when they are not used.
	PublicKey ed25519.PublicKey
	// DiscordAPI is the base of the REST API, without a slash at its end.
	DiscordAPI string
	// Database is where the game is kept; never empty after loading.
	Database Database
	// Data is the folder for the database, images and backups.
	Data string
	// HTTP is the address the web server listens on, host:port.
	HTTP string
	// PublicURL is how the world reaches the web server, without a slash at
	// its end; empty when it cannot.
	PublicURL string
	// VoteSecret is what lists of bots prove themselves with; empty means that
	// no votes are taken.
	VoteSecret Secret
	// Rules is the path of the rules file; empty means the rules built in.
	Rules string
	// OpenAPI is the path of Discord's description of its API; empty means the
	// one that stands beside the project, if there is one.
	OpenAPI string
	// LogLevel is the least severe level that is written.
	LogLevel slog.Level
	// LogFormat is "text" or "json".
	LogFormat string
	// Compression is the gateway's transport compression: "zstd", "zlib" or
	// "none".
	Compression string
	// Shards is the number of gateway connections; 0 means as many as Discord
	// recommends.
	Shards int
	// Workers is how many interactions are answered side by side; at least 1.
	Workers int
	// MemoryCeiling is the number of bytes above which deferrable processes
	// pause; 0 means no ceiling.
	MemoryCeiling int64
	// StopTimeout is how long a stop may take before stragglers are named and
	// left behind; one to ten seconds.
	StopTimeout time.Duration
	// File is the TOML file that was read; empty when there was none.
	File string
}

// In is the configuration of a program that keeps everything in another folder,
// its database too, and serves at an address that is free.
func (c Config) In(folder string) Config {
	c.Data, c.HTTP = folder, "127.0.0.1:0"
	c.Database = Database{address: filepath.Join(folder, databaseFile)}
	return c
}

// databaseFile is the name of the database in the data folder.
const databaseFile = "gohye.db"

// Load reads the settings from the arguments (without the program's name), the
// environment in the form of os.Environ, and the file these name, through
// readFile. It returns what is left of the arguments: the sub-command, its own
// flags and operands, in their order.
//
// When help is asked for (-h, -help or --help before a "--") it returns
// [flag.ErrHelp] and the rest, and has read neither environment nor file. Every
// other error is a [*UsageError].
func Load(args, environ []string, readFile func(name string) ([]byte, error)) (Config, []string, error) {
	line, err := parseLine(args)
	if err != nil {
		return Config{}, line.rest, err
	}
	env, err := parseEnviron(environ)
	if err != nil {
		return Config{}, line.rest, err
	}
	given := []map[string]value{env, line.given}
	var c Config
	if name := lookup(given, fileKey); name.text != "" {
		file, err := parseFile(name, readFile)
		if err != nil {
			return Config{}, line.rest, err
		}
		given = append([]map[string]value{file}, given...)
		c.File = name.text
	}
	for _, s := range table() {
		v := lookup(given, s.Key)
		if v.text == "" {
			v = value{text: s.Default, where: "the default of " + s.Key}
		}
		if v.text == "" || s.set == nil {
			continue
		}
		if err := s.set(&c, v.text); err != nil {
			return Config{}, line.rest, &UsageError{Where: v.where, Problem: err.Error()}
		}
	}
	if c.Database.address == "" {
		c.Database = Database{address: filepath.Join(c.Data, databaseFile)}
	}
	return c, line.rest, nil
}

// A value is what one source says about a setting, and where it says so. An
// empty text means nothing was said, so that a variable can be emptied.
type value struct{ text, where string }

// lookup is the last source's word on a key.
func lookup(sources []map[string]value, key string) value {
	for _, source := range slices.Backward(sources) {
		if v := source[key]; v.text != "" {
			return v
		}
	}
	return value{}
}
