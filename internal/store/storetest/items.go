package storetest

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// give gives a player uses of an item.
func (w *workshop) give(p game.PlayerID, item ledger.Unit, uses int64) {
	w.t.Helper()
	update(w.t, w.DB, func(tx game.Tx) error {
		posting := pay("uses/"+string(item)+"/"+w.act(p).Key, ledger.Mint, account(p), uses)
		posting.Transfers[0].Unit = item
		return tx.Post(posting)
	})
}

func (w *workshop) use(p game.PlayerID, id game.GoodID, arguments string) (game.UseResult, error) {
	return w.Game.Use(w.t.Context(), w.act(p), game.UseOrder{Good: id, Arguments: arguments})
}

// claimed sets how many claims a player has made today.
func (w *workshop) claimed(p game.PlayerID, n int) {
	w.t.Helper()
	update(w.t, w.DB, func(tx game.Tx) error {
		x, err := tx.Player(p, "")
		if err != nil {
			return err
		}
		x.Claims, x.ClaimDay = n, int(w.clock.At.Unix()/86400)
		return tx.SavePlayer(x)
	})
}

// claims is the counter of a player.
func claimsOf(t *testing.T, db *store.DB, p game.PlayerID) (n int) {
	t.Helper()
	read(t, db, func(r game.Reader) error {
		x, err := r.Player(p, "")
		n = x.Claims
		return err
	})
	return n
}

// using: no use without a use, one effect for one use, and a pause (D17).
func using(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1000)
	w.claimed(1, 9)
	if _, err := w.use(1, "claimrecall", ""); !errors.Is(err, game.NoUsesError{Good: "claimrecall"}) {
		t.Errorf("without a use: %v", err)
	}
	if n := claimsOf(t, db, 1); n != 9 {
		t.Errorf("a refused use took claims back: %d are left", n)
	}
	w.give(1, ledger.ClaimRecall, 3)
	res, err := w.use(1, "claimrecall", "")
	want := game.UseResult{Good: "claimrecall", As: "claimrecall", Left: 2, Ready: noon().Add(15 * time.Hour), Claims: 4, NextClaim: 700 * 6}
	if err != nil || res != want {
		t.Errorf("got %+v, %v; want %+v", res, err, want)
	}
	if n := claimsOf(t, db, 1); n != 5 || unitsOf(t, db, 1, ledger.ClaimRecall) != 2 {
		t.Errorf("%d claims and %d uses are left", n, unitsOf(t, db, 1, ledger.ClaimRecall))
	}
	var early game.CooldownError
	if _, err := w.use(1, "claimrecall", ""); !errors.As(err, &early) || !early.Until.Equal(want.Ready) {
		t.Errorf("too early: %v", err)
	}
	w.clock.At = want.Ready
	w.claimed(1, 3)
	if _, err := w.use(1, "claimrecall", ""); !errors.Is(err, game.FewClaimsError{Need: 4, Have: 3}) {
		t.Errorf("with too few claims: %v", err)
	}
	if n := unitsOf(t, db, 1, ledger.ClaimRecall); n != 2 {
		t.Errorf("what was refused took a use: %d are left", n)
	}
	w.claimed(1, 4)
	if _, err := w.use(1, "claimrecall", ""); err != nil || claimsOf(t, db, 1) != 0 {
		t.Errorf("%v; %d claims are left", err, claimsOf(t, db, 1))
	}
	// Yesterday's claims are over, whatever the counter says.
	w.claimed(1, 9)
	w.clock.At = w.clock.At.Add(24 * time.Hour)
	if _, err := w.use(1, "claimrecall", ""); !errors.Is(err, game.FewClaimsError{Need: 4}) {
		t.Errorf("with yesterday's claims: %v", err)
	}
}

// spaceUnity brings what the player has not got, from where he says.
func spaceUnity(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1000)
	w.give(1, ledger.SpaceUnity, 100)
	if _, err := w.use(1, "spaceunity", "noon"); !errors.Is(err, game.NoCollectionError{Name: "noon"}) {
		t.Errorf("from no collection: %v", err)
	}
	// Of dusk's twenty cards, twelve have at most three stars.
	var got []game.CardID
	for range 12 {
		res, err := w.use(1, "spaceunity", " DUSK")
		if err != nil || res.Got == nil {
			t.Fatalf("%+v, %v", res, err)
		}
		c := res.Got
		if c.Card.Collection != "dusk" || c.Card.Level > 3 || c.Copy.Print != 1 || c.Copy.Owned != 1 || c.Copy.Exp == 0 {
			t.Errorf("got %+v", c)
		}
		if holder(t, db, c.Copy.ID) != account(1) {
			t.Errorf("%s holds the card", holder(t, db, c.Copy.ID))
		}
		got = append(got, c.Card.ID)
		w.clock.At = w.clock.At.Add(40 * time.Hour)
	}
	if slices.Sort(got); len(slices.Compact(got)) != 12 {
		t.Errorf("got a card twice: %v", got)
	}
	var nothing game.NothingNewError
	if _, err := w.use(1, "spaceunity", "dusk"); !errors.As(err, &nothing) || nothing.Collection.ID != "dusk" {
		t.Errorf("with all cards: %v", err)
	}
	if n := unitsOf(t, db, 1, ledger.SpaceUnity); n != 88 {
		t.Errorf("%d uses are left", n)
	}
	found, err := w.Game.SuggestSpace(t.Context(), 1, "d", 25)
	if err != nil || len(found) != 1 || found[0].ID != "dawn" {
		t.Errorf("suggested %+v, %v", found, err)
	}
}

