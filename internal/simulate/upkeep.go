package simulate

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
)

// leased is how long an alarm stays with the simulation, which is at it alone.
const leased = 30 * time.Second

// alarms are the handlers of the game's alarms.
func (w *world) alarms() map[string]jobs.Handler {
	numbered := func(f func(context.Context, int64) error) jobs.Handler {
		return func(ctx context.Context, j jobs.Job) error {
			n, err := strconv.ParseInt(j.Key, 10, 64)
			if err != nil {
				return fmt.Errorf("%s has no number as its key: %w", j.Kind, err)
			}
			return f(ctx, n)
		}
	}
	return map[string]jobs.Handler{
		game.JobDropTurn:     numbered(func(ctx context.Context, n int64) error { return w.game.Turn(ctx, game.DropID(n)) }),
		game.JobAuctionClose: numbered(func(ctx context.Context, n int64) error { return w.game.CloseAuction(ctx, game.AuctionID(n)) }),
		game.JobAuctionSoon:  numbered(func(ctx context.Context, n int64) error { return w.game.RemindWatchers(ctx, game.AuctionID(n)) }),
	}
}

// ring rings all alarms that are due until a moment, each at its own.
func (w *world) ring(ctx context.Context, until time.Time) error {
	for {
		if !w.alarmed && w.due.After(until) {
			return nil
		}
		due, some, err := w.db.NextDue(ctx, jobs.Alarms)
		if err != nil {
			return err
		}
		w.alarmed, w.due = false, due
		if !some {
			w.due = until.Add(1000 * day)
		}
		if w.due.After(until) {
			return nil
		}
		w.clock.set(due)
		if err := w.handle(ctx); err != nil {
			return err
		}
		w.alarmed = true
	}
}

// handle rings the alarms that are due now.
func (w *world) handle(ctx context.Context) error {
	const together = 64
	due, err := w.db.Lease(ctx, jobs.Alarms, w.clock.Now(), leased, together)
	if err != nil {
		return err
	}
	over := due[:0]
	for _, j := range due {
		h := w.handlers[j.Kind]
		if h == nil {
			return fmt.Errorf("simulate: nobody handles alarms of the kind %s", j.Kind)
		}
		err := h(ctx, j)
		if later, ok := errors.AsType[jobs.SnoozeError](err); ok {
			err = w.db.Retry(ctx, j, later.Until, "")
		} else if err == nil {
			over = append(over, j)
		}
		if err != nil {
			return fmt.Errorf("simulate: alarm %s %s: %w", j.Kind, j.Key, err)
		}
	}
	return w.db.Finish(ctx, over...)
}

// sweep ends what is over, every hour, and throws away what would have been
// shown at Discord.
func (w *world) sweep(ctx context.Context) error {
	const limit = 500
	for n := limit; n >= limit; {
		var err error
		if n, err = w.game.Sweep(ctx, limit); err != nil {
			return err
		}
	}
	for n := limit; n >= limit; {
		unseen, err := w.db.Lease(ctx, jobs.Deliveries, w.clock.Now(), leased, limit)
		if err != nil {
			return err
		}
		if err := w.db.Finish(ctx, unseen...); err != nil {
			return err
		}
		n = len(unseen)
	}
	w.agenda.add(w.clock.Now().Add(time.Hour), w.sweep)
	return nil
}

// reprice updates the prices, once a period.
func (w *world) reprice(ctx context.Context) error {
	if _, err := w.game.UpdatePrices(ctx); err != nil {
		return err
	}
	w.agenda.add(w.clock.Now().Add(time.Duration(w.Rules.Price.Every)), w.reprice)
	return nil
}
