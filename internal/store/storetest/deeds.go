package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

func deeds(t *testing.T, db *store.DB) {
	join(t, db, 1, 500)
	kiss := game.Effect{ID: game.KissLater, Tier: 1, Until: noon().Add(time.Hour)}
	update(t, db, func(tx game.Tx) error {
		if err := tx.SaveEffect(1, kiss); err != nil {
			return err
		}
		err := tx.Post(ledger.Posting{Key: "disc", At: noon(), Transfers: []ledger.Transfer{{
			Unit: ledger.Disc, From: ledger.Mint, To: account(1), Amount: 2, Reason: "test",
		}}})
		if err != nil {
			return err
		}
		return tx.Count(1, noon(), game.Deed{What: game.DeedClaim, N: 3}, game.Deed{What: game.DeedDaily, N: 1})
	})
	update(t, db, func(tx game.Tx) error {
		if err := tx.GrowEffect(1, game.KissLater, 7); err != nil {
			return err
		}
		if err := tx.GrowEffect(1, game.CakeDay, 7); err != nil { // has none: nothing grows
			return err
		}
		return tx.Count(1, noon(), game.Deed{What: game.DeedClaim, N: 4})
	})
	kiss.Progress = 7
	err := db.View(t.Context(), func(r game.Reader) error {
		counts, err := r.Counts(1)
		if want := (map[game.DeedKind]int64{game.DeedClaim: 7, game.DeedDaily: 1}); err == nil && !reflect.DeepEqual(counts, want) {
			t.Errorf("counts %v, want %v", counts, want)
		}
		if err != nil {
			return err
		}
		effects, err := r.Effects(1)
		if want := []game.Effect{kiss}; err == nil && !reflect.DeepEqual(effects, want) {
			t.Errorf("effects %+v, want %+v", effects, want)
		}
		if err != nil {
			return err
		}
		stock, err := r.Stock(1)
		if want := (game.Stock{ledger.Flake: 500, ledger.Disc: 2}); err == nil && !reflect.DeepEqual(stock, want) {
			t.Errorf("stock %v, want %v", stock, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// crossDeeds: each pays the other and counts for both. Neither order of balances
// and counts may make them wait for each other.
func crossDeeds(t *testing.T, db *store.DB) {
	const n = 40
	join(t, db, 1, 5000)
	join(t, db, 2, 5000)
	together(n, func(i int) {
		me, other := game.PlayerID(1+i%2), game.PlayerID(2-i%2)
		err := db.Update(t.Context(), func(tx game.Tx) error {
			if _, err := tx.Player(me, ""); err != nil {
				return err
			}
			if err := tx.Count(other, noon(), game.Deed{What: game.DeedSold, N: 1}); err != nil {
				return err
			}
			if err := tx.Count(me, noon(), game.Deed{What: game.DeedWin, N: 1}); err != nil {
				return err
			}
			return tx.Post(pay(fmt.Sprintf("cross/%d", i), account(me), account(other), 10))
		})
		if err != nil {
			t.Error(err)
		}
	})
	err := db.View(t.Context(), func(r game.Reader) error {
		for _, p := range []game.PlayerID{1, 2} {
			counts, err := r.Counts(p)
			if err != nil {
				return err
			}
			if want := (map[game.DeedKind]int64{game.DeedSold: n / 2, game.DeedWin: n / 2}); !reflect.DeepEqual(counts, want) {
				t.Errorf("player %d: %v, want %v", p, counts, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
