package ui

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The accents of messages that are not about a card.
const (
	accentPlain   = 0x5865F2
	accentGood    = 0x3BA55D
	accentRefused = 0xE0A030
	accentFault   = 0xD83C3E
)

// accents are the colours of cards by stars; index 0 is unused.
var accents = [...]int{1: 0x808080, 2: 0x3BA55D, 3: 0x3B82F6, 4: 0x9B59B6, 5: 0xF1C40F} //nolint:gochecknoglobals // a table that nobody writes

// accent is the colour of a card's stars.
func accent(level int) int {
	return accents[max(1, min(level, len(accents)-1))]
}

// stars shows a level: "★★★".
func stars(level int) string {
	return strings.Repeat("★", max(0, min(level, 10)))
}

// A Face is a card as a message and its picture show it.
type Face struct {
	Card       game.Card
	Collection game.Collection
	Print      int // 0 when it is no copy
}

// alt describes a card to those who cannot see it.
func alt(t *locale.Text, f Face) string {
	return t.Say("card.alt",
		locale.S("Name", f.Card.Name), locale.S("Collection", f.Collection.Name), locale.N("Count", f.Card.Level))
}

func alts(t *locale.Text, faces []Face) []string {
	all := make([]string, len(faces))
	for i, f := range faces {
		all[i] = alt(t, f)
	}
	return all
}

// title is "★★★ **Name** [Collection]".
func title(f Face) string {
	return stars(f.Card.Level) + " **" + plain(f.Card.Name) + "** " + collection(f)
}

func collection(f Face) string { return `\[` + plain(f.Collection.Name) + `\]` }

// marks are the signs of a copy's marks, with a space before, or nothing.
func marks(favourite, locked bool) string {
	switch {
	case favourite && locked:
		return " ❤️🔒"
	case favourite:
		return " ❤️"
	case locked:
		return " 🔒"
	}
	return ""
}

// firstLevelExp is what a fresh copy needs for its next level.
const firstLevelExp = 4500

// startExp shows exp as a share of the first level, or nothing for none.
func startExp(exp int) string {
	if exp <= 0 {
		return ""
	}
	return " · " + strconv.Itoa(exp*100/firstLevelExp) + "%"
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func mention(p game.PlayerID) string { return "<@" + decimal(int64(p)) + ">" }

// maxChoice is Discord's limit for a suggestion's name and its value.
const maxChoice = 100

// Suggestion is a card in a list of suggestions.
func Suggestion(f Face) string {
	return CutChoice(stars(f.Card.Level) + " " + f.Card.Name + " [" + f.Collection.Name + "]")
}

// CutChoice shortens a suggestion's text to what Discord takes.
func CutChoice(s string) string {
	if utf8.RuneCountInString(s) <= maxChoice {
		return s
	}
	return string([]rune(s)[:maxChoice])
}
