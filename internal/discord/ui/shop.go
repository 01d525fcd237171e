package ui

import (
	"strings"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of the shop.
const (
	VerbShop = "sh" // owner, place; the words are a good; a menu's value is a place's name or a good
	VerbBuy  = "sb" // owner, price, when the recipe was bought that is given up, or 0; the words are the good
)

// A ShopPlace is where in the shop a player stands.
type ShopPlace int64

// The places of the shop: the door, and the two counters. A good is looked at
// from its counter.
const (
	ShopDoor ShopPlace = iota
	ShopEffects
	ShopItems
)

// The values of the door's menu.
const (
	valueEffects = "effects"
	valueItems   = "items"
)

// ShopWay is where a press leads: to a place, or to a good when that is not "".
func ShopWay(r Route, values []string) (ShopPlace, game.GoodID) {
	if len(values) == 0 {
		return ShopPlace(r.Arg(1)), game.GoodID(r.Words)
	}
	switch values[0] {
	case valueEffects:
		return ShopEffects, ""
	case valueItems:
		return ShopItems, ""
	}
	return placeOf(game.GoodID(values[0])), game.GoodID(values[0])
}

func placeOf(id game.GoodID) ShopPlace {
	if _, item := id.Item(); item {
		return ShopItems
	}
	return ShopEffects
}

func shopRoute(owner game.PlayerID, place ShopPlace) Route {
	return NewRoute(VerbShop, int64(owner), int64(place))
}

// BuyRoute is the button that buys by this order.
func BuyRoute(owner game.PlayerID, o game.BuyOrder) Route {
	replaces := int64(0)
	if !o.Replaces.IsZero() {
		replaces = o.Replaces.UnixNano()
	}
	r := NewRoute(VerbBuy, int64(owner), o.Price, replaces)
	r.Words = string(o.Good)
	return r
}

// BuyOrderOf is the order that a BuyRoute carries.
func BuyOrderOf(r Route) game.BuyOrder {
	o := game.BuyOrder{Good: game.GoodID(r.Words), Price: r.Arg(1)}
	if nanos := r.Arg(2); nanos != 0 {
		o.Replaces = time.Unix(0, nanos).UTC()
	}
	return o
}

// Shop shows the door of the shop, or a counter with its goods.
func Shop(t *locale.Text, owner game.PlayerID, place ShopPlace, goods []game.Good) Message {
	if place != ShopEffects && place != ShopItems {
		return Message{Components: []discord.LayoutComponent{box(accentPlain,
			text(t.Say("shop.title")),
			menu(shopRoute(owner, ShopDoor), t.Say("shop.choose"), []discord.StringSelectMenuOption{
				{Label: t.Say("shop.effects"), Description: t.Say("shop.effects_about"), Value: valueEffects},
				{Label: t.Say("shop.items"), Description: t.Say("shop.items_about"), Value: valueItems},
			}),
		)}}
	}
	title := t.Say("shop.effects_title")
	if place == ShopItems {
		title = t.Say("shop.items_title")
	}
	lines := []string{title}
	var options []discord.StringSelectMenuOption
	for _, g := range goods {
		if placeOf(g.ID) != place {
			continue
		}
		name, price := GoodName(t, g.ID), locale.N("Price", g.Price)
		lines = append(lines, "**"+name+"** · "+t.Say("shop.price", price))
		options = append(options, discord.StringSelectMenuOption{Label: name, Description: t.Say("shop.price_plain", price), Value: string(g.ID)})
	}
	return Message{Components: []discord.LayoutComponent{box(accentPlain,
		text(strings.Join(lines, "\n")),
		menu(shopRoute(owner, place), t.Say("shop.choose"), options),
		back(t, shopRoute(owner, ShopDoor)),
	)}}
}

// menu is a menu of which one option is chosen.
func menu(to Route, placeholder string, options []discord.StringSelectMenuOption) discord.ActionRowComponent {
	return discord.ActionRowComponent{Components: []discord.InteractiveComponent{discord.StringSelectMenuComponent{
		CustomID: to.ID(), Placeholder: placeholder, Options: options,
	}}}
}

// back is a row with the button that leads back.
func back(t *locale.Text, to Route) discord.ActionRowComponent {
	return discord.ActionRowComponent{Components: []discord.InteractiveComponent{backButton(t, to)}}
}

func backButton(t *locale.Text, to Route) discord.ButtonComponent {
	return discord.ButtonComponent{
		Style: discord.ButtonStyleSecondary, Emoji: &discord.ComponentEmoji{Name: "↩️"}, Label: t.Say("shop.back"), CustomID: to.ID(),
	}
}

// Good shows what there is to know about a good, with the button that buys it. An
// open recipe makes it a button that gives that one up.
func Good(t *locale.Text, owner game.PlayerID, rules *game.ShopRules, v game.ShopView) Message {
	g := v.Good
	order := game.BuyOrder{Good: g.ID, Price: g.Price}
	buy := discord.ButtonComponent{
		Style: discord.ButtonStyleSuccess, Emoji: &discord.ComponentEmoji{Name: "🛍️"},
		Label: t.Say("shop.buy", locale.N("Price", g.Price)),
	}
	standing := t.Say("shop.balance", locale.N("Balance", v.Balance))
	if v.Open != nil {
		order.Replaces = v.Open.Bought
		buy.Style, buy.Label = discord.ButtonStyleDanger, t.Say("shop.replace", locale.N("Price", g.Price))
		standing = t.Say("shop.open", locale.S("When", relative(v.Open.Bought))) + "\n" + standing
	}
	buy.CustomID = BuyRoute(owner, order).ID()
	return Message{Components: []discord.LayoutComponent{box(accentPlain,
		text("### "+GoodName(t, g.ID)+"\n"+aboutGood(t, rules, g.ID)),
		line(),
		text(strings.Join(terms(t, g), "\n")),
		line(),
		text(standing),
		discord.ActionRowComponent{Components: []discord.InteractiveComponent{buy, backButton(t, shopRoute(owner, placeOf(g.ID)))}},
	)}}
}

// terms are the numbers of a good.
func terms(t *locale.Text, g game.Good) []string {
	lines := []string{
		t.Say("shop.price_line", locale.N("Price", g.Price)),
		t.Say("shop.recipe", locale.S("Stars", pattern(g.Recipe))),
	}
	if !g.Effect {
		return append(lines,
			t.Say("shop.uses", locale.N("Count", g.Uses)),
			t.Say("shop.cooldown", locale.S("Span", span(t, g.Cooldown))))
	}
	lines = append(lines, t.Say("shop.lasts", locale.S("Span", span(t, g.Lasts))))
	for i, v := range g.Values {
		s := t.Say("shop.tier", locale.N("Tier", i+1), locale.S("Value", effectValue(t, game.EffectID(g.ID), v)))
		if i > 0 && i <= len(g.Tiers) {
			s += " · " + t.Say("shop.after", locale.S("Progress", effectProgress(t, game.EffectID(g.ID), g.Tiers[i-1])))
		}
		lines = append(lines, s)
	}
	return lines
}

// effectProgress is an amount of what an effect counts for its next tier.
func effectProgress(t *locale.Text, id game.EffectID, n int64) string {
	count := locale.N("Count", n)
	switch id {
	case game.CakeDay:
		return t.Say("good.claims", count)
	case game.HolyGrail:
		return t.Say("good.liquefied", count)
	case game.WolfOfHyejoo:
		return t.Say("good.spent", count)
	case game.LambOfHyejoo:
		return t.Say("good.proceeds", count)
	case game.CherryBlossom:
		return t.Say("good.forges", count)
	case game.RulerJeanne:
		return t.Say("good.dailies", count)
	case game.YouthYouth:
		return t.Say("good.works", count)
	case game.KissLater:
		return t.Say("good.levelups", count)
	}
	return t.Number(n)
}

// Bought says what a recipe that was just bought asks for.
func Bought(t *locale.Text, owner game.PlayerID, p game.Purchase, faces []Face) Message {
	lines := []string{t.Say("shop.bought", locale.S("Name", GoodName(t, p.Good.ID)), locale.N("Price", p.Good.Price))}
	for _, f := range faces {
		lines = append(lines, title(f))
	}
	lines = append(lines, t.Say("shop.bought_hint", locale.S("Good", string(p.Good.ID)), locale.N("Balance", p.Balance)))
	return Message{Components: []discord.LayoutComponent{box(accentGood,
		text(strings.Join(lines, "\n")),
		back(t, shopRoute(owner, placeOf(p.Good.ID))),
	)}}
}

// AskedAgain is a question that is asked once more, because its subject has changed
// since the first time.
func AskedAgain(t *locale.Text, m Message) Message {
	m.Components = append([]discord.LayoutComponent{box(accentRefused, text(t.Say("unmet.changed")))}, m.Components...)
	return m
}
