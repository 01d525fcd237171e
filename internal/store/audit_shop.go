package store

// auditShopRules are the rules about recipes, crafting, items and votes, in the
// form of auditRules.
func auditShopRules() []string {
	return []string{auditRecipes, auditCrafts, auditUses, auditVotes}
}

const (
	// auditRecipes compares every open recipe with the posting that paid it.
	auditRecipes = `SELECT 'recipe', 'the recipe of ' || r.good || ' of player ' || CAST(r.player AS TEXT) || ' cost ' || CAST(r.price AS TEXT) ||
	', and ' || COALESCE(e.giver || ' paid ' || CAST(e.amount AS TEXT) || ' under ' || r.key, 'nobody paid under ' || r.key)
FROM recipe r LEFT JOIN entry e ON e.key = r.key AND e.reason = 'recipe'
WHERE r.price > 0 AND (e.key IS NULL OR e.giver <> 'player/' || CAST(r.player AS TEXT) OR e.taker <> 'sink'
	OR e.unit <> 'flake' OR e.amount <> r.price OR e.at <> r.bought) LIMIT 101`

	// auditCrafts finds postings that made uses of an item and took no copies, or
	// took them from somebody else.
	auditCrafts = `SELECT 'craft', 'under ' || e.key || ' uses of ' || e.unit || ' were made for ' || e.taker || ' without copies of theirs'
FROM entry e WHERE e.reason = 'craft' AND e.unit <> 'copy' AND NOT EXISTS (
	SELECT 1 FROM entry c WHERE c.key = e.key AND c.unit = 'copy' AND c.giver = e.taker AND c.taker = 'sink') LIMIT 101`

	// auditUses finds cards that Space Unity has brought and nobody paid a use for,
	// and uses that brought more than one.
	auditUses = `SELECT 'use', 'under ' || e.key || ' copy ' || CAST(e.copy AS TEXT) || ' was made for ' || e.taker || ' for ' ||
	CAST(count(u.key) AS TEXT) || ' uses, and with ' || CAST((SELECT count(*) FROM entry x WHERE x.key = e.key AND x.reason = 'space unity') AS TEXT) || ' copies'
FROM entry e LEFT JOIN entry u ON u.key = e.key AND u.reason = 'use' AND u.giver = e.taker AND u.amount = 1
WHERE e.reason = 'space unity' GROUP BY e.key, e.copy, e.taker
HAVING count(u.key) <> 1 OR (SELECT count(*) FROM entry x WHERE x.key = e.key AND x.reason = 'space unity') <> 1 LIMIT 101`

	// auditVotes compares every vote with the posting that paid it.
	auditVotes = `SELECT 'vote', 'vote ' || v.id || ' of player ' || CAST(v.player AS TEXT) || ' was worth ' || CAST(v.flakes AS TEXT) || ' flakes and ' ||
	CAST(v.vials AS TEXT) || ' vials, and its entries brought ' ||
	CAST(sum(CASE WHEN e.unit = 'flake' THEN e.amount ELSE 0 END) AS TEXT) || ' and ' || CAST(sum(CASE WHEN e.unit = 'vial' THEN e.amount ELSE 0 END) AS TEXT)
FROM vote v LEFT JOIN entry e ON e.key = 'vote/' || v.id AND e.giver = 'mint' AND e.taker = 'player/' || CAST(v.player AS TEXT)
GROUP BY v.id, v.player, v.flakes, v.vials
HAVING sum(CASE WHEN e.unit = 'flake' THEN e.amount ELSE 0 END) <> v.flakes
	OR sum(CASE WHEN e.unit = 'vial' THEN e.amount ELSE 0 END) <> v.vials LIMIT 101`
)
