package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/disgoorg/disgo/discord"
	drest "github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/jobs"
)

// onAuction is a handler that does f with the auction that is the job's key.
func (n *Notifier) onAuction(f func(context.Context, game.AuctionID) error) jobs.Handler {
	return func(ctx context.Context, j jobs.Job) error {
		id, err := strconv.ParseInt(j.Key, 10, 64)
		if err != nil {
			return fmt.Errorf("discord: %s has no auction as its key: %w", j.Kind, err)
		}
		return f(ctx, game.AuctionID(id))
	}
}

// replacedWithin is how old the message of an auction is at most, since the
// opening, that is posted anew when somebody has deleted it. A message that is
// younger has replaced one already: who deletes that as well does not want it.
const replacedWithin = 10 * time.Minute

// showAuction shows an auction's message as the auction is now: it edits the
// message, or posts it when there is none yet. What can never succeed is given
// up with one line in the log, and the auction goes on without a message.
func (n *Notifier) showAuction(ctx context.Context, id game.AuctionID) error {
	view, err := n.Game.ShowAuction(ctx, id)
	if _, gone := errors.AsType[game.GoneError](err); gone {
		return nil
	}
	if err != nil {
		return err
	}
	a := view.Auction
	over := a.State != game.AuctionOpen
	if a.Channel == 0 || a.Message == 0 && view.First && over { // there is no message and need be none
		return nil
	}
	face := n.face(view.Card, a.Print)
	m := ui.Auction(n.Locale.Fallback(), view, face, n.Pictures.Row(ctx, []ui.Face{face}))
	if a.Message == 0 {
		return n.postAuction(ctx, a, m)
	}
	err = n.editAuction(ctx, a, a.Message, m)
	if !rest.IsCode(err, rest.UnknownMessage) {
		return n.showed(ctx, a, err)
	}
	if over || idOf(a.Message).Time().Sub(a.Opened) > replacedWithin {
		return n.showed(ctx, a, err)
	}
	return n.postAuction(ctx, a, m)
}

// postAuction posts an auction's message. The nonce lets Discord show it once,
// also when an earlier attempt has reached Discord and the answer was lost. Then
// Discord answers with the earlier message, which may show an earlier price.
func (n *Notifier) postAuction(ctx context.Context, a game.Auction, m ui.Message) error {
	message := create(m)
	message.Nonce, message.EnforceNonce = auctionNonce(a), true
	sent, err := n.Sender.CreateMessage(idOf(a.Channel), message, hasty(ctx))
	if err != nil {
		return n.showed(ctx, a, err)
	}
	if err := n.Game.KeepAuctionMessage(ctx, a.ID, a.Channel, kept(sent.ID)); err != nil {
		return err
	}
	if slices.Equal(textsOf(sent.Components), textsOf(m.Components)) {
		return nil
	}
	return n.showed(ctx, a, n.editAuction(ctx, a, kept(sent.ID), m))
}

func (n *Notifier) editAuction(ctx context.Context, a game.Auction, message int64, m ui.Message) error {
	_, err := n.Sender.UpdateMessage(idOf(a.Channel), idOf(message), update(m), hasty(ctx))
	return err
}

// auctionNonce is the same for all attempts to post one message, and another one
// for the message that replaces a deleted one. Discord takes 25 characters.
func auctionNonce(a game.Auction) string {
	nonce := "auction-" + a.ID.Code()
	if a.Message != 0 {
		replaced := strconv.FormatInt(a.Message, 36)
		nonce = "a-" + a.ID.Code() + "-" + replaced[max(0, len(replaced)-9):]
	}
	return nonce
}

