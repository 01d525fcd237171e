package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// A workshop is a game whose players buy, craft and use, with a clock that the
// test sets.
type workshop struct {
	*World
	t     *testing.T
	clock *Stopped
	rules game.Rules
	acts  atomic.Int64
}

// newWorkshop makes players 1 and 2 with so many flakes.
func newWorkshop(t *testing.T, db *store.DB, flakes int64) *workshop {
	t.Helper()
	w := &workshop{t: t, clock: &Stopped{At: noon()}, rules: Rules(t)}
	w.World = NewWorld(t, db, w.rules, w.clock)
	join(t, db, 1, flakes)
	join(t, db, 2, flakes)
	return w
}

func (w *workshop) act(p game.PlayerID) game.Act {
	return Act(fmt.Sprintf("i/%d", w.acts.Add(1)), p)
}

// order is an order of a good at its price.
func (w *workshop) order(id game.GoodID) game.BuyOrder {
	good, ok := w.rules.Good(id)
	if !ok {
		w.t.Fatalf("there is no %s", id)
	}
	return game.BuyOrder{Good: id, Price: good.Price}
}

func (w *workshop) buy(p game.PlayerID, id game.GoodID) game.Recipe {
	w.t.Helper()
	res, err := w.Game.Buy(w.t.Context(), w.act(p), w.order(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return res.Recipe
}

// read reads with f and fails the test if that does.
func read(t *testing.T, db *store.DB, f func(game.Reader) error) {
	t.Helper()
	if err := db.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// recipes are a player's open recipes.
func recipes(t *testing.T, db *store.DB, p game.PlayerID) (all []game.Recipe) {
	t.Helper()
	read(t, db, func(r game.Reader) (err error) {
		all, err = r.Recipes(p)
		return err
	})
	return all
}

func recipeRows(t *testing.T, db *store.DB) {
	join(t, db, 1, 10)
	fillCards(t, db)
	mint(t, db, "m", 1, 7, 3, 7)
	cake := game.Recipe{Good: "cakeday", Cards: []game.CardID{2, 7}, Price: 5, Key: "i/1", Bought: noon()}
	judge := game.Recipe{Good: "judgeday", Cards: []game.CardID{1}, Key: "i/2", Bought: noon().Add(1)}
	newer := game.Recipe{Good: "cakeday", Cards: []game.CardID{9}, Price: 6, Key: "i/3", Bought: noon().Add(2)}
	update(t, db, func(tx game.Tx) error {
		for _, r := range []game.Recipe{cake, judge, newer} {
			if err := tx.SaveRecipe(1, r); err != nil {
				return err
			}
		}
		return nil
	})
	if got, want := recipes(t, db, 1), []game.Recipe{newer, judge}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	read(t, db, func(r game.Reader) error {
		got, err := r.Recipe(1, "cakeday")
		if !reflect.DeepEqual(got, newer) {
			t.Errorf("got %+v, want %+v", got, newer)
		}
		if err != nil {
			return err
		}
		if _, err := r.Recipe(2, "cakeday"); !errors.Is(err, game.ErrNotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		owned, err := r.Owned(1)
		if want := []game.CardID{3, 7}; !slices.Equal(owned, want) {
			t.Errorf("owns %v, want %v", owned, want)
		}
		return err
	})
	update(t, db, func(tx game.Tx) error { return tx.UseUpRecipe(1, "cakeday") })
	if got, want := recipes(t, db, 1), []game.Recipe{judge}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	err := db.Update(t.Context(), func(tx game.Tx) error { return tx.UseUpRecipe(1, "cakeday") })
	if err == nil {
		t.Error("a recipe was used up that is not there")
	}
}

// buying: the recipe asks for what the player has not got, and costs its price.
func buying(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	mint(t, db, "m", 1, 2, 7, 12) // three of the eight cards of two stars
	r := w.buy(1, "cakeday")
	if got := flakes(t, db, 1); got != 85_000 {
		t.Errorf("has %d flakes left", got)
	}
	if len(r.Cards) != 5 || len(slices.Compact(slices.Sorted(slices.Values(r.Cards)))) != 5 {
		t.Errorf("the recipe asks for %v", r.Cards)
	}
	for _, id := range r.Cards {
		if c := w.Game.Catalogue().Card(id); c.Level != 2 || id == 2 || id == 7 || id == 12 {
			t.Errorf("the recipe asks for %+v", c)
		}
	}
	if got := recipes(t, db, 1); !reflect.DeepEqual(got, []game.Recipe{r}) {
		t.Errorf("kept %+v, said %+v", got, r)
	}

	// One that is open is not lost by buying again, unless the player says so.
	again := w.order("cakeday")
	if _, err := w.Game.Buy(t.Context(), w.act(1), again); !errors.Is(err, game.RecipeOpenError{Good: "cakeday"}) {
		t.Errorf("a second recipe: %v", err)
	}
	again.Replaces = r.Bought.Add(1)
	if _, err := w.Game.Buy(t.Context(), w.act(1), again); !errors.Is(err, game.ChangedError{}) {
		t.Errorf("in place of another recipe: %v", err)
	}
	w.clock.At = w.clock.At.Add(time.Second)
	again.Replaces = r.Bought
	if _, err := w.Game.Buy(t.Context(), w.act(1), again); err != nil {
		t.Error(err)
	}
	if _, err := w.Game.Buy(t.Context(), w.act(1), again); !errors.Is(err, game.ChangedError{}) {
		t.Errorf("the second of two clicks: %v", err)
	}
	if got := flakes(t, db, 1); got != 70_000 {
		t.Errorf("has %d flakes left", got)
	}
}

// freeOfCharge: what is refused costs nothing and leaves nothing (D6).
func freeOfCharge(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	mint(t, db, "m", 1, 3, 8, 13, 18, 23, 28) // six of the eight cards of three stars
	_, err := w.Game.Buy(t.Context(), w.act(1), w.order("rulerjeanne"))
	if !errors.Is(err, game.NoRecipeCardError{Stars: 3}) {
		t.Errorf("got %v", err)
	}
	wrong := w.order("cakeday")
	wrong.Price--
	if _, err := w.Game.Buy(t.Context(), w.act(1), wrong); !errors.Is(err, game.ChangedError{}) {
		t.Errorf("at another price: %v", err)
	}
	if _, err := w.Game.Buy(t.Context(), w.act(1), game.BuyOrder{Good: "tohrugift"}); !errors.Is(err, game.NoSuchGoodError{Name: "tohrugift"}) {
		t.Errorf("what is not sold: %v", err)
	}
	if got := flakes(t, db, 1); got != 100_000 {
		t.Errorf("has %d flakes left", got)
	}
	if got := recipes(t, db, 1); len(got) > 0 {
		t.Errorf("has %+v", got)
	}
}

// buyingAtOnce: with flakes for one recipe, of many purchases of different goods
// one comes about; of many of one good one as well.
func buyingAtOnce(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 15_000)
	goods := []game.GoodID{"cakeday", "holygrail", "youthyouth", "kisslater"}
	var bought atomic.Int64
	together(16, func(i int) {
		_, err := w.Game.Buy(t.Context(), w.act(1), w.order(goods[i%4]))
		switch {
		case err == nil:
			bought.Add(1)
		case !refused[game.InsufficientFundsError, game.RecipeOpenError](err):
			t.Error(err)
		}
	})
	if bought.Load() != 1 || flakes(t, db, 1) != 0 || len(recipes(t, db, 1)) != 1 {
		t.Errorf("bought %d, has %d flakes and %v", bought.Load(), flakes(t, db, 1), recipes(t, db, 1))
	}
	update(t, db, func(tx game.Tx) error { return tx.Post(pay("gift", ledger.Mint, account(2), 1_000_000)) })
	bought.Store(0)
	together(8, func(int) {
		_, err := w.Game.Buy(t.Context(), w.act(2), w.order("walpurgisnight"))
		switch {
		case err == nil:
			bought.Add(1)
		case !errors.Is(err, game.RecipeOpenError{Good: "walpurgisnight"}):
			t.Error(err)
		}
	})
	if bought.Load() != 1 || flakes(t, db, 2) != 1_005_000 {
		t.Errorf("bought %d, has %d flakes", bought.Load(), flakes(t, db, 2))
	}
}

// copiesFor makes one copy of every card of a recipe.
func (w *workshop) copiesFor(p game.PlayerID, r game.Recipe) []*game.Copy {
	w.t.Helper()
	return mint(w.t, w.DB, fmt.Sprintf("m/%d", w.acts.Add(1)), p, r.Cards...)
}

// craft confirms what is planned now.
func (w *workshop) craft(p game.PlayerID, id game.GoodID) (game.CraftResult, error) {
	plan, err := w.Game.PlanCraft(w.t.Context(), p, id)
	if err != nil {
		return game.CraftResult{}, err
	}
	return w.Game.Craft(w.t.Context(), w.act(p), game.CraftOrder{Good: id, Seal: plan.Seal})
}

// make buys a good, finds its cards and crafts it.
func (w *workshop) make(p game.PlayerID, id game.GoodID) game.CraftResult {
	w.t.Helper()
	w.copiesFor(p, w.buy(p, id))
	res, err := w.craft(p, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

// effects are those of a player.
func effects(t *testing.T, db *store.DB, p game.PlayerID) (all []game.Effect) {
	t.Helper()
	read(t, db, func(r game.Reader) (err error) {
		all, err = r.Effects(p)
		return err
	})
	return all
}

// unitsOf is what a player has of a unit.
func unitsOf(t *testing.T, db *store.DB, p game.PlayerID, unit ledger.Unit) (n int64) {
	t.Helper()
	read(t, db, func(r game.Reader) error {
		all, err := r.Stock(p)
		n = all[unit]
		return err
	})
	return n
}

// holder is who holds a copy.
func holder(t *testing.T, db *store.DB, id game.CopyID) (a ledger.Account) {
	t.Helper()
	read(t, db, func(r game.Reader) error {
		c, err := r.Copy(id)
		a = c.Holder
		return err
	})
	return a
}

func mark(t *testing.T, db *store.DB, id game.CopyID, favourite, locked bool) {
	t.Helper()
	update(t, db, func(tx game.Tx) error { return tx.MarkCopy(id, favourite, locked) })
}

// crafting takes one copy of each card, the least valuable that may be taken, or
// nothing at all (D15).
func crafting(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	if _, err := w.craft(1, "cakeday"); !errors.Is(err, game.NoRecipeError{Good: "cakeday"}) {
		t.Errorf("without a recipe: %v", err)
	}
	r := w.buy(1, "cakeday")
	some := mint(t, db, "some", 1, r.Cards[:4]...)
	mark(t, db, some[0].ID, false, true)
	mark(t, db, some[1].ID, true, false)
	var missing game.MissingCardsError
	_, err := w.craft(1, "cakeday")
	if !errors.As(err, &missing) || len(missing.Missing) != 1 || missing.Missing[0].ID != r.Cards[4] ||
		len(missing.Protected) != 2 || missing.Protected[0].ID != r.Cards[0] || missing.Protected[1].ID != r.Cards[1] {
		t.Errorf("with two marked copies and one missing: %v", err)
	}
	for _, c := range some {
		if holder(t, db, c.ID) != account(1) {
			t.Errorf("copy %d was taken by what was refused", c.ID)
		}
	}
	rest := mint(t, db, "rest", 1, r.Cards[4], r.Cards[0], r.Cards[1], r.Cards[2])
	res, err := w.craft(1, "cakeday")
	if err != nil {
		t.Fatal(err)
	}
	// Of card 2 there are two copies: the later print is worth less.
	taken := []game.CopyID{rest[1].ID, rest[2].ID, rest[3].ID, some[3].ID, rest[0].ID}
	for i, id := range taken {
		if res.Spent[i].Copy.ID != id || holder(t, db, id) != ledger.Sink {
			t.Errorf("card %d: copy %d was said to be taken, want %d, which %s holds", i, res.Spent[i].Copy.ID, id, holder(t, db, id))
		}
	}
	for _, c := range some[:3] {
		if holder(t, db, c.ID) != account(1) {
			t.Errorf("copy %d was taken", c.ID)
		}
	}
	want := game.Effect{ID: game.CakeDay, Tier: 1, Until: noon().Add(210 * 24 * time.Hour)}
	if got := effects(t, db, 1); !reflect.DeepEqual(got, []game.Effect{want}) || res.Effect != want {
		t.Errorf("has %+v, was told %+v", got, res.Effect)
	}
	if got := recipes(t, db, 1); len(got) > 0 {
		t.Errorf("still has %+v", got)
	}
	if _, err := w.craft(1, "cakeday"); !errors.Is(err, game.NoRecipeError{Good: "cakeday"}) {
		t.Errorf("the same recipe once more: %v", err)
	}
}

// confirming: what was shown is what is taken.
func confirming(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	r := w.buy(1, "cakeday")
	w.copiesFor(1, r)
	plan, err := w.Game.PlanCraft(t.Context(), 1, "cakeday")
	if err != nil || plan.Complete() != nil {
		t.Fatalf("%+v, %v", plan, err)
	}
	w.copiesFor(1, r) // now other copies would be taken
	order := game.CraftOrder{Good: "cakeday", Seal: plan.Seal}
	if _, err := w.Game.Craft(t.Context(), w.act(1), order); !errors.Is(err, game.ChangedError{}) {
		t.Errorf("other copies than were shown: %v", err)
	}
	for _, p := range plan.Picks {
		if holder(t, db, p.Copy.ID) != account(1) {
			t.Errorf("copy %d was taken", p.Copy.ID)
		}
	}
}

// extending: an effect lasts from the later of now and its end (D16), and its tier
// and progress stay.
func extending(t *testing.T, db *store.DB) {
	const lasts = 210 * 24 * time.Hour
	w := newWorkshop(t, db, 1_000_000)
	w.make(1, "kisslater")
	update(t, db, func(tx game.Tx) error { return tx.GrowEffect(1, game.KissLater, 150) })
	update(t, db, func(tx game.Tx) error { return tx.RaiseEffect(1, game.KissLater, 1) })
	update(t, db, func(tx game.Tx) error { return tx.GrowEffect(1, game.KissLater, 9) })
	w.clock.At = noon().Add(10 * 24 * time.Hour)
	w.make(1, "kisslater")
	want := game.Effect{ID: game.KissLater, Tier: 2, Progress: 9, Until: noon().Add(2 * lasts)}
	if got := effects(t, db, 1); !reflect.DeepEqual(got, []game.Effect{want}) {
		t.Errorf("while it lasts: %+v, want %+v", got, want)
	}
	w.clock.At = noon().Add(1000 * 24 * time.Hour)
	res := w.make(1, "kisslater")
	want.Until = w.clock.At.Add(lasts)
	if got := effects(t, db, 1); !reflect.DeepEqual(got, []game.Effect{want}) || res.Effect != want {
		t.Errorf("long after its end: %+v, was told %+v, want %+v", got, res.Effect, want)
	}
	views, err := w.Game.MyEffects(t.Context(), 1)
	if err != nil || len(views) != 1 || !views[0].Active || views[0].Value != 10 || views[0].Need != 300 {
		t.Errorf("shown as %+v, %v", views, err)
	}
}

// craftingAtOnce: of many crafts of one recipe one comes about, and an item's uses
// are there once.
func craftingAtOnce(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 100_000)
	r := w.buy(1, "claimrecall")
	w.copiesFor(1, r)
	w.copiesFor(1, r)
	plan, err := w.Game.PlanCraft(t.Context(), 1, "claimrecall")
	if err != nil {
		t.Fatal(err)
	}
	var made atomic.Int64
	together(16, func(int) {
		_, err := w.Game.Craft(t.Context(), w.act(1), game.CraftOrder{Good: "claimrecall", Seal: plan.Seal})
		switch {
		case err == nil:
			made.Add(1)
		case !errors.Is(err, game.NoRecipeError{Good: "claimrecall"}):
			t.Error(err)
		}
	})
	if n := unitsOf(t, db, 1, ledger.ClaimRecall); made.Load() != 1 || n != 20 {
		t.Errorf("crafted %d times, and has %d uses", made.Load(), n)
	}
	res, err := w.Game.List(t.Context(), game.ListOrder{Asker: 1, Holder: 1, Size: 10})
	if err != nil || res.Copies != len(r.Cards) {
		t.Errorf("holds %d copies, %v", res.Copies, err)
	}
}

// craftAgainstSale: a copy goes into the recipe or onto the market, never both.
func craftAgainstSale(t *testing.T, db *store.DB) {
	w := newWorkshop(t, db, 10_000_000)
	sold := 0
	for range 20 {
		r := w.buy(1, "rulerjeanne")
		copies := w.copiesFor(1, r)
		plan, err := w.Game.PlanCraft(t.Context(), 1, "rulerjeanne")
		if err != nil {
			t.Fatal(err)
		}
		var craft, sale, locking error
		together(3, func(i int) {
			switch i {
			case 0:
				_, craft = w.Game.Craft(t.Context(), w.act(1), game.CraftOrder{Good: "rulerjeanne", Seal: plan.Seal})
			case 1:
				_, sale = w.Game.OpenAuction(t.Context(), w.act(1), game.AuctionOrder{Copy: copies[1].ID, Start: 100, Hours: 1})
			case 2: // marking asks for the copy only, not for the player
				locking = w.Game.SetMark(t.Context(), w.act(1), copies[2].ID, game.Locked, true)
			}
		})
		var missing game.MissingCardsError
		craftRefused := errors.As(craft, &missing) || errors.Is(craft, game.ChangedError{})
		switch {
		case craft == nil && errors.Is(sale, game.SpentError{}) && errors.Is(locking, game.NotYoursError{}):
		case craftRefused && sale == nil:
		default:
			t.Fatalf("craft %v, sale %v, lock %v", craft, sale, locking)
		}
		if sale == nil {
			sold++
		}
		if locked, c := locking == nil, copies[2].ID; locked && holder(t, db, c) != account(1) {
			t.Fatalf("a locked copy was taken: craft %v", craft)
		}
		w.giveUp(1)
		w.clock.At = w.clock.At.Add(time.Second)
	}
	t.Logf("20 times, of which the copy was sold %d times", sold)
}

// giveUp takes away what a player has: open recipes, and copies.
func (w *workshop) giveUp(p game.PlayerID) {
	w.t.Helper()
	for _, r := range recipes(w.t, w.DB, p) {
		update(w.t, w.DB, func(tx game.Tx) error { return tx.UseUpRecipe(p, r.Good) })
	}
	var held []game.Copy
	read(w.t, w.DB, func(r game.Reader) error {
		cards, err := r.Owned(p)
		for _, card := range cards {
			copies, err := r.CopiesOf(p, card)
			if err != nil {
				return err
			}
			held = append(held, copies...)
		}
		return err
	})
	update(w.t, w.DB, func(tx game.Tx) error {
		posting := ledger.Posting{Key: fmt.Sprintf("away/%d", w.acts.Add(1)), At: noon()}
		for _, c := range held {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: ledger.Copy, From: account(p), To: ledger.Sink, Amount: 1, Copy: int64(c.ID), Reason: "test",
			})
		}
		return tx.Post(posting)
	})
}
