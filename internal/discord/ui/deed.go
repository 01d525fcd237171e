package ui

import (
	"strings"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// deed says what is to be done so and so often: "Claim 5 cards".
func deed(t *locale.Text, what game.DeedKind, n int64) string {
	for _, id := range []string{
		"deed.claim", "deed.daily", "deed.work", "deed.drop", "deed.grab", "deed.draw", "deed.levelup", "deed.combine",
		"deed.maxed", "deed.forge", "deed.fuse", "deed.ascend", "deed.liquefy", "deed.boost", "deed.sell", "deed.bid",
		"deed.win", "deed.sold", "deed.earn", "deed.proceeds", "deed.spend", "deed.trade", "deed.quest", "deed.craft",
		"deed.use", "deed.rate", "deed.wish", "deed.vote",
	} {
		if id == "deed."+string(what) {
			return t.Say(id, locale.N("Count", n))
		}
	}
	return string(what)
}

// goal says what a goal asks for.
func goal(t *locale.Text, g game.Goal) string {
	n := locale.N("Count", g.N)
	switch g.By {
	case game.Times:
	case game.Days:
		if g.What == game.DeedWork {
			return t.Say("goal.work_days", n)
		}
		return t.Say("goal.level_days", n)
	case game.Different:
		return t.Say("goal.draws", n)
	case game.Kinds:
		return t.Say("goal.kinds", n)
	case game.Things:
		return t.Say("goal.things", n)
	case game.Dailies:
		return t.Say("goal.dailies", n)
	case game.Weeklies:
		return t.Say("goal.weeklies", n)
	}
	return deed(t, g.What, g.N)
}

// bar shows how much of something was done, in ten parts.
func bar(have, want int64) string {
	const parts = 10
	full := parts
	if want > 0 {
		full = int(min(have, want) * parts / want)
	}
	return strings.Repeat("▰", full) + strings.Repeat("▱", parts-full)
}

// named is the text among ids that ends with a name, or the name.
func named(t *locale.Text, name string, ids []string) string {
	for _, id := range ids {
		if strings.HasSuffix(id, "."+name) {
			return t.Say(id)
		}
	}
	return name
}
