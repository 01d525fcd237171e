-- +goose Up
-- Everything that is known by name and seldom changes: secrets.
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbers that only grow: the next free ids, the version of the catalogue.
CREATE TABLE counter (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL CHECK (value >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('catalogue', 0), ('copy', 1), ('claim', 1), ('drop', 1), ('job', 1);

CREATE TABLE collection (
	id        TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	promo     INTEGER NOT NULL DEFAULT FALSE CHECK (promo IN (FALSE, TRUE)),
	fragments INTEGER NOT NULL DEFAULT FALSE CHECK (fragments IN (FALSE, TRUE)),
	tags      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- printed is the highest print number ever given: prints are 1 to printed.
CREATE TABLE card (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL,
	name_key   TEXT NOT NULL,
	level      INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
	collection TEXT NOT NULL REFERENCES collection (id),
	tags       TEXT NOT NULL,
	animated   INTEGER NOT NULL DEFAULT FALSE CHECK (animated IN (FALSE, TRUE)),
	printed    INTEGER NOT NULL DEFAULT 0 CHECK (printed >= 0)
) STRICT;

CREATE TABLE player (
	id          INTEGER PRIMARY KEY,
	name        TEXT NOT NULL,
	joined      INTEGER NOT NULL,
	claims      INTEGER NOT NULL CHECK (claims >= 0),
	claim_day   INTEGER NOT NULL,
	spent_today INTEGER NOT NULL CHECK (spent_today >= 0),
	streak      INTEGER NOT NULL CHECK (streak >= 0),
	daily_at    INTEGER NOT NULL
) STRICT;

-- The balances of coins. The accounts of the system have none.
CREATE TABLE balance (
	account TEXT NOT NULL CHECK (account NOT IN ('mint', 'sink')),
	unit    TEXT NOT NULL CHECK (unit <> 'copy'),
	amount  INTEGER NOT NULL CHECK (amount >= 0),
	PRIMARY KEY (account, unit)
) STRICT, WITHOUT ROWID;

-- The ledger. Nothing here is ever changed or deleted. step counts the
-- transfers of one copy: 0 is its mint.
CREATE TABLE entry (
	key    TEXT NOT NULL,
	leg    INTEGER NOT NULL CHECK (leg >= 0),
	unit   TEXT NOT NULL,
	giver  TEXT NOT NULL,
	taker  TEXT NOT NULL,
	amount INTEGER NOT NULL CHECK (amount > 0),
	copy   INTEGER,
	step   INTEGER NOT NULL CHECK (step >= 0),
	reason TEXT NOT NULL,
	at     INTEGER NOT NULL,
	PRIMARY KEY (key, leg),
	CHECK (giver <> taker),
	CHECK ((unit = 'copy') = (copy IS NOT NULL)),
	CHECK (unit <> 'copy' OR amount = 1)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entry_copy ON entry (copy, step) WHERE copy IS NOT NULL;

-- moves is the step of the newest entry of the copy.
CREATE TABLE copy (
	id        INTEGER PRIMARY KEY,
	card      INTEGER NOT NULL REFERENCES card (id),
	print     INTEGER NOT NULL CHECK (print > 0),
	holder    TEXT NOT NULL CHECK (holder <> 'mint'),
	level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
	exp       INTEGER NOT NULL CHECK (exp >= 0),
	favourite INTEGER NOT NULL DEFAULT FALSE CHECK (favourite IN (FALSE, TRUE)),
	locked    INTEGER NOT NULL DEFAULT FALSE CHECK (locked IN (FALSE, TRUE)),
	made      INTEGER NOT NULL,
	moves     INTEGER NOT NULL DEFAULT 0 CHECK (moves >= 0)
) STRICT;
CREATE UNIQUE INDEX copy_print ON copy (card, print);
CREATE INDEX copy_holder ON copy (holder, card);

-- copies are the ids of the copies in the order shown, as JSON.
CREATE TABLE claim (
	id     INTEGER PRIMARY KEY,
	player INTEGER NOT NULL REFERENCES player (id),
	copies TEXT NOT NULL,
	opened INTEGER NOT NULL,
	until  INTEGER NOT NULL,
	open   INTEGER NOT NULL DEFAULT FALSE CHECK (open IN (FALSE, TRUE))
) STRICT;
CREATE UNIQUE INDEX claim_open ON claim (player) WHERE open;
CREATE INDEX claim_until ON claim (until) WHERE open;

CREATE TABLE cooldown (
	player INTEGER NOT NULL REFERENCES player (id),
	what   TEXT NOT NULL,
	until  INTEGER NOT NULL,
	PRIMARY KEY (player, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX cooldown_until ON cooldown (until);

CREATE TABLE drops (
	id      INTEGER PRIMARY KEY,
	owner   INTEGER NOT NULL REFERENCES player (id),
	guild   INTEGER NOT NULL,
	channel INTEGER NOT NULL,
	reply   TEXT NOT NULL,
	seed    TEXT NOT NULL,
	opened  INTEGER NOT NULL,
	until   INTEGER NOT NULL,
	done    INTEGER NOT NULL DEFAULT FALSE CHECK (done IN (FALSE, TRUE))
) STRICT;
CREATE INDEX drops_opened ON drops (opened) WHERE done;

CREATE TABLE drop_offer (
	drop_id INTEGER NOT NULL REFERENCES drops (id) ON DELETE CASCADE,
	slot    INTEGER NOT NULL CHECK (slot > 0),
	card    INTEGER NOT NULL REFERENCES card (id),
	ends    INTEGER NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('open', 'won', 'expired')),
	winner  INTEGER REFERENCES player (id),
	copy    INTEGER REFERENCES copy (id),
	PRIMARY KEY (drop_id, slot),
	CHECK ((state = 'won') = (winner IS NOT NULL)),
	CHECK ((state = 'won') = (copy IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A player takes part in one draw of a drop.
CREATE TABLE drop_grab (
	drop_id INTEGER NOT NULL,
	player  INTEGER NOT NULL REFERENCES player (id),
	slot    INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (drop_id, player),
	FOREIGN KEY (drop_id, slot) REFERENCES drop_offer (drop_id, slot) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The interactions that have taken effect lately.
CREATE TABLE act (
	key TEXT PRIMARY KEY,
	at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX act_at ON act (at);

-- Alarms. ready is when it may be taken: due, or the end of a lease.
CREATE TABLE job (
	id       INTEGER PRIMARY KEY,
	kind     TEXT NOT NULL,
	key      TEXT NOT NULL,
	payload  BLOB,
	due      INTEGER NOT NULL,
	ready    INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	lease    INTEGER NOT NULL DEFAULT 0,
	buried   INTEGER NOT NULL DEFAULT FALSE CHECK (buried IN (FALSE, TRUE)),
	cause    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX job_key ON job (kind, key);
CREATE INDEX job_ready ON job (ready) WHERE NOT buried;
