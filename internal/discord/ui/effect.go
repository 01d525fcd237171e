package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbUpgrade is the verb of the button that raises an effect: owner, tier; the
// words are the effect.
const VerbUpgrade = "eu"

// Effects shows the effects that a player has, or has had.
func Effects(t *locale.Text, owner game.PlayerID, views []game.EffectView) Message {
	if len(views) == 0 {
		return note(accentPlain, t.Say("effect.none"))
	}
	parts := []discord.ContainerSubComponent{text(t.Say("effect.title", locale.S("Player", mention(owner))))}
	for _, v := range views {
		parts = append(parts, text(strings.Join(append([]string{"**" + GoodName(t, v.Good.ID) + "**"}, effectLines(t, v)...), "\n")))
	}
	return Message{Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// effectLines say what an effect does for its player, until when, and how far it is
// to the next tier.
func effectLines(t *locale.Text, v game.EffectView) []string {
	if v.Effect.Tier == 0 {
		return []string{t.Say("effect.never")}
	}
	first := t.Say("shop.tier", locale.N("Tier", v.Effect.Tier), locale.S("Value", effectValue(t, v.Effect.ID, v.Value)))
	lines := []string{first}
	if v.Active {
		lines = append(lines, t.Say("effect.until", locale.S("When", relative(v.Effect.Until)), locale.S("At", moment(v.Effect.Until))))
	} else {
		lines = append(lines, t.Say("effect.over", locale.S("When", relative(v.Effect.Until))))
	}
	switch {
	case v.Need == 0:
		return append(lines, t.Say("effect.highest"))
	case v.Ready():
		return append(lines, t.Say("effect.ready", locale.S("Good", string(v.Good.ID))))
	}
	return append(lines, bar(v.Effect.Progress, v.Need)+" "+t.Number(v.Effect.Progress)+" / "+effectProgress(t, v.Effect.ID, v.Need))
}

// EffectInfo shows everything about an effect, and how it stands with a player.
func EffectInfo(t *locale.Text, rules *game.ShopRules, v game.EffectView) Message {
	return Message{Components: []discord.LayoutComponent{box(accentPlain,
		text("### "+GoodName(t, v.Good.ID)+"\n"+aboutGood(t, rules, v.Good.ID)),
		line(),
		text(strings.Join(effectLines(t, v), "\n")),
		line(),
		text(strings.Join(terms(t, v.Good), "\n")),
	)}}
}

// UpgradePlan asks whether an effect is to be raised.
func UpgradePlan(t *locale.Text, owner game.PlayerID, v game.EffectView) Message {
	yes := NewRoute(VerbUpgrade, int64(owner), int64(v.Effect.Tier))
	yes.Words = string(v.Good.ID)
	next := v.Effect.Tier // the values are counted from tier 1
	s := t.Say("effect.upgrade", locale.S("Name", GoodName(t, v.Good.ID)), locale.N("Tier", v.Effect.Tier+1)) + "\n" +
		effectValue(t, v.Effect.ID, v.Value) + " → **" + effectValue(t, v.Effect.ID, v.Good.Values[min(next, len(v.Good.Values)-1)]) + "**\n" +
		t.Say("effect.upgrade_hint")
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain, text(s), confirm(t, yes, owner, "effect.upgrade_yes"))}}
}

// Upgraded says that an effect was raised.
func Upgraded(t *locale.Text, v game.EffectView) Message {
	s := t.Say("effect.upgraded", locale.S("Name", GoodName(t, v.Good.ID)), locale.N("Tier", v.Effect.Tier))
	return whisper(accentGood, strings.Join(append([]string{s}, effectLines(t, v)...), "\n"))
}
