package command

import (
	"errors"
	"strings"
	"testing"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// buttonsOf are the custom ids of a message's buttons, by label or emoji.
func buttonsOf(t *testing.T, m ui.Message) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, l := range m.Components {
		for _, part := range l.(discord.ContainerComponent).Components {
			row, ok := part.(discord.ActionRowComponent)
			if !ok {
				continue
			}
			for _, b := range row.Components {
				b := b.(discord.ButtonComponent)
				if b.Label == "" {
					b.Label = b.Emoji.Name
				}
				ids[b.Label] = b.CustomID
			}
		}
	}
	return ids
}

// press runs the component of a custom id.
func press(t *testing.T, d Deps, id string) (Reply, error) {
	t.Helper()
	r := ask(d)
	var ok bool
	if r.Route, ok = ui.ParseRoute(id); !ok {
		t.Fatalf("%q is no button", id)
	}
	c := component(t, All(d), r.Route.Verb)
	if c.Args != r.Route.Args() {
		t.Fatalf("%q has %d arguments, not %d", id, r.Route.Args(), c.Args)
	}
	return c.Run(t.Context(), r)
}

func TestListsAskForWhatTheyShow(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	query, user := Option{Name: "query", Text: " Moon  3 "}, Option{Name: "user", Number: 9}
	self := Option{Name: "user", Number: 5}
	for _, tt := range []struct {
		name string
		run  Action
		opts Options
		want game.ListOrder
	}{
		{"own cards", actionOf(t, all, "cards"), Options{query}, game.ListOrder{Holder: 5}},
		{"own cards by name", actionOf(t, all, "cards"), Options{query, self}, game.ListOrder{Holder: 5}},
		{"another's cards", actionOf(t, all, "cards"), Options{query, user}, game.ListOrder{Holder: 9}},
		{"all cards", actionOf(t, all, "searchcards"), Options{query}, game.ListOrder{}},
		{"missing cards", actionOf(t, all, "miss"), Options{query}, game.ListOrder{Without: 5}},
		{"for another", actionOf(t, all, "diff", "for"), Options{user, query}, game.ListOrder{Holder: 5, Without: 9}},
		{"from another", actionOf(t, all, "diff", "from"), Options{user, query}, game.ListOrder{Holder: 9, Without: 5}},
	} {
		tt.want.Asker, tt.want.Query, tt.want.Size = 5, "Moon  3", ui.PageSize
		reply, err := tt.run.Run(t.Context(), ask(d, tt.opts...))
		if err != nil || g.list != tt.want {
			t.Errorf("%s: asks for %+v, %v", tt.name, g.list, err)
		}
		// The buttons ask for the same, a page on.
		tt.want.Page = 1
		g.list = game.ListOrder{}
		if _, err := press(t, d, buttonsOf(t, reply.Message)["▶️"]); err != nil || g.list != tt.want {
			t.Errorf("%s: the next page asks for %+v, %v", tt.name, g.list, err)
		}
	}
	_, err := find(t, all, "has").Run(t.Context(), ask(d, user, Option{Name: "card_query", Text: "moon"}))
	if want := (game.ListOrder{Asker: 5, Holder: 9, Query: "moon", Size: 1, One: true}); err != nil || g.list != want {
		t.Errorf("/has asks for %+v, %v", g.list, err)
	}
}

func actionOf(t *testing.T, all []Command, path ...string) Action {
	t.Helper()
	c := find(t, all, path[0])
	for _, a := range c.Actions() {
		if strings.Join(a.Path, " ") == strings.Join(path, " ") {
			return a
		}
	}
	t.Fatalf("there is no /%v", path)
	return Action{}
}

func TestAListAsTextAndAsPictures(t *testing.T) {
	t.Parallel()
	d, _, pictures := deps(t)
	c := find(t, All(d), "cards")
	text, err := c.Run(t.Context(), ask(d))
	if err != nil || pictures.faces != nil {
		t.Errorf("text with pictures %+v, %v", pictures.faces, err)
	}
	grid, err := press(t, d, buttonsOf(t, text.Message)["Pictures"])
	if err != nil || len(pictures.faces) != 1 || grid.New {
		t.Errorf("the grid shows %+v, %v", pictures.faces, err)
	}
	pictures.faces = nil
	if _, err := press(t, d, buttonsOf(t, grid.Message)["Text"]); err != nil || pictures.faces != nil {
		t.Errorf("text again, with pictures %+v, %v", pictures.faces, err)
	}
	if _, err := c.Run(t.Context(), ask(d, Option{Name: "view", Text: "grid"})); err != nil || len(pictures.faces) != 1 {
		t.Errorf("at once the grid shows %+v, %v", pictures.faces, err)
	}
	copied, err := press(t, d, buttonsOf(t, text.Message)["Copy page"])
	if err != nil || !copied.New || !copied.Message.Ephemeral {
		t.Errorf("the copy is %+v, %v", copied, err)
	}
}

// Promise: a query is never cut, whatever its length.
func TestLongQueriesSurviveTheirButtons(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	for _, words := range []string{strings.Repeat("x", ui.MaxWords), strings.Repeat("x", ui.MaxWords+1), strings.Repeat("달 ", 60)} {
		words = strings.TrimSpace(words)
		for _, path := range [][]string{{"cards"}, {"auction", "list"}} {
			reply, err := actionOf(t, All(d), path...).Run(t.Context(), ask(d, Option{Name: "query", Text: words}))
			if err != nil || !strings.HasPrefix(g.words, words) {
				t.Fatalf("%v asks for %q, %v", path, g.words, err)
			}
			first := g.words
			g.words = ""
			if _, err := press(t, d, buttonsOf(t, reply.Message)["⏭️"]); err != nil || g.words != first || g.page != 4 {
				t.Errorf("%v: the last page is %d of %q, not of %q: %v", path, g.page, g.words, first, err)
			}
		}
	}
	gone := ui.NewRoute(ui.VerbCards, 5, 1, 2, 0, 0, 78)
	if _, err := press(t, d, gone.ID()); !errors.Is(err, game.GoneError{}) {
		t.Errorf("a query that is forgotten: %v", err)
	}
}

func TestTheLanguageIsCompleted(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	typing, user := Option{Name: "query", Text: "moon ", Focused: true}, Option{Name: "user", Number: 9}
	for _, tt := range []struct {
		path   []string
		holder game.PlayerID
	}{
		{[]string{"cards"}, 9},
		{[]string{"searchcards"}, 5},
		{[]string{"miss"}, 5},
		{[]string{"diff", "for"}, 5},
		{[]string{"diff", "from"}, 9},
		{[]string{"has"}, 9},
		{[]string{"auction", "list"}, 5},
	} {
		choices, err := actionOf(t, all, tt.path...).Autocomplete.Run(t.Context(), ask(d, typing, user))
		if err != nil || len(choices) != 1 || choices[0] != (Choice{"moon fav", "moon fav"}) || g.list.Holder != tt.holder {
			t.Errorf("%v: %v for the albums of %d, %v; what does not fit is left out", tt.path, choices, g.list.Holder, err)
		}
	}
}
