package ui

import (
	"strings"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// Balance shows what the asking player has.
func Balance(t *locale.Text, r game.BalanceResult) Message {
	var b strings.Builder
	b.WriteString(t.Say("balance.title"))
	b.WriteByte('\n')
	b.WriteString(t.Say("balance.purse", locale.N("Flakes", r.Flakes), locale.N("Vials", r.Vials)))
	b.WriteByte('\n')
	b.WriteString(t.Say("balance.next_claim", locale.N("Price", r.NextClaim)))
	b.WriteByte('\n')
	if r.DailyReady.IsZero() {
		b.WriteString(t.Say("balance.daily_now"))
	} else {
		b.WriteString(t.Say("balance.daily_later", locale.S("When", relative(r.DailyReady))))
	}
	if r.New {
		b.WriteByte('\n')
		b.WriteString(t.Say("balance.new"))
	}
	return note(accentPlain, b.String())
}

// Daily shows what a /daily gave.
func Daily(t *locale.Text, r game.DailyResult) Message {
	lines := []string{t.Say("daily.title", locale.N("Flakes", r.Flakes))}
	if r.Streak > 1 {
		lines = append(lines, t.Say("daily.streak", locale.N("Count", r.Streak), locale.N("Bonus", r.Bonus)))
	}
	if r.Spared {
		lines = append(lines, t.Say("daily.spared"))
	}
	if r.Cake > 0 {
		lines = append(lines, t.Say("daily.cake", locale.N("Flakes", r.Cake)))
	}
	return note(accentGood, strings.Join(append(lines,
		t.Say("daily.balance", locale.N("Balance", r.Balance)),
		t.Say("daily.next_claim", locale.N("Price", r.NextClaim)),
		t.Say("daily.next", locale.S("When", relative(r.Next))),
	), "\n"))
}
