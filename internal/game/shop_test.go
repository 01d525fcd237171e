package game

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gohye/internal/ledger"
)

func shopNow() time.Time { return time.Unix(1_800_000_000, 0) }

func goodBy(t *testing.T, id GoodID) Good {
	t.Helper()
	rules := DefaultRules()
	g, ok := rules.Good(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return g
}

// TestGoods has the earlier bot's table of goods, by hand.
func TestGoods(t *testing.T) {
	t.Parallel()
	type row struct {
		price   int64
		recipe  string
		tiers   []int64
		uses    int64
		hours   int
		isItems bool
	}
	want := map[GoodID]row{
		"cakeday":        {15_000, "22222", []int64{250, 500, 1000, 1500}, 0, 0, false},
		"holygrail":      {15_000, "2233", []int64{70, 150, 250, 500}, 0, 0, false},
		"wolfofhyejoo":   {25_000, "12222", []int64{30_000, 75_000, 150_000, 350_000}, 0, 0, false},
		"lambhyejoo":     {25_000, "12222", []int64{30_000, 75_000, 150_000, 350_000}, 0, 0, false},
		"cherrybloss":    {15_000, "2223", []int64{20, 50, 5, 10}, 0, 0, false},
		"rulerjeanne":    {20_000, "333", []int64{20, 40, 65, 85}, 0, 0, false},
		"youthyouth":     {15_000, "22222", []int64{150, 300, 500, 750}, 0, 0, false},
		"kisslater":      {15_000, "22222", []int64{150, 300, 450, 600}, 0, 0, false},
		"spaceunity":     {12_000, "2233", nil, 8, 40, true},
		"judgeday":       {16_000, "22333", nil, 14, 48, true},
		"walpurgisnight": {10_000, "1233", nil, 20, 24, true},
		"claimrecall":    {10_000, "11122", nil, 20, 15, true},
	}
	if len(Goods()) != len(want) {
		t.Errorf("there are %v", Goods())
	}
	for _, id := range Goods() {
		g, w := goodBy(t, id), want[id]
		recipe := ""
		for _, stars := range g.Recipe {
			recipe += string(rune('0' + stars))
		}
		if g.ID != id || g.Price != w.price || recipe != w.recipe || !slices.Equal(g.Tiers, w.tiers) || g.Effect == w.isItems ||
			g.Uses != w.uses || g.Cooldown != time.Duration(w.hours)*time.Hour {
			t.Errorf("%s is %+v, want %+v", id, g, w)
		}
		if g.Effect && (g.Lasts != 210*24*time.Hour || len(g.Values) != 5) {
			t.Errorf("%s lasts %s and has the values %v", id, g.Lasts, g.Values)
		}
	}
	rules := DefaultRules()
	if g, ok := rules.Good("tohrugift"); ok {
		t.Errorf("there is %+v", g)
	}
}

func TestShopRulesCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*Rules)
		want   string // "" for fine
	}{
		{"the defaults", func(*Rules) {}, ""},
		{"a price of nothing", func(r *Rules) { r.Shop.CakeDay.Price = 0 }, ""},
		{"a negative price", func(r *Rules) { r.Shop.CakeDay.Price = -1 }, "shop.cakeday.price"},
		{"too high a price", func(r *Rules) { r.Shop.JudgeDay.Price = maxPrice + 1 }, "shop.judgeday.price"},
		{"no recipe", func(r *Rules) { r.Shop.KissLater.Recipe = nil }, "shop.kisslater.recipe"},
		{"a recipe of eight", func(r *Rules) { r.Shop.KissLater.Recipe = []int{1, 2, 3, 4, 5, 1, 2, 3} }, ""},
		{"a recipe of nine", func(r *Rules) { r.Shop.KissLater.Recipe = make([]int, 9) }, "shop.kisslater.recipe"},
		{"no stars", func(r *Rules) { r.Shop.KissLater.Recipe = []int{0} }, "shop.kisslater.recipe"},
		{"six stars", func(r *Rules) { r.Shop.KissLater.Recipe = []int{6} }, "shop.kisslater.recipe"},
		{"three steps", func(r *Rules) { r.Shop.HolyGrail.Tiers = []int64{1, 2, 3} }, "shop.holygrail.tiers"},
		{"a step for nothing", func(r *Rules) { r.Shop.HolyGrail.Tiers = []int64{1, 2, 0, 3} }, "shop.holygrail.tiers"},
		{"no uses", func(r *Rules) { r.Shop.SpaceUnity.Uses = 0 }, "shop.spaceunity.uses"},
		{"no pause", func(r *Rules) { r.Shop.SpaceUnity.Cooldown = 0 }, ""},
		{"a negative pause", func(r *Rules) { r.Shop.SpaceUnity.Cooldown = -1 }, "shop.spaceunity.cooldown"},
		{"for no time", func(r *Rules) { r.Shop.Lasts = 0 }, "shop.lasts"},
		{"of six stars", func(r *Rules) { r.Shop.SpaceUnityStars = 6 }, "shop.space_unity_stars"},
		{"that takes nothing back", func(r *Rules) { r.Shop.WalpurgisClaims = 0 }, "shop.walpurgis_claims"},
		{"more than the price", func(r *Rules) { r.Effect.WolfOfHyejoo[4] = 101 }, "effect.wolfofhyejoo"},
		{"a negative limit", func(r *Rules) { r.Effect.AuctionMost = -1 }, "effect.auction_most"},
		{"a vote that costs", func(r *Rules) { r.Vote.Flakes = -1 }, "vote.flakes"},
		{"a long weekend", func(r *Rules) { r.Vote.Weekend = 11 }, "vote.weekend"},
		{"no pause between votes", func(r *Rules) { r.Vote.Pause = 0 }, "vote.pause"},
		{"a list without TLS", func(r *Rules) { r.Vote.Sites = []string{"http://a.example"} }, "vote.sites"},
		{"a list", func(r *Rules) { r.Vote.Sites = []string{"https://a.example/bot/1/vote"} }, ""},
	} {
		rules := DefaultRules()
		tt.change(&rules)
		err := rules.Check()
		if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSell(t *testing.T) {
	t.Parallel()
	g := Good{ID: "cakeday", Price: 100}
	open := &Recipe{Good: "cakeday", Bought: shopNow()}
	rich, poor := Player{Flakes: 100}, Player{Flakes: 99}
	for _, tt := range []struct {
		name  string
		p     Player
		open  *Recipe
		order BuyOrder
		want  error
	}{
		{"exactly enough", rich, nil, BuyOrder{Price: 100}, nil},
		{"one short", poor, nil, BuyOrder{Price: 100}, InsufficientFundsError{Need: 100, Have: 99}},
		{"at an older price", rich, nil, BuyOrder{Price: 90}, ChangedError{}},
		{"one is open", rich, open, BuyOrder{Price: 100}, RecipeOpenError{Good: "cakeday"}},
		{"one is open, and too poor", poor, open, BuyOrder{Price: 100}, RecipeOpenError{Good: "cakeday"}},
		{"in its place", rich, open, BuyOrder{Price: 100, Replaces: shopNow().UTC()}, nil},
		{"in its place, one short", poor, open, BuyOrder{Price: 100, Replaces: shopNow()}, InsufficientFundsError{Need: 100, Have: 99}},
		{"in place of another", rich, open, BuyOrder{Price: 100, Replaces: shopNow().Add(1)}, ChangedError{}},
		{"in place of one that is gone", rich, nil, BuyOrder{Price: 100, Replaces: shopNow()}, ChangedError{}},
	} {
		if err := g.sell(tt.p, tt.open, tt.order); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestDrawRecipe(t *testing.T) {
	t.Parallel()
	var p pool
	p.levels[1] = []CardID{11, 12}
	p.levels[2] = []CardID{21, 22, 23, 24}
	owned := map[CardID]bool{22: true}
	for _, tt := range []struct {
		name  string
		stars []int
		want  error
	}{
		{"one", []int{1}, nil},
		{"all that there are", []int{2, 1, 2, 1, 2}, nil},
		{"one more than that", []int{2, 2, 2, 2}, NoRecipeCardError{Stars: 2}},
		{"of a level without cards", []int{1, 3}, NoRecipeCardError{Stars: 3}},
	} {
		for seed := range uint64(50) {
			cards, err := drawRecipe(rand.New(rand.NewPCG(seed, 0)), &p, owned, tt.stars)
			if !errors.Is(err, tt.want) {
				t.Fatalf("%s: %v, want %v", tt.name, err, tt.want)
			}
			seen := map[CardID]bool{}
			for i, id := range cards {
				if int(id/10) != tt.stars[i] || owned[id] || seen[id] {
					t.Fatalf("%s: %v", tt.name, cards)
				}
				seen[id] = true
			}
		}
	}
	if want := []CardID{21, 22, 23, 24}; !slices.Equal(p.levels[2], want) {
		t.Errorf("the catalogue was changed to %v", p.levels[2])
	}
}

func TestIngredients(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	cat := NewCatalogue(1, &rules, []Collection{
		{ID: "moon", Name: "Moon"}, {ID: "promo", Promo: true}, {ID: "bits", Fragments: true},
	}, []Card{
		{ID: 1, Key: "a", Level: 1, Collection: "moon"},
		{ID: 2, Key: "a", Level: 1, Collection: "promo"},
		{ID: 3, Key: "a", Level: 1, Collection: "bits"},
		{ID: 4, Key: "a_fragment", Level: 1, Collection: "moon"},
		{ID: 5, Key: "a", Level: 1, Collection: "LIVEAUCTION"},
		{ID: 6, Key: "a", Level: 1, Collection: "special"}, // not claimed, but taken
		{ID: 7, Key: "a", Level: 5, Collection: "moon"},
		{ID: 8, Key: "a", Level: 3, Collection: "moon"},
	})
	want := [levels + 1][]CardID{1: {1, 6}, 3: {8}, 5: {7}}
	if !reflect.DeepEqual(cat.ingredients.levels, want) {
		t.Errorf("got %v, want %v", cat.ingredients.levels, want)
	}
	if col, cards := cat.choice(" moon ", 3); col.Name != "Moon" || !slices.Equal(cards, []CardID{1, 8}) {
		t.Errorf("of the moon: %+v, %v", col, cards)
	}
	for _, name := range []string{"", "mo", "promo", "LIVEAUCTION"} {
		if _, cards := cat.choice(name, 3); len(cards) > 0 {
			t.Errorf("of %q: %v", name, cards)
		}
	}
}

func TestPick(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		copies []Copy
		want   CopyID // 0 for none
	}{
		{"none", nil, 0},
		{"the only one", []Copy{{ID: 1}}, 1},
		{"the only one, locked", []Copy{{ID: 1, Locked: true}}, 0},
		{"the only one, a favourite", []Copy{{ID: 1, Favourite: true}}, 0},
		{"the lowest level", []Copy{{ID: 1, Level: 2}, {ID: 2, Level: 1}}, 2},
		{"the highest print", []Copy{{ID: 1, Print: 1}, {ID: 2, Print: 9}, {ID: 3, Print: 4}}, 2},
		{"never a marked one", []Copy{{ID: 1, Level: 1, Locked: true}, {ID: 2, Level: 5}, {ID: 3, Level: 1, Favourite: true}}, 2},
	} {
		if c, ok := pick(tt.copies); c.ID != tt.want || ok != (tt.want != 0) {
			t.Errorf("%s: copy %d, %v", tt.name, c.ID, ok)
		}
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	g := Good{Lasts: time.Hour}
	for _, tt := range []struct {
		name string
		e    Effect
		want Effect
	}{
		{"the first time", Effect{}, Effect{Tier: 1, Until: shopNow().Add(time.Hour)}},
		{"while it lasts", Effect{Tier: 3, Progress: 7, Until: shopNow().Add(time.Minute)}, Effect{Tier: 3, Progress: 7, Until: shopNow().Add(time.Hour + time.Minute)}},
		{"at its end", Effect{Tier: 2, Until: shopNow()}, Effect{Tier: 2, Until: shopNow().Add(time.Hour)}},
		{"long after", Effect{Tier: 5, Progress: 1, Until: shopNow().Add(-1000 * time.Hour)}, Effect{Tier: 5, Progress: 1, Until: shopNow().Add(time.Hour)}},
	} {
		if got := g.extend(tt.e, shopNow()); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestReadyToUse(t *testing.T) {
	t.Parallel()
	recall := use{item: ledger.ClaimRecall, as: ledger.ClaimRecall}
	judge := use{item: ledger.JudgeDay, as: ledger.ClaimRecall}
	one := Stock{ledger.ClaimRecall: 1, ledger.JudgeDay: 1}
	later := shopNow().Add(1)
	pause := func(item ledger.Unit, until time.Time) map[Cooldown]time.Time {
		return map[Cooldown]time.Time{itemCooldown(item): until}
	}
	cooling := func(item ledger.Unit) error { return CooldownError{What: itemCooldown(item), Until: later} }
	for _, tt := range []struct {
		name   string
		u      use
		stock  Stock
		pauses map[Cooldown]time.Time
		want   error
	}{
		{"the last use", recall, one, nil, nil},
		{"no use", recall, Stock{ledger.JudgeDay: 1}, nil, NoUsesError{Good: "claimrecall"}},
		{"no use, in the pause", recall, nil, pause(ledger.ClaimRecall, later), NoUsesError{Good: "claimrecall"}},
		{"in the pause", recall, one, pause(ledger.ClaimRecall, later), cooling(ledger.ClaimRecall)},
		{"when it ends", recall, one, pause(ledger.ClaimRecall, shopNow()), nil},
		{"in the pause of another", recall, one, pause(ledger.JudgeDay, later), nil},
		{"as another, of which there is no use", judge, Stock{ledger.JudgeDay: 1}, nil, nil},
		{"as another, without a use of its own", judge, Stock{ledger.ClaimRecall: 1}, nil, NoUsesError{Good: "judgeday"}},
		{"as another, in its own pause", judge, one, pause(ledger.JudgeDay, later), cooling(ledger.JudgeDay)},
		{"as another, in that one's pause", judge, one, pause(ledger.ClaimRecall, later), cooling(ledger.ClaimRecall)},
	} {
		if err := tt.u.ready(tt.stock, tt.pauses, shopNow()); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestTakeBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name           string
		claims, day, n int
		left           int
		want           error
	}{
		{"exactly as many", 4, 7, 4, 0, nil},
		{"more than that", 5, 7, 4, 1, nil},
		{"one less", 3, 7, 4, 3, FewClaimsError{Need: 4, Have: 3}},
		{"yesterday's", 9, 6, 4, 9, FewClaimsError{Need: 4}},
	} {
		p := Player{Claims: tt.claims, ClaimDay: tt.day}
		if err := p.takeBack(7, tt.n); !errors.Is(err, tt.want) || p.Claims != tt.left {
			t.Errorf("%s: %v, %d left", tt.name, err, p.Claims)
		}
	}
}

func TestUpgradable(t *testing.T) {
	t.Parallel()
	view := func(tier int, progress, need int64) EffectView {
		return EffectView{Good: Good{ID: "cakeday"}, Effect: Effect{Tier: tier, Progress: progress}, Need: need}
	}
	for _, tt := range []struct {
		name string
		v    EffectView
		want error
	}{
		{"never had", view(0, 0, 0), NoEffectError{Good: "cakeday"}},
		{"one short", view(1, 249, 250), NotGrownError{Good: "cakeday", Need: 250, Have: 249}},
		{"exactly", view(1, 250, 250), nil},
		{"the last step", view(4, 9999, 1500), nil},
		{"the highest tier", view(5, 9999, 0), MaxTierError{Good: "cakeday"}},
	} {
		if err := tt.v.upgradable(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestVoteRules(t *testing.T) {
	t.Parallel()
	v := VoteRules{Flakes: 500, Vials: 10, Weekend: 3, Pause: Duration(12 * time.Hour)}
	if f, n := v.worth(false); f != 500 || n != 10 {
		t.Errorf("worth %d and %d", f, n)
	}
	if f, n := v.worth(true); f != 1500 || n != 30 {
		t.Errorf("at the weekend worth %d and %d", f, n)
	}
	for since, want := range map[time.Duration]bool{0: true, time.Minute: true, 11*time.Hour - 1: true, 11 * time.Hour: false, 99 * time.Hour: false} {
		if got := v.again(shopNow(), shopNow().Add(since)); got != want {
			t.Errorf("after %s it is a repetition: %v", since, got)
		}
	}
	if v.again(time.Time{}, shopNow()) {
		t.Error("the first vote is a repetition")
	}
}
