package discord

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"sync"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/jobs"
)

// tell delivers a notice: to a player as a direct message, or into a channel.
// It mentions nobody, whoever it names, but those who wish for a dropped card.
func (n *Notifier) tell(ctx context.Context, j jobs.Job) error {
	notice, err := game.ReadNotice(j)
	if err != nil {
		return err
	}
	v, err := n.Game.LookAtNotice(ctx, notice)
	if err != nil {
		return err
	}
	if notice.Kind == game.NoticeWished {
		return n.tellWishers(ctx, j, v)
	}
	if v.Muted || notice.Channel != 0 && v.Auction.Channel == 0 { // unwanted, or its channel was given up
		return nil
	}
	m := create(ui.Notice(n.Locale.Fallback(), v, n.face(v.Card, v.Auction.Print)))
	m.Nonce, m.EnforceNonce = noticeNonce(j), true
	if notice.Player != 0 {
		return n.tellPlayer(ctx, notice, m)
	}
	return n.tellChannel(ctx, v, m)
}

// tellWishers mentions those who wish for a card of a drop, in its channel.
func (n *Notifier) tellWishers(ctx context.Context, j jobs.Job, v game.NoticeView) error {
	if v.Muted {
		return nil
	}
	faces := make([]ui.Face, len(v.Cards))
	for i, c := range v.Cards {
		faces[i] = n.face(c, 0)
	}
	m := create(ui.Wished(n.Locale.Fallback(), v.Wishers, faces))
	m.Nonce, m.EnforceNonce = noticeNonce(j), true
	channel := idOf(v.Notice.Channel)
	_, err := n.Sender.CreateMessage(channel, m, hasty(ctx))
	switch {
	case err == nil:
		return nil
	case hopeless(err):
		n.Log.LogAttrs(ctx, slog.LevelInfo, "who wishes for a dropped card is not told",
			slog.Int64("drop", int64(v.Notice.Drop)), slog.Int64("channel", v.Notice.Channel), slog.Any("error", err))
		return nil
	}
	return n.later(channel, fmt.Errorf("discord: tell who wishes for drop %d: %w", v.Notice.Drop, err))
}

// noticeNonce is the same for all attempts to deliver one notice, so that it is
// shown once also when the answer to an earlier attempt was lost; a later notice
// of the same kind has another one, for it says when it was written. Discord
// takes 25 characters.
func noticeNonce(j jobs.Job) string {
	sum := fnv.New64a()
	_, _ = sum.Write(j.Payload) // it cannot fail
	return "n" + strconv.FormatUint(sum.Sum64(), 36)
}

// tellPlayer sends a direct message. Closed doors are the player's wish.
func (n *Notifier) tellPlayer(ctx context.Context, notice game.Notice, m discord.MessageCreate) error {
	channel, err := n.direct.open(ctx, n.Sender, notice.Player)
	if err == nil {
		_, err = n.Sender.CreateMessage(channel, m, hasty(ctx))
	}
	switch {
	case err == nil:
		return nil
	case rest.IsCode(err, rest.UnknownChannel): // the one that we remember is no more
		n.direct.forget(notice.Player)
	case hopeless(err):
		n.Log.LogAttrs(ctx, slog.LevelInfo, "player cannot be told", slog.String("notice", string(notice.Kind)),
			slog.Int64("player", int64(notice.Player)), slog.Int64("auction", int64(notice.Auction)), slog.Any("error", err))
		return nil
	}
	return n.later(idOf(notice.Player), fmt.Errorf("discord: tell player %d: %w", notice.Player, err))
}

// tellChannel posts into the auction's channel, as a reply to its message.
func (n *Notifier) tellChannel(ctx context.Context, v game.NoticeView, m discord.MessageCreate) error {
	channel := idOf(v.Notice.Channel)
	if v.Auction.Message != 0 && v.Auction.Channel == v.Notice.Channel {
		message := idOf(v.Auction.Message)
		m.MessageReference = &discord.MessageReference{MessageID: &message}
	}
	_, err := n.Sender.CreateMessage(channel, m, hasty(ctx))
	if m.MessageReference != nil && rest.IsCode(err, rest.InvalidFormBody, rest.UnknownMessage) { // it was deleted
		m.MessageReference = nil
		_, err = n.Sender.CreateMessage(channel, m, hasty(ctx))
	}
	switch {
	case err == nil:
		return nil
	case hopeless(err):
		n.gaveUp(ctx, slog.LevelWarn, "auction's result not announced", v.Auction, err)
		return nil
	}
	return n.later(channel, fmt.Errorf("discord: announce auction %d: %w", v.Auction.ID, err))
}

// directKept is how many direct channels are remembered.
const directKept = 10_000

// directChannels remembers players' direct channels, for Discord does not like
// them to be opened again and again. The zero value is ready to use, from any
// goroutine.
type directChannels struct {
	mu sync.Mutex // guards id
	id map[game.PlayerID]snowflake.ID
}

// open is the direct channel of a player.
func (d *directChannels) open(ctx context.Context, sender Sender, p game.PlayerID) (snowflake.ID, error) {
	d.mu.Lock()
	id, known := d.id[p]
	d.mu.Unlock()
	if known {
		return id, nil
	}
	c, err := sender.CreateDMChannel(idOf(p), hasty(ctx))
	if err != nil {
		return 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.id == nil || len(d.id) >= directKept {
		d.id = map[game.PlayerID]snowflake.ID{}
	}
	d.id[p] = c.ID()
	return c.ID(), nil
}

func (d *directChannels) forget(p game.PlayerID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.id, p)
}
