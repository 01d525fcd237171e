package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of the buttons below lists of cards: owner, page, button, view,
// other player, and the token of a query that is too long for the words.
const (
	VerbCards  = "cp"
	VerbSearch = "sp"
	VerbMiss   = "mp"
	VerbDiff   = "dp"
)

// ListArgs is how many numbers the buttons of a list carry.
const ListArgs = 6

// The buttons of a list, by number. Turning a page and changing the view update
// the message; the copy is a new one.
const (
	buttonView = 4
	ButtonCopy = 5
)

// PageSize is how many cards a page of a list has, which is what one picture
// shows.
const PageSize = 10

// An Asked is a query as buttons carry it.
type Asked struct {
	Text  string
	Token int64 // of a text that is longer than MaxWords; 0 else
}

// words are what a custom id says of the query.
func (a Asked) words() string {
	if a.Token != 0 {
		return ""
	}
	return a.Text
}

// A ListView is which list a message shows, and how.
type ListView struct {
	Verb  string
	Owner game.PlayerID // who asked, and may press
	Other game.PlayerID // whom the list is about besides; 0 is nobody
	From  bool          // of VerbDiff: what Other has, and not what Other lacks
	Grid  bool          // with a picture
	Asked Asked
}

// ListViewOf reads the view from a button; the query's text is the caller's to
// find when there is a token.
func ListViewOf(r Route) ListView {
	return ListView{
		Verb: r.Verb, Owner: game.PlayerID(r.Arg(0)), Other: game.PlayerID(r.Arg(4)),
		Grid: r.Arg(3)&1 != 0, From: r.Arg(3)&2 != 0,
		Asked: Asked{Text: r.Words, Token: r.Arg(5)},
	}
}

// route leads to a page of the view.
func (v ListView) route(page, which int64) Route {
	look := int64(0)
	if v.Grid {
		look |= 1
	}
	if v.From {
		look |= 2
	}
	r := NewRoute(v.Verb, int64(v.Owner), page, which, look, int64(v.Other), v.Asked.Token)
	r.Words = v.Asked.words()
	return r
}

// A HeldFace is a card in a list, with its collection.
type HeldFace struct {
	game.HeldCard
	Collection game.Collection
}

// Face is the card as its picture shows it: the best copy.
func (h HeldFace) Face() Face {
	return Face{Card: h.Card, Collection: h.Collection, Print: h.Holding.Best.Print}
}

// List shows a page of a list of cards, with pictures where the view is a grid
// and there are any.
func List(t *locale.Text, v ListView, p game.ListPage, held []HeldFace, pictures []Picture) Message {
	if len(held) == 0 {
		return note(accentPlain, v.nothing(t))
	}
	var m Message
	var b strings.Builder
	b.WriteString(v.title(t, p))
	faces := make([]Face, len(held))
	for i, h := range held {
		faces[i] = h.Face()
		b.WriteString("\n" + v.line(t, h))
	}
	parts := append([]discord.ContainerSubComponent{text(b.String())}, m.gallery(pictures, alts(t, faces))...)
	parts = append(parts, turning(t, p.Page, p.Pages, v.route)...)
	m.Components = []discord.LayoutComponent{box(accent(held[0].Card.Level), append(parts, v.buttons(t, p))...)}
	return m
}

// buttons change the view and copy the page.
func (v ListView) buttons(t *locale.Text, p game.ListPage) discord.ActionRowComponent {
	other, emoji, label := v, "🖼️", "list.grid"
	if other.Grid = !v.Grid; v.Grid {
		emoji, label = "📄", "list.text"
	}
	return discord.ActionRowComponent{Components: []discord.InteractiveComponent{
		labelled(emoji, t.Say(label), other.route(int64(p.Page), buttonView)),
		labelled("📋", t.Say("list.copy"), v.route(int64(p.Page), ButtonCopy)),
	}}
}

func labelled(emoji, label string, r Route) discord.ButtonComponent {
	b := button(emoji, r, false)
	b.Label = label
	return b
}

