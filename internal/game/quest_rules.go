package game

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// QuestRules are the rules of quests and of their chains. Lists are by tier.
type QuestRules struct {
	DayFlakes   []int64  `toml:"day_flakes" doc:"Flakes for a daily quest, by tier 1 to 3."`
	DayVials    []int64  `toml:"day_vials" doc:"Vials for it."`
	DayXP       []int64  `toml:"day_xp" doc:"Experience for it."`
	WeekFlakes  []int64  `toml:"week_flakes" doc:"Flakes for a weekly quest."`
	WeekVials   []int64  `toml:"week_vials" doc:"Vials for it."`
	WeekXP      []int64  `toml:"week_xp" doc:"Experience for it."`
	MonthFlakes []int64  `toml:"month_flakes" doc:"Flakes for a monthly quest."`
	MonthVials  []int64  `toml:"month_vials" doc:"Vials for it."`
	MonthXP     []int64  `toml:"month_xp" doc:"Experience for it."`
	Keep        int      `toml:"keep" doc:"Days after its end on which the reward of a quest that is done can still be claimed (0 to 60)."`
	Without     []string `toml:"without" doc:"Quests that nobody gets, by their ids. Put those here that cannot be done on your server."`

	ChainFlakes int64 `toml:"chain_flakes" doc:"Flakes for each step of a chain, paid at its end."`
	ChainVials  int64 `toml:"chain_vials" doc:"Vials for each step of a chain."`
	ChainXP     int64 `toml:"chain_xp" doc:"Experience for each step of a chain."`
}

func defaultQuestRules() QuestRules {
	return QuestRules{
		DayFlakes: []int64{250, 400, 650}, DayVials: []int64{20, 30, 50}, DayXP: []int64{25, 35, 50},
		WeekFlakes: []int64{800, 1200, 1500}, WeekVials: []int64{70, 80, 100}, WeekXP: []int64{75, 90, 110},
		MonthFlakes: []int64{2000, 3000, 5000}, MonthVials: []int64{150, 200, 250}, MonthXP: []int64{125, 175, 200},
		Keep:        7,
		Without:     []string{"community_engager", "lowkey_trader"}, // nobody can trade yet
		ChainFlakes: 500, ChainVials: 25, ChainXP: 50,
	}
}

// reward is what a quest brings.
func (r *QuestRules) reward(p Period, tier int) Reward {
	lists := map[Period][3][]int64{
		EveryDay:   {r.DayFlakes, r.DayVials, r.DayXP},
		EveryWeek:  {r.WeekFlakes, r.WeekVials, r.WeekXP},
		EveryMonth: {r.MonthFlakes, r.MonthVials, r.MonthXP},
	}[p]
	return Reward{Flakes: lists[0][tier-1], Vials: lists[1][tier-1], XP: lists[2][tier-1]}
}

func (r *QuestRules) check() error {
	for key, list := range map[string][]int64{
		"day_flakes": r.DayFlakes, "day_vials": r.DayVials, "day_xp": r.DayXP,
		"week_flakes": r.WeekFlakes, "week_vials": r.WeekVials, "week_xp": r.WeekXP,
		"month_flakes": r.MonthFlakes, "month_vials": r.MonthVials, "month_xp": r.MonthXP,
	} {
		least := int64(0)
		if strings.HasSuffix(key, "flakes") {
			least = 1 // a claimed quest has a posting, which the audit looks for
		}
		if len(list) != tiers || slices.Min(list) < least {
			return fmt.Errorf("quest.%s: write three numbers, for tier 1 to 3, each at least %d", key, least)
		}
	}
	var known record
	for _, id := range r.Without {
		if _, ok := known.def(Quest{ID: QuestID(id)}); !ok {
			return fmt.Errorf("quest.without: there is no quest %q", id)
		}
	}
	for _, p := range Periods() {
		for tier := 1; tier <= tiers; tier++ {
			if len(r.choice(p, tier)) == 0 {
				return fmt.Errorf("quest.without: leaves no quest of tier %d for each %s", tier, p)
			}
		}
	}
	switch {
	case r.Keep < 0 || r.Keep > 60:
		return fmt.Errorf("quest.keep: %d is not between 0 and 60", r.Keep)
	case r.ChainFlakes < 1:
		return errors.New("quest.chain_flakes: must be at least 1")
	case r.ChainVials < 0 || r.ChainXP < 0:
		return errors.New("quest.chain_vials and quest.chain_xp: must not be negative")
	}
	return nil
}
