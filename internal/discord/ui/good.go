package ui

import (
	"strings"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// GoodName is what an effect or an item is called; its id where we know none.
func GoodName(t *locale.Text, id game.GoodID) string {
	switch id {
	case game.GoodID(game.CakeDay):
		return t.Say("good.cakeday")
	case game.GoodID(game.HolyGrail):
		return t.Say("good.holygrail")
	case game.GoodID(game.WolfOfHyejoo):
		return t.Say("good.wolfofhyejoo")
	case game.GoodID(game.LambOfHyejoo):
		return t.Say("good.lambhyejoo")
	case game.GoodID(game.CherryBlossom):
		return t.Say("good.cherrybloss")
	case game.GoodID(game.RulerJeanne):
		return t.Say("good.rulerjeanne")
	case game.GoodID(game.YouthYouth):
		return t.Say("good.youthyouth")
	case game.GoodID(game.KissLater):
		return t.Say("good.kisslater")
	}
	if unit, ok := id.Item(); ok {
		return UnitName(t, unit)
	}
	return string(id)
}

// UnitName is what an item or a material is called.
func UnitName(t *locale.Text, unit ledger.Unit) string {
	switch unit {
	case ledger.SpaceUnity:
		return t.Say("good.spaceunity")
	case ledger.JudgeDay:
		return t.Say("good.judgeday")
	case ledger.Walpurgis:
		return t.Say("good.walpurgisnight")
	case ledger.ClaimRecall:
		return t.Say("good.claimrecall")
	case ledger.Disc:
		return t.Say("good.disc")
	case ledger.Microphone:
		return t.Say("good.microphone")
	case ledger.Song:
		return t.Say("good.song")
	case ledger.Flake, ledger.Vial, ledger.Copy, ledger.XP:
	}
	return string(unit)
}

// aboutGood says what an item does, or an effect in general.
func aboutGood(t *locale.Text, r *game.ShopRules, id game.GoodID) string {
	switch id {
	case game.GoodID(ledger.SpaceUnity):
		return t.Say("good.spaceunity_about", locale.N("Count", r.SpaceUnityStars))
	case game.GoodID(ledger.JudgeDay):
		return t.Say("good.judgeday_about")
	case game.GoodID(ledger.Walpurgis):
		return t.Say("good.walpurgis_about", locale.N("Count", r.WalpurgisClaims))
	case game.GoodID(ledger.ClaimRecall):
		return t.Say("good.walpurgis_about", locale.N("Count", r.ClaimRecallCount))
	case game.GoodID(game.CakeDay):
		return t.Say("good.cakeday_about")
	case game.GoodID(game.HolyGrail):
		return t.Say("good.holygrail_about")
	case game.GoodID(game.WolfOfHyejoo):
		return t.Say("good.wolfofhyejoo_about")
	case game.GoodID(game.LambOfHyejoo):
		return t.Say("good.lambhyejoo_about")
	case game.GoodID(game.CherryBlossom):
		return t.Say("good.cherrybloss_about")
	case game.GoodID(game.RulerJeanne):
		return t.Say("good.rulerjeanne_about")
	case game.GoodID(game.YouthYouth):
		return t.Say("good.youthyouth_about")
	case game.GoodID(game.KissLater):
		return t.Say("good.kisslater_about")
	}
	return ""
}

// effectValue is what an effect does at a tier of this value, shortly.
func effectValue(t *locale.Text, id game.EffectID, value int64) string {
	v := locale.N("Value", value)
	switch id {
	case game.CakeDay:
		return t.Say("good.value_flakes", v)
	case game.HolyGrail:
		return t.Say("good.value_vials", v)
	case game.CherryBlossom:
		return t.Say("good.value_less", v)
	case game.RulerJeanne:
		return span(t, time.Duration(value)*time.Minute)
	case game.WolfOfHyejoo, game.LambOfHyejoo, game.YouthYouth, game.KissLater:
	}
	return t.Say("good.value_more", v)
}

// span is a length of time in days, hours and minutes, without what is zero.
func span(t *locale.Text, d time.Duration) string {
	minutes := int64(d / time.Minute)
	var parts []string
	if n := minutes / (24 * 60); n > 0 {
		parts = append(parts, t.Say("good.days", locale.N("Count", n)))
	}
	if n := minutes / 60 % 24; n > 0 {
		parts = append(parts, t.Say("good.hours", locale.N("Count", n)))
	}
	if n := minutes % 60; n > 0 || len(parts) == 0 {
		parts = append(parts, t.Say("good.minutes", locale.N("Count", n)))
	}
	return strings.Join(parts, " ")
}

// Pause is a length of time as players read it: in seconds when it is shorter than a
// minute, else in days, hours and minutes.
func Pause(t *locale.Text, d time.Duration) string {
	if d < time.Minute {
		return t.Say("good.seconds", locale.N("Count", int64(d/time.Second)))
	}
	return span(t, d)
}

// pattern shows the stars of a recipe: "★★ ★★ ★★★".
func pattern(levels []int) string {
	all := make([]string, len(levels))
	for i, l := range levels {
		all[i] = stars(l)
	}
	return "`" + strings.Join(all, " ") + "`"
}
