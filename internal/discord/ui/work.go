package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// VerbWork is the verb of the four choices of a question: owner, question,
// position. Which of them is right is the row's to know.
const VerbWork = "wk"

// scenario is the text of a job: the question, and its four choices, of which
// the first is right.
func scenario(t *locale.Text, id game.ScenarioID) (question string, choices [4]string) {
	for _, text := range []string{
		"work.practice", "work.clip", "work.flyers", "work.broadcast", "work.quiz_show", "work.radio",
		"work.recording", "work.cover_shoot", "work.tour", "work.soundtrack", "work.agency", "work.stadium",
	} {
		if text != "work."+string(id) {
			continue
		}
		lines := strings.Split(t.Say(text), "\n")
		copy(choices[:], lines[1:])
		return lines[0], choices
	}
	return string(id), choices
}

// Work asks a question.
func Work(t *locale.Text, v game.WorkView) Message {
	question, choices := scenario(t, v.Prompt.Scenario)
	lines := []string{
		t.Say("work.title", locale.S("Player", mention(v.Prompt.Player)), locale.S("Stars", stars(v.Stars))),
		question,
	}
	if v.Collection.ID != "" {
		lines = append(lines, t.Say("work.helpers", locale.S("Collection", plain(v.Collection.Name))))
	}
	lines = append(lines, t.Say("work.until", locale.S("When", relative(v.Prompt.Until))))
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	for row := range 2 {
		var buttons []discord.InteractiveComponent
		for i := range 2 {
			position := 2*row + i
			buttons = append(buttons, discord.ButtonComponent{
				Style: discord.ButtonStyleSecondary, Label: cut("ABCD"[position:position+1]+" · "+choices[v.Prompt.Choices[position]], 80),
				CustomID: NewRoute(VerbWork, int64(v.Prompt.Player), v.Prompt.Number, int64(position)).ID(),
			})
		}
		parts = append(parts, discord.ActionRowComponent{Components: buttons})
	}
	return Message{Components: []discord.LayoutComponent{box(accent(v.Stars), parts...)}}
}

// Worked shows what an answer brought. The right one is said only to those who
// have given it.
func Worked(t *locale.Text, r game.WorkResult) Message {
	question, choices := scenario(t, r.View.Prompt.Scenario)
	lines := []string{t.Say("work.wrong"), question}
	color := accentRefused
	if r.Right {
		lines = []string{t.Say("work.right", locale.S("Stars", stars(r.View.Stars))), question, "✅ " + choices[0]}
		color = accentGood
	}
	lines = append(lines, reward(t, r.Reward))
	if r.Boost > 0 {
		lines = append(lines, t.Say("work.boost", locale.N("Percent", r.Boost)))
	}
	lines = append(lines,
		t.Say("work.balance", locale.N("Balance", r.Balance)), t.Say("work.next", locale.S("When", relative(r.Next))))
	return note(color, strings.Join(lines, "\n"))
}

// reward lists what a player gets.
func reward(t *locale.Text, r game.Reward) string {
	var parts []string
	for _, p := range []struct {
		id string
		n  int64
	}{{"reward.flakes", r.Flakes}, {"reward.vials", r.Vials}, {"reward.xp", r.XP}} {
		if p.n > 0 {
			parts = append(parts, t.Say(p.id, locale.N("Amount", p.n)))
		}
	}
	for _, m := range r.Materials {
		parts = append(parts, material(t, m))
	}
	return strings.Join(parts, " · ")
}

// material is the name of a material.
func material(t *locale.Text, unit ledger.Unit) string {
	switch unit { //nolint:exhaustive // the other units are not materials
	case ledger.Disc:
		return t.Say("material.disc")
	case ledger.Microphone:
		return t.Say("material.microphone")
	case ledger.Song:
		return t.Say("material.song")
	}
	return string(unit)
}
