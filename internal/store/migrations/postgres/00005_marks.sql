-- +goose Up
-- What players say about cards, and how they keep them. Nothing here moves.
CREATE TABLE wish (
	player BIGINT NOT NULL REFERENCES player (id),
	card   BIGINT NOT NULL REFERENCES card (id),
	at     BIGINT NOT NULL,
	PRIMARY KEY (player, card)
);
CREATE INDEX wish_card ON wish (card, player);

-- Who wants to be told, in which server, when a wished card is dropped there.
CREATE TABLE wish_ping (
	player BIGINT NOT NULL REFERENCES player (id),
	guild  BIGINT NOT NULL,
	PRIMARY KEY (player, guild)
);

CREATE TABLE rating (
	player BIGINT NOT NULL REFERENCES player (id),
	card   BIGINT NOT NULL REFERENCES card (id),
	points INTEGER NOT NULL CHECK (points BETWEEN 1 AND 10),
	PRIMARY KEY (player, card)
);
CREATE INDEX rating_card ON rating (card);

-- What players call a card: each has one vote about each tag of a card, for (1)
-- or against it (-1). A tag counts while more are for it than against it.
CREATE TABLE tag_vote (
	card   BIGINT NOT NULL REFERENCES card (id),
	tag    TEXT NOT NULL,
	player BIGINT NOT NULL REFERENCES player (id),
	vote   INTEGER NOT NULL CHECK (vote IN (-1, 1)),
	PRIMARY KEY (card, tag, player)
);
CREATE INDEX tag_vote_tag ON tag_vote (tag, card);

CREATE TABLE album (
	id     BIGINT PRIMARY KEY,
	player BIGINT NOT NULL REFERENCES player (id),
	name   TEXT NOT NULL,
	made   BIGINT NOT NULL
);
CREATE UNIQUE INDEX album_name ON album (player, name);

-- A copy is in an album while its moves are those that it had when it was put
-- there: when it goes to somebody else it is in none, and coming back it is as
-- good as new.
CREATE TABLE album_copy (
	album BIGINT NOT NULL REFERENCES album (id) ON DELETE CASCADE,
	copy  BIGINT NOT NULL REFERENCES copy (id),
	moves INTEGER NOT NULL,
	PRIMARY KEY (album, copy)
);
CREATE INDEX album_copy_copy ON album_copy (copy);

INSERT INTO counter (name, value) VALUES ('album', 1);
