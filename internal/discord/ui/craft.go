package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of crafting.
const (
	VerbCraftPlan = "cq" // owner; the words are a good
	VerbCraft     = "cx" // owner, seal; the words are a good
)

// CraftRoute is the button that crafts by this order.
func CraftRoute(owner game.PlayerID, o game.CraftOrder) Route {
	r := NewRoute(VerbCraft, int64(owner), o.Seal)
	r.Words = string(o.Good)
	return r
}

// CraftOrderOf is the order that a CraftRoute carries.
func CraftOrderOf(r Route) game.CraftOrder {
	return game.CraftOrder{Good: game.GoodID(r.Words), Seal: r.Arg(1)}
}

// CraftPlan asks whether a recipe is to be crafted with these copies. faces are the
// copies, in the order of the plan.
func CraftPlan(t *locale.Text, owner game.PlayerID, p game.CraftPlan, faces []Face) Message {
	lines := []string{t.Say("craft.plan", locale.S("Name", GoodName(t, p.Good.ID)))}
	for i, x := range p.Picks {
		s := printed(faces[i]) + " · " + t.Say("card.code", locale.S("Code", x.Copy.ID.Code()))
		if x.Copy.Level > 1 {
			s += " · " + t.Say("craft.level", locale.N("Level", x.Copy.Level))
		}
		if x.Held == 1 {
			s += " · " + t.Say("craft.only")
		}
		lines = append(lines, s)
	}
	lines = append(lines, t.Say("craft.gone"))
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain,
		text(strings.Join(lines, "\n")),
		confirm(t, CraftRoute(owner, game.CraftOrder{Good: p.Good.ID, Seal: p.Seal}), owner, "craft.button"),
	)}}
}

// Crafted says what crafting has made, and what it took.
func Crafted(t *locale.Text, r game.CraftResult, faces []Face) Message {
	name := locale.S("Name", GoodName(t, r.Good.ID))
	var lines []string
	if r.Good.Effect {
		lines = append(lines, t.Say("craft.effect", name),
			t.Say("effect.until", locale.S("When", relative(r.Effect.Until)), locale.S("At", moment(r.Effect.Until))))
	} else {
		lines = append(lines, t.Say("craft.item", name), t.Say("inventory.uses", locale.N("Count", r.Uses)),
			t.Say("inventory.use_hint", locale.S("Good", string(r.Good.ID))))
	}
	lines = append(lines, t.Say("craft.spent"))
	for _, f := range faces {
		lines = append(lines, printed(f))
	}
	return whisper(accentGood, strings.Join(lines, "\n"))
}
