package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"gohye/internal/bench"
	"gohye/internal/clock"
	"gohye/internal/config"
)

// helloCommand is the hidden command that is the bot beside ours.
const helloCommand = "bench-hello"

// measure prints how many answers a second this program gives, beside a bot
// that only says hello. It fails when a target was missed.
func measure(ctx context.Context, in invocation) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	players := flags.Int("players", 32, "players who act side by side")
	seconds := flags.Float64("seconds", 5, "how long each measurement takes")
	rounds := flags.Int("rounds", 3, "rounds of measurements")
	cards := flags.Int("cards", 22_000, "cards of the demo data")
	copies := flags.Int("copies", 1_000_000, "copies of the demo data")
	owners := flags.Int("demo-players", 5000, "players of the demo data")
	onFile := flags.Bool("sqlite", true, "measure on SQLite")
	address := flags.String("postgres", "", "measure on this empty PostgreSQL database too")
	all := flags.Bool("all", false, "measure /daily and /cards too")
	bids := flags.Bool("bids", false, "measure /auction bid too, on one auction and on many")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := parse(in, flags); err != nil {
		return err
	}
	if !*onFile && *address == "" {
		return &config.UsageError{Where: "--sqlite", Problem: "without it there must be a --postgres"}
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	report, err := bench.Run(ctx, bench.Options{
		Program: program, HelloArgs: []string{helloCommand},
		SQLite: *onFile, Postgres: *address,
		Players: *players, Rounds: *rounds, Span: time.Duration(*seconds * float64(time.Second)),
		Cards: *cards, Owners: *owners, Copies: *copies, All: *all, Bids: *bids,
		Clock: clock.System{}, Log: logger(in.cfg, in.stderr),
		Tell: func(line string) { fmt.Fprintln(in.stderr, line) },
	})
	if err != nil {
		return err
	}
	if *asJSON {
		enc := json.NewEncoder(in.stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(report)
	} else {
		err = report.Print(in.stdout)
	}
	if err == nil && !report.Met() {
		return errSaid
	}
	return err
}

// hello is the bot of the bench.
func hello(ctx context.Context, in invocation) error {
	if err := noArgs(in, helloCommand); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(in.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return bench.ServeHello(ctx, in.cfg.DiscordAPI, in.cfg.Token.Reveal(), log)
}