// showed decides what comes of an attempt to show an auction: nil and errors of
// the moment are the job's result.
func (n *Notifier) showed(ctx context.Context, a game.Auction, err error) error {
	switch {
	case err == nil:
		return nil
	case rest.IsCode(err, rest.ThreadArchived):
		n.gaveUp(ctx, slog.LevelInfo, "auction's message not updated", a, err)
		return nil
	case hopeless(err):
		n.gaveUp(ctx, slog.LevelWarn, "auction is not shown any more", a, err)
		return n.Game.KeepAuctionMessage(ctx, a.ID, 0, 0)
	}
	return n.later(idOf(a.Channel), fmt.Errorf("discord: show auction %d: %w", a.ID, err))
}

// hopeless reports whether Discord will say the same the next time: the place is
// gone, or closed to us.
func hopeless(err error) bool {
	return rest.IsStatus(err, http.StatusForbidden) || rest.IsStatus(err, http.StatusNotFound) ||
		rest.IsCode(err, rest.CannotMessageUser, rest.InvalidRecipient)
}

// later is the job's result for an error of sending to a place. Waiting for a
// limit is no failure, so that a long queue at Discord buries nothing.
func (n *Notifier) later(place snowflake.ID, err error) error {
	if limit, ok := errors.AsType[*rest.LimitError](err); ok {
		return jobs.SnoozeError{Until: n.queues.next(place, n.Clock.Now().Add(limit.Wait))}
	}
	if answer, ok := errors.AsType[*rest.Error](err); ok && answer.Status == http.StatusTooManyRequests {
		return jobs.SnoozeError{Until: n.queues.next(place, n.Clock.Now().Add(answer.RetryAfter))}
	}
	return err
}

// limitPatience is how long a delivery waits for a limit. A place that takes no
// more now must not keep those for other places waiting: it comes back later.
const limitPatience = 500 * time.Millisecond

// hasty is how deliveries are sent.
func hasty(ctx context.Context) drest.RequestOpt {
	return rest.WithCtx(rest.WithPatience(ctx, limitPatience))
}

const (
	// queuePace is how far apart deliveries to one place are tried that found
	// it full: Discord takes five messages in five seconds.
	queuePace = time.Second
	// queuesKept is how many places are remembered.
	queuesKept = 10_000
)

// placeQueues spreads the deliveries that found their place full, so that a
// thousand of them do not all come back at the same moment. The zero value is
// ready to use, from any goroutine.
type placeQueues struct {
	mu   sync.Mutex // guards last
	last map[snowflake.ID]time.Time
}

// next is a moment of its own, not before at, at which to try a place again.
func (q *placeQueues) next(place snowflake.ID, at time.Time) time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.last == nil || len(q.last) >= queuesKept {
		q.last = map[snowflake.ID]time.Time{}
	}
	if after := q.last[place].Add(queuePace); after.After(at) {
		at = after
	}
	q.last[place] = at
	return at
}

func (n *Notifier) gaveUp(ctx context.Context, level slog.Level, what string, a game.Auction, err error) {
	n.Log.LogAttrs(ctx, level, what, slog.Int64("auction", int64(a.ID)), //nolint:sloglint // the callers' constants
		slog.Int64("guild", a.Guild), slog.Int64("channel", a.Channel), slog.Any("error", err))
}

// idOf is an id as the game keeps it.
func idOf[T ~int64](id T) snowflake.ID { return snowflake.ID(id) }

// kept is an id of Discord's as the game keeps it.
func kept(id snowflake.ID) int64 { return int64(id) } //nolint:gosec // it takes 63 bits until the year 2084

func (n *Notifier) face(card game.Card, number int) ui.Face {
	return ui.Face{Card: card, Collection: n.Game.Catalogue().Collection(card.Collection), Print: number}
}

// textsOf are the texts that a message shows, in order.
func textsOf(components []discord.LayoutComponent) []string {
	var texts []string
	for _, c := range components {
		box, ok := c.(discord.ContainerComponent)
		if !ok {
			continue
		}
		for _, part := range box.Components {
			if t, ok := part.(discord.TextDisplayComponent); ok {
				texts = append(texts, t.Content)
			}
		}
	}
	return texts
}
