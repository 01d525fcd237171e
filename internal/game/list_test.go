package game

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gohye/internal/clock"
	"gohye/internal/query"
)

// shelf is a game over these cards without a database: lists of the catalogue
// that ask nothing of it need none.
func shelf(t testing.TB, collections []Collection, cards []Card) *Game {
	t.Helper()
	rules := DefaultRules()
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	g := New(nil, clock.System{}, rules, [32]byte{})
	g.catalogue.Store(NewCatalogue(1, &g.rules, collections, cards))
	return g
}

// blank is a database in which nobody has done anything.
type blank struct{ Reader }

// Survey implements [Reader].
func (blank) Survey(s Survey) (Findings, error) {
	return Findings{Have: make([][]CardID, len(s.Have)), Tagged: make([][]CardID, len(s.Tags))}, nil
}

// LastCard implements [Reader].
func (blank) LastCard(PlayerID) (CardID, error) { return 0, ErrNotFound }

// AlbumNames implements [Reader].
func (blank) AlbumNames(PlayerID) ([]AlbumName, error) {
	return []AlbumName{{ID: 7, Name: "Best"}}, nil
}

// listed are the ids of the cards that a text chooses.
func (g *Game) listed(o ListOrder) (ids []CardID, err error) {
	q, err := g.readFor(o)
	if err != nil {
		return nil, err
	}
	s, hits, err := g.hits(blank{}, o, q)
	for _, h := range hits {
		ids = append(ids, s.card(h).ID)
	}
	return ids, err
}

func smallShelf(t *testing.T) *Game {
	t.Helper()
	return shelf(t, []Collection{{ID: "moonmallow", Name: "Moonmallow"}, {ID: "sea-2", Name: "Pearl Tide", Promo: true}, {ID: "sun", Name: "Sola"}}, []Card{
		{ID: 1, Name: "Console", Key: "console", Level: 1, Collection: "moonmallow", Tags: []string{"Girlgroups"}},
		{ID: 2, Name: "Solar Rooftop", Key: "solar", Level: 2, Collection: "moonmallow", Animated: true},
		{ID: 3, Name: "SOL", Key: "sol", Level: 3, Collection: "sea-2"},
		{ID: 4, Name: "Moon 5", Key: "moon", Level: 4, Collection: "sun"},
		{ID: 5, Name: "달무늬 옥상", Key: "dal", Level: 5, Collection: "sun"},
		{ID: 6, Name: "Moon 5", Key: "moon", Level: 4, Collection: "sun"},
	})
}

