package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/locale"
)

// A DropGame is what the notifier asks of the game; [*game.Game] is one.
type DropGame interface {
	Turn(context.Context, game.DropID) error
	LookAtDrop(context.Context, game.DropID) (game.DropView, error)
	Catalogue() *game.Catalogue
}

// An AuctionGame is what the notifier asks of the game about auctions;
// [*game.Game] is one.
type AuctionGame interface {
	CloseAuction(context.Context, game.AuctionID) error
	RemindWatchers(context.Context, game.AuctionID) error
	ShowAuction(context.Context, game.AuctionID) (game.AuctionView, error)
	KeepAuctionMessage(ctx context.Context, id game.AuctionID, channel, message int64) error
	LookAtNotice(context.Context, game.Notice) (game.NoticeView, error)
}

// A Notifier does what must happen at Discord without an interaction: it
// decides drops and closes auctions when their time has come, shows them, and
// tells players. All exported fields are needed. Its methods may be called from
// any goroutine.
type Notifier struct {
	App  snowflake.ID
	Game interface {
		DropGame
		AuctionGame
	}
	Sender   Sender
	Pictures command.Pictures
	Clock    clock.Clock
	Log      *slog.Logger
	Locale   *locale.Bundle

	direct directChannels
	queues placeQueues
}

// Handlers are the handlers of the game's alarms by kind. An error means: try
// again later. They may be called early, late and twice. Those of the queue
// jobs.Alarms ask nothing of Discord.
func (n *Notifier) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{
		game.JobDropTurn: n.turnDrop,
		game.JobDropShow: n.showDrop,

		game.JobAuctionClose: n.onAuction(n.Game.CloseAuction),
		game.JobAuctionSoon:  n.onAuction(n.Game.RemindWatchers),
		game.JobAuctionShow:  n.onAuction(n.showAuction),
		game.JobNotice:       n.tell,
	}
}

func (n *Notifier) turnDrop(ctx context.Context, j jobs.Job) error {
	id, err := dropID(j)
	if err != nil {
		return err
	}
	return n.Game.Turn(ctx, id)
}

// showDrop edits a drop's message to what the drop is now.
func (n *Notifier) showDrop(ctx context.Context, j jobs.Job) error {
	id, err := dropID(j)
	if err != nil {
		return err
	}
	view, err := n.Game.LookAtDrop(ctx, id)
	if _, gone := errors.AsType[game.GoneError](err); gone {
		return nil
	}
	if err != nil {
		return err
	}
	if n.Clock.Now().Sub(view.Drop.Opened) >= tokenLife {
		n.Log.LogAttrs(ctx, slog.LevelWarn, "drop not shown", slog.Int64("drop", int64(id)),
			slog.String("cause", "fifteen minutes are over"))
		return nil
	}
	faces := make([]ui.Face, len(view.Cards))
	for i, c := range view.Cards {
		faces[i] = n.face(c, 0)
	}
	message := ui.Drop(n.Locale.Fallback(), view.Drop, faces, n.Pictures.Row(ctx, faces))
	_, err = n.Sender.UpdateInteractionResponse(n.App, view.Drop.Reply, update(message), hasty(ctx))
	if rest.IsCode(err, rest.UnknownMessage, rest.InvalidWebhookToken, rest.UnknownWebhook, rest.UnknownChannel) {
		n.Log.LogAttrs(ctx, slog.LevelWarn, "drop not shown", slog.Int64("drop", int64(id)),
			slog.String("cause", cause(err)), slog.Any("error", err))
		return nil
	}
	if err != nil {
		return n.later(idOf(view.Drop.Channel), fmt.Errorf("discord: show drop %d: %w", id, err))
	}
	return nil
}

func dropID(j jobs.Job) (game.DropID, error) {
	n, err := strconv.ParseInt(j.Key, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("discord: %s has no drop as its key: %w", j.Kind, err)
	}
	return game.DropID(n), nil
}
