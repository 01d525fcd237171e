package game_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// pass lets virtual time pass.
func pass(d time.Duration) { time.Sleep(d); synctest.Wait() }

// until lets virtual time pass until a moment.
func until(at time.Time) { pass(time.Until(at)) }

func isOver(err error) bool {
	_, ok := errors.AsType[game.AuctionOverError](err)
	return ok
}

// once fails unless the last ring settled the auction at that moment, and those
// before it were sent away as too early.
func once(t *testing.T, rings []ring, at time.Duration, early int) {
	t.Helper()
	if len(rings) != early+1 {
		t.Errorf("the alarm rang %d times, want %d: %+v", len(rings), early+1, rings)
		return
	}
	for _, r := range rings[:early] {
		if _, snoozed := errors.AsType[jobs.SnoozeError](r.err); !snoozed {
			t.Errorf("an early ring got %v", r.err)
		}
	}
	if last := rings[early]; last.err != nil || last.at != at {
		t.Errorf("closed at %v (%v), want %v", last.at, last.err, at)
	}
}

func TestAnAuctionFromOpeningToClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, func(r *game.Rules) { r.Auction.Tax, r.Auction.Fee = 5, 50 })
		h.run(t, h.Game, h.DB, jobs.Options{})
		a := h.list(t, 6, 0)
		for _, p := range []game.PlayerID{seller, ana, ben, cleo} {
			if _, err := h.Game.Watch(t.Context(), h.act(p), a.ID, true); err != nil {
				t.Error(err)
			}
		}
		pass(time.Hour)
		_ = h.bid(t, ana, a.ID, 500)
		h.expect(t, a.ID, game.AuctionOpen, 0, map[game.PlayerID]int64{seller: riches - 50, ana: riches - 500})
		_ = h.bid(t, ben, a.ID, 300) // ana's limit answers with 310
		h.expect(t, a.ID, game.AuctionOpen, 0, map[game.PlayerID]int64{ana: riches - 500, ben: riches})
		if got, want := h.notices(t), []string{"show"}; !slices.Equal(got, want) {
			t.Errorf("so far %q is to be told, want %q", got, want)
		}
		until(a.Ends.Add(-time.Duration(h.rules.Auction.Soon)))
		if got, want := h.notices(t), []string{"ending 1", "ending 2", "ending 3", "ending 4"}; !slices.Equal(got, want) {
			t.Errorf("before the end %q is to be told, want %q", got, want)
		}
		until(a.Ends.Add(-1))
		_ = h.bid(t, ben, a.ID, 900) // leads with 510, and the end moves
		pass(1)
		if now := h.look(t, a.ID); now.State != game.AuctionOpen || !now.Ends.Equal(a.Ends.Add(10*time.Second-1)) {
			t.Errorf("at its first end it is %+v", now)
		}
		until(a.Ends.Add(10*time.Second - 1))
		if err := h.bid(t, ana, a.ID, 5000); !isOver(err) {
			t.Errorf("a bid at the end: %v", err)
		}
		pass(24 * time.Hour)
		once(t, h.rung(), 6*time.Hour+10*time.Second-1, 0)
		h.expect(t, a.ID, game.AuctionSold, ben, map[game.PlayerID]int64{
			seller: riches - 50 + 510 - 25, ana: riches, ben: riches - 510, cleo: riches,
		})
		want := []string{"ended 2", "ended 4", "outbid 2", "result 0", "show", "sold 1", "won 3"}
		if got := h.notices(t); !slices.Equal(got, want) {
			t.Errorf("in the end %q is to be told, want %q", got, want)
		}
	})
}

func TestNobodyBids(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		h.run(t, h.Game, h.DB, jobs.Options{})
		a := h.list(t, 1, 0)
		until(a.Ends.Add(-1))
		h.expect(t, a.ID, game.AuctionOpen, 0, nil)
		pass(1)
		once(t, h.rung(), time.Hour, 0)
		h.expect(t, a.ID, game.AuctionUnsold, seller, map[game.PlayerID]int64{seller: riches})
		if got, want := h.notices(t), []string{"result 0", "show", "sold 1"}; !slices.Equal(got, want) {
			t.Errorf("%q is to be told, want %q", got, want)
		}
	})
}

