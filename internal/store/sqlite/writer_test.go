package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/store/engine"
	"gohye/internal/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens a file with one table.
func open(t *testing.T) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Alone(t.Context(), func(tx engine.Tx) error {
		tx.Queue("CREATE TABLE n (n INTEGER PRIMARY KEY CHECK (n < 1000)) STRICT", nil)
		return tx.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// run starts the writer; stop ends it.
func run(t *testing.T, db *sqlite.DB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := db.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

func insert(n int) func(engine.Tx) error {
	return func(tx engine.Tx) error {
		tx.Queue("INSERT INTO n (n) VALUES ($1)", nil, n)
		return tx.Flush()
	}
}

func count(t *testing.T, db *sqlite.DB) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(tx engine.Tx) error {
		tx.Queue("SELECT count(*) FROM n", func(r engine.Row) error { return r.Scan(&n) })
		return tx.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSharedTransaction holds the writer, lets sixty writes gather, which then
// share transactions, and has a third of them fail in one way or another.
func TestSharedTransaction(t *testing.T) {
	t.Parallel()
	db := open(t)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	defer run(t, db)()
	held, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := db.Write(t.Context(), func(tx engine.Tx) error {
			close(held)
			<-release
			return insert(999)(tx)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	refused := errors.New("refused")
	for i := range 60 {
		all.Go(func() {
			defer func() {
				v := recover()
				if died, ok := v.(engine.PanicError); (v != nil) != (i%6 == 1) || ok && !strings.Contains(string(died.Stack), "writer_test.go") {
					t.Errorf("write %d: recovered %v", i, v)
				}
			}()
			err := db.Write(t.Context(), func(tx engine.Tx) error {
				if err := insert(i)(tx); err != nil {
					return err
				}
				switch i % 6 {
				case 0:
					return refused
				case 1:
					panic("died")
				case 2:
					return insert(1000 + i)(tx)
				}
				return nil
			})
			wrong := engine.KindOf(err) == engine.Constraint
			if (i%6 == 0) != errors.Is(err, refused) || (i%6 == 2) != wrong || i%6 > 2 && err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	close(release)
	all.Wait()
	if got := count(t, db); got != 31 {
		t.Errorf("%d rows", got)
	}
}

// TestWithoutWriter has writes that wait for a writer: one gives up, one is
// written when it comes.
func TestWithoutWriter(t *testing.T) {
	t.Parallel()
	db := open(t)
	over, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := db.Write(over, insert(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	written := make(chan error, 1)
	go func() { written <- db.Write(t.Context(), insert(2)) }()
	stop := run(t, db)
	if err := <-written; err != nil {
		t.Error(err)
	}
	stop()
	if err := db.Write(t.Context(), insert(3)); !errors.Is(err, engine.ErrEnded) {
		t.Errorf("after the writer's end: %v", err)
	}
	stop = run(t, db)
	for { // until the new writer has begun
		err := db.Write(t.Context(), insert(4))
		if err == nil {
			break
		}
		if !errors.Is(err, engine.ErrEnded) {
			t.Fatal(err)
		}
	}
	stop()
	if got := count(t, db); got != 2 {
		t.Errorf("%d rows", got)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestWriterEndsUnderLoad answers everybody: what was said to be written is
// there, and nothing else is.
func TestWriterEndsUnderLoad(t *testing.T) {
	t.Parallel()
	db := open(t)
	stop := run(t, db)
	var done atomic.Int64
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 100 {
				err := db.Write(t.Context(), insert(g*100+i))
				if errors.Is(err, engine.ErrEnded) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				if done.Add(1) == 50 {
					go stop()
				}
			}
		})
	}
	all.Wait()
	stop()
	if got := count(t, db); int64(got) != done.Load() {
		t.Errorf("%d rows, %d were said to be written", got, done.Load())
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestInterrupt ends a statement that would run for ever.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	db := open(t)
	const forever = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
	for name, f := range map[string]func(context.Context, func(engine.Tx) error) error{"snapshot": db.Snapshot, "alone": db.Alone} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := f(ctx, func(tx engine.Tx) error {
			tx.Queue(forever, func(engine.Row) error { return nil })
			return tx.Flush()
		})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestHiddenError has a function that does not look at what it is told.
func TestHiddenError(t *testing.T) {
	t.Parallel()
	db := open(t)
	stop := run(t, db)
	for name, f := range map[string]func(context.Context, func(engine.Tx) error) error{"write": db.Write, "alone": db.Alone} {
		err := f(t.Context(), func(tx engine.Tx) error {
			tx.Queue("INSERT INTO n (n) VALUES (1)", nil)
			tx.Queue("INSERT INTO n (n) VALUES (5000)", nil)
			return nil
		})
		if engine.KindOf(err) != engine.Constraint {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := count(t, db); got != 0 {
		t.Errorf("%d rows", got)
	}
	stop()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	db := open(t)
	err := db.Read(t.Context(), func(tx engine.Tx) error {
		tx.Queue("SELECT 1, 'a'", func(r engine.Row) error {
			var n int
			var s string
			if r.Scan(&n) == nil || r.Scan(&s, &n) == nil {
				return errors.New("a wrong place was filled")
			}
			if err := r.Scan(&n, &s); err != nil || n != 1 || s != "a" {
				return fmt.Errorf("got %d %q %w", n, s, err)
			}
			return nil
		})
		return tx.Flush()
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
