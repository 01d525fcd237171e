-- +goose Up
-- What each card is worth, and the supply from which that was computed. at is
-- the beginning of the period for which it was; a row is written only when
-- something in it changes.
CREATE TABLE price (
	card          INTEGER PRIMARY KEY REFERENCES card (id),
	flakes        INTEGER NOT NULL CHECK (flakes > 0),
	at            INTEGER NOT NULL,
	copies        INTEGER NOT NULL CHECK (copies >= 0),
	owners        INTEGER NOT NULL CHECK (owners >= 0),
	active_owners INTEGER NOT NULL CHECK (active_owners BETWEEN 0 AND owners),
	active_copies INTEGER NOT NULL CHECK (active_copies BETWEEN 0 AND copies),
	largest       INTEGER NOT NULL CHECK (largest BETWEEN 0 AND copies)
) STRICT;

-- From at on a card was worth flakes, until its next row.
CREATE TABLE price_history (
	card   INTEGER NOT NULL REFERENCES price (card),
	at     INTEGER NOT NULL,
	flakes INTEGER NOT NULL CHECK (flakes > 0),
	PRIMARY KEY (card, at)
) STRICT, WITHOUT ROWID;

-- The one row that says whether prices are due: the last period that is done,
-- who is at it (lease, until), and when and how long the last update was.
CREATE TABLE price_run (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	period  INTEGER NOT NULL,
	lease   INTEGER NOT NULL,
	until   INTEGER NOT NULL,
	ended   INTEGER NOT NULL,
	took    INTEGER NOT NULL CHECK (took >= 0),
	thinned INTEGER NOT NULL
) STRICT;
INSERT INTO price_run (id, period, lease, until, ended, took, thinned) VALUES (1, 0, 0, 0, 0, 0, 0);
