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

func TestAnAuctionsMessage(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.ring()
	if m := f.only("<@5> auctions", "Start price **1,000**"); !m.buttons {
		t.Error("no buttons")
	}
	f.clock.At = f.clock.At.Add(time.Minute)
	for i := range 20 { // however many bids: one update now, one at the next refresh
		f.bid(game.PlayerID(6+i%2), a, 1000+int64(i)*100)
		f.ring()
	}
	if m := f.only("Price **1,000**"); m.edits != 1 {
		t.Errorf("%d edits", m.edits)
	}
	f.pass(time.Duration(f.game.Rules().Auction.Refresh))
	if m := f.only("Price **2,900**", "20 bids", "<@7> leads", "at least **3,000**"); m.edits != 2 {
		t.Errorf("%d edits", m.edits)
	}
	f.pass(2 * time.Hour) // the end: the alarm, and in the same round what it set
	f.ring()
	all := f.in(2)
	if len(all) != 2 || all[0].buttons || !strings.Contains(all[0].text, "**Sold** to <@7> for **2,900**") {
		t.Fatalf("after the end: %+v", all[0])
	}
	if !all[1].reply || !strings.Contains(all[1].text, "goes from <@5> to <@7>") {
		t.Errorf("the result: %+v", all[1])
	}
	won, sold, outbid := f.in(direct(7)), f.in(direct(5)), f.in(direct(6))
	if len(won) == 0 || !strings.Contains(won[len(won)-1].text, "You have won") {
		t.Errorf("the winner is told %v", won)
	}
	if len(sold) != 1 || !strings.Contains(sold[0].text, "you get **2,900**") {
		t.Errorf("the seller is told %v", sold)
	}
	if len(outbid) == 0 || !strings.Contains(outbid[0].text, "Somebody bids more") || !outbid[0].buttons {
		t.Errorf("who is outbid is told %v", outbid)
	}
	if f.opened != 3 {
		t.Errorf("%d direct channels were opened for 3 players", f.opened)
	}
}

// The process dies between the post and the note of it, and the price changes
// meanwhile: there is one message, and it shows what is true.
func TestACrashAfterThePostShowsOneMessage(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	f.n.Game = &losing{Game: f.game, crashes: 1}
	a := f.open(0)
	if said := f.ring(); len(said) != 1 {
		t.Fatalf("the crash is not seen: %v", said)
	}
	f.bid(6, a, 1000)
	f.pass(time.Second)
	f.pass(10 * time.Second)
	f.only("Price **1,000**", "<@6> leads")
	v, err := f.game.LookAtAuction(t.Context(), 0, a.ID)
	if err != nil || v.Auction.Message == 0 {
		t.Errorf("%+v, %v", v.Auction, err)
	}
}

// The same when the answer to a post is lost, and the auction is over before it
// is tried again.
func TestALostAnswerShowsOneMessage(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	f.after = func(what string, _ snowflake.ID) error {
		if what == "post" {
			return context.DeadlineExceeded
		}
		return nil
	}
	a := f.open(5000)
	if said := f.ring(); len(said) != 1 || !errors.Is(said[0], context.DeadlineExceeded) {
		t.Fatalf("said %v", said)
	}
	f.after = nil
	if _, err := f.game.Bid(t.Context(), f.act(6), game.BidOrder{Auction: a.ID, Amount: 5000}); err != nil {
		t.Fatal(err)
	}
	f.pass(10 * time.Second)
	f.pass(10 * time.Second)
	all := f.in(2)
	if len(all) != 2 || !strings.Contains(all[0].text, "**Sold** to <@6>") || all[0].buttons {
		t.Errorf("%d messages, the first %+v", len(all), all[0])
	}
	if n := len(f.in(direct(6))); n != 1 {
		t.Errorf("the winner is told %d times", n)
	}
}

// One that is over before it was ever shown needs no message.
func TestAnAuctionThatWasNeverShown(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	if _, err := f.game.CancelAuction(t.Context(), f.act(5), a.ID); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Minute)
	if all := f.in(2); len(all) != 0 {
		t.Errorf("posted %+v", all[0])
	}
}

