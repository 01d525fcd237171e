package store

import (
	"reflect"
	"testing"

	"gohye/internal/game"
)

// TestHoldingsAreAddedUp has lists in an order that no index has.
func TestHoldingsAreAddedUp(t *testing.T) {
	t.Parallel()
	supplies := map[game.CardID]*game.Supply{}
	for _, held := range []struct {
		who  owner
		list string
	}{
		{owner{player: true, active: true}, "7 3 7 7"},
		{owner{player: true}, "3 3"},
		{owner{}, "7"},
	} {
		cards, err := cardsIn(held.list, nil)
		if err != nil {
			t.Fatal(err)
		}
		addHoldings(supplies, held.who, cards)
	}
	want := map[game.CardID]*game.Supply{
		3: {Copies: 3, Owners: 2, ActiveOwners: 1, ActiveCopies: 1, Largest: 2},
		7: {Copies: 4, Owners: 1, ActiveOwners: 1, ActiveCopies: 3, Largest: 3},
	}
	if !reflect.DeepEqual(supplies, want) {
		t.Errorf("got %+v %+v", supplies[3], supplies[7])
	}
	if _, err := cardsIn("7 x", nil); err == nil {
		t.Error("a damaged list was read")
	}
}
