// Package app is the wiring: it builds every part of the program from the
// settings, holds the list of background processes, and stops everything in
// order. The program and the end-to-end tests use the same wiring.
//
// There are no setters: parts are built from the bottom up, and what is known
// only later (the number of shards, the application's id) is asked of Discord
// by the process that needs it.
package app

import (
	"cmp"
	"context"
	crand "crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/catalog"
	"gohye/internal/clock"
	"gohye/internal/config"
	"gohye/internal/discord"
	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/locale"
	"gohye/internal/metrics"
	"gohye/internal/picture"
	"gohye/internal/process"
	"gohye/internal/sandbox"
	"gohye/internal/store"
	"gohye/internal/web"
)

// alarmLease is how long an alarm waits that a killed process had in hand.
const alarmLease = 10 * time.Second

// databasePatience is how long a start waits for a database that is down.
const databasePatience = 20 * time.Second

// An App is a whole program, built and not yet running.
type App struct {
	cfg   config.Config
	clock clock.Clock // the machine's: limits, deadlines, pauses
	// played is the time of the game and of its alarms: the machine's, or
	// without a token wound, which is nil with one.
	played clock.Clock
	wound  *clock.Wound
	log    *slog.Logger

	address   *web.Listener
	metrics   *metrics.Metrics
	db        *store.DB
	game      *game.Game
	pictures  *picture.Service
	sandbox   *sandbox.Server  // nil with a token
	archive   *sandbox.Archive // likewise
	rest      *rest.Client
	commands  []command.Command
	router    *discord.Router
	alarms    *jobs.Runner           // what needs the database only
	delivery  *jobs.Runner           // what is sent to Discord
	wake      atomic.Pointer[func()] // wakes both, for commits that come before them
	web       *web.Server
	processes *process.Manager

	token string
	id    snowflake.ID // the application's, which is the bot user's
	// shards are the gateway's clients, once Discord has said how many there
	// are to be.
	shards atomic.Pointer[[]*gateway.Client]
	// registered is set when Discord has the commands.
	registered atomic.Bool
	// priced is what the newest update of prices was, whichever process made it;
	// nil before the first look.
	priced atomic.Pointer[game.PriceRun]
	// stocked is closed when the catalogue has been read: nobody is let in
	// before there are cards.
	stocked chan struct{}

	// fatal takes the first error after which running makes no sense.
	fatal chan error
}

// New builds the program: it takes the web server's address first, so that a
// port in use is said before anything else happens, then opens the database.
// Call Run or, instead, Close.
func New(ctx context.Context, cfg config.Config, c clock.Clock, log *slog.Logger) (_ *App, err error) {
	a := &App{cfg: cfg, clock: c, played: c, log: log, metrics: metrics.New(), stocked: make(chan struct{}), fatal: make(chan error, 1)}
	rules, err := ReadRules(cfg.Rules)
	if err != nil {
		return nil, err
	}
	if a.address, err = web.Listen(ctx, cfg.HTTP); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close(context.WithoutCancel(ctx)))
		}
	}()
	a.newProcesses()
	if err := a.openStore(ctx); err != nil {
		return nil, err
	}
	if err := a.openBox(ctx); err != nil {
		return nil, err
	}
	var seed [32]byte
	if _, err := crand.Read(seed[:]); err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	a.game = game.New(a.db, a.played, rules, seed)
	if err := a.newPictures(ctx); err != nil {
		return nil, err
	}
	if err := a.newDiscord(); err != nil {
		return nil, err
	}
	return a, a.newWeb()
}

// Address is where the program's web server can be reached from this machine.
func (a *App) Address() string { return a.address.URL() }

// Sandbox is the sandbox, or nil when the program runs against Discord.
func (a *App) Sandbox() *sandbox.Server { return a.sandbox }

// Close ends what New began. It is for a program that is not run; Run does so
// by itself. It waits until ctx ends at most.
func (a *App) Close(ctx context.Context) error {
	err := a.processes.Shutdown(ctx)
	if a.rest != nil {
		a.rest.Close(ctx)
	}
	if a.db != nil {
		err = errors.Join(err, a.db.Close())
	}
	if a.archive != nil {
		err = errors.Join(err, a.archive.Close())
	}
	return errors.Join(err, ignoreClosed(a.address.Close()))
}

// newProcesses makes the manager and its metrics.
func (a *App) newProcesses() {
	a.processes = process.New(process.Options{
		Clock: a.clock, Log: a.log,
		MemoryCeiling: uint64(max(a.cfg.MemoryCeiling, 0)),
		OnEvent: func(e process.Event) {
			if e.Kind == process.Restarted {
				a.metrics.Restart(e.Process)
			}
		},
	})
	a.metrics.Table("gohye_process_up", "1 while a background process runs.", "process", func() []metrics.Sample {
		var samples []metrics.Sample
		for _, s := range a.processes.Status() {
			up := 0.0
			if s.State == process.Running {
				up = 1
			}
			samples = append(samples, metrics.Sample{Label: s.Name, Value: up})
		}
		return samples
	})
}

// MakeDataFolder makes the folder in which the program keeps its files.
func MakeDataFolder(cfg config.Config) error {
	if err := os.MkdirAll(cfg.Data, 0o750); err != nil {
		return fmt.Errorf("the data folder %s cannot be made (%w); name another with GOHYE_DATA", cfg.Data, errors.Unwrap(err))
	}
	return nil
}

