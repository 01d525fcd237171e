package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/rest"
	"gohye/internal/game"
	"gohye/internal/jobs"
)

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
