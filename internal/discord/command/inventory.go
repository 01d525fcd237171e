package command

import (
	"context"
	"slices"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// inventory is /inventory.
func inventory(d Deps) Command {
	return Command{
		Definition: define(d, "inventory", "command.inventory.name", "command.inventory.about"),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			inv, err := d.Game.Inventory(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Inventory(r.Text, r.Act.Player, ui.InventoryAll, inv)}, nil
		},
		Components: []Component{{Verb: ui.VerbInventory, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.walkInventory}},
	}
}

// walkInventory shows what a menu or Back leads to. What is no longer there leads
// to the part in which it was.
func (d Deps) walkInventory(ctx context.Context, r Request) (Reply, error) {
	inv, err := d.Game.Inventory(ctx, r.Act.Player)
	if err != nil {
		return Reply{}, err
	}
	place, id := ui.InventoryWay(r.Route, r.Values)
	m := ui.Inventory(r.Text, r.Act.Player, place, inv)
	rules := d.Game.Rules()
	switch place {
	case ui.InventoryRecipes:
		if i := slices.Index(recipesIn(inv), id); i >= 0 {
			v := inv.Recipes[i]
			m = ui.InventoryRecipe(r.Text, r.Act.Player, v, d.recipeFaces(v))
		}
	case ui.InventoryItems:
		if good, ok := rules.Good(id); ok && slices.Contains(itemsIn(inv), id) {
			m = ui.InventoryItem(r.Text, r.Act.Player, &rules.Shop, good, inv)
		}
	case ui.InventoryEffects:
		if i := slices.Index(effectsIn(inv), id); i >= 0 {
			m = ui.InventoryEffect(r.Text, r.Act.Player, &rules.Shop, inv.Effects[i])
		}
	case ui.InventoryAll, ui.InventoryMaterials:
	}
	return Reply{Message: m}, nil
}

func (d Deps) recipeFaces(v game.RecipeView) []ui.Face {
	faces := make([]ui.Face, len(v.Cards))
	for i, c := range v.Cards {
		faces[i] = d.face(c.Card, 0)
	}
	return faces
}
