package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of the buttons of achievements.
const (
	VerbAchievements     = "vp" // owner, page, button
	VerbAchievementClaim = "vc" // owner, page
)

// achievementPage is how many achievements a page has.
const achievementPage = 9

// achievementNames are the texts of the names of achievements.
func achievementNames() []string {
	return []string{
		"achievement.name.collector", "achievement.name.regular", "achievement.name.breadwinner", "achievement.name.host",
		"achievement.name.quick_hand", "achievement.name.mentor", "achievement.name.fusionist", "achievement.name.perfectionist",
		"achievement.name.smith", "achievement.name.producer", "achievement.name.climber", "achievement.name.alchemist",
		"achievement.name.unpacker", "achievement.name.auctioneer", "achievement.name.bidder", "achievement.name.victor",
		"achievement.name.merchant", "achievement.name.earner", "achievement.name.tycoon", "achievement.name.patron",
		"achievement.name.diplomat", "achievement.name.adventurer", "achievement.name.artisan", "achievement.name.tinkerer",
		"achievement.name.critic", "achievement.name.dreamer", "achievement.name.supporter",
	}
}

// Achievements shows a page of a player's achievements, counted from 0. claimed, if
// not nil, is what the press of its button has just brought.
func Achievements(t *locale.Text, b game.AchievementBoard, page int, claimed *game.AchievementHaul) Message {
	pages := (len(b.States) + achievementPage - 1) / achievementPage
	page = max(0, min(page, pages-1))
	var parts []discord.ContainerSubComponent
	if claimed != nil {
		parts = append(parts, text(strings.Join([]string{
			t.Say("achievement.claimed", locale.N("Count", len(claimed.Paid))), reward(t, claimed.Reward),
			t.Say("quest.balance", locale.N("Balance", claimed.Balance)),
		}, "\n")), line())
	}
	lines := []string{t.Say("achievement.title", locale.S("Player", mention(b.Player)))}
	for _, s := range b.States[page*achievementPage : min(len(b.States), (page+1)*achievementPage)] {
		lines = append(lines, achievement(t, s))
	}
	lines = append(lines, t.Say("achievement.page", locale.N("Page", page+1), locale.N("Pages", pages)))
	parts = append(parts, text(strings.Join(lines, "\n")), turnPages(page, pages, func(page, which int64) Route {
		return NewRoute(VerbAchievements, int64(b.Player), page, which)
	}))
	parts = append(parts, discord.ActionRowComponent{Components: []discord.InteractiveComponent{discord.ButtonComponent{
		Style: discord.ButtonStyleSuccess, Emoji: &discord.ComponentEmoji{Name: "🎁"}, Label: t.Say("quest.claim"),
		CustomID: NewRoute(VerbAchievementClaim, int64(b.Player), int64(page)).ID(), Disabled: b.Ready == 0,
	}}})
	return Message{Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// achievement is an achievement with what the next tier asks for.
func achievement(t *locale.Text, s game.AchievementState) string {
	medals := strings.Repeat("🏅", s.Paid) + strings.Repeat("🎁", max(0, s.Reached-s.Paid))
	if medals != "" {
		medals += " "
	}
	name := medals + "**" + named(t, string(s.ID), achievementNames()) + "** · "
	if s.Reached >= len(s.Goals) {
		return name + t.Say("achievement.all", locale.N("Have", s.Have))
	}
	next := s.Goals[s.Reached]
	return name + deed(t, s.What, next) + "\n" + bar(s.Have, next) + " " + t.Number(s.Have) + "/" + t.Number(next)
}
