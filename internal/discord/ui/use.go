package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// Used says what the use of an item did. f is the card that came, with its
// pictures; it is not looked at where none came.
func Used(t *locale.Text, player game.PlayerID, r game.UseResult, f Face, pictures []Picture) Message {
	var m Message
	who, name := locale.S("Player", mention(player)), locale.S("Name", GoodName(t, r.Good))
	head := t.Say("use.title", who, name)
	if r.As != r.Good {
		head = t.Say("use.title_as", who, name, locale.S("As", GoodName(t, r.As)))
	}
	lines, color := []string{head}, accentGood
	if r.Got != nil {
		color = accent(f.Card.Level)
		lines = append(lines, printed(f)+" · "+t.Say("card.code", locale.S("Code", r.Got.Copy.ID.Code())))
	} else {
		lines = append(lines, t.Say("use.claims", locale.N("Count", r.Claims), locale.N("Price", r.NextClaim)))
	}
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	if r.Got != nil {
		parts = append(parts, m.gallery(pictures, []string{alt(t, f)})...)
	}
	parts = append(parts, text(t.Say("use.left", locale.N("Count", r.Left), locale.S("When", relative(r.Ready)))))
	m.Components = []discord.LayoutComponent{box(color, parts...)}
	return m
}
