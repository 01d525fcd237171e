package store_test

// earningBreaches break what quests, chains, achievements and deeds say.
func earningBreaches() []breach {
	breaks := func(rule string, statements ...string) breach { return breach{rule: rule, breaks: statements} }
	return []breach{
		breaks("quest_unpaid", "INSERT INTO quest (player, period, start, tier, quest, claimed) VALUES (1, 'day', 20000, 1, 'workaholic', 77)"),
		breaks("quest_unpaid",
			"INSERT INTO quest (player, period, start, tier, quest, claimed) VALUES (1, 'day', 20000, 1, 'workaholic', 77)",
			"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('quest/1/day/20000/1', 0, 'flake', 'mint', 'player/2', 5, 0, 'x', 77)"),
		breaks("chain_unpaid", "INSERT INTO chain (player, chain, step, base, done) VALUES (1, 'debut', 4, 0, 77)"),
		breaks("achievement_unpaid", "INSERT INTO achievement (player, id, tier, at) VALUES (1, 'regular', 1, 77)"),
		breaks("reward_untold", "INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('achievement/1/regular/1', 0, 'flake', 'mint', 'player/1', 5, 0, 'x', 77)"),
		breaks("reward_untold",
			"INSERT INTO chain (player, chain, step, base) VALUES (1, 'debut', 3, 0)",
			"INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('chain/1/debut', 0, 'flake', 'mint', 'player/1', 5, 0, 'x', 77)"),
		breaks("deed_days", "UPDATE deed SET n = n + 1 WHERE day > 0 AND what = 'daily'"),
		breaks("deed_days", "DELETE FROM deed WHERE day = 0 AND what = 'daily'"),
	}
}
