package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Run starts every process and returns when ctx is done and everything has
// stopped in order, or when something happened after which running makes no
// sense. The error names what did not stop in time.
func (a *App) Run(ctx context.Context) error {
	for _, s := range a.list() {
		if err := a.processes.Start(s); err != nil {
			return errors.Join(err, a.stop(ctx))
		}
	}
	select {
	case <-ctx.Done():
		a.log.InfoContext(ctx, "stopping")
		return a.stop(ctx)
	case err := <-a.fatal:
		return errors.Join(err, a.stop(ctx))
	}
}

// stop ends everything in order, in the time of the settings: what comes in
// (the gateway stays open and whoever comes is told to try again), the commands
// that run, the background processes (the gateway and the store's writer last),
// the connections to Discord, the database. What could not be delivered is a
// row, and is delivered after the next start.
func (a *App) stop(ctx context.Context) error {
	began := a.clock.Now()
	ctx = context.WithoutCancel(ctx)
	all, cancelAll := context.WithTimeout(ctx, a.cfg.StopTimeout)
	defer cancelAll()

	a.web.Stopping()
	if a.sandbox != nil {
		a.sandbox.EndFeeds()
	}
	a.router.CloseIntake()
	drain, cancel := context.WithTimeout(all, a.cfg.StopTimeout/2)
	defer cancel()
	var errs []error
	if err := a.router.Drain(drain); err != nil {
		errs = append(errs, fmt.Errorf("commands did not end in time: %w", err))
	}
	a.linger(all)
	if err := a.Close(all); err != nil {
		errs = append(errs, err)
	}
	err := errors.Join(errs...)
	a.log.InfoContext(ctx, "stopped", slog.Duration("after", a.clock.Now().Sub(began).Round(time.Millisecond)), slog.Bool("clean", err == nil))
	return err
}

// onTheWay is how long an interaction may be on its way from Discord to us.
const onTheWay = 250 * time.Millisecond

// linger keeps the gateway open for those whose interactions Discord had sent
// when the stop began, and who would otherwise never hear of it.
func (a *App) linger(ctx context.Context) {
	if a.gatewayReady() != nil {
		return
	}
	timer := a.clock.NewTimer(onTheWay)
	defer timer.Stop()
	select {
	case <-timer.C():
	case <-ctx.Done():
	}
}

// fail ends the program with err, which must be a sentence for the host.
func (a *App) fail(err error) {
	select {
	case a.fatal <- err:
	default: // an earlier one is ending it already
	}
}
