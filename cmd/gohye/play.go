package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"gohye/internal/app"
	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/script"
)

// play plays scripts, each on a program and a database of its own, and fails at
// the first line on which something else happened than it says.
func play(ctx context.Context, in invocation) error {
	files, err := config.ParseFlags(flag.NewFlagSet("play", flag.ContinueOnError), in.args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return &config.UsageError{Problem: "play takes the scripts to play: gohye play FILE..."}
	}
	scripts := make([]*script.Script, len(files))
	for i, name := range files {
		text, err := os.ReadFile(name) //nolint:gosec // the user names the file
		if err != nil {
			return fmt.Errorf("the script %s cannot be read: %w", name, errors.Unwrap(err))
		}
		if scripts[i], err = script.Parse(filepath.Base(name), string(text)); err != nil {
			return err
		}
	}
	for _, s := range scripts {
		if err := playOne(ctx, in, s); err != nil {
			return err
		}
	}
	return nil
}

// playOne plays a script in a folder that is thrown away.
func playOne(ctx context.Context, in invocation, s *script.Script) (err error) {
	folder, err := os.MkdirTemp("", "gohye-play-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return app.PlayScript(ctx, in.cfg.In(folder), clock.System{}, logger(in.cfg, in.stderr), s, func(line string) {
		fmt.Fprintln(in.stdout, line)
	})
}
