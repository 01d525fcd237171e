-- +goose Up
-- since_daily counts the claims since the last /daily; spared is the missed day
-- that the streak was last forgiven, in days since 1970.
ALTER TABLE player ADD COLUMN since_daily INTEGER NOT NULL DEFAULT 0 CHECK (since_daily >= 0);
ALTER TABLE player ADD COLUMN spared INTEGER NOT NULL DEFAULT 0;

-- The question that each player was asked last. number counts a player's
-- questions: the buttons of an older one carry an older number. choices says
-- which choice each button is, 0 being the right one.
CREATE TABLE work (
	player     INTEGER PRIMARY KEY REFERENCES player (id),
	number     INTEGER NOT NULL CHECK (number > 0),
	scenario   TEXT NOT NULL,
	choices    TEXT NOT NULL,
	collection TEXT NOT NULL,
	opened     INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	open       INTEGER NOT NULL CHECK (open IN (FALSE, TRUE))
) STRICT;

-- How often each player has done what: on day 0 ever, and on each of the last
-- days that quests look at. No foreign key: a sale writes about two players, and
-- checking one would lock the other's row.
CREATE TABLE deed_by_day (
	player INTEGER NOT NULL,
	day    INTEGER NOT NULL,
	what   TEXT NOT NULL,
	n      INTEGER NOT NULL CHECK (n >= 0),
	PRIMARY KEY (player, day, what)
) STRICT, WITHOUT ROWID;
INSERT INTO deed_by_day (player, day, what, n) SELECT player, 0, what, n FROM deed;
DROP TABLE deed;
ALTER TABLE deed_by_day RENAME TO deed;

-- Which different things of one kind were done on a day, where a quest asked.
CREATE TABLE deed_mark (
	player INTEGER NOT NULL,
	day    INTEGER NOT NULL,
	what   TEXT NOT NULL,
	mark   TEXT NOT NULL,
	PRIMARY KEY (player, day, what, mark)
) STRICT, WITHOUT ROWID;

-- The quests that a player has got: one a tier of each period, which begins on
-- the day start. claimed is when the reward was paid, 0 before. Progress is not
-- here: it is what the table deed says about the days of the period.
CREATE TABLE quest (
	player  INTEGER NOT NULL REFERENCES player (id),
	period  TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
	start   INTEGER NOT NULL,
	tier    INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
	quest   TEXT NOT NULL,
	claimed INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (player, period, start, tier)
) STRICT, WITHOUT ROWID;

-- How far a player is in a chain: step counts what is behind, base is how often
-- the present step's deed had been done when it began, done is when the reward
-- of the whole chain was paid, 0 before.
CREATE TABLE chain (
	player INTEGER NOT NULL REFERENCES player (id),
	chain  TEXT NOT NULL,
	step   INTEGER NOT NULL CHECK (step >= 0),
	base   INTEGER NOT NULL CHECK (base >= 0),
	done   INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (player, chain)
) STRICT, WITHOUT ROWID;

-- The achievements whose rewards were paid.
CREATE TABLE achievement (
	player INTEGER NOT NULL REFERENCES player (id),
	id     TEXT NOT NULL,
	tier   INTEGER NOT NULL CHECK (tier > 0),
	at     INTEGER NOT NULL,
	PRIMARY KEY (player, id, tier)
) STRICT, WITHOUT ROWID;