func (v ListView) line(t *locale.Text, h HeldFace) string {
	s := title(h.Face())
	if h.Holding.Copies > 1 {
		s += " ×" + t.Number(int64(h.Holding.Copies))
	}
	s += marks(h.Holding.Favourite, h.Holding.Locked)
	if h.Owned && (v.Verb == VerbSearch || v.Verb == VerbCards && v.Other != 0) {
		s += " ✓"
	}
	return s
}

// who is whose cards a list shows.
func (v ListView) who() game.PlayerID {
	if v.Other != 0 && (v.Verb == VerbCards || v.From) {
		return v.Other
	}
	return v.Owner
}

func (v ListView) title(t *locale.Text, p game.ListPage) string {
	match := ""
	if v.Asked.Text != "" {
		match = t.Say("list.match", locale.S("Words", plain(v.Asked.Text)))
	}
	args := []locale.Arg{
		locale.S("Player", mention(v.who())), locale.S("Other", mention(v.Other)), locale.S("Match", match),
		locale.N("Count", p.Cards), locale.N("Copies", p.Copies),
	}
	switch v.Verb {
	case VerbSearch:
		return t.Say("search.title", args...)
	case VerbMiss:
		return t.Say("miss.title", args...)
	case VerbDiff:
		if v.From {
			args[1] = locale.S("Other", mention(v.Owner))
		}
		return t.Say("diff.title", args...)
	}
	return t.Say("cards.title", args...)
}

// nothing is what an empty list says, and what to do.
func (v ListView) nothing(t *locale.Text) string {
	words := locale.S("Words", plain(v.Asked.Text))
	bare := v.Asked.Text == ""
	switch {
	case v.Verb == VerbSearch && bare:
		return t.Say("search.none")
	case v.Verb == VerbSearch:
		return t.Say("search.none_found", words)
	case v.Verb == VerbMiss && bare:
		return t.Say("miss.none")
	case v.Verb == VerbMiss:
		return t.Say("miss.none_found", words)
	case v.Verb == VerbDiff:
		return t.Say("diff.none", locale.S("Player", mention(v.who())))
	case v.Other != 0:
		return t.Say("cards.none_other", locale.S("Player", mention(v.Other)))
	case bare:
		return t.Say("cards.none")
	}
	return t.Say("cards.none_found", words)
}

// CopiedPage is a page of a list as text to take away, for the asking player
// only.
func CopiedPage(t *locale.Text, p game.ListPage, held []HeldFace) Message {
	var b strings.Builder
	for _, h := range held {
		line := stars(h.Card.Level) + " " + cut(h.Card.Name, 100) + " [" + cut(h.Collection.Name, 60) + "] #" + decimal(int64(h.Card.ID))
		if h.Holding.Copies > 1 {
			line += " ×" + decimal(int64(h.Holding.Copies))
		}
		b.WriteString("\n" + strings.NewReplacer("`", "'", "\n", " ", "\r", " ").Replace(line))
	}
	if b.Len() == 0 {
		return whisper(accentPlain, t.Say("list.empty"))
	}
	return whisper(accentPlain, t.Say("list.copied", locale.N("Page", p.Page+1), locale.N("Pages", p.Pages))+"\n```"+b.String()+"\n```")
}

// Has says whether a player has the card that was asked for.
func Has(t *locale.Text, other game.PlayerID, words string, p game.ListPage, held []HeldFace) Message {
	who := locale.S("Player", mention(other))
	if len(held) == 0 {
		return note(accentPlain, t.Say("has.no", who, locale.S("Words", plain(words))))
	}
	h := held[0]
	s := t.Say("has.yes", who, locale.N("Count", h.Holding.Copies), locale.S("Card", title(h.Face()))) +
		marks(h.Holding.Favourite, h.Holding.Locked)
	if h.Owned {
		s += "\n" + t.Say("has.you_too")
	}
	if more := p.Cards - 1; more > 0 {
		s += "\n" + t.Say("has.more", locale.N("Count", more))
	}
	return note(accent(h.Card.Level), s)
}
