package app

import (
	"context"
	"time"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
)

// openBox prepares for the sandbox: without a token, and only then, the game
// plays by a clock that can be wound forward.
func (a *App) openBox(context.Context) error {
	if a.cfg.Token.IsSet() {
		return nil
	}
	a.wound = clock.NewWound(a.clock, 0)
	a.played = a.wound
	return nil
}

// newSandbox makes the small Discord.
func (a *App) newSandbox() {
	a.sandbox = sandbox.New(sandbox.Options{
		Clock: a.clock, Wound: a.wound, NextAlarm: a.nextAlarm, Log: a.log,
	})
}

// nextAlarm is the moment for which the game has set its next alarm.
func (a *App) nextAlarm(ctx context.Context) (time.Time, bool, error) {
	return a.db.NextDue(ctx)
}
