package game

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// smithy is a game without a store, for rules that ask the catalogue.
func smithy(t *testing.T) *Game {
	t.Helper()
	rules := DefaultRules()
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	g := New(nil, nil, rules, [32]byte{})
	girls, boys := []string{"girlgroups"}, []string{"boygroups"}
	g.catalogue.Store(NewCatalogue(1, &g.rules, []Collection{
		{ID: "moon"},
		{ID: "sun"},
		{ID: "sky"},
		{ID: "fest", Promo: true},
		{ID: "gala", Promo: true},
		{ID: "bits", Fragments: true},
		{ID: "Limited"},
		{ID: "Lottery"},
		{ID: "special"},
		{ID: "ggalbums"},
		{ID: "lone"},
	}, []Card{
		{ID: 1, Level: 1, Collection: "moon", Tags: girls},
		{ID: 2, Level: 1, Collection: "moon", Tags: girls},
		{ID: 3, Level: 1, Collection: "moon", Tags: girls},
		{ID: 4, Level: 1, Collection: "sun", Tags: girls},
		{ID: 5, Level: 1, Collection: "sky", Tags: boys},
		{ID: 6, Level: 2, Collection: "moon", Tags: girls},
		{ID: 7, Level: 1, Collection: "fest"},
		{ID: 8, Level: 1, Collection: "fest"},
		{ID: 9, Level: 1, Collection: "fest"},
		{ID: 10, Level: 1, Collection: "gala"},
		{ID: 11, Level: 1, Collection: "bits"},
		{ID: 12, Level: 1, Collection: "moon", Key: "moonfrag", Tags: girls},
		{ID: 13, Level: 1, Collection: "Limited", Tags: girls},
		{ID: 14, Level: 5, Collection: "moon", Tags: girls},
		{ID: 15, Level: 4, Collection: "moon", Tags: girls},
		{ID: 16, Level: 3, Collection: "Lottery"},
		{ID: 17, Level: 4, Collection: "special"},
		{ID: 18, Level: 5, Collection: "ggalbums", Tags: girls},
		{ID: 19, Level: 2, Collection: "sun", Tags: girls},
		{ID: 20, Level: 1, Collection: "lone"},
		{ID: 21, Level: 3, Collection: "lone"},
	}))
	return g
}

func TestSuits(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	plain := Copy{Level: 1}
	unsuited := func(p Process, stars int) error { return UnsuitedError{Process: p, MaxStars: stars} }
	tests := []struct {
		name    string
		process Process
		copy    Copy
		card    CardID
		err     error
	}{
		{"levelling", Levelling, plain, 1, nil},
		{"levelling a favourite", Levelling, Copy{Level: 1, Favourite: true}, 1, nil},
		{"levelling a locked one", Levelling, Copy{Level: 1, Locked: true}, 1, ProtectedError{Locked: true}},
		{"levelling at the top", Levelling, Copy{Level: 5}, 1, MaxedError{}},
		{"levelling four stars", Levelling, plain, 15, nil},
		{"levelling five stars", Levelling, plain, 14, unsuited(Levelling, 4)},
		{"levelling a promo", Levelling, plain, 7, unsuited(Levelling, 4)},
		{"levelling a piece", Levelling, plain, 11, unsuited(Levelling, 4)},
		{"levelling what is named a piece", Levelling, plain, 12, unsuited(Levelling, 4)},
		{"levelling an album", Levelling, plain, 18, unsuited(Levelling, 4)},
		{"levelling of an excluded collection in other letters", Levelling, plain, 16, unsuited(Levelling, 4)},
		{"levelling a limited one", Levelling, plain, 13, nil},
		{"combining at the top", Combining, Copy{Level: 5}, 1, nil},
		{"combining a favourite", Combining, Copy{Level: 1, Favourite: true}, 1, ProtectedError{}},
		{"combining a locked one", Combining, Copy{Level: 1, Locked: true, Favourite: true}, 1, ProtectedError{Locked: true}},
		{"forging", Forging, plain, 1, nil},
		{"forging a promo", Forging, plain, 7, nil},
		{"forging a favourite", Forging, Copy{Favourite: true}, 1, ProtectedError{}},
		{"forging five stars", Forging, plain, 14, unsuited(Forging, 4)},
		{"forging a limited one", Forging, plain, 13, unsuited(Forging, 4)},
		{"forging a piece", Forging, plain, 12, unsuited(Forging, 4)},
		{"liquefying a piece", Liquefying, plain, 11, nil},
		{"liquefying a promo", Liquefying, plain, 7, nil},
		{"liquefying a locked one", Liquefying, Copy{Locked: true}, 1, ProtectedError{Locked: true}},
		{"liquefying four stars", Liquefying, plain, 15, unsuited(Liquefying, 3)},
		{"liquefying a lottery card", Liquefying, plain, 16, unsuited(Liquefying, 3)},
		{"ascending", Ascending, Copy{Level: 2}, 1, nil},
		{"ascending not far enough", Ascending, plain, 1, NotLevelledError{Level: 2}},
		{"ascending four stars", Ascending, Copy{Level: 5}, 15, nil},
		{"ascending four stars too early", Ascending, Copy{Level: 4}, 15, NotLevelledError{Level: 5}},
		{"ascending five stars", Ascending, Copy{Level: 5}, 14, unsuited(Ascending, 4)},
		{"ascending a promo", Ascending, Copy{Level: 5}, 7, unsuited(Ascending, 4)},
		{"ascending a favourite", Ascending, Copy{Level: 5, Favourite: true}, 1, ProtectedError{}},
	}
	for _, tt := range tests {
		if err := g.suits(tt.process, tt.copy, g.card(tt.card)); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.err)
		}
	}
}

