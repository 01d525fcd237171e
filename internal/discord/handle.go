package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"gohye/internal/discord/command"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// An outcome is how an interaction ended, as metrics and logs call it.
type outcome string

const (
	outcomeOK          outcome = "ok"
	outcomeRefused     outcome = "refused"     // by the game
	outcomeGated       outcome = "gated"       // by the gate
	outcomeUnknown     outcome = "unknown"     // nothing handles it
	outcomeFault       outcome = "fault"       // ours
	outcomePanic       outcome = "panic"       // ours
	outcomeTimeout     outcome = "timeout"     // the deadline passed
	outcomeUnavailable outcome = "unavailable" // the database is away
	outcomeBusy        outcome = "busy"        // the queue was full
	outcomeRestarting  outcome = "restarting"  // the intake is closed
	outcomeLate        outcome = "late"        // too old to be answered: not run
	outcomeUndelivered outcome = "undelivered" // run, but nobody could be told
	outcomeDuplicate   outcome = "duplicate"   // delivered before
	outcomeDropped     outcome = "dropped"     // not even refused
)

// A panicError is a panic of a command.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// An answer is what goes to the player.
type answer struct {
	message ui.Message
	// form is brought up in place of the message.
	form *ui.Form
	// anew says that it is a message of its own, also where the component
	// updates its message.
	anew bool
	// choices are the answer of an autocomplete.
	choices []command.Choice
	outcome outcome
}

// handle runs one interaction and answers it. It is the only place where faults
// are logged, and returns when everything is sent.
func (r *Router) handle(ctx context.Context, it *interaction) {
	began := r.o.Clock.Now()
	if r.o.Log.Enabled(ctx, slog.LevelDebug) {
		r.log(ctx, slog.LevelDebug, "interaction begins", it)
	}
	end := outcomeLate
	defer func() {
		if p := recover(); p != nil { // while answering: what the command did stays
			end = outcomePanic
			r.log(ctx, slog.LevelError, "answering panicked", it, slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		}
		r.finish(ctx, it, began, end)
	}()
	if !r.begin(it) {
		return
	}
	a := r.answerTo(ctx, it)
	end = a.outcome
	if !r.deliver(ctx, it, a) && end == outcomeOK {
		end = outcomeUndelivered
	}
}

// answerTo runs the target and turns whatever comes of it into an answer.
func (r *Router) answerTo(ctx context.Context, it *interaction) answer {
	text := r.o.Locale.For(it.locale)
	if it.target == nil {
		return r.unknown(ctx, it, text)
	}
	a, err := r.run(ctx, it, text)
	if err == nil {
		return a
	}
	return r.failure(ctx, it, text, err)
}

// run passes the gate and calls the target within its deadline.
func (r *Router) run(ctx context.Context, it *interaction, text *locale.Text) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	req, err := it.request()
	if err != nil {
		return a, err
	}
	req.Text = text
	if err := it.target.gate.Admit(req.Person, it.route); err != nil {
		return a, gatedError{err}
	}
	ctx, cancel := context.WithTimeout(ctx, it.target.deadline)
	defer cancel()
	a.outcome = outcomeOK
	if it.target.suggest != nil {
		a.choices, err = it.target.suggest(ctx, req)
		return a, err
	}
	reply, err := it.target.run(ctx, req)
	a.message, a.form, a.anew = reply.Message, reply.Form, reply.New
	return a, err
}

// A gatedError is a gate's no.
type gatedError struct{ error }

func (e gatedError) Unwrap() error { return e.error }

// failure is the answer for an error: a sentence for a refusal, an apology with
// an incident number for a fault. err itself is for the log.
func (r *Router) failure(ctx context.Context, it *interaction, text *locale.Text, err error) answer {
	a := answer{anew: true}
	if refusal, ok := errors.AsType[game.Refusal](err); ok {
		a.message, a.outcome = ui.Refused(text, refusal), outcomeRefused
		return a
	}
	if plight, ok := errors.AsType[command.PlightError](err); ok {
		a.message, a.outcome = ui.Sorry(text, plight.Plight), outcomeRefused
		if _, gated := errors.AsType[gatedError](err); gated {
			a.outcome = outcomeGated
		}
		return a
	}
	switch {
	case errors.Is(err, game.ErrUnavailable):
		a.message, a.outcome = ui.Sorry(text, ui.Unavailable), outcomeUnavailable
		r.log(ctx, slog.LevelWarn, "database unavailable", it, slog.Any("error", err))
		return a
	case errors.Is(err, context.DeadlineExceeded):
		a.message, a.outcome = ui.Sorry(text, ui.TooSlow), outcomeTimeout
		r.log(ctx, slog.LevelWarn, "deadline passed", it, slog.Any("error", err))
		return a
	}
	incident := r.o.Incident()
	a.message, a.outcome = ui.Fault(text, incident), outcomeFault
	attrs := []slog.Attr{slog.String("incident", incident), slog.Any("error", err)}
	if p, ok := errors.AsType[*panicError](err); ok {
		a.outcome = outcomePanic
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	r.log(ctx, slog.LevelError, "command failed", it, attrs...)
	return a
}

// unknown is the answer for what nothing handles: a button of another version,
// or a command that this one does not have.
func (r *Router) unknown(ctx context.Context, it *interaction, text *locale.Text) answer {
	r.log(ctx, slog.LevelWarn, "nothing handles this", it, slog.String("name", it.name), slog.String("verb", it.route.Verb))
	why := ui.OldButton
	if it.name != "" {
		why = ui.UnknownCommand
	}
	return answer{message: ui.Sorry(text, why), anew: true, outcome: outcomeUnknown}
}

// sayRefusal tells a player that the interaction was not taken.
func (r *Router) sayRefusal(ctx context.Context, n refusal) {
	end := outcomeBusy
	if n.why == ui.Restarting {
		end = outcomeRestarting
	}
	began := r.o.Clock.Now()
	defer func() {
		if p := recover(); p != nil {
			end = outcomePanic
			r.log(ctx, slog.LevelError, "refusing panicked", n.it, slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		}
		if n.counted {
			r.mu.Lock()
			r.landed()
			r.mu.Unlock()
		}
		r.finish(ctx, n.it, began, end)
	}()
	if !r.begin(n.it) {
		end = outcomeLate
		return
	}
	r.deliver(ctx, n.it, answer{message: ui.Sorry(r.o.Locale.For(n.it.locale), n.why), anew: true})
}
