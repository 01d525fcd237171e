-- +goose Up

-- queue is what a job waits in: 0 are alarms, which need the database only, 1
-- are deliveries to somewhere else. Each has a runner of its own.
ALTER TABLE job ADD COLUMN queue INTEGER NOT NULL DEFAULT 0;
UPDATE job SET queue = 1 WHERE kind = 'drop.show';
DROP INDEX job_ready;
CREATE INDEX job_ready ON job (queue, ready) WHERE NOT buried;
