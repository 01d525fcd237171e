package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// stopPatience is how long a program may take to end after SIGTERM before it
// is killed. A bot promises ten seconds.
const stopPatience = 12 * time.Second

// A program is one call of the measured executable.
type program struct {
	name    string
	path    string
	args    []string
	environ []string
	said    tail
}

// program prepares a call. None of this process's own settings reach it.
func (b *bench) program(name string, args []string, environ ...string) *program {
	clean := slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "GOHYE_") })
	return &program{name: name, path: b.Program, args: args, environ: append(clean, environ...)}
}

// run runs the program until it ends by itself. When ctx is done it gets
// SIGTERM, and run returns when it has ended. An error holds the end of what it
// said.
func (p *program) run(ctx context.Context) error {
	//nolint:gosec // the caller's own executable
	cmd := exec.CommandContext(ctx, p.path, p.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.environ, &p.said, &p.said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopPatience
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if said := p.said.String(); said != "" {
		return fmt.Errorf("%s: %w: %s", p.name, err, said)
	}
	return fmt.Errorf("%s: %w", p.name, err)
}

// serve runs a program that should run until ctx is done. An end before that
// is an error, and so is an end after it that is not clean.
func (p *program) serve(ctx context.Context) error {
	switch err := p.run(ctx); {
	case ctx.Err() == nil && err == nil:
		return fmt.Errorf("%s ended by itself: %s", p.name, p.said.String())
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return nil // as it was told
	default:
		return err
	}
}

// A tail is the end of what was written to it.
type tail struct {
	mu   sync.Mutex // guards kept
	kept []byte
}

// keptBytes is enough for a sentence and a few lines of log.
const keptBytes = 4096

// Write keeps the end of b. It never fails.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if n := len(t.kept) - keptBytes; n > 0 {
		t.kept = append(t.kept[:0], t.kept[n:]...)
	}
	return len(b), nil
}

// String is what was kept, without blanks around it.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.kept))
}
