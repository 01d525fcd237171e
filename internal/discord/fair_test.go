package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"
	drest "github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/rest"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// A posted is a message in a channel.
type posted struct {
	id, channel snowflake.ID
	nonce       string
	text        string
	reply       bool
	buttons     bool
	edits       int
	deleted     bool
	mentions    *discord.AllowedMentions
}

// place is a Discord with channels, which knows nonces. It is used by one
// goroutine.
type place struct {
	*recorder
	clock    *storetest.Stopped
	messages []*posted
	opened   int // direct channels
	// before is Discord's answer to a request that does nothing; after is
	// what becomes of the answer to one that was carried out.
	before, after func(what string, channel snowflake.ID) error
}

func (p *place) ask(when func(string, snowflake.ID) error, what string, channel snowflake.ID) error {
	if when == nil {
		return nil
	}
	return when(what, channel)
}

func content(components []discord.LayoutComponent) (text string, buttons bool) {
	for _, c := range components {
		for _, part := range c.(discord.ContainerComponent).Components {
			_, row := part.(discord.ActionRowComponent)
			buttons = buttons || row
		}
	}
	return strings.Join(textsOf(components), "\n"), buttons
}

func (p *place) CreateMessage(channel snowflake.ID, m discord.MessageCreate, _ ...drest.RequestOpt) (*discord.Message, error) {
	if err := p.ask(p.before, "post", channel); err != nil {
		return nil, err
	}
	if len(m.Nonce) == 0 || len(m.Nonce) > 25 || !m.EnforceNonce || m.AllowedMentions == nil || len(m.AllowedMentions.Parse) > 0 || m.AllowedMentions.RepliedUser {
		return nil, fmt.Errorf("posted with nonce %q and mentions %+v", m.Nonce, m.AllowedMentions)
	}
	i := slices.IndexFunc(p.messages, func(x *posted) bool { return x.channel == channel && x.nonce == m.Nonce })
	if i < 0 {
		i = len(p.messages)
		x := &posted{id: snowflake.New(p.clock.At) + snowflake.ID(i), channel: channel, nonce: m.Nonce, reply: m.MessageReference != nil}
		x.text, x.buttons = content(m.Components)
		x.mentions = m.AllowedMentions
		p.messages = append(p.messages, x)
	}
	x := p.messages[i]
	shown := discord.Message{ID: x.id, Components: []discord.LayoutComponent{discord.ContainerComponent{}}}
	if x.edits == 0 {
		var parts []discord.ContainerSubComponent
		for text := range strings.SplitSeq(x.text, "\x00") {
			parts = append(parts, discord.TextDisplayComponent{Content: text})
		}
		if now, _ := content(m.Components); now == x.text {
			shown.Components = m.Components
		} else {
			shown.Components = []discord.LayoutComponent{discord.ContainerComponent{Components: parts}}
		}
	}
	return &shown, p.ask(p.after, "post", channel)
}

func (p *place) UpdateMessage(channel, message snowflake.ID, m discord.MessageUpdate, _ ...drest.RequestOpt) (*discord.Message, error) {
	if err := p.ask(p.before, "edit", channel); err != nil {
		return nil, err
	}
	for _, x := range p.messages {
		if x.id == message && x.channel == channel && !x.deleted {
			x.text, x.buttons = content(*m.Components)
			x.edits++
			return &discord.Message{ID: message}, p.ask(p.after, "edit", channel)
		}
	}
	return nil, &rest.Error{Status: http.StatusNotFound, Code: rest.UnknownMessage}
}

func (p *place) CreateDMChannel(user snowflake.ID, _ ...drest.RequestOpt) (*discord.DMChannel, error) {
	if err := p.ask(p.before, "direct", user); err != nil {
		return nil, err
	}
	p.opened++
	return directChannel(direct(game.PlayerID(user))), nil
}

// direct is the direct channel of a player.
func direct(p game.PlayerID) snowflake.ID { return 9000 + snowflake.ID(p) }

// in are the messages of a channel that are there.
func (p *place) in(channel snowflake.ID) (all []*posted) {
	for _, x := range p.messages {
		if x.channel == channel && !x.deleted {
			all = append(all, x)
		}
	}
	return all
}

