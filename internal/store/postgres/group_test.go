package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"gohye/internal/store/engine"
	"gohye/internal/store/postgres"
	server "gohye/internal/testkit/postgres"
)

const (
	read  = `SELECT n FROM box WHERE id = $1`
	write = `UPDATE box SET n = $2 WHERE id = $1`
	add   = `UPDATE box SET n = n + 1 WHERE id = $1`
)

// boxes is a database with a table of a few numbers, all of them 0.
func boxes(t *testing.T) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), server.Start(t), postgres.Options{Connections: 6})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Alone(t.Context(), func(q engine.Tx) error {
		q.Queue(`CREATE TABLE box (id BIGINT PRIMARY KEY, n BIGINT NOT NULL CHECK (n >= 0))`, nil)
		if err := q.Flush(); err != nil {
			return err
		}
		for id := range 8 {
			q.Queue(`INSERT INTO box (id, n) VALUES ($1, 0)`, nil, id)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// look reads a box, under lock.
func look(q engine.Tx, id int64) (n int64, err error) {
	q.Lock(read, func(r engine.Row) error { return r.Scan(&n) }, id)
	return n, q.Flush()
}

func in(t *testing.T, db *postgres.DB, id int64) (n int64) {
	t.Helper()
	err := db.Read(t.Context(), func(q engine.Tx) error {
		q.Queue(read, func(r engine.Row) error { return r.Scan(&n) }, id)
		return q.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// together calls f n times at once and waits for all.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// TestMembersTakeTurns has many writes read a row, think, and write it back. In
// one transaction the database itself would not keep them apart.
func TestMembersTakeTurns(t *testing.T) {
	t.Parallel()
	db := boxes(t)
	together(100, func(int) {
		err := db.Write(t.Context(), func(q engine.Tx) error {
			n, err := look(q, 1)
			if err != nil {
				return err
			}
			q.Queue(write, nil, 1, n+1)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	if n := in(t, db, 1); n != 100 {
		t.Errorf("a hundred writes have counted to %d", n)
	}
}

// TestMembersKnow has writes say what a row has become, so that the next ones need
// not ask; of some who say it, nothing comes.
func TestMembersKnow(t *testing.T) {
	t.Parallel()
	db := boxes(t)
	together(120, func(i int) {
		err := db.Write(t.Context(), func(q engine.Tx) error {
			n, err := look(q, 1)
			if err != nil {
				return err
			}
			q.Queue(write, nil, 1, n+1)
			q.Became(read, 1, n+1)
			if i%3 == 1 {
				return errRefused
			}
			if again, err := look(q, 1); i%3 == 2 && (err != nil || again != n+1) {
				t.Errorf("what was %d and grew by one is %d, %v", n, again, err)
			}
			return nil
		})
		if (i%3 == 1) != errors.Is(err, errRefused) {
			t.Error(err)
		}
	})
	if n := in(t, db, 1); n != 80 {
		t.Errorf("eighty writes have counted to %d", n)
	}
}

// TestMembersCross has writes lock two rows in opposite orders, with a round
// trip between.
func TestMembersCross(t *testing.T) {
	t.Parallel()
	db := boxes(t)
	together(5, func(i int) {
		first := int64(1 + i%2)
		both := func(q engine.Tx) error {
			for _, id := range []int64{first, 3 - first} {
				n, err := look(q, id)
				if err != nil {
					return err
				}
				q.Queue(write, nil, id, n+1)
			}
			return nil
		}
		err := db.Write(t.Context(), both)
		for engine.KindOf(err) == engine.Conflict { // apart, the server ends one of two
			err = db.Write(t.Context(), both)
		}
		if err != nil {
			t.Error(err)
		}
	})
	if a, b := in(t, db, 1), in(t, db, 2); a != 5 || b != 5 {
		t.Errorf("five writes have counted to %d and %d", a, b)
	}
}

var errRefused = errors.New("refused")

// TestMembersFailAlone puts writes that succeed beside writes that refuse before
// or after they have written something, break a constraint, or panic.
func TestMembersFailAlone(t *testing.T) {
	t.Parallel()
	db := boxes(t)
	kinds := []struct {
		name string
		act  func(q engine.Tx) error
		ok   func(err error, died any) bool
	}{
		{"is fine", func(engine.Tx) error { return nil }, func(err error, died any) bool { return err == nil && died == nil }},
		{"refuses", func(engine.Tx) error { return errRefused }, func(err error, _ any) bool { return errors.Is(err, errRefused) }},
		{"refuses late", func(q engine.Tx) error {
			q.Queue(add, nil, 5)
			return errors.Join(q.Flush(), errRefused)
		}, func(err error, _ any) bool { return errors.Is(err, errRefused) }},
		{"breaks a rule", func(q engine.Tx) error {
			q.Queue(write, nil, 5, -1)
			return nil
		}, func(err error, _ any) bool { return engine.KindOf(err) == engine.Constraint }},
		{"changes nothing", func(q engine.Tx) error {
			q.Must(add, 4711)
			return nil
		}, func(err error, _ any) bool { return engine.KindOf(err) == engine.Missing }},
		{"panics", func(engine.Tx) error { panic("oh no") }, func(_ error, died any) bool { return strings.Contains(fmt.Sprint(died), "oh no") }},
	}
	fine := int64(0)
	for _, kind := range kinds {
		postgres.Forget(db) // that the last kind has spoilt a group
		together(40, func(i int) {
			act, ok := kinds[0].act, kinds[0].ok
			if i%2 == 0 {
				act, ok = kind.act, kind.ok
			}
			err, died := try(t, db, func(q engine.Tx) error {
				if _, err := look(q, int64(i%4)); err != nil {
					return err
				}
				q.Queue(add, nil, i%4)
				return act(q)
			})
			if !ok(err, died) {
				t.Errorf("among writes of which one %s: %v, recovered %v", kind.name, err, died)
			}
		})
		fine += 20
		if kind.name == kinds[0].name {
			fine += 20
		}
		if sum := in(t, db, 0) + in(t, db, 1) + in(t, db, 2) + in(t, db, 3); sum != fine || in(t, db, 5) != 0 {
			t.Errorf("beside a write that %s, %d were counted and not %d; it has left %d", kind.name, sum, fine, in(t, db, 5))
		}
	}
}

// try writes, and keeps the panic of f.
func try(t *testing.T, db *postgres.DB, f func(engine.Tx) error) (err error, died any) { //nolint:staticcheck // the panic comes second
	t.Helper()
	defer func() { died = recover() }()
	return db.Write(t.Context(), f), nil
}

// TestWaitingWritesShare holds up one write apart and one group; what comes
// meanwhile is one transaction.
func TestWaitingWritesShare(t *testing.T) {
	t.Parallel()
	db := boxes(t)
	var all sync.WaitGroup
	blocked, release := make(chan struct{}), make(chan struct{})
	for range 2 {
		all.Go(func() {
			err := db.Write(t.Context(), func(engine.Tx) error {
				blocked <- struct{}{}
				<-release
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-blocked
	}
	const n = 20
	var mu sync.Mutex
	shared := map[string]int{}
	over, cancel := context.WithCancel(t.Context())
	for i := range n + 1 {
		ctx := t.Context()
		if i == n {
			ctx = over
		}
		all.Go(func() {
			err := db.Write(ctx, func(q engine.Tx) error {
				var id string
				q.Queue(`SELECT CAST(pg_current_xact_id() AS TEXT)`, func(r engine.Row) error { return r.Scan(&id) })
				err := q.Flush()
				mu.Lock()
				defer mu.Unlock()
				shared[id]++
				return err
			})
			if (i == n) != errors.Is(err, context.Canceled) || i < n && err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	for postgres.Waiting(db) < n+1 { // each is in the queue in no time
		if t.Context().Err() != nil {
			t.Fatal("they do not come")
		}
	}
	cancel()
	for postgres.Waiting(db) > n {
		if t.Context().Err() != nil {
			t.Fatal("who gave up still waits")
		}
	}
	close(release)
	all.Wait()
	if len(shared) != 1 {
		t.Errorf("%d writes were %d transactions: %v", n, len(shared), shared)
	}
}

// TestGroupWithoutServer has writes wait for a connection that does not
// come: each hears of it.
func TestGroupWithoutServer(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	together(30, func(int) {
		err := db.Write(t.Context(), func(engine.Tx) error { return nil })
		if engine.KindOf(err) != engine.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}
