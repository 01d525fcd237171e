package command

import (
	"slices"
	"strings"
	"time"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// costIs is a cost that no number of the rules changes.
func costIs(say func(*locale.Text) string) func(*locale.Text, game.Rules) string {
	return func(t *locale.Text, _ game.Rules) string { return say(t) }
}

// costOfWaiting is the cost of what is free, but not again before a pause is over;
// without one there is nothing to say.
func costOfWaiting(pause func(game.Rules) game.Duration) func(*locale.Text, game.Rules) string {
	return func(t *locale.Text, r game.Rules) string {
		d := time.Duration(pause(r))
		if d == 0 {
			return ""
		}
		return t.Say("cost.once", locale.S("Pause", ui.Pause(t, d)))
	}
}

func costOfWork(t *locale.Text, r game.Rules) string {
	return t.Say("cost.work", locale.S("Pause", ui.Pause(t, time.Duration(r.Work.Cooldown))))
}

func costOfVote(t *locale.Text, r game.Rules) string {
	return t.Say("cost.vote", locale.S("Pause", ui.Pause(t, time.Duration(r.Vote.Pause))))
}

func costOfLevelUp(t *locale.Text, r game.Rules) string {
	return t.Say("cost.levelup", locale.N("Daily", r.Level.Daily), locale.N("Weekly", r.Level.Weekly))
}

func costOfForge(t *locale.Text, r game.Rules) string {
	return t.Say("cost.forge", locale.N("Percent", r.Forge.Percent), locale.N("Min", r.Forge.Min))
}

func costOfFuse(t *locale.Text, r game.Rules) string {
	return t.Say("cost.fuse", locale.N("Discs", r.Fuse.Discs), locale.N("Microphones", r.Fuse.Microphones), locale.N("Songs", r.Fuse.Songs))
}

func costOfAscend(t *locale.Text, r game.Rules) string {
	each := make([]string, len(r.Ascend.Vials))
	for i, v := range r.Ascend.Vials {
		each[i] = t.Say("cost.each", locale.N("Vials", v))
	}
	return t.Say("cost.ascend", locale.N("Copies", r.Ascend.Copies), locale.S("Vials", strings.Join(each, " / ")))
}

func costOfBoost(t *locale.Text, r game.Rules) string {
	b := &r.Boost
	all := []int64{b.Promo.Vials, b.Lottery.Vials, b.Special.Vials, b.Album.Vials}
	return t.Say("cost.boost", locale.N("Least", slices.Min(all)), locale.N("Most", slices.Max(all)),
		locale.S("Pause", ui.Pause(t, time.Duration(b.Every))))
}

func costOfShop(t *locale.Text, r game.Rules) string {
	var all []int64
	for _, id := range game.Goods() {
		if good, ok := r.Good(id); ok {
			all = append(all, good.Price)
		}
	}
	return t.Say("cost.shop", locale.N("Least", slices.Min(all)), locale.N("Most", slices.Max(all)))
}
