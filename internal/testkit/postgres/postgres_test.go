package postgres_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"gohye/internal/testkit/postgres"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Log(err)
		}
	})
	return conn
}

func exec1(t testing.TB, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func ask(t testing.TB, conn *pgx.Conn, question string) (answer string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), question).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	one, other := connect(t, postgres.Start(t)), connect(t, postgres.Start(t))
	exec1(t, one, "CREATE TABLE card (id bigint)")
	if got := ask(t, other, "SELECT count(*)::text FROM pg_tables WHERE tablename = 'card'"); got != "0" {
		t.Errorf("the other database has %s tables of that name", got)
	}
}

//nolint:tparallel // what the inner test leaves is looked at when it is over
func TestDatabasesAreDropped(t *testing.T) {
	t.Parallel()
	watch := connect(t, postgres.Start(t))
	var name string
	t.Run("a test that leaves a connection open", func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), postgres.Start(t))
		if err != nil {
			t.Fatal(err)
		}
		name = ask(t, conn, "SELECT current_database()::text")
	})
	if got := ask(t, watch, "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
		t.Errorf("%s is still there", name)
	}
}

func TestCopiesOfAPreparedDatabase(t *testing.T) {
	t.Parallel()
	prepared := 0
	prepare := func(dsn string) error {
		prepared++
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			return err
		}
		_, err = conn.Exec(t.Context(), "CREATE TABLE card AS SELECT 7::bigint AS id")
		return errors.Join(err, conn.Close(t.Context()))
	}
	for range 3 {
		conn := connect(t, postgres.StartFrom(t, "cards", prepare))
		if got := ask(t, conn, "SELECT string_agg(id::text, ' ') FROM card"); got != "7" {
			t.Errorf("the copy holds %s, want 7", got)
		}
		exec1(t, conn, "INSERT INTO card VALUES (8)")
	}
	if os.Getenv(postgres.Variable) == "" && prepared != 1 {
		t.Errorf("prepared %d times, want once", prepared)
	}
}

func TestOnlyTheDurableServerWaitsForTheDisk(t *testing.T) {
	if os.Getenv(postgres.Variable) != "" {
		t.Skip("the server of " + postgres.Variable + " has its own settings")
	}
	t.Parallel()
	if got := ask(t, connect(t, postgres.StartDurable(t)), "SHOW fsync"); got != "on" {
		t.Errorf("fsync is %s on the durable server", got)
	}
	if got := ask(t, connect(t, postgres.Start(t)), "SHOW fsync"); got != "off" {
		t.Errorf("fsync is %s on the fast server", got)
	}
}

func TestOneOfManyPreparesTheDatabase(t *testing.T) {
	t.Parallel()
	postgres.Start(t) // skipped here, in the test's own goroutine
	var prepared atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			postgres.StartFrom(t, "together", func(string) error {
				prepared.Add(1)
				return nil
			})
		})
	}
	all.Wait()
	if n := prepared.Load(); os.Getenv(postgres.Variable) == "" && n != 1 {
		t.Errorf("prepared %d times, want once", n)
	}
}

// child is the variable under which the test below runs itself again.
const child = "GOHYE_TEST_POSTGRES_CHILD"

// TestServerEndsWithItsProgram kills a test program that has started a server,
// and waits until nobody holds the server's end of a pipe any more.
func TestServerEndsWithItsProgram(t *testing.T) {
	if os.Getenv(child) != "" {
		dsn := postgres.Start(t)
		if _, err := os.Stdout.WriteString("dsn=" + dsn + "\n"); err != nil {
			t.Fatal(err)
		}
		select {} // until killed
	}
	if os.Getenv(postgres.Variable) != "" {
		t.Skip("there is no throw-away server with " + postgres.Variable)
	}
	t.Parallel()
	postgres.Start(t) // skipped here, not in the child, when there is none
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), child+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := out.Read(buf)
	_, dsn, found := strings.Cut(strings.TrimSpace(string(buf[:n])), "dsn=")
	if err != nil || !found {
		t.Fatalf("the child said %q, %v", buf[:n], err)
	}
	conn := connect(t, dsn)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// The server's end of the connection closes when the server ends.
	if _, err := conn.WaitForNotification(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("the server still runs: %v", err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
}

func BenchmarkStart(b *testing.B) {
	postgres.Start(b)
	for b.Loop() {
		postgres.Start(b)
	}
}
