package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// supplies counts copies of players, of escrow and of the sink. Player 1 had
// his /daily at the last moment that counts, 2 an instant earlier, 3 never.
func supplies(t *testing.T, db *store.DB) {
	fillCards(t, db)
	since := noon()
	for id, daily := range map[game.PlayerID]time.Time{1: since, 2: since.Add(-1), 3: {}} {
		update(t, db, func(tx game.Tx) error {
			return tx.CreatePlayer(game.Player{ID: id, Name: "p", Joined: noon(), DailyAt: daily})
		})
	}
	mint(t, db, "a", 1, 1, 1, 1, 2)
	mint(t, db, "b", 2, 1, 1, 1, 1, 1, 3)
	mint(t, db, "c", 3, 1)
	mint(t, db, "d", 4, 1)                     // an account whose player has no row
	for i, card := range []game.CardID{1, 4} { // in escrow
		c := mint(t, db, fmt.Sprint("e/", i), 1, card)[0]
		open(t, db, game.Auction{
			Seller: 1, Copy: c.ID, Card: card, Print: c.Print, Start: 100, Increment: 10, Price: 100,
			Opened: noon(), Ends: noon().Add(time.Hour), State: game.AuctionOpen,
		})
	}
	gone := mint(t, db, "f", 1, 1)[0]
	update(t, db, func(tx game.Tx) error { return tx.Post(give("f/0", account(1), ledger.Sink, gone.ID)) })
	want := map[game.CardID]game.Supply{
		1: {Copies: 3 + 5 + 1 + 1 + 1, Owners: 4, ActiveOwners: 1, ActiveCopies: 3, Largest: 5},
		2: {Copies: 1, Owners: 1, ActiveOwners: 1, ActiveCopies: 1, Largest: 1},
		3: {Copies: 1, Owners: 1, Largest: 1},
		4: {Copies: 1}, // in escrow
		5: {},
	}
	sheet, err := db.PriceSheet(t.Context(), since)
	if err != nil || len(sheet.Supplies) != 4 || len(sheet.Prices) != 0 {
		t.Errorf("got %+v, %v", sheet, err)
	}
	for card, want := range want {
		if got := sheet.Supplies[card]; (got == nil) != (want.Copies == 0) || got != nil && *got != want {
			t.Errorf("card %d: got %+v, want %+v", card, got, want)
		}
		err := db.View(t.Context(), func(r game.Reader) error {
			got, err := r.Supply(card, since)
			if got != want {
				t.Errorf("card %d by itself: got %+v, want %+v", card, got, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func prices(t *testing.T, db *store.DB) {
	collections, cards := store.DemoCards(120, 1)
	if _, err := db.ImportPack(t.Context(), collections, cards); err != nil {
		t.Fatal(err)
	}
	var all []game.Price
	for i, c := range cards {
		s := game.Supply{Copies: i + 9, Owners: i + 3, ActiveOwners: i + 2, ActiveCopies: i + 8, Largest: i + 1}
		all = append(all, game.Price{Card: c.ID, Flakes: int64(i) + 1<<40, At: noon(), Supply: s})
	}
	write := func(prices ...game.Price) {
		t.Helper()
		update(t, db, func(tx game.Tx) error {
			return errors.Join(tx.SavePrices(prices), tx.RecordPrices(prices))
		})
	}
	write(all...)
	for i := range all {
		all[i].Flakes++
	}
	write(all...) // the same moment again
	later := all[7]
	later.Flakes, later.At, later.Supply = 5, noon().Add(time.Hour), game.Supply{}
	write(later)
	err := db.View(t.Context(), func(r game.Reader) error {
		for i, want := range all {
			if i == 7 {
				want = later
			}
			if got, err := r.Price(want.Card); err != nil || got != want {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
		}
		history := func(since time.Time) (points int) {
			series, err := r.PriceHistory(later.Card, since)
			if err != nil || len(series) == 0 || series[len(series)-1] != (game.PricePoint{At: later.At, Flakes: 5}) ||
				len(series) == 2 && series[0] != (game.PricePoint{At: noon(), Flakes: all[7].Flakes}) {
				t.Errorf("since %s: %v, %v", since, series, err)
			}
			return len(series)
		}
		for since, want := range map[time.Duration]int{-time.Hour: 2, 0: 2, 1: 2, time.Hour: 2, time.Hour + 1: 1, 99 * time.Hour: 1} {
			if n := history(noon().Add(since)); n != want {
				t.Errorf("since %s there are %d points, want %d", since, n, want)
			}
		}
		_, err := r.Price(4711)
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	sheet, err := db.PriceSheet(t.Context(), noon())
	if err != nil || len(sheet.Prices) != len(all) || sheet.Prices[all[3].Card] != all[3] {
		t.Errorf("%d prices, %v", len(sheet.Prices), err)
	}
	err = db.Update(t.Context(), func(tx game.Tx) error { return tx.SavePrices([]game.Price{{Card: 4711, Flakes: 1, At: noon()}}) })
	if err == nil {
		t.Error("a card that does not exist got a price")
	}
}

// priceLeases lets processes ask for the same and for later periods.
func priceLeases(t *testing.T, db *store.DB) {
	period, now := noon(), noon().Add(time.Minute)
	lease := func(period, now time.Time) (lease game.PriceLease, ok bool) {
		t.Helper()
		update(t, db, func(tx game.Tx) (err error) {
			lease, ok, err = tx.LeasePrices(period, now, now.Add(time.Minute))
			return err
		})
		return lease, ok
	}
	hold := func(lease game.PriceLease, until time.Time) (ok bool) {
		t.Helper()
		update(t, db, func(tx game.Tx) (err error) { ok, err = tx.HoldPrices(lease, until); return err })
		return ok
	}
	first, ok := lease(period, now)
	if !ok || first == 0 {
		t.Fatalf("nobody is at it, and the lease is %d, %v", first, ok)
	}
	if l, ok := lease(period, now.Add(time.Minute-1)); ok {
		t.Errorf("lease %d beside lease %d", l, first)
	}
	if !hold(first, now.Add(time.Hour)) {
		t.Error("the lease is lost")
	}
	if l, ok := lease(period, now.Add(time.Hour-1)); ok {
		t.Errorf("lease %d beside one that was extended", l)
	}
	second, ok := lease(period, now.Add(time.Hour))
	if !ok || second == first {
		t.Errorf("a lease that has ended was not taken over: %d, %v", second, ok)
	}
	if hold(first, now.Add(9*time.Hour)) {
		t.Error("a lease is held after it was taken over")
	}
	run := game.PriceRun{Period: period, Ended: now.Add(time.Second), Took: 7, Thinned: period.Add(-time.Hour)}
	update(t, db, func(tx game.Tx) error { // the one who was too slow
		return errors.Join(tx.FinishPrices(first, run), tx.FreePrices(first))
	})
	if l, ok := lease(period, now.Add(time.Hour+1)); ok {
		t.Errorf("lease %d beside one that somebody else gave back", l)
	}
	update(t, db, func(tx game.Tx) error { return tx.FreePrices(second) })
	third, ok := lease(period, now.Add(time.Hour+1))
	if !ok {
		t.Error("a lease that was given back is not to be had")
	}
	update(t, db, func(tx game.Tx) error { return tx.FinishPrices(third, run) })
	for _, p := range []time.Time{period, period.Add(-1)} {
		if l, ok := lease(p, now.Add(99*time.Hour)); ok {
			t.Errorf("lease %d of a period that is done", l)
		}
	}
	if _, ok := lease(period.Add(1), now); !ok {
		t.Error("the next period is not to be had")
	}
	err := db.View(t.Context(), func(r game.Reader) error {
		got, err := r.PriceRun()
		if got != run {
			t.Errorf("got %+v, want %+v", got, run)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// thinning keeps the last point of each old day, and of the very old ones the
// newest of each card.
func thinning(t *testing.T, db *store.DB) {
	fillCards(t, db)
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	h := func(hours int) time.Time { return midnight.Add(time.Duration(hours) * time.Hour) }
	card := func(id game.CardID, times ...time.Time) (series game.PriceSeries) {
		for i, at := range times {
			p := game.Price{Card: id, Flakes: int64(100*int(id) + i), At: at}
			update(t, db, func(tx game.Tx) error {
				return errors.Join(tx.SavePrices([]game.Price{p}), tx.RecordPrices([]game.Price{p}))
			})
			series = append(series, game.PricePoint{At: at, Flakes: p.Flakes})
		}
		return series
	}
	// The cut is h(0): the day before it is thinned, h(0) itself is not. h(-72)
	// is where remembering ends.
	one := card(1, h(-60), h(-50), h(-49).Add(-1), h(-49), h(-24), h(-20), h(0).Add(-1), h(0), h(1), h(2))
	two := card(2, h(-400), h(-72).Add(-1), h(-72).Add(1), h(-30))
	three := card(3, h(-400), h(-300), h(-72), h(-71))
	four := card(4, h(-9000))
	out := card(9, h(-90), h(-80), h(-7), h(-6))
	thin := func() {
		t.Helper()
		update(t, db, func(tx game.Tx) error { return tx.ThinPrices(1, 8, h(-60), h(0), h(-72)) })
	}
	check := func(id game.CardID, want ...game.PricePoint) {
		t.Helper()
		err := db.View(t.Context(), func(r game.Reader) error {
			got, err := r.PriceHistory(id, time.Unix(0, 1))
			if !slices.Equal(got, game.PriceSeries(want)) {
				t.Errorf("card %d: got %v, want %v", id, got, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	for range 2 { // the second time changes nothing
		thin()
		check(1, one[3], one[6], one[7], one[8], one[9])
		check(2, two[1], two[2], two[3])
		check(3, three[2], three[3])
		check(4, four[0])
		check(9, out...)
	}
}

// repricings updates prices in many processes at once, period after period.
func repricings(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon().Add(time.Minute)}
	w := NewWorld(t, db, Rules(t), c)
	mint(t, db, "a", 1, 1, 1, 2)
	mint(t, db, "q", 77, 20) // who is never active: more copies of his move no price
	other := game.New(db, c, Rules(t), [32]byte{2})
	if err := other.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := func() {
		t.Helper()
		together(8, func(i int) {
			if _, err := []*game.Game{w.Game, other}[i%2].UpdatePrices(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	lease := game.PriceLease(0)
	expect := func(what string, period time.Time, card game.CardID, points int) {
		t.Helper()
		all()
		err := db.View(t.Context(), func(r game.Reader) error {
			run, err := r.PriceRun()
			if err != nil || !run.Period.Equal(period) {
				t.Errorf("%s: the last period is %s, %v; want %s", what, run.Period, err, period)
			}
			series, err := r.PriceHistory(card, time.Unix(0, 1))
			if err != nil || len(series) != points {
				t.Errorf("%s: the history of card %d is %v, %v; want %d points", what, card, series, err, points)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		last := lease
		update(t, db, func(tx game.Tx) (err error) {
			if lease, _, err = tx.LeasePrices(period.Add(time.Second), c.At, c.At); err != nil {
				return err
			}
			return tx.FreePrices(lease)
		})
		if lease > last+2 {
			t.Errorf("%s: %d processes took the period", what, lease-last-1)
		}
	}
	expect("the first", noon(), 1, 1)
	expect("again", noon(), 1, 1)
	mint(t, db, "b", 1, 1, 1, 3)
	expect("changed within the period", noon(), 1, 1)
	c.At = noon().Add(6*time.Hour - 1)
	expect("the last instant of the period", noon(), 1, 1)
	update(t, db, func(tx game.Tx) error {
		return tx.CreatePlayer(game.Player{ID: 1, Name: "p", Joined: noon(), DailyAt: c.At})
	})
	mint(t, db, "r", 77, 20)
	c.At = noon().Add(6 * time.Hour)
	expect("the next period", noon().Add(6*time.Hour), 1, 2)
	expect("a card that nobody has", noon().Add(6*time.Hour), 9, 1)
	expect("a supply that moves no price", noon().Add(6*time.Hour), 20, 1)
	c.At = noon().Add(100 * time.Hour)
	expect("after a long pause", noon().Add(96*time.Hour), 1, 2)
	// By then player 1 is not active any more, which moves the price, and of
	// the first day's two prices only the last is left.
	c.At = noon().Add(240 * time.Hour)
	expect("after ten days", noon().Add(240*time.Hour), 1, 2)
	sheet, err := db.PriceSheet(t.Context(), noon())
	if err != nil || len(sheet.Prices) != Cards || sheet.Prices[20].Supply.Copies != 2 {
		t.Errorf("%d cards have a price, that of card 20 is %+v, %v", len(sheet.Prices), sheet.Prices[20], err)
	}
}

// A meddler is a store in which something happens after the reading.
type meddler struct {
	*store.DB
	then func() error
}

// PriceSheet implements [game.Store].
func (m meddler) PriceSheet(ctx context.Context, since time.Time) (game.PriceSheet, error) {
	sheet, err := m.DB.PriceSheet(ctx, since)
	return sheet, errors.Join(err, m.then())
}

// interruptedRepricings ends an update in the middle in every way.
func interruptedRepricings(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	with := func(then func() error) *game.Game {
		g := game.New(meddler{db, then}, c, Rules(t), [32]byte{3})
		if err := g.RefreshCatalogue(t.Context()); err != nil {
			t.Fatal(err)
		}
		return g
	}
	priced := func() int {
		t.Helper()
		sheet, err := db.PriceSheet(t.Context(), noon())
		if err != nil {
			t.Error(err)
		}
		return len(sheet.Prices)
	}
	broken := errors.New("broken")
	if _, err := with(func() error { return broken }).UpdatePrices(t.Context()); !errors.Is(err, broken) || priced() != 0 {
		t.Errorf("an error while reading: %v, %d prices", err, priced())
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := with(func() error { cancel(); return nil }).UpdatePrices(ctx); err == nil || priced() != 0 {
		t.Errorf("a stop while reading: %v, %d prices", err, priced())
	}
	// Both gave the lease back. This one is as slow as a lease is long, and
	// another process, which is killed then, takes over.
	_, err := with(func() error {
		c.At = c.At.Add(2 * time.Minute)
		return db.Update(t.Context(), func(tx game.Tx) error {
			_, ok, err := tx.LeasePrices(noon(), c.At, c.At.Add(2*time.Minute))
			if !ok {
				t.Error("the lease of a slow process is not to be had")
			}
			return err
		})
	}).UpdatePrices(t.Context())
	if !errors.Is(err, game.ErrLeaseLost) || priced() != 0 {
		t.Errorf("a process that was too slow: %v, %d prices", err, priced())
	}
	if run, err := w.Game.UpdatePrices(t.Context()); err != nil || !run.Period.IsZero() || priced() != 0 {
		t.Errorf("while another is at it: %+v, %v, %d prices", run, err, priced())
	}
	c.At = c.At.Add(2 * time.Minute)
	if run, err := w.Game.UpdatePrices(t.Context()); err != nil || !run.Period.Equal(noon()) || priced() != Cards {
		t.Errorf("after its kill: %+v, %v, %d prices", run, err, priced())
	}
}

// repricingUnderLoad updates prices while players claim: nobody waits for ever,
// and the audit at the end finds nothing.
func repricingUnderLoad(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	together(9, func(i int) {
		for n := range 6 {
			if i == 0 {
				if _, err := w.Game.UpdatePrices(t.Context()); err != nil {
					t.Error(err)
				}
				continue
			}
			act := Act(fmt.Sprintf("i/%d/%d", i, n), game.PlayerID(i))
			if _, err := w.Game.Claim(t.Context(), act, game.ClaimOrder{Count: 3}); err != nil {
				t.Error(err)
			}
		}
	})
}

// worths lists cards by what they are worth, before and after updates.
func worths(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	dearest := func() (cards []game.CardID) {
		t.Helper()
		page, err := w.Game.List(t.Context(), game.ListOrder{Asker: 1, Query: "1 >eval <name", Size: 3})
		if err != nil {
			t.Error(err)
		}
		for _, e := range page.Entries {
			cards = append(cards, e.Card.ID)
		}
		return cards
	}
	if got := dearest(); !slices.Equal(got, []game.CardID{1, 6, 11}) {
		t.Errorf("without prices the dearest are %v", got)
	}
	for n, has := range []game.CardID{1, 6} { // what somebody has is worth less than what nobody has
		mint(t, db, fmt.Sprint(n), 1, has)
		c.At = c.At.Add(6 * time.Hour)
		if _, err := w.Game.UpdatePrices(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := [][]game.CardID{{6, 11, 16}, {11, 16, 21}}[n]
		if got := dearest(); !slices.Equal(got, want) {
			t.Errorf("after update %d the dearest are %v, want %v", n+1, got, want)
		}
	}
}

// quotes asks for prices before the first update, and with a month of history.
func quotes(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	quote := func(words string) game.Quote {
		t.Helper()
		q, err := w.Game.Price(t.Context(), 1, words)
		if err != nil {
			t.Error(err)
		}
		return q
	}
	worth := func(id game.CardID) (flakes int64) {
		t.Helper()
		err := db.View(t.Context(), func(r game.Reader) (err error) {
			flakes, err = w.Game.PriceOf(r, id, c.At)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return flakes
	}
	q := quote("card 05") // card 6, one star
	if q.Card.ID != 6 || q.Price.Flakes != 2400 || len(q.Series) != 1 || q.DayAgo != 0 || len(q.Reasons.Steps) != 1 || worth(6) != 2400 {
		t.Errorf("on the spot: %+v", q)
	}
	mint(t, db, "a", 1, 6, 6)
	if q := quote("#6"); q.Price.Flakes != 500 || q.Supply.Copies != 2 || worth(6) != 500 {
		t.Errorf("on the spot, with copies: %+v", q)
	}
	if _, err := w.Game.UpdatePrices(t.Context()); err != nil {
		t.Fatal(err)
	}
	mint(t, db, "b", 2, 6)
	if q := quote("#6"); q.Price.Flakes != 500 || q.Price.Supply.Copies != 2 || q.Supply.Copies != 3 || len(q.Reasons.Steps) != 4 || worth(6) != 500 {
		t.Errorf("after the update: %+v", q)
	}
	for _, words := range []string{"", "nothing", "#4711"} {
		var refused game.NoSuchCardError
		if _, err := w.Game.Price(t.Context(), 1, words); !errors.As(err, &refused) {
			t.Errorf("%q: %v", words, err)
		}
	}
	// The card was worth 500 from noon on. Now it is 31 days later, in the
	// evening: the change of the month counts from that day's midnight.
	c.At = noon().AddDate(0, 0, 31).Add(9 * time.Hour)
	for hours, flakes := range map[int]int64{36: 700, 60: 900, 31*24 - 15: 1000, 31 * 24: 1100} {
		p := game.Price{Card: 6, Flakes: flakes, At: noon().Add(time.Duration(hours) * time.Hour), Supply: game.Supply{Copies: hours}}
		update(t, db, func(tx game.Tx) error {
			return errors.Join(tx.SavePrices([]game.Price{p}), tx.RecordPrices([]game.Price{p}))
		})
	}
	latest := game.Price{Card: 6, Flakes: 1100, At: noon().AddDate(0, 0, 31)}
	update(t, db, func(tx game.Tx) error { return tx.SavePrices([]game.Price{latest}) })
	q = quote("#6")
	// 15 of the last 24 hours at 1000, 9 at 1100.
	if want := (game.PriceSpan{Low: 1000, High: 1100, Mean: 1038}); q.DayAgo != 1000 || q.MonthAgo != 500 || q.Span != want || len(q.Series) != 5 {
		t.Errorf("a month later: %+v", q)
	}
	if q.Price.Flakes != 1100 || q.Reasons.Base != 0 {
		t.Errorf("a price that the rules do not give has reasons: %+v", q)
	}
}
