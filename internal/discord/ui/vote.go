package ui

import (
	"gohye/internal/game"
	"gohye/internal/locale"
)

// thanks is what a player is told about a vote that was counted.
func thanks(t *locale.Text, v game.Vote) string {
	s := t.Say("vote.thanks")
	switch {
	case v.Vials > 0:
		s += "\n" + t.Say("vote.both", locale.N("Flakes", v.Flakes), locale.N("Vials", v.Vials))
	case v.Flakes > 0:
		s += "\n" + t.Say("vote.flakes", locale.N("Flakes", v.Flakes))
	}
	return s
}
