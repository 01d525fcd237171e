package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/query"
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

func surveys(t *testing.T, db *store.DB) {
	fillCards(t, db)
	// Cards 5 and 10 have five stars, 1 and 6 have one.
	made := mint(t, db, "a", 1, 1, 5, 10, 10, 6, 10)
	mint(t, db, "b", 2, 5)
	update(t, db, func(tx game.Tx) error { return tx.MarkCopy(made[3].ID, true, false) })
	ask := func(s game.Survey) (f game.Findings) {
		t.Helper()
		err := db.View(t.Context(), func(r game.Reader) (err error) {
			f, err = r.Survey(s)
			slices.SortFunc(f.Heaps, func(a, b game.Heap) int { return int(a.Card - b.Card) })
			for _, cards := range f.Have {
				slices.Sort(cards)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	all := []game.Heap{
		{Card: 1, Copies: 1, Keys: []int64{1, 1}},
		{Card: 5, Copies: 1, Keys: []int64{1, 1}},
		{Card: 6, Copies: 1, Keys: []int64{1, 1}},
		{Card: 10, Copies: 3, Keys: []int64{1, 3}},
	}
	keys := []query.Key{query.ByPrint, query.ByAmount}
	if f := ask(game.Survey{Holder: 1, Keys: keys, Have: []game.PlayerID{2, 1, 3}}); !reflect.DeepEqual(f.Heaps, all) ||
		!reflect.DeepEqual(f.Have, [][]game.CardID{{5}, {1, 5, 6, 10}, nil}) {
		t.Errorf("got %+v", f)
	}
	isFav := []query.Term{{Kind: query.Fav}}
	fav := ask(game.Survey{Holder: 1, Keys: keys, Copies: isFav}).Heaps
	if want := []game.Heap{{Card: 10, Copies: 1, Keys: []int64{2, 3}}}; !reflect.DeepEqual(fav, want) {
		t.Errorf("got %+v: the second of three is the favourite", fav)
	}
	if f := ask(game.Survey{}); !reflect.DeepEqual(f, game.Findings{}) {
		t.Errorf("nothing was asked, and the answer is %+v", f)
	}
	err := db.View(t.Context(), func(r game.Reader) error {
		for _, tt := range []struct {
			which  []query.Term
			copies int
			best   game.CopyID
		}{{nil, 3, made[2].ID}, {isFav, 1, made[3].ID}} {
			held, err := r.Holdings(1, tt.which, 10, 2)
			if err != nil || len(held) != 1 || held[0].Card != 10 || held[0].Copies != tt.copies || held[0].Best.ID != tt.best || !held[0].Favourite || held[0].Locked {
				t.Errorf("got %+v, %v", held, err)
			}
		}
		if copies, err := r.CopiesOf(1, 10, isFav...); err != nil || len(copies) != 1 || copies[0].ID != made[3].ID {
			t.Errorf("the favourites of three copies are %+v, %v", copies, err)
		}
		if card, err := r.LastCard(1); card != 10 || err != nil {
			t.Errorf("the last card is %d, %v", card, err)
		}
		_, err := r.LastCard(3)
		return err
	})
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("somebody without copies: %v", err)
	}
}

func keptQueries(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	long := strings.Repeat("달 ", 100)
	token, err := w.Game.KeepQuery(t.Context(), long)
	if err != nil || token <= 0 {
		t.Fatal(token, err)
	}
	if other, err := w.Game.KeepQuery(t.Context(), long+"x"); other == token || err != nil {
		t.Errorf("two queries have one token, %v", err)
	}
	c.At = c.At.Add(4 * 24 * time.Hour)
	if again, err := w.Game.KeepQuery(t.Context(), long); again != token || err != nil {
		t.Errorf("asked again it is %d, not %d: %v", again, token, err)
	}
	c.At = c.At.Add(4 * 24 * time.Hour) // eight days after the first, four after the second
	if n, err := w.Game.Sweep(t.Context(), 10); n != 1 || err != nil {
		t.Errorf("%d are forgotten, %v", n, err)
	}
	if text, err := w.Game.KeptQuery(t.Context(), token); text != long || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	c.At = c.At.Add(4 * 24 * time.Hour)
	if n, err := w.Game.Sweep(t.Context(), 10); n != 1 || err != nil {
		t.Errorf("%d are forgotten, %v", n, err)
	}
	if _, err := w.Game.KeptQuery(t.Context(), token); !errors.Is(err, game.GoneError{}) {
		t.Errorf("a forgotten query: %v", err)
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
