package game_test

import (
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/store/storetest"
)

var marketSeed = flag.Uint64("market.seed", 0, "the seed of TestMarketModel; 0 is a new one")

// A fair is the market as the model has it, beside the real one.
type fair struct {
	*house
	t     *testing.T
	rng   *rand.Rand
	clock *storetest.Stopped

	lots   map[game.AuctionID]*lot
	flakes map[game.PlayerID]int64
	holder map[game.CopyID]game.PlayerID // 0 while it is in an auction
	done   map[string]int                // what happened how often
	bonus  time.Time                     // the end of the players' effects
}

// TestMarketModel does what comes to a random mind, in the game and in a model
// of a page, and compares them after every step.
func TestMarketModel(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			seed := *marketSeed
			if seed == 0 {
				seed = uint64(time.Now().UnixNano())
			}
			t.Logf("again with -market.seed %d", seed)
			newFair(t, engine, seed).play(500)
		})
	}
}

func newFair(t *testing.T, engine string, seed uint64) *fair {
	c := &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}
	f := &fair{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), clock: c, done: map[string]int{},
		lots: map[game.AuctionID]*lot{}, flakes: map[game.PlayerID]int64{}, holder: map[game.CopyID]game.PlayerID{},
		house: newHouse(t, engine, c, func(r *game.Rules) {
			r.Start.Flakes = 3000
			r.Auction.MaxOpen, r.Auction.Fee, r.Auction.Tax = 3, 7, 10
			r.Auction.Extension = game.Duration(5 * time.Minute)
			r.Effect.AuctionMost = 60
		}),
	}
	for p := seller; p <= cleo; p++ {
		made := make([]*game.Copy, 4)
		for i := range made {
			made[i] = &game.Copy{Card: 1, Level: 1, Made: c.At}
		}
		err := f.DB.Update(t.Context(), func(tx game.Tx) error {
			return tx.Mint("copies/"+string(ledger.PlayerAccount(int64(p))), c.At, ledger.PlayerAccount(int64(p)), "test", made)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made {
			f.holder[m.ID] = p
		}
		if _, err := f.Game.SetNotices(t.Context(), f.act(p), game.NoticeKinds()); err != nil { // he joins
			t.Fatal(err)
		}
		f.flakes[p] = 3000
	}
	f.effects(c.At.Add(1000 * time.Hour))
	return f
}

// effects gives players effects that last until a moment.
func (f *fair) effects(until time.Time) {
	f.bonus = until
	err := f.DB.Update(f.t.Context(), func(tx game.Tx) error {
		var wrong []error
		for _, p := range []game.PlayerID{seller, ana} {
			wrong = append(wrong, tx.SaveEffect(p, game.Effect{ID: game.LambOfHyejoo, Tier: 5, Until: until}))
		}
		for _, p := range []game.PlayerID{ana, ben} {
			wrong = append(wrong, tx.SaveEffect(p, game.Effect{ID: game.WolfOfHyejoo, Tier: 3, Until: until}))
		}
		return errors.Join(wrong...)
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// play does n random things, lets everything end, and compares.
func (f *fair) play(n int) {
	steps := []func(){f.create, f.create, f.bid, f.bid, f.bid, f.bid, f.bid, f.bid, f.cancel, f.watch, f.close, f.wait}
	for i := range n {
		if i == n/2 {
			f.effects(f.clock.At) // from now on they are over
		}
		steps[f.rng.IntN(len(steps))]()
		f.compare(false)
		if f.t.Failed() {
			return
		}
	}
	f.clock.At = f.clock.At.Add(24 * time.Hour)
	for _, id := range f.ids() {
		f.end(id)
	}
	f.compare(true)
	f.t.Logf("what happened: %v", f.done)
	for _, what := range []string{"create done", "bid done", "close done", "close jobs.SnoozeError", "bid game.AuctionOverError", "a bonus"} {
		if f.done[what] == 0 {
			f.t.Errorf("it never came to %q", what)
		}
	}
}

// same compares what the game said with what the model expects.
func (f *fair) same(what string, got, want error) bool {
	f.done[what+" "+kind(want)]++
	if kind(got) != kind(want) {
		f.t.Errorf("%s: the game says %v (%s), the model %s", what, got, kind(got), kind(want))
	}
	return want == nil && got == nil
}

func (f *fair) player() game.PlayerID { return seller + game.PlayerID(f.rng.IntN(4)) }

func (f *fair) ids() []game.AuctionID { return slices.Sorted(maps.Keys(f.lots)) }

// any is a random auction, mostly one that is open.
func (f *fair) any() (game.AuctionID, bool) {
	ids := f.ids()
	open := f.open(ids)
	if len(open) > 0 && f.rng.IntN(5) > 0 {
		ids = open
	}
	if len(ids) == 0 {
		return 0, false
	}
	return ids[f.rng.IntN(len(ids))], true
}

// open are those that nobody has closed.
func (f *fair) open(ids []game.AuctionID) []game.AuctionID {
	return slices.DeleteFunc(slices.Clone(ids), func(id game.AuctionID) bool { return f.lots[id].state != game.AuctionOpen })
}

func (f *fair) create() {
	p := f.player()
	copies := slices.Sorted(maps.Keys(f.holder))
	o := game.AuctionOrder{
		Copy: copies[f.rng.IntN(len(copies))], Start: 100 + f.rng.Int64N(200), Increment: 1 + f.rng.Int64N(60), Hours: 1 + f.rng.IntN(3),
	}
	if f.rng.IntN(3) == 0 {
		o.Buyout = o.Start + 1 + f.rng.Int64N(600)
	}
	if holder := f.holder[o.Copy]; holder != 0 && f.rng.IntN(3) > 0 {
		p = holder
	}
	open := 0
	for _, l := range f.lots {
		if l.seller == p && l.state == game.AuctionOpen {
			open++
		}
	}
	var want error
	switch {
	case f.holder[o.Copy] == 0:
		want = game.ListedError{}
	case f.holder[o.Copy] != p:
		want = game.NotYoursError{}
	case open >= 3:
		want = game.TooManyAuctionsError{}
	case f.flakes[p] < 7:
		want = game.InsufficientFundsError{}
	}
	a, err := f.Game.OpenAuction(f.t.Context(), f.act(p), o)
	if !f.same("create", err, want) {
		return
	}
	f.flakes[p] -= 7
	f.holder[o.Copy] = 0
	f.lots[a.ID] = &lot{
		seller: p, start: o.Start, step: o.Increment, buyout: o.Buyout, ends: f.clock.At.Add(time.Duration(o.Hours) * time.Hour),
		state: game.AuctionOpen, price: o.Start, copied: o.Copy, watchers: map[game.PlayerID]bool{}, extension: 5 * time.Minute,
	}
}

func (f *fair) bid() {
	id, ok := f.any()
	if !ok {
		return
	}
	for range 3 { // rather one that still takes bids
		if l := f.lots[id]; l.state != game.AuctionOpen || !f.clock.At.Before(l.ends) {
			id, _ = f.any()
		}
	}
	l, p := f.lots[id], f.player()
	amount := func() int64 {
		switch f.rng.IntN(4) {
		case 0:
			return 0
		case 1:
			return l.least() + f.rng.Int64N(3) - 1
		case 2:
			return l.limit + f.rng.Int64N(3) - 1
		}
		return f.rng.Int64N(4000)
	}
	o := game.BidOrder{Auction: id, Amount: max(0, amount()), Limit: max(0, amount())}
	before := *l
	pays, back, to, want := l.bid(p, o, f.flakes[p], f.clock.At)
	res, err := f.Game.Bid(f.t.Context(), f.act(p), o)
	if !f.same("bid", err, want) {
		return
	}
	f.flakes[p] -= pays
	if to != 0 {
		f.flakes[to] += back
	}
	if l.state == game.AuctionSold {
		f.pay(l)
	}
	if res.Leads != (l.top == p) || res.Auction.Price != l.price || res.Sold != (l.state == game.AuctionSold) ||
		res.Extended != l.ends.After(before.ends) || res.Balance != f.flakes[p] {
		f.t.Errorf("%+v of %d in %+v: got %+v, want %+v", o, p, before, res, *l)
	}
}

// pay settles a lot that is over.
func (f *fair) pay(l *lot) {
	if l.top == 0 {
		f.holder[l.copied] = l.seller
		return
	}
	f.holder[l.copied] = l.top
	f.flakes[l.seller] += l.price - l.price*10/100
	f.flakes[l.top] += l.limit - l.price
	// Lamb of Hyejoo of the seller's, Wolf of Hyejoo of the buyer's.
	if !f.clock.At.Before(f.bonus) {
		return
	}
	if l.seller == seller || l.seller == ana {
		f.flakes[l.seller] += min(l.price*10/100, 60)
	}
	if l.top == ana || l.top == ben {
		f.flakes[l.top] += min(l.price*6/100, 60)
	}
	f.done["a bonus"]++
}

func (f *fair) cancel() {
	id, ok := f.any()
	if !ok {
		return
	}
	l, p := f.lots[id], f.player()
	if f.rng.IntN(2) == 0 {
		p = l.seller
	}
	var want error
	switch {
	case p != l.seller:
		want = game.NotYoursError{}
	case l.state != game.AuctionOpen || !f.clock.At.Before(l.ends):
		want = game.AuctionOverError{}
	case l.top != 0:
		want = game.HasBidsError{}
	}
	_, err := f.Game.CancelAuction(f.t.Context(), f.act(p), id)
	if f.same("cancel", err, want) {
		l.state = game.AuctionCancelled
		f.pay(l)
	}
}

func (f *fair) watch() {
	id, ok := f.any()
	if !ok {
		return
	}
	l, p, on := f.lots[id], f.player(), f.rng.IntN(3) > 0
	var want error
	if l.state != game.AuctionOpen || !f.clock.At.Before(l.ends) {
		want = game.AuctionOverError{}
	}
	_, err := f.Game.Watch(f.t.Context(), f.act(p), id, on)
	if f.same("watch", err, want) {
		l.watchers[p] = on
	}
}

func (f *fair) close() {
	if id, ok := f.any(); ok {
		f.end(id)
	}
}

// end rings the alarm of an auction.
func (f *fair) end(id game.AuctionID) {
	l := f.lots[id]
	var want error
	over := l.state == game.AuctionOpen
	if over && f.clock.At.Before(l.ends) {
		want, over = jobs.SnoozeError{}, false
	}
	err := f.Game.CloseAuction(f.t.Context(), id)
	if !f.same("close", err, want) || !over {
		return
	}
	if l.state = game.AuctionUnsold; l.top != 0 {
		l.state = game.AuctionSold
	}
	f.pay(l)
}

// wait lets time pass: a while, or until exactly an end, or just before.
func (f *fair) wait() {
	now := f.clock.At
	if id, ok := f.any(); ok && f.rng.IntN(4) == 0 {
		if at := f.lots[id].ends.Add(time.Duration(f.rng.IntN(3) - 1)); at.After(now) {
			f.clock.At = at
			return
		}
	}
	f.clock.At = now.Add(time.Duration(f.rng.Int64N(int64(10 * time.Minute))))
}

// compare looks at everything that the model knows, or at the players and at the
// auctions that are open or new.
func (f *fair) compare(all bool) {
	ids := f.ids()
	if !all {
		ids = append(f.open(ids), ids[max(0, len(ids)-3):]...)
	}
	err := f.DB.View(f.t.Context(), func(r game.Reader) error {
		var wrong []error
		for p, want := range f.flakes {
			got, err := r.Player(p, "")
			if got.Flakes != want {
				f.t.Errorf("player %d has %d flakes, the model says %d", p, got.Flakes, want)
			}
			wrong = append(wrong, err)
		}
		for _, id := range ids {
			wrong = append(wrong, f.compareLot(r, id, f.lots[id]))
		}
		return errors.Join(wrong...)
	})
	if err != nil {
		f.t.Error(err)
	}
}

func (f *fair) compareLot(r game.Reader, id game.AuctionID, l *lot) error {
	a, err := r.Auction(id)
	if err != nil {
		return err
	}
	if a.State != l.state || a.Price != l.price || a.Top != l.top || a.Limit != l.limit || !a.Ends.Equal(l.ends) {
		f.t.Errorf("auction %d is %+v, the model says %+v", id, a, *l)
	}
	rows, err := r.Bids(id, 1000)
	if err != nil || len(rows) != l.bids || a.Bids != l.bids || len(rows) > 0 && rows[0].Amount != a.Price {
		f.t.Errorf("auction %d at %d has the bids %+v (%v)", id, a.Price, rows, err)
	}
	for p, on := range l.watchers {
		if got, err := r.Watches(p, id); err != nil || got != on {
			f.t.Errorf("player %d watches auction %d: %v (%v), the model says %v", p, id, got, err, on)
		}
	}
	c, err := r.Copy(l.copied)
	if want := f.holder[l.copied]; err == nil && want != 0 && c.Holder != ledger.PlayerAccount(int64(want)) {
		f.t.Errorf("copy %d is with %s, the model says %d", c.ID, c.Holder, want)
	}
	return err
}
