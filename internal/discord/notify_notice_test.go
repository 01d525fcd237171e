package discord

import (
	"context"
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

// Those who wish for a dropped card and want to know are mentioned, once, in the
// drop's channel; who drops it is not, and nobody is in another server.
func TestWishersAreMentioned(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	for _, p := range []game.PlayerID{6, 7, 8} {
		for _, c := range f.game.Catalogue().Cards() {
			if _, err := f.game.SetWish(t.Context(), f.act(p), fmt.Sprint("#", c.ID), true); err != nil {
				t.Fatal(err)
			}
		}
		if p == 8 {
			continue // wishes, and does not want to be told
		}
		if err := f.game.SetWishPing(t.Context(), f.act(p), true); err != nil {
			t.Fatal(err)
		}
	}
	act := f.act(6)
	if _, err := f.game.Drop(t.Context(), act); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Second)
	said := f.in(idOf(act.Channel))
	if len(said) != 1 || !strings.Contains(said[0].text, "<@7>") || strings.Contains(said[0].text, "<@6>") || strings.Contains(said[0].text, "<@8>") {
		t.Fatalf("said %+v", said)
	}
	if m := said[0].mentions; len(m.Users) != 1 || m.Users[0] != 7 || len(m.Parse) != 0 {
		t.Errorf("mentions %+v", m)
	}
	away := f.act(6)
	away.Guild++
	if _, err := f.game.Drop(t.Context(), away); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Second)
	if n := len(f.in(idOf(act.Channel))); n != 1 {
		t.Errorf("told %d times", n)
	}
}
