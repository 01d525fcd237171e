package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/process"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// A world is a bot with the sandbox and the players that it has to itself.
type world struct {
	name    string
	channel snowflake.ID // where everybody plays
	players []*client.Client
	seller  *client.Client // plays beside the others, who bid on its auctions
	bot     *program
}

// open makes a world and starts everything in it: the sandbox, its web server,
// the players, and the program as its bot. It returns when the players are
// logged in; the bot may still be on its way.
func (b *bench) open(ctx context.Context, name string, args []string, environ ...string) (*world, error) {
	names := make([]string, b.Players+1)
	for i := range names {
		names[i] = fmt.Sprintf("Player %d", i+1)
	}
	// What is kept is bounded low: the load must not slow down with the time.
	box := sandbox.New(sandbox.Options{Clock: b.Clock, Log: b.Log, Players: names, History: 500})
	w := &world{name: name, channel: box.Channels()["general"]}
	base, err := b.serve(ctx, name, box)
	if err != nil {
		return nil, err
	}
	if err := b.logIn(ctx, w, box, base); err != nil {
		return nil, err
	}
	w.bot = b.program(name, args, append(environ,
		"GOHYE_TOKEN="+box.BotToken(),
		"GOHYE_DISCORD_API="+base+"/api/v10",
		"GOHYE_HTTP=127.0.0.1:0",
		// Nobody looks at the pictures, so that nobody serves their addresses.
		"GOHYE_PUBLIC_URL="+base,
	)...)
	return w, b.processes.Start(b.spec("bot "+name, "The measured program.", []string{"web " + name, "sandbox " + name}, w.bot.serve))
}

// serve starts a sandbox and the web server in front of it, and returns the
// server's address.
func (b *bench) serve(ctx context.Context, name string, box *sandbox.Server) (base string, err error) {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: box.Handler(), ReadHeaderTimeout: time.Minute}
	err = b.processes.Start(b.spec("sandbox "+name, "Plays Discord.", nil, box.Run))
	if err != nil {
		return "", errors.Join(err, listener.Close())
	}
	err = b.processes.Start(b.spec("web "+name, "Serves the sandbox.", []string{"sandbox " + name}, func(ctx context.Context) error {
		stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody reads from it any more
		defer stop()
		if err := server.Serve(listener); ctx.Err() == nil {
			return err
		}
		return nil
	}))
	if err != nil {
		return "", errors.Join(err, listener.Close())
	}
	return "http://" + listener.Addr().String(), nil
}

// logIn logs all players in.
func (b *bench) logIn(ctx context.Context, w *world, box *sandbox.Server, base string) error {
	shared := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: b.Players + 8, DisableCompression: true}}
	var runs []func(context.Context) error
	for _, u := range box.Players() {
		c, err := client.Dial(ctx, base, box.UserToken(u.ID), client.WithHTTP(shared), client.Quiet(), client.WithClock(b.Clock))
		if err != nil {
			w.hangUp(shared)
			return err
		}
		w.players = append(w.players, c)
		runs = append(runs, c.Run)
	}
	last := len(w.players) - 1
	w.players, w.seller = w.players[:last], w.players[last]
	return b.processes.Start(b.spec("players "+w.name, "Read what the players are told.", []string{"web " + w.name}, func(ctx context.Context) error {
		defer w.hangUp(shared)
		return process.Together(ctx, runs...)
	}))
}

// hangUp ends the players' connections.
func (w *world) hangUp(shared *http.Client) {
	for _, c := range w.players {
		c.Close()
	}
	if w.seller != nil {
		w.seller.Close()
	}
	shared.CloseIdleConnections()
}
