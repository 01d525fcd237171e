package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/store"
)

// openClaim opens a session of a player.
func openClaim(t *testing.T, db *store.DB, player game.PlayerID, until time.Time) game.Claim {
	t.Helper()
	var c game.Claim
	update(t, db, func(tx game.Tx) error {
		c = game.Claim{Player: player, Copies: []game.CopyID{3, 1}, Opened: noon(), Until: until, Open: true}
		return tx.OpenClaim(&c)
	})
	return c
}

func readClaim(t *testing.T, db *store.DB, id game.ClaimID) (c game.Claim) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		c, err = r.Claim(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func claims(t *testing.T, db *store.DB) {
	join(t, db, 1, 1)
	first := openClaim(t, db, 1, noon())
	if got := readClaim(t, db, first.ID); !reflect.DeepEqual(got, first) {
		t.Errorf("got %+v, want %+v", got, first)
	}
	second := openClaim(t, db, 1, noon())
	if readClaim(t, db, first.ID).Open || !readClaim(t, db, second.ID).Open {
		t.Error("a new claim must close the earlier one")
	}
	together(16, func(int) {
		err := db.Update(t.Context(), func(tx game.Tx) error {
			if _, err := tx.Player(1, ""); err != nil {
				return err
			}
			return tx.OpenClaim(&game.Claim{Player: 1, Copies: []game.CopyID{1}, Opened: noon(), Until: noon()})
		})
		if err != nil {
			t.Error(err)
		}
	})
	update(t, db, func(tx game.Tx) error {
		if ok, err := tx.RenewClaim(first.ID, noon().Add(time.Hour)); ok || err != nil {
			t.Errorf("a closed claim was renewed: %v", err)
		}
		return nil
	})
	err := db.View(t.Context(), func(r game.Reader) error {
		_, err := r.Claim(4711)
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func renewals(t *testing.T, db *store.DB) {
	const n = 20
	sessions := make([]game.Claim, n)
	for i := range sessions {
		join(t, db, game.PlayerID(i+1), 1)
		sessions[i] = openClaim(t, db, game.PlayerID(i+1), noon())
	}
	var renewed, expired atomic.Int64
	together(n+4, func(i int) {
		err := db.Update(t.Context(), func(tx game.Tx) error {
			if i >= n {
				k, err := tx.ExpireClaims(noon(), 7)
				expired.Add(int64(k))
				return err
			}
			ok, err := tx.RenewClaim(sessions[i].ID, noon().Add(time.Hour))
			if ok {
				renewed.Add(1)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	open := 0
	for _, s := range sessions {
		c := readClaim(t, db, s.ID)
		if c.Open {
			open++
		} else if c.Until.After(noon()) {
			t.Errorf("claim %d was renewed and ended all the same", s.ID)
		}
	}
	if int64(open) < renewed.Load() || open+int(expired.Load()) != n {
		t.Errorf("%d were renewed, %d ended, %d are open", renewed.Load(), expired.Load(), open)
	}
}

func sweeps(t *testing.T, db *store.DB) {
	fillCards(t, db)
	for i := range 5 {
		id := game.PlayerID(i + 1)
		join(t, db, id, 1)
		openClaim(t, db, id, noon().Add(time.Duration(i)*time.Second))
		err := db.Act(t.Context(), fmt.Sprintf("i/%d", i), noon().Add(time.Duration(i)*time.Second), func(tx game.Tx) error {
			d := game.Drop{Owner: id, Opened: noon().Add(time.Duration(i) * time.Second), Offers: []game.Offer{{Slot: 1, Card: 1, State: game.OfferExpired}}}
			if err := tx.OpenDrop(&d); err != nil {
				return err
			}
			if i > 0 {
				if err := tx.CloseDrop(d.ID); err != nil {
					return err
				}
			}
			return tx.SetCooldown(id, game.ClaimCooldown, noon().Add(time.Duration(i)*time.Second))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	at := noon().Add(2 * time.Second)
	// What ends exactly now is over; what happened exactly then is not older.
	tests := []struct {
		name  string
		sweep func(game.Tx, time.Time, int) (int, error)
		want  []int
	}{
		{"claims", game.Tx.ExpireClaims, []int{2, 1, 0}},
		{"cooldowns", game.Tx.ForgetCooldowns, []int{2, 1, 0}},
		{"acts", game.Tx.ForgetActs, []int{2, 0, 0}},
		{"drops", game.Tx.ForgetDrops, []int{1, 0, 0}}, // one of two is still open
	}
	for _, tt := range tests {
		var got []int
		for range tt.want {
			update(t, db, func(tx game.Tx) error {
				n, err := tt.sweep(tx, at, 2)
				got = append(got, n)
				return err
			})
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func drops(t *testing.T, db *store.DB) {
	fillCards(t, db)
	join(t, db, 1, 1)
	join(t, db, 2, 1)
	d := game.Drop{
		Owner: 1, Guild: 1 << 60, Channel: 3, Reply: "token", Seed: "ab", Opened: noon(), Until: noon().Add(time.Minute),
		Offers: []game.Offer{{Slot: 1, Card: 7, State: game.OfferOpen}, {Slot: 2, Card: 8, State: game.OfferOpen}},
	}
	update(t, db, func(tx game.Tx) error { return tx.OpenDrop(&d) })
	d.Grabs = []game.Grab{{Slot: 2, Player: 1, At: noon()}, {Slot: 1, Player: 2, At: noon()}}
	update(t, db, func(tx game.Tx) error {
		for _, g := range []int{1, 0} {
			if err := tx.AddGrab(d.ID, d.Grabs[g]); err != nil {
				return err
			}
		}
		made := []*game.Copy{{Card: 8, Level: 1, Made: noon()}}
		if err := tx.Mint("drop/x/2", noon(), account(1), "drop", made); err != nil {
			return err
		}
		d.Offers[1] = game.Offer{Slot: 2, Card: 8, Ends: noon(), State: game.OfferWon, Winner: 1, Copy: made[0].ID}
		return tx.SaveOffer(d.ID, d.Offers[1])
	})
	err := db.View(t.Context(), func(r game.Reader) error {
		got, err := r.Drop(d.ID)
		if !reflect.DeepEqual(got, d) {
			t.Errorf("got %+v, want %+v", got, d)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	bad := map[string]func(game.Tx) error{
		"a second grab of a player":  func(tx game.Tx) error { return tx.AddGrab(d.ID, game.Grab{Slot: 1, Player: 1, At: noon()}) },
		"a slot that does not exist": func(tx game.Tx) error { return tx.AddGrab(d.ID, game.Grab{Slot: 3, Player: 1, At: noon()}) },
		"an offer that is not there": func(tx game.Tx) error { return tx.SaveOffer(d.ID, game.Offer{Slot: 3, State: game.OfferOpen}) },
		"a drop that does not exist": func(tx game.Tx) error { return tx.CloseDrop(4711) },
		"a winner without a copy": func(tx game.Tx) error {
			return tx.SaveOffer(d.ID, game.Offer{Slot: 1, State: game.OfferWon, Winner: 1})
		},
		"a state that does not exist": func(tx game.Tx) error { return tx.SaveOffer(d.ID, game.Offer{Slot: 1, State: "lost"}) },
	}
	for name, f := range bad {
		if err := db.Update(t.Context(), f); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func dropRaces(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	d, err := w.Game.Drop(t.Context(), Act("i/drop", 1))
	if err != nil {
		t.Fatal(err)
	}
	var in, already atomic.Int64
	together(60, func(i int) { // twenty players press three buttons each
		act := Act(fmt.Sprintf("i/%d", i), game.PlayerID(2+i/3))
		_, err := w.Game.Grab(t.Context(), act, d.ID, 1+i%3)
		var refused game.AlreadyInError
		switch {
		case err == nil:
			in.Add(1)
		case errors.As(err, &refused):
			already.Add(1)
		default:
			t.Error(err)
		}
	})
	if in.Load() != 20 || already.Load() != 40 {
		t.Errorf("%d take part, %d were in already", in.Load(), already.Load())
	}
	late := game.New(db, &Stopped{At: noon().Add(2 * time.Minute)}, w.Game.Rules(), [32]byte{2})
	together(10, func(int) {
		if err := late.Turn(t.Context(), d.ID); err != nil {
			t.Error(err)
		}
	})
	v, err := w.Game.LookAtDrop(t.Context(), d.ID)
	if err != nil || !v.Drop.Over {
		t.Errorf("got %+v, %v", v.Drop, err)
	}
	rep, err := db.Audit(t.Context())
	won := slices.DeleteFunc(v.Drop.Offers, func(o game.Offer) bool { return o.State != game.OfferWon })
	if err != nil || rep.Copies != int64(len(won)) || len(won) == 0 {
		t.Errorf("%d offers were won, and %d copies made, %v", len(won), rep.Copies, err)
	}
}

func alarms(t *testing.T, db *store.DB) {
	schedule := func(key string, due time.Time) {
		t.Helper()
		update(t, db, func(tx game.Tx) error {
			return tx.Schedule(jobs.Job{Kind: "test.it", Key: key, Payload: []byte("p" + key), Due: due})
		})
	}
	lease := func(now time.Time) []jobs.Job {
		t.Helper()
		leased, err := db.Lease(t.Context(), jobs.Alarms, now, time.Minute, 10)
		if err != nil {
			t.Fatal(err)
		}
		return leased
	}
	next := func() time.Time {
		t.Helper()
		due, _, err := db.NextDue(t.Context(), jobs.Alarms)
		if err != nil {
			t.Fatal(err)
		}
		return due
	}
	if _, ok, err := db.NextDue(t.Context(), jobs.Alarms); ok || err != nil {
		t.Errorf("an empty table has a next job: %v", err)
	}
	schedule("b", noon().Add(2*time.Second))
	schedule("a", noon().Add(time.Second))
	if got := next(); !got.Equal(noon().Add(time.Second)) {
		t.Errorf("next is %s", got)
	}
	if got := lease(noon()); len(got) != 0 {
		t.Errorf("leased early: %+v", got)
	}
	got := lease(noon().Add(time.Second)) // due exactly now
	if len(got) != 1 || got[0].Key != "a" || string(got[0].Payload) != "pa" || got[0].Lease == 0 || !got[0].Due.Equal(noon().Add(time.Second)) {
		t.Fatalf("leased %+v", got)
	}
	a := got[0]
	if got := lease(noon().Add(time.Second)); len(got) != 0 {
		t.Errorf("leased twice: %+v", got)
	}
	// Scheduled anew while it runs: the runner's Finish must not delete it.
	schedule("a", noon().Add(3*time.Second))
	if err := db.Finish(t.Context(), a); err != nil {
		t.Error(err)
	}
	got = lease(noon().Add(5 * time.Second))
	if len(got) != 2 || got[0].Key != "b" || got[1].Key != "a" {
		t.Fatalf("leased %+v", got)
	}
	if err := db.Retry(t.Context(), got[0], noon().Add(10*time.Second), "it failed"); err != nil {
		t.Error(err)
	}
	if err := db.Bury(t.Context(), got[1], "poisoned"); err != nil {
		t.Error(err)
	}
	got = lease(noon().Add(time.Hour))
	if len(got) != 1 || got[0].Key != "b" || got[0].Attempts != 1 {
		t.Fatalf("leased %+v", got)
	}
	// The lease ends: another process takes it, and the first one's word no
	// longer counts.
	again := lease(noon().Add(2 * time.Hour))
	if len(again) != 1 || again[0].Lease == got[0].Lease || again[0].Attempts != 2 {
		t.Fatalf("leased %+v: a lease that ran out counts as an attempt", again)
	}
	for _, old := range []error{
		db.Finish(t.Context(), got[0]), db.Retry(t.Context(), got[0], noon(), ""), db.Bury(t.Context(), got[0], ""),
	} {
		if old != nil {
			t.Error(old)
		}
	}
	if got := next(); !got.Equal(noon().Add(2*time.Hour + time.Minute)) {
		t.Errorf("next is %s", got)
	}
	if err := db.Retry(t.Context(), again[0], noon(), ""); err != nil {
		t.Error(err)
	}
	if again = lease(noon()); len(again) != 1 || again[0].Attempts != 0 {
		t.Fatalf("leased %+v: a snooze is no failure", again)
	}
	if err := db.Finish(t.Context(), again[0]); err != nil {
		t.Error(err)
	}
	schedule("a", noon()) // digs it up
	if got := lease(noon()); len(got) != 1 || got[0].Attempts != 0 {
		t.Errorf("leased %+v", got)
	}
}

// finishes: of many that are finished together, what was scheduled anew or taken
// by somebody else stays.
func finishes(t *testing.T, db *store.DB) {
	schedule := func(keys ...string) {
		t.Helper()
		update(t, db, func(tx game.Tx) error {
			for _, key := range keys {
				if err := tx.Schedule(jobs.Job{Kind: "test.it", Key: key, Due: noon()}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	lease := func(now time.Time) []jobs.Job {
		t.Helper()
		leased, err := db.Lease(t.Context(), jobs.Alarms, now, time.Minute, 10)
		if err != nil {
			t.Fatal(err)
		}
		return leased
	}
	schedule("a", "b")
	first := lease(noon())
	schedule("c", "d")
	second := lease(noon())
	schedule("b") // anew
	if err := db.Finish(t.Context(), append(first, second...)...); err != nil {
		t.Fatal(err)
	}
	left := lease(noon())
	if len(left) != 1 || left[0].Key != "b" {
		t.Fatalf("left is %+v, want b", left)
	}
	taken := lease(noon().Add(time.Hour)) // the lease ran out, and another has it
	if err := db.Finish(t.Context(), left...); err != nil {
		t.Fatal(err)
	}
	if got := lease(noon().Add(2 * time.Hour)); len(taken) != 1 || len(got) != 1 {
		t.Errorf("the word of an old holder counts: %+v, %+v", taken, got)
	}
	if err := db.Finish(t.Context()); err != nil {
		t.Errorf("finishing nothing: %v", err)
	}
}

// queues: the jobs of one are not given to who asks for another's, and are
// not what it waits for.
func queues(t *testing.T, db *store.DB) {
	schedule := func(q jobs.Queue, key string, due time.Time) {
		t.Helper()
		update(t, db, func(tx game.Tx) error {
			return tx.Schedule(jobs.Job{Queue: q, Kind: "test.it", Key: key, Due: due})
		})
	}
	check := func(q jobs.Queue, want string) {
		t.Helper()
		due, ok, err := db.NextDue(t.Context(), q)
		if err != nil || ok != (want != "") || ok && !due.Equal(noon()) {
			t.Errorf("queue %d: next %v %v, %v", q, due, ok, err)
		}
		leased, err := db.Lease(t.Context(), q, noon(), time.Minute, 10)
		var got string
		for _, j := range leased {
			got = j.Key
			if j.Queue != q {
				t.Errorf("leased %+v of queue %d", j, q)
			}
		}
		if err != nil || got != want || len(leased) > 1 {
			t.Errorf("queue %d has %+v, %v; want %q", q, leased, err, want)
		}
	}
	schedule(jobs.Deliveries, "slow", noon())
	check(jobs.Alarms, "")
	schedule(jobs.Alarms, "quick", noon())
	check(jobs.Deliveries, "slow")
	check(jobs.Alarms, "quick")
	schedule(jobs.Alarms, "slow", noon()) // the latest schedule says where
	check(jobs.Alarms, "slow")
}

func leases(t *testing.T, db *store.DB) {
	const n = 50
	update(t, db, func(tx game.Tx) error {
		for i := range n {
			if err := tx.Schedule(jobs.Job{Kind: "test.it", Key: fmt.Sprint(i), Due: noon()}); err != nil {
				return err
			}
		}
		return nil
	})
	var taken [n]atomic.Int64
	together(8, func(int) {
		for {
			leased, err := db.Lease(t.Context(), jobs.Alarms, noon(), time.Minute, 3)
			if err != nil {
				t.Error(err)
				return
			}
			for _, j := range leased {
				var i int
				if _, err := fmt.Sscan(j.Key, &i); err != nil {
					t.Error(err)
					return
				}
				taken[i].Add(1)
			}
			if len(leased) == 0 {
				return
			}
		}
	})
	for i := range taken {
		if got := taken[i].Load(); got != 1 {
			t.Errorf("job %d was leased %d times", i, got)
		}
	}
}

var _ clock.Clock = (*Stopped)(nil)
