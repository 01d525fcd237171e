package store_test

// auctionBreaches break what plantAuctions has made.
func auctionBreaches() []breach {
	// A statement that the constraints of the table would refuse.
	unchecked := func(rule, statement string) breach {
		return breach{
			rule: rule,
			breaks: []string{`DO $$ DECLARE c record; BEGIN
FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'auction'::regclass AND contype = 'c' LOOP
	EXECUTE 'ALTER TABLE auction DROP CONSTRAINT ' || quote_ident(c.conname);
END LOOP; END $$`, statement},
			sqlite: []string{"PRAGMA ignore_check_constraints = 1", statement, "PRAGMA ignore_check_constraints = 0"},
		}
	}
	breaks := func(rule string, statements ...string) breach { return breach{rule: rule, breaks: statements} }
	return []breach{
		unchecked("auction", "UPDATE auction SET state = 'lost' WHERE id = 4"),
		unchecked("auction", "UPDATE auction SET price = 99 WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET price = 101 WHERE id = 4"),
		unchecked("auction", "UPDATE auction SET bids = 1 WHERE id = 4"),
		unchecked("auction", "UPDATE auction SET top = NULL, ceiling = 0 WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET ceiling = 0 WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET ceiling = 1 WHERE id = 4"),
		unchecked("auction", "UPDATE auction SET ceiling = 399 WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET top = seller WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET state = 'unsold' WHERE id = 2"),
		unchecked("auction", "UPDATE auction SET state = 'sold' WHERE id = 4"),
		unchecked("auction", "UPDATE auction SET buyout = 400 WHERE id = 1"),
		unchecked("auction", "UPDATE auction SET buyout = 99 WHERE id = 2"),

		breaks("auction_copy", "UPDATE copy SET holder = 'player/1' WHERE id = 5"),
		breaks("auction_copy", "UPDATE auction SET card = 2 WHERE id = 3"),
		breaks("auction_copy", "UPDATE auction SET print = 2 WHERE id = 3"),
		breaks("auction_copy", "DROP INDEX auction_copy", "UPDATE auction SET copy = 5, card = 6 WHERE id = 4"),
		{
			rule: "auction_copy",
			breaks: []string{
				"ALTER TABLE auction DROP CONSTRAINT auction_copy_fkey", "DELETE FROM copy WHERE id = 7",
			},
			sqlite: []string{"PRAGMA defer_foreign_keys = 1", "DELETE FROM copy WHERE id = 7"},
		},

		breaks("copy_escrow", "UPDATE copy SET holder = 'auction/2' WHERE id = 6"),
		breaks("copy_escrow", "UPDATE copy SET holder = 'auction/1' WHERE id = 1"),
		breaks("copy_escrow", "UPDATE copy SET holder = 'auction/77' WHERE id = 1"),
		breaks("copy_escrow", "UPDATE copy SET holder = 'auction/4' WHERE id = 5"),
		breaks("copy_escrow", "UPDATE copy SET holder = 'nobody' WHERE id = 1"),

		breaks("auction_coins", "UPDATE balance SET amount = amount + 1 WHERE account = 'auction/1'"),
		breaks("auction_coins", "UPDATE auction SET ceiling = ceiling + 1 WHERE id = 1"),
		breaks("auction_coins", "UPDATE balance SET amount = 1 WHERE account = 'auction/2'"),
		breaks("auction_coins", "DELETE FROM balance WHERE account = 'auction/1'"),
		breaks("auction_coins", "INSERT INTO balance (account, unit, amount) VALUES ('auction/1', 'vial', 5)"),
		breaks("auction_coins", "INSERT INTO balance (account, unit, amount) VALUES ('auction/77', 'flake', 0)"),
		breaks("auction_coins", "INSERT INTO balance (account, unit, amount) VALUES ('nobody', 'flake', 5)"),

		breaks("auction_bids", "DELETE FROM auction_bid WHERE auction = 1 AND number = 2"),
		breaks("auction_bids", "UPDATE auction SET bids = 4 WHERE id = 1"),
		breaks("auction_bids", "UPDATE auction_bid SET number = 9 WHERE auction = 1 AND number = 2"),
		breaks("auction_bids", "UPDATE auction_bid SET player = 3 WHERE auction = 1 AND number = 3"),
		breaks("auction_bids", "UPDATE auction_bid SET amount = 399 WHERE auction = 1 AND number = 3"),
		breaks("auction_bids", "UPDATE auction_bid SET amount = 401 WHERE auction = 1 AND number = 2"),
		breaks("auction_bids", "UPDATE auction_bid SET amount = 700 - amount WHERE auction = 1 AND number > 1"),
		breaks("auction_bids", "UPDATE auction_bid SET amount = 99 WHERE auction = 1 AND number = 1"),
		breaks("auction_bids", "UPDATE auction_bid SET player = 1 WHERE auction = 1 AND number = 2"),
		breaks("auction_bids", "INSERT INTO auction_bid (auction, number, player, amount, proxy, at) VALUES (4, 1, 2, 100, FALSE, 0)"),

		breaks("auction_end", "DELETE FROM entry WHERE key = 'auction/2/end' AND unit = 'copy'"),
		breaks("auction_end", "DELETE FROM entry WHERE key = 'auction/3/end'"),
		breaks("auction_end", "UPDATE entry SET taker = 'player/1' WHERE key = 'auction/2/end' AND unit = 'copy'"),
		breaks("auction_end", "UPDATE entry SET taker = 'player/2' WHERE key = 'auction/3/end'"),
		breaks("auction_end", "UPDATE entry SET giver = 'player/9' WHERE key = 'auction/3/end'"),
		breaks("auction_end", "UPDATE entry SET amount = amount - 1 WHERE key = 'auction/2/end' AND taker = 'player/1'"),
		breaks("auction_end", "UPDATE entry SET amount = amount - 1 WHERE key = 'auction/2/end' AND taker = 'player/2' AND unit = 'flake'"),
		breaks("auction_end", "UPDATE auction SET price = price + 1 WHERE id = 2"),
		breaks("auction_end", "INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at) VALUES ('auction/1/end', 0, 'flake', 'auction/1', 'player/2', 5, 0, 'x', 77)"),
		breaks("auction_end", "INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at) VALUES ('auction/2/end', 9, 'copy', 'player/1', 'player/2', 1, 1, 1, 'x', 77)"),

		breaks("auction_alarm", "DELETE FROM job WHERE kind = 'auction.close' AND key = '1'"),
		breaks("auction_alarm", "UPDATE job SET buried = TRUE WHERE kind = 'auction.close' AND key = '4'"),
		breaks("auction_alarm", "UPDATE job SET due = due + 1 WHERE kind = 'auction.close' AND key = '4'"),
	}
}
