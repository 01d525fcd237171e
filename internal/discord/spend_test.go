package discord

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"gohye/internal/discord/ui"
)

// question lets player 5 ask for something to be done with the copy, and returns
// the button that confirms.
func (s *stall) question(command, option, face string) string {
	s.t.Helper()
	said, faces := s.ask(5, slash, command, fmt.Sprintf(`[{"name":%q,"type":3,"value":%q}]`, option, s.copy.ID.Code()))
	if faces[face] == "" {
		s.t.Fatalf("no question but %s", said)
	}
	return faces[face]
}

// The second click is told so beside the answer to the first, which stays.
func TestSpendingIsClickedTwice(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	yes := s.question("liquefy", "query", "Liquefy")
	said, faces := s.ask(5, press, yes, "")
	s.says("the first click", said, "vials 🧪", "You have")
	if len(faces) != 0 {
		t.Errorf("after it was done there are buttons: %v", faces)
	}
	said, _ = s.ask(5, press, yes, "")
	s.says("the second click", said, "has been spent already", `"flags":32832`)
	s.drain()
}

// A hundred clicks at once spend a copy once.
func TestAHundredConfirmationsAtOnce(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	yes := s.question("liquefy", "query", "Liquefy")
	var clicks sync.WaitGroup
	for i := range 100 {
		clicks.Go(func() { s.arrive(1000+i, 5, press, yes) })
	}
	clicks.Wait()
	s.drain()
	if n := copies(t, s.w, 5); n != 0 || s.observed.count("refused") != 99 {
		t.Errorf("%d copies are left; %v", n, s.observed.outcomes)
	}
}

func TestSpendingByAStranger(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	for _, id := range []string{
		s.question("liquefy", "query", "Liquefy"),
		ui.NewRoute(ui.VerbForge, 5, int64(s.copy.ID), 2, 9999, 0).ID(),
		ui.NewRoute(ui.VerbCombine, 5, int64(s.copy.ID), 2, 0).ID(),
		ui.NewRoute(ui.VerbAscend, 5, 0, 0, int64(s.copy.ID), 2, 3).ID(),
		ui.NewRoute(ui.VerbFuse, 5, 0).ID(), ui.NewRoute(ui.VerbBoost, 5, 0, 500).ID(), ui.NewRoute(ui.VerbLevelUp, 5, int64(s.copy.ID)).ID(),
	} {
		said, _ := s.ask(6, press, id, "")
		s.says(id, said, "another player's")
	}
	// What a stranger makes up for himself is not his copy either.
	said, _ := s.ask(6, press, ui.NewRoute(ui.VerbLiquefy, 6, int64(s.copy.ID), 0, 1<<30).ID(), "")
	s.says("a made-up button", said, "another player's")
	if copies(t, s.w, 5) != 1 || s.observed.count("gated") != 7 {
		t.Errorf("something was spent; %v", s.observed.outcomes)
	}
	s.drain()
}

// What was asked about has changed: the question is asked again in its place.
func TestSpendingWhatHasGrown(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	yes := s.question("liquefy", "query", "Liquefy")
	if said, _ := s.ask(5, slash, "levelup", fmt.Sprintf(`[{"name":"card_name","type":3,"value":%q}]`, s.copy.ID.Code())); !strings.Contains(said, "practises") {
		t.Fatal(said)
	}
	said, faces := s.ask(5, press, yes, "")
	s.says("grown", said, "has changed since you were asked")
	if faces["Liquefy"] == yes || faces["Liquefy"] == "" || copies(t, s.w, 5) != 1 {
		t.Errorf("%v", faces)
	}
	said, _ = s.ask(5, press, faces["Liquefy"], "")
	s.says("again", said, "vials 🧪")
	s.drain()
}