func TestBetterForAProcess(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	first := Copy{ID: 1, Level: 1, Print: 9}
	grown := Copy{ID: 2, Level: 3, Exp: 5, Print: 8}
	top := Copy{ID: 3, Level: 5, Print: 7}
	locked := Copy{ID: 4, Level: 1, Locked: true, Print: 99}
	for p, want := range map[Process]CopyID{Levelling: 2, Combining: 1, Forging: 1, Liquefying: 1, Ascending: 2} {
		copies := []Copy{locked, top, grown, first}
		if got := slices.MinFunc(copies, g.better(p, g.card(1))).ID; got != want {
			t.Errorf("%s takes copy %d, want %d", p, got, want)
		}
	}
}

func TestCombination(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	main := Copy{ID: 1, Card: 1, Level: 1, Exp: 4000}
	tests := []struct {
		name         string
		main, fodder Copy
		err          error
		level, exp   int
	}{
		{"exp over the edge", main, Copy{ID: 2, Card: 1, Level: 1, Exp: 600}, nil, 2, 100},
		{"what went into levels counts", main, Copy{ID: 2, Card: 5, Level: 2}, nil, 2, 4000},
		{"several levels", main, Copy{ID: 2, Card: 6, Level: 5, Exp: 3}, nil, 5, 4003},
		{"itself", main, main, SameCopyError{}, 0, 0},
		{"nothing", main, Copy{ID: 2, Card: 1, Level: 1}, WorthlessError{}, 0, 0},
		{"a favourite", main, Copy{ID: 2, Card: 1, Level: 1, Exp: 5, Favourite: true}, ProtectedError{}, 0, 0},
		{"into one at the top", Copy{ID: 1, Card: 1, Level: 5}, Copy{ID: 2, Card: 1, Level: 1, Exp: 5}, MaxedError{}, 0, 0},
		{"five stars", main, Copy{ID: 2, Card: 14, Level: 1, Exp: 5}, UnsuitedError{Process: Combining, MaxStars: 4}, 0, 0},
	}
	for _, tt := range tests {
		p, err := g.combination(tt.main, tt.fodder)
		if !errors.Is(err, tt.err) || err == nil && (p.After.Level != tt.level || p.After.Exp != tt.exp || p.After.ID != 1) {
			t.Errorf("%s: %+v, %v", tt.name, p.After, err)
		}
	}
}

func TestForgeCost(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Forge
	for _, tt := range []struct{ a, b, discount, want int64 }{
		{0, 0, 0, 1000},
		{6666, 6667, 0, 1000},
		{10_000, 20_000, 0, 2250},
		{10_000, 20_000, 20, 1800},
		{0, 0, 50, 500}, // the discount counts after the least
		{0, 0, 150, 0},
		{0, 0, -5, 1000},
		{maxPrice, maxPrice, 0, maxPrice * 15 / 100},
	} {
		if got := r.cost(tt.a, tt.b, tt.discount); got != tt.want {
			t.Errorf("cost(%d, %d, %d) = %d, want %d", tt.a, tt.b, tt.discount, got, tt.want)
		}
	}
}

