package query

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func is(k Kind) Term                      { return Term{Kind: k} }
func not(t Term) Term                     { t.Not = true; return t }
func num(k Kind, c Compare, n int64) Term { return Term{Kind: k, Compare: c, Number: n} }
func about(k Kind, text string) Term      { return Term{Kind: k, Text: text} }
func names(words ...string) (all []Name) {
	for _, w := range words {
		all = append(all, Name{Text: w})
	}
	return all
}

func TestParse(t *testing.T) {
	t.Parallel()
	whole := Term{Kind: Collection, Text: "moon", Whole: true}
	tests := []struct {
		text  string
		names []Name
		terms []Term
		sorts []Sort
	}{
		{"", nil, nil, nil},
		{"  Moon\tRISE ", names("moon", "rise"), nil, nil},
		{`"Half Moon"`, []Name{{"half moon", true}}, nil, nil},
		{`“Half Moon” x`, []Name{{"half moon", true}, {"x", false}}, nil, nil},
		{`"fav"`, []Name{{"fav", true}}, nil, nil},
		{`\fav \-3 \<moon \"a`, names("fav", "-3", "<moon", `"a`), nil, nil},
		{"half - moon", names("half", "-", "moon"), nil, nil},
		{"3 -4 level=5 star=1", nil, []Term{num(Stars, Equal, 3), num(Stars, Equal, 4), num(Stars, Equal, 5), num(Stars, Equal, 1)}, nil},
		{"!3 !-4 star!=5", nil, []Term{not(num(Stars, Equal, 3)), not(num(Stars, Equal, 4)), not(num(Stars, Equal, 5))}, nil},
		{"0 6 12", names("0", "6", "12"), nil, nil},
		{"-moon !sun !-sea -2024", nil, []Term{about(Collection, "moon"), not(about(Collection, "sun")), not(about(Collection, "sea")), about(Collection, "2024")}, nil},
		{`-"blue lake" !"x"`, nil, []Term{about(Collection, "blue lake"), not(about(Collection, "x"))}, nil},
		{`collection=moon col=moon collection="moon" !col=moon`, nil, []Term{whole, whole, whole, not(whole)}, nil},
		{"#cute !#sad #12 tag=x", nil, []Term{about(Tag, "cute"), not(about(Tag, "sad")), {Kind: Card, Number: 12}, about(Tag, "x")}, nil},
		{"multi -multi !multi", nil, []Term{is(Multi), is(Multi), not(is(Multi))}, nil},
		{"promo -promo !promo gif animated -gif !animated", nil, []Term{
			is(Promo), is(Promo), not(is(Promo)), is(Gif), is(Gif), is(Gif), not(is(Gif)),
		}, nil},
		{"boygroups -girlgroups", nil, []Term{about(Tag, "boygroups"), about(Tag, "girlgroups")}, nil},
		{"fav favorite !fav lock locked !lock", nil, []Term{is(Fav), is(Fav), not(is(Fav)), is(Locked), is(Locked), not(is(Locked))}, nil},
		{"new !new rated !rated wish !wish diff miss !miss .", nil, []Term{
			is(New), not(is(New)), is(Rated), not(is(Rated)), is(Wish), not(is(Wish)), is(Miss), is(Miss), not(is(Miss)), is(Last),
		}, nil},
		{">3 <3 =3 >=3 amount>3 >amount=3 =amount=1", nil, []Term{
			num(Amount, Greater, 3), num(Amount, Less, 3), num(Amount, Equal, 3), num(Amount, GreaterEqual, 3),
			num(Amount, Greater, 3), num(Amount, Greater, 3), num(Amount, Equal, 1),
		}, nil},
		{">star=3 <star=3 =star=3 star>=4 <=star=2", nil, []Term{
			num(Stars, Greater, 3), num(Stars, Less, 3), num(Stars, Equal, 3), num(Stars, GreaterEqual, 4), num(Stars, LessEqual, 2),
		}, nil},
		{">exp=100 exp<5 lvl=3 print<100 rating>=7 eval>500", nil, []Term{
			num(Exp, Greater, 100), num(Exp, Less, 5), num(Level, Equal, 3), num(Print, Less, 100), num(Rating, GreaterEqual, 7), num(Worth, Greater, 500),
		}, nil},
		{`album=best album="my best"`, nil, []Term{about(Album, "best"), about(Album, "my best")}, nil},
		{">date <name >col <level >levels <eval", nil, nil, []Sort{
			{By: ByDate, Descending: true}, {By: ByName}, {By: ByCollection, Descending: true}, {By: ByExp}, {By: ByExp, Descending: true}, {By: ByWorth},
		}},
	}
	for _, tt := range tests {
		q, err := Parse(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		for i := range q.Terms {
			q.Terms[i].At = Place{}
		}
		for i := range q.Sorts {
			q.Sorts[i].At = Place{}
		}
		if !reflect.DeepEqual(q.Names, tt.names) || !reflect.DeepEqual(q.Terms, tt.terms) || !reflect.DeepEqual(q.Sorts, tt.sorts) {
			t.Errorf("%s:\n got %+v %+v %+v\nwant %+v %+v %+v", tt.text, q.Names, q.Terms, q.Sorts, tt.names, tt.terms, tt.sorts)
		}
		if q.Empty() != (tt.text == "") {
			t.Errorf("%s: empty is %v", tt.text, q.Empty())
		}
	}
}

func TestParseNamesTheWordAtFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Error
	}{
		{"fav colection=moon", Error{UnknownWord, Place{4, "colection=moon"}, "collection="}},
		{"달 lvel=3", Error{UnknownWord, Place{2, "lvel=3"}, "level="}},
		{"a=b", Error{UnknownWord, Place{0, "a=b"}, ""}},
		{"x<y", Error{UnknownWord, Place{0, "x<y"}, ""}},
		{"album>3", Error{UnknownWord, Place{0, "album>3"}, "album="}},
		{">dat", Error{UnknownSort, Place{0, ">dat"}, ">date"}},
		{">colour", Error{UnknownSort, Place{0, ">colour"}, ""}},
		{"!>date", Error{UnknownSort, Place{0, "!>date"}, ">date"}},
		{"=date", Error{UnknownSort, Place{0, "=date"}, ">date"}},
		{"fav >", Error{NoValue, Place{4, ">"}, ""}},
		{"!", Error{NoValue, Place{0, "!"}, ""}},
		{"#", Error{NoValue, Place{0, "#"}, ""}},
		{`\`, Error{NoValue, Place{0, `\`}, ""}},
		{`""`, Error{NoValue, Place{0, `""`}, ""}},
		{"level=", Error{NoValue, Place{0, "level="}, ""}},
		{"album=", Error{NoValue, Place{0, "album="}, ""}},
		{"exp>many", Error{NotNumber, Place{0, "exp>many"}, ""}},
		{">3x", Error{NotNumber, Place{0, ">3x"}, ""}},
		{"exp>99999999999999999999", Error{NotNumber, Place{0, "exp>99999999999999999999"}, ""}},
		{"level=6", Error{NotStars, Place{0, "level=6"}, ""}},
		{`a "b c`, Error{OpenQuote, Place{2, `"b c`}, ""}},
		{strings.Repeat("a ", MaxTerms) + "b", Error{TooMany, Place{2 * MaxTerms, "b"}, ""}},
		{strings.Repeat("a", MaxRunes+1), Error{TooLong, Place{MaxRunes, strings.Repeat("a", MaxRunes+1)}, ""}},
	}
	for _, tt := range tests {
		_, err := Parse(tt.text)
		var got Error
		if !errors.As(err, &got) || got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.text, err, tt.want)
		}
	}
}

// Promise: docs/query.md shows the whole language, and its examples are queries.
func TestTheDocumentedLanguage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/query.md")
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, w := range Words() {
		q, err := Parse(w.Example)
		if err != nil || q.Empty() {
			t.Errorf("%s: %v", w.Example, err)
		}
		line := "| `" + strings.ReplaceAll(w.Form, "|", "\\|") + "` | `" + w.Example + "` | " + w.Meaning + " |"
		if !strings.Contains(string(page), line+"\n") {
			t.Errorf("docs/query.md lacks the line\n%s", line)
		}
		told += w.Form + " " + w.Example + " " + w.Meaning + " "
	}
	for _, all := range [][]string{flagNames(), keyNames(), sortNames()} {
		for _, s := range all {
			if !strings.Contains(told, strings.TrimSuffix(s, "=")) {
				t.Errorf("nobody is told of %q", s)
			}
		}
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	lists := Lists{
		Collections: func(typed string) []string { return beginning(typed, []string{"moonmallow", "moon rise", "pearltide"}) },
		Tags:        func(typed string) []string { return beginning(typed, []string{"cute", "sad"}) },
		Albums:      func(typed string) []string { return beginning(typed, []string{"my best", "b"}) },
	}
	tests := []struct {
		typed string
		want  []string
	}{
		{"lev", []string{"level="}},
		{"fav lev", []string{"fav level="}},
		{"level=", []string{"level=1", "level=2", "level=3", "level=4", "level=5"}},
		{"level=3", nil},
		{"Fav LEVEL=", []string{"Fav level=1", "Fav level=2", "Fav level=3", "Fav level=4", "Fav level=5"}},
		{"-moon", []string{"-moonmallow", `-"moon rise"`}},
		{"!f", []string{"!fav"}},
		{"collection=pea", []string{"collection=pearltide"}},
		{"#c", []string{"#cute"}},
		{"!#s", []string{"!#sad"}},
		{"album=", []string{`album="my best"`, "album=b"}},
		{`album="my`, []string{`album="my best"`}},
		{">d", []string{">date"}},
		{"<na", []string{"<name"}},
		{"lokced", []string{"locked"}},
		{"mi", []string{"miss"}},
		{"qqqqqq", nil},
		{"x=", nil},
		{"#", []string{"#cute", "#sad"}},
	}
	for _, tt := range tests {
		if got := Complete(tt.typed, lists, 25); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.typed, got, tt.want)
		}
	}
	if got := Complete("", lists, 25); len(got) < 5 || got[0] != "fav" {
		t.Errorf("at the beginning: %q", got)
	}
	if got := Complete("", lists, 3); len(got) != 3 {
		t.Errorf("three of them: %q", got)
	}
	if got := Complete("#", Lists{}, 3); got != nil {
		t.Errorf("without lists: %q", got)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"moon", "moon", 0},
		{"moon", "mon", 1},
		{"moon", "mooon", 1},
		{"moon", "moom", 1},
		{"moon", "omon", 1},
		{"rooftop", "rofotpo", 2},
		{"달무늬", "달무니", 1},
		{"moon", "sun", 3},
		{"abcdef", "ghijkl", 4}, // more than three
		{"", "abcd", 4},
		{strings.Repeat("a", 60), strings.Repeat("a", 60), 4},
	}
	for _, tt := range tests {
		if got := Distance(tt.a, tt.b, 3); got != tt.want {
			t.Errorf("from %q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Distance(tt.b, tt.a, 3); got != tt.want {
			t.Errorf("from %q to %q: %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{"": 0, "mo": 0, "moo": 1, "moons": 1, "rooftop": 2, "달": 0, "옥상": 1, "고요한호수": 1} {
		if got := Mistakes(word); got != want {
			t.Errorf("%q may have %d, want %d", word, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, w := range Words() {
		f.Add(w.Example)
		f.Add(w.Form)
	}
	f.Add("fav \"half moon\" -\"blue lake\" !#sad >date <=3 \x00\xff“ ")
	lists := Lists{
		Collections: func(typed string) []string { return []string{"moon", "blue lake", typed} },
		Albums:      func(typed string) []string { return []string{typed + " x"} },
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if again, err2 := Parse(q.Text); !reflect.DeepEqual(q, again) || !errors.Is(err2, err) {
			t.Fatalf("%q is %+v, and then %+v", text, q, again)
		}
		if !utf8.ValidString(q.Text) || strings.ContainsAny(q.Text, "\x00\n\r\t") {
			t.Fatalf("%q cannot be shown", q.Text)
		}
		if n := len(q.Names) + len(q.Terms) + len(q.Sorts); n > MaxTerms || err == nil && (n == 0) != (q.Text == "") {
			t.Fatalf("%q has %d terms", text, n)
		}
		var wrong Error
		if err != nil && !errors.As(err, &wrong) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil && wrong.Why != TooLong {
			runes := []rune(q.Text)
			if end := wrong.At.Pos + utf8.RuneCountInString(wrong.At.Word); end > len(runes) || string(runes[wrong.At.Pos:end]) != wrong.At.Word {
				t.Fatalf("%q: the place is %+v", text, wrong.At)
			}
		}
		for _, c := range Complete(text, lists, 25) {
			if _, err := Parse(c); err != nil && !strings.HasSuffix(c, "=") {
				t.Fatalf("%q is completed to %q, which is none: %v", text, c, err)
			}
		}
	})
}
