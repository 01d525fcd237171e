package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"gohye/internal/store/engine"
)

// maxStatements is how many prepared statements a connection keeps. Ours are
// some hundred; those that are made from what players type are without number.
const maxStatements = 400

// A conn is one connection with its prepared statements. It is used by one
// goroutine at a time. It speaks to the driver directly: database/sql would
// cost as much again as most of our statements.
type conn struct {
	raw   driver.Conn
	stmts map[string]*stmt
	uses  int64               // of statements, ever
	args  []driver.NamedValue // reused by every statement
}

type stmt struct {
	driver.Stmt
	execer  driver.StmtExecContext
	queryer driver.StmtQueryContext
	row     []driver.Value // reused by every answer
	used    int64          // the newest use, by conn.uses
}

func connect(ctx context.Context, dsn string) (*conn, error) {
	connector, err := newConnector(dsn)
	if err != nil {
		return nil, err
	}
	raw, err := connector.Connect(ctx)
	if err != nil {
		return nil, classify("", err)
	}
	return &conn{raw: raw, stmts: map[string]*stmt{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// prepare is the prepared form of a statement, without what only a database
// with row locks understands.
func (c *conn) prepare(query string) (*stmt, error) {
	c.uses++
	if s := c.stmts[query]; s != nil {
		s.used = c.uses
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		if err := c.forget(); err != nil {
			return nil, classify(query, err)
		}
	}
	raw, err := c.raw.Prepare(strings.ReplaceAll(query, " FOR UPDATE SKIP LOCKED", ""))
	if err != nil {
		return nil, classify(query, err)
	}
	s := &stmt{Stmt: raw, used: c.uses}
	var okExec, okQuery bool
	s.execer, okExec = raw.(driver.StmtExecContext)
	s.queryer, okQuery = raw.(driver.StmtQueryContext)
	if !okExec || !okQuery {
		return nil, fmt.Errorf("sqlite: the driver's statement is a %T", raw)
	}
	c.stmts[query] = s
	return s, nil
}

// forget closes the statement that was not used for longest.
func (c *conn) forget() error {
	oldest := ""
	for query, s := range c.stmts {
		if oldest == "" || s.used < c.stmts[oldest].used {
			oldest = query
		}
	}
	err := c.stmts[oldest].Close()
	delete(c.stmts, oldest)
	return err
}

// run runs a statement and calls each for its rows. quiet must have no Done
// channel, or the driver starts a goroutine to watch it.
func (c *conn) run(quiet context.Context, query string, each func(engine.Row) error, args ...any) (changed int64, err error) {
	s, err := c.prepare(query)
	if err != nil {
		return 0, err
	}
	c.args = c.args[:0]
	for i, a := range args {
		if n, ok := a.(int); ok {
			a = int64(n)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	if each == nil {
		res, err := s.execer.ExecContext(quiet, c.args)
		if err != nil {
			return 0, classify(query, err)
		}
		n, err := res.RowsAffected()
		return n, err
	}
	rows, err := s.queryer.QueryContext(quiet, c.args)
	if err != nil {
		return 0, classify(query, err)
	}
	n, err := s.scan(rows, each)
	if e := rows.Close(); err == nil && e != nil {
		err = e
	}
	if err != nil {
		return n, classify(query, err)
	}
	return n, nil
}

// scan reads all rows. A statement that changes rows has done so before the
// first row comes, and has to be read to its end all the same.
func (s *stmt) scan(rows driver.Rows, each func(engine.Row) error) (n int64, failed error) {
	if s.row == nil {
		s.row = make([]driver.Value, len(rows.Columns()))
	}
	for {
		err := rows.Next(s.row)
		if errors.Is(err, io.EOF) {
			return n, failed
		}
		if err != nil {
			return n, err
		}
		n++
		if failed == nil {
			failed = each(row(s.row))
		}
	}
}

// A row is a row as the driver gives it.
type row []driver.Value

// Scan implements [engine.Row].
func (r row) Scan(dest ...any) error {
	if len(dest) != len(r) {
		return fmt.Errorf("sqlite: %d columns for %d places", len(r), len(dest))
	}
	for i, d := range dest {
		if !assign(d, r[i]) {
			return fmt.Errorf("sqlite: column %d is a %T, which does not fit a %T", i+1, r[i], d)
		}
	}
	return nil
}

func assign(dest any, v driver.Value) bool {
	switch d := dest.(type) {
	case *int64:
		n, ok := v.(int64)
		*d = n
		return ok
	case *int:
		n, ok := v.(int64)
		*d = int(n)
		return ok
	case *string:
		s, ok := v.(string)
		*d = s
		return ok
	case *bool:
		n, ok := v.(int64)
		*d = n != 0
		return ok
	case *[]byte:
		if v == nil {
			*d = nil
			return true
		}
		b, ok := v.([]byte)
		*d = append([]byte(nil), b...)
		return ok
	}
	return false
}

// load inserts rows, many with one statement.
func (c *conn) load(quiet context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	const together = 64
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	many, one := head+tuples(together, len(columns)), head+tuples(1, len(columns))
	var wait []any
	for r := range rows {
		wait = append(wait, r...)
		if len(wait) == together*len(columns) {
			if _, err := c.run(quiet, many, nil, wait...); err != nil {
				return err
			}
			wait = wait[:0]
		}
	}
	for len(wait) > 0 {
		if _, err := c.run(quiet, one, nil, wait[:len(columns)]...); err != nil {
			return err
		}
		wait = wait[len(columns):]
	}
	return nil
}

// tuples is "($1, $2), ($3, $4)" for two rows of two columns.
func tuples(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	return b.String() + ")"
}
