package storetest

import (
	"errors"
	"reflect"
	"testing"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// progress: the pack has 20 cards in each of two collections, of which those of
// five stars are not collected.
func progress(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	join(t, db, 1, 1)
	join(t, db, 2, 1)
	mint(t, db, "1", 1, 1, 1, 3, 5, 2) // 5 has five stars; all but 2 are of dawn
	mint(t, db, "2", 2, 1, 3, 7)
	spent := mint(t, db, "3", 2, 9)[0]
	update(t, db, func(tx game.Tx) error { // what was spent is nobody's
		return tx.Post(ledger.Posting{Key: "spent", At: noon(), Transfers: []ledger.Transfer{{
			Unit: ledger.Copy, From: account(2), To: ledger.Sink, Amount: 1, Copy: int64(spent.ID), Reason: "test",
		}}})
	})
	list := func(o game.ProgressOrder, want ...string) {
		t.Helper()
		p, err := w.Game.Collections(t.Context(), 1, o, 0, 10)
		var got []string
		for _, c := range p.Entries {
			got = append(got, c.Collection.ID)
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: %v, %v; want %v", o, got, err, want)
		}
	}
	list(game.ProgressOrder{}, "dawn", "dusk")
	list(game.ProgressOrder{Sort: game.ProgressByDone}, "dawn", "dusk")
	list(game.ProgressOrder{Words: "USK"}, "dusk")
	list(game.ProgressOrder{Done: true})
	list(game.ProgressOrder{Open: true, Words: "girlgroups"}, "dawn")
	v, err := w.Game.LookAtCollection(t.Context(), 1, " dawn ")
	if err != nil || v.Owned != 2 || v.Cards != 16 || v.ByLevel[5].Owned != 1 || v.ByLevel[5].Cards != 4 || len(v.Samples) != 5 || v.Samples[0].Level != 5 {
		t.Errorf("%+v, %v", v, err)
	}
	if want := []game.Collector{{Player: 2, Cards: 3}, {Player: 1, Cards: 2}}; !reflect.DeepEqual(v.Top, want) {
		t.Errorf("top %v, want %v", v.Top, want)
	}
	if _, err := w.Game.LookAtCollection(t.Context(), 1, "noon"); !errors.Is(err, game.UnknownCollectionError{Name: "noon"}) {
		t.Errorf("an unknown one: %v", err)
	}
	if p, err := w.Game.Collections(t.Context(), 3, game.ProgressOrder{}, 7, 1); err != nil || p.Page != 1 || p.Entries[0].Owned != 0 {
		t.Errorf("a stranger: %+v, %v", p, err)
	}
}
