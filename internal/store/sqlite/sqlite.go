// Package sqlite is the embedded engine of internal/store: one file, nothing to
// install.
//
// It promises that a committed transaction is on the disk (write-ahead log,
// synchronous=FULL), that a file belongs to one program at a time, and that a
// reader never waits for a writer. Writes of many callers share a transaction,
// and so the wait for the disk: see [DB.Run].
//
// It deliberately knows no table and no rule of the game.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"gohye/internal/store/engine"
)

// readers is how many reads run at once; others wait.
const readers = 4

// ErrLocked says that another program has opened the file.
var ErrLocked = errors.New("another gohye is using this database file; stop it, or give this one a file of its own")

// A DB is an open database file.
type DB struct {
	path string
	lock *os.File // held as long as the DB is open; nil when reading only

	writer chan *conn // holds the one writing connection while nobody uses it
	pool   chan *conn // holds the reading connections that nobody uses

	mu    sync.Mutex    // guards queue, ended and the state of its requests
	queue []*request    // waiting, in order of arrival
	ended bool          // Run has ended: writes are refused until it runs again
	wake  chan struct{} // capacity 1; a full channel means "already told"
}

// Options are how a file is opened.
type Options struct {
	// ReadOnly opens a file that another program may be writing, takes no lock
	// and refuses every write.
	ReadOnly bool
	// Volatile commits without waiting for the disk: for a file that is thrown
	// away. The end of the program loses nothing, that of the machine may damage
	// the file.
	Volatile bool
}

// Open opens the file, and makes it if it is not there (unless reading only).
// It starts no goroutine: writes wait until [DB.Run] runs. The error is
// [ErrLocked] when another program has the file.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	db := &DB{path: path, writer: make(chan *conn, 1), pool: make(chan *conn, readers), wake: make(chan struct{}, 1)}
	if err := db.open(ctx, o); err != nil {
		return nil, errors.Join(err, db.release())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, o Options) error {
	if o.ReadOnly {
		if _, err := os.Stat(db.path); err != nil {
			return fmt.Errorf("there is no database at %s: %w", db.path, err)
		}
	} else {
		if err := db.own(); err != nil {
			return err
		}
		pragmas := []string{"cache_size(-65536)", "wal_autocheckpoint(4000)"}
		if o.Volatile {
			pragmas = append(pragmas, "synchronous(OFF)")
		}
		w, err := connect(ctx, dsn(db.path, "rwc", pragmas...))
		if err != nil {
			return fmt.Errorf("cannot open %s: %w", db.path, err)
		}
		db.writer <- w
	}
	for range readers {
		r, err := connect(ctx, dsn(db.path, "rw", "cache_size(-16384)", "query_only(1)"))
		if err != nil {
			return fmt.Errorf("cannot open %s: %w", db.path, err)
		}
		db.pool <- r
	}
	return nil
}

// dsn is the address of the file for the driver.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(1)", "temp_store(MEMORY)",
	}, pragmas...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// own takes the lock that keeps a second program off the file. SQLite's own
// locks would let it in between two transactions.
func (db *DB) own() error {
	if err := os.MkdirAll(filepath.Dir(db.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(db.path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("cannot use %s: %w", db.path, err)
	}
	ok, err := tryLock(f)
	if err == nil && !ok {
		err = ErrLocked
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", db.path, err), f.Close())
	}
	db.lock = f
	return nil
}

// Name implements [engine.Engine].
func (db *DB) Name() string { return "sqlite" }

// Close waits for the reads and writes that are running, and closes the file.
// Nothing may be called after it.
func (db *DB) Close() error {
	var errs []error
	if db.lock != nil {
		db.writerEnds()
		w := <-db.writer
		errs = append(errs, w.close())
	}
	for range readers {
		c := <-db.pool
		errs = append(errs, c.close())
	}
	return errors.Join(append(errs, db.unlock())...)
}

// release closes what Open has opened so far.
func (db *DB) release() error {
	var errs []error
	for {
		select {
		case c := <-db.writer:
			errs = append(errs, c.close())
		case c := <-db.pool:
			errs = append(errs, c.close())
		default:
			return errors.Join(append(errs, db.unlock())...)
		}
	}
}

func (db *DB) unlock() error {
	if db.lock == nil {
		return nil
	}
	return db.lock.Close()
}

// Migrate implements [engine.Engine]. The one writing connection stays unused
// meanwhile.
func (db *DB) Migrate(ctx context.Context, f func(*sql.DB) error) error {
	return db.withWriter(ctx, func(*conn) error {
		connector, err := newConnector(dsn(db.path, "rwc"))
		if err != nil {
			return err
		}
		handle := sql.OpenDB(connector)
		handle.SetMaxOpenConns(1)
		return errors.Join(f(handle), handle.Close())
	})
}

// withWriter lends the writing connection.
func (db *DB) withWriter(ctx context.Context, f func(*conn) error) error {
	if db.lock == nil {
		return errors.New("the database is open for reading only")
	}
	select {
	case c := <-db.writer:
		defer func() { db.writer <- c }()
		return f(c)
	case <-ctx.Done():
		return ended(ctx)
	}
}

// Alone implements [engine.Engine]. Run does nothing meanwhile.
func (db *DB) Alone(ctx context.Context, f func(engine.Tx) error) error {
	return db.withWriter(ctx, func(c *conn) error {
		return c.transaction(ctx, "BEGIN IMMEDIATE", f)
	})
}

// Read implements [engine.Engine].
func (db *DB) Read(ctx context.Context, f func(engine.Tx) error) error {
	return db.withReader(ctx, func(c *conn) error {
		t := &tx{c: c, ctx: ctx, quiet: context.WithoutCancel(ctx)}
		if err := f(t); err != nil {
			return err
		}
		return t.err
	})
}

// Snapshot implements [engine.Engine].
func (db *DB) Snapshot(ctx context.Context, f func(engine.Tx) error) error {
	return db.withReader(ctx, func(c *conn) error {
		return c.transaction(ctx, "BEGIN", func(t engine.Tx) error { return f(t) })
	})
}

func (db *DB) withReader(ctx context.Context, f func(*conn) error) error {
	select {
	case c := <-db.pool:
		defer func() { db.pool <- c }()
		return f(c)
	case <-ctx.Done():
		return ended(ctx)
	}
}
