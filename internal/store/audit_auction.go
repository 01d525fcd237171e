package store

// auditAuctionRules are the rules about auctions, in the form of auditRules.
func auditAuctionRules() []string {
	return []string{
		auditAuctions, auditAuctionCopies, auditEscrow, auditAuctionCoins, auditBids, auditAuctionEnds, auditAlarms,
	}
}

const (
	// auditAuctions looks at each auction by itself.
	auditAuctions = `SELECT 'auction', 'auction ' || CAST(id AS TEXT) || ' is ' || state || ' at ' || CAST(price AS TEXT) ||
	' from ' || CAST(start AS TEXT) || COALESCE(' to ' || CAST(buyout AS TEXT), '') || ' after ' || CAST(bids AS TEXT) || ' bids, ' ||
	COALESCE('player ' || CAST(top AS TEXT) || ' leads', 'nobody leads') || ' with ' || CAST(ceiling AS TEXT)
FROM auction WHERE state NOT IN ('open', 'sold', 'unsold', 'cancelled') OR price < start
	OR (top IS NULL) <> (bids = 0) OR (top IS NULL) <> (ceiling = 0) OR top IS NULL AND price <> start OR ceiling < price AND top IS NOT NULL
	OR top = seller OR state <> 'open' AND (state = 'sold') <> (top IS NOT NULL)
	OR price > buyout OR state = 'open' AND price >= buyout LIMIT 101`

	// auditAuctionCopies compares every auction with its copy. A copy has one
	// holder, so this also finds two open auctions of one copy.
	auditAuctionCopies = `SELECT 'auction_copy', 'auction ' || CAST(a.id AS TEXT) || ' is ' || a.state || ' and about copy ' ||
	CAST(a.copy AS TEXT) || ', print ' || CAST(a.print AS TEXT) || ' of card ' || CAST(a.card AS TEXT) || ', which ' ||
	COALESCE('is print ' || CAST(c.print AS TEXT) || ' of card ' || CAST(c.card AS TEXT) || ' and held by ' || c.holder, 'is not there')
FROM auction a LEFT JOIN copy c ON c.id = a.copy
WHERE c.id IS NULL OR c.card <> a.card OR c.print <> a.print
	OR a.state = 'open' AND c.holder <> 'auction/' || CAST(a.id AS TEXT) LIMIT 101`

	// auditEscrow finds copies that are held by nobody who may: an auction that
	// is over, or that is about another copy, or something that is no holder.
	auditEscrow = `SELECT 'copy_escrow', 'copy ' || CAST(c.id AS TEXT) || ' is held by ' || c.holder || ', and ' ||
	COALESCE('auction ' || CAST(a.id AS TEXT) || ' is about it', 'no open auction is about it')
FROM copy c LEFT JOIN auction a ON a.copy = c.id AND a.state = 'open'
WHERE substr(c.holder, 1, 7) <> 'player/' AND c.holder <> 'sink'
	AND (a.id IS NULL OR c.holder <> 'auction/' || CAST(a.id AS TEXT)) LIMIT 101`

	// auditAuctionCoins compares what every account but the players' has with
	// what its auction says: the limit while it is open, and nothing after that.
	auditAuctionCoins = `SELECT 'auction_coins', account || ' has ' || CAST(kept AS TEXT) || ' ' || unit || 's, and ' ||
	CASE WHEN auctions = 0 THEN 'there is no such auction' ELSE 'its auction should hold ' || CAST(owed AS TEXT) END
FROM (
	SELECT account, unit, CAST(sum(kept) AS BIGINT) AS kept, CAST(sum(owed) AS BIGINT) AS owed, CAST(sum(n) AS BIGINT) AS auctions FROM (
		SELECT account, unit, amount AS kept, 0 AS owed, 0 AS n FROM balance WHERE substr(account, 1, 7) <> 'player/'
		UNION ALL SELECT 'auction/' || CAST(id AS TEXT), 'flake', 0, CASE WHEN state = 'open' THEN ceiling ELSE 0 END, 1 FROM auction
	) x GROUP BY account, unit
) y WHERE kept <> owed OR auctions = 0 LIMIT 101`

	// auditBids compares every auction with its bids. Their numbers are unique
	// and positive, so how many they are and the highest tell that they are 1 to
	// bids. The last is the one that stands, and none is higher.
	auditBids = `SELECT 'auction_bids', 'auction ' || CAST(a.id AS TEXT) || ' has ' || CAST(count(b.number) AS TEXT) || ' bids of ' ||
	CAST(a.bids AS TEXT) || ' up to number ' || CAST(COALESCE(max(b.number), 0) AS TEXT) || ' and amount ' ||
	CAST(COALESCE(max(b.amount), 0) AS TEXT) || ', and the bid of ' || COALESCE('player ' || CAST(a.top AS TEXT), 'nobody') ||
	' stands at ' || CAST(a.price AS TEXT)
FROM auction a LEFT JOIN auction_bid b ON b.auction = a.id GROUP BY a.id
HAVING count(b.number) <> a.bids OR COALESCE(max(b.number), 0) <> a.bids
	OR a.bids > 0 AND (max(b.amount) <> a.price OR min(b.amount) < a.start
		OR sum(CASE WHEN b.number = a.bids AND b.player = a.top AND b.amount = a.price THEN 1 ELSE 0 END) <> 1)
	OR sum(CASE WHEN b.player = a.seller THEN 1 ELSE 0 END) > 0
LIMIT 101`

	// auditAuctionEnds compares every auction with the one posting that ends it:
	// the copy to the winner or back, the price to the seller and the sink, and
	// what was pledged beyond it back. Effects may add flakes for seller and winner,
	// once each and no more than the price.
	auditAuctionEnds = `SELECT 'auction_end', 'auction ' || CAST(a.id AS TEXT) || ' of player ' || CAST(a.seller AS TEXT) || ' is ' || a.state ||
	' to ' || COALESCE('player ' || CAST(a.top AS TEXT), 'nobody') || ' at ' || CAST(a.price AS TEXT) || ' of ' || CAST(a.ceiling AS TEXT) ||
	', and its end has ' || CAST(count(e.key) AS TEXT) || ' entries'
FROM auction a LEFT JOIN entry e ON e.key = 'auction/' || CAST(a.id AS TEXT) || '/end' GROUP BY a.id
HAVING CASE WHEN a.state = 'open' THEN count(e.key) > 0 ELSE
	sum(CASE WHEN e.unit = 'copy' THEN 1 ELSE 0 END) <> 1
	OR sum(CASE WHEN e.copy = a.copy AND e.giver = 'auction/' || CAST(a.id AS TEXT)
		AND e.taker = 'player/' || CAST(CASE WHEN a.state = 'sold' THEN a.top ELSE a.seller END AS TEXT) THEN 1 ELSE 0 END) <> 1
	OR sum(CASE WHEN e.unit = 'copy' OR e.giver = 'mint' THEN 0 WHEN e.taker IN ('player/' || CAST(a.seller AS TEXT), 'sink') THEN e.amount ELSE 0 END) <>
		CASE WHEN a.state = 'sold' THEN a.price ELSE 0 END
	OR sum(CASE WHEN e.unit = 'copy' THEN 0 WHEN e.giver = 'auction/' || CAST(a.id AS TEXT) THEN e.amount ELSE 0 END) <> a.ceiling
	OR sum(CASE WHEN e.giver = 'mint' AND (a.state <> 'sold' OR e.unit <> 'flake' OR e.amount > a.price
		OR e.taker NOT IN ('player/' || CAST(a.seller AS TEXT), 'player/' || CAST(a.top AS TEXT))) THEN 1 ELSE 0 END) > 0
	OR sum(CASE WHEN e.giver = 'mint' AND e.taker = 'player/' || CAST(a.seller AS TEXT) THEN 1 ELSE 0 END) > 1
	OR sum(CASE WHEN e.giver = 'mint' AND e.taker = 'player/' || CAST(a.top AS TEXT) THEN 1 ELSE 0 END) > 1
END LIMIT 101`

	// auditAlarms finds open auctions that nothing will ever close. An alarm goes
	// only after the transaction that has ended its auction, so this holds at
	// every moment, also when the end has just come. A failed attempt rings again
	// later than the end.
	auditAlarms = `SELECT 'auction_alarm', 'auction ' || CAST(a.id AS TEXT) || ' is open, and its alarm ' ||
	CASE WHEN j.id IS NULL THEN 'is not there' WHEN j.buried THEN 'was put aside: ' || j.cause ELSE 'rings ' || CAST(j.due - a.ends AS TEXT) || ' ns after its end' END
FROM auction a LEFT JOIN job j ON j.kind = 'auction.close' AND j.key = CAST(a.id AS TEXT)
WHERE a.state = 'open' AND (j.id IS NULL OR j.buried OR j.attempts = 0 AND j.due > a.ends) LIMIT 101`
)