// judging: Judgement Day takes a use of its own, and what holds for the other item
// holds: its pause, and what it asks for (D17).
func judging(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1000)
	w.claimed(1, 6)
	if _, err := w.use(1, "judgeday", "claimrecall"); !errors.Is(err, game.NoUsesError{Good: "judgeday"}) {
		t.Errorf("without a use: %v", err)
	}
	w.give(1, ledger.JudgeDay, 5)
	w.give(1, ledger.Walpurgis, 1)
	for _, arguments := range []string{"", "judgeday", "Judgement Day", "nonsense", "judgeday claimrecall"} {
		if _, err := w.use(1, "judgeday", arguments); !errors.Is(err, game.NothingToActAsError{Name: arguments}) {
			t.Errorf("as %q: %v", arguments, err)
		}
	}
	if _, err := w.use(1, "judgeday", "space unity noon"); !errors.Is(err, game.NoCollectionError{Name: "noon"}) {
		t.Errorf("from no collection: %v", err)
	}
	if _, err := w.use(1, "walpurgisnight", ""); err != nil {
		t.Fatal(err)
	}
	var early game.CooldownError
	if _, err := w.use(1, "judgeday", "walpurgisnight"); !errors.As(err, &early) || early.What != "use/walpurgisnight" {
		t.Errorf("in the pause of the other item: %v", err)
	}
	res, err := w.use(1, "judgeday", "Claim Recall")
	want := game.UseResult{Good: "judgeday", As: "claimrecall", Left: 4, Ready: noon().Add(48 * time.Hour), Claims: 4, NextClaim: 700 * 2}
	if err != nil || res != want {
		t.Errorf("got %+v, %v; want %+v", res, err, want)
	}
	w.give(1, ledger.ClaimRecall, 1)
	if _, err := w.use(1, "claimrecall", ""); !errors.As(err, &early) || !early.Until.Equal(noon().Add(15*time.Hour)) {
		t.Errorf("the other item's pause has not begun: %v", err)
	}
	w.clock.At = noon().Add(48 * time.Hour)
	if _, err := w.use(1, "judgeday", "claimrecall"); !errors.Is(err, game.FewClaimsError{Need: 4}) {
		t.Errorf("without claims: %v", err)
	}
	if res, err := w.use(1, "judgeday", "spaceunity dawn"); err != nil || res.Got == nil || res.Got.Card.Collection != "dawn" {
		t.Errorf("got %+v, %v", res, err)
	}
	if _, err := w.use(1, "cakeday", ""); !errors.Is(err, game.NotAnItemError{Good: "cakeday"}) {
		t.Errorf("an effect was used: %v", err)
	}
	if n := unitsOf(t, db, 1, ledger.JudgeDay); n != 3 {
		t.Errorf("%d uses are left", n)
	}
}

// usingAtOnce: the last use is used once, and the counter never falls below zero.
func usingAtOnce(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1000)
	w.rules.Shop.Walpurgis.Cooldown = 0
	w.World = NewWorld(t, db, w.rules, w.clock)
	for _, tt := range []struct {
		name         string
		uses, claims int
	}{{"the last use", 1, 9}, {"the last claim", 9, 1}} {
		w.claimed(1, tt.claims)
		w.give(1, ledger.Walpurgis, int64(tt.uses))
		var used atomic.Int64
		together(16, func(int) {
			_, err := w.use(1, "walpurgisnight", "")
			switch {
			case err == nil:
				used.Add(1)
			case !refused[game.NoUsesError, game.FewClaimsError](err):
				t.Errorf("%s: %v", tt.name, err)
			}
		})
		claims, uses := claimsOf(t, db, 1), unitsOf(t, db, 1, ledger.Walpurgis)
		if used.Load() != 1 || claims != tt.claims-1 || uses != int64(tt.uses-1) {
			t.Errorf("%s: used %d times; %d claims and %d uses are left", tt.name, used.Load(), claims, uses)
		}
	}
}

