-- +goose Up
-- Queries that are too long for a button, which carries the token instead.
CREATE TABLE asked (
	token BIGINT PRIMARY KEY,
	text  TEXT NOT NULL,
	until BIGINT NOT NULL
);
CREATE INDEX asked_until ON asked (until);
