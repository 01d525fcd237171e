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
	"gohye/internal/ledger"
	"gohye/internal/store"
)

func players(t *testing.T, db *store.DB) {
	p := game.Player{
		ID: 5, Name: "Ünï \"q\" 가", Joined: noon(), Claims: 3, ClaimDay: 20781, SpentToday: 1 << 40,
		Streak: 9, DailyAt: noon().Add(time.Hour),
	}
	err := db.View(t.Context(), func(r game.Reader) error {
		_, err := r.Player(5, "")
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	update(t, db, func(tx game.Tx) error {
		if err := tx.CreatePlayer(game.Player{ID: 5, Joined: noon()}); err != nil {
			return err
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		if err := tx.SetCooldown(5, game.DailyCooldown, noon()); err != nil {
			return err
		}
		return tx.SetCooldown(5, game.DailyCooldown, noon().Add(time.Minute))
	})
	p.ReadyAt = noon().Add(time.Minute)
	err = db.View(t.Context(), func(r game.Reader) error {
		got, err := r.Player(5, game.DailyCooldown)
		if got != p {
			t.Errorf("got %+v, want %+v", got, p)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Update(t.Context(), func(tx game.Tx) error { return tx.SavePlayer(game.Player{ID: 99}) }); err == nil {
		t.Error("a player who does not exist was saved")
	}
}

func prints(t *testing.T, db *store.DB) {
	fillCards(t, db)
	made := mint(t, db, "a", 1, 9, 3, 9)
	for i, want := range [][2]int{{1, 1}, {1, 1}, {2, 2}} {
		if made[i].Print != want[0] || made[i].Owned != want[1] {
			t.Errorf("copy %d has print %d and %d are owned, want %v", i, made[i].Print, made[i].Owned, want)
		}
	}
	if c := mint(t, db, "b", 2, 9)[0]; c.Print != 3 || c.Owned != 1 {
		t.Errorf("got %+v", c)
	}
	err := db.Update(t.Context(), func(tx game.Tx) error {
		return tx.Mint("c", noon(), account(1), "test", []*game.Copy{{Card: 9, Level: 1, Made: noon()}, {Card: 999, Level: 1, Made: noon()}})
	})
	if err == nil {
		t.Error("a card that does not exist was printed")
	}
	var calls atomic.Int64
	together(16, func(i int) {
		err := db.Update(t.Context(), func(tx game.Tx) error {
			calls.Add(1)
			// Opposite orders must not lock each other out.
			var cards []*game.Copy
			for card := range game.CardID(30) {
				cards = append(cards, &game.Copy{Card: card + 11, Level: 1, Made: noon()})
			}
			if i%2 == 0 {
				slices.Reverse(cards)
			}
			return tx.Mint(fmt.Sprintf("d/%d", i), noon(), account(1), "test", cards)
		})
		if err != nil {
			t.Error(err)
		}
	})
	if n := calls.Load(); n != 16 {
		t.Errorf("16 transactions were run %d times", n)
	}
}

func copies(t *testing.T, db *store.DB) {
	fillCards(t, db)
	made := mint(t, db, "a", 1, 4, 5)
	update(t, db, func(tx game.Tx) error {
		if _, err := tx.Copy(made[0].ID); err != nil {
			return err
		}
		return tx.MarkCopy(made[0].ID, true, true)
	})
	err := db.View(t.Context(), func(r game.Reader) error {
		got, err := r.Copies(made[1].ID, 12345, made[0].ID)
		if err != nil || len(got) != 2 || got[0].ID != made[1].ID || got[1].ID != made[0].ID {
			t.Errorf("got %+v, %v", got, err)
		}
		one, err := r.Copy(made[0].ID)
		want := game.Copy{ID: made[0].ID, Card: 4, Print: 1, Holder: account(1), Level: 1, Favourite: true, Locked: true, Made: noon()}
		if err != nil || one != want {
			t.Errorf("got %+v, %v; want %+v", one, err, want)
		}
		_, err = r.Copy(12345)
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if err := db.Update(t.Context(), func(tx game.Tx) error { return tx.MarkCopy(12345, true, true) }); err == nil {
		t.Error("a copy that does not exist was marked")
	}
}

func holdings(t *testing.T, db *store.DB) {
	fillCards(t, db)
	// Cards 5 and 10 have five stars, 1 and 6 have one.
	made := mint(t, db, "a", 1, 1, 5, 10, 10, 6, 10)
	mint(t, db, "b", 2, 5)
	update(t, db, func(tx game.Tx) error { return tx.MarkCopy(made[3].ID, true, false) })
	list := func(cards []game.CardID, skip, limit int) (ids []game.CardID, page []game.Holding, total, copies int) {
		err := db.View(t.Context(), func(r game.Reader) (err error) {
			page, total, copies, err = r.Holding(1, cards, skip, limit)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page {
			ids = append(ids, h.Card)
		}
		return ids, page, total, copies
	}
	tests := []struct {
		name          string
		cards         []game.CardID
		skip, limit   int
		want          []game.CardID
		total, copies int
	}{
		{"all", nil, 0, 10, []game.CardID{5, 10, 1, 6}, 4, 6},
		{"a page", nil, 1, 2, []game.CardID{10, 1}, 4, 6},
		{"beyond", nil, 9, 2, nil, 4, 6},
		{"some", []game.CardID{6, 10, 33}, 0, 10, []game.CardID{10, 6}, 2, 4},
		{"a page of some", []game.CardID{6, 10, 33}, 1, 10, []game.CardID{6}, 2, 4},
		{"beyond some", []game.CardID{6}, 4, 10, nil, 1, 1},
		{"none", []game.CardID{}, 0, 10, nil, 0, 0},
	}
	for _, tt := range tests {
		ids, _, total, copies := list(tt.cards, tt.skip, tt.limit)
		if !slices.Equal(ids, tt.want) || total != tt.total || copies != tt.copies {
			t.Errorf("%s: got %v of %d with %d copies", tt.name, ids, total, copies)
		}
	}
	_, all, _, _ := list(nil, 0, 10)
	_, some, _, _ := list([]game.CardID{1, 5, 6, 10}, 0, 10)
	if !reflect.DeepEqual(all, some) {
		t.Errorf("with and without a list differ:\n%+v\n%+v", all, some)
	}
	if h := all[1]; h.Copies != 3 || !h.Favourite || h.Locked || h.Best.Print != 1 || h.Best.Holder != account(1) {
		t.Errorf("got %+v", h)
	}
}

func manyIDs(t *testing.T, db *store.DB) {
	fillCards(t, db)
	seen := map[game.CopyID]bool{}
	for n := range 15 {
		cards := make([]game.CardID, 150)
		for i := range cards {
			cards[i] = game.CardID(i%Cards + 1)
		}
		for _, c := range mint(t, db, fmt.Sprintf("a/%d", n), 1, cards...) {
			if seen[c.ID] {
				t.Fatalf("copy %d twice", c.ID)
			}
			seen[c.ID] = true
		}
	}
}

func catalogue(t *testing.T, db *store.DB) {
	fillCards(t, db)
	collections, cards := Pack()
	version, gotCollections, gotCards, err := db.Cards(t.Context())
	if err != nil || version != 1 || len(gotCollections) != len(collections) || len(gotCards) != len(cards) {
		t.Fatalf("got version %d, %d collections, %d cards, %v", version, len(gotCollections), len(gotCards), err)
	}
	if !reflect.DeepEqual(gotCards[0], cards[0]) || !reflect.DeepEqual(gotCollections[0], collections[0]) {
		t.Errorf("got %+v, %+v", gotCards[0], gotCollections[0])
	}
	mint(t, db, "a", 1, 2)
	if n, err := db.ImportPack(t.Context(), collections, cards); n != 0 || err != nil {
		t.Errorf("the same again: %d changed, %v", n, err)
	}
	cards[1].Name = "Another name"
	if n, err := db.ImportPack(t.Context(), nil, cards[1:2]); n != 1 || err != nil {
		t.Errorf("one changed: %d, %v", n, err)
	}
	if v, err := db.CardsVersion(t.Context()); v != 2 || err != nil {
		t.Errorf("version %d, %v", v, err)
	}
	_, _, gotCards, err = db.Cards(t.Context())
	if err != nil || gotCards[1].Name != "Another name" {
		t.Errorf("got %+v, %v", gotCards[1], err)
	}
	if _, err := db.ImportPack(t.Context(), nil, []game.Card{{ID: 77, Level: 1, Collection: "nowhere"}}); err == nil {
		t.Error("a card of a collection that does not exist was imported")
	}
}

func secrets(t *testing.T, db *store.DB) {
	one, err := db.Secret(t.Context(), "one")
	if err != nil || len(one) != 32 {
		t.Fatalf("got %d bytes, %v", len(one), err)
	}
	two, err := db.Secret(t.Context(), "two")
	if err != nil || slices.Equal(one, two) {
		t.Errorf("two names have one secret, %v", err)
	}
	again, err := db.Secret(t.Context(), "one")
	if err != nil || !slices.Equal(one, again) {
		t.Errorf("the secret has changed, %v", err)
	}
}

func auditing(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	together(9, func(i int) {
		for n := range 4 {
			if i == 0 {
				Check(t, db)
				continue
			}
			act := Act(fmt.Sprintf("i/%d/%d", i, n), game.PlayerID(i))
			if _, err := w.Game.Claim(t.Context(), act, game.ClaimOrder{Count: 3}); err != nil {
				t.Error(err)
			}
		}
	})
	rep, err := db.Audit(t.Context())
	if err != nil || rep.Copies != 8*4*3 || rep.Currencies[string(ledger.Flake)].Minted != 8_000_000 {
		t.Errorf("got %+v, %v", rep, err)
	}
}
