package store

// auditEarningRules are the rules about quests, chains, achievements and what they
// count.
func auditEarningRules() []string {
	return []string{auditQuests, auditChains, auditAchievements, auditRewards, auditDeeds}
}

const (
	// questKey, chainKey and achievementKey are the postings of rewards.
	questKey = `'quest/' || CAST(q.player AS TEXT) || '/' || q.period || '/' || CAST(q.start AS TEXT) ||
	'/' || CAST(q.tier AS TEXT)`
	chainKey       = `'chain/' || CAST(c.player AS TEXT) || '/' || c.chain`
	achievementKey = `'achievement/' || CAST(a.player AS TEXT) || '/' || a.id || '/' || CAST(a.tier AS TEXT)`

	// auditQuests finds quests that say that they were paid and were not. (One
	// that was paid may have been forgotten.)
	auditQuests = `SELECT 'quest_unpaid', 'player ' || CAST(q.player AS TEXT) || ' has claimed ' || q.quest || ', and nothing was paid under ' || ` + questKey + `
FROM quest q WHERE q.claimed <> 0 AND NOT EXISTS (
	SELECT 1 FROM entry e WHERE e.key = ` + questKey + ` AND e.giver = 'mint' AND e.taker = 'player/' || CAST(q.player AS TEXT))
LIMIT 101`

	auditChains = `SELECT 'chain_unpaid', 'player ' || CAST(c.player AS TEXT) || ' has ended ' || c.chain || ', and nothing was paid under ' || ` + chainKey + `
FROM chain c WHERE c.done <> 0 AND NOT EXISTS (
	SELECT 1 FROM entry e WHERE e.key = ` + chainKey + ` AND e.giver = 'mint' AND e.taker = 'player/' || CAST(c.player AS TEXT))
LIMIT 101`

	auditAchievements = `SELECT 'achievement_unpaid', 'player ' || CAST(a.player AS TEXT) || ' has ' || a.id || ', and nothing was paid under ' || ` + achievementKey + `
FROM achievement a WHERE NOT EXISTS (
	SELECT 1 FROM entry e WHERE e.key = ` + achievementKey + ` AND e.giver = 'mint' AND e.taker = 'player/' || CAST(a.player AS TEXT))
LIMIT 101`

	// auditRewards finds what was paid for a chain or an achievement that is not
	// there: it could be paid again.
	auditRewards = `SELECT 'reward_untold', 'under ' || e.key || ' something was paid, and the row that says so is missing'
FROM entry e LEFT JOIN (
	SELECT ` + chainKey + ` AS key FROM chain c WHERE c.done <> 0
	UNION ALL SELECT ` + achievementKey + ` FROM achievement a
) told ON told.key = e.key
WHERE e.leg = 0 AND (e.key LIKE 'chain/%' OR e.key LIKE 'achievement/%') AND told.key IS NULL LIMIT 101`

	// auditDeeds compares what was done ever with what was done on the days that
	// are still kept.
	auditDeeds = `SELECT 'deed_days', 'player ' || CAST(d.player AS TEXT) || ': ' || d.what || ' was done ' || CAST(COALESCE(e.n, 0) AS TEXT) ||
	' times ever, and ' || CAST(d.n AS TEXT) || ' times on days that are kept'
FROM (SELECT player, what, CAST(sum(n) AS BIGINT) AS n FROM deed WHERE day > 0 GROUP BY player, what) d
LEFT JOIN deed e ON e.player = d.player AND e.day = 0 AND e.what = d.what
WHERE e.n IS NULL OR d.n > e.n LIMIT 101`
)
