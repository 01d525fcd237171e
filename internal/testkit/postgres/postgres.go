// Package postgres gives tests a PostgreSQL database of their own.
//
// The server is the one that GOHYE_TEST_POSTGRES names, a postgres:// address
// with the right to create databases, or else a throw-away one, started from
// the machine's own binaries: initdb and pg_ctl, found in PATH or where Debian
// puts them. It promises:
//   - one server for all tests of a test program, started by the first test
//     that wants one, on a unix socket that only its user can open;
//   - it ends, and its files go, when the test program ends, however that ends:
//     a SIGKILL and a panic included;
//   - every call gets a fresh database, which is dropped when its test is over,
//     also when connections were left open;
//   - no goroutine is left, so tests may look for leaks.
//
// As root the server runs as the user postgres, or nobody: it refuses root.
//
// It deliberately knows no table of ours: see [StartFrom] for a prepared one.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"gohye/internal/testkit/require"
)

// Variable is the environment variable with the address of a server to use
// instead of a throw-away one.
const Variable = "GOHYE_TEST_POSTGRES"

// patience bounds every single statement to the server.
const patience = 30 * time.Second

// The servers of this test program. They live as long as the program, so there
// is no other place for them.
var (
	//nolint:gochecknoglobals // one server for each test program
	fast = sync.OnceValues(func() (*server, error) { return open(false) })
	//nolint:gochecknoglobals // one server for each test program
	durable = sync.OnceValues(func() (*server, error) { return open(true) })
)

// Start is the address of a fresh, empty database. Its server does not wait for
// the disk (fsync=off): it may lose data when the machine stops, never when the
// tested program does. Without a server the test is skipped, or fails when
// postgres is required. It must be called from the test's own goroutine.
func Start(t testing.TB) (dsn string) {
	t.Helper()
	return need(t, fast).database(t, "template0")
}

// StartDurable is [Start] with a server that waits for the disk, as one in use
// does: for measurements.
func StartDurable(t testing.TB) (dsn string) {
	t.Helper()
	return need(t, durable).database(t, "template0")
}

// StartFrom is [Start] with a copy of a database that prepare filled, given its
// address. It is called by the first test that uses the name; its connections
// must be closed when it returns. Copying is faster than preparing again. On a
// server that is not ours, where nothing may be left behind, it is called for
// every test.
func StartFrom(t testing.TB, name string, prepare func(dsn string) error) (dsn string) {
	t.Helper()
	s := need(t, fast)
	if s.life == nil {
		dsn = s.database(t, "template0")
		if err := prepare(dsn); err != nil {
			t.Fatalf("postgres: prepare %s: %v", name, err)
		}
		return dsn
	}
	template, err := s.template(t.Context(), name, prepare)
	if err != nil {
		t.Fatalf("postgres: prepare %s: %v", name, err)
	}
	return s.database(t, template)
}

func need(t testing.TB, start func() (*server, error)) *server {
	t.Helper()
	s, err := start()
	if errors.Is(err, errAbsent) {
		require.Need(t, "postgres", err.Error())
	}
	if err != nil {
		t.Fatalf("postgres: %v", err)
	}
	return s
}

// open uses the server of the environment, or starts one.
func open(durable bool) (*server, error) {
	address := os.Getenv(Variable)
	if address == "" {
		return launch(durable)
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return nil, errors.New(Variable + " is not a postgres:// address")
	}
	return &server{address: u}, nil
}

// A server is running.
type server struct {
	address *url.URL // of a database in which others may be created
	// life is the pipe at whose end the server waits: it stops when the pipe
	// closes, which the system does when this process is gone. It is nil for a
	// server that is not ours. Nobody writes to it.
	life *os.File

	mu        sync.Mutex        // guards templates, and the making of one
	templates map[string]string // by name: the database to copy
}

// exec runs one statement on a connection of its own.
func (s *server) exec(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.address.String())
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// database creates a copy of a template for one test.
func (s *server) database(t testing.TB, template string) string {
	t.Helper()
	name := newName()
	if err := s.exec(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("postgres: create a database: %v", err)
	}
	t.Cleanup(func() {
		// The test's own context is over by now.
		ctx := context.WithoutCancel(t.Context())
		if err := s.exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("postgres: drop %s: %v", name, err)
		}
	})
	return s.dsn(name)
}

// template is the database that holds what prepare wrote.
func (s *server) template(ctx context.Context, name string, prepare func(dsn string) error) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if database, ok := s.templates[name]; ok {
		return database, nil
	}
	database := newName()
	if err := s.exec(ctx, "CREATE DATABASE "+database+" TEMPLATE template0"); err != nil {
		return "", err
	}
	if err := prepare(s.dsn(database)); err != nil {
		return "", errors.Join(err, s.exec(ctx, "DROP DATABASE "+database+" WITH (FORCE)"))
	}
	if s.templates == nil {
		s.templates = map[string]string{}
	}
	s.templates[name] = database
	return database, nil
}

// dsn is the address of a database of the server.
func (s *server) dsn(database string) string {
	u := *s.address
	u.Path = "/" + database
	return u.String()
}

// newName is a name that needs no quotes and that no other test program takes.
func newName() string {
	return fmt.Sprintf("gohye_test_%s", strings.ToLower(rand.Text()))
}
