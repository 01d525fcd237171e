package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// planted makes a healthy database with two players, who hold copies 1 to 3 of
// cards 1, 1 and 2, of which the third was given from 1 to 2, a drop that player
// 1 won, and the auctions of plantAuctions.
func planted(t *testing.T, engine string) *store.DB {
	t.Helper()
	db := storetest.Open(t, engine)
	c := &storetest.Stopped{At: at()}
	w := storetest.NewWorld(t, db, storetest.Rules(t), c)
	one := ledger.PlayerAccount(1)
	for p := range 2 {
		if _, err := w.Game.Daily(t.Context(), storetest.Act(fmt.Sprintf("i/%d", p), game.PlayerID(p+1))); err != nil {
			t.Fatal(err)
		}
	}
	err := db.Update(t.Context(), func(tx game.Tx) error {
		copies := []*game.Copy{{Card: 1, Level: 1, Made: at()}, {Card: 1, Level: 1, Made: at()}, {Card: 2, Level: 1, Made: at()}, {Card: 3, Level: 1, Made: at()}}
		if err := tx.Mint("m", at(), one, "test", copies); err != nil {
			return err
		}
		d := game.Drop{Owner: 1, Opened: at(), Offers: []game.Offer{{Slot: 1, Card: 3, State: game.OfferWon, Winner: 1, Copy: copies[3].ID}}}
		if err := tx.OpenDrop(&d); err != nil {
			return err
		}
		if err := tx.CloseDrop(d.ID); err != nil {
			return err
		}
		if err := tx.OpenClaim(&game.Claim{Player: 1, Copies: []game.CopyID{1}, Opened: at(), Until: at()}); err != nil {
			return err
		}
		return tx.Post(ledger.Posting{Key: "g", At: at(), Transfers: []ledger.Transfer{{
			Unit: ledger.Copy, From: one, To: ledger.PlayerAccount(2), Amount: 1, Copy: int64(copies[2].ID), Reason: "gift",
		}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	plantAuctions(t, w, c)
	plantShop(t, w)
	storetest.Check(t, db)
	return db
}

// plantAuctions makes four auctions of player 1, of copies 5 to 8 and cards 6 to
// 9: the first is open, and player 2 leads it with 400 of 500 against player 3;
// the second was sold to player 2 for 100 of 500; the third was cancelled; on the
// fourth nobody has bid.
func plantAuctions(t *testing.T, w *storetest.World, c *storetest.Stopped) {
	t.Helper()
	var copies []*game.Copy
	err := w.DB.Update(t.Context(), func(tx game.Tx) error {
		copies = nil
		for card := range game.CardID(4) {
			copies = append(copies, &game.Copy{Card: 6 + card, Level: 1, Made: at()})
		}
		return tx.Mint("ma", at(), ledger.PlayerAccount(1), "test", copies)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, hours := range []int{24, 1, 24, 24} {
		order := game.AuctionOrder{Copy: copies[i].ID, Start: 100, Buyout: 1000, Hours: hours}
		if _, err := w.Game.OpenAuction(t.Context(), storetest.Act(fmt.Sprintf("i/a%d", i), 1), order); err != nil {
			t.Fatal(err)
		}
	}
	for i, b := range []struct {
		player game.PlayerID
		order  game.BidOrder
	}{
		{2, game.BidOrder{Auction: 1, Limit: 500}}, {3, game.BidOrder{Auction: 1, Amount: 300}}, {2, game.BidOrder{Auction: 2, Limit: 500}},
	} {
		if _, err := w.Game.Bid(t.Context(), storetest.Act(fmt.Sprintf("i/b%d", i), b.player), b.order); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Game.CancelAuction(t.Context(), storetest.Act("i/c", 1), 3); err != nil {
		t.Fatal(err)
	}
	c.At = at().Add(time.Hour)
	if err := w.Game.CloseAuction(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
}

// A breach breaks one rule.
type breach struct {
	rule   string
	breaks []string
	sqlite []string // in place of breaks
}

// TestAuditFinds breaks one thing at a time, behind the back of constraints
// where they would refuse it.
func TestAuditFinds(t *testing.T) {
	t.Parallel()
	tests := append([]breach{
		{rule: "balance_differs", breaks: []string{"UPDATE balance SET amount = amount + 1 WHERE account = 'player/1'"}},
		{rule: "currency", breaks: []string{"UPDATE balance SET amount = amount + 1 WHERE account = 'player/1'"}},
		{rule: "balance_without_entries", breaks: []string{"INSERT INTO balance (account, unit, amount) VALUES ('player/2', 'vial', 0)"}},
		{
			rule:   "negative_balance",
			breaks: []string{"ALTER TABLE balance DROP CONSTRAINT balance_amount_check", "UPDATE balance SET amount = -1 WHERE account = 'player/1'"},
			sqlite: []string{"PRAGMA ignore_check_constraints = 1", "UPDATE balance SET amount = -1 WHERE account = 'player/1'", "PRAGMA ignore_check_constraints = 0"},
		},
		{
			rule:   "entry",
			breaks: []string{"UPDATE entry SET giver = 'player/2' WHERE key = 'm' AND leg = 0"},
		},
		{rule: "key_posted_twice", breaks: []string{"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('i/0', 1, 'flake', 'mint', 'sink', 5, 0, 'x', 77)"}},
		{rule: "key_posted_twice", breaks: []string{"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('n', 4, 'flake', 'mint', 'sink', 5, 0, 'x', 77)"}},
		{rule: "copy_history", breaks: []string{"UPDATE entry SET giver = 'player/77' WHERE key = 'g'"}},
		{rule: "copy_history", breaks: []string{"DELETE FROM entry WHERE key = 'm' AND leg = 2"}},
		{rule: "copy_history", breaks: []string{"UPDATE copy SET moves = 0, holder = 'player/1' WHERE id = 3"}},
		{rule: "copy_holder", breaks: []string{"UPDATE copy SET holder = 'player/2' WHERE id = 1"}},
		{
			rule:   "copy_missing",
			breaks: []string{"DELETE FROM copy WHERE id = 2"},
		},
		{rule: "copy_without_entry", breaks: []string{"INSERT INTO copy (id, card, print, holder, level, exp, made) VALUES (99, 5, 1, 'player/1', 1, 0, 0)", "UPDATE card SET printed = 1 WHERE id = 5"}},
		{rule: "copy_without_entry", breaks: []string{"DELETE FROM entry WHERE key = 'g'"}},
		{rule: "prints", breaks: []string{"UPDATE card SET printed = 9 WHERE id = 1"}},
		{rule: "prints", breaks: []string{"UPDATE copy SET print = 7 WHERE id = 2"}},
		{
			rule:   "prints",
			breaks: []string{"DROP INDEX copy_print", "UPDATE copy SET print = 2 WHERE card = 1"},
		},
		{
			rule:   "copy_of_no_card",
			breaks: []string{"ALTER TABLE copy DROP CONSTRAINT copy_card_fkey", "UPDATE copy SET card = 999 WHERE id = 1"},
			sqlite: []string{"PRAGMA defer_foreign_keys = 1", "UPDATE copy SET card = 999 WHERE id = 1"},
		},
		{rule: "open_claims", breaks: []string{"DROP INDEX claim_open", "INSERT INTO claim (id, player, copies, opened, until, open) VALUES (99, 1, '[]', 0, 0, TRUE)"}},
		{rule: "drop_winner", breaks: []string{"UPDATE drop_offer SET copy = 1"}},
		{rule: "drop_winner", breaks: []string{"UPDATE drop_offer SET winner = 2"}},
		{rule: "price", breaks: []string{"INSERT INTO price (card, flakes, at, copies, owners, active_owners, active_copies, largest) VALUES (1, 5, 0, 0, 0, 0, 0, 0)"}},
		{
			rule: "price",
			breaks: []string{
				"INSERT INTO price (card, flakes, at, copies, owners, active_owners, active_copies, largest) VALUES (1, 5, 0, 0, 0, 0, 0, 0)",
				"INSERT INTO price_history (card, at, flakes) VALUES (1, 3, 5), (1, 4, 6)",
			},
		},
		{rule: "closed_drop", breaks: []string{"UPDATE drop_offer SET state = 'open', winner = NULL, copy = NULL"}},
		{rule: "exchange", breaks: []string{"UPDATE entry SET reason = 'forge' WHERE key = 'm'"}},
		{rule: "exchange", breaks: []string{"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('n', 0, 'vial', 'player/1', 'sink', 5, 0, 'boost', 77)"}},
		{rule: "exchange", breaks: []string{"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('n', 0, 'vial', 'mint', 'player/1', 5, 0, 'liquefy', 77)"}},
		{rule: "deed", breaks: []string{"INSERT INTO deed (player, day, what, n) VALUES (1, 0, 'fuse', 1)"}},
		{rule: "deed", breaks: []string{"UPDATE entry SET reason = 'combine' WHERE key = 'g'"}},
		{rule: "spent_copy", breaks: []string{"UPDATE copy SET holder = 'sink', locked = TRUE WHERE id = 1"}},
		{rule: "practice", breaks: []string{"INSERT INTO practice (copy, day, today, week, weekly) VALUES (1, 20000, 1, 2858, 1)"}},
	}, auctionBreaches()...)
	tests = append(append(tests, earningBreaches()...), shopBreaches()...)
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := planted(t, engine)
			for _, tt := range tests {
				breaks := tt.breaks
				if engine == "sqlite" && tt.sqlite != nil {
					breaks = tt.sqlite
				}
				rep, err := db.AuditBroken(t.Context(), breaks...)
				if err != nil {
					t.Fatalf("%q: %v", strings.Join(breaks, "; "), err)
				}
				found := func(v store.Violation) bool { return v.Rule == tt.rule && v.Detail != "" }
				if rep.OK || !slices.ContainsFunc(rep.Violations, found) {
					t.Errorf("%q: the report has no %s: %+v", strings.Join(breaks, "; "), tt.rule, rep)
				}
			}
		})
	}
}

// TestAuditBears looks while alarms ring: one is taken, one has failed and will
// ring again after the end.
func TestAuditBears(t *testing.T) {
	t.Parallel()
	db := planted(t, "sqlite")
	rep, err := db.AuditBroken(t.Context(),
		"UPDATE job SET lease = 5, ready = due + 30000000000 WHERE kind = 'auction.close' AND key = '1'",
		"UPDATE job SET attempts = 1, due = due + 1000, ready = ready + 1000 WHERE kind = 'auction.close' AND key = '4'")
	if err != nil || !rep.OK {
		t.Errorf("got %+v, %v", rep, err)
	}
}

// TestAuditIsBounded has more violations than a report lists.
func TestAuditIsBounded(t *testing.T) {
	t.Parallel()
	db := storetest.OpenUnchecked(t, store.Options{Database: storetest.Address(t, "sqlite")})
	collections, cards := store.DemoCards(300, 1)
	if _, err := db.ImportPack(t.Context(), collections, cards); err != nil {
		t.Fatal(err)
	}
	if err := db.Break(t.Context(), "UPDATE card SET printed = 5"); err != nil {
		t.Fatal(err)
	}
	rep, err := db.Audit(t.Context())
	if err != nil || rep.OK || len(rep.Violations) != 100 {
		t.Errorf("%d violations, %v", len(rep.Violations), err)
	}
}
