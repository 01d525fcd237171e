package e2e_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"gohye/internal/testkit/postgres"
)

// A line stands between the program and PostgreSQL and can be cut.
type line struct {
	network, address string // of PostgreSQL
	listener         net.Listener

	mu    sync.Mutex // guards what follows
	cut   bool       // whoever connects is turned away
	conns map[net.Conn]bool
}

// newLine is a line to the database, and the database's address behind it.
func newLine(t *testing.T, dsn string) (l *line, through string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l = &line{network: "tcp", address: net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port)), conns: map[net.Conn]bool{}}
	if strings.HasPrefix(cfg.Host, "/") {
		l.network, l.address = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", cfg.Host, cfg.Port)
	}
	if l.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { l.carry(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.listener.Close() // twice is fine
		l.set(true)
		all.Wait()
	})
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: l.listener.Addr().String(),
		Path: "/" + cfg.Database, RawQuery: "sslmode=disable",
	}
	return l, u.String()
}

// carry passes on what one connection says, until either side ends it.
func (l *line) carry(c net.Conn) {
	defer c.Close()
	far, err := net.Dial(l.network, l.address)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.keep(c, far) {
		return
	}
	defer l.forget(c, far)
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(c, far) // the end of a line is no error
		_ = c.Close()
	})
	_, _ = io.Copy(far, c)
	_ = far.Close()
	back.Wait()
}

// keep notes connections to be cut; false when the line is cut already.
func (l *line) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.conns[c] = true
	}
	return !l.cut
}

func (l *line) forget(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		delete(l.conns, c)
	}
}

// set cuts the line or mends it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	for c := range l.conns {
		if cut {
			_ = c.Close() // the other side may have been first
		}
	}
}

// TestDatabaseGoesAway: while PostgreSQL is away players are told to try again
// and readiness is red, with the reason; when it is back everything goes on.
func TestDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	direct := postgres.Start(t)
	l, through := newLine(t, direct)
	g := newGuild(t)
	b := launch(t, g.settings(through))
	ana := g.join(t, "Ana")
	says(t, "/claim", ana.do("claim"), "Cost **700**")

	l.set(true)
	for _, name := range []string{"daily", "balance", "cards"} {
		a := ana.do(name)
		says(t, "/"+name+" without a database", a, "The database is away", "try again")
		inTime(t, "/"+name+" without a database", a)
	}
	status, body, err := b.get("/readyz")
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(body, "database does not answer") {
		t.Errorf("/readyz without a database: %d %s %v", status, body, err)
	}
	if status, _, err := b.get("/healthz"); err != nil || status != http.StatusOK {
		t.Errorf("/healthz without a database: %d %v; want 200, the program is alive", status, err)
	}

	l.set(false)
	eventually(t, "ready again", func() error {
		status, body, err := b.get("/readyz")
		if err == nil && status != http.StatusOK {
			err = errors.New(body)
		}
		return err
	})
	says(t, "/daily afterwards", ana.do("daily"), "You get **1,000** flakes")
	says(t, "/balance afterwards", ana.do("balance"), "**1,800** flakes")
	b.stop(t)
	audit(t, direct)
	g.check(t, nil)
}
