package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// growing is what fakeGame remembers of copies that grow or are spent.
type growing struct {
	process game.Process
	copy    game.CopyID
	asked   string // for a plan
	order   any    // that was confirmed
	refuse  error  // what confirming is refused with
}

func (g *fakeGame) card(id game.CardID) game.ClaimedCard {
	return game.ClaimedCard{Card: *g.catalogue.Card(id), Copy: game.Copy{ID: 10 + game.CopyID(id), Card: id, Print: 4, Level: 1}}
}

// confirmed remembers an order.
func (g *fakeGame) confirmed(order any) error {
	g.growing.order = order
	return errors.Join(g.growing.refuse, g.err)
}

func (g *fakeGame) SuggestCopies(_ context.Context, _ game.PlayerID, p game.Process, typed string, limit int, with ...string) ([]game.ClaimedCard, error) {
	g.growing.asked = strings.Join(with, "+")
	g.growing.process, g.words, g.page = p, typed, limit
	return g.claimed(), g.err
}

func (g *fakeGame) FindToLevel(_ context.Context, _ game.PlayerID, what string) (game.CopyID, error) {
	g.words = what
	return 12, g.err
}

func (g *fakeGame) LevelUp(_ context.Context, _ game.Act, id game.CopyID) (game.LevelUpResult, error) {
	g.growing.copy = id
	c := g.card(2)
	c.Copy.ID = id
	return game.LevelUpResult{Card: c.Card, Copy: c.Copy, Before: 1, Need: 4500, Today: 3, Week: 9}, g.err
}

func (g *fakeGame) combination() game.CombinePlan {
	return game.CombinePlan{
		Order: game.CombineOrder{Main: 11, Fodder: 12, Worth: 70}, Main: g.card(1), Fodder: g.card(2), After: g.card(1).Copy, Need: 4500,
	}
}

func (g *fakeGame) PlanCombine(_ context.Context, _ game.PlayerID, main, fodder string) (game.CombinePlan, error) {
	g.growing.asked = main + "+" + fodder
	return g.combination(), g.err
}

func (g *fakeGame) Combine(_ context.Context, _ game.Act, order game.CombineOrder) (game.CombinePlan, error) {
	return g.combination(), g.confirmed(order)
}

func (g *fakeGame) forging() game.ForgePlan {
	return game.ForgePlan{Order: game.ForgeOrder{First: 11, Second: 12, Cost: 1000, Worth: 7}, First: g.card(1), Second: g.card(2)}
}

func (g *fakeGame) PlanForge(_ context.Context, _ game.PlayerID, first, second string) (game.ForgePlan, error) {
	g.growing.asked = first + "+" + second
	return g.forging(), g.err
}

func (g *fakeGame) Forge(_ context.Context, _ game.Act, order game.ForgeOrder) (game.ForgeResult, error) {
	return game.ForgeResult{ForgePlan: g.forging(), Made: g.card(2)}, g.confirmed(order)
}

func (g *fakeGame) liquefying() game.LiquefyPlan {
	return game.LiquefyPlan{Order: game.LiquefyOrder{Copy: 11, Vials: 50, Worth: 7}, Card: g.card(1)}
}

func (g *fakeGame) PlanLiquefy(_ context.Context, _ game.PlayerID, what string) (game.LiquefyPlan, error) {
	g.growing.asked = what
	return g.liquefying(), g.err
}

func (g *fakeGame) Liquefy(_ context.Context, _ game.Act, order game.LiquefyOrder) (game.LiquefyPlan, error) {
	return g.liquefying(), g.confirmed(order)
}

func (g *fakeGame) ascending() game.AscendPlan {
	return game.AscendPlan{Order: game.AscendOrder{Copies: []game.CopyID{11, 12, 13}, Vials: 9, Worth: 7}, Cards: []game.ClaimedCard{g.card(1), g.card(2), g.card(1)}}
}

func (g *fakeGame) PlanAscend(_ context.Context, _ game.PlayerID, names ...string) (game.AscendPlan, error) {
	g.growing.asked = strings.Join(names, "+")
	return g.ascending(), g.err
}

func (g *fakeGame) Ascend(_ context.Context, _ game.Act, order game.AscendOrder) (game.AscendResult, error) {
	return game.AscendResult{AscendPlan: g.ascending(), Made: g.card(2)}, g.confirmed(order)
}

func (g *fakeGame) PlanFuse(context.Context, game.PlayerID) (game.FusePlan, error) {
	return game.FusePlan{Order: game.FuseOrder{Before: 3}}, g.err
}

func (g *fakeGame) Fuse(_ context.Context, _ game.Act, order game.FuseOrder) (game.FuseResult, error) {
	return game.FuseResult{Made: g.card(2)}, g.confirmed(order)
}

func (g *fakeGame) PlanBoost(_ context.Context, _ game.PlayerID, kind game.BoosterKind) (game.BoostPlan, error) {
	g.growing.asked = string(kind)
	return game.BoostPlan{Order: game.BoostOrder{Kind: kind, Vials: 750}, Cards: 5, Odds: []game.Odds{{Stars: 1, Weight: 3}}}, g.err
}

func (g *fakeGame) Boost(_ context.Context, _ game.Act, order game.BoostOrder) (game.BoostResult, error) {
	return game.BoostResult{Order: order, Cards: []game.ClaimedCard{g.card(1), g.card(2)}}, g.confirmed(order)
}

