package ui

import (
	"strings"
	"testing"
)

func TestRoute(t *testing.T) {
	t.Parallel()
	r := NewRoute(VerbClaimMark, 1<<62, -1, 0, 1<<63-1, 2, 3)
	if got, ok := ParseRoute(r.ID()); !ok || got != r || len(r.ID()) > MaxCustomID {
		t.Errorf("%q is read as %+v, %v", r.ID(), got, ok)
	}
	w := NewRoute(VerbCards, 1<<62, 1000, 3, 1, 1<<62, 0)
	w.Words = strings.Repeat("글", MaxWords/3)
	if got, ok := ParseRoute(w.ID()); !ok || got != w || len(w.ID()) > MaxCustomID {
		t.Errorf("%q (%d) is read as %+v, %v", w.ID(), len(w.ID()), got, ok)
	}
	if r.Arg(-1) != 0 || r.Arg(6) != 0 || r.Arg(2) != 0 || r.Arg(5) != 3 {
		t.Error("Arg")
	}
	for _, id := range []string{
		"", "1", "1:", "0:ct:1", "2:ct:1", "ct:1", "1:CT:1", "1:ct:", "1:ct:x!", "1:ct:01", "1:ct:1:2:3:4:5:6:7",
		"1:ct:1~", "1:ct~!", "1:ct:zzzzzzzzzzzzzzzz", "1:verylongverb", "1:ct:+1", "1:ct:A", strings.Repeat("1", 101),
	} {
		if got, ok := ParseRoute(id); ok {
			t.Errorf("%q is read as %+v", id, got)
		}
	}
}

// FuzzRoute: whatever is read is written the same way, so that no two custom
// ids mean the same.
func FuzzRoute(f *testing.F) {
	for _, id := range []string{"1:ct:1:2:3", "1:cp:a:0~eA", "1:dg:-1", "0:x", "1:ct~", ""} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if r, ok := ParseRoute(id); ok && r.ID() != id {
			t.Fatalf("%q is read as %+v and written as %q", id, r, r.ID())
		}
	})
}
