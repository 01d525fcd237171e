-- +goose Up
-- What each card is worth, and the supply from which that was computed. at is
-- the beginning of the period for which it was; a row is written only when
-- something in it changes.
CREATE TABLE price (
	card          BIGINT PRIMARY KEY REFERENCES card (id),
	flakes        BIGINT NOT NULL CHECK (flakes > 0),
	at            BIGINT NOT NULL,
	copies        BIGINT NOT NULL CHECK (copies >= 0),
	owners        BIGINT NOT NULL CHECK (owners >= 0),
	active_owners BIGINT NOT NULL CHECK (active_owners BETWEEN 0 AND owners),
	active_copies BIGINT NOT NULL CHECK (active_copies BETWEEN 0 AND copies),
	largest       BIGINT NOT NULL CHECK (largest BETWEEN 0 AND copies)
) WITH (fillfactor = 70);

-- From at on a card was worth flakes, until its next row.
CREATE TABLE price_history (
	card   BIGINT NOT NULL REFERENCES price (card),
	at     BIGINT NOT NULL,
	flakes BIGINT NOT NULL CHECK (flakes > 0),
	PRIMARY KEY (card, at)
);

-- The one row that says whether prices are due: the last period that is done,
-- who is at it (lease, until), and when and how long the last update was.
CREATE TABLE price_run (
	id      BIGINT PRIMARY KEY CHECK (id = 1),
	period  BIGINT NOT NULL,
	lease   BIGINT NOT NULL,
	until   BIGINT NOT NULL,
	ended   BIGINT NOT NULL,
	took    BIGINT NOT NULL CHECK (took >= 0),
	thinned BIGINT NOT NULL
) WITH (fillfactor = 70);
INSERT INTO price_run (id, period, lease, until, ended, took, thinned) VALUES (1, 0, 0, 0, 0, 0, 0);
