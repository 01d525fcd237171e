package command

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/ledger"
)

// A bench is what fakeGame knows of the shop and of crafting: an inventory with one
// of each, and what it was asked for.
type bench struct {
	bought  game.BuyOrder
	crafted game.CraftOrder
	used    game.UseOrder
	seal    int64 // of the plan as it is now
	tier    int   // of Cake Day
	missing bool  // a card of the recipe
}

func (g *fakeGame) good(id game.GoodID) game.Good {
	rules := game.DefaultRules()
	good, _ := rules.Good(id)
	return good
}

func (g *fakeGame) LookAtGood(_ context.Context, _ game.PlayerID, id game.GoodID) (game.ShopView, error) {
	return game.ShopView{Good: g.good(id), Balance: 5}, g.err
}

func (g *fakeGame) Buy(_ context.Context, _ game.Act, order game.BuyOrder) (game.Purchase, error) {
	g.workshop.bought = order
	return game.Purchase{Good: g.good(order.Good), Cards: []game.Card{*g.catalogue.Card(1)}}, g.err
}

func (g *fakeGame) Inventory(context.Context, game.PlayerID) (game.Inventory, error) {
	held := game.RecipeCard{Card: *g.catalogue.Card(1), Held: true}
	return game.Inventory{
		Stock:   game.Stock{ledger.Disc: 2, ledger.ClaimRecall: 3},
		Recipes: []game.RecipeView{{Recipe: game.Recipe{Good: "holygrail"}, Cards: []game.RecipeCard{held}}},
		Effects: []game.EffectView{g.effect()},
	}, g.err
}

func (g *fakeGame) PlanCraft(_ context.Context, _ game.PlayerID, id game.GoodID) (game.CraftPlan, error) {
	plan := game.CraftPlan{Good: g.good(id), Seal: g.workshop.seal}
	pick := game.CraftPick{Card: *g.catalogue.Card(1), Copy: game.Copy{ID: 11, Print: 1}, Held: 1}
	if g.workshop.missing {
		pick = game.CraftPick{Card: *g.catalogue.Card(1)}
	}
	plan.Picks = append(plan.Picks, pick)
	return plan, g.err
}

func (g *fakeGame) Craft(_ context.Context, _ game.Act, order game.CraftOrder) (game.CraftResult, error) {
	if order.Seal != g.workshop.seal {
		return game.CraftResult{}, game.ChangedError{}
	}
	g.workshop.crafted = order
	return game.CraftResult{Good: g.good(order.Good), Spent: []game.ClaimedCard{{Card: *g.catalogue.Card(1)}}}, g.err
}

func (g *fakeGame) effect() game.EffectView {
	return game.EffectView{Good: g.good("cakeday"), Effect: game.Effect{ID: game.CakeDay, Tier: max(1, g.workshop.tier)}, Need: 250}
}

func (g *fakeGame) MyEffects(context.Context, game.PlayerID) ([]game.EffectView, error) {
	return []game.EffectView{g.effect()}, g.err
}

func (g *fakeGame) LookAtEffect(context.Context, game.PlayerID, game.GoodID) (game.EffectView, error) {
	return g.effect(), g.err
}

func (g *fakeGame) PlanUpgrade(context.Context, game.PlayerID, game.GoodID) (game.EffectView, error) {
	return g.effect(), g.err
}

func (g *fakeGame) UpgradeEffect(_ context.Context, _ game.Act, _ game.GoodID, from int) (game.EffectView, error) {
	if g.err == nil && from != max(1, g.workshop.tier) {
		return game.EffectView{}, game.ChangedError{}
	}
	g.workshop.tier = from + 1
	return g.effect(), g.err
}

func (g *fakeGame) Use(_ context.Context, _ game.Act, order game.UseOrder) (game.UseResult, error) {
	g.workshop.used = order
	return game.UseResult{
		Good: order.Good, As: order.Good, Left: 1, Ready: time.Unix(1_800_000_000, 0),
		Got: &game.ClaimedCard{Card: *g.catalogue.Card(2), Copy: game.Copy{ID: 12, Print: 4}},
	}, g.err
}

