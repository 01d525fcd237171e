-- +goose Up
-- Everything that is known by name and seldom changes: secrets.
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BYTEA NOT NULL
);

-- Numbers that only grow: the next free ids, the version of the catalogue.
CREATE TABLE counter (
	name  TEXT PRIMARY KEY,
	value BIGINT NOT NULL CHECK (value >= 0)
);
INSERT INTO counter (name, value) VALUES ('catalogue', 0), ('copy', 1), ('claim', 1), ('drop', 1), ('job', 1);

CREATE TABLE collection (
	id        TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	promo     BOOLEAN NOT NULL DEFAULT FALSE,
	fragments BOOLEAN NOT NULL DEFAULT FALSE,
	tags      TEXT NOT NULL
);

-- printed is the highest print number ever given: prints are 1 to printed.
CREATE TABLE card (
	id         BIGINT PRIMARY KEY,
	name       TEXT NOT NULL,
	name_key   TEXT NOT NULL,
	level      INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
	collection TEXT NOT NULL REFERENCES collection (id),
	tags       TEXT NOT NULL,
	animated   BOOLEAN NOT NULL DEFAULT FALSE,
	printed    BIGINT NOT NULL DEFAULT 0 CHECK (printed >= 0)
) WITH (fillfactor = 70);

CREATE TABLE player (
	id          BIGINT PRIMARY KEY,
	name        TEXT NOT NULL,
	joined      BIGINT NOT NULL,
	claims      INTEGER NOT NULL CHECK (claims >= 0),
	claim_day   INTEGER NOT NULL,
	spent_today BIGINT NOT NULL CHECK (spent_today >= 0),
	streak      INTEGER NOT NULL CHECK (streak >= 0),
	daily_at    BIGINT NOT NULL
) WITH (fillfactor = 70);

-- The balances of coins. The accounts of the system have none.
CREATE TABLE balance (
	account TEXT NOT NULL CHECK (account NOT IN ('mint', 'sink')),
	unit    TEXT NOT NULL CHECK (unit <> 'copy'),
	amount  BIGINT NOT NULL CHECK (amount >= 0),
	PRIMARY KEY (account, unit)
) WITH (fillfactor = 70);

-- The ledger. Nothing here is ever changed or deleted. step counts the
-- transfers of one copy: 0 is its mint.
CREATE TABLE entry (
	key    TEXT NOT NULL,
	leg    INTEGER NOT NULL CHECK (leg >= 0),
	unit   TEXT NOT NULL,
	giver  TEXT NOT NULL,
	taker  TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount > 0),
	copy   BIGINT,
	step   INTEGER NOT NULL CHECK (step >= 0),
	reason TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (key, leg),
	CHECK (giver <> taker),
	CHECK ((unit = 'copy') = (copy IS NOT NULL)),
	CHECK (unit <> 'copy' OR amount = 1)
);
CREATE UNIQUE INDEX entry_copy ON entry (copy, step) WHERE copy IS NOT NULL;

-- moves is the step of the newest entry of the copy.
CREATE TABLE copy (
	id        BIGINT PRIMARY KEY,
	card      BIGINT NOT NULL REFERENCES card (id),
	print     BIGINT NOT NULL CHECK (print > 0),
	holder    TEXT NOT NULL CHECK (holder <> 'mint'),
	level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
	exp       BIGINT NOT NULL CHECK (exp >= 0),
	favourite BOOLEAN NOT NULL DEFAULT FALSE,
	locked    BOOLEAN NOT NULL DEFAULT FALSE,
	made      BIGINT NOT NULL,
	moves     INTEGER NOT NULL DEFAULT 0 CHECK (moves >= 0)
);
CREATE UNIQUE INDEX copy_print ON copy (card, print);
CREATE INDEX copy_holder ON copy (holder, card);

-- copies are the ids of the copies in the order shown, as JSON.
CREATE TABLE claim (
	id     BIGINT PRIMARY KEY,
	player BIGINT NOT NULL REFERENCES player (id),
	copies TEXT NOT NULL,
	opened BIGINT NOT NULL,
	until  BIGINT NOT NULL,
	open   BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX claim_open ON claim (player) WHERE open;
CREATE INDEX claim_until ON claim (until) WHERE open;

CREATE TABLE cooldown (
	player BIGINT NOT NULL REFERENCES player (id),
	what   TEXT NOT NULL,
	until  BIGINT NOT NULL,
	PRIMARY KEY (player, what)
);
CREATE INDEX cooldown_until ON cooldown (until);

CREATE TABLE drops (
	id      BIGINT PRIMARY KEY,
	owner   BIGINT NOT NULL REFERENCES player (id),
	guild   BIGINT NOT NULL,
	channel BIGINT NOT NULL,
	reply   TEXT NOT NULL,
	seed    TEXT NOT NULL,
	opened  BIGINT NOT NULL,
	until   BIGINT NOT NULL,
	done    BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX drops_opened ON drops (opened) WHERE done;

CREATE TABLE drop_offer (
	drop_id BIGINT NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
	slot    INTEGER NOT NULL CHECK (slot > 0),
	card    BIGINT NOT NULL REFERENCES card (id),
	ends    BIGINT NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('open', 'won', 'expired')),
	winner  BIGINT REFERENCES player (id),
	copy    BIGINT REFERENCES copy (id),
	PRIMARY KEY (drop_id, slot),
	CHECK ((state = 'won') = (winner IS NOT NULL)),
	CHECK ((state = 'won') = (copy IS NOT NULL))
);

-- A player takes part in one draw of a drop.
CREATE TABLE drop_grab (
	drop_id BIGINT NOT NULL,
	player  BIGINT NOT NULL REFERENCES player (id),
	slot    INTEGER NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (drop_id, player),
	FOREIGN KEY (drop_id, slot) REFERENCES drop_offer (drop_id, slot) ON DELETE CASCADE
);

-- The interactions that have taken effect lately.
CREATE TABLE act (
	key TEXT PRIMARY KEY,
	at  BIGINT NOT NULL
);
CREATE INDEX act_at ON act (at);

-- Alarms. ready is when it may be taken: due, or the end of a lease.
CREATE TABLE job (
	id       BIGINT PRIMARY KEY,
	kind     TEXT NOT NULL,
	key      TEXT NOT NULL,
	payload  BYTEA,
	due      BIGINT NOT NULL,
	ready    BIGINT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	lease    BIGINT NOT NULL DEFAULT 0,
	buried   BOOLEAN NOT NULL DEFAULT FALSE,
	cause    TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX job_key ON job (kind, key);
CREATE INDEX job_ready ON job (ready) WHERE NOT buried;
