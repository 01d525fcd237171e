package bench_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/bench"
	"gohye/internal/clock"
	"gohye/internal/testkit/postgres"
)

// folder holds the program that build makes, for all tests.
var folder string

var build = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(folder, "gohye.exe")
	out, err := exec.Command("go", "build", "-o", path, "gohye/cmd/gohye").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "gohye-bench-test-"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(folder) // the system cleans its temporary folder too
		os.Exit(code)
	}))
}

// lines is a log, or the lines that were told, to look at afterwards.
type lines struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func small(t *testing.T, log *lines) bench.Options {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return bench.Options{
		Program: program, HelloArgs: []string{"bench-hello"}, SQLite: true,
		Players: 4, Span: 200 * time.Millisecond, Rounds: 2,
		Cards: 200, Owners: 10, Copies: 500, All: true, Bids: true,
		Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Tell: func(line string) { t.Log(line) },
	}
}

func TestFiguresComeOut(t *testing.T) {
	t.Parallel()
	log := &lines{}
	r, err := bench.Run(t.Context(), small(t, log))
	if err != nil {
		t.Fatal(err)
	}
	check(t, r, []string{"sqlite"})
	if log.String() != "" {
		t.Errorf("something did not end cleanly: %s", log)
	}
	var text strings.Builder
	if err := r.Print(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/hello", "/balance", "/claim", "/daily", "/cards", "p99 below 100 ms", "no violation"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, text.String())
		}
	}
}

func TestPostgresIsMeasured(t *testing.T) {
	t.Parallel()
	log := &lines{}
	o := small(t, log)
	o.SQLite, o.Postgres, o.Rounds = false, postgres.Start(t), 1
	r, err := bench.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	check(t, r, []string{"postgres"})
	// The database is full now: nobody's data is measured on.
	if _, err := bench.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a second time: %v", err)
	}
}

// check checks what does not depend on how fast the machine is.
func check(t *testing.T, r bench.Report, engines []string) {
	t.Helper()
	verdicts := 4 * len(engines)
	if slices.Contains(engines, "postgres") {
		verdicts++ // of bids
	}
	if want := 1 + 6*len(engines); len(r.Lines) != want || len(r.Verdicts) != verdicts {
		t.Fatalf("%d lines and %d verdicts; want %d and %d", len(r.Lines), len(r.Verdicts), want, verdicts)
	}
	for _, l := range r.Lines {
		if l.Errors != 0 || len(l.Rounds) != r.Rounds {
			t.Errorf("/%s: %d errors, %d rounds: %+v", l.Command, l.Errors, len(l.Rounds), l.Rounds)
		}
		if l.Rate <= 0 || l.P50 <= 0 || l.P99 < l.P50 || l.Max < l.P99 || l.Ratio <= 0 {
			t.Errorf("/%s: the figures do not fit: %+v", l.Command, l)
		}
	}
	if r.Lines[0].Ratio != 1 {
		t.Errorf("hello is %g of itself", r.Lines[0].Ratio)
	}
	if !slices.Equal(r.Audited, engines) || len(r.Fills) != len(engines) {
		t.Errorf("audited %v, filled %v; want %v", r.Audited, r.Fills, engines)
	}
}

func TestABotThatDoesNotStartEndsTheBench(t *testing.T) {
	t.Parallel()
	o := small(t, &lines{})
	o.HelloArgs = []string{"no-such-command"}
	_, err := bench.Run(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "hello: exit status") || !strings.Contains(err.Error(), "no-such-command") {
		t.Errorf("Run = %v; want what the bot said", err)
	}
}

func TestABenchCanBeEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	log := &lines{}
	o := small(t, log)
	o.Rounds, o.Tell = 1000, func(line string) {
		if strings.HasPrefix(line, "round") {
			cancel()
		}
	}
	if _, err := bench.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v; want the end of its context", err)
	}
	if log.String() != "" {
		t.Errorf("something did not end cleanly: %s", log)
	}
}

func TestImpossibleOptionsAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*bench.Options){
		"no database": func(o *bench.Options) { o.SQLite = false },
		"no players":  func(o *bench.Options) { o.Players = 0 },
		"no rounds":   func(o *bench.Options) { o.Rounds = 0 },
		"no time":     func(o *bench.Options) { o.Span = 0 },
	} {
		o := bench.Options{SQLite: true, Players: 1, Rounds: 1, Span: time.Second}
		change(&o)
		if _, err := bench.Run(t.Context(), o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