// The auction's message is shown anew when there is something new to see, and not
// more often than the rules say, however many bid and however slow Discord is.
func TestTheMessageIsShownNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		a := h.list(t, 1, 0)
		due := func(want time.Duration) {
			t.Helper()
			at, some, err := h.DB.NextDue(t.Context(), jobs.Deliveries)
			if err != nil || some != (want >= 0) || some && !at.Equal(h.began.Add(want)) {
				t.Errorf("the message is due at %v (%v, %v), want %v", at.Sub(h.began), some, err, want)
			}
		}
		due(0)
		h.notices(t)
		due(-1)
		pass(time.Second)
		_ = h.bid(t, ana, a.ID, 500)
		due(3 * time.Second)
		pass(time.Second)
		_ = h.bid(t, ana, a.ID, 900) // a secret
		pass(10 * time.Second)       // nobody delivers
		_ = h.bid(t, ana, a.ID, 1000)
		due(3 * time.Second)
		if v, err := h.Game.ShowAuction(t.Context(), a.ID); err != nil || v.Auction.Price != 100 || v.Auction.Limit != 0 {
			t.Errorf("shown is %+v, %v", v, err)
		}
		h.notices(t)
		_ = h.bid(t, ana, a.ID, 2000)
		due(-1)
		pass(time.Minute)
		_ = h.bid(t, ben, a.ID, 300)
		due(time.Minute + 12*time.Second)
		pass(time.Minute)
		_ = h.bid(t, cleo, a.ID, 400) // a message that is waited for is not put off
		due(time.Minute + 12*time.Second)
	})
}

// The row's end counts, however late its alarm comes.
func TestBidsAfterTheEndWhileNobodyCloses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		a := h.list(t, 1, 0)
		until(a.Ends.Add(-1))
		if err := h.bid(t, ana, a.ID, 200); err != nil {
			t.Errorf("the last nanosecond: %v", err)
		}
		end := h.look(t, a.ID).Ends
		for _, late := range []time.Duration{0, 1, time.Hour, 7 * 24 * time.Hour} {
			until(end.Add(late))
			if err := h.bid(t, ben, a.ID, 500); !isOver(err) {
				t.Errorf("%v after the end: %v", late, err)
			}
			if _, err := h.Game.CancelAuction(t.Context(), h.act(seller), a.ID); !isOver(err) {
				t.Errorf("%v after the end it was cancelled: %v", late, err)
			}
		}
		h.expect(t, a.ID, game.AuctionOpen, 0, nil)
		h.run(t, h.Game, h.DB, jobs.Options{})
		synctest.Wait()
		once(t, h.rung(), time.Since(h.began), 0)
		h.expect(t, a.ID, game.AuctionSold, ana, map[game.PlayerID]int64{seller: riches + 100, ana: riches - 100})
	})
}

// A bid that looked at the clock before the end, and reached the row after it
// was closed, is too late; one that reached it first has moved the end, and
// whoever wanted to close comes again.
func TestBidsWhileItCloses(t *testing.T) {
	t.Parallel()
	for range 5 {
		h := newHouse(t, "sqlite", &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}, nil)
		a := h.list(t, 1, 0)
		inTime := game.New(h.DB, &storetest.Stopped{At: a.Ends.Add(-1)}, h.rules, [32]byte{2})
		atEnd := game.New(h.DB, &storetest.Stopped{At: a.Ends}, h.rules, [32]byte{3})
		var all sync.WaitGroup
		var mu sync.Mutex
		taken, closed, early := 0, 0, 0
		start := make(chan struct{})
		for i := range 16 {
			all.Go(func() {
				<-start
				_, err := inTime.Bid(t.Context(), h.act(ana+game.PlayerID(i)), game.BidOrder{Auction: a.ID})
				if err != nil && !isOver(err) {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
				}
			})
			all.Go(func() {
				<-start
				err := atEnd.CloseAuction(t.Context(), a.ID)
				_, snoozed := errors.AsType[jobs.SnoozeError](err)
				if err != nil && !snoozed {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if snoozed {
					early++
				} else {
					closed++
				}
			})
		}
		close(start)
		all.Wait()
		if now := h.look(t, a.ID); taken > 0 && (taken != 16 || early == 0 || now.State != game.AuctionOpen) ||
			taken == 0 && (closed != 16 || now.State != game.AuctionUnsold) {
			t.Errorf("%d bids were taken, %d closed, %d were early, and it is %s", taken, closed, early, now.State)
		}
	}
}

