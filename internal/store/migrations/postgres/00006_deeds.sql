-- +goose Up
-- How often each player has done what, ever. No foreign key: a sale writes about
-- two players, and checking one would lock the other's row.
CREATE TABLE deed (
	player BIGINT NOT NULL,
	what   TEXT NOT NULL,
	n      BIGINT NOT NULL CHECK (n >= 0),
	PRIMARY KEY (player, what)
);

-- The effects that players have, or have had: the tier stays when the time is
-- over. progress counts what the next tier asks for.
CREATE TABLE effect (
	player   BIGINT NOT NULL REFERENCES player (id),
	id       TEXT NOT NULL,
	tier     INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 5),
	progress BIGINT NOT NULL CHECK (progress >= 0),
	until    BIGINT NOT NULL,
	PRIMARY KEY (player, id)
);
