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
