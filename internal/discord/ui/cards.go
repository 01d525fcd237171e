package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbCards is the verb of the page buttons of /cards: owner, page, button;
// the words are what was searched for.
const VerbCards = "cp"

// PageSize is how many cards a page of /cards has.
const PageSize = 10

// A HeldFace is what a player has of a card, with its collection.
type HeldFace struct {
	game.HeldCard
	Collection game.Collection
}

// Face is the card as its picture shows it: the best copy.
func (h HeldFace) Face() Face {
	return Face{Card: h.Card, Collection: h.Collection, Print: h.Holding.Best.Print}
}

// Cards shows a page of what owner holds.
func Cards(t *locale.Text, owner game.PlayerID, words string, p game.HoldingsPage, held []HeldFace) Message {
	if len(held) == 0 {
		if words == "" {
			return note(accentPlain, t.Say("cards.none"))
		}
		return note(accentPlain, t.Say("cards.none_found", locale.S("Words", plain(words))))
	}
	var b strings.Builder
	who, copies := locale.S("Player", mention(owner)), locale.N("Copies", p.Copies)
	if words == "" {
		b.WriteString(t.Say("cards.title", who, locale.N("Count", p.Cards), copies))
	} else {
		b.WriteString(t.Say("cards.title_found", who, locale.N("Count", p.Cards), copies, locale.S("Words", plain(words))))
	}
	for _, h := range held {
		b.WriteByte('\n')
		b.WriteString(title(h.Face()))
		if h.Holding.Copies > 1 {
			b.WriteString(" ×" + t.Number(int64(h.Holding.Copies)))
		}
		b.WriteString(marks(h.Holding.Favourite, h.Holding.Locked))
	}
	parts := []discord.ContainerSubComponent{text(b.String())}
	if p.Pages > 1 {
		parts = append(parts,
			text(t.Say("cards.page", locale.N("Page", p.Page+1), locale.N("Pages", p.Pages))),
			pageButtons(owner, words, p))
	}
	return Message{Components: []discord.LayoutComponent{box(accent(held[0].Card.Level), parts...)}}
}

// pageButtons are the buttons of /cards.
func pageButtons(owner game.PlayerID, words string, p game.HoldingsPage) discord.ActionRowComponent {
	return turnPages(p.Page, p.Pages, func(page, which int64) Route {
		r := NewRoute(VerbCards, int64(owner), page, which)
		r.Words = words
		return r
	})
}

// turnPages are ⏮ ◀ ▶ ⏭. Which button it is belongs to the custom id, for two
// of them may lead to the same page and ids must differ.
func turnPages(page, pages int, to func(page, which int64) Route) discord.ActionRowComponent {
	turn := func(sign string, which int64, page int, off bool) discord.ButtonComponent {
		return button(sign, to(int64(page), which), off)
	}
	first, last := page <= 0, page >= pages-1
	return discord.ActionRowComponent{Components: []discord.InteractiveComponent{
		turn("⏮️", 0, 0, first),
		turn("◀️", 1, max(0, page-1), first),
		turn("▶️", 2, min(pages-1, page+1), last),
		turn("⏭️", 3, pages-1, last),
	}}
}

// Summoned shows a card that the asking player holds, large.
func Summoned(t *locale.Text, player game.PlayerID, h HeldFace, pictures []Picture) Message {
	var m Message
	best := h.Holding.Best
	lines := []string{
		t.Say("summon.title", locale.S("Player", mention(player))),
		title(h.Face()) + marks(h.Holding.Favourite, h.Holding.Locked),
		t.Say("summon.copies", locale.N("Count", h.Holding.Copies)),
		t.Say("summon.best", locale.N("Print", best.Print), locale.N("Level", best.Level)) + startExp(best.Exp),
		t.Say("card.code", locale.S("Code", best.ID.Code())),
	}
	parts := m.gallery(pictures, []string{alt(t, h.Face())})
	parts = append(parts, text(strings.Join(lines, "\n")))
	m.Components = []discord.LayoutComponent{box(accent(h.Card.Level), parts...)}
	return m
}
