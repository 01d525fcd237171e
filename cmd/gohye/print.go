package main

import (
	"context"
	"fmt"

	"gohye/internal/app"
	"gohye/internal/config"
	"gohye/internal/game"
)

// printRules prints the default rules, or with GOHYE_RULES set the host's,
// completed.
func printRules(_ context.Context, in invocation) error {
	if err := noArgs(in, "rules"); err != nil {
		return err
	}
	rules := game.DefaultRules()
	if in.cfg.Rules != "" {
		var err error
		if rules, err = app.ReadRules(in.cfg.Rules); err != nil {
			return err
		}
	}
	_, err := in.stdout.Write(app.PrintRules(rules))
	return err
}

// printConfig prints a settings file.
func printConfig(_ context.Context, in invocation) error {
	if err := noArgs(in, "config"); err != nil {
		return err
	}
	return config.WriteSample(in.stdout)
}

// printVersion prints what was built from what.
func printVersion(_ context.Context, in invocation) error {
	if err := noArgs(in, "version"); err != nil {
		return err
	}
	_, err := fmt.Fprintln(in.stdout, app.Version())
	return err
}

// help lists the commands and the flags that all of them take.
func help(_ context.Context, in invocation) error {
	fmt.Fprint(in.stdout, "GoHYE is a card-collecting game for Discord that you host yourself.\n\nUsage: gohye [command] [flags]\n\nCommands:\n")
	for _, c := range commands() {
		if c.doc != "" {
			fmt.Fprintf(in.stdout, "  %-8s %s\n", c.name, c.doc)
		}
	}
	fmt.Fprint(in.stdout, "\nFlags of demo:  --cards N --players N --copies N --auctions N --seed S --flakes N\nFlags of bench: --players N --seconds N --rounds N --cards N --copies N --bids --postgres ADDRESS\nFlags of simulate: --players N --days N --seed N --cards N --json --pictures FOLDER --keep FILE (--rules FILE simulates your own rules)\n\nFlags of every command (each can also be an environment variable or stand in a file):\n")
	return config.WriteFlags(in.stdout)
}
