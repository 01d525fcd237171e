package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbLevelUp is the button of one more /levelup.
const VerbLevelUp = "lu" // owner, copy

// LeveledUp shows what a /levelup did, with the button of another one.
func LeveledUp(t *locale.Text, owner game.PlayerID, r game.LevelUpResult, f Face, pictures []Picture) Message {
	lines := []string{t.Say("level.title", locale.S("Player", mention(owner))), copyLine(t, f, r.Copy)}
	if r.Copy.Level > r.Before {
		lines = append(lines, t.Say("level.raised", locale.N("Level", r.Copy.Level)))
	}
	gained := t.Say("level.gained", locale.N("Exp", r.Gained))
	if r.Lucky {
		gained += " · " + t.Say("level.lucky")
	}
	lines = append(lines, gained, progress(t, r.Copy, r.Need))
	var m Message
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	parts = append(parts, m.gallery(pictures, []string{alt(t, f)})...)
	parts = append(parts, text(t.Say("level.left", locale.N("Today", min(r.Today, r.Week)), locale.N("Week", r.Week))))
	if r.Need > 0 && min(r.Today, r.Week) > 0 {
		parts = append(parts, discord.ActionRowComponent{Components: []discord.InteractiveComponent{discord.ButtonComponent{
			Style: discord.ButtonStylePrimary, Label: t.Say("level.again"),
			CustomID: NewRoute(VerbLevelUp, int64(owner), int64(r.Copy.ID)).ID(),
		}}})
	}
	m.Components = []discord.LayoutComponent{box(accent(f.Card.Level), parts...)}
	return m
}

// copyLine is a copy with its print, level and code.
func copyLine(t *locale.Text, f Face, c game.Copy) string {
	return printed(f) + " · **" + t.Say("card.level", locale.N("Level", c.Level)) + "** · `" + c.ID.Code() + "`" + marks(c.Favourite, c.Locked)
}

// progress is a bar of the exp towards the next level, or that there is none.
func progress(t *locale.Text, c game.Copy, need int) string {
	if need <= 0 {
		return t.Say("level.max")
	}
	return bar(int64(c.Exp), int64(need)) + " " +
		t.Say("level.progress", locale.N("Exp", c.Exp), locale.N("Need", need))
}

// SuggestedCopy is a copy in a list of suggestions.
func SuggestedCopy(t *locale.Text, f Face, c game.Copy) string {
	return CutChoice(stars(f.Card.Level) + " " + cut(f.Card.Name, 40) + " #" + decimal(int64(c.Print)) +
		" · " + t.Say("card.level", locale.N("Level", c.Level)) + " · " + c.ID.Code() + " [" + f.Collection.Name + "]")
}
