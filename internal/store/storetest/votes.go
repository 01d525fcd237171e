package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

func (w *workshop) vote(o game.VoteOrder) game.VoteResult {
	w.t.Helper()
	res, err := w.Game.CountVote(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

// countOf is how often a player has done something.
func countOf(t *testing.T, db *store.DB, p game.PlayerID, what game.DeedKind) (n int64) {
	t.Helper()
	read(t, db, func(r game.Reader) error {
		all, err := r.Counts(p)
		n = all[what]
		return err
	})
	return n
}

// voting: each vote is paid once, and its player is thanked.
func voting(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1)
	res := w.vote(game.VoteOrder{ID: "v1", Site: "list", Player: 1})
	want := game.Vote{ID: "id/list/v1", Site: "list", Player: 1, At: noon(), Flakes: 500, Vials: 10}
	if !res.Counted || res.Vote != want {
		t.Errorf("got %+v, want %+v", res, want)
	}
	read(t, db, func(r game.Reader) error {
		got, err := r.Vote(want.ID)
		if got != want {
			t.Errorf("kept %+v", got)
		}
		return err
	})
	if res := w.vote(game.VoteOrder{ID: "v1", Site: "list", Player: 1}); res.Counted {
		t.Error("the same vote was counted twice")
	}
	// Another list may use the same id.
	if res := w.vote(game.VoteOrder{ID: "v1", Site: "other", Player: 1, Weekend: true}); !res.Counted || res.Vote.Flakes != 1000 || res.Vote.Vials != 20 {
		t.Errorf("at the weekend: %+v", res)
	}
	if f, v := flakes(t, db, 1), unitsOf(t, db, 1, ledger.Vial); f != 1501 || v != 30 {
		t.Errorf("has %d flakes and %d vials", f, v)
	}
	if n, earned := countOf(t, db, 1, game.DeedVote), countOf(t, db, 1, game.DeedEarn); n != 2 || earned != 1500 {
		t.Errorf("%d votes, %d earned", n, earned)
	}
	lease, err := db.Lease(t.Context(), jobs.Deliveries, w.clock.At, time.Minute, 10)
	if err != nil || len(lease) != 1 { // two thanks in one moment are one
		t.Fatalf("jobs %+v, %v", lease, err)
	}
	notice, err := game.ReadNotice(lease[0])
	if err != nil || notice.Kind != game.NoticeVote || notice.Player != 1 {
		t.Errorf("got %+v, %v", notice, err)
	}
	if v, err := w.Game.LookAtNotice(t.Context(), notice); err != nil || v.Muted || v.Vote.Flakes != 1000 {
		t.Errorf("it says %+v, %v", v, err)
	}
	if _, err := w.Game.SetNotices(t.Context(), w.act(1), nil); err != nil {
		t.Fatal(err)
	}
	if v, err := w.Game.LookAtNotice(t.Context(), notice); err != nil || !v.Muted {
		t.Errorf("switched off: %+v, %v", v, err)
	}
}

// votesWithoutIDs: a list that gives no id is believed once in the pause.
func votesWithoutIDs(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1)
	for _, tt := range []struct {
		name    string
		after   time.Duration // since noon
		site    string
		counted bool
		next    time.Duration // since noon, 0 for now
	}{
		{"the first", 0, "a", true, 12 * time.Hour},
		{"a repetition", time.Minute, "a", false, 12 * time.Hour},
		{"another list", 2 * time.Minute, "b", true, 12*time.Hour + 2*time.Minute},
		{"just too early", 11*time.Hour - 1, "a", false, 12*time.Hour + 2*time.Minute},
		{"in the pause, as lists count", 11 * time.Hour, "a", true, 23 * time.Hour},
		{"long after", 100 * time.Hour, "a", true, 112 * time.Hour},
	} {
		w.clock.At = noon().Add(tt.after)
		if res := w.vote(game.VoteOrder{Site: tt.site, Player: 1}); res.Counted != tt.counted {
			t.Errorf("%s: counted %v", tt.name, res.Counted)
		}
		v, err := w.Game.LookAtVotes(t.Context(), 1)
		if err != nil || !v.Next.Equal(noon().Add(tt.next)) {
			t.Errorf("%s: the next is at %s, %v", tt.name, v.Next, err)
		}
	}
	w.clock.At = noon().Add(112 * time.Hour)
	if v, err := w.Game.LookAtVotes(t.Context(), 1); err != nil || !v.Next.IsZero() {
		t.Errorf("after the pause the next is at %s, %v", v.Next, err)
	}
	if n := flakes(t, db, 1); n != 1+4*500 {
		t.Errorf("has %d flakes", n)
	}
}

// votesAtOnce: a vote that is delivered many times at once is paid once, also when
// its player joins by it, and plays, at that moment.
func votesAtOnce(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1)
	for p, id := range map[game.PlayerID]string{7: "v7", 8: ""} {
		var paid atomic.Int64
		together(24, func(i int) {
			if i%8 == 0 {
				if _, err := w.Game.Claim(t.Context(), w.act(p), game.ClaimOrder{Count: 1}); err != nil {
					t.Error(err)
				}
				return
			}
			if w.vote(game.VoteOrder{ID: id, Site: "list", Player: p}).Counted {
				paid.Add(1)
			}
		})
		want := int64(1_000_000 + 500 - 700*(1+2+3))
		if got := flakes(t, db, p); paid.Load() != 1 || got != want {
			t.Errorf("player %d: paid %d times, has %d flakes, want %d", p, paid.Load(), got, want)
		}
		if n := countOf(t, db, p, game.DeedVote); n != 1 {
			t.Errorf("player %d has voted %d times", p, n)
		}
	}
}
