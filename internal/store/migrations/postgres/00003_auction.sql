-- +goose Up
-- An auction holds its copy, and ceiling flakes of top while it is open.
--
-- The foreign keys stop at the bidders on purpose. Checking one locks the row
-- that it names; a bid writes about other players too (who is outbid, whose limit
-- answers), and each of those may hold his own row and wait for this very
-- auction. The audit knows all bidders instead.
CREATE TABLE auction (
	id        BIGINT PRIMARY KEY,
	seller    BIGINT NOT NULL REFERENCES player (id),
	copy      BIGINT NOT NULL REFERENCES copy (id),
	card      BIGINT NOT NULL REFERENCES card (id),
	print     BIGINT NOT NULL CHECK (print > 0),
	start     BIGINT NOT NULL CHECK (start > 0),
	increment BIGINT NOT NULL CHECK (increment > 0),
	buyout    BIGINT CHECK (buyout > start),
	opened    BIGINT NOT NULL,
	ends      BIGINT NOT NULL CHECK (ends > opened),
	state     TEXT NOT NULL CHECK (state IN ('open', 'sold', 'unsold', 'cancelled')),
	price     BIGINT NOT NULL CHECK (price >= start),
	top       BIGINT CHECK (top <> seller),
	ceiling   BIGINT NOT NULL,
	bids      INTEGER NOT NULL CHECK (bids >= 0),
	guild     BIGINT NOT NULL,
	channel   BIGINT NOT NULL,
	message   BIGINT NOT NULL,
	stale     BOOLEAN NOT NULL,
	shown     BIGINT NOT NULL,
	CHECK ((top IS NULL) = (bids = 0)),
	CHECK ((top IS NULL) = (ceiling = 0)),
	CHECK (top IS NULL OR ceiling >= price),
	CHECK (top IS NOT NULL OR price = start),
	CHECK (state = 'open' OR (state = 'sold') = (top IS NOT NULL)),
	CHECK (price <= buyout),
	CHECK (state <> 'open' OR price < buyout)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX auction_copy ON auction (copy) WHERE state = 'open';
CREATE INDEX auction_ends ON auction (ends, id) WHERE state = 'open';
CREATE INDEX auction_opened ON auction (opened DESC, id) WHERE state = 'open';
CREATE INDEX auction_seller ON auction (seller) WHERE state = 'open';
CREATE INDEX auction_card ON auction (card, ends) WHERE state = 'open';
CREATE INDEX auction_price ON auction (price, id) WHERE state = 'open';
CREATE INDEX auction_bids ON auction (bids DESC, id) WHERE state = 'open';

-- number counts from 1, without gaps.
CREATE TABLE auction_bid (
	auction BIGINT NOT NULL REFERENCES auction (id),
	number  INTEGER NOT NULL CHECK (number > 0),
	player  BIGINT NOT NULL,
	amount  BIGINT NOT NULL CHECK (amount > 0),
	proxy   BOOLEAN NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (auction, number)
);
CREATE INDEX auction_bid_player ON auction_bid (player, auction);

-- Who watches which auction. A player writes only about himself.
CREATE TABLE watch (
	player  BIGINT NOT NULL REFERENCES player (id),
	auction BIGINT NOT NULL REFERENCES auction (id),
	PRIMARY KEY (player, auction)
);
CREATE INDEX watch_auction ON watch (auction, player);

-- What a server has chosen. auction_channel is 0 for none.
CREATE TABLE guild (
	id              BIGINT PRIMARY KEY,
	auction_channel BIGINT NOT NULL DEFAULT 0
);

-- The notices that a player has switched off, a bit for each kind.
ALTER TABLE player ADD COLUMN muted BIGINT NOT NULL DEFAULT 0 CHECK (muted >= 0);

INSERT INTO counter (name, value) VALUES ('auction', 1);
