-- +goose Up
-- What players have bought in the shop and not crafted yet: cards is a list of
-- card ids, key that of the posting that paid price for it.
CREATE TABLE recipe (
	player BIGINT NOT NULL REFERENCES player (id),
	good   TEXT NOT NULL,
	cards  TEXT NOT NULL,
	price  BIGINT NOT NULL CHECK (price >= 0),
	key    TEXT NOT NULL,
	bought BIGINT NOT NULL,
	PRIMARY KEY (player, good)
);

-- Votes on lists of bots, each counted once.
CREATE TABLE vote (
	id     TEXT PRIMARY KEY,
	site   TEXT NOT NULL,
	player BIGINT NOT NULL REFERENCES player (id),
	at     BIGINT NOT NULL,
	flakes BIGINT NOT NULL CHECK (flakes >= 0),
	vials  BIGINT NOT NULL CHECK (vials >= 0)
);
CREATE INDEX vote_player ON vote (player, at);
