package game

import (
	"reflect"
	"testing"
	"time"

	"gohye/internal/ledger"
)

func TestShare(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Effect
	now := time.Unix(1_800_000_000, 0)
	wolf := func(tier int, until time.Time) []Effect {
		return []Effect{{ID: CakeDay, Tier: 5, Until: until}, {ID: WolfOfHyejoo, Tier: tier, Until: until}}
	}
	later := now.Add(1)
	for _, tt := range []struct {
		name    string
		effects []Effect
		price   int64
		most    int64
		want    int64
	}{
		{"none", nil, 1000, 0, 0},
		{"another", wolf(1, later)[:1], 1000, 0, 0},
		{"the lowest tier", wolf(1, later), 1000, 0, 20},
		{"the highest tier", wolf(5, later), 1000, 0, 100},
		{"rounded down", wolf(1, later), 149, 0, 2},
		{"too little", wolf(1, later), 49, 0, 0},
		{"at its end", wolf(5, now), 1000, 0, 0},
		{"exactly the most", wolf(5, later), 1000, 100, 100},
		{"more than the most", wolf(5, later), 1010, 100, 100},
		{"the highest price", wolf(5, later), maxPrice, 0, maxPrice / 10},
	} {
		r.AuctionMost = tt.most
		if got := r.share(tt.effects, WolfOfHyejoo, tt.price, now); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestPerkMoves(t *testing.T) {
	t.Parallel()
	a := led(300, 500)
	mint := func(to ledger.Account, n ledger.Amount, why ledger.Reason) ledger.Transfer {
		return ledger.Transfer{Unit: ledger.Flake, From: ledger.Mint, To: to, Amount: n, Reason: why}
	}
	for _, tt := range []struct {
		add  perks
		want []ledger.Transfer
	}{
		{perks{}, nil},
		{perks{buyer: 6}, []ledger.Transfer{mint("player/2", 6, "cashback")}},
		{perks{seller: 9}, []ledger.Transfer{mint("player/1", 9, "sale bonus")}},
		{perks{6, 9}, []ledger.Transfer{mint("player/2", 6, "cashback"), mint("player/1", 9, "sale bonus")}},
	} {
		if got := tt.add.moves(&a); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v: %+v, want %+v", tt.add, got, tt.want)
		}
	}
}
