package bench

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"gohye/internal/process"
	"gohye/internal/sandbox/client"
)

// An act is a command and how its expected answer is known: by all of some
// words in it.
type act struct {
	command string
	words   []string
	// name is what the report calls it; empty is the command.
	name string
	// args are what the n-th command of a player is given; nil is nothing.
	args func(player, n int) []client.Arg
	// idle are words of an answer that is right and does not count.
	idle string
	// prepare makes what the act needs, once and before the first of it.
	prepare func(context.Context) error
}

func (a act) title() string { return cmp.Or(a.name, a.command) }

// given are the arguments of a player's n-th command.
func (a act) given(player, n int) []client.Arg {
	if a.args == nil {
		return nil
	}
	return a.args(player, n)
}

//nolint:gochecknoglobals // a constant in all but form
var helloAct = act{command: Hello, words: []string{`"content":"hello"`}}

// acts are the commands that are measured on the bot. Their words are from the
// English texts, in which no refusal and no apology has them.
func acts(all bool) []act {
	list := []act{
		{command: balance, words: []string{"### Your balance", "Your next claim costs **700** flakes"}},
		{command: claim, words: []string{"claimed a card", "Cost **700**", `"media"`}},
	}
	if all {
		list = append(list,
			act{command: "daily", words: []string{"### You get **"}},
			act{command: "cards", words: []string{"### Cards of", "different cards"}})
	}
	return list
}

// The commands that the targets speak of.
const (
	balance = "balance"
	claim   = "claim"
)

// patience is how long a bot may take until its first right answer, and each
// answer after it.
const patience = 30 * time.Second

// errIdle says that an answer is right and does not count.
var errIdle = errors.New("nothing to do")

// expected reports whether an answer is the right one, or why it is not.
func (a act) expected(ans client.Answer, err error) error {
	if err != nil {
		return err
	}
	if a.idle != "" && bytes.Contains(ans.Message.Raw, []byte(a.idle)) {
		return errIdle
	}
	for _, w := range a.words {
		if !bytes.Contains(ans.Message.Raw, []byte(w)) {
			return fmt.Errorf("answered with %.300s", ans.Message.Raw)
		}
	}
	return nil
}

// measure is one measurement: the bot's first right answer, the warm-up, and
// the time that counts.
func (b *bench) measure(ctx context.Context, t turn) (Figures, error) {
	if err := b.await(ctx, t); err != nil {
		return Figures{}, err
	}
	if t.act.prepare != nil {
		if err := t.act.prepare(ctx); err != nil {
			return Figures{}, err
		}
	}
	if _, err := b.load(ctx, t, b.Span/warmUp); err != nil {
		return Figures{}, err
	}
	return b.load(ctx, t, b.Span)
}

// await lets one player try until the bot answers as expected.
func (b *bench) await(ctx context.Context, t turn) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	timer := b.Clock.NewTimer(0)
	defer timer.Stop()
	ready := t.act
	if ready.prepare != nil { // it cannot be done yet: the simplest shows that the bot is there
		ready = acts(false)[0]
	}
	var last error
	for {
		select {
		case <-timer.C():
		case <-ctx.Done():
			if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
				return cause
			}
			return fmt.Errorf("%s did not answer /%s as expected within %s: %w: %s", t.world.name, t.act.command, patience, last, t.world.bot.said.String())
		}
		ans, err := t.world.players[0].Command(ctx, t.world.channel, ready.command)
		if last = ready.expected(ans, err); last == nil {
			return nil
		}
		timer.Reset(50 * time.Millisecond)
	}
}

// load lets all players act at once for some time and returns what came of it.
// Answers after that time do not count, but are awaited.
func (b *bench) load(ctx context.Context, t turn, span time.Duration) (Figures, error) {
	began := b.Clock.Now()
	loops := make([]func(context.Context) error, len(t.world.players))
	samples := make([]samples, len(t.world.players))
	var failed atomic.Int64
	for i := range t.world.players {
		loops[i] = func(ctx context.Context) error {
			return b.act(ctx, t, i, began.Add(span), &samples[i], &failed)
		}
	}
	if err := process.Together(ctx, loops...); err != nil {
		return Figures{}, err
	}
	var all []time.Duration
	f := Figures{}
	for i := range samples {
		all = append(all, samples[i].took...)
		f.Deferred += samples[i].deferred
		f.Errors += samples[i].errors
		if f.Example == "" {
			f.Example = samples[i].example
		}
	}
	slices.Sort(all)
	f.Answers, f.Rate = len(all), float64(len(all))/span.Seconds()
	f.P50, f.P99, f.Max = quantile(all, 0.50), quantile(all, 0.99), quantile(all, 1)
	return f, nil
}

// samples are what one player saw.
type samples struct {
	took     []time.Duration // from the sending to the first sign, of right answers
	deferred int             // among those: whose first sign was "thinking…"
	errors   int
	example  string
}

// hopeless is how many errors end a measurement: there is nothing to measure.
const hopeless = 100_000

// act lets one player act until the time is over.
func (b *bench) act(ctx context.Context, t turn, player int, end time.Time, s *samples, failed *atomic.Int64) error {
	p := t.world.players[player]
	for n := 0; b.Clock.Now().Before(end); n++ {
		each, cancel := context.WithTimeout(ctx, patience)
		ans, err := p.Command(each, t.world.channel, t.act.command, t.act.given(player, n)...)
		cancel()
		switch err := t.act.expected(ans, err); {
		case errors.Is(err, errIdle):
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, client.ErrClosed):
			return err
		case err != nil:
			s.errors++
			s.example = err.Error()
			if failed.Add(1) == hopeless {
				return fmt.Errorf("%s does not answer /%s: %w", t.world.name, t.act.command, err)
			}
		case !ans.Done.After(end):
			s.took = append(s.took, ans.Acknowledged.Sub(ans.Sent))
			if ans.Kind == client.Deferred {
				s.deferred++
			}
		}
	}
	return nil
}

// quantile is the smallest of the sorted durations that the share q of them
// does not exceed, in milliseconds; 0 when there is none.
func quantile(sorted []time.Duration, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := int(q*float64(len(sorted))+0.999999) - 1
	return float64(sorted[min(max(i, 0), len(sorted)-1)]) / float64(time.Millisecond)
}
