package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/process"
	"gohye/internal/script"
)

// A stage is a program with its sandbox on which a script is played.
type stage struct {
	cfg   config.Config
	clock clock.Clock
	log   *slog.Logger

	processes *process.Manager
	app       *App // the one that runs now
}

const (
	programProcess = "program"
	// readyPause is how often a program is asked whether it is ready.
	readyPause = 5 * time.Millisecond
)

// PlayScript starts a program with its sandbox, plays a script on it and stops
// it. tell gets each line and what was seen. The settings should name a folder
// and a database that are thrown away afterwards; a token is not used. The
// error is a [script.FailedError] when a line failed.
func PlayScript(ctx context.Context, cfg config.Config, c clock.Clock, log *slog.Logger, s *script.Script, tell func(string)) (err error) {
	cfg.Token = config.Secret{}
	st := &stage{cfg: cfg, clock: c, log: log, processes: process.New(process.Options{Clock: c, Log: log})}
	defer func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*cfg.StopTimeout)
		defer cancel()
		err = errors.Join(err, st.processes.Shutdown(limit))
	}()
	if err := st.start(ctx); err != nil {
		return err
	}
	//nolint:contextcheck // a process outlives whoever starts it
	return script.Play(ctx, s, script.Options{
		Program: st, Clock: c, Tell: tell,
		Start: func(name string, f func(context.Context) error) error {
			return st.processes.Start(process.Spec{
				Name: "player " + name, Doc: "Reads what a player of the script is told.",
				Run: func(ctx context.Context) error {
					_ = f(ctx) // the line ends when the program does
					return nil
				},
				Needs: []string{programProcess},
			})
		},
	})
}

// start builds the program, runs it and waits until it takes commands.
func (st *stage) start(ctx context.Context) error {
	a, err := New(ctx, st.cfg, st.clock, st.log)
	if err != nil {
		return err
	}
	st.app = a
	if err := st.processes.Start(process.Spec{Name: programProcess, Doc: "Runs the bot and its sandbox.", Run: a.Run}); err != nil {
		return errors.Join(err, a.Close(ctx))
	}
	return a.ready(ctx)
}

// ready waits until the program is logged in and its commands are registered.
func (a *App) ready(ctx context.Context) error {
	timer := a.clock.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the program did not get ready: %w", errors.Join(ctx.Err(), a.gatewayReady()))
		case <-timer.C():
		}
		if a.registered.Load() && a.gatewayReady() == nil {
			return nil
		}
		timer.Reset(readyPause)
	}
}

// Address implements [script.Program].
func (st *stage) Address() string { return st.app.Address() }

// Restart implements [script.Program].
func (st *stage) Restart(ctx context.Context) error {
	if err := st.processes.Stop(ctx, programProcess); err != nil {
		return err
	}
	return st.start(ctx)
}
