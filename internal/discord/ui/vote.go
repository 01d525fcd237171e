package ui

import (
	"strings"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// thanks is what a player is told about a vote that was counted.
func thanks(t *locale.Text, v game.Vote) string {
	return strings.Trim(t.Say("vote.thanks")+"\n"+voteReward(t, v.Flakes, v.Vials), "\n")
}

// voteReward is what a vote brings, or nothing.
func voteReward(t *locale.Text, flakes, vials int64) string {
	switch {
	case vials > 0:
		return t.Say("vote.both", locale.N("Flakes", flakes), locale.N("Vials", vials))
	case flakes > 0:
		return t.Say("vote.flakes", locale.N("Flakes", flakes))
	}
	return ""
}

// Vote says where a player votes for the bot, what for, and when again.
func Vote(t *locale.Text, v game.VoteView) Message {
	if len(v.Sites) == 0 {
		return whisper(accentPlain, t.Say("vote.nowhere"))
	}
	lines := []string{t.Say("vote.title")}
	for _, site := range v.Sites {
		lines = append(lines, "- <"+site+">")
	}
	if s := voteReward(t, v.Flakes, v.Vials); s != "" {
		lines = append(lines, s)
	}
	if v.Next.IsZero() {
		lines = append(lines, t.Say("vote.now"))
	} else {
		lines = append(lines, t.Say("vote.next", locale.S("When", relative(v.Next))))
	}
	return whisper(accentPlain, strings.Join(lines, "\n"))
}
