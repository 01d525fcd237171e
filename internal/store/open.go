package store

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/store/engine"
	"gohye/internal/store/postgres"
	"gohye/internal/store/sqlite"
)

// Options are how a database is opened.
type Options struct {
	// Database is a file path, for SQLite, or a postgres:// address.
	Database string
	// ReadOnly is for looking at a database that a bot may be using: nothing is
	// locked, migrated or written.
	ReadOnly bool
	// Volatile does not wait for the disk, on SQLite: for a database that is
	// thrown away. See [sqlite.Options].
	Volatile bool
	// Connections bounds PostgreSQL's pool; 0 is a number that fits the machine.
	Connections int
	Clock       clock.Clock
	Log         *slog.Logger
	// Committed is called after every commit that scheduled an alarm. It must
	// not block. It may be nil.
	Committed func()
}

// A DB is an open database. Its methods may be called from any goroutine.
type DB struct {
	eng       engine.Engine
	clock     clock.Clock
	log       *slog.Logger
	committed func()
	ids       *ids

	mu  sync.Mutex // guards rng
	rng *rand.Rand // spreads retries
}

var (
	_ game.Store = (*DB)(nil)
	_ jobs.Store = (*DB)(nil)
)

// Open opens the database, waits for a PostgreSQL that does not answer until
// ctx is done, and brings the tables to this program's version. A database of a
// newer program is refused with a [VersionError], a SQLite file that another
// program has open with a sentence that says so. Open starts no goroutine of
// ours: see [DB.Run].
func Open(ctx context.Context, o Options) (*DB, error) {
	var seed [16]byte
	if _, err := crand.Read(seed[:]); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	db := &DB{clock: o.Clock, log: o.Log, committed: o.Committed, ids: newIDs()}
	db.rng = rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:8]), binary.LittleEndian.Uint64(seed[8:])))
	if db.committed == nil {
		db.committed = func() {}
	}
	if err := db.connect(ctx, o); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	prepare := migrate
	if o.ReadOnly {
		prepare = checkVersion
	}
	if err := prepare(ctx, db.eng); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), db.eng.Close())
	}
	return db, nil
}

// Postgres reports whether a database setting names a PostgreSQL server rather
// than a file.
func Postgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

func (db *DB) connect(ctx context.Context, o Options) (err error) {
	if !Postgres(o.Database) {
		db.eng, err = sqlite.Open(ctx, o.Database, sqlite.Options{ReadOnly: o.ReadOnly, Volatile: o.Volatile})
		return err
	}
	pg, err := postgres.Open(ctx, o.Database, postgres.Options{Connections: o.Connections, ReadOnly: o.ReadOnly})
	if err != nil {
		return err
	}
	db.eng = pg
	said := ""
	for attempt := 0; ; attempt++ {
		err := pg.Ping(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || engine.KindOf(err) != engine.Unavailable {
			return errors.Join(fmt.Errorf("cannot open the PostgreSQL database; check that the server runs and that the address, the user and the password are right: %w", err), pg.Close())
		}
		if err.Error() != said {
			said = err.Error()
			db.log.WarnContext(ctx, "database does not answer, trying again", slog.Any("error", err))
		}
		if err := db.pause(ctx, attempt, 2*time.Second); err != nil && said == "" {
			return err
		}
	}
}

// Engine is "sqlite" or "postgres".
func (db *DB) Engine() string { return db.eng.Name() }

// Run is the process of the store: on SQLite it is the writer, without which
// Act, Update and the jobs wait; on PostgreSQL it has nothing to do. It works
// until ctx is done and must outlive whatever writes. What waits at its end gets
// an error.
func (db *DB) Run(ctx context.Context) error { return db.eng.Run(ctx) }

// Close waits for what is running and closes the database. Nothing may be
// called after it.
func (db *DB) Close() error {
	if err := db.eng.Close(); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}

// Ping returns nil when the database answers.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.CardsVersion(ctx)
	return err
}

// pause waits before another attempt: 5 ms, doubled each time up to most, and
// half of it by chance. The error is that of ctx.
func (db *DB) pause(ctx context.Context, attempt int, most time.Duration) error {
	d := min(5*time.Millisecond<<min(attempt, 20), most)
	db.mu.Lock()
	d = d/2 + time.Duration(db.rng.Int64N(int64(d/2)+1))
	db.mu.Unlock()
	timer := db.clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