func TestLevelUp(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	all := All(d)
	c := find(t, all, "levelup")
	choices, err := c.Autocomplete.Run(t.Context(), ask(d, Option{Name: "card_name", Text: "so", Focused: true}))
	if err != nil || g.words != "so" || g.growing.process != game.Levelling || len(choices) != 2 || choices[0].Value != "b" {
		t.Errorf("%v, %v", choices, err)
	}
	reply, err := c.Run(t.Context(), ask(d, Option{Name: "card_name", Text: "sol"}))
	if err != nil || g.words != "sol" || g.growing.copy != 12 {
		t.Fatalf("%+v, %v", g.growing, err)
	}
	// D48: the picture is of the card with its stars, whatever the copy's level.
	if len(pictures.faces) != 1 || pictures.faces[0].Card.Level != 3 || pictures.faces[0].Print != 4 {
		t.Errorf("shown %+v", pictures.faces)
	}
	r := ask(d)
	r.Route, _ = ui.ParseRoute(faces(reply.Message)["Once more"])
	g.growing.copy = 0
	if _, err := component(t, all, r.Route.Verb).Run(t.Context(), r); err != nil || g.growing.copy != 12 {
		t.Errorf("once more: %+v, %v", g.growing, err)
	}
}

// Each asks first, confirms what was asked, asks again when that has changed, and
// leaves the question alone when it is refused for anything else.
func TestSpendingAsksFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		command string
		options []Option
		asked   string
		process game.Process // of the last option
		yes     string
		order   any
		again   string // what is asked when it has changed; "" where it cannot
		shown   int    // pictures of the question
	}{
		{
			"levelup",
			[]Option{{Name: "card_name", Text: "a"}, {Name: "combine_with", Text: "b"}},
			"a+b", game.Combining, "Combine",
			game.CombineOrder{Main: 11, Fodder: 12, Worth: 70},
			"b+c", 2,
		},
		{
			"forge",
			[]Option{{Name: "card_query_1", Text: "a"}, {Name: "card_query_2", Text: "b"}},
			"a+b", game.Forging, "Forge",
			game.ForgeOrder{First: 11, Second: 12, Cost: 1000, Worth: 7},
			"b+c", 2,
		},
		{"forge", []Option{{Name: "card_query_1", Text: "a"}}, "a+", game.Forging, "Forge", game.ForgeOrder{First: 11, Second: 12, Cost: 1000, Worth: 7}, "b+c", 2},
		{"liquefy", []Option{{Name: "query", Text: "a"}}, "a", game.Liquefying, "Liquefy", game.LiquefyOrder{Copy: 11, Vials: 50, Worth: 7}, "b", 1},
		{
			"ascend",
			[]Option{{Name: "card_name", Text: "a"}, {Name: "card_3", Text: "c"}},
			"a++c", game.Ascending, "Ascend",
			game.AscendOrder{Copies: []game.CopyID{11, 12, 13}, Vials: 9, Worth: 7},
			"b+c+d", 3,
		},
		{"fuse", nil, "", "", "Fuse", game.FuseOrder{Before: 3}, "", 0},
		{"boost", []Option{{Name: "kind", Text: "album"}}, "album", "", "Open", game.BoostOrder{Kind: game.AlbumBooster, Vials: 750}, "album", 0},
	} {
		t.Run(tt.command, func(t *testing.T) {
			t.Parallel()
			d, g, pictures := deps(t)
			all := All(d)
			c := find(t, all, tt.command)
			question, err := c.Run(t.Context(), ask(d, tt.options...))
			if err != nil || g.growing.asked != tt.asked || g.growing.order != nil || len(pictures.faces) != tt.shown {
				t.Fatalf("%+v, %d pictures, %v", g.growing, len(pictures.faces), err)
			}
			if c.Autocomplete != nil {
				last, others := tt.options[len(tt.options)-1], tt.options[:len(tt.options)-1]
				last.Focused = true
				want := ""
				for _, o := range others {
					want += o.Text
				}
				_, err := c.Autocomplete.Run(t.Context(), ask(d, append(slices.Clone(others), last)...))
				if err != nil || g.growing.process != tt.process || g.words != last.Text || g.growing.asked != want {
					t.Errorf("suggests for %q with %q, %v", g.growing.process, g.growing.asked, err)
				}
			}
			buttons := faces(question.Message)
			r := ask(d)
			r.Route, _ = ui.ParseRoute(buttons[tt.yes])
			yes := component(t, all, r.Route.Verb)
			if r.Route.Args() != yes.Args || r.Route.Arg(0) != 5 || !strings.HasPrefix(buttons["Cancel"], "1:an:") {
				t.Errorf("buttons %v", buttons)
			}
			if reply, err := yes.Run(t.Context(), r); err != nil || fmt.Sprint(g.growing.order) != fmt.Sprint(tt.order) || len(faces(reply.Message)) != 0 {
				t.Errorf("confirmed %+v, want %+v: %v", g.growing.order, tt.order, err)
			}
			g.growing.asked, g.growing.refuse = "", game.ChangedError{}
			reply, err := yes.Run(t.Context(), r)
			if tt.again != "" && (err != nil || g.growing.asked != tt.again || faces(reply.Message)[tt.yes] == "") {
				t.Errorf("changed: asked %q, %v", g.growing.asked, err)
			}
			g.growing.refuse = game.SpentError{}
			if _, err := yes.Run(t.Context(), r); !errors.Is(err, game.SpentError{}) {
				t.Errorf("spent: %v", err)
			}
		})
	}
}