// openStore opens the database of the settings, waiting a while for one that is
// down, and starts its process: the rest of the wiring writes already.
func (a *App) openStore(ctx context.Context) error {
	err := MakeDataFolder(a.cfg)
	if err != nil {
		return err
	}
	process.Label(ctx, "database", func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, databasePatience)
		defer cancel()
		a.db, err = store.Open(ctx, store.Options{
			Database: a.cfg.Database.Reveal(), Clock: a.clock, Log: a.log,
			Committed: func() {
				if wake := a.wake.Load(); wake != nil {
					(*wake)()
				}
			},
		})
	})
	if err != nil {
		return err
	}
	return a.processes.Start(process.Spec{
		Name: storeProcess, Doc: "Writes to the database, many transactions in one commit.",
		Run: a.db.Run, Restart: process.Always, Backoff: quick,
	})
}

// newPictures makes the drawing of cards.
func (a *App) newPictures(ctx context.Context) error {
	secret, err := a.db.Secret(ctx, "pictures")
	if err != nil {
		return err
	}
	a.pictures, err = picture.New(picture.Options{
		Clock: a.clock, Log: a.log, Source: a.pictured,
		Workers: 2, CacheBytes: 64 << 20, DrawnBytes: 64 << 20,
		Secret: secret, Patience: 5 * time.Second,
	})
	return err
}

// pictured finds a card of the catalogue for an address.
func (a *App) pictured(_ context.Context, id int64) (picture.Card, error) {
	c := a.game.Catalogue()
	card := c.Card(game.CardID(id))
	if card == nil {
		return picture.Card{}, picture.ErrNoCard
	}
	return picture.Card{
		ID: id, Name: card.Name, Level: card.Level, Tags: card.Tags,
		Collection: card.Collection, CollectionName: c.Collection(card.Collection).Name,
	}, nil
}

// newDiscord makes everything between the gateway and the game. Without a token
// "Discord" is the sandbox on our own web server.
func (a *App) newDiscord() (err error) {
	api, public := a.cfg.DiscordAPI, a.cfg.PublicURL
	a.token = a.cfg.Token.Reveal()
	if !a.cfg.Token.IsSet() {
		a.newSandbox()
		a.token, api = a.sandbox.BotToken(), a.address.URL()+"/api/v10"
		public = cmp.Or(public, a.address.URL())
	}
	if a.id, err = applicationID(a.token); err != nil {
		return err
	}
	a.rest, err = rest.New(rest.Options{
		Token: a.token, URL: api, Clock: a.clock, Log: a.log,
		UserAgent: "DiscordBot (https://github.com/gohye/gohye, " + release + ")",
	})
	if err != nil {
		return err
	}
	texts, err := locale.Load()
	if err != nil {
		return err
	}
	pictures := discord.NewPictures(a.pictures, public)
	build := ReadBuild()
	a.commands = command.All(command.Deps{
		Game: a.game, Pictures: pictures, Locale: texts,
		Build: ui.Build{Version: build.Version, Commit: build.Commit, Go: build.Go},
	})
	a.router, err = discord.New(discord.Options{
		Commands: a.commands, Sender: a.rest, Clock: a.clock, Log: a.log,
		Locale: texts, Observer: a.metrics, Incident: incidents(a.clock.Now()),
	})
	if err != nil {
		return err
	}
	a.newRunners(&discord.Notifier{
		App: a.id, Game: a.game, Sender: a.rest, Pictures: pictures,
		Clock: a.played, Log: a.log, Locale: texts,
	})
	return nil
}

// newRunners makes a runner for each queue of jobs. Discord may be away for
// hours: a delivery is tried for about eight before it is put aside.
func (a *App) newRunners(n *discord.Notifier) {
	o := jobs.Options{Clock: a.played, Log: a.log, Together: process.Together, Lease: alarmLease}
	a.alarms = jobs.NewRunner(a.db, n.Handlers(), o)
	o.Queue, o.Workers, o.MaxAttempts = jobs.Deliveries, 16, 100
	a.delivery = jobs.NewRunner(a.db, n.Handlers(), o)
	wake := func() {
		a.alarms.Wake()
		a.delivery.Wake()
	}
	a.wake.Store(&wake)
}

// applicationID reads the application's id from the first part of its token.
func applicationID(token string) (snowflake.ID, error) {
	first, _, _ := strings.Cut(token, ".")
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil {
		return 0, errors.New("the bot token is not one of Discord's; copy it again from the Bot page of your application, and set GOHYE_TOKEN")
	}
	return snowflake.Parse(string(text))
}

// incidents makes the numbers under which faults stand in the log: the program's
// start in base 36, and a count.
func incidents(start time.Time) func() string {
	var n atomic.Int64
	prefix := strconv.FormatInt(start.Unix(), 36) + "-"
	return func() string { return prefix + strconv.FormatInt(n.Add(1), 10) }
}

// seedCatalogue gives an empty database the demo cards, so that a first start
// has something to show.
func (a *App) seedCatalogue(ctx context.Context) error {
	if err := a.game.RefreshCatalogue(ctx); err != nil || a.game.Catalogue().Len() > 0 {
		return err
	}
	collections, cards := GamePack(catalog.Demo())
	if _, err := a.db.ImportPack(ctx, collections, cards); err != nil {
		return err
	}
	return a.game.RefreshCatalogue(ctx)
}

// GamePack is a pack of cards as the game knows it.
func GamePack(p catalog.Pack) ([]game.Collection, []game.Card) {
	collections := make([]game.Collection, len(p.Collections))
	for i, c := range p.Collections {
		collections[i] = game.Collection{ID: c.ID, Name: c.Name, Promo: c.Promo, Fragments: c.Fragments, Tags: c.Tags}
	}
	cards := make([]game.Card, len(p.Cards))
	for i, c := range p.Cards {
		cards[i] = game.Card{
			ID: game.CardID(c.ID), Name: c.Name, Key: c.Key, Level: c.Level,
			Collection: c.Collection, Tags: c.Tags, Animated: c.Animated,
		}
	}
	return collections, cards
}
