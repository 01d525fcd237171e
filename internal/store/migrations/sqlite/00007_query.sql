-- +goose Up
-- Queries that are too long for a button, which carries the token instead.
CREATE TABLE asked (
	token INTEGER PRIMARY KEY,
	text  TEXT NOT NULL,
	until INTEGER NOT NULL
) STRICT;
CREATE INDEX asked_until ON asked (until);
