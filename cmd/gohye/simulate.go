package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"gohye/internal/app"
	"gohye/internal/catalog"
	"gohye/internal/config"
	"gohye/internal/simulate"
)

// simulation plays the economy with made-up players and says whether it is
// sound. It fails when it is not.
func simulation(ctx context.Context, in invocation) error {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	players := flags.Int("players", 1000, "players")
	days := flags.Int("days", 90, "days that they play")
	seed := flags.Uint64("seed", 1, "the same seed gives the same report")
	cards := flags.Int("cards", 200, "cards of the catalogue; 200 are the drawn demo set")
	keep := flags.String("keep", "", "an empty database that is kept, to look at it afterwards; without it a temporary one is thrown away")
	pictures := flags.String("pictures", "", "a folder into which the curves are drawn")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := parse(in, flags); err != nil {
		return err
	}
	if *players < 1 || *days < 1 || *cards < 1 {
		return &config.UsageError{Problem: "simulate needs at least one player, one day and one card"}
	}
	rules, err := app.ReadRules(in.cfg.Rules)
	if err != nil {
		return err
	}
	pack := catalog.Demo()
	if *cards != len(pack.Cards) {
		pack = catalog.Generate(*cards, *seed)
	}
	o := simulate.Options{
		Database: *keep, Kept: *keep != "", Rules: rules, Players: *players, Days: *days, Seed: *seed,
		Log: logger(in.cfg, in.stderr), Tell: func(line string) { fmt.Fprintln(in.stderr, line) },
	}
	o.Collections, o.Cards = app.GamePack(pack)
	report, err := simulateIn(ctx, o)
	if err != nil {
		return err
	}
	if *pictures != "" {
		if err := report.Draw(*pictures); err != nil {
			return err
		}
	}
	if err := printSimulation(in, report, *asJSON); err != nil {
		return err
	}
	if !report.OK {
		return errSaid
	}
	return nil
}

// simulateIn runs a simulation, in a temporary folder if it is given no database.
func simulateIn(ctx context.Context, o simulate.Options) (report simulate.Report, err error) {
	// The program does nothing else and needs little memory: collecting garbage
	// less often saves a fifth of the time.
	debug.SetGCPercent(400)
	if o.Database == "" {
		folder, err := os.MkdirTemp("", "gohye-simulate-")
		if err != nil {
			return report, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		o.Database = filepath.Join(folder, "game.db")
	}
	return simulate.Run(ctx, o)
}

func printSimulation(in invocation, report simulate.Report, asJSON bool) error {
	if !asJSON {
		return report.Print(in.stdout)
	}
	enc := json.NewEncoder(in.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(report)
}
