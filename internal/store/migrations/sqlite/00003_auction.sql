-- +goose Up
-- An auction holds its copy, and ceiling flakes of top while it is open.
--
-- The foreign keys stop at the bidders on purpose. Checking one locks the row
-- that it names; a bid writes about other players too (who is outbid, whose limit
-- answers), and each of those may hold his own row and wait for this very
-- auction. The audit knows all bidders instead.
CREATE TABLE auction (
	id        INTEGER PRIMARY KEY,
	seller    INTEGER NOT NULL REFERENCES player (id),
	copy      INTEGER NOT NULL REFERENCES copy (id),
	card      INTEGER NOT NULL REFERENCES card (id),
	print     INTEGER NOT NULL CHECK (print > 0),
	start     INTEGER NOT NULL CHECK (start > 0),
	increment INTEGER NOT NULL CHECK (increment > 0),
	buyout    INTEGER CHECK (buyout > start),
	opened    INTEGER NOT NULL,
	ends      INTEGER NOT NULL CHECK (ends > opened),
	state     TEXT NOT NULL CHECK (state IN ('open', 'sold', 'unsold', 'cancelled')),
	price     INTEGER NOT NULL CHECK (price >= start),
	top       INTEGER CHECK (top <> seller),
	ceiling   INTEGER NOT NULL,
	bids      INTEGER NOT NULL CHECK (bids >= 0),
	guild     INTEGER NOT NULL,
	channel   INTEGER NOT NULL,
	message   INTEGER NOT NULL,
	stale     INTEGER NOT NULL CHECK (stale IN (FALSE, TRUE)),
	shown     INTEGER NOT NULL,
	CHECK ((top IS NULL) = (bids = 0)),
	CHECK ((top IS NULL) = (ceiling = 0)),
	CHECK (top IS NULL OR ceiling >= price),
	CHECK (top IS NOT NULL OR price = start),
	CHECK (state = 'open' OR (state = 'sold') = (top IS NOT NULL)),
	CHECK (price <= buyout),
	CHECK (state <> 'open' OR price < buyout)
) STRICT;
CREATE UNIQUE INDEX auction_copy ON auction (copy) WHERE state = 'open';
CREATE INDEX auction_ends ON auction (ends, id) WHERE state = 'open';
CREATE INDEX auction_opened ON auction (opened DESC, id) WHERE state = 'open';
CREATE INDEX auction_seller ON auction (seller) WHERE state = 'open';
CREATE INDEX auction_card ON auction (card, ends) WHERE state = 'open';
CREATE INDEX auction_price ON auction (price, id) WHERE state = 'open';
CREATE INDEX auction_bids ON auction (bids DESC, id) WHERE state = 'open';

-- number counts from 1, without gaps.
CREATE TABLE auction_bid (
	auction INTEGER NOT NULL REFERENCES auction (id),
	number  INTEGER NOT NULL CHECK (number > 0),
	player  INTEGER NOT NULL,
	amount  INTEGER NOT NULL CHECK (amount > 0),
	proxy   INTEGER NOT NULL CHECK (proxy IN (FALSE, TRUE)),
	at      INTEGER NOT NULL,
	PRIMARY KEY (auction, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX auction_bid_player ON auction_bid (player, auction);

-- Who watches which auction. A player writes only about himself.
CREATE TABLE watch (
	player  INTEGER NOT NULL REFERENCES player (id),
	auction INTEGER NOT NULL REFERENCES auction (id),
	PRIMARY KEY (player, auction)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_auction ON watch (auction, player);

-- What a server has chosen. auction_channel is 0 for none.
CREATE TABLE guild (
	id              INTEGER PRIMARY KEY,
	auction_channel INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The notices that a player has switched off, a bit for each kind.
ALTER TABLE player ADD COLUMN muted INTEGER NOT NULL DEFAULT 0 CHECK (muted >= 0);

INSERT INTO counter (name, value) VALUES ('auction', 1);
