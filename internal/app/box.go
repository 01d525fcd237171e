package app

import (
	"context"
	"path/filepath"
	"time"

	"gohye/internal/clock"
	"gohye/internal/jobs"
	"gohye/internal/process"
	"gohye/internal/sandbox"
)

// sandboxFile is the name of the sandbox's history in the data folder.
const sandboxFile = "sandbox.db"

// sandboxFeed is how many requests and events are kept for whoever looks later.
const sandboxFeed = 300

// sandboxHistory is how many messages of a channel are kept.
const sandboxHistory = 2000

// openBox prepares for the sandbox: without a token, and only then, there is its
// history, and the game plays by a clock that can be wound forward. It goes on
// where the history says that an earlier program had wound it to.
func (a *App) openBox(ctx context.Context) (err error) {
	if a.cfg.Token.IsSet() {
		return nil
	}
	process.Label(ctx, historyProcess, func(ctx context.Context) {
		a.archive, err = sandbox.OpenArchive(ctx, filepath.Join(a.cfg.Data, sandboxFile), a.clock)
	})
	if err != nil {
		return err
	}
	a.wound = clock.NewWound(a.clock, a.archive.Offset())
	a.played = a.wound
	return nil
}

// newSandbox makes the small Discord, as it was when the program ended.
func (a *App) newSandbox() {
	a.sandbox = sandbox.New(sandbox.Options{
		Clock: a.clock, Wound: a.wound, NextAlarm: a.nextAlarm, Log: a.log,
		Archive: a.archive, Address: a.address.URL(), History: sandboxHistory,
		Validate: a.newValidate(), FeedKept: sandboxFeed,
	})
}

// nextAlarm is the moment for which the game has set its next alarm, or at which
// a message is to be delivered.
func (a *App) nextAlarm(ctx context.Context) (next time.Time, some bool, err error) {
	for _, q := range []jobs.Queue{jobs.Alarms, jobs.Deliveries} {
		due, ok, err := a.db.NextDue(ctx, q)
		if err != nil {
			return time.Time{}, false, err
		}
		if ok && (!some || due.Before(next)) {
			next, some = due, true
		}
	}
	return next, some, nil
}
