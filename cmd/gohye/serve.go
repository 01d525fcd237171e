package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"gohye/internal/app"
	"gohye/internal/clock"
	"gohye/internal/config"
)

// serve runs the program until it is told to stop.
func serve(ctx context.Context, in invocation) error {
	if err := noArgs(in, "serve"); err != nil {
		return err
	}
	spareCollector(in.cfg)
	a, err := app.New(ctx, in.cfg, clock.System{}, logger(in.cfg, in.stderr))
	if err != nil {
		return err
	}
	if a.Sandbox() != nil {
		fmt.Fprintf(in.stdout, "GoHYE runs in the sandbox. Open %s in your browser. End it with Ctrl+C.\n", a.Address())
	} else {
		fmt.Fprintf(in.stdout, "GoHYE runs. Health and processes: %s\n", a.Address())
	}
	return a.Run(ctx)
}

// spareCollector lets garbage grow to four times what is alive before it is
// collected, as long as memory is far below the ceiling: the collector is then a
// third of the work. Whoever sets GOGC or GOMEMLIMIT knows better.
func spareCollector(cfg config.Config) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" && cfg.MemoryCeiling > 0 {
		debug.SetMemoryLimit(cfg.MemoryCeiling)
	}
}

// logger is the log that the settings ask for.
func logger(cfg config.Config, w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
