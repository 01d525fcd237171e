// Package engine is what internal/store asks of a database: transactions,
// reads and bulk loading, whatever the engine. internal/store/sqlite and
// internal/store/postgres implement it.
//
// It promises one SQL text for both: parameters are $1, $2, …, and what locks a
// row is asked of [Tx.Lock].
//
// It deliberately knows no table and no rule of the game.
package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
)

// A Row is the present row of an answer. Scan takes *int64, *int, *string,
// *bool and *[]byte, one for each column, and copies.
type Row interface {
	Scan(dest ...any) error
}

// A Tx runs statements. It is used by one goroutine and only until the function
// that got it returns.
type Tx interface {
	// Queue adds a statement, to be sent at the latest by Flush or the commit;
	// it may run at once. each, if not nil, is called for every row of the
	// answer. Arguments are int64, int, string, bool, []byte or nil.
	Queue(query string, each func(Row) error, args ...any)
	// Lock is Queue for a SELECT of one row by its id, which locks the row until
	// the transaction ends: whoever else locks it waits. The rows of a table are
	// always locked with the same text. Other tables may refer to the row
	// meanwhile.
	Lock(query string, each func(Row) error, id int64)
	// Became says that the row which [Tx.Lock] reads with this query and id is
	// going to read as these values (int64, string or bool, one for each
	// column), by a change that the caller has just queued. Whoever shares the
	// transaction and locks the row next need not ask the database. Saying it is
	// optional; every change of a row of which it is ever said must say it.
	Became(query string, id int64, values ...any)
	// Must is Queue for a statement that has to change at least one row; an
	// [Error] of kind [Missing] says that it did not.
	Must(query string, args ...any)
	// Flush sends what is queued and waits for the answers. The first error of
	// the transaction stays: every later Flush and the commit return it.
	Flush() error
	// Err is that error as far as it is known without sending anything.
	Err() error
	// Load inserts many rows. The order of the columns is the order of the
	// values. It flushes first.
	Load(table string, columns []string, rows iter.Seq[[]any]) error
}

// An Engine is an open database. Its methods may be called from any goroutine.
type Engine interface {
	// Name is "sqlite" or "postgres".
	Name() string
	// Write runs f in a transaction and commits it. An error of f, or an error
	// of a statement even if f hides it, rolls back. A panic in f rolls back and
	// goes on to the caller. f may run again after what it did was rolled back.
	// Calls at once may share a transaction and its commit; then each sees what
	// another has changed in a row that both have locked, and nothing else.
	Write(ctx context.Context, f func(Tx) error) error
	// Alone is Write for rare and long work, such as filling: on an engine with
	// one writer it needs no [Engine.Run], and everybody else waits.
	Alone(ctx context.Context, f func(Tx) error) error
	// Read runs f for reading; every statement sees what is committed.
	Read(ctx context.Context, f func(Tx) error) error
	// Snapshot runs f for reading; all statements see the same moment.
	Snapshot(ctx context.Context, f func(Tx) error) error
	// Migrate lends a database/sql handle; others that migrate wait.
	Migrate(ctx context.Context, f func(*sql.DB) error) error
	// Run does the engine's own work until ctx is done. It is a process.
	Run(ctx context.Context) error
	// Close waits for what is running and closes everything.
	Close() error
}

// A Kind says what a caller can do about an error.
type Kind int

// The kinds of errors.
const (
	Other       Kind = iota
	Unique           // a unique key exists already
	Constraint       // another constraint was broken
	Missing          // a statement that has to change a row changed none
	Conflict         // lost against another transaction: run it again
	Unavailable      // the database cannot be reached or cannot write
	Unknown          // the connection broke while committing: it may have happened
)

// An Error is an error of a statement or of the commit. It carries the text of
// the statement and no argument.
type Error struct {
	Kind  Kind
	Query string // "" when no statement was at fault
	Err   error
}

func (e *Error) Error() string {
	if e.Query == "" {
		return e.Err.Error()
	}
	return fmt.Sprintf("%s: %v", short(e.Query), e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// short is the beginning of a statement: enough to know which one it was.
func short(query string) string {
	const enough = 48
	if len(query) > enough {
		return query[:enough] + "…"
	}
	return query
}

// KindOf is the kind of err; Other when it is no [Error].
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Other
}

// ErrNoRow is the cause of an error of kind [Missing].
var ErrNoRow = errors.New("no row was changed")

// ErrEnded says that the engine takes no more writes.
var ErrEnded = errors.New("the writer of the database has ended")

// A PanicError is how a panic of a function travels to the goroutine that asked for
// it: panic(PanicError) there shows the first stack too.
type PanicError struct {
	Value any
	Stack []byte
}

func (p PanicError) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }
