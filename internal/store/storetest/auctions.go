package storetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// errUndo is the error of a transaction that only wants to know.
var errUndo = errors.New("undo")

func escrow(id game.AuctionID) ledger.Account { return ledger.Account("auction/" + id.String()) }

// traders makes a catalogue and players 1 to 3 with 10,000 flakes each.
func traders(t *testing.T, db *store.DB) {
	t.Helper()
	fillCards(t, db)
	for id := range game.PlayerID(3) {
		join(t, db, id+1, 10_000)
	}
}

// anAuction is an auction with every field set: player 1 sells a fresh copy of
// the card, and player 2 leads.
func anAuction(t *testing.T, db *store.DB, key string, card game.CardID) game.Auction {
	t.Helper()
	c := mint(t, db, key, 1, card)[0]
	return game.Auction{
		Seller: 1, Copy: c.ID, Card: card, Print: c.Print, Start: 100, Increment: 30, Buyout: 2000,
		Opened: noon(), Ends: noon().Add(time.Hour), State: game.AuctionOpen,
		Price: 300, Top: 2, Limit: 500, Bids: 2,
		Guild: 1 << 60, Channel: 3, Message: 4, Stale: true, Shown: noon().Add(time.Second),
	}
}

// open writes a with everything that belongs to it.
func open(t *testing.T, db *store.DB, a game.Auction) game.Auction {
	t.Helper()
	update(t, db, func(tx game.Tx) error {
		if err := tx.OpenAuction(&a); err != nil {
			return err
		}
		hold := ledger.Posting{Key: "hold/" + a.ID.String(), At: noon(), Transfers: []ledger.Transfer{
			{Unit: ledger.Copy, From: account(a.Seller), To: escrow(a.ID), Amount: 1, Copy: int64(a.Copy), Reason: "test"},
		}}
		if a.Limit > 0 {
			hold.Transfers = append(hold.Transfers, ledger.Transfer{
				Unit: ledger.Flake, From: account(a.Top), To: escrow(a.ID), Amount: ledger.Amount(a.Limit), Reason: "test",
			})
		}
		if err := tx.Post(hold); err != nil {
			return err
		}
		for i := range a.Bids {
			if err := tx.AddBid(game.BidRow{Auction: a.ID, Number: i + 1, Player: a.Top, Amount: a.Price, Proxy: i%2 == 1, At: noon()}); err != nil {
				return err
			}
		}
		return tx.Schedule(jobs.Job{Kind: game.JobAuctionClose, Key: a.ID.String(), Due: a.Ends})
	})
	return a
}

// end writes that a is over, and gives back what it holds.
func end(t *testing.T, db *store.DB, a game.Auction, state game.AuctionState) {
	t.Helper()
	update(t, db, func(tx game.Tx) error {
		a.State = state
		if err := tx.SaveAuction(a); err != nil {
			return err
		}
		return tx.Post(ledger.Posting{Key: "auction/" + a.ID.String() + "/end", At: noon(), Transfers: []ledger.Transfer{
			{Unit: ledger.Copy, From: escrow(a.ID), To: account(a.Seller), Amount: 1, Copy: int64(a.Copy), Reason: "test"},
		}})
	})
}