func (g *fakeGame) SuggestSpace(_ context.Context, _ game.PlayerID, typed string, limit int) ([]game.Collection, error) {
	g.words, g.page = typed, limit
	return []game.Collection{{ID: "aurora", Name: "Aurora"}}, g.err
}

func (g *fakeGame) LookAtVotes(context.Context, game.PlayerID) (game.VoteView, error) {
	return game.VoteView{Sites: []string{"https://example.org/vote"}, Flakes: 500}, g.err
}

// said is a message as JSON-like text, for looking for words.
func said(t *testing.T, m ui.Message) string {
	t.Helper()
	text, err := m.Components[len(m.Components)-1].MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// choose presses a button of this route, or chooses from its menu.
func choose(t *testing.T, d Deps, route ui.Route, values ...string) (Reply, error) {
	t.Helper()
	r := ask(d)
	r.Route, r.Values = route, values
	return component(t, All(d), route.Verb).Run(t.Context(), r)
}

func TestBuyButton(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	order := game.BuyOrder{Good: "judgeday", Price: 16_000, Replaces: time.Unix(0, 77).UTC()}
	reply, err := choose(t, d, ui.BuyRoute(5, order))
	if err != nil || g.workshop.bought != order || !strings.Contains(said(t, reply.Message), "Judgement Day") {
		t.Errorf("bought %+v, %v", g.workshop.bought, err)
	}
}

func TestWalks(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	for _, tt := range []struct {
		verb  string
		place int64
		value string
		want  string
	}{
		{ui.VerbShop, 0, "effects", "Cake Day"},
		{ui.VerbShop, 0, "items", "Walpurgis Night"},
		{ui.VerbShop, 1, "cakeday", "250 cards claimed"},
		{ui.VerbShop, 2, "judgeday", "Buy for 16,000"},
		{ui.VerbShop, 2, "", "Items"},
		{ui.VerbInventory, 0, "materials", "Broken disc** ×2"},
		{ui.VerbInventory, 0, "recipes", "Holy Grail** · 1 of 1 card"},
		{ui.VerbInventory, 0, "items", "Claim Recall** · 3 uses left"},
		{ui.VerbInventory, 0, "effects", "Cake Day** · tier 1"},
		{ui.VerbInventory, 2, "holygrail", "✅ ★ **Sol**"},
		{ui.VerbInventory, 3, "claimrecall", "/use-effect effect:claimrecall"},
		{ui.VerbInventory, 3, "judgeday", "Claim Recall** · 3 uses left"}, // which is no longer there
		{ui.VerbInventory, 4, "cakeday", "250 cards claimed"},
		{ui.VerbInventory, 0, "nonsense", "Your inventory"},
	} {
		var values []string
		if tt.value != "" {
			values = []string{tt.value}
		}
		reply, err := choose(t, d, ui.NewRoute(tt.verb, 5, tt.place), values...)
		if err != nil || !strings.Contains(said(t, reply.Message), tt.want) {
			t.Errorf("%s %d %q: %v; %s", tt.verb, tt.place, tt.value, err, said(t, reply.Message))
		}
	}
}

func TestCraftAsksAgainWhenOtherCopiesWouldGo(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	g.workshop.seal = 7
	reply, err := choose(t, d, ui.CraftRoute(5, game.CraftOrder{Good: "cakeday", Seal: 6}))
	again := ui.CraftRoute(5, game.CraftOrder{Good: "cakeday", Seal: 7})
	if err != nil || g.workshop.crafted != (game.CraftOrder{}) || !strings.Contains(said(t, reply.Message), again.ID()) {
		t.Errorf("crafted %+v, %v: %s", g.workshop.crafted, err, said(t, reply.Message))
	}
	if reply, err := choose(t, d, again); err != nil || g.workshop.crafted.Seal != 7 || !strings.Contains(said(t, reply.Message), "Taken") {
		t.Errorf("crafted %+v, %v", g.workshop.crafted, err)
	}
	g.workshop.missing = true
	var missing game.MissingCardsError
	if _, err := find(t, All(d), "craft-effect").Run(t.Context(), ask(d, Option{Name: "effect", Text: "cakeday"})); !errors.As(err, &missing) {
		t.Errorf("an incomplete recipe: %v", err)
	}
}

func TestUpgradeTwice(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	route := ui.NewRoute(ui.VerbUpgrade, 5, 1)
	route.Words = "cakeday"
	for range 2 {
		if reply, err := choose(t, d, route); err != nil || g.workshop.tier != 2 || !strings.Contains(said(t, reply.Message), "now at tier 2") {
			t.Errorf("tier %d, %v", g.workshop.tier, err)
		}
	}
	g.workshop.tier = 4
	if _, err := choose(t, d, route); !errors.Is(err, game.ChangedError{}) {
		t.Errorf("long after: %v", err)
	}
}

func TestUse(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	c := find(t, All(d), "use-effect")
	_, err := c.Run(t.Context(), ask(d, Option{Name: "effect", Text: "Space Unity"}, Option{Name: "arguments", Text: "aurora"}))
	if err != nil || g.workshop.used != (game.UseOrder{Good: "spaceunity", Arguments: "aurora"}) {
		t.Errorf("used %+v, %v", g.workshop.used, err)
	}
	if len(pictures.faces) != 1 || pictures.faces[0].Card.ID != 2 || pictures.faces[0].Print != 4 {
		t.Errorf("shown %+v", pictures.faces)
	}
	if _, err := c.Run(t.Context(), ask(d, Option{Name: "effect", Text: "nonsense"})); !errors.Is(err, game.NoSuchGoodError{Name: "nonsense"}) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestSuggestionsOfGoods(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	values := func(a *Autocomplete, options ...Option) (got []string) {
		t.Helper()
		choices, err := a.Run(t.Context(), ask(d, options...))
		if err != nil {
			t.Error(err)
		}
		for _, c := range choices {
			got = append(got, c.Value)
		}
		return got
	}
	effect := func(typed string) Option { return Option{Name: "effect", Text: typed, Focused: true} }
	arguments := func(typed string) Option { return Option{Name: "arguments", Text: typed, Focused: true} }
	use, craft := find(t, all, "use-effect"), find(t, all, "craft-effect")
	info, upgrade := subcommand(t, all, "effect", "info"), subcommand(t, all, "effect", "upgrade")
	for _, tt := range []struct {
		name    string
		suggest *Autocomplete
		options []Option
		want    []string
	}{
		{"recipes", craft.Autocomplete, []Option{effect("")}, []string{"holygrail"}},
		{"no such recipe", craft.Autocomplete, []Option{effect("cake")}, nil},
		{"items", use.Autocomplete, []Option{effect("recall")}, []string{"claimrecall"}},
		{"effects by name", info.Autocomplete, []Option{effect("of hye")}, []string{"wolfofhyejoo", "lambhyejoo"}},
		{"own effects", upgrade.Autocomplete, []Option{effect("")}, []string{"cakeday"}},
		{"before an item is chosen", use.Autocomplete, []Option{arguments("")}, []string{"aurora"}},
		{"for Space Unity", use.Autocomplete, []Option{{Name: "effect", Text: "spaceunity"}, arguments("au")}, []string{"aurora"}},
		{"for Judgement Day", use.Autocomplete, []Option{{Name: "effect", Text: "judgeday"}, arguments("")}, []string{"claimrecall", "walpurgisnight", "spaceunity aurora"}},
		{"for Judgement Day as Space Unity", use.Autocomplete, []Option{{Name: "effect", Text: "judgeday"}, arguments("spaceunity au")}, []string{"spaceunity aurora"}},
		{"for what is told nothing", use.Autocomplete, []Option{{Name: "effect", Text: "claimrecall"}, arguments("")}, nil},
	} {
		if got := values(tt.suggest, tt.options...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if g.words != "au" {
		t.Errorf("asked for collections named %q", g.words)
	}
}
