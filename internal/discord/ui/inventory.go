package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbInventory is the verb of /inventory: owner, place; the words are a good; a
// menu's value is a place's name or a good.
const VerbInventory = "iv"

// An InventoryPlace is a part of an inventory.
type InventoryPlace int64

// The parts of an inventory. A good is looked at from its part.
const (
	InventoryAll InventoryPlace = iota
	InventoryMaterials
	InventoryRecipes
	InventoryItems
	InventoryEffects
)

// places are the values of the first menu, by place.
func places() []string {
	return []string{InventoryMaterials: "materials", InventoryRecipes: "recipes", InventoryItems: valueItems, InventoryEffects: valueEffects}
}

// InventoryWay is where a press leads: to a part, and to a good of it when that is
// not "".
func InventoryWay(r Route, values []string) (InventoryPlace, game.GoodID) {
	place := InventoryPlace(r.Arg(1))
	if len(values) == 0 {
		return place, game.GoodID(r.Words)
	}
	if place != InventoryAll {
		return place, game.GoodID(values[0])
	}
	for p, name := range places() {
		if name == values[0] && name != "" {
			return InventoryPlace(p), ""
		}
	}
	return InventoryAll, ""
}

func inventoryRoute(owner game.PlayerID, place InventoryPlace) Route {
	return NewRoute(VerbInventory, int64(owner), int64(place))
}

