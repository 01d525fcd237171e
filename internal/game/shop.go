package game

import (
	"context"
	"errors"
	"time"

	"gohye/internal/ledger"
)

// A ShopView is a good as the shop shows it to a player.
type ShopView struct {
	Good    Good
	Balance int64
	Open    *Recipe // the player's open recipe of it, or nil
}

// LookAtGood shows a good as the shop sells it. Refused: NoSuchGoodError.
func (g *Game) LookAtGood(ctx context.Context, player PlayerID, id GoodID) (ShopView, error) {
	good, ok := g.rules.Good(id)
	if !ok {
		return ShopView{}, NoSuchGoodError{Name: string(id)}
	}
	v := ShopView{Good: good}
	err := g.store.View(ctx, func(r Reader) error {
		p, err := r.Player(player, "")
		if errors.Is(err, ErrNotFound) {
			v.Balance = g.rules.Start.Flakes
			return nil
		}
		if err != nil {
			return err
		}
		v.Balance = p.Flakes
		v.Open, err = openRecipe(r, player, id)
		return err
	})
	return v, err
}

// openRecipe is the player's open recipe of a good, or nil.
func openRecipe(r Reader, player PlayerID, id GoodID) (*Recipe, error) {
	recipe, err := r.Recipe(player, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	return &recipe, err
}

// A BuyOrder is what a player asks of the shop.
type BuyOrder struct {
	Good  GoodID
	Price int64 // that the player was shown
	// Replaces is when the open recipe was bought that the player gives up for the
	// new one; zero for none.
	Replaces time.Time
}

// A Purchase is a recipe that was bought.
type Purchase struct {
	Good    Good
	Recipe  Recipe
	Cards   []Card // of the recipe, in its order
	Balance int64
}

// Buy buys the recipe of a good: its cards are drawn from those that the player
// does not hold before anything is paid. An open recipe of the good is given up
// only if the order says so. Refused: NoSuchGoodError, ChangedError,
// RecipeOpenError, InsufficientFundsError, NoRecipeCardError, ReplayedError.
func (g *Game) Buy(ctx context.Context, act Act, order BuyOrder) (Purchase, error) {
	good, ok := g.rules.Good(order.Good)
	if !ok {
		return Purchase{}, NoSuchGoodError{Name: string(order.Good)}
	}
	rng, now, cat := g.draws(), g.clock.Now(), g.Catalogue()
	var res Purchase
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		open, err := openRecipe(tx, p.ID, good.ID)
		if err != nil {
			return err
		}
		if err := good.sell(p, open, order); err != nil {
			return err
		}
		owned, err := ownedBy(tx, p.ID)
		if err != nil {
			return err
		}
		cards, err := drawRecipe(rng, &cat.ingredients, owned, good.Recipe)
		if err != nil {
			return err
		}
		recipe := Recipe{Good: good.ID, Cards: cards, Price: good.Price, Key: act.Key, Bought: now}
		res = Purchase{Good: good, Recipe: recipe, Cards: g.cardsOf(cards), Balance: p.Flakes - good.Price}
		return g.writePurchase(tx, p, recipe)
	})
	return res, err
}

// sell decides whether the shop sells a good to p.
func (g *Good) sell(p Player, open *Recipe, order BuyOrder) error {
	switch {
	case order.Price != g.Price:
		return ChangedError{}
	case open != nil && order.Replaces.IsZero():
		return RecipeOpenError{Good: g.ID}
	case open == nil && !order.Replaces.IsZero(), open != nil && !open.Bought.Equal(order.Replaces):
		return ChangedError{}
	case p.Flakes < g.Price:
		return InsufficientFundsError{Need: g.Price, Have: p.Flakes}
	}
	return nil
}

func (g *Game) writePurchase(tx Tx, p Player, recipe Recipe) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if recipe.Price > 0 {
		err := tx.Post(ledger.Posting{Key: recipe.Key, At: recipe.Bought, Transfers: []ledger.Transfer{{
			Unit: ledger.Flake, From: playerAccount(p.ID), To: ledger.Sink,
			Amount: ledger.Amount(recipe.Price), Reason: "recipe",
		}}})
		if err != nil {
			return err
		}
	}
	return tx.SaveRecipe(p.ID, recipe)
}

// cardsOf are these cards; those that have left the catalogue are shown by
// number.
func (g *Game) cardsOf(ids []CardID) []Card {
	cards := make([]Card, len(ids))
	for i, id := range ids {
		cards[i] = g.card(id)
	}
	return cards
}
