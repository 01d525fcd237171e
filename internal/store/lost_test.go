package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// A cutter stands between the store and the server and cuts the connection at
// a chosen moment.
type cutter struct {
	t       *testing.T
	target  *pgconn.Config
	asked   atomic.Bool  // cut when the commit is asked for, and do not pass it on
	told    atomic.Bool  // cut when it is done, and do not tell
	down    atomic.Bool  // let nobody through
	cuts    atomic.Int32 // how often it has cut
	running sync.WaitGroup
	listen  net.Listener
}

// newCutter gives the address under which the database is reached through it.
func newCutter(t *testing.T, dsn string) (*cutter, string) {
	t.Helper()
	target, err := pgconn.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{t: t, target: target, listen: l}
	c.running.Add(1)
	go c.accept()
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		c.running.Wait()
	})
	return c, fmt.Sprintf("postgres://%s:%s@%s/%s?sslmode=disable", target.User, target.Password, l.Addr(), target.Database)
}

func (c *cutter) accept() {
	defer c.running.Done()
	for {
		client, err := c.listen.Accept()
		if err != nil {
			return
		}
		if c.down.Load() {
			_ = client.Close()
			continue
		}
		network, address := pgconn.NetworkAddress(c.target.Host, c.target.Port)
		server, err := net.Dial(network, address)
		if err != nil {
			c.t.Error(err)
			_ = client.Close()
			continue
		}
		// The name under which the driver has prepared the statement.
		sum := sha256.Sum256([]byte("COMMIT"))
		name := []byte("stmtcache_" + hex.EncodeToString(sum[:24]))
		c.running.Add(2)
		go c.pass(client, server, &c.asked, name)
		go c.pass(server, client, &c.told, []byte("COMMIT\x00"))
	}
}

// pass copies until the mark comes by while armed.
func (c *cutter) pass(from, to net.Conn, armed *atomic.Bool, mark []byte) {
	defer c.running.Done()
	defer func() { _ = from.Close() }()
	defer func() { _ = to.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if err != nil || c.down.Load() {
			return
		}
		if bytes.Contains(buf[:n], mark) && armed.CompareAndSwap(true, false) {
			c.cuts.Add(1)
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestLostCommit cuts the connection during the commit of a claim: before the
// server has heard of it, and after it is done.
func TestLostCommit(t *testing.T) {
	t.Parallel()
	c, dsn := newCutter(t, storetest.Address(t, "postgres"))
	db := storetest.OpenWith(t, store.Options{Database: dsn, Connections: 1})
	w := storetest.NewWorld(t, db, storetest.Rules(t), clock.System{})
	claim := func(key string) (game.ClaimResult, error) {
		return w.Game.Claim(t.Context(), storetest.Act(key, 1), game.ClaimOrder{Count: 2})
	}
	if _, err := claim("i/0"); err != nil { // the statements are prepared now
		t.Fatal(err)
	}
	for i, armed := range []*atomic.Bool{&c.told, &c.asked, &c.told} {
		armed.Store(true)
		key := fmt.Sprintf("i/%d", i+1)
		res, err := claim(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, card := range res.Cards {
			if card.Copy.Print == 0 || card.Copy.Owned == 0 {
				t.Errorf("the answer was lost and not read again: %+v", card.Copy)
			}
		}
		var replayed game.ReplayedError
		if _, err := claim(key); !errors.As(err, &replayed) {
			t.Errorf("a second time: %v", err)
		}
	}
	if n := c.cuts.Load(); n != 3 {
		t.Errorf("the connection was cut %d times", n)
	}
	if rep, err := db.Audit(t.Context()); err != nil || rep.Copies != 8 {
		t.Errorf("%d copies, %v", rep.Copies, err)
	}
}

// TestServerGoesAway has calls fail with a word that says so while the server
// is away, and succeed afterwards.
func TestServerGoesAway(t *testing.T) {
	t.Parallel()
	c, dsn := newCutter(t, storetest.Address(t, "postgres"))
	db := storetest.OpenWith(t, store.Options{Database: dsn, Connections: 2})
	w := storetest.NewWorld(t, db, storetest.Rules(t), clock.System{})
	if _, err := w.Game.Daily(t.Context(), storetest.Act("i/1", 1)); err != nil {
		t.Fatal(err)
	}
	c.down.Store(true)
	if _, err := w.Game.Daily(t.Context(), storetest.Act("i/2", 2)); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("a write: %v", err)
	}
	if _, err := w.Game.Balance(t.Context(), 1); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("a read: %v", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("a ping: %v", err)
	}
	c.down.Store(false)
	if _, err := w.Game.Daily(t.Context(), storetest.Act("i/2", 2)); err != nil {
		t.Error(err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestDeadlock has two transactions take two locks in opposite orders; the
// server ends one of them, which is run again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, "postgres")
	both := make(chan struct{}, 2)
	met := make(chan struct{})
	var calls atomic.Int32
	transfer := func(from, to game.PlayerID) error {
		first := true
		return db.Update(t.Context(), func(tx game.Tx) error {
			calls.Add(1)
			for _, p := range []game.PlayerID{from, to} {
				if _, err := tx.Player(p, ""); err != nil {
					return err
				}
				if first {
					first = false
					both <- struct{}{}
					<-met
				}
			}
			return tx.Post(ledger.Posting{Key: fmt.Sprint(from), At: at(), Transfers: []ledger.Transfer{{
				Unit: ledger.Flake, From: ledger.PlayerAccount(int64(from)), To: ledger.PlayerAccount(int64(to)), Amount: 1, Reason: "test",
			}}})
		})
	}
	for p := range game.PlayerID(2) {
		err := db.Update(t.Context(), func(tx game.Tx) error {
			if err := tx.CreatePlayer(game.Player{ID: p + 1, Joined: at()}); err != nil {
				return err
			}
			return tx.Post(ledger.Posting{Key: fmt.Sprintf("join/%d", p+1), At: at(), Transfers: []ledger.Transfer{{
				Unit: ledger.Flake, From: ledger.Mint, To: ledger.PlayerAccount(int64(p + 1)), Amount: 10, Reason: "start",
			}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for p := range game.PlayerID(2) {
		all.Go(func() {
			if err := transfer(p+1, 2-p); err != nil {
				t.Error(err)
			}
		})
	}
	<-both
	<-both
	close(met)
	all.Wait()
	if n := calls.Load(); n < 3 {
		t.Errorf("two transactions that lock each other out were run %d times", n)
	}
}