func readAuction(t *testing.T, db *store.DB, id game.AuctionID) (a game.Auction) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		a, err = r.Auction(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func auctions(t *testing.T, db *store.DB) {
	traders(t, db)
	a := open(t, db, anAuction(t, db, "a", 7))
	if got := readAuction(t, db, a.ID); got != a {
		t.Errorf("got %+v, want %+v", got, a)
	}
	// Everything that may change does, and what may not does not.
	saved := a
	saved.Ends, saved.Price, saved.Limit = a.Ends.Add(time.Minute), 400, 500
	saved.Channel, saved.Message, saved.Stale, saved.Shown = 5, 6, false, noon().Add(time.Hour)
	other := saved
	other.Seller, other.Start, other.Increment, other.Buyout, other.Opened, other.Guild = 3, 1, 1, 0, noon().Add(1), 9
	third := game.BidRow{Auction: a.ID, Number: 3, Player: 2, Amount: 400, At: noon().Add(time.Second)}
	other.Bids, saved.Bids = 3, 3
	update(t, db, func(tx game.Tx) error {
		if got, err := tx.Auction(a.ID); err != nil || got != a {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := tx.AddBid(third); err != nil {
			return err
		}
		if err := tx.SaveAuction(other); err != nil {
			return err
		}
		if got, err := tx.Auction(a.ID); err != nil || got != saved {
			t.Errorf("in the transaction: got %+v, %v; want %+v", got, err, saved)
		}
		return tx.Schedule(jobs.Job{Kind: game.JobAuctionClose, Key: a.ID.String(), Due: saved.Ends})
	})
	err := db.View(t.Context(), func(r game.Reader) error {
		bids, err := r.Bids(a.ID, 2)
		want := []game.BidRow{third, {Auction: a.ID, Number: 2, Player: 2, Amount: 300, Proxy: true, At: noon()}}
		if err != nil || !slices.Equal(bids, want) {
			t.Errorf("got %+v, %v; want %+v", bids, err, want)
		}
		_, err = r.Auction(4711)
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	bare := anAuction(t, db, "b", 8) // without what is optional
	bare.Buyout, bare.Top, bare.Limit, bare.Bids, bare.Price, bare.Channel, bare.Message, bare.Stale = 0, 0, 0, 0, 100, 0, 0, false
	bare.Shown = time.Time{}
	bare = open(t, db, bare)
	if got := readAuction(t, db, bare.ID); got != bare || bare.ID == a.ID {
		t.Errorf("got %+v, want %+v", got, bare)
	}
}

func auctionConstraints(t *testing.T, db *store.DB) {
	traders(t, db)
	good := anAuction(t, db, "a", 7)
	there := open(t, db, anAuction(t, db, "b", 8))
	try := func(a game.Auction) error {
		return db.Update(t.Context(), func(tx game.Tx) error {
			if err := tx.OpenAuction(&a); err != nil {
				return err
			}
			if _, err := tx.Auction(a.ID); err != nil { // so that it is sent
				return err
			}
			return errUndo
		})
	}
	if err := try(good); !errors.Is(err, errUndo) {
		t.Fatalf("a good one: %v", err)
	}
	for name, spoil := range impossible(there) {
		a := good
		if spoil(&a); a == good {
			t.Errorf("%s: nothing is wrong", name)
		}
		if err := try(a); err == nil || errors.Is(err, errUndo) {
			t.Errorf("%s was accepted", name)
		}
	}
	for name, f := range wrongRows(there) {
		err := db.Update(t.Context(), func(tx game.Tx) error {
			if err := f(tx); err != nil {
				return err
			}
			if _, err := tx.Player(1, ""); err != nil {
				return err
			}
			return nil
		})
		if err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// impossible are auctions that a database must refuse.
func impossible(there game.Auction) map[string]func(*game.Auction) {
	nobody := func(a *game.Auction) { a.Top, a.Limit, a.Bids, a.Price = 0, 0, 0, a.Start }
	return map[string]func(*game.Auction){
		"a state that does not exist": func(a *game.Auction) { nobody(a); a.State = "lost" },
		"a start of nothing":          func(a *game.Auction) { nobody(a); a.Start, a.Price = 0, 0 },
		"no increment":                func(a *game.Auction) { a.Increment = 0 },
		"sold at a buyout at the start": func(a *game.Auction) {
			a.State, a.Price, a.Buyout = game.AuctionSold, a.Start, a.Start
		},
		"less than no bids":           func(a *game.Auction) { a.Bids = -1 },
		"an end at the beginning":     func(a *game.Auction) { a.Ends = a.Opened },
		"a price below the start":     func(a *game.Auction) { a.Price = a.Start - 1 },
		"a price that nobody bid":     func(a *game.Auction) { nobody(a); a.Price++ },
		"a limit below the price":     func(a *game.Auction) { a.Limit = a.Price - 1 },
		"a limit of nobody":           func(a *game.Auction) { nobody(a); a.Limit = 500 },
		"a leader without a limit":    func(a *game.Auction) { a.Limit = 0 },
		"a leader without bids":       func(a *game.Auction) { a.Bids = 0 },
		"bids without a leader":       func(a *game.Auction) { nobody(a); a.Bids = 1 },
		"the seller leads":            func(a *game.Auction) { a.Top = a.Seller },
		"open at the buyout":          func(a *game.Auction) { a.Price, a.Limit = a.Buyout, a.Buyout },
		"sold above the buyout":       func(a *game.Auction) { a.State = game.AuctionSold; a.Price = a.Buyout + 1; a.Limit = a.Price },
		"sold to nobody":              func(a *game.Auction) { nobody(a); a.State = game.AuctionSold },
		"unsold to somebody":          func(a *game.Auction) { a.State = game.AuctionUnsold },
		"cancelled for somebody":      func(a *game.Auction) { a.State = game.AuctionCancelled },
		"a print of nothing":          func(a *game.Auction) { a.Print = 0 },
		"a card that does not exist":  func(a *game.Auction) { a.Card = 4711 },
		"a copy that does not exist":  func(a *game.Auction) { a.Copy = 4711 },
		"a seller who does not exist": func(a *game.Auction) { a.Seller = 4711 },
		"a copy that is for sale":     func(a *game.Auction) { a.Copy = there.Copy },
	}
}

// wrongRows are writes that a database must refuse.
func wrongRows(there game.Auction) map[string]func(game.Tx) error {
	bid := func(number int, amount int64, id game.AuctionID) func(game.Tx) error {
		return func(tx game.Tx) error {
			return tx.AddBid(game.BidRow{Auction: id, Number: number, Player: 3, Amount: amount, At: noon()})
		}
	}
	return map[string]func(game.Tx) error{
		"a bid of nothing":                   bid(3, 0, there.ID),
		"a bid without a number":             bid(0, 5, there.ID),
		"a bid's number twice":               bid(2, 5, there.ID),
		"a bid on nothing":                   bid(1, 5, 4711),
		"an auction that was never opened":   func(tx game.Tx) error { a := there; a.ID = 4711; return tx.SaveAuction(a) },
		"a watch of nothing":                 func(tx game.Tx) error { return tx.SetWatch(1, 4711, true) },
		"a watch of nobody":                  func(tx game.Tx) error { return tx.SetWatch(4711, there.ID, true) },
		"mutes of nobody":                    func(tx game.Tx) error { return tx.SetMutes(4711, 1) },
		"mutes that are not":                 func(tx game.Tx) error { return tx.SetMutes(1, -1) },
		"coins that the auction has not":     func(tx game.Tx) error { return tx.Post(pay("x", escrow(there.ID), account(1), there.Limit+1)) },
		"coins of an auction that is not":    func(tx game.Tx) error { return tx.Post(pay("x", escrow(4711), account(1), 1)) },
		"a copy that somebody else has":      func(tx game.Tx) error { return tx.Post(give("x", account(1), account(2), there.Copy)) },
		"an end that was posted":             func(tx game.Tx) error { return twice(tx, there) },
		"a price that falls below its start": func(tx game.Tx) error { a := there; a.Price = 99; return tx.SaveAuction(a) },
	}
}

// give is the posting of one copy.
func give(key string, from, to ledger.Account, id game.CopyID) ledger.Posting {
	return ledger.Posting{Key: key, At: noon(), Transfers: []ledger.Transfer{{
		Unit: ledger.Copy, From: from, To: to, Amount: 1, Copy: int64(id), Reason: "test",
	}}}
}

// twice posts the end of an auction two times.
func twice(tx game.Tx, a game.Auction) error {
	key := "auction/" + a.ID.String() + "/end"
	if err := tx.Post(pay(key, escrow(a.ID), account(2), 1)); err != nil {
		return err
	}
	return tx.Post(pay(key, escrow(a.ID), account(2), 1))
}

func watching(t *testing.T, db *store.DB) {
	traders(t, db)
	a := open(t, db, anAuction(t, db, "a", 7))
	set := func(p game.PlayerID, on bool) {
		t.Helper()
		update(t, db, func(tx game.Tx) error { return tx.SetWatch(p, a.ID, on) })
	}
	check := func(want ...game.PlayerID) {
		t.Helper()
		update(t, db, func(tx game.Tx) error {
			got, err := tx.Watchers(a.ID)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			return err
		})
		for p := range game.PlayerID(4) {
			err := db.View(t.Context(), func(r game.Reader) error {
				watches, err := r.Watches(p, a.ID)
				if watches != slices.Contains(want, p) {
					t.Errorf("player %d watches: %t", p, watches)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	check()
	set(3, true)
	set(1, true)
	check(1, 3)
	together(8, func(int) {
		if err := db.Update(t.Context(), func(tx game.Tx) error { return tx.SetWatch(1, a.ID, true) }); err != nil {
			t.Error(err)
		}
	})
	check(1, 3)
	set(3, false)
	set(3, false)
	check(1)
}

func choices(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	muted := func(p game.PlayerID) (m game.Mutes) {
		t.Helper()
		err := db.View(t.Context(), func(r game.Reader) (err error) {
			m, err = r.Muted(p)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if muted(1) != 0 || muted(99) != 0 {
		t.Error("a player is deaf from the beginning")
	}
	update(t, db, func(tx game.Tx) error { return tx.SetMutes(1, 5) })
	update(t, db, func(tx game.Tx) error { return tx.SavePlayer(game.Player{ID: 1, Name: "new"}) })
	if got := muted(1); got != 5 {
		t.Errorf("after saving the player: %d", got)
	}
	for _, channel := range []int64{0, 1 << 60, 7, 0} {
		if channel != 0 || channelOf(t, db, 8) != 0 {
			update(t, db, func(tx game.Tx) error { return tx.SetAuctionChannel(8, channel) })
		}
		if got := channelOf(t, db, 8); got != channel {
			t.Errorf("got channel %d, want %d", got, channel)
		}
	}
	if got := channelOf(t, db, 9); got != 0 {
		t.Errorf("another server's channel is %d", got)
	}
}

func channelOf(t *testing.T, db *store.DB, guild int64) (channel int64) {
	t.Helper()
	update(t, db, func(tx game.Tx) (err error) {
		_, channel, err = tx.SellerOf(1, guild)
		return err
	})
	return channel
}

func copiesOfOneCard(t *testing.T, db *store.DB) {
	fillCards(t, db)
	mint(t, db, "a", 2, 4)
	made := mint(t, db, "b", 1, 4, 5, 4)
	err := db.View(t.Context(), func(r game.Reader) error {
		got, err := r.CopiesOf(1, 4)
		for i := range got {
			got[i].Owned = made[2*i].Owned // only Mint sets it
		}
		if err != nil || !reflect.DeepEqual(got, []game.Copy{*made[0], *made[2]}) {
			t.Errorf("got %+v, %v", got, err)
		}
		none, err := r.CopiesOf(2, 5)
		if len(none) != 0 || err != nil {
			t.Errorf("got %+v, %v", none, err)
		}
		each, err := r.CopiesOfEach(1, 5, 6, 4)
		if len(each) != 3 || len(each[0]) != 1 || each[0][0].ID != made[1].ID || len(each[1]) != 0 || len(each[2]) != 2 || each[2][1].ID != made[2].ID {
			t.Errorf("got %+v", each)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	// Marks are the holder's: they do not travel with the copy.
	update(t, db, func(tx game.Tx) error { return tx.MarkCopy(made[0].ID, true, true) })
	update(t, db, func(tx game.Tx) error { return tx.Post(give("g", account(1), account(2), made[0].ID)) })
	update(t, db, func(tx game.Tx) error {
		c, err := tx.Copy(made[0].ID)
		if c.Favourite || c.Locked || c.Holder != account(2) {
			t.Errorf("got %+v", c)
		}
		return err
	})
}
