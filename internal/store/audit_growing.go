package store

// auditGrowingRules are the rules about copies that grow or are spent, in the form
// of auditRules.
func auditGrowingRules() []string {
	return []string{auditExchanges, auditExchangesCounted, auditSpentMarks, auditPractice}
}

const (
	// spendings are the reasons of postings that spend copies, or make them for
	// something; each is also the name of the deed.
	spendings = `('combine', 'forge', 'fuse', 'liquefy', 'ascend', 'boost')`

	// auditExchanges compares what each of those postings spends with what it
	// makes.
	auditExchanges = `SELECT 'exchange', 'key ' || key || ' is to ' || reason || ', spends ' || CAST(spent AS TEXT) ||
	' copies and makes ' || CAST(made AS TEXT)
FROM (
	SELECT key, reason, sum(CASE WHEN unit = 'copy' AND taker = 'sink' THEN 1 ELSE 0 END) AS spent,
		sum(CASE WHEN unit = 'copy' AND giver = 'mint' THEN 1 ELSE 0 END) AS made
	FROM entry WHERE reason IN ` + spendings + ` GROUP BY key, reason
) x WHERE CASE reason WHEN 'combine' THEN spent <> 1 OR made <> 0 WHEN 'liquefy' THEN spent <> 1 OR made <> 0
	WHEN 'forge' THEN spent <> 2 OR made <> 1 WHEN 'ascend' THEN spent < 2 OR made <> 1
	WHEN 'fuse' THEN spent <> 0 OR made <> 1 ELSE spent <> 0 OR made = 0 END LIMIT 101`

	// auditExchangesCounted compares how often each player has done so with what
	// was counted. The first leg of such a posting is between the player and the
	// system.
	auditExchangesCounted = `SELECT 'deed', who || ' was counted to ' || what || ' ' || CAST(counted AS TEXT) || ' times, of ' || CAST(done AS TEXT)
FROM (
	SELECT who, what, CAST(sum(counted) AS BIGINT) AS counted, CAST(sum(done) AS BIGINT) AS done FROM (
		SELECT 'player/' || CAST(player AS TEXT) AS who, what, n AS counted, 0 AS done FROM deed WHERE day = 0 AND what IN ` + spendings + `
		UNION ALL SELECT CASE WHEN giver = 'mint' THEN taker ELSE giver END, reason, 0, 1 FROM entry WHERE leg = 0 AND reason IN ` + spendings + `
	) x GROUP BY who, what
) y WHERE counted <> done LIMIT 101`

	// auditSpentMarks finds copies that were spent and carry a mark.
	auditSpentMarks = `SELECT 'spent_copy', 'copy ' || CAST(id AS TEXT) || ' was spent, and is locked or a favourite'
FROM copy WHERE holder = 'sink' AND (favourite OR locked) LIMIT 101`

	// auditPractice finds a day that is not in its week: 1970 began on a Thursday.
	auditPractice = `SELECT 'practice', 'copy ' || CAST(copy AS TEXT) || ' was practised with on day ' || CAST(day AS TEXT) ||
	', which is not in week ' || CAST(week AS TEXT)
FROM practice WHERE week <> (day + 3) / 7 LIMIT 101`
)
