package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// turning is what stands under a list of pages: which page this is, and the buttons
// to turn it. It is nothing where there is one page only.
func turning(t *locale.Text, page, pages int, to func(page, which int64) Route) []discord.ContainerSubComponent {
	if pages <= 1 {
		return nil
	}
	return []discord.ContainerSubComponent{
		text(t.Say("cards.page", locale.N("Page", page+1), locale.N("Pages", pages))),
		turnPages(page, pages, to),
	}
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