// fair is a real game with a notifier, whose time is the test's. Player 5 has
// cards.
type fair struct {
	*place
	t     *testing.T
	game  *game.Game
	db    *store.DB
	n     *Notifier
	log   *logged
	clock *storetest.Stopped
	cards []game.CopyID
	acts  int
}

// losing is a game that forgets to keep a message: a crash after the post.
type losing struct {
	*game.Game
	crashes int
}

func (l *losing) KeepAuctionMessage(ctx context.Context, id game.AuctionID, channel, message int64) error {
	if l.crashes > 0 {
		l.crashes--
		return errors.New("killed")
	}
	return l.Game.KeepAuctionMessage(ctx, id, channel, message)
}

func newFair(t *testing.T) *fair {
	t.Helper()
	clock := &storetest.Stopped{At: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	db := storetest.OpenWith(t, store.Options{Database: storetest.Address(t, "sqlite"), Clock: clock})
	w := storetest.NewWorld(t, db, storetest.Rules(t), clock)
	f := &fair{place: &place{recorder: &recorder{}, clock: clock}, t: t, game: w.Game, db: db, log: &logged{}, clock: clock}
	f.n = &Notifier{
		App: 7, Game: w.Game, Sender: f.place, Pictures: blank{}, Clock: clock,
		Log: slog.New(slog.NewTextHandler(f.log, nil)), Locale: texts(t),
	}
	res, err := w.Game.Claim(t.Context(), storetest.Act("claim", 5), game.ClaimOrder{Count: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Cards {
		f.cards = append(f.cards, c.Copy.ID)
	}
	return f
}

func (f *fair) act(player game.PlayerID) game.Act {
	f.acts++
	return storetest.Act(fmt.Sprint("act ", f.acts), player) // in guild 1, channel 2
}

func (f *fair) open(buyout int64) game.Auction {
	f.t.Helper()
	a, err := f.game.OpenAuction(f.t.Context(), f.act(5), game.AuctionOrder{Copy: f.cards[0], Start: 1000, Hours: 1, Buyout: buyout})
	if err != nil {
		f.t.Fatal(err)
	}
	f.cards = f.cards[1:]
	return a
}

func (f *fair) bid(player game.PlayerID, a game.Auction, amount int64) {
	f.t.Helper()
	if _, err := f.game.Bid(f.t.Context(), f.act(player), game.BidOrder{Auction: a.ID, Amount: amount}); err != nil {
		f.t.Fatal(err)
	}
}

// ring does all that is due, once, as the runners do, and returns what the
// handlers said besides nil.
func (f *fair) ring() (said []error) {
	f.t.Helper()
	now := f.clock.Now()
	for _, q := range []jobs.Queue{jobs.Alarms, jobs.Deliveries} {
		batch, err := f.db.Lease(f.t.Context(), q, now, time.Minute, 100)
		if err != nil {
			f.t.Fatal(err)
		}
		for _, j := range batch {
			err := f.n.Handlers()[j.Kind](f.t.Context(), j)
			var snooze jobs.SnoozeError
			var stored error
			switch {
			case err == nil:
				stored = f.db.Finish(f.t.Context(), j)
			case errors.As(err, &snooze):
				stored = f.db.Retry(f.t.Context(), j, snooze.Until, "")
			default:
				stored = f.db.Retry(f.t.Context(), j, now.Add(time.Second), err.Error())
			}
			if stored != nil {
				f.t.Fatal(stored)
			}
			if err != nil {
				said = append(said, err)
			}
		}
	}
	return said
}

// pass lets time pass and rings what is due.
func (f *fair) pass(d time.Duration) []error {
	f.t.Helper()
	f.clock.At = f.clock.At.Add(d)
	return f.ring()
}

// only is the one message of the auctions' channel.
func (f *fair) only(words ...string) *posted {
	f.t.Helper()
	all := f.in(2)
	if len(all) != 1 {
		f.t.Fatalf("%d messages in the channel", len(all))
	}
	for _, w := range words {
		if !strings.Contains(all[0].text, w) {
			f.t.Errorf("the message has no %q:\n%s", w, all[0].text)
		}
	}
	return all[0]
}
