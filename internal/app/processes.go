package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	ggateway "github.com/disgoorg/disgo/gateway"

	"gohye/internal/discord"
	"gohye/internal/discord/gateway"
	"gohye/internal/discord/rest"
	"gohye/internal/process"
)

// The names of processes that others need.
const (
	storeProcess   = "store"
	webProcess     = "web"
	sandboxProcess = "sandbox"
	historyProcess = "history"
	gatewayProcess = "gateway" // and "gateway 1", … for further shards
	refusalProcess = "refusals"
)

// list is every background process of the program, beside the store's, which
// openStore starts, and the gateway's, which login starts. Those further down
// are needed less: they are stopped first.
func (a *App) list() []process.Spec {
	list := []process.Spec{
		{
			Name: webProcess, Doc: "Serves health, metrics, pictures and pages.",
			Run: a.web.Run, Needs: []string{storeProcess, sandboxProcess, historyProcess},
		},
		{
			Name: "catalogue", Doc: "Reads the cards again when somebody changed them.",
			Run: a.keepCatalogue, Restart: process.Always, Backoff: quick, Needs: []string{storeProcess},
		},
		{
			Name: "sweeper", Doc: "Ends claim sessions and forgets cooldowns that are over.",
			Run: a.sweep, Restart: process.Always, Backoff: quick, Deferrable: true, Needs: []string{storeProcess},
		},
		{
			Name: "prices", Doc: "Computes what every card is worth, once a period.",
			Run: a.keepPrices, Restart: process.Always, Backoff: quick, Deferrable: true, Needs: []string{storeProcess},
		},
		{
			Name: "discord", Doc: "Logs in to Discord, and registers the commands when they have changed.",
			Run: a.login, Restart: process.OnFailure, Backoff: quick, Needs: []string{webProcess, "catalogue"},
		},
		{
			Name: "jobs", Doc: "Rings the alarms: decides drops and closes auctions.",
			Run: a.alarms.Run, Restart: process.Always, Backoff: quick, Needs: []string{storeProcess},
		},
		{
			Name: "deliveries", Doc: "Shows drops and auctions at Discord, and sends players their messages.",
			Run: a.delivery.Run, Restart: process.Always, Backoff: quick, Needs: []string{storeProcess, webProcess},
		},
		{
			Name: "interactions", Doc: "Answers slash commands and buttons.",
			Run: a.router.Run, Restart: process.Always, Backoff: quick, Instances: a.cfg.Workers, Needs: a.answering(),
		},
		{
			Name: "deferrals", Doc: "Says \"thinking…\" for commands that take longer than 1.5 seconds.",
			Run: a.router.Deferrals, Restart: process.Always, Backoff: quick, Instances: 4, Needs: a.answering(),
		},
		{
			// It outlives the gateway: whoever comes during a stop is told so.
			Name: refusalProcess, Doc: "Says \"busy, try again\" when more comes in than can be answered.",
			Run: a.router.Refusals, Restart: process.Always, Backoff: quick, Instances: 2, Needs: []string{webProcess},
		},
	}
	if a.sandbox != nil {
		list = append([]process.Spec{{
			Name: sandboxProcess, Doc: "Plays Discord in the browser.",
			Run: a.sandbox.Run, Restart: process.Always, Backoff: quick, Needs: []string{historyProcess},
		}, {
			Name: historyProcess, Doc: "Writes down what happens in the sandbox.",
			Run: a.archive.Run, Restart: process.OnFailure, Backoff: quick,
		}}, list...)
	}
	return list
}

// quick is the back-off of what should be back soon.
//
//nolint:gochecknoglobals // a constant in all but form
var quick = process.Backoff{Min: 100 * time.Millisecond, Max: 10 * time.Second}

// answering is what must outlive whoever answers players.
func (a *App) answering() []string {
	return []string{storeProcess, webProcess, gatewayProcess, "jobs", "deliveries"}
}

// keepCatalogue reads the catalogue, fills an empty one, and looks for changes.
func (a *App) keepCatalogue(ctx context.Context) error {
	if err := a.seedCatalogue(ctx); err != nil {
		return fmt.Errorf("app: the catalogue cannot be read: %w", err)
	}
	select {
	case <-a.stocked: // an earlier run has read it
	default:
		close(a.stocked)
	}
	return a.every(ctx, 5*time.Second, a.game.RefreshCatalogue)
}

// sweep ends what is over. A backlog is worked off in small transactions.
func (a *App) sweep(ctx context.Context) error {
	const limit = 500
	return a.every(ctx, 10*time.Second, func(ctx context.Context) error {
		for ctx.Err() == nil {
			n, err := a.game.Sweep(ctx, limit)
			if err != nil || n < limit {
				return err
			}
		}
		return nil
	})
}

