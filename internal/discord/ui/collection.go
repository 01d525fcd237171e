package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbCollections is the verb of the page buttons of /collection list: owner,
// page, button, what is listed as [ProgressFlags], token; the words are what was
// searched for.
const VerbCollections = "cl"

// The bits of what /collection list shows.
const (
	flagDone = 1 << iota
	flagOpen
	flagByProgress
)

// ProgressFlags is an order of collections as a number in a custom id, without
// its words.
func ProgressFlags(o game.ProgressOrder) (n int64) {
	if o.Done {
		n |= flagDone
	}
	if o.Open {
		n |= flagOpen
	}
	if o.Sort == game.ProgressByDone {
		n |= flagByProgress
	}
	return n
}

// ProgressOrderOf reads what ProgressFlags wrote.
func ProgressOrderOf(words string, n int64) game.ProgressOrder {
	o := game.ProgressOrder{Words: words, Done: n&flagDone != 0, Open: n&flagOpen != 0, Sort: game.ProgressByName}
	if n&flagByProgress != 0 {
		o.Sort = game.ProgressByDone
	}
	return o
}

// Collections is a page of the collections with the progress of owner.
func Collections(t *locale.Text, owner game.PlayerID, asked Asked, o game.ProgressOrder, p game.ProgressPage) Message {
	if len(p.Entries) == 0 {
		return note(accentPlain, t.Say("collection.none"))
	}
	var b strings.Builder
	b.WriteString(t.Say("collection.list", locale.S("Player", mention(owner)), locale.N("Count", p.Total), locale.N("Done", p.Done)))
	for _, c := range p.Entries {
		b.WriteString("\n" + progressLine(t, &c))
	}
	parts := []discord.ContainerSubComponent{text(b.String())}
	parts = append(parts, turning(t, p.Page, p.Pages, func(page, which int64) Route {
		r := NewRoute(VerbCollections, int64(owner), page, which, ProgressFlags(o), asked.Token)
		r.Words = asked.words()
		return r
	})...)
	return Message{Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

func progressLine(t *locale.Text, p *game.Progress) string {
	sign := "📊"
	switch {
	case p.Complete():
		sign = "✅"
	case p.Collection.Fragments:
		sign = "🧩"
	}
	return sign + " **" + plain(cut(p.Collection.Name, 60)) + "** " + bar(int64(p.Owned), int64(p.Cards)) + " " +
		t.Say("collection.progress", locale.N("Owned", p.Owned), locale.N("Cards", p.Cards), locale.N("Percent", percent(p.Owned, p.Cards)))
}

// percent is the whole percent of a part: 100 only for all of it.
func percent(part, all int) int {
	if all == 0 {
		return 0
	}
	return part * 100 / all
}

// Collection shows everything about one collection.
func Collection(t *locale.Text, v game.CollectionView, faces []Face, pictures []Picture) Message {
	var m Message
	lines := []string{"### " + plain(cut(v.Collection.Name, 100)), progressLine(t, &v.Progress)}
	for l := len(v.ByLevel) - 1; l > 0; l-- {
		if n := v.ByLevel[l]; n.Cards > 0 {
			lines = append(lines, stars(l)+" "+t.Number(int64(n.Owned))+" / "+t.Number(int64(n.Cards)))
		}
	}
	switch {
	case v.Collection.Promo:
		lines = append(lines, t.Say("collection.promo"))
	case v.Collection.Fragments:
		lines = append(lines, t.Say("collection.fragments"))
	}
	if len(v.Top) > 0 {
		lines = append(lines, "", t.Say("collection.top"))
	}
	for i, c := range v.Top {
		lines = append(lines, decimal(int64(i+1))+". "+mention(c.Player)+" "+bar(int64(c.Cards), int64(v.Cards))+" "+t.Number(int64(c.Cards)))
	}
	parts := append(m.gallery(pictures, alts(t, faces)), text(strings.Join(lines, "\n")))
	m.Components = []discord.LayoutComponent{box(accentPlain, parts...)}
	return m
}

// CollectionChoice is a collection as a suggestion.
func CollectionChoice(c game.Collection) string { return CutChoice(c.Name + " [" + c.ID + "]") }