func TestForged(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	r := &g.rules.Forge
	for _, tt := range []struct {
		name string
		a, b CardID
		want []CardID
	}{
		{"of one collection", 1, 2, []CardID{3}},
		{"of one group", 1, 4, []CardID{2, 3}},
		{"of two groups", 1, 5, []CardID{2, 3, 4}},
		{"one without a group", 1, 20, []CardID{2, 3, 4, 5}},
		{"of one promo collection", 7, 8, []CardID{9}},
		{"of two promo collections", 7, 10, []CardID{1, 2, 3, 4, 5}},
		{"a promo and another", 7, 1, []CardID{2, 3, 4, 5}},
		{"nothing is left", 6, 19, nil},
	} {
		got := r.forged(g.Catalogue(), g.card(tt.a), g.card(tt.b))
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestForgeable(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	for _, tt := range []struct {
		name string
		a, b Copy
		err  error
	}{
		{"two cards", Copy{Card: 1}, Copy{Card: 2}, nil},
		{"one card twice", Copy{ID: 1, Card: 1}, Copy{ID: 2, Card: 1}, SameCardError{}},
		{"other stars", Copy{Card: 1}, Copy{Card: 6}, DifferentStarsError{}},
		{"a favourite", Copy{Card: 1}, Copy{Card: 2, Favourite: true}, ProtectedError{}},
		{"a locked one", Copy{Card: 1, Locked: true}, Copy{Card: 2}, ProtectedError{Locked: true}},
		{"nothing can come of it", Copy{Card: 6}, Copy{Card: 19}, FruitlessError{}},
	} {
		p := ForgePlan{First: ClaimedCard{g.card(tt.a.Card), tt.a}, Second: ClaimedCard{g.card(tt.b.Card), tt.b}}
		if err := g.forgeable(&p); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.err)
		}
	}
}

func TestVials(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Liquefy
	for _, tt := range []struct {
		stars              int
		price, bonus, want int64
	}{
		{1, 1000, 0, 50}, {2, 1000, 0, 80}, {3, 1000, 0, 120}, {1, 1019, 0, 50}, {1, 19, 0, 0}, {3, 1000, 70, 190}, {3, maxPrice, 0, maxPrice * 12 / 100},
	} {
		if got := r.vials(tt.stars, tt.price, tt.bonus); got != tt.want {
			t.Errorf("%+v: %d", tt, got)
		}
	}
}

