package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"gohye/internal/store/engine"
)

// classify says what can be done about an error of the driver.
func classify(query string, err error) error {
	if err == nil {
		return nil
	}
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &engine.Error{Kind: kind(answer.Code), Query: query, Err: err}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	// Whatever else ends a call is the network's: a server that went away, a
	// name that does not resolve, a refused connection. What the driver itself
	// cannot encode or decode leaves the connection open and is no such error.
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || network(err) {
		return &engine.Error{Kind: engine.Unavailable, Query: query, Err: err}
	}
	return &engine.Error{Kind: engine.Other, Query: query, Err: err}
}

// kind reads an SQLSTATE.
func kind(code string) engine.Kind {
	switch code {
	case "23505":
		return engine.Unique
	case "40001", "40P01", "55P03": // serialization, deadlock, lock not available
		return engine.Conflict
	case "28P01", "28000", "3D000": // password, role, database: waiting does not help
		return engine.Other
	case "57P01", "57P02", "57P03", "25P03": // the server stops or starts; an idle transaction was ended
		return engine.Unavailable
	}
	switch {
	case strings.HasPrefix(code, "23"):
		return engine.Constraint
	case strings.HasPrefix(code, "08"), // connection
		strings.HasPrefix(code, "53"), // resources: connections, disk, memory
		strings.HasPrefix(code, "58"): // system: input and output
		return engine.Unavailable
	}
	return engine.Other
}

// refused reports whether the server itself has said that a statement failed:
// then nothing was committed.
func refused(err error) bool {
	var answer *pgconn.PgError
	return errors.As(err, &answer)
}

// unreachable is the error of a call that got no connection.
func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil && !hasConnectError(err) {
		// All connections were busy, or the server did not answer in time.
		return &engine.Error{Kind: engine.Unavailable, Err: fmt.Errorf("no connection in time: %w", context.Cause(ctx))}
	}
	return classify("", err)
}

func hasConnectError(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

// network reports whether err is the end of a connection.
func network(err error) bool {
	var broken net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &broken) || errors.Is(err, pgconn.ErrConnClosed) || pgconn.SafeToRetry(err)
}