// An hour of bids in the last nanosecond: every one moves the alarm, which rings
// once, at the last end.
func TestAnHourOfSnipes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		h.run(t, h.Game, h.DB, jobs.Options{})
		a := h.list(t, 1, 0)
		end := a.Ends
		for i := 0; end.Before(a.Ends.Add(time.Hour)); i++ {
			until(end.Add(-1))
			if err := h.bid(t, ana+game.PlayerID(i%2), a.ID, 0); err != nil {
				t.Fatal(err)
			}
			end = end.Add(10*time.Second - 1)
		}
		if n := len(h.rung()); n != 0 {
			t.Errorf("the alarm rang %d times before the end", n)
		}
		until(end)
		if err := h.bid(t, cleo, a.ID, 50_000); !isOver(err) {
			t.Errorf("a bid at the end: %v", err)
		}
		pass(time.Hour)
		once(t, h.rung(), end.Sub(h.began), 0)
		price := h.look(t, a.ID).Price
		h.expect(t, a.ID, game.AuctionSold, ana, map[game.PlayerID]int64{
			seller: riches + price, ana: riches - price, ben: riches,
		})
	})
}

// ring moves the alarm of an auction.
func (h *house) ring(t *testing.T, id game.AuctionID, at time.Time) {
	t.Helper()
	err := h.DB.Update(t.Context(), func(tx game.Tx) error {
		return tx.Schedule(jobs.Job{Kind: game.JobAuctionClose, Key: id.String(), Due: at})
	})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

func TestTheAlarmIsEarlyLateAndTwice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		rings  []time.Duration // moved to there, one after another
		early  int
		closed time.Duration
	}{
		{"an hour early", []time.Duration{time.Hour}, 1, 2 * time.Hour},
		{"a nanosecond early", []time.Duration{2*time.Hour - 1}, 1, 2*time.Hour - 1 + 100*time.Millisecond},
		{"again and again", []time.Duration{time.Minute, time.Hour, 90 * time.Minute}, 1, 2 * time.Hour},
		{"a day late", []time.Duration{26 * time.Hour}, 0, 26 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t, "sqlite", clock.System{}, nil)
				h.run(t, h.Game, h.DB, jobs.Options{})
				a := h.list(t, 2, 0)
				_ = h.bid(t, ana, a.ID, 300)
				for _, at := range tt.rings {
					h.ring(t, a.ID, h.began.Add(at))
				}
				pass(48 * time.Hour)
				once(t, h.rung(), tt.closed, tt.early)
				h.ring(t, a.ID, time.Now()) // once more
				pass(time.Hour)
				if n := len(h.rung()); n != tt.early+2 {
					t.Errorf("the alarm rang %d times", n)
				}
				h.expect(t, a.ID, game.AuctionSold, ana, map[game.PlayerID]int64{seller: riches + 100, ana: riches - 100})
			})
		})
	}
}

func TestCancelledAndBoughtAuctionsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		h.run(t, h.Game, h.DB, jobs.Options{})
		taken, bought := h.list(t, 1, 0), h.list(t, 1, 500)
		if _, err := h.Game.Watch(t.Context(), h.act(cleo), taken.ID, true); err != nil {
			t.Error(err)
		}
		h.notices(t)
		if _, err := h.Game.CancelAuction(t.Context(), h.act(seller), taken.ID); err != nil {
			t.Error(err)
		}
		if got, want := h.notices(t), []string{"ended 4"}; !slices.Equal(got, want) {
			t.Errorf("%q is to be told of the cancelled one, want %q", got, want)
		}
		_ = h.bid(t, ben, bought.ID, 400)
		res, err := h.Game.Bid(t.Context(), h.act(ana), game.BidOrder{Auction: bought.ID, Amount: 900, Limit: 1000})
		if err != nil || !res.Sold || !res.Leads || res.Extended || res.Held != 0 || res.Balance != riches-500 {
			t.Errorf("got %+v, %v", res, err)
		}
		pass(3 * time.Second) // the shortest time between two showings
		if got, want := h.notices(t), []string{"ended 3", "result 0", "show", "show", "sold 1", "won 2"}; !slices.Equal(got, want) {
			t.Errorf("%q is to be told of the one that was bought, want %q", got, want)
		}
		pass(2 * time.Hour)
		h.expect(t, taken.ID, game.AuctionCancelled, seller, nil)
		h.expect(t, bought.ID, game.AuctionSold, ana, map[game.PlayerID]int64{seller: riches + 500, ana: riches - 500, ben: riches})
		if n := len(h.rung()); n != 2 {
			t.Errorf("%d alarms rang", n)
		}
	})
}

