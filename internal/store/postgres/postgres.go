// Package postgres is the engine of internal/store for many processes: a pool
// of connections to a PostgreSQL server.
//
// It promises that statements which need no answer travel together: an action
// takes as many round trips as it has reads that depend on each other, plus one
// for the writes and the commit. It promises that a connection which broke
// during the commit is told from one that broke before.
//
// It deliberately knows no table and no rule of the game.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"gohye/internal/store/engine"
)

// Options are how a server is used.
type Options struct {
	// Connections bounds the pool; 0 is twice the processors and four more, at
	// least eight.
	Connections int
	// ReadOnly makes the server refuse every write of these connections.
	ReadOnly bool
}

// A DB is a pool of connections to one database.
type DB struct {
	pool *pgxpool.Pool

	writers atomic.Int64 // calls of Write that are under way
	shy     atomic.Int64 // how many of the next ones run apart whatever the load

	mu    sync.Mutex // guards queue and led
	queue []*member  // waiting for a shared transaction, oldest first
	led   bool       // there is a group, or somebody has been told to lead the next
}

// Open reads the address. It does not connect: use [DB.Ping].
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("this is no address of a PostgreSQL database: %w", err)
	}
	c.MaxConns = int32(max(8, 2*runtime.GOMAXPROCS(0)+4)) //nolint:gosec // a small number
	if o.Connections > 0 {
		c.MaxConns = int32(min(o.Connections, 10_000))
	}
	c.MinConns = 0
	c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	c.ConnConfig.ConnectTimeout = 5 * time.Second
	c.ConnConfig.RuntimeParams["application_name"] = "gohye"
	// A transaction of ours never waits for anybody but the database. Should a
	// process freeze in the middle of one, its locks go.
	c.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	if o.ReadOnly {
		c.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	return &DB{pool: pool}, nil
}

// Name implements [engine.Engine].
func (db *DB) Name() string { return "postgres" }

// Ping returns nil when the server answers.
func (db *DB) Ping(ctx context.Context) error {
	return classify("", db.pool.Ping(ctx))
}

// Run has nothing to do on this engine but to wait for ctx.
func (db *DB) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Close waits for what is running and closes all connections.
func (db *DB) Close() error {
	db.pool.Close()
	return nil
}

// Migrate implements [engine.Engine]: the handle has connections of its own.
func (db *DB) Migrate(_ context.Context, f func(*sql.DB) error) error {
	handle := stdlib.OpenDB(*db.pool.Config().ConnConfig)
	return errors.Join(f(handle), handle.Close())
}

// Alone implements [engine.Engine]. Nobody else waits: rows are locked, not the
// database.
func (db *DB) Alone(ctx context.Context, f func(engine.Tx) error) error {
	return db.transaction(ctx, "BEGIN", f)
}

// Snapshot implements [engine.Engine].
func (db *DB) Snapshot(ctx context.Context, f func(engine.Tx) error) error {
	return db.transaction(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", f)
}

// Read implements [engine.Engine].
func (db *DB) Read(ctx context.Context, f func(engine.Tx) error) error {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return unreachable(ctx, err)
	}
	defer conn.Release()
	t := &tx{ctx: ctx, conn: conn.Conn()}
	if err := f(t); err != nil {
		return err
	}
	return t.Flush()
}

func (db *DB) transaction(ctx context.Context, begin string, f func(engine.Tx) error) (err error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return unreachable(ctx, err)
	}
	defer conn.Release()
	t := &tx{ctx: ctx, conn: conn.Conn()}
	t.Queue(begin, nil)
	defer func() { // after an error, and under a panic
		if e := t.rollback(ctx); e != nil && err == nil {
			err = e
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	return t.commit()
}
