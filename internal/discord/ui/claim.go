package ui

import (
	"slices"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of a claim's buttons.
const (
	VerbClaimTurn = "ct" // owner, claim, position, direction: look at a card
	VerbClaimMark = "cm" // owner, claim, position, copy, mark, on
)

// The marks in a custom id.
const (
	markFavourite = 1
	markLocked    = 2
)

// MarkOf is the mark that a VerbClaimMark sets, and whether on or off.
func MarkOf(r Route) (mark game.Mark, on, ok bool) {
	arg := r.Arg(4)
	switch arg / 2 {
	case markFavourite:
		return game.Favourite, arg%2 == 1, true
	case markLocked:
		return game.Locked, arg%2 == 1, true
	}
	return "", false, false
}

// A ClaimFace is one card of a claim with its collection.
type ClaimFace struct {
	game.ClaimedCard
	Collection game.Collection
}

// Face is the card as its picture shows it.
func (c ClaimFace) Face() Face {
	return Face{Card: c.Card, Collection: c.Collection, Print: c.Copy.Print}
}

// Faces are the cards as their pictures show them, in order.
func Faces(cards []ClaimFace) []Face {
	faces := make([]Face, len(cards))
	for i, c := range cards {
		faces[i] = c.Face()
	}
	return faces
}

// SortClaim orders the cards of a claim as its message lists them: stars
// descending, then as they were drawn. Positions count in this order.
func SortClaim(cards []ClaimFace) {
	slices.SortStableFunc(cards, func(a, b ClaimFace) int { return b.Card.Level - a.Card.Level })
}

// Claimed shows a fresh claim with its receipt. cards are in SortClaim's order
// and not empty.
func Claimed(t *locale.Text, r game.ClaimResult, cards []ClaimFace, pictures []Picture) Message {
	return overview(t, r.Claim, cards, pictures, receipt(t, r))
}

// ClaimOverview shows all cards of a claim again.
func ClaimOverview(t *locale.Text, c game.Claim, cards []ClaimFace, pictures []Picture) Message {
	return overview(t, c, cards, pictures, "")
}

func overview(t *locale.Text, c game.Claim, cards []ClaimFace, pictures []Picture, receipt string) Message {
	var m Message
	var b strings.Builder
	b.WriteString(t.Say("claim.title", locale.S("Player", mention(c.Player)), locale.N("Count", len(cards))))
	for _, card := range cards {
		b.WriteByte('\n')
		b.WriteString(claimLine(t, card))
	}
	parts := []discord.ContainerSubComponent{text(b.String())}
	parts = append(parts, m.gallery(pictures, alts(t, Faces(cards)))...)
	if receipt != "" {
		parts = append(parts, line(), text(receipt))
	}
	position := 0
	if len(cards) == 1 {
		position = 1
	}
	parts = append(parts, claimButtons(c, cards, position))
	m.Components = []discord.LayoutComponent{box(accent(cards[0].Card.Level), parts...)}
	return m
}

// claimLine is a card in the list: stars, name, collection, print, how many
// the player now has, start exp, marks.
func claimLine(t *locale.Text, c ClaimFace) string {
	s := title(c.Face()) + " `#" + decimal(int64(c.Copy.Print)) + "`"
	if c.Copy.Owned > 1 {
		s += " · " + t.Say("claim.owned", locale.N("Owned", c.Copy.Owned))
	}
	return s + startExp(c.Copy.Exp) + marks(c.Copy.Favourite, c.Copy.Locked)
}

func receipt(t *locale.Text, r game.ClaimResult) string {
	return strings.Join([]string{
		t.Say("claim.receipt", locale.N("Cost", r.Cost), locale.N("Spent", r.SpentToday)),
		t.Say("claim.balance", locale.N("Balance", r.Balance)),
		t.Say("claim.next", locale.N("Price", r.Next), locale.N("Count", r.Affordable)),
	}, "\n")
}

// ClaimCard shows one card of a claim; position counts from 1.
func ClaimCard(t *locale.Text, c game.Claim, cards []ClaimFace, position int, pictures []Picture) Message {
	if position < 1 || position > len(cards) {
		return ClaimOverview(t, c, cards, pictures)
	}
	var m Message
	card := cards[position-1]
	head := t.Say("claim.card_title", locale.S("Player", mention(c.Player)),
		locale.N("Position", position), locale.N("Cards", len(cards))) + "\n" + claimLine(t, card) +
		"\n" + t.Say("card.code", locale.S("Code", card.Copy.ID.Code()))
	parts := []discord.ContainerSubComponent{text(head)}
	parts = append(parts, m.gallery(pictures, []string{alt(t, card.Face())})...)
	parts = append(parts, claimButtons(c, cards, position))
	m.Components = []discord.LayoutComponent{box(accent(card.Card.Level), parts...)}
	return m
}

// claimButtons are ◀ ▶ round all positions, the overview being 0, and the
// marks of the card shown. A mark's button carries the state that it sets, so
// that pressing it twice is pressing it once.
func claimButtons(c game.Claim, cards []ClaimFace, position int) discord.ActionRowComponent {
	var row []discord.InteractiveComponent
	owner, id := int64(c.Player), int64(c.ID)
	if n := len(cards) + 1; len(cards) > 1 {
		row = append(row,
			button("◀️", NewRoute(VerbClaimTurn, owner, id, int64((position+n-1)%n), 0), false),
			button("▶️", NewRoute(VerbClaimTurn, owner, id, int64((position+1)%n), 1), false))
	}
	if position > 0 {
		card := cards[position-1].Copy
		mark := func(sign string, kind int64, on bool) discord.ButtonComponent {
			to := int64(1)
			if on {
				to = 0
			}
			return button(sign, NewRoute(VerbClaimMark, owner, id, int64(position), int64(card.ID), kind*2+to), false)
		}
		heart, lock := "🤍", "🔓"
		if card.Favourite {
			heart = "❤️"
		}
		if card.Locked {
			lock = "🔒"
		}
		row = append(row, mark(heart, markFavourite, card.Favourite), mark(lock, markLocked, card.Locked))
	}
	return discord.ActionRowComponent{Components: row}
}

func button(sign string, r Route, disabled bool) discord.ButtonComponent {
	return discord.ButtonComponent{
		Style: discord.ButtonStyleSecondary, Emoji: &discord.ComponentEmoji{Name: sign},
		CustomID: r.ID(), Disabled: disabled,
	}
}