// Inventory shows a part of what a player has, or which parts there are.
func Inventory(t *locale.Text, owner game.PlayerID, place InventoryPlace, inv game.Inventory) Message {
	if place < InventoryMaterials || place > InventoryEffects {
		return inventoryDoor(t, owner, inv)
	}
	var lines []string
	var options []discord.StringSelectMenuOption
	add := func(id game.GoodID, name, about string) {
		options = append(options, discord.StringSelectMenuOption{Label: name, Description: cut(about, maxChoice), Value: string(id)})
		lines = append(lines, "**"+name+"** · "+about)
	}
	switch place {
	case InventoryMaterials:
		lines = append(lines, t.Say("inventory.materials_title"))
		for _, m := range game.MaterialUnits() {
			if n := inv.Stock[m]; n > 0 {
				lines = append(lines, "**"+UnitName(t, m)+"** ×"+t.Number(n))
			}
		}
	case InventoryRecipes:
		lines = append(lines, t.Say("inventory.recipes_title"))
		for _, v := range inv.Recipes {
			add(v.Recipe.Good, GoodName(t, v.Recipe.Good), t.Say("inventory.recipe", locale.N("Held", v.Held()), locale.N("Count", len(v.Cards))))
		}
	case InventoryItems:
		lines = append(lines, t.Say("inventory.items_title"))
		for _, i := range game.Items() {
			if n := inv.Stock[i]; n > 0 {
				add(game.GoodID(i), UnitName(t, i), t.Say("inventory.uses", locale.N("Count", n)))
			}
		}
	case InventoryEffects:
		lines = append(lines, t.Say("inventory.effects_title"))
		for _, v := range inv.Effects {
			add(v.Good.ID, GoodName(t, v.Good.ID), t.Say("inventory.tier", locale.N("Tier", v.Effect.Tier)))
		}
	case InventoryAll:
	}
	if len(lines) == 1 {
		lines = append(lines, t.Say("inventory.nothing"))
	}
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	if len(options) > 0 {
		parts = append(parts, menu(inventoryRoute(owner, place), t.Say("shop.choose"), options))
	}
	parts = append(parts, back(t, inventoryRoute(owner, InventoryAll)))
	return Message{Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// inventoryDoor shows which parts there are, and how much is in each.
func inventoryDoor(t *locale.Text, owner game.PlayerID, inv game.Inventory) Message {
	var materials, items int64
	for _, m := range game.MaterialUnits() {
		materials += inv.Stock[m]
	}
	for _, i := range game.Items() {
		items += inv.Stock[i]
	}
	option := func(place InventoryPlace, name, about string) discord.StringSelectMenuOption {
		return discord.StringSelectMenuOption{Label: name, Description: about, Value: places()[place]}
	}
	title := t.Say("inventory.title")
	if materials+items == 0 && len(inv.Recipes)+len(inv.Effects) == 0 {
		title += "\n" + t.Say("inventory.empty")
	}
	return Message{Components: []discord.LayoutComponent{box(accentPlain, text(title),
		menu(inventoryRoute(owner, InventoryAll), t.Say("shop.choose"), []discord.StringSelectMenuOption{
			option(InventoryMaterials, t.Say("inventory.materials"), t.Number(materials)),
			option(InventoryRecipes, t.Say("inventory.recipes"), t.Number(int64(len(inv.Recipes)))),
			option(InventoryItems, t.Say("shop.items"), t.Say("inventory.uses", locale.N("Count", items))),
			option(InventoryEffects, t.Say("shop.effects"), t.Number(int64(len(inv.Effects)))),
		}),
	)}}
}

// InventoryRecipe shows an open recipe: which of its cards the player has, with a
// button that crafts it when nothing is missing. faces are the cards.
func InventoryRecipe(t *locale.Text, owner game.PlayerID, v game.RecipeView, faces []Face) Message {
	lines := []string{"### " + t.Say("inventory.recipe_of", locale.S("Name", GoodName(t, v.Recipe.Good)))}
	for i, c := range v.Cards {
		lines = append(lines, check(c.Held)+" "+title(faces[i]))
	}
	lines = append(lines, t.Say("inventory.bought", locale.S("When", relative(v.Recipe.Bought))))
	row := []discord.InteractiveComponent{}
	if v.Held() == len(v.Cards) {
		ask := NewRoute(VerbCraftPlan, int64(owner))
		ask.Words = string(v.Recipe.Good)
		row = append(row, discord.ButtonComponent{Style: discord.ButtonStyleSuccess, Label: t.Say("craft.button"), CustomID: ask.ID()})
	}
	return inventoryDetail(strings.Join(lines, "\n"), append(row, backButton(t, inventoryRoute(owner, InventoryRecipes))))
}

// check is the sign of what is there, or is not.
func check(is bool) string {
	if is {
		return "✅"
	}
	return "❌"
}

// InventoryItem shows an item, and when it can be used.
func InventoryItem(t *locale.Text, owner game.PlayerID, rules *game.ShopRules, g game.Good, inv game.Inventory) Message {
	lines := []string{
		"### " + GoodName(t, g.ID), aboutGood(t, rules, g.ID),
		t.Say("inventory.uses", locale.N("Count", inv.Stock[g.Item])),
		t.Say("shop.cooldown", locale.S("Span", span(t, g.Cooldown))),
	}
	if until, pausing := inv.Ready[g.Item]; pausing {
		lines = append(lines, t.Say("inventory.ready", locale.S("When", relative(until))))
	}
	lines = append(lines, t.Say("inventory.use_hint", locale.S("Good", string(g.ID))))
	return inventoryDetail(strings.Join(lines, "\n"), []discord.InteractiveComponent{backButton(t, inventoryRoute(owner, InventoryItems))})
}

// InventoryEffect shows an effect that the player has, or has had.
func InventoryEffect(t *locale.Text, owner game.PlayerID, rules *game.ShopRules, v game.EffectView) Message {
	s := strings.Join(append([]string{"### " + GoodName(t, v.Good.ID), aboutGood(t, rules, v.Good.ID)}, effectLines(t, v)...), "\n")
	return inventoryDetail(s, []discord.InteractiveComponent{backButton(t, inventoryRoute(owner, InventoryEffects))})
}

func inventoryDetail(s string, row []discord.InteractiveComponent) Message {
	return Message{Components: []discord.LayoutComponent{box(accentPlain, text(s), discord.ActionRowComponent{Components: row})}}
}
