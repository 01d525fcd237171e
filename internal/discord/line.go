package discord

import (
	"context"
	"log/slog"
	"time"
)

// targetName names what the interaction is for.
func (it *interaction) targetName() string {
	if it.target == nil {
		return "unknown"
	}
	return it.target.name
}

// log writes a line that carries the interaction's id.
func (r *Router) log(ctx context.Context, level slog.Level, msg string, it *interaction, attrs ...slog.Attr) {
	if !r.o.Log.Enabled(ctx, level) {
		return
	}
	all := make([]slog.Attr, 0, 4+len(attrs))
	all = append(all,
		slog.Uint64("interaction", uint64(it.id)),
		slog.String("command", it.targetName()),
		slog.Int64("player", int64(it.player)),
		slog.Int64("guild", it.guild))
	r.o.Log.LogAttrs(ctx, level, msg, append(all, attrs...)...) //nolint:sloglint // every caller's message is a constant
}

// finish writes the interaction's one line and observation.
func (r *Router) finish(ctx context.Context, it *interaction, began time.Time, end outcome) {
	r.mu.Lock()
	acked := it.acked
	r.mu.Unlock()
	total := r.o.Clock.Now().Sub(it.arrived)
	var ack time.Duration
	if !acked.IsZero() {
		// A clock that stands still must not make an answer look like none.
		ack = max(acked.Sub(it.arrived), 1)
	}
	if r.o.Observer != nil {
		r.o.Observer.Interaction(it.targetName(), string(end), ack, total)
	}
	level := slog.LevelInfo
	if end == outcomeLate || end == outcomeUndelivered {
		level = slog.LevelWarn
	}
	if r.o.Log.Enabled(ctx, level) {
		r.log(ctx, level, "interaction", it,
			slog.String("outcome", string(end)),
			slog.Duration("waited", began.Sub(it.arrived)),
			slog.Duration("acknowledged", ack),
			slog.Duration("total", total))
	}
}

// dropped notes an interaction that nobody will answer. It runs where there is
// no context: on the goroutine that reads from the gateway.
func (r *Router) dropped(it *interaction, end outcome) {
	if r.o.Observer != nil {
		r.o.Observer.Interaction(it.targetName(), string(end), 0, r.o.Clock.Now().Sub(it.arrived))
	}
	say := r.o.Log.Warn
	if end == outcomeDuplicate {
		say = r.o.Log.Debug
	}
	say("interaction not taken", slog.Uint64("interaction", uint64(it.id)), slog.String("command", it.targetName()),
		slog.Int64("player", int64(it.player)), slog.String("outcome", string(end)))
}