func TestAscended(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	r := &g.rules.Ascend
	for _, tt := range []struct {
		name string
		of   []CardID
		want []CardID
	}{
		{"of one collection", []CardID{1, 2, 2}, []CardID{6}},
		{"of one group", []CardID{1, 4, 1}, []CardID{6, 19}},
		{"of two groups", []CardID{1, 5, 1}, []CardID{6, 19}},
		{"to five stars, without albums", []CardID{15, 15, 15}, []CardID{14}},
		{"without the lottery", []CardID{6, 6, 6}, []CardID{21}},
		{"nothing is there", []CardID{14, 14, 14}, nil},
	} {
		var cards []Card
		for _, id := range tt.of {
			cards = append(cards, g.card(id))
		}
		if got := r.ascended(g.Catalogue(), cards...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMaterials(t *testing.T) {
	t.Parallel()
	need := Materials{1, 2, 0}
	if got := need.less(Materials{0, 5, 7}); got != (Materials{1, 0, 0}) {
		t.Errorf("missing %+v", got)
	}
	if got := need.less(Materials{1, 2, 0}); got != (Materials{}) {
		t.Errorf("missing %+v", got)
	}
	var units int64
	for _, m := range need.paid(7) {
		if m.Check() != nil || m.From != "player/7" || m.To != "sink" {
			t.Errorf("%+v", m)
		}
		units += int64(m.Amount)
	}
	if units != 3 {
		t.Errorf("%d are paid", units)
	}
}

func TestFusePools(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	for _, tt := range []struct {
		from []string
		want int
	}{{[]string{"ggalbums", "bgalbums"}, 1}, {[]string{"GGALBUMS", "sun"}, 2}, {[]string{"nowhere"}, 0}, {nil, 0}} {
		r := FuseRules{Collections: tt.from}
		if got := r.pools(g.Catalogue()); len(got) != tt.want {
			t.Errorf("%v: %v", tt.from, got)
		}
	}
}

func TestOdds(t *testing.T) {
	t.Parallel()
	g := smithy(t)
	r := &g.rules.Boost
	for _, tt := range []struct {
		kind BoosterKind
		want []Odds // without pools
	}{
		{PromoBooster, []Odds{{Stars: 1, Weight: 350}, {Stars: 2, Weight: 350}, {Stars: 3, Weight: 100}, {Stars: 4, Weight: 25}, {Of: LotteryBooster, Stars: 3, Weight: 25}, {Of: PromoBooster, Weight: 75}}},
		{LotteryBooster, []Odds{{Stars: 1, Weight: 200}, {Stars: 2, Weight: 200}, {Stars: 3, Weight: 100}, {Of: LotteryBooster, Stars: 3, Weight: 100}}},
		{SpecialBooster, []Odds{{Stars: 1, Weight: 400}, {Stars: 2, Weight: 350}, {Stars: 3, Weight: 175}, {Stars: 4, Weight: 60}, {Of: SpecialBooster, Weight: 15}}},
		{AlbumBooster, []Odds{{Stars: 1, Weight: 400}, {Stars: 2, Weight: 350}, {Stars: 3, Weight: 150}, {Stars: 4, Weight: 50}, {Of: AlbumBooster, Weight: 50}}},
	} {
		b, _ := r.of(tt.kind)
		got := r.odds(g.Catalogue(), b)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %+v", tt.kind, got)
			continue
		}
		for i, o := range got {
			if o.Of != tt.want[i].Of || o.Stars != tt.want[i].Stars || o.Weight != tt.want[i].Weight || len(o.pool) == 0 {
				t.Errorf("%s: %+v, want %+v", tt.kind, o, tt.want[i])
			}
		}
	}
	if got := r.odds(g.Catalogue(), Booster{Normal: []int{1, 1}, Specials: 0}); got != nil {
		t.Errorf("normal cards only: %+v", got)
	}
	if _, ok := r.of("gold"); ok {
		t.Error("there is a booster of gold")
	}
}

// Each kind of cards comes as often as it says, and promos at most once.
func TestUnpack(t *testing.T) {
	t.Parallel()
	odds := []Odds{
		{Stars: 1, Weight: 700, pool: []CardID{1, 2}}, {Stars: 2, Weight: 200, pool: []CardID{3}}, {Of: PromoBooster, Weight: 100, pool: []CardID{4}},
	}
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 20_000
	count := map[CardID]int{}
	for range n {
		cards := unpack(rng, odds, 5)
		promos := 0
		for _, id := range cards {
			if id == 4 {
				promos++
			}
		}
		if len(cards) != 5 || promos > 1 {
			t.Fatalf("%v", cards)
		}
		count[cards[0]]++
	}
	for id, want := range map[CardID]float64{1: 0.35, 2: 0.35, 3: 0.2, 4: 0.1} {
		if got := float64(count[id]) / n; math.Abs(got-want) > 0.015 {
			t.Errorf("card %d comes first in %.3f of all, want %.3f", id, got, want)
		}
	}
	if got := unpack(rng, odds[2:], 5); len(got) != 1 {
		t.Errorf("of promos alone: %v", got)
	}
}

func TestGrowingRulesAreChecked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Rules){
		"a negative forge":          func(r *Rules) { r.Forge.Min = -1 },
		"a forge beyond everything": func(r *Rules) { r.Forge.Percent = 1001 },
		"a forge of six stars":      func(r *Rules) { r.Forge.MaxStars = 6 },
		"fusing nothing":            func(r *Rules) { r.Fuse.Discs, r.Fuse.Microphones, r.Fuse.Songs = 0, 0, 0 },
		"fusing less than nothing":  func(r *Rules) { r.Fuse.Discs = -1 },
		"liquefying nothing":        func(r *Rules) { r.Liquefy.Percent = nil },
		"more vials than worth":     func(r *Rules) { r.Liquefy.Percent[0] = 101 },
		"six kinds of liquid":       func(r *Rules) { r.Liquefy.Percent = make([]int, 6) },
		"one ascends":               func(r *Rules) { r.Ascend.Copies = 1 },
		"four ascend":               func(r *Rules) { r.Ascend.Copies = 4 },
		"five stars ascend":         func(r *Rules) { r.Ascend.Level = []int{1, 1, 1, 1, 1} },
		"a sixth level":             func(r *Rules) { r.Ascend.Level[0] = 6 },
		"three costs":               func(r *Rules) { r.Ascend.Vials = r.Ascend.Vials[:3] },
		"a negative cost":           func(r *Rules) { r.Ascend.Vials[3] = -1 },
		"an empty booster":          func(r *Rules) { r.Boost.Cards = 0 },
		"a booster in the past":     func(r *Rules) { r.Boost.Every = -1 },
		"a booster that pays":       func(r *Rules) { r.Boost.Promo.Vials = -1 },
		"a booster of nothing":      func(r *Rules) { r.Boost.Album = Booster{Vials: 1} },
		"a negative weight":         func(r *Rules) { r.Boost.Special.Normal[0] = -1 },
		"normal cards of five":      func(r *Rules) { r.Boost.Lottery.Normal = make([]int, 5) },
	} {
		rules := DefaultRules()
		change(&rules)
		if rules.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
