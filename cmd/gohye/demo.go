package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"gohye/internal/app"
	"gohye/internal/catalog"
	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/store"
)

// demo fills an empty database for trials and measurements.
func demo(ctx context.Context, in invocation) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	cards := flags.Int("cards", 200, "cards of the catalogue; 200 are the drawn demo set")
	players := flags.Int("players", 100, "players")
	copies := flags.Int("copies", 5000, "copies that the players hold")
	auctions := flags.Int("auctions", 0, "how many of the copies are for sale in open auctions")
	seed := flags.Uint64("seed", 1, "the same seed gives the same copies")
	flakes := flags.Int64("flakes", 10_000, "flakes of each player")
	if err := parse(in, flags); err != nil {
		return err
	}
	for name, n := range map[string]int{"cards": *cards - 1, "players": *players, "copies": *copies, "auctions": *auctions} {
		if n < 0 {
			return &config.UsageError{Where: "--" + name, Problem: "must not be negative, and there must be at least one card"}
		}
	}
	if *copies > 0 && *players == 0 {
		return &config.UsageError{Where: "--players", Problem: "copies need somebody who holds them; give at least 1"}
	}
	if *auctions > *copies {
		return &config.UsageError{Where: "--auctions", Problem: "there are fewer copies than that; give more with --copies"}
	}
	pack := catalog.Demo()
	if *cards != len(pack.Cards) {
		pack = catalog.Generate(*cards, *seed)
	}
	return fill(ctx, in, pack, store.Order{
		Players: *players, Copies: *copies, Auctions: *auctions, Seed: *seed, Flakes: *flakes,
	})
}

// fill opens the database, fills it and says how long that took.
func fill(ctx context.Context, in invocation, pack catalog.Pack, order store.Order) error {
	if err := app.MakeDataFolder(in.cfg); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{
		Database: in.cfg.Database.Reveal(), Clock: clock.System{}, Log: logger(in.cfg, in.stderr),
	})
	if err != nil {
		return err
	}
	began := time.Now()
	order.Collections, order.Cards = app.GamePack(pack)
	if err := errors.Join(db.Fill(ctx, order), db.Close()); err != nil {
		return err
	}
	took := time.Since(began)
	fmt.Fprintf(in.stdout, "%s: %d cards, %d players, %d copies, %d auctions in %s (%.0f copies a second)\n",
		in.cfg.Database, len(order.Cards), order.Players, order.Copies, order.Auctions, took.Round(time.Millisecond),
		float64(order.Copies)/took.Seconds())
	return nil
}
