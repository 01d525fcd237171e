package game

// QuestTable is every quest that there is.
func QuestTable() []QuestDef {
	daily, weekly, monthly := of(EveryDay), of(EveryWeek), of(EveryMonth)
	return []QuestDef{
		daily(1, "workaholic", Goal{Times, DeedWork, 3}),
		daily(1, "gacha_beginner", Goal{Times, DeedClaim, 5}),
		daily(1, "starter_auctioneer", Goal{Times, DeedBid, 1}),
		daily(1, "levels_on_levels", Goal{Times, DeedLevelUp, 5}),
		daily(1, "tap_the_market", Goal{Times, DeedSell, 1}),

		daily(2, "pull_party", Goal{Times, DeedClaim, 10}),
		daily(2, "fast_worker", Goal{Times, DeedWork, 10}),
		daily(2, "level_grinder", Goal{Times, DeedLevelUp, 15}),
		daily(2, "market_moves", Goal{Times, DeedBid, 3}),
		daily(2, "rising_collector", Goal{Different, DeedDraw, 1}),

		daily(3, "community_engager", Goal{Times, DeedTrade, 1}),
		daily(3, "auction_hunter", Goal{Times, DeedWin, 1}),
		daily(3, "flake_fan", Goal{Times, DeedEarn, 1500}),
		daily(3, "full_routine", Goal{Kinds, "", 8}),
		daily(3, "combo_player", Goal{Times, DeedClaim, 8}, Goal{Times, DeedWork, 3}, Goal{Times, DeedLevelUp, 10}, Goal{Times, DeedSell, 1}),

		weekly(1, "week_starter", Goal{Days, DeedWork, 4}),
		weekly(1, "lucky_hands", Goal{Times, DeedClaim, 30}),
		weekly(1, "light_upgrades", Goal{Times, DeedCombine, 3}),
		weekly(1, "lowkey_trader", Goal{Times, DeedTrade, 3}),
		weekly(1, "collection_helper", Goal{Different, DeedDraw, 4}),

		weekly(2, "middle_manager", Goal{Times, DeedWork, 40}),
		weekly(2, "regular_puller", Goal{Times, DeedClaim, 50}),
		weekly(2, "experienced_upgrader", Goal{Times, DeedLevelUp, 80}),
		weekly(2, "flipper", Goal{Times, DeedSell, 5}),
		weekly(2, "balanced_routine", Goal{Days, DeedLevelUp, 6}),

		weekly(3, "weekly_champion", Goal{Dailies, "", 6}),
		weekly(3, "auction_veteran", Goal{Times, DeedWin, 5}),
		weekly(3, "flake_farmer", Goal{Times, DeedEarn, 8000}),
		weekly(3, "mega_leveler", Goal{Times, DeedMaxed, 1}),
		weekly(3, "grind_hero", Goal{Things, "", 150}),

		monthly(1, "monthly_gacha_fan", Goal{Times, DeedClaim, 150}),
		monthly(1, "advanced_collector", Goal{Different, DeedDraw, 15}),
		monthly(1, "consistent_worker", Goal{Times, DeedWork, 300}),
		monthly(1, "light_auctioneer", Goal{Times, DeedSell, 15}),

		monthly(2, "claim_machine", Goal{Times, DeedClaim, 250}),
		monthly(2, "level_enthusiast", Goal{Times, DeedLevelUp, 200}),
		monthly(2, "weekly_finisher", Goal{Weeklies, "", 2}),
		monthly(2, "rising_trader", Goal{Times, DeedProceeds, 8000}),
		monthly(2, "level_addict", Goal{Times, DeedMaxed, 3}),

		monthly(3, "gacha_god", Goal{Times, DeedClaim, 300}),
		monthly(3, "ultimate_flipper", Goal{Times, DeedProceeds, 20_000}),
		monthly(3, "all_star_player", Goal{Dailies, "", 20}),
		monthly(3, "monthly_conqueror", Goal{Weeklies, "", 4}),
	}
}

// of makes quests of a period.
func of(p Period) func(tier int, id QuestID, goals ...Goal) QuestDef {
	return func(tier int, id QuestID, goals ...Goal) QuestDef {
		return QuestDef{ID: id, Period: p, Tier: tier, Goals: goals}
	}
}