func TestListsOfTheCatalogue(t *testing.T) {
	t.Parallel()
	g := smallShelf(t)
	for text, want := range map[string][]CardID{
		"":                     {5, 4, 6, 3, 2, 1},
		"sol":                  {5, 4, 6, 3, 2, 1}, // also where the collection is Sola
		`"sol"`:                {3, 2, 1},
		"rooftop":              {2},
		"rooftop solar":        {2},
		"roftop solra":         {2}, // mistakes, because nothing fits
		"달무니":                  {5},
		"달무니 옥성":               {5},
		"rooftop moonmallow":   {2},
		"rooftop pearl":        nil,
		"xyz":                  nil,
		"55":                   nil, // a number is not corrected
		`"roftop"`:             nil, // nor what is in quotes
		"2 3":                  {3, 2},
		"!5 !4":                {3, 2, 1},
		"star>=4 <star=5":      {4, 6},
		"-moonm":               {2, 1},
		"-mallow":              {2, 1}, // four letters from within
		"-all":                 nil,
		"-2":                   {2}, // stars
		"-pearl -sun":          {5, 4, 6, 3},
		"!sun !-moonmallow":    {3},
		"collection=sea-2":     {3},
		"promo":                {3},
		"!promo gif":           {2},
		"#girlgroups":          {1},
		"girlgroups":           {1},
		"!girlgroups !sun":     {3, 2},
		"#3 #1":                {3, 1},
		"!#3 !#1 -moon":        {2},
		"<star":                {1, 2, 3, 4, 6, 5},
		"<name":                {1, 4, 6, 3, 2, 5},
		">collection <star":    {4, 6, 5, 3, 1, 2},
		"moon 5":               nil, // five stars
		`"moon 5"`:             {4, 6},
		"moon_5":               {4, 6},
		"star!=1 !star>2 -moo": {2},
	} {
		got, err := g.listed(ListOrder{Asker: 1, Bare: true, Query: text})
		if text == "-all" {
			if err == nil {
				t.Errorf("%s: three letters from within are a collection", text)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestOneCardIsTheBest(t *testing.T) {
	t.Parallel()
	g := smallShelf(t)
	for text, want := range map[string][]CardID{
		" sol ":   {3, 2, 1}, // a whole name, so it is not looked for in collections
		"sola":    {2, 5, 4, 6},
		"moon 5":  {4, 6}, // a whole name, whatever it would mean otherwise
		"moon":    {4, 6, 2, 1},
		"console": {1},
		"5":       {5},
		"#4":      {4},
		"#99":     nil,
		"rooftp":  {2},
	} {
		got, err := g.listed(ListOrder{Asker: 1, Bare: true, One: true, Query: text})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestQueriesAreRefusedByWord(t *testing.T) {
	t.Parallel()
	g := smallShelf(t)
	missing := ListOrder{Asker: 1, Without: 1}
	for _, tt := range []struct {
		order   ListOrder
		text    string
		why     query.Why
		word    string
		suggest string
	}{
		{ListOrder{}, "moon lvel=3", query.UnknownWord, "lvel=3", "level="},
		{ListOrder{}, "3 -monmallow", query.NoCollection, "-monmallow", "moonmallow"},
		{ListOrder{}, "!zzz", query.NoCollection, "!zzz", ""},
		{ListOrder{}, "collection=moon", query.NoCollection, "collection=moon", "moonmallow"},
		{ListOrder{Holder: 1}, "album=bset", query.NoAlbum, "album=bset", "best"},
		{ListOrder{}, "moon .", query.NoLast, ".", ""},
		{missing, "3 fav", query.NoCopies, "fav", ""},
		{missing, ">date", query.NoCopies, ">date", ""},
		{missing, ">3", query.NoCopies, ">3", ""},
		{ListOrder{Ordered: true}, "moon >star", query.NoOrder, ">star", ""},
	} {
		tt.order.Query = tt.text
		_, err := g.listed(tt.order)
		var got QueryError
		want := query.Error{Why: tt.why, At: query.Place{Pos: strings.Index(tt.text, tt.word), Word: tt.word}, Suggest: tt.suggest}
		if !errors.As(err, &got) || got.Fault != want || got.Text != tt.text {
			t.Errorf("%s: got %+v, want %+v", tt.text, err, want)
		}
	}
}

func TestSurveysAskOnlyWhatIsNeeded(t *testing.T) {
	t.Parallel()
	g := smallShelf(t)
	for _, tt := range []struct {
		order ListOrder
		text  string
		want  Survey
	}{
		{ListOrder{Asker: 1, Bare: true}, "sol 3 -moon", Survey{}},
		{ListOrder{Asker: 1}, "", Survey{Have: []PlayerID{1}}},
		{ListOrder{Asker: 1, Holder: 1}, "sol", Survey{Holder: 1}},
		{ListOrder{Asker: 1, Holder: 2}, "", Survey{Holder: 2, Have: []PlayerID{1}}},
		{ListOrder{Asker: 1, Without: 1}, "", Survey{Have: []PlayerID{1}}},
		{ListOrder{Asker: 1, Holder: 1, Without: 2}, "", Survey{Holder: 1, Have: []PlayerID{2}}},
		{ListOrder{Asker: 1, Holder: 1}, "miss", Survey{Holder: 1, Have: []PlayerID{1}}},
		{ListOrder{Asker: 1, Holder: 2, Bare: true}, "wish rated #a !#b >eval >date", Survey{Holder: 2, Keys: []query.Key{query.ByDate}, Wisher: 1, Rater: 1, Tags: []string{"a", "b"}}},
		{ListOrder{Asker: 1, Bare: true}, "fav", Survey{Holder: 1, Copies: []query.Term{{Kind: query.Fav, At: query.Place{Word: "fav"}}}}},
		{ListOrder{Asker: 1, Bare: true}, ">amount <print <amount", Survey{Holder: 1, Keys: []query.Key{query.ByAmount, query.ByPrint}}},
	} {
		q, err := query.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := g.newSieve(blank{}, tt.order, q)
		if err != nil || fmt.Sprintf("%+v", s.survey) != fmt.Sprintf("%+v", tt.want) {
			t.Errorf("%q: asks for %+v, %v; want %+v", tt.text, s.survey, err, tt.want)
		}
	}
}

// bigShelf has 22,000 cards, named as people name them.
func bigShelf(t testing.TB) *Game {
	first := []string{"Velune", "Narael", "Mirosa", "Corelle", "Nerisu", "Tidamy", "달무늬", "Pixelle", "Zephine", "Glimra", "Aurenne", "Orisel"}
	second := []string{"Rooftop", "Midnight", "Rehearsal", "Encore", "Rainy Day", "옥상", "First Snow", "Backstage", "Polaroid", "Airport"}
	var cards []Card
	for i := range 22_000 {
		name := fmt.Sprintf("%s%d %s %d", first[i%len(first)], i%97, second[i/7%len(second)], i)
		cards = append(cards, Card{ID: CardID(i + 1), Name: name, Key: strings.ToLower(name), Level: i%5 + 1, Collection: fmt.Sprintf("set%d", i/100)})
	}
	return shelf(t, nil, cards)
}

func BenchmarkNames(b *testing.B) {
	g := bigShelf(b)
	for _, text := range []string{"", "velune3 rooftop", "velnue3 rooftpo", `"rooftop 777"`, "3 -set1 <name"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := g.listed(ListOrder{Bare: true, Query: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
