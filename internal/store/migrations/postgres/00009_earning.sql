-- +goose Up
-- since_daily counts the claims since the last /daily; spared is the missed day
-- that the streak was last forgiven, in days since 1970.
ALTER TABLE player ADD COLUMN since_daily BIGINT NOT NULL DEFAULT 0 CHECK (since_daily >= 0);
ALTER TABLE player ADD COLUMN spared BIGINT NOT NULL DEFAULT 0;

-- The question that each player was asked last. number counts a player's
-- questions: the buttons of an older one carry an older number. choices says
-- which choice each button is, 0 being the right one.
CREATE TABLE work (
	player     BIGINT PRIMARY KEY REFERENCES player (id),
	number     BIGINT NOT NULL CHECK (number > 0),
	scenario   TEXT NOT NULL,
	choices    TEXT NOT NULL,
	collection TEXT NOT NULL,
	opened     BIGINT NOT NULL,
	until      BIGINT NOT NULL,
	open       BOOLEAN NOT NULL
);

-- How often each player has done what: on day 0 ever, and on each of the last
-- days that quests look at. No foreign key: a sale writes about two players, and
-- checking one would lock the other's row.
CREATE TABLE deed_by_day (
	player BIGINT NOT NULL,
	day    BIGINT NOT NULL,
	what   TEXT NOT NULL,
	n      BIGINT NOT NULL CHECK (n >= 0),
	PRIMARY KEY (player, day, what)
);
INSERT INTO deed_by_day (player, day, what, n) SELECT player, 0, what, n FROM deed;
DROP TABLE deed;
ALTER TABLE deed_by_day RENAME TO deed;
ALTER INDEX deed_by_day_pkey RENAME TO deed_pkey;

-- Which different things of one kind were done on a day, where a quest asked.
CREATE TABLE deed_mark (
	player BIGINT NOT NULL,
	day    BIGINT NOT NULL,
	what   TEXT NOT NULL,
	mark   TEXT NOT NULL,
	PRIMARY KEY (player, day, what, mark)
);

-- The quests that a player has got: one a tier of each period, which begins on
-- the day start. claimed is when the reward was paid, 0 before. Progress is not
-- here: it is what the table deed says about the days of the period.
CREATE TABLE quest (
	player  BIGINT NOT NULL REFERENCES player (id),
	period  TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
	start   BIGINT NOT NULL,
	tier    BIGINT NOT NULL CHECK (tier BETWEEN 1 AND 3),
	quest   TEXT NOT NULL,
	claimed BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (player, period, start, tier)
);

-- How far a player is in a chain: step counts what is behind, base is how often
-- the present step's deed had been done when it began, done is when the reward
-- of the whole chain was paid, 0 before.
CREATE TABLE chain (
	player BIGINT NOT NULL REFERENCES player (id),
	chain  TEXT NOT NULL,
	step   BIGINT NOT NULL CHECK (step >= 0),
	base   BIGINT NOT NULL CHECK (base >= 0),
	done   BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (player, chain)
);

-- The achievements whose rewards were paid.
CREATE TABLE achievement (
	player BIGINT NOT NULL REFERENCES player (id),
	id     TEXT NOT NULL,
	tier   BIGINT NOT NULL CHECK (tier > 0),
	at     BIGINT NOT NULL,
	PRIMARY KEY (player, id, tier)
);
