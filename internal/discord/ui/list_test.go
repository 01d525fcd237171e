package ui

import (
	"fmt"
	"strings"
	"testing"

	"gohye/internal/game"
	"gohye/internal/locale"
	"gohye/internal/query"
)

// listMessages are those of lists of cards, with names of the given kind.
func listMessages(x *locale.Text, name string) map[string]Message {
	page := game.ListPage{Page: 1, Pages: 4, Cards: 38, Copies: 1200}
	one := game.ListPage{Pages: 1, Cards: 1, Copies: 1}
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	long := Asked{Text: strings.Repeat("한글 ", 40), Token: 1<<63 - 1}
	mine := func(verb string) ListView { return ListView{Verb: verb, Owner: ana} }
	about := func(verb string, from bool) ListView {
		return ListView{Verb: verb, Owner: 1<<63 - 1, Other: 1<<63 - 2, From: from, Grid: true, Asked: Asked{Text: "*bold* >date"}}
	}
	with := func(v ListView, a Asked) ListView {
		v.Asked = a
		return v
	}
	owned := heldOf(10, name)
	for i := range owned {
		owned[i].Owned = i%2 == 0
	}
	bold := Asked{Text: "*bold*"}
	all := map[string]Message{
		"cards":             List(x, mine(VerbCards), page, heldOf(10, name), nil),
		"cards_found":       List(x, with(mine(VerbCards), long), page, heldOf(10, name), nil),
		"cards_one":         List(x, mine(VerbCards), one, heldOf(1, name), nil),
		"cards_none":        List(x, mine(VerbCards), game.ListPage{Pages: 1}, nil, nil),
		"cards_unknown":     List(x, with(mine(VerbCards), bold), game.ListPage{Pages: 1}, nil, nil),
		"cards_other":       List(x, about(VerbCards, false), page, owned, row),
		"cards_other_none":  List(x, about(VerbCards, false), page, nil, nil),
		"search":            List(x, mine(VerbSearch), page, owned, nil),
		"search_grid":       List(x, with(ListView{Verb: VerbSearch, Owner: ana, Grid: true}, long), page, owned, row),
		"search_none":       List(x, mine(VerbSearch), game.ListPage{Pages: 1}, nil, nil),
		"search_unknown":    List(x, with(mine(VerbSearch), bold), game.ListPage{Pages: 1}, nil, nil),
		"miss":              List(x, mine(VerbMiss), page, heldOf(3, name), nil),
		"miss_none":         List(x, mine(VerbMiss), game.ListPage{Pages: 1}, nil, nil),
		"miss_unknown":      List(x, with(mine(VerbMiss), bold), game.ListPage{Pages: 1}, nil, nil),
		"diff_for":          List(x, about(VerbDiff, false), page, heldOf(3, name), row),
		"diff_from":         List(x, about(VerbDiff, true), page, heldOf(3, name), nil),
		"diff_none":         List(x, about(VerbDiff, true), page, nil, nil),
		"list_copied":       CopiedPage(x, page, heldOf(10, name)),
		"list_copied_empty": CopiedPage(x, page, nil),
		"has":               Has(x, ana, "sol", page, owned),
		"has_one":           Has(x, ana, "sol", one, heldOf(1, name)),
		"has_no":            Has(x, ana, name+"x", page, nil),
	}
	for why := query.UnknownWord; why <= query.NoLast; why++ {
		all[fmt.Sprintf("refused_query_%d", why)] = Refused(x, game.QueryError{Text: "word", Fault: query.Error{Why: why, At: query.Place{Word: "word"}}})
	}
	return all
}

func TestListViewOf(t *testing.T) {
	t.Parallel()
	for _, v := range []ListView{
		{Verb: VerbCards, Owner: ana},
		{Verb: VerbDiff, Owner: ana, Other: ana + 1, From: true, Asked: Asked{Text: "moon >date"}},
		{Verb: VerbDiff, Owner: ana, Other: ana + 1, Grid: true, Asked: Asked{Token: 99}},
	} {
		r, ok := ParseRoute(v.route(3, 2).ID())
		if got := ListViewOf(r); !ok || got != v || r.Arg(1) != 3 || r.Args() != ListArgs {
			t.Errorf("%+v is read as %+v", v, got)
		}
	}
}

func TestTheWordAtFaultIsShownInItsPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		at   query.Place
		want string
	}{
		{"fav lvel=3 moon", query.Place{Pos: 4, Word: "lvel=3"}, "fav **lvel=3** moon"},
		{"lvel=3", query.Place{Word: "lvel=3"}, ""},
		{"달 *x=1*", query.Place{Pos: 2, Word: "*x=1*"}, `달 **\*x=1\***`},
		{strings.Repeat("a ", 50) + "b=", query.Place{Pos: 100, Word: "b="}, "…" + strings.Repeat("a ", 30) + "**b=**"},
		{"short", query.Place{Pos: 9, Word: "x"}, ""},
	} {
		if got := mark(tt.text, tt.at); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