func TestLimitsAndOutagesAreTriedAgain(t *testing.T) {
	t.Parallel()
	limited := &rest.LimitError{Route: "x", Wait: 7 * time.Second}
	for _, tt := range []struct {
		err   error
		until time.Duration // 0: a failure
	}{
		{&rest.Error{Status: http.StatusTooManyRequests, RetryAfter: 9 * time.Second}, 9 * time.Second},
		{fmt.Errorf("wrapped: %w", limited), 7 * time.Second},
		{&rest.Error{Status: http.StatusInternalServerError}, 0},
		{context.DeadlineExceeded, 0},
		{errors.New("no route"), 0},
		{&rest.Error{Status: http.StatusBadRequest, Code: rest.InvalidFormBody}, 0},
	} {
		f := newFair(t)
		a := f.open(0)
		f.before = func(string, snowflake.ID) error { return tt.err }
		f.bid(6, a, 1000)
		f.bid(7, a, 1100)
		said := f.ring() // the message, and the notice for who is outbid
		if len(said) != 2 {
			t.Fatalf("%v: said %v", tt.err, said)
		}
		for _, err := range said {
			snooze, is := errors.AsType[jobs.SnoozeError](err)
			if is != (tt.until > 0) || is && !snooze.Until.Equal(f.clock.At.Add(tt.until)) || !is && !errors.Is(err, tt.err) {
				t.Errorf("%v: the job's result is %v", tt.err, err)
			}
		}
		f.before = nil
		f.pass(10 * time.Second)
		f.only("Price **1,100**")
		if n := len(f.in(direct(6))); n != 1 {
			t.Errorf("%v: told %d times", tt.err, n)
		}
	}
}

// A thousand deliveries that find a channel full come back one after the other.
func TestAFullPlaceIsTriedInTurn(t *testing.T) {
	t.Parallel()
	var q placeQueues
	at := time.Unix(1000, 0)
	for i, want := range []time.Duration{0, time.Second, 2 * time.Second} {
		if got := q.next(7, at).Sub(at); got != want {
			t.Errorf("number %d comes back after %v, want %v", i, got, want)
		}
	}
	if got := q.next(8, at).Sub(at); got != 0 {
		t.Errorf("another place waits for %v", got)
	}
	if got := q.next(7, at.Add(time.Minute)).Sub(at); got != time.Minute {
		t.Errorf("after a while: %v", got)
	}
}

// A place that is closed to the bot is given up with one line; the auction goes
// on.
func TestAClosedChannelIsGivenUpOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []*rest.Error{
		{Status: http.StatusForbidden, Code: rest.MissingAccess},
		{Status: http.StatusForbidden, Code: rest.MissingPermissions},
		{Status: http.StatusNotFound, Code: rest.UnknownChannel},
	} {
		f := newFair(t)
		a := f.open(0)
		f.before = func(_ string, channel snowflake.ID) error {
			if channel == 2 {
				return tt
			}
			return nil
		}
		for i := range 3 {
			if said := f.pass(time.Minute); len(said) != 0 {
				t.Errorf("%d: said %v", tt.Code, said)
			}
			f.bid(game.PlayerID(6+i%2), a, 1000+int64(i)*100)
		}
		f.pass(2 * time.Hour)
		f.pass(time.Second)
		if n := strings.Count(f.log.String(), "msg="); n != 1 {
			t.Errorf("%d: %d lines in the log:\n%s", tt.Code, n, f.log)
		}
		if won := f.in(direct(6)); len(won) == 0 || !strings.Contains(won[len(won)-1].text, "You have won") {
			t.Errorf("%d: the auction did not go on: %v", tt.Code, won)
		}
	}
}

// A message in a thread that has gone to sleep stays as it is, and the thread is
// not given up: what is posted wakes it.
func TestAnArchivedThread(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.ring()
	f.before = func(what string, _ snowflake.ID) error {
		if what == "edit" {
			return &rest.Error{Status: http.StatusBadRequest, Code: rest.ThreadArchived}
		}
		return nil
	}
	f.bid(6, a, 1000)
	if said := f.pass(time.Minute); len(said) != 0 {
		t.Errorf("said %v", said)
	}
	f.pass(2 * time.Hour)
	f.pass(time.Second)
	if all := f.in(2); len(all) != 2 || !strings.Contains(all[1].text, "**Sold**: ") {
		t.Errorf("%d messages in the thread", len(all))
	}
}

