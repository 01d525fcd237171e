package catalog

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// check holds for every pack.
func check(t *testing.T, p Pack) {
	t.Helper()
	cols, ids, keys := map[string]bool{}, map[int64]bool{}, map[string]bool{}
	for _, c := range p.Collections {
		if cols[c.ID] || c.ID == "" || c.ID != strings.ToLower(c.ID) || strings.Contains(c.ID, " ") || c.Name == "" {
			t.Errorf("collection %+v: the id is taken or no id", c)
		}
		cols[c.ID] = true
	}
	for _, c := range p.Cards {
		if ids[c.ID] || keys[c.Key] || c.ID <= 0 || c.Key == "" {
			t.Errorf("card %d %q: the id or key is taken", c.ID, c.Key)
		}
		ids[c.ID], keys[c.Key] = true, true
		if c.Level < 1 || c.Level > 5 || !cols[c.Collection] || c.Alt == "" || len(c.Tags) == 0 {
			t.Errorf("card %+v is not complete", c)
		}
		if strings.ContainsAny(c.Key, " \t") || c.Key != strings.ToLower(c.Key) || c.Key != key(c.Name) {
			t.Errorf("card %d: %q is not the key of %q", c.ID, c.Key, c.Name)
		}
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	p := Demo()
	check(t, p)
	if !reflect.DeepEqual(p, Demo()) {
		t.Error("two calls differ")
	}
	levels, perTag, korean, promos := map[int]int{}, map[string]int{}, 0, 0
	for _, c := range p.Collections {
		if c.Promo {
			promos++
			continue
		}
		perTag[c.Tags[0]]++
	}
	for _, c := range p.Cards {
		levels[c.Level]++
		if strings.ContainsFunc(c.Name, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
			korean++
		}
		if c.Animated {
			t.Errorf("%q is animated", c.Name)
		}
	}
	if want := map[int]int{1: 75, 2: 54, 3: 41, 4: 20, 5: 10}; !reflect.DeepEqual(levels, want) {
		t.Errorf("levels %v, want %v", levels, want)
	}
	if len(p.Cards) != 200 || promos != 1 || perTag[GirlGroups] != 5 || perTag[BoyGroups] != 5 {
		t.Errorf("%d cards, %d promo collections, groups %v", len(p.Cards), promos, perTag)
	}
	if korean < 80 || korean > 140 {
		t.Errorf("%d of 200 names are Korean, want about half", korean)
	}
}

// The ids of released cards are in people's databases: they never change.
func TestDemoIDsStay(t *testing.T) {
	t.Parallel()
	want := map[int64]string{101: "Velune", 119: "Velune Eclipse", 313: "매하린 즉석사진", 1001: "Vulpin", 1110: "수정결 등불밤"}
	got := map[int64]string{}
	for _, c := range Demo().Cards {
		if _, ok := want[c.ID]; ok {
			got[c.ID] = c.Name
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 0, 1, 169, 170, 171, 22_000} {
		p := Generate(n, 7)
		check(t, p)
		if len(p.Cards) != max(n, 0) {
			t.Errorf("Generate(%d) has %d cards", n, len(p.Cards))
		}
	}
	p := Generate(22_000, 7)
	if n := len(p.Collections); n < 120 || n > 140 {
		t.Errorf("%d collections", n)
	}
	if !reflect.DeepEqual(p, Generate(22_000, 7)) {
		t.Error("the same seed gives another pack")
	}
	if reflect.DeepEqual(p.Cards[:100], Generate(22_000, 8).Cards[:100]) {
		t.Error("another seed gives the same pack")
	}
	five := 0
	for _, c := range p.Cards {
		if c.Level == 5 {
			five++
		}
	}
	if five < 660 || five > 1100 {
		t.Errorf("%d of 22,000 have five stars, want about 880", five)
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		Generate(22_000, 1)
	}
}
