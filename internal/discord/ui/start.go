package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbStart is the verb of the button of /start: owner.
const VerbStart = "st"

// Start is the tour of a new player: what to try next, and all steps with those
// that are done.
func Start(t *locale.Text, owner game.PlayerID, steps []game.Step) Message {
	done := 0
	next := ""
	var list strings.Builder
	for _, s := range steps {
		name, about := step(t, s.What)
		sign := "▫️"
		switch {
		case s.Done:
			sign = "✅"
			done++
		case next == "":
			sign, next = "👉", "**"+name+"** "+about
		}
		list.WriteString("\n" + sign + " " + name)
	}
	head := t.Say("start.title", locale.N("Done", done), locale.N("Steps", len(steps)))
	if next == "" {
		next = t.Say("start.over")
	}
	again := discord.ButtonComponent{
		Style: discord.ButtonStyleSecondary, Label: t.Say("start.again"), CustomID: NewRoute(VerbStart, int64(owner)).ID(),
	}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain,
		text(head+"\n"+next), line(), text(strings.TrimSpace(list.String())+"\n"+t.Say("start.hint")),
		discord.ActionRowComponent{Components: []discord.InteractiveComponent{again}},
	)}}
}

// step is what a first step is called, and what it is for.
func step(t *locale.Text, what game.DeedKind) (name, about string) {
	//nolint:exhaustive // only the first steps of all deeds
	switch what {
	case game.DeedClaim:
		return t.Say("start.claim"), t.Say("start.claim_about")
	case game.DeedDaily:
		return t.Say("start.daily"), t.Say("start.daily_about")
	case game.DeedDrop:
		return t.Say("start.drop"), t.Say("start.drop_about")
	case game.DeedWork:
		return t.Say("start.work"), t.Say("start.work_about")
	case game.DeedLevelUp:
		return t.Say("start.levelup"), t.Say("start.levelup_about")
	case game.DeedWish:
		return t.Say("start.wish"), t.Say("start.wish_about")
	case game.DeedQuest:
		return t.Say("start.quest"), t.Say("start.quest_about")
	case game.DeedSell:
		return t.Say("start.sell"), t.Say("start.sell_about")
	case game.DeedBid:
		return t.Say("start.bid"), t.Say("start.bid_about")
	}
	return string(what), ""
}
