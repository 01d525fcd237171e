package config

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
)

// hidden is printed in place of a secret that is set.
const hidden = "[hidden]"

// A Secret is a text that never prints itself: not with any verb of fmt, not in
// a log, not in JSON or TOML. The zero Secret is "not set".
type Secret struct{ value string }

// NewSecret is the secret with that text.
func NewSecret(text string) Secret { return Secret{value: text} }

// Reveal is the text itself. Only the code that sends it to its owner calls it.
func (s Secret) Reveal() string { return s.value }

// IsSet reports whether there is a text.
func (s Secret) IsSet() bool { return s.value != "" }

// String is "[hidden]", or empty for a secret that is not set.
func (s Secret) String() string {
	if s.IsSet() {
		return hidden
	}
	return ""
}

// Format prints what String says, whatever the verb: %x, %d and %#v too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText is what String says.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue is what String says.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// A Database is a place for the game's data: a SQLite file or a PostgreSQL
// server. It prints itself without names, passwords and parameters.
type Database struct {
	// address is a path, or an address whose scheme is postgres or postgresql
	// exactly when postgres is set.
	address  string
	postgres bool
}

// Postgres reports whether it is a PostgreSQL server and not a file.
func (d Database) Postgres() bool { return d.postgres }

// Reveal is the path or the whole address, password included, for the code
// that opens it.
func (d Database) Reveal() string { return d.address }

// String is the path, or the address without user, password and parameters.
func (d Database) String() string {
	if !d.postgres {
		return d.address
	}
	u, err := url.Parse(d.address)
	if err != nil {
		return hidden
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// Format prints what String says, whatever the verb.
func (d Database) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// MarshalText is what String says.
func (d Database) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue is what String says.
func (d Database) LogValue() slog.Value { return slog.StringValue(d.String()) }