// pausing: with uses for all, of many at once one is not in the pause.
func pausing(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1000)
	w.claimed(1, 9)
	w.give(1, ledger.Walpurgis, 9)
	w.give(1, ledger.JudgeDay, 9)
	var used atomic.Int64
	together(16, func(i int) {
		id, arguments := game.GoodID("walpurgisnight"), ""
		if i%2 == 1 {
			id, arguments = "judgeday", "walpurgisnight"
		}
		_, err := w.use(1, id, arguments)
		switch {
		case err == nil:
			used.Add(1)
		case !refused[game.CooldownError, game.CooldownError](err):
			t.Error(err)
		}
	})
	if claims := claimsOf(t, db, 1); used.Load() != 1 || claims != 8 {
		t.Errorf("used %d times; %d claims are left", used.Load(), claims)
	}
}

// upgrading: free, once, at the threshold, and the progress begins again.
func upgrading(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	up := func(from int) error {
		_, err := w.Game.UpgradeEffect(t.Context(), w.act(1), "cakeday", from)
		return err
	}
	if err := up(1); !errors.Is(err, game.NoEffectError{Good: "cakeday"}) {
		t.Errorf("without the effect: %v", err)
	}
	if _, err := w.Game.UpgradeEffect(t.Context(), w.act(1), "judgeday", 1); !errors.Is(err, game.NoTiersError{Good: "judgeday"}) {
		t.Errorf("an item: %v", err)
	}
	until := noon().Add(time.Hour)
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.CakeDay, Tier: 1, Progress: 249, Until: until})
	})
	if err := up(1); !errors.Is(err, game.NotGrownError{Good: "cakeday", Need: 250, Have: 249}) {
		t.Errorf("one short: %v", err)
	}
	update(t, db, func(tx game.Tx) error { return tx.GrowEffect(1, game.CakeDay, 400) })
	var raised atomic.Int64
	together(16, func(int) {
		switch err := up(1); {
		case err == nil:
			raised.Add(1)
		case !errors.Is(err, game.ChangedError{}):
			t.Error(err)
		}
	})
	want := game.Effect{ID: game.CakeDay, Tier: 2, Until: until}
	if got := effects(t, db, 1); raised.Load() != 1 || len(got) != 1 || got[0] != want {
		t.Errorf("raised %d times, to %+v", raised.Load(), got)
	}
	if got := flakes(t, db, 1); got != 100_000 {
		t.Errorf("it cost something: %d are left", got)
	}
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.CakeDay, Tier: 5, Progress: 1e6, Until: until})
	})
	if err := up(5); !errors.Is(err, game.MaxTierError{Good: "cakeday"}) {
		t.Errorf("beyond the last tier: %v", err)
	}
}

// growing: what others add to the progress of an effect is not lost, whatever its
// player does with it meanwhile (D42).
func growing(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1_000_000)
	w.make(1, "lambhyejoo")
	w.copiesFor(1, w.buy(1, "lambhyejoo"))
	plan, err := w.Game.PlanCraft(t.Context(), 1, "lambhyejoo")
	if err != nil {
		t.Fatal(err)
	}
	together(33, func(i int) {
		if i == 0 {
			if _, err := w.Game.Craft(t.Context(), w.act(1), game.CraftOrder{Good: "lambhyejoo", Seal: plan.Seal}); err != nil {
				t.Error(err)
			}
			return
		}
		err := db.Update(t.Context(), func(tx game.Tx) error { return tx.GrowEffect(1, game.LambOfHyejoo, 3) })
		if err != nil {
			t.Error(err)
		}
	})
	want := game.Effect{ID: game.LambOfHyejoo, Tier: 1, Progress: 96, Until: noon().Add(420 * 24 * time.Hour)}
	if got := effects(t, db, 1); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// owning: everything that a player has, at one look.
func owning(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 1_000_000)
	w.make(1, "cakeday")
	w.make(1, "walpurgisnight")
	w.claimed(1, 3)
	if _, err := w.use(1, "walpurgisnight", ""); err != nil {
		t.Fatal(err)
	}
	w.giveUp(1)
	r := w.buy(1, "holygrail")
	mint(t, db, "one", 1, r.Cards[2])
	inv, err := w.Game.Inventory(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if n := inv.Stock[ledger.Walpurgis]; n != 19 || !inv.Ready[ledger.Walpurgis].Equal(noon().Add(24*time.Hour)) || len(inv.Ready) != 1 {
		t.Errorf("uses: %d, pauses: %v", n, inv.Ready)
	}
	if len(inv.Effects) != 1 || inv.Effects[0].Effect.ID != game.CakeDay || !inv.Effects[0].Active || inv.Effects[0].Need != 250 {
		t.Errorf("effects: %+v", inv.Effects)
	}
	if len(inv.Recipes) != 1 || inv.Recipes[0].Held() != 1 || !inv.Recipes[0].Cards[2].Held || inv.Recipes[0].Cards[2].Card.ID != r.Cards[2] {
		t.Errorf("recipes: %+v", inv.Recipes)
	}
	if inv, err := w.Game.Inventory(t.Context(), 2); err != nil || len(inv.Effects)+len(inv.Recipes)+len(inv.Ready) > 0 {
		t.Errorf("somebody else has %+v, %v", inv, err)
	}
}
