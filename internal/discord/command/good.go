package command

import (
	"slices"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// goodNamed is the effect or item that was typed or chosen: its id, or its name.
func goodNamed(t *locale.Text, typed string) (game.GoodID, error) {
	typed = strings.TrimSpace(typed)
	for _, id := range game.Goods() {
		if strings.EqualFold(typed, string(id)) || strings.EqualFold(typed, ui.GoodName(t, id)) {
			return id, nil
		}
	}
	return "", game.NoSuchGoodError{Name: typed}
}

// suggestGoods are those of these goods whose name or id contains what was typed.
func suggestGoods(t *locale.Text, typed string, ids []game.GoodID) []Choice {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var choices []Choice
	for _, id := range ids {
		name := ui.GoodName(t, id)
		if strings.Contains(strings.ToLower(name), typed) || strings.Contains(string(id), typed) {
			choices = append(choices, Choice{Name: ui.CutChoice(name), Value: string(id)})
		}
	}
	return choices[:min(len(choices), suggestions)]
}

// effectOption is the option that names an effect or an item. The earlier bot's
// name of it stays.
func (d Deps) effectOption(id string) discord.ApplicationCommandOption {
	return d.suggestedOption("effect", id, true, 100)
}

// recipesIn are the goods of which there is an open recipe.
func recipesIn(inv game.Inventory) (ids []game.GoodID) {
	for _, v := range inv.Recipes {
		ids = append(ids, v.Recipe.Good)
	}
	return ids
}

// itemsIn are the items of which a use is left.
func itemsIn(inv game.Inventory) (ids []game.GoodID) {
	for _, item := range game.Items() {
		if inv.Stock[item] > 0 {
			ids = append(ids, game.GoodID(item))
		}
	}
	return ids
}

// effectsIn are the effects that the player has, or has had.
func effectsIn(inv game.Inventory) (ids []game.GoodID) {
	for _, v := range inv.Effects {
		ids = append(ids, v.Good.ID)
	}
	return ids
}

// allEffects are the effects of the game.
func allEffects() []game.GoodID {
	return slices.DeleteFunc(game.Goods(), func(id game.GoodID) bool { _, item := id.Item(); return item })
}
