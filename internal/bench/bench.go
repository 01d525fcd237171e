// Package bench measures how many answers a second the bot gives, beside a bot
// that only says hello: what "gohye bench" runs.
//
// The load is this process: for each bot a sandbox on loopback and players on
// its user side, over real HTTP and websockets. Each bot is a process of its own
// that speaks to its sandbox as it would to Discord. A player sends its next
// command when the last one has been answered. The measurements take turns, so
// that whatever else the machine does hits all of them, and the figures that
// count are the ratios within a round.
//
// It promises
//
//   - that only the expected answer counts: a refusal, an apology or a silence
//     is an error, and an example of it is in the report;
//   - that every database it measured on passes the audit afterwards;
//   - that it ends what it started, and writes only to a temporary folder and to
//     databases that were empty.
//
// It deliberately knows nothing of the game but its command names and a few
// words of their answers, and judges no figure but against hello's.
package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gohye/internal/clock"
	"gohye/internal/process"
)

// Options say what is measured. All are needed but those that say otherwise.
type Options struct {
	// Program is the gohye executable that is measured.
	Program string
	// HelloArgs make Program the bot of [Hello].
	HelloArgs []string
	// SQLite measures on a file in a temporary folder; Postgres is the address of
	// an empty database, or "". One of both is needed.
	SQLite   bool
	Postgres string
	// Players act side by side for Span in each of Rounds, after a warm-up.
	Players int
	Span    time.Duration
	Rounds  int
	// Cards, Owners and Copies are the size of the demo data.
	Cards, Owners, Copies int
	// All measures /daily and /cards too, Bids /auction bid: everybody on one
	// auction, and everybody on as many as there are players.
	All, Bids bool

	Clock clock.Clock
	Log   *slog.Logger
	// Tell is told in a line what is going on, from the calling goroutine.
	Tell func(line string)
}

// warmUp is the part of a measurement's time that players act before it.
const warmUp = 5

// stopWithin is how long the end of a bench may take.
const stopWithin = 15 * time.Second

func (o Options) check() error {
	switch {
	case !o.SQLite && o.Postgres == "":
		return errors.New("there is no database to measure on")
	case o.Players < 1 || o.Players > 10_000:
		return fmt.Errorf("%d players are not between 1 and 10000", o.Players)
	case o.Rounds < 1 || o.Rounds > 1000:
		return fmt.Errorf("%d rounds are not between 1 and 1000", o.Rounds)
	case o.Span < 100*time.Millisecond || o.Span > time.Hour:
		return fmt.Errorf("%s is not between 100ms and 1h", o.Span)
	}
	return nil
}

// A bench is one run.
type bench struct {
	Options
	folder    string // temporary
	processes *process.Manager
	fail      context.CancelCauseFunc // ends the run: what it needs has ended
}

// Run measures and returns what came out. It takes about 1.3 times Rounds × Span
// for each command and database, and the time to fill the databases. What it
// started has ended when it returns.
func Run(ctx context.Context, o Options) (_ Report, err error) {
	if err := o.check(); err != nil {
		return Report{}, fmt.Errorf("bench: %w", err)
	}
	b := &bench{Options: o, processes: process.New(process.Options{Clock: o.Clock, Log: o.Log})}
	if b.folder, err = os.MkdirTemp("", "gohye-bench-"); err != nil {
		return Report{}, fmt.Errorf("bench: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()
	running, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b.fail = cancel
	report, err := b.run(running)
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer done()
	err = errors.Join(err, b.processes.Shutdown(stop))
	if cause := context.Cause(running); cause != nil && ctx.Err() == nil {
		err = cause // the rest follows from it
	}
	if err == nil {
		err = b.audits(ctx, &report)
	}
	if err != nil {
		return report, fmt.Errorf("bench: %w", err)
	}
	return report, nil
}

// run makes the databases, starts the bots and takes turns.
func (b *bench) run(ctx context.Context) (Report, error) {
	report := Report{
		Players: b.Players, Seconds: b.Span.Seconds(), Rounds: b.Rounds,
		Cards: b.Cards, Owners: b.Owners, Copies: b.Copies,
	}
	rules, err := b.writeRules()
	if err != nil {
		return report, err
	}
	var turns []turn
	hello, err := b.open(ctx, "hello", b.HelloArgs)
	if err != nil {
		return report, err
	}
	turns = append(turns, turn{world: hello, act: helloAct})
	for _, db := range b.databases() {
		filled, err := b.fill(ctx, db)
		if err != nil {
			return report, err
		}
		report.Fills = append(report.Fills, filled)
		w, err := b.open(ctx, db.engine, nil, append(db.environ(b.folder), "GOHYE_RULES="+rules)...)
		if err != nil {
			return report, err
		}
		all := acts(b.All)
		if b.Bids {
			all = append(all, b.bids(w)...)
		}
		for _, a := range all {
			turns = append(turns, turn{world: w, engine: db.engine, act: a})
		}
	}
	err = b.takeTurns(ctx, turns, &report)
	return report, err
}

// A turn is what is measured in each round.
type turn struct {
	world  *world
	engine string
	act    act
}

func (b *bench) takeTurns(ctx context.Context, turns []turn, report *Report) error {
	report.Lines = make([]Line, len(turns))
	for i, t := range turns {
		report.Lines[i] = Line{Engine: t.engine, Command: t.act.title()}
	}
	for round := range b.Rounds {
		for i, t := range turns {
			figures, err := b.measure(ctx, t)
			if err != nil {
				return err
			}
			report.Lines[i].Rounds = append(report.Lines[i].Rounds, figures)
			b.Tell(fmt.Sprintf("round %d of %d: %-8s /%-8s %s", round+1, b.Rounds, t.engine, t.act.title(), figures))
		}
	}
	report.summarise()
	return nil
}

// spec is a process whose early end is the end of the run.
func (b *bench) spec(name, doc string, needs []string, run func(context.Context) error) process.Spec {
	return process.Spec{
		Name: name, Doc: doc, Needs: needs,
		Run: func(ctx context.Context) error {
			err := run(ctx)
			switch {
			case ctx.Err() == nil && err == nil:
				err = fmt.Errorf("%s ended by itself", name)
				fallthrough
			case ctx.Err() == nil:
				b.fail(err)
			case err != nil && !errors.Is(err, ctx.Err()):
				b.Log.WarnContext(ctx, "did not end cleanly", slog.String("process", name), slog.Any("error", err))
			}
			return err
		},
	}
}

// writeRules writes the rules under which everybody can always claim. A
// cooldown of a nanosecond is over at once, and is written like any other.
func (b *bench) writeRules() (string, error) {
	const rules = `[start]
flakes = 1000000000000
[claim]
step = 0
cooldown = "1ns"
[daily]
cooldown = "1ns"
[auction]
max_open = 0
`
	path := filepath.Join(b.folder, "rules.toml")
	return path, os.WriteFile(path, []byte(rules), 0o600)
}
