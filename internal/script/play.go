package script

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gohye/internal/clock"
)

// A Program is a bot with its sandbox, as a script needs it.
type Program interface {
	// Address is the base of the sandbox's addresses; it may be another after a
	// restart.
	Address() string
	// Restart stops the bot and starts it again on the same data. It returns
	// when the bot takes commands.
	Restart(ctx context.Context) error
}

// Options say what a script is played on.
type Options struct {
	Program Program
	Clock   clock.Clock
	// Start runs f, a player's connection, until f returns. It must not wait for
	// that. The name is the player's.
	Start func(name string, f func(context.Context) error) error
	// Tell gets each line with what was seen because of it, a line at a time;
	// nil tells nobody.
	Tell func(line string)
	// Patience is how long what must be seen is waited for; 0 means 15 seconds.
	Patience time.Duration
	// Channel is where everybody plays; empty means "general".
	Channel string
}

// A FailedError is a line on which something else happened.
type FailedError struct {
	Name string
	Line int
	Text string
	// Problem is what went wrong, Seen what was seen instead.
	Problem string
	Seen    []string
	err     error
}

// Error is the line, its problem, and what was seen.
func (e *FailedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s: %s", e.Name, e.Line, e.Text, e.Problem)
	for _, line := range e.Seen {
		b.WriteString("\n\t" + line)
	}
	return b.String()
}

// Unwrap is the error behind the problem, nil when it was only not seen.
func (e *FailedError) Unwrap() error { return e.err }

// Play plays a script to its end. The error is a [FailedError] for the first
// line that failed.
func Play(ctx context.Context, s *Script, o Options) error {
	if o.Patience == 0 {
		o.Patience = 15 * time.Second
	}
	if o.Channel == "" {
		o.Channel = "general"
	}
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	t := &table{o: o, seats: map[string]*seat{}, diary: newDiary(o.Clock), names: names{by: map[string]string{}}}
	defer t.leave()
	for _, x := range s.steps {
		o.Tell(fmt.Sprintf("%s:%d: %s", s.Name, x.line, x.text))
		if x.verb != verbSee && x.verb != verbPlayers {
			t.mark = t.diary.now()
		}
		seen, err := t.play(ctx, x)
		for _, line := range seen {
			o.Tell("\t" + line)
		}
		if err != nil {
			f := &FailedError{Name: s.Name, Line: x.line, Text: x.text, Problem: err.Error(), err: errors.Unwrap(err)}
			if f.Seen = t.diary.since(t.mark, ""); len(f.Seen) == 0 {
				f.Seen = []string{"nothing was seen since the last action"}
			} else {
				f.Seen = append([]string{"seen since the last action:"}, f.Seen...)
			}
			return f
		}
	}
	return nil
}

// A table is a script while it is played.
type table struct {
	o     Options
	seats map[string]*seat // by name, as the script has it
	diary *diary
	names names
	// roster is what the sandbox said last of who is there.
	roster roster
	mark   int // where in the diary the last action began
}

// play does one step and returns what its player saw.
func (t *table) play(ctx context.Context, x step) (seen []string, err error) {
	switch x.verb {
	case verbPlayers:
		for _, name := range x.words {
			if _, err := t.seat(ctx, name); err != nil {
				return nil, err
			}
		}
		return nil, nil
	case verbSee:
		return t.see(ctx, x)
	case verbClock:
		return t.wind(ctx, x.wind)
	case verbRestart:
		return nil, t.restart(ctx)
	case verbCommand, verbPress, verbChoose, verbFill, verbSay, verbUse, verbGo, verbGive, verbTake:
	}
	p, err := t.seat(ctx, x.who)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 4*t.o.Patience)
	defer cancel()
	return p.act(ctx, x)
}

// see waits until something is seen, or finds that it has not been.
func (t *table) see(ctx context.Context, x step) ([]string, error) {
	if len(t.seats) == 0 {
		return nil, errors.New("nobody is there who could see it; a line before it needs a player")
	}
	who := strings.ToLower(x.who)
	if who != "" {
		if _, err := t.seat(ctx, x.who); err != nil {
			return nil, err
		}
	}
	if _, there := t.roster.Channels[x.place]; x.place != "" && !there {
		return nil, fmt.Errorf("there is no channel #%s", x.place)
	}
	match := func(e entry) bool {
		return e.visible(who) && (x.place == "" || e.place == "#"+x.place) && contains(e.text, x.words[0])
	}
	if x.not {
		if e, found := t.diary.find(t.mark, match); found {
			return nil, fmt.Errorf("it was seen: %s", e)
		}
		return nil, nil
	}
	e, err := t.diary.wait(ctx, t.mark, t.o.Patience, match)
	if err != nil {
		return nil, err
	}
	return []string{e.String()}, nil
}

// contains reports whether words stand in a text as people read it: signs of
// formatting do not count, nor does how many blanks are between words.
func contains(text, words string) bool {
	return strings.Contains(plain(text), plain(words))
}

// restart starts the bot anew; the players come back to their seats.
func (t *table) restart(ctx context.Context) error {
	t.leave()
	if err := t.o.Program.Restart(ctx); err != nil {
		return fmt.Errorf("the restart failed: %w", err)
	}
	for _, p := range t.seats {
		was := p.forget()
		if err := t.connect(ctx, p); err != nil {
			return err
		}
		p.catchUp(was)
	}
	return nil
}

// leave ends all connections.
func (t *table) leave() {
	for _, p := range t.seats {
		if p.client != nil {
			p.client.Close()
		}
	}
}
