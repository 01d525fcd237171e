package process

import (
	"context"
	"log/slog"
	"time"
)

// An EventKind says what happened to a process.
type EventKind uint8

// The kinds of events.
const (
	// Began: the process was started. Restarts are told as Restarted.
	Began EventKind = iota
	// Crashed: a run failed; Err says how.
	Crashed
	// Restarted: Run is called again after a pause.
	Restarted
	// Deferred: the run was cancelled because memory is above the ceiling.
	Deferred
	// Resumed: it is run again, memory has come down.
	Resumed
	// Silent: a run stopped beating.
	Silent
	// Beating: a silent run beats again.
	Beating
	// Over: the process has ended for good; State says how, Err with what.
	Over
)

//nolint:gochecknoglobals // a constant in all but form
var eventNames = [...]string{"began", "crashed", "restarted", "deferred", "resumed", "silent", "beating", "over"}

// String is the kind as one lower-case word.
func (k EventKind) String() string {
	if int(k) < len(eventNames) {
		return eventNames[k]
	}
	return "unknown"
}

// An Event is something that happened to a process.
type Event struct {
	Kind    EventKind
	Process string
	State   State // the state of the process just after it
	At      time.Time
	Err     error // of Crashed and Over; nil where nothing went wrong
}

// emit logs e and passes it on. Never called with the manager's lock held, so
// that OnEvent may ask the manager for its status.
func (m *Manager) emit(ctx context.Context, e Event) {
	if m.onEvent != nil {
		m.onEvent(e)
	}
	level := levelOf(e)
	if !m.log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.String("process", e.Process), slog.String("event", e.Kind.String()), slog.String("state", e.State.String())}
	if e.Err != nil {
		attrs = append(attrs, slog.Any("error", e.Err))
		if stack := stackOf(e.Err); stack != "" {
			attrs = append(attrs, slog.String("stack", stack))
		}
	}
	m.log.LogAttrs(ctx, level, "process", attrs...)
}

func levelOf(e Event) slog.Level {
	switch {
	case e.State == Failed:
		return slog.LevelError
	case e.Kind == Crashed || e.Kind == Silent || e.Err != nil:
		return slog.LevelWarn
	case e.Kind == Began || e.Kind == Over:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
