package main

import (
	"context"
	"encoding/json"
	"fmt"

	"gohye/internal/clock"
	"gohye/internal/store"
)

// audit checks a database, also while the bot runs on it, and prints one JSON
// object. It fails when there is a violation.
func audit(ctx context.Context, in invocation) error {
	if err := noArgs(in, "audit"); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{
		Database: in.cfg.Database.Reveal(), ReadOnly: true,
		Clock: clock.System{}, Log: logger(in.cfg, in.stderr),
	})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	report, err := db.Audit(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(in.stdout)
	enc.SetIndent("", "  ")
	if err := enc.Encode(report); err != nil {
		return err
	}
	if n := len(report.Violations); n > 0 {
		fmt.Fprintf(in.stderr, "gohye: the database breaks its rules in %d places; stop the bot, keep a copy of the database, and look at the violations\n", n)
		return errSaid
	}
	return nil
}
