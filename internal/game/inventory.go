package game

import (
	"context"
	"errors"
	"time"

	"gohye/internal/ledger"
)

// An Inventory is everything that a player has but cards and coins.
type Inventory struct {
	Stock   Stock // of materials, and of items in uses
	Ready   map[ledger.Unit]time.Time
	Recipes []RecipeView
	Effects []EffectView
}

// A RecipeView is an open recipe with its cards.
type RecipeView struct {
	Recipe Recipe
	Cards  []RecipeCard // in the order of the recipe
}

// A RecipeCard is a card of a recipe, and whether the player holds it.
type RecipeCard struct {
	Card Card
	Held bool
}

// Held counts the cards of the recipe that the player holds.
func (v *RecipeView) Held() (n int) {
	for _, c := range v.Cards {
		if c.Held {
			n++
		}
	}
	return n
}

// Inventory shows what a player has but cards and coins. Recipes are in the order
// of the shop; Ready has the items that cannot be used yet.
func (g *Game) Inventory(ctx context.Context, player PlayerID) (Inventory, error) {
	now := g.clock.Now()
	var inv Inventory
	err := g.store.View(ctx, func(r Reader) error {
		inv = Inventory{Ready: map[ledger.Unit]time.Time{}}
		var err, more error
		if inv.Stock, err = r.Stock(player); err != nil {
			return err
		}
		pauses, err := r.Cooldowns(player)
		for what, until := range pauses {
			if item, ok := what.Item(); ok && now.Before(until) {
				inv.Ready[item] = until
			}
		}
		inv.Effects, more = g.effectsOf(r, player, now)
		if err := errors.Join(err, more); err != nil {
			return err
		}
		inv.Recipes, err = g.recipesOf(r, player)
		return err
	})
	return inv, err
}

func (g *Game) recipesOf(r Reader, player PlayerID) ([]RecipeView, error) {
	open, err := r.Recipes(player)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	owned, err := ownedBy(r, player)
	var views []RecipeView
	for _, id := range Goods() {
		for _, recipe := range open {
			if recipe.Good != id {
				continue
			}
			v := RecipeView{Recipe: recipe}
			for _, card := range recipe.Cards {
				v.Cards = append(v.Cards, RecipeCard{Card: g.card(card), Held: owned[card]})
			}
			views = append(views, v)
		}
	}
	return views, err
}
