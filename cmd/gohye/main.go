// Command gohye is a card-collecting game for Discord that a community hosts
// itself. Without a token it opens a sandbox in the browser; with one it runs
// the bot. "gohye help" lists what else it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"gohye/internal/config"
)

// The exit codes are part of what hosts rely on.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	signals, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, stop := context.WithCancel(context.Background())
	// The program hears of the first signal when the default is restored: from
	// then on a second one ends it at once.
	context.AfterFunc(signals, func() {
		restore()
		stop()
	})
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the whole program with everything it takes from outside as arguments.
// It returns the exit code.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	err := dispatch(ctx, args, environ, stdout, stderr)
	var usage *config.UsageError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "gohye: %v\n", err)
		return exitUsage
	case errors.Is(err, errSaid):
		return exitFailed
	default:
		fmt.Fprintf(stderr, "gohye: %v\n", err)
		return exitFailed
	}
}

// errSaid is a failure whose reason has been printed already.
var errSaid = errors.New("already said")

// dispatch reads the settings, finds the command and runs it.
func dispatch(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	cfg, rest, err := config.Load(args, environ, os.ReadFile)
	if errors.Is(err, flag.ErrHelp) {
		return help(ctx, invocation{args: rest, stdout: stdout, stderr: stderr})
	}
	if err != nil {
		return err
	}
	name, own, err := config.Subcommand(rest, names(), "serve")
	if err != nil {
		return err
	}
	return find(name).run(ctx, invocation{cfg: cfg, args: own, stdout: stdout, stderr: stderr})
}