// keepPrices waits for the cards and then asks again and again whether prices
// are due. Which process updates them, and that only one does, rows decide.
func (a *App) keepPrices(ctx context.Context) error {
	select {
	case <-a.stocked:
	case <-ctx.Done():
		return nil
	}
	update := func(ctx context.Context) error {
		run, err := a.game.UpdatePrices(ctx)
		if err != nil {
			return fmt.Errorf("app: prices cannot be updated: %w", err)
		}
		a.priced.Store(&run)
		return nil
	}
	if err := update(ctx); err != nil {
		return err
	}
	return a.every(ctx, 30*time.Second, update)
}

// every calls f again and again until ctx is done. A failure is logged once in
// a row, for the database may be away for a while.
func (a *App) every(ctx context.Context, pause time.Duration, f func(context.Context) error) error {
	timer := a.played.NewTimer(pause)
	defer timer.Stop()
	said := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C():
		}
		err := f(ctx)
		if err != nil && ctx.Err() == nil && !said {
			a.log.WarnContext(ctx, "background work failed, trying again", slog.Any("error", err))
		}
		said = err != nil
		timer.Reset(pause)
	}
}

// login waits for the cards, asks Discord for the gateway, starts a process for
// each shard and brings the commands in line. It ends the program when Discord
// refuses the token: trying again would not help.
func (a *App) login(ctx context.Context) error {
	select {
	case <-a.stocked:
	case <-ctx.Done():
		return nil
	}
	bot, err := a.rest.GetGatewayBot(rest.WithCtx(ctx))
	if rest.Unauthorized(err) {
		a.fail(errors.New("the bot token is refused by Discord; make a new one on the Bot page of your application and set GOHYE_TOKEN to it"))
		return nil
	}
	if err != nil {
		return fmt.Errorf("app: Discord does not answer: %w", err)
	}
	shards := a.cfg.Shards
	if shards == 0 {
		shards = max(bot.Shards, 1)
	}
	gate := gateway.NewGate(a.clock, bot.SessionStartLimit.MaxConcurrency)
	clients := make([]*gateway.Client, shards)
	for i := range clients {
		if clients[i], err = a.shard(i, shards, gate); err != nil {
			return err
		}
	}
	a.shards.Store(&clients)
	for i, c := range clients {
		name := gatewayProcess
		if i > 0 {
			name = fmt.Sprintf("%s %d", gatewayProcess, i)
		}
		err := a.processes.Start(process.Spec{
			Name: name, Doc: "Keeps the connection to Discord's gateway.",
			Run: a.connection(c), Restart: process.OnFailure, Backoff: quick,
			Needs: []string{storeProcess, webProcess, refusalProcess},
		})
		if err != nil {
			return err
		}
	}
	registrar := discord.Registrar{App: a.id, Commands: a.commands, Sender: a.rest, Clock: a.clock, Log: a.log}
	err = registrar.Register(ctx)
	a.registered.Store(err == nil && ctx.Err() == nil)
	return err
}

// shard makes one connection's client.
func (a *App) shard(i, n int, gate *gateway.Gate) (*gateway.Client, error) {
	compression := map[string]gateway.Compression{
		"zstd": gateway.ZstdStream, "zlib": gateway.ZlibStream, "none": gateway.NoCompression,
	}[a.cfg.Compression]
	return gateway.New(gateway.Options{
		Token: a.token, Intents: ggateway.IntentGuilds, Shard: i, Shards: n,
		Entry: func(ctx context.Context) (gateway.Entry, error) {
			bot, err := a.rest.GetGatewayBot(rest.WithCtx(ctx))
			if rest.Unauthorized(err) {
				return gateway.Entry{}, &gateway.FatalError{Code: gateway.CloseAuthenticationFailed}
			}
			if err != nil {
				return gateway.Entry{}, err
			}
			return gateway.EntryFrom(bot), nil
		},
		Compression: compression, Clock: a.clock, Log: a.log, Seed: uint64(a.clock.Now().UnixNano()),
		Handle:   a.router.Dispatch,
		Identify: func(ctx context.Context) error { return gate.Wait(ctx, i) },
	})
}

// connection runs a shard. What cannot succeed ends the program with the
// sentence that says what the host must do.
func (a *App) connection(c *gateway.Client) func(context.Context) error {
	return func(ctx context.Context) error {
		err := c.Run(ctx)
		if fatal, ok := errors.AsType[*gateway.FatalError](err); ok {
			a.fail(fatal)
			return nil
		}
		return err
	}
}
