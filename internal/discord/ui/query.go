package ui

import (
	"strings"

	"gohye/internal/game"
	"gohye/internal/locale"
	"gohye/internal/query"
)

// queryFault says what is wrong with a word of a query, what to write instead,
// and where the word stands.
func queryFault(t *locale.Text, r game.QueryError) string {
	word := locale.S("Word", plain(r.Fault.At.Word))
	s := ""
	switch r.Fault.Why {
	case query.UnknownWord:
		s = t.Say("query.unknown_word", word)
	case query.UnknownSort:
		s = t.Say("query.unknown_sort", word)
	case query.NoValue:
		s = t.Say("query.no_value", word)
	case query.NotNumber:
		s = t.Say("query.not_number", word)
	case query.NotStars:
		s = t.Say("query.not_stars", word)
	case query.OpenQuote:
		s = t.Say("query.open_quote", word)
	case query.TooLong:
		return t.Say("query.too_long", locale.N("Most", query.MaxRunes))
	case query.TooMany:
		return t.Say("query.too_many", locale.N("Most", query.MaxTerms))
	case query.NoCollection:
		s = t.Say("query.no_collection", word)
	case query.NoAlbum:
		s = t.Say("query.no_album", word)
	case query.NoCopies:
		s = t.Say("query.no_copies", word)
	case query.NoOrder:
		s = t.Say("query.no_order", word)
	case query.NoLast:
		s = t.Say("query.no_last", word)
	}
	if r.Fault.Suggest != "" {
		s += " " + t.Say("query.suggest", locale.S("Suggest", code(r.Fault.Suggest)))
	}
	if marked := mark(r.Text, r.Fault.At); marked != "" {
		s += "\n> " + marked
	}
	return s
}

// around is how much of a query is shown on each side of the word at fault.
const around = 60

// mark shows a query with the word at fault in bold; nothing when the word is
// all of it.
func mark(text string, at query.Place) string {
	runes := []rune(text)
	end := at.Pos + len([]rune(at.Word))
	if at.Pos < 0 || end > len(runes) || len(runes) == end-at.Pos {
		return ""
	}
	before, after := runes[:at.Pos], runes[end:]
	b := strings.Builder{}
	if len(before) > around {
		before = before[len(before)-around:]
		b.WriteString("…")
	}
	b.WriteString(plain(string(before)) + "**" + plain(at.Word) + "**" + plain(string(after)))
	return b.String()
}

// code makes a text harmless between the signs of code.
func code(s string) string { return strings.ReplaceAll(cut(s, 60), "`", "'") }
