package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of the buttons of quests.
const (
	VerbQuests     = "qp" // owner, page
	VerbQuestClaim = "qc" // owner, page
)

// A QuestPage is a page of /quests: a period each, and the chains.
type QuestPage int64

// The pages of /quests.
const (
	DayPage QuestPage = iota
	WeekPage
	MonthPage
	ChainPage
)

// period is the period of a page; "" for the chains.
func (p QuestPage) period() game.Period {
	if p >= DayPage && p <= MonthPage {
		return game.Periods()[p]
	}
	return ""
}

// questNames are the texts of the names of quests.
func questNames() []string {
	return []string{
		"quest.name.workaholic", "quest.name.gacha_beginner", "quest.name.starter_auctioneer", "quest.name.levels_on_levels", "quest.name.tap_the_market",
		"quest.name.pull_party", "quest.name.fast_worker", "quest.name.level_grinder", "quest.name.market_moves", "quest.name.rising_collector",
		"quest.name.community_engager", "quest.name.auction_hunter", "quest.name.flake_fan", "quest.name.full_routine", "quest.name.combo_player",
		"quest.name.week_starter", "quest.name.lucky_hands", "quest.name.light_upgrades", "quest.name.lowkey_trader", "quest.name.collection_helper",
		"quest.name.middle_manager", "quest.name.regular_puller", "quest.name.experienced_upgrader", "quest.name.flipper", "quest.name.balanced_routine",
		"quest.name.weekly_champion", "quest.name.auction_veteran", "quest.name.flake_farmer", "quest.name.mega_leveler", "quest.name.grind_hero",
		"quest.name.monthly_gacha_fan", "quest.name.advanced_collector", "quest.name.consistent_worker", "quest.name.light_auctioneer",
		"quest.name.claim_machine", "quest.name.level_enthusiast", "quest.name.weekly_finisher", "quest.name.rising_trader", "quest.name.level_addict",
		"quest.name.gacha_god", "quest.name.ultimate_flipper", "quest.name.all_star_player", "quest.name.monthly_conqueror",
	}
}

// chainNames are the texts of the names of chains.
func chainNames() []string {
	return []string{"chain.name.debut", "chain.name.devotion", "chain.name.market", "chain.name.workshop"}
}

// Quests shows a page of a player's quests. claimed, if not nil, is what the press
// of its button has just brought.
func Quests(t *locale.Text, b game.QuestBoard, page QuestPage, claimed *game.QuestHaul) Message {
	var parts []discord.ContainerSubComponent
	if claimed != nil {
		parts = append(parts, text(haul(t, *claimed)), line())
	}
	parts = append(parts, text(questPage(t, b, page)))
	if b.Late > 0 {
		parts = append(parts, text(t.Say("quest.late", locale.N("Count", b.Late), locale.N("Days", b.Keep))))
	}
	return Message{Components: []discord.LayoutComponent{box(accentPlain, append(parts, questButtons(t, b, page))...)}}
}

func questPage(t *locale.Text, b game.QuestBoard, page QuestPage) string {
	who := locale.S("Player", mention(b.Player))
	var lines []string
	switch page.period() {
	case game.EveryDay:
		lines = append(lines, t.Say("quest.title_day", who))
	case game.EveryWeek:
		lines = append(lines, t.Say("quest.title_week", who))
	case game.EveryMonth:
		lines = append(lines, t.Say("quest.title_month", who))
	default:
		lines = append(lines, t.Say("quest.title_chains", who))
		for _, c := range b.Chains {
			lines = append(lines, chain(t, c))
		}
		return strings.Join(append(lines, t.Say("quest.tip_chains")), "\n")
	}
	for _, q := range b.Quests {
		if q.Period == page.period() {
			lines = append(lines, quest(t, q)...)
		}
	}
	return strings.Join(append(lines, t.Say("quest.resets", locale.S("When", relative(b.Ends[page.period()])))), "\n")
}