// A message that was deleted is posted anew once: who deletes that as well does
// not want it. One whose auction is over is not.
func TestADeletedMessageIsReplacedOnce(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.ring()
	f.only().deleted = true
	f.clock.At = f.clock.At.Add(20 * time.Minute)
	f.bid(6, a, 1000)
	crash := &losing{Game: f.game, crashes: 1}
	f.n.Game = crash
	f.ring()
	f.pass(time.Second) // again, after a crash: still one
	f.only("<@6> leads").deleted = true
	f.pass(time.Minute)
	f.bid(7, a, 1100)
	f.pass(time.Minute)
	f.pass(time.Minute)
	if all := f.in(2); len(all) != 0 {
		t.Errorf("posted again: %+v", all[0])
	}
	b := f.open(0)
	f.ring()
	f.only().deleted = true
	if _, err := f.game.CancelAuction(t.Context(), f.act(5), b.ID); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Minute)
	if all := f.in(2); len(all) != 0 {
		t.Errorf("posted although it is over: %+v", all[0])
	}
}

func TestClosedDoorsAndMutedPlayers(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	if _, err := f.game.SetNotices(t.Context(), f.act(7), []game.NoticeKind{game.NoticeWon}); err != nil {
		t.Fatal(err)
	}
	f.before = func(what string, channel snowflake.ID) error {
		if what == "post" && channel == direct(6) {
			return &rest.Error{Status: http.StatusForbidden, Code: rest.CannotMessageUser}
		}
		return nil
	}
	for i := range 4 { // 6, 7, 6, 7: each is outbid
		f.bid(game.PlayerID(6+i%2), a, 1000+int64(i)*100)
		if said := f.pass(time.Second); len(said) != 0 {
			t.Errorf("said %v", said)
		}
	}
	if n := len(f.in(direct(7))); n != 0 {
		t.Errorf("a player who does not want it is told %d times", n)
	}
	if log := f.log.String(); !strings.Contains(log, "level=INFO") || !strings.Contains(log, "player=6") || strings.Contains(log, "level=WARN") {
		t.Errorf("logged:\n%s", log)
	}
}

// Each notice is told once, also when the answer is lost; a later one of the same
// kind is told as well.
func TestNoticesAreToldOnce(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	lost := true
	f.after = func(what string, channel snowflake.ID) error {
		if lost && channel == direct(6) {
			lost = false
			return context.DeadlineExceeded
		}
		return nil
	}
	f.bid(6, a, 1000)
	f.bid(7, a, 1100)
	f.ring()
	f.pass(2 * time.Second)
	if n := len(f.in(direct(6))); n != 1 || lost {
		t.Errorf("told %d times", n)
	}
	f.bid(6, a, 1200)
	f.bid(7, a, 1300)
	f.pass(2 * time.Second)
	if n := len(f.in(direct(6))); n != 2 {
		t.Errorf("outbid twice and told %d times", n)
	}
}

