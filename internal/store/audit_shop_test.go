package store_test

import (
	"testing"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store/storetest"
)

// plantShop lets player 2 buy and craft Space Unity and use it, and buy a recipe that
// stays open; and player 1 vote.
func plantShop(t *testing.T, w *storetest.World) {
	t.Helper()
	ctx, act := t.Context(), func(key string) game.Act { return storetest.Act("i/s/"+key, 2) }
	bought, err := w.Game.Buy(ctx, act("buy"), game.BuyOrder{Good: "spaceunity", Price: 12_000})
	if err != nil {
		t.Fatal(err)
	}
	err = w.DB.Update(ctx, func(tx game.Tx) error {
		var copies []*game.Copy
		for _, card := range bought.Recipe.Cards {
			copies = append(copies, &game.Copy{Card: card, Level: 1, Made: at()})
		}
		return tx.Mint("ms", at(), ledger.PlayerAccount(2), "test", copies)
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Game.PlanCraft(ctx, 2, "spaceunity")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Game.Craft(ctx, act("craft"), game.CraftOrder{Good: "spaceunity", Seal: plan.Seal}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Game.Use(ctx, act("use"), game.UseOrder{Good: "spaceunity", Arguments: "dusk"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Game.Buy(ctx, act("open"), game.BuyOrder{Good: "cakeday", Price: 15_000}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Game.CountVote(ctx, game.VoteOrder{ID: "1", Site: "list", Player: 1}); err != nil {
		t.Fatal(err)
	}
}

// shopBreaches break what plantShop has made.
func shopBreaches() []breach {
	breaks := func(rule string, statements ...string) breach { return breach{rule: rule, breaks: statements} }
	const columns = "INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at) "
	return []breach{
		breaks("recipe", "UPDATE recipe SET price = price + 1"),
		breaks("recipe", "UPDATE recipe SET player = 1"),
		breaks("recipe", "UPDATE recipe SET key = 'i/other'"),
		breaks("recipe", "UPDATE recipe SET bought = bought + 1"),
		breaks("recipe", "UPDATE entry SET unit = 'vial' WHERE key = 'i/s/open'"),

		breaks("craft", "DELETE FROM entry WHERE key = 'i/s/craft' AND unit = 'copy'"),
		breaks("craft", "UPDATE entry SET giver = 'player/1' WHERE key = 'i/s/craft' AND unit = 'copy'"),

		breaks("use", "DELETE FROM entry WHERE key = 'i/s/use' AND unit = 'spaceunity'"),
		breaks("use", "UPDATE entry SET giver = 'player/1' WHERE key = 'i/s/use' AND unit = 'spaceunity'"),
		breaks("use", columns+"VALUES ('i/s/use', 2, 'copy', 'mint', 'player/2', 1, 1, 9, 'space unity', 77)"),

		breaks("vote", "UPDATE vote SET flakes = flakes + 1"),
		breaks("vote", "UPDATE vote SET vials = vials - 1"),
		breaks("vote", "UPDATE vote SET player = 2"),
		breaks("vote", "DELETE FROM entry WHERE key = 'vote/id/list/1'"),

		breaks("auction_end", columns+"VALUES ('auction/2/end', 8, 'flake', 'mint', 'player/3', 5, NULL, 0, 'x', 77)"),
		breaks("auction_end", columns+"VALUES ('auction/2/end', 8, 'vial', 'mint', 'player/1', 5, NULL, 0, 'x', 77)"),
		breaks("auction_end", columns+"VALUES ('auction/2/end', 8, 'flake', 'mint', 'player/1', 101, NULL, 0, 'x', 77)"),
		breaks("auction_end", columns+"VALUES ('auction/3/end', 8, 'flake', 'mint', 'player/1', 5, NULL, 0, 'x', 77)"),
		breaks("auction_end", columns+"VALUES ('auction/2/end', 8, 'flake', 'mint', 'player/2', 5, NULL, 0, 'x', 77), ('auction/2/end', 9, 'flake', 'mint', 'player/2', 5, NULL, 0, 'x', 77)"),
	}
}
