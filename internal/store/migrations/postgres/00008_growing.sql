-- +goose Up
-- How often there was a /levelup of a copy on its latest day and in its latest
-- week, both counted from 1970 in the time zone of the rules. Whoever reads it
-- later finds another day, and so nothing: no timer resets it.
CREATE TABLE practice (
	copy   BIGINT PRIMARY KEY REFERENCES copy (id),
	day    INTEGER NOT NULL,
	today  INTEGER NOT NULL CHECK (today >= 0),
	week   INTEGER NOT NULL,
	weekly INTEGER NOT NULL CHECK (weekly >= 0),
	CHECK (today <= weekly)
);