// quest is a quest with its goals, bars and reward.
func quest(t *locale.Text, q game.QuestState) []string {
	sign := "⏳"
	switch {
	case !q.Claimed.IsZero():
		sign = "✅"
	case q.Done:
		sign = "🎁"
	}
	lines := []string{sign + " **" + named(t, string(q.ID), questNames()) + "** · " + tier(t, q.Tier)}
	for _, g := range q.Goals {
		lines = append(lines, goal(t, g.Goal)+"\n"+bar(g.Have, g.N)+" "+t.Number(g.Have)+"/"+t.Number(g.N))
	}
	return append(lines, "-# "+reward(t, q.Reward))
}

func tier(t *locale.Text, n int) string {
	switch n {
	case 1:
		return t.Say("quest.tier_one")
	case 2:
		return t.Say("quest.tier_two")
	}
	return t.Say("quest.tier_three")
}

// chain is a chain with its present step.
func chain(t *locale.Text, c game.ChainState) string {
	name := "**" + named(t, string(c.ID), chainNames()) + "** · "
	if c.Over() || c.Step >= len(c.Steps) {
		return "✅ " + name + t.Say("chain.over")
	}
	step, sign := c.Steps[c.Step], "⛓️ "
	if c.Have >= step.N {
		sign = "🎁 "
	}
	return sign + name + t.Say("chain.step", locale.N("Step", c.Step+1), locale.N("Steps", len(c.Steps))) + "\n" +
		goal(t, step) + "\n" + bar(c.Have, step.N) + " " + t.Number(c.Have) + "/" + t.Number(step.N)
}

func questButtons(t *locale.Text, b game.QuestBoard, page QuestPage) discord.ActionRowComponent {
	var row []discord.InteractiveComponent
	for i, face := range []struct{ sign, label string }{
		{"📅", t.Say("quest.day")}, {"📆", t.Say("quest.week")}, {"🗓️", t.Say("quest.month")}, {"⛓️", t.Say("quest.chains")},
	} {
		row = append(row, discord.ButtonComponent{
			Style: discord.ButtonStyleSecondary, Emoji: &discord.ComponentEmoji{Name: face.sign}, Label: face.label,
			CustomID: NewRoute(VerbQuests, int64(b.Player), int64(i)).ID(), Disabled: QuestPage(i) == page,
		})
	}
	return discord.ActionRowComponent{Components: append(row, discord.ButtonComponent{
		Style: discord.ButtonStyleSuccess, Emoji: &discord.ComponentEmoji{Name: "🎁"}, Label: t.Say("quest.claim"),
		CustomID: NewRoute(VerbQuestClaim, int64(b.Player), int64(page)).ID(), Disabled: b.Ready == 0,
	})}
}

// QuestsClaimed is the answer of /questclaim.
func QuestsClaimed(t *locale.Text, h game.QuestHaul) Message { return note(accentGood, haul(t, h)) }

// haul says what claiming brought, with a line for each period that applies.
func haul(t *locale.Text, h game.QuestHaul) string {
	counts := map[game.Period]int{}
	for _, q := range h.Quests {
		counts[q.Period]++
	}
	lines := []string{t.Say("quest.claimed")}
	say := func(id string, n int) {
		if n > 0 {
			lines = append(lines, t.Say(id, locale.N("Count", n)))
		}
	}
	say("quest.claimed_day", counts[game.EveryDay])
	say("quest.claimed_week", counts[game.EveryWeek])
	say("quest.claimed_month", counts[game.EveryMonth])
	for _, c := range h.Steps {
		name := locale.S("Name", named(t, string(c.ID), chainNames()))
		if c.Over() {
			lines = append(lines, t.Say("chain.ended", name))
		} else {
			lines = append(lines, t.Say("chain.stepped", name, locale.N("Step", c.Step+1), locale.S("Goal", goal(t, c.Steps[c.Step]))))
		}
	}
	if got := reward(t, h.Reward); got != "" {
		lines = append(lines, got)
	}
	return strings.Join(append(lines, t.Say("quest.balance", locale.N("Balance", h.Balance))), "\n")
}