// A notice that is written again while the first is being told is another one.
func TestANoticeIsWrittenAgainWhileItIsTold(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.bid(6, a, 1000)
	f.bid(7, a, 1100)
	tell := func() {
		t.Helper()
		batch, err := f.db.Lease(t.Context(), jobs.Deliveries, f.clock.At, time.Minute, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range batch {
			if j.Kind == game.JobNotice {
				if err := f.n.Handlers()[j.Kind](t.Context(), j); err != nil { // and it is not finished
					t.Fatal(err)
				}
			}
		}
	}
	tell()
	f.clock.At = f.clock.At.Add(time.Second)
	f.bid(6, a, 1200)
	f.bid(7, a, 1300)
	tell()
	if n := len(f.in(direct(6))); n != 2 {
		t.Errorf("outbid twice and told %d times", n)
	}
}

// The channel was given up between the end and the word about it.
func TestNoResultIntoAChannelThatWasGivenUp(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.clock.At = f.clock.At.Add(2 * time.Hour)
	if err := f.game.CloseAuction(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.game.KeepAuctionMessage(t.Context(), a.ID, 0, 0); err != nil {
		t.Fatal(err)
	}
	f.ring()
	if all := f.in(2); len(all) != 0 {
		t.Errorf("posted %+v", all[0])
	}
}

// An auction that was opened in a direct message is shown there; its seller is
// told of the end once.
func TestAnAuctionInADirectMessage(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	act := f.act(5)
	act.Guild, act.Channel = 0, int64(direct(5))
	if _, err := f.game.OpenAuction(t.Context(), act, game.AuctionOrder{Copy: f.cards[0], Start: 1000, Hours: 1}); err != nil {
		t.Fatal(err)
	}
	f.ring()
	f.pass(2 * time.Hour)
	f.pass(time.Second)
	all := f.in(direct(5))
	if len(all) != 2 || !strings.Contains(all[0].text, "**Not sold**") || !strings.Contains(all[1].text, "Not sold: ") {
		t.Errorf("%d messages", len(all))
	}
}

// Who watches is told before the end and at the end. A direct channel that is no
// more is opened again.
func TestWatchersAreTold(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	if _, err := f.game.Watch(t.Context(), f.act(8), a.ID, true); err != nil {
		t.Fatal(err)
	}
	f.pass(56 * time.Minute)
	told := f.in(direct(8))
	if len(told) != 1 || !strings.Contains(told[0].text, "ends soon") || !told[0].buttons {
		t.Fatalf("told %v", told)
	}
	for range 2 { // the reminder is rung again
		if err := f.game.RemindWatchers(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		f.pass(time.Second)
	}
	if told := f.in(direct(8)); len(told) != 1 {
		t.Errorf("reminded %d times", len(told))
	}
	gone := true
	f.before = func(what string, channel snowflake.ID) error {
		if gone && what == "post" && channel == direct(8) {
			gone = false
			return &rest.Error{Status: http.StatusNotFound, Code: rest.UnknownChannel}
		}
		return nil
	}
	f.pass(time.Hour)
	f.pass(5 * time.Second)
	if told := f.in(direct(8)); len(told) != 2 || !strings.Contains(told[1].text, "Nobody has bid") {
		t.Errorf("told %v", told)
	}
	if f.opened != 3 { // 8, 5, and 8 again
		t.Errorf("%d direct channels were opened", f.opened)
	}
}

// A result is a reply to the auction's message; when that was deleted it is a
// message of its own.
func TestAResultWithoutItsMessage(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	f.open(0)
	f.ring()
	f.only().deleted = true
	refused := 0
	f.before = func(what string, channel snowflake.ID) error {
		if what == "post" && channel == 2 && refused == 0 {
			refused++
			return &rest.Error{Status: http.StatusBadRequest, Code: rest.InvalidFormBody}
		}
		return nil
	}
	f.pass(2 * time.Hour)
	f.pass(time.Second)
	if m := f.only("nobody has bid"); m.reply || refused != 1 {
		t.Errorf("%+v", m)
	}
}

// What needs the database only must not wait for Discord.
func TestAlarmsAskNothingOfDiscord(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	a := f.open(0)
	f.bid(6, a, 1000)
	f.clock.At = f.clock.At.Add(2 * time.Hour)
	f.before = func(what string, _ snowflake.ID) error {
		t.Errorf("an alarm asks Discord: %s", what)
		return nil
	}
	batch, err := f.db.Lease(t.Context(), jobs.Alarms, f.clock.At, time.Minute, 100)
	if err != nil || len(batch) != 1 || batch[0].Kind != game.JobAuctionClose {
		t.Fatalf("%+v, %v", batch, err)
	}
	if err := f.n.Handlers()[batch[0].Kind](t.Context(), batch[0]); err != nil {
		t.Fatal(err)
	}
	v, err := f.game.LookAtAuction(t.Context(), 0, a.ID)
	if err != nil || v.Auction.State != game.AuctionSold {
		t.Errorf("%+v, %v", v.Auction, err)
	}
	for _, kind := range []string{game.JobAuctionClose, game.JobAuctionShow, game.JobAuctionSoon, game.JobNotice} {
		if err := f.n.Handlers()[kind](t.Context(), jobs.Job{Kind: kind, Key: "x", Payload: []byte("{")}); err == nil {
			t.Errorf("%s takes a key that is no auction", kind)
		}
	}
}
