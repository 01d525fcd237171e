-- +goose Up
-- What players have bought in the shop and not crafted yet: cards is a list of
-- card ids, key that of the posting that paid price for it.
CREATE TABLE recipe (
	player INTEGER NOT NULL REFERENCES player (id),
	good   TEXT NOT NULL,
	cards  TEXT NOT NULL,
	price  INTEGER NOT NULL CHECK (price >= 0),
	key    TEXT NOT NULL,
	bought INTEGER NOT NULL,
	PRIMARY KEY (player, good)
) STRICT, WITHOUT ROWID;

-- Votes on lists of bots, each counted once.
CREATE TABLE vote (
	id     TEXT PRIMARY KEY,
	site   TEXT NOT NULL,
	player INTEGER NOT NULL REFERENCES player (id),
	at     INTEGER NOT NULL,
	flakes INTEGER NOT NULL CHECK (flakes >= 0),
	vials  INTEGER NOT NULL CHECK (vials >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX vote_player ON vote (player, at);
