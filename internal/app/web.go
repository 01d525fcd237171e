package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"gohye/internal/game"
	"gohye/internal/picture"
	"gohye/internal/process"
	"gohye/internal/web"
)

// newWeb makes the web server with every page of the program, and the gauges
// that need parts of all kinds.
func (a *App) newWeb() error {
	routes := []web.Route{{Pattern: "GET " + picture.Path, Handler: a.pictures.Handler()}}
	if a.cfg.PublicKey != nil {
		interactions, err := a.router.Handler(hex.EncodeToString(a.cfg.PublicKey))
		if err != nil {
			return err
		}
		routes = append(routes, web.Route{Pattern: "/interactions", Handler: interactions})
	}
	if a.cfg.VoteSecret.IsSet() {
		votes := &web.Votes{Secret: a.cfg.VoteSecret.Reveal(), Clock: a.clock, Log: a.log, Count: a.countVote}
		routes = append(routes, votes.Routes()...)
	}
	home, pattern := http.RedirectHandler("/processes", http.StatusFound), "GET /{$}"
	if a.sandbox != nil {
		home, pattern = a.sandbox.Handler(), "/"
	}
	a.web = web.New(a.address, web.Options{
		Log: a.log, Metrics: a.metrics.Handler(), Processes: a.listed,
		Routes: append(routes, web.Route{Pattern: pattern, Handler: home}),
		Checks: []web.Check{
			{Name: "database", Run: a.databaseReady},
			{Name: "gateway", Run: func(context.Context) error { return a.gatewayReady() }},
			{Name: "processes", Run: func(context.Context) error { return a.processes.Healthy() }},
		},
		StopTimeout: a.cfg.StopTimeout / 4,
	})
	a.metrics.Gauge("gohye_interactions_waiting", "Interactions that wait for a worker.", func() float64 { return float64(a.router.Stats().Queued) })
	a.metrics.Gauge("gohye_job_lag_seconds", "How late the latest alarm was.", func() float64 { return a.alarms.Lag().Seconds() })
	a.metrics.Gauge("gohye_delivery_lag_seconds", "How late the latest delivery was.", func() float64 { return a.delivery.Lag().Seconds() })
	a.metrics.Gauge("gohye_picture_cache_bytes", "Finished pictures that are kept.", func() float64 { return float64(a.pictures.Stats().Bytes) })
	a.metrics.Gauge("gohye_prices_update_seconds", "How long the newest update of prices took, whichever process made it.", func() float64 { return a.pricesRun().Took.Seconds() })
	a.metrics.Gauge("gohye_prices_updated_timestamp_seconds", "When the newest update of prices ended, in seconds since 1970; 0 before the first.", func() float64 { return unixSeconds(a.pricesRun().Ended) })
	a.metrics.Gauge("gohye_goroutines_unowned", "Goroutines that belong to no process. Anything but 0 is a defect.", func() float64 { return float64(len(process.Unowned())) })
	return nil
}

// countVote pays for a vote.
func (a *App) countVote(ctx context.Context, v web.Vote) (bool, error) {
	res, err := a.game.CountVote(ctx, game.VoteOrder{ID: v.ID, Site: v.Site, Player: game.PlayerID(v.User), Weekend: v.Weekend})
	return res.Counted, err
}

// pricesRun is the newest update of prices that this process knows of.
func (a *App) pricesRun() game.PriceRun {
	if run := a.priced.Load(); run != nil {
		return *run
	}
	return game.PriceRun{}
}

// unixSeconds is how metrics tell a moment; 0 for none.
func unixSeconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// databaseReady asks the database something small.
func (a *App) databaseReady(ctx context.Context) error {
	if err := a.db.Ping(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

// gatewayReady is nil when every shard receives events.
func (a *App) gatewayReady() error {
	shards := a.shards.Load()
	if shards == nil {
		return errors.New("not connected to Discord yet")
	}
	for i, s := range *shards {
		if !s.Ready() {
			return fmt.Errorf("shard %d of %d is not connected: %w", i+1, len(*shards), errors.Join(s.Err()))
		}
	}
	return nil
}

// listed is the list of processes as the web server shows it.
func (a *App) listed() []web.Process {
	var list []web.Process
	for _, s := range a.processes.Status() {
		list = append(list, web.Process{
			Name: s.Name, Doc: s.Doc, State: s.State.String(), Since: s.Since,
			Restarts: s.Restarts, Goroutines: s.Goroutines,
			Beat: s.LastBeat, Stale: s.Stale || s.Overdue, Error: s.LastError,
		})
	}
	return list
}

// ignoreClosed is err without the errors of closing something twice.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
