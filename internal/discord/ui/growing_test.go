package ui

import (
	"gohye/internal/game"
	"gohye/internal/locale"
)

// growingMessages is every message about copies that grow or are spent, with
// names of the given kind.
func growingMessages(x *locale.Text, name string) map[string]Message {
	card := cardsOf(1, name)[0]
	f := card.Face()
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	leveled := game.LevelUpResult{Card: card.Card, Copy: card.Copy, Before: 1, Gained: 96, Need: 4500, Today: 29, Week: 179}
	leveled.Copy.Exp = 2300
	raised := leveled
	raised.Copy.Level, raised.Copy.Exp, raised.Lucky, raised.Need = 2, 14, true, 22500
	top := leveled
	top.Copy.Level, top.Copy.Exp, top.Need = 5, 0, 0
	last := leveled
	last.Today = 0
	return map[string]Message{
		"levelup":        LeveledUp(x, ana, leveled, f, row),
		"levelup_raised": LeveledUp(x, ana, raised, f, row),
		"levelup_top":    LeveledUp(x, ana, top, f, nil),
		"levelup_last":   LeveledUp(x, ana, last, f, row),

		"refused_unsuited_level": Refused(x, game.UnsuitedError{Process: game.Combining, MaxStars: 4}),
		"refused_practised_week": Refused(x, game.PractisedError{Week: true, Most: 180, Until: at}),
		"refused_cooldown_level": Refused(x, game.CooldownError{What: game.LevelCooldown, Until: at}),
	}
}

// growingRefusals are the refusals that only these commands have.
func growingRefusals() []game.Refusal {
	return []game.Refusal{
		game.UnsuitedError{Process: game.Forging, MaxStars: 4},
		game.MaxedError{},
		game.PractisedError{Most: 30, Until: at},
	}
}