// A thousand auctions ended while the program was away for a week: they close
// at once, each once, and without a pause.
func TestAWeekOff(t *testing.T) {
	t.Parallel()
	const n = 1000
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		collections, cards := storetest.Pack()
		err := h.DB.Fill(t.Context(), store.Order{
			Collections: collections, Cards: cards, Players: 20, Copies: 3000, Flakes: 1000, Auctions: n, Seed: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		for id := range game.AuctionID(100) {
			a := h.look(t, id+1)
			if err := h.bid(t, ana, a.ID, a.Start); err != nil && a.Start < riches/100 {
				t.Error(err)
			}
		}
		pass(7 * 24 * time.Hour)
		back := time.Since(h.began)
		h.run(t, h.Game, h.DB, jobs.Options{})
		synctest.Wait()
		seen := map[game.AuctionID]int{}
		for _, r := range h.rung() {
			if seen[r.id]++; r.err != nil || r.at != back || seen[r.id] > 1 {
				t.Fatalf("%+v, %v after the start", r, r.at-back)
			}
		}
		if len(seen) != n {
			t.Errorf("%d of %d were closed", len(seen), n)
		}
		if _, some, err := h.DB.NextDue(t.Context(), jobs.Alarms); some || err != nil {
			t.Errorf("an alarm is left (%v)", err)
		}
	})
}

// poisoned is a store in which one auction cannot be read for a change.
type poisoned struct {
	*store.DB
	mu sync.Mutex // guards id
	id game.AuctionID
}

func (p *poisoned) poison(id game.AuctionID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.id = id
}

func (p *poisoned) Update(ctx context.Context, f func(game.Tx) error) error {
	p.mu.Lock()
	id := p.id
	p.mu.Unlock()
	return p.DB.Update(ctx, func(tx game.Tx) error { return f(&poisonedTx{tx, id}) })
}

type poisonedTx struct {
	game.Tx
	id game.AuctionID
}

func (p *poisonedTx) Auction(id game.AuctionID) (game.Auction, error) {
	if id == p.id {
		return game.Auction{}, errors.New("this row makes no sense")
	}
	return p.Tx.Auction(id)
}

// An auction whose closing always fails is put aside after some attempts. The
// others close on time beside it, and it closes when somebody has mended it.
func TestAPoisonedAuctionHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "sqlite", clock.System{}, nil)
		p := &poisoned{DB: h.DB}
		h.run(t, game.New(p, clock.System{}, h.rules, [32]byte{2}), h.DB, jobs.Options{Workers: 1, MaxAttempts: 6})
		bad := h.list(t, 1, 0)
		p.poison(bad.ID)
		_ = h.bid(t, ana, bad.ID, 300)
		var others []game.Auction
		for range 60 { // one ends every second while it fails
			pass(time.Second)
			others = append(others, h.list(t, 1, 0))
		}
		pass(3 * time.Hour)
		failed, closed := 0, 0
		for _, r := range h.rung() {
			if r.id == bad.ID {
				failed++
				continue
			}
			closed++
			if a := others[closed-1]; r.err != nil || r.id != a.ID || r.at != a.Ends.Sub(h.began) {
				t.Errorf("auction %d closed at %v (%v), its end was %v", r.id, r.at, r.err, a.Ends.Sub(h.began))
			}
		}
		if failed != 6 || closed != 60 {
			t.Errorf("%d attempts failed, %d auctions closed", failed, closed)
		}
		h.expect(t, bad.ID, game.AuctionOpen, 0, map[game.PlayerID]int64{ana: riches - 300})
		p.poison(0)
		h.ring(t, bad.ID, time.Now())
		h.expect(t, bad.ID, game.AuctionSold, ana, map[game.PlayerID]int64{ana: riches - 100})
	})
}
