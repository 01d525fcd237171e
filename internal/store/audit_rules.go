package store

import "slices"

// auditRules are statements that return the name of a rule and a sentence for
// each thing that breaks it. None reads more than each table once or twice, in
// an order that the database can keep.
func auditRules() []string {
	return slices.Concat([]string{
		auditBalances, auditEntries, auditKeys, auditHistories, auditHolders, auditUntold,
		auditPrints, auditStrayCopies, auditClaims, auditOffers, auditClosedDrops,
		auditPrices,
	}, auditAuctionRules(), auditGrowingRules(), auditEarningRules(), auditShopRules())
}

const (
	// auditBalances compares every balance with its entries.
	auditBalances = `SELECT CASE WHEN kept < 0 THEN 'negative_balance' WHEN entries = 0 THEN 'balance_without_entries'
		ELSE 'balance_differs' END,
	account || ' has ' || CAST(kept AS TEXT) || ' ' || unit || 's, and its ' || CAST(entries AS TEXT) ||
		' entries sum to ' || CAST(moved AS TEXT)
FROM (
	SELECT account, unit, CAST(sum(kept) AS BIGINT) AS kept, CAST(sum(moved) AS BIGINT) AS moved,
		CAST(sum(n) AS BIGINT) AS entries FROM (
		SELECT account, unit, amount AS kept, 0 AS moved, 0 AS n FROM balance
		UNION ALL SELECT taker, unit, 0, amount, 1 FROM entry WHERE unit <> 'copy'
		UNION ALL SELECT giver, unit, 0, -amount, 1 FROM entry WHERE unit <> 'copy'
	) x WHERE account NOT IN ('mint', 'sink') GROUP BY account, unit
) y WHERE kept <> moved OR kept < 0 OR entries = 0 LIMIT 101`

	// auditEntries looks at each entry by itself.
	auditEntries = `SELECT 'entry', 'entry ' || key || '/' || CAST(leg AS TEXT) || ' moves ' || CAST(amount AS TEXT) || ' ' ||
	unit || ' from ' || giver || ' to ' || taker || ', step ' || CAST(step AS TEXT)
FROM entry WHERE amount <= 0 OR giver = taker OR giver = '' OR taker = ''
	OR (unit = 'copy') <> (copy IS NOT NULL) OR unit = 'copy' AND amount <> 1
	OR unit = 'copy' AND (step = 0) <> (giver = 'mint') OR unit <> 'copy' AND step <> 0
LIMIT 101`

	// auditKeys finds keys that were posted twice: their legs do not count from
	// 0, or they have two times.
	auditKeys = `SELECT 'key_posted_twice', 'key ' || key || ' has ' || CAST(n AS TEXT) || ' entries, the last of them leg ' ||
	CAST(last AS TEXT) || ', over ' || CAST(latest - earliest AS TEXT) || ' ns'
FROM (
	SELECT key, count(*) AS n, max(leg) AS last, min(at) AS earliest, max(at) AS latest FROM entry GROUP BY key
) x WHERE n <> last + 1 OR earliest <> latest LIMIT 101`

	// auditHistories finds transfers of a copy by somebody who had not got it.
	auditHistories = `SELECT 'copy_history', 'copy ' || CAST(e.copy AS TEXT) || ': transfer ' || CAST(e.step AS TEXT) || ' is from ' ||
	e.giver || ', and the one before it is ' || COALESCE('to ' || p.taker, 'missing')
FROM entry e LEFT JOIN entry p ON p.copy = e.copy AND p.step = e.step - 1
WHERE e.unit = 'copy' AND e.step > 0 AND (p.taker IS NULL OR p.taker <> e.giver) LIMIT 101`

	// auditHolders compares every transfer of a copy with the copy.
	auditHolders = `SELECT CASE WHEN c.id IS NULL THEN 'copy_missing' WHEN e.step > c.moves THEN 'copy_history' ELSE 'copy_holder' END,
	'copy ' || CAST(e.copy AS TEXT) || COALESCE(' is held by ' || c.holder || ' after ' || CAST(c.moves AS TEXT) || ' transfers', ' is not there') ||
	', and transfer ' || CAST(e.step AS TEXT) || ' gave it to ' || e.taker
FROM entry e LEFT JOIN copy c ON c.id = e.copy
WHERE e.unit = 'copy' AND (c.id IS NULL OR e.step > c.moves OR e.step = c.moves AND e.taker <> c.holder) LIMIT 101`

	// auditUntold finds copies whose newest transfer is missing. Counting first
	// spares the look for each copy.
	auditUntold = `SELECT 'copy_without_entry', 'copy ' || CAST(c.id AS TEXT) || ' of ' || c.holder || ' has no transfer ' || CAST(c.moves AS TEXT)
FROM copy c
WHERE (SELECT count(*) FROM copy) <> (SELECT count(*) FROM entry e JOIN copy d ON d.id = e.copy WHERE e.unit = 'copy' AND e.step = d.moves)
	AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.copy = c.id AND e.step = c.moves) LIMIT 101`

	// auditPrints finds cards whose prints are not 1 to printed. Prints are
	// unique, so their number and the highest tell.
	auditPrints = `SELECT 'prints', 'card ' || CAST(k.id AS TEXT) || ' was printed ' || CAST(k.printed AS TEXT) || ' times and has ' ||
	CAST(COALESCE(g.n, 0) AS TEXT) || ' copies with prints up to ' || CAST(COALESCE(g.last, 0) AS TEXT)
FROM card k LEFT JOIN (
	SELECT card, count(*) AS n, count(DISTINCT print) AS different, max(print) AS last FROM copy GROUP BY card
) g ON g.card = k.id
WHERE k.printed <> COALESCE(g.n, 0) OR k.printed <> COALESCE(g.last, 0) OR k.printed <> COALESCE(g.different, 0) LIMIT 101`

	auditStrayCopies = `SELECT 'copy_of_no_card', CAST(g.n AS TEXT) || ' copies of card ' || CAST(g.card AS TEXT) || ', which is not there'
FROM (SELECT card, count(*) AS n FROM copy GROUP BY card) g LEFT JOIN card k ON k.id = g.card WHERE k.id IS NULL LIMIT 101`

	auditClaims = `SELECT 'open_claims', 'player ' || CAST(player AS TEXT) || ' has ' || CAST(count(*) AS TEXT) || ' open claims'
FROM claim WHERE open GROUP BY player HAVING count(*) > 1 LIMIT 101`

	// auditOffers compares every card that was won in a drop with its copy.
	auditOffers = `SELECT 'drop_winner', 'drop ' || CAST(o.drop_id AS TEXT) || ', slot ' || CAST(o.slot AS TEXT) || ': ' ||
	COALESCE('winner ' || CAST(o.winner AS TEXT), 'no winner') || ', ' || COALESCE('copy ' || CAST(o.copy AS TEXT), 'no copy') ||
	', which ' || COALESCE('was made for ' || e.taker, 'was never made') || COALESCE(' of card ' || CAST(c.card AS TEXT), '')
FROM drop_offer o LEFT JOIN copy c ON c.id = o.copy LEFT JOIN entry e ON e.copy = o.copy AND e.step = 0
WHERE (o.state = 'won') <> (o.winner IS NOT NULL) OR (o.state = 'won') <> (o.copy IS NOT NULL)
	OR o.state = 'won' AND (c.id IS NULL OR c.card <> o.card OR e.taker IS NULL OR e.taker <> 'player/' || CAST(o.winner AS TEXT))
LIMIT 101`

	auditClosedDrops = `SELECT 'closed_drop', 'drop ' || CAST(d.id AS TEXT) || ' is over, and its slot ' || CAST(o.slot AS TEXT) || ' is open'
FROM drops d JOIN drop_offer o ON o.drop_id = d.id WHERE d.done AND o.state = 'open' LIMIT 101`

	// auditPrices compares every price with the end of its history.
	auditPrices = `SELECT 'price', 'card ' || CAST(p.card AS TEXT) || ' is worth ' || CAST(p.flakes AS TEXT) || ', and its history ends with ' ||
	COALESCE(CAST(h.flakes AS TEXT), 'nothing')
FROM price p LEFT JOIN price_history h ON h.card = p.card AND h.at = (SELECT max(n.at) FROM price_history n WHERE n.card = p.card)
WHERE h.flakes IS NULL OR h.flakes <> p.flakes LIMIT 101`
)
