package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/sqlite"
	"gohye/internal/store/storetest"
	"gohye/internal/testkit/postgres"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func at() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func options(database string) store.Options {
	return store.Options{Database: database, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
}

// TestColumns compares the tables of both engines.
func TestColumns(t *testing.T) {
	t.Parallel()
	read := func(db *store.DB, query string) (columns []string) {
		t.Helper()
		err := db.Handle(t.Context(), func(handle *sql.DB) error {
			rows, err := handle.QueryContext(t.Context(), query)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var c string
				if err := rows.Scan(&c); err != nil {
					return err
				}
				columns = append(columns, c)
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(columns)
		return columns
	}
	lite := storetest.Open(t, "sqlite")
	pg := storetest.Open(t, "postgres")
	// A flag is a number in a strict table of SQLite, and so is every integer.
	got := read(lite, `SELECT m.name || '.' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'number' ELSE lower(c.type) END ||
		CASE WHEN c."notnull" OR c.pk THEN ' not null' ELSE '' END
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '%sqlite%' AND m.name NOT LIKE 'goose%'`)
	want := read(pg, `SELECT table_name || '.' || column_name || ' ' ||
		CASE data_type WHEN 'bytea' THEN 'blob' WHEN 'text' THEN 'text' ELSE 'number' END ||
		CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`)
	if !slices.Equal(got, want) || len(got) < 80 {
		t.Errorf("%d columns on SQLite, %d on PostgreSQL; they differ:\n%s\n\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	indexes := read(lite, `SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
	wantIndexes := read(pg, `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE 'goose%'`)
	if !slices.Equal(indexes, wantIndexes) {
		t.Errorf("the indexes differ: %v, %v", indexes, wantIndexes)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			address := storetest.Address(t, engine)
			open(t, address, func(db *store.DB) {
				if err := db.Break(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, TRUE)"); err != nil {
					t.Fatal(err)
				}
			})
			for _, readOnly := range []bool{false, true} {
				o := options(address)
				o.ReadOnly = readOnly
				_, err := store.Open(t.Context(), o)
				var version store.VersionError
				if !errors.As(err, &version) || version.Database != 4711 || !regexp.MustCompile(`4711.* \d+: .*newer gohye`).MatchString(err.Error()) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

// open opens a database without running it, for f.
func open(t *testing.T, address string, f func(*store.DB)) {
	t.Helper()
	db, err := store.Open(t.Context(), options(address))
	if err != nil {
		t.Fatal(err)
	}
	f(db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestManyStartAtOnce migrates one database from several processes.
func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	dsn := postgres.Start(t)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			db, err := store.Open(t.Context(), options(dsn))
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestReopen(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			address := storetest.Address(t, engine)
			var secret []byte
			var err error
			open(t, address, func(db *store.DB) {
				if secret, err = db.Secret(t.Context(), "x"); err != nil {
					t.Fatal(err)
				}
			})
			open(t, address, func(db *store.DB) {
				again, err := db.Secret(t.Context(), "x")
				if err != nil || !slices.Equal(secret, again) {
					t.Errorf("a secret did not outlive the program: %v", err)
				}
			})
		})
	}
}

func TestSecondProgramIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a folder with # and ?", "game.db")
	open(t, path, func(db *store.DB) {
		if _, err := store.Open(t.Context(), options(path)); !errors.Is(err, sqlite.ErrLocked) {
			t.Errorf("got %v", err)
		}
		o := options(path)
		o.ReadOnly = true
		looking, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Check(t, looking)
		err = looking.Update(t.Context(), func(tx game.Tx) error { return tx.CreatePlayer(game.Player{ID: 1, Joined: at()}) })
		if err == nil {
			t.Error("a database that is open for reading was written")
		}
		if err := looking.Close(); err != nil {
			t.Error(err)
		}
	})
	open(t, path, func(*store.DB) {}) // the lock went with its holder
}

func TestReadOnlyNeedsAFile(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "none.db"))
	o.ReadOnly = true
	if _, err := store.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "there is no database at") {
		t.Errorf("got %v", err)
	}
}

// TestServerDown opens a database whose server is not there.
func TestServerDown(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	var said strings.Builder
	o := options("postgres://nobody@127.0.0.1:1/none?sslmode=disable")
	o.Log = slog.New(slog.NewTextHandler(&said, nil))
	_, err := store.Open(ctx, o)
	if err == nil || !strings.Contains(err.Error(), "check that the server runs") {
		t.Errorf("got %v", err)
	}
	if n := strings.Count(said.String(), "trying again"); n != 1 {
		t.Errorf("said so %d times: %s", n, said.String())
	}
	if _, err := store.Open(ctx, options("postgres://a b c")); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestIDsOfTwoProcesses makes copies through two pools on one server.
func TestIDsOfTwoProcesses(t *testing.T) {
	t.Parallel()
	dsn := storetest.Address(t, "postgres")
	dbs := []*store.DB{
		storetest.OpenWith(t, store.Options{Database: dsn}), storetest.OpenWith(t, store.Options{Database: dsn}),
	}
	collections, cards := storetest.Pack()
	if _, err := dbs[0].ImportPack(t.Context(), collections, cards); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex // guards seen
	seen := map[game.CopyID]bool{}
	var all sync.WaitGroup
	for p, db := range dbs {
		all.Go(func() {
			for n := range 12 {
				copies := make([]*game.Copy, 200)
				err := db.Update(t.Context(), func(tx game.Tx) error {
					for i := range copies {
						copies[i] = &game.Copy{Card: cards[i%20].ID, Level: 1, Made: at()}
					}
					return tx.Mint(fmt.Sprintf("%d/%d", p, n), at(), "player/1", "test", copies)
				})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				for _, c := range copies {
					if seen[c.ID] {
						t.Errorf("copy %d was made twice", c.ID)
					}
					seen[c.ID] = true
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

func TestFill(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine)
			w := storetest.NewWorld(t, db, storetest.Rules(t), clock.System{})
			collections, cards := store.DemoCards(300, 7)
			order := store.Order{Collections: collections, Cards: cards, Players: 50, Copies: 5000, Auctions: 700, Flakes: 100_000, Seed: 7}
			if err := db.Fill(t.Context(), order); err != nil {
				t.Fatal(err)
			}
			if err := w.Game.RefreshCatalogue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Game.Claim(t.Context(), storetest.Act("i/1", store.FirstPlayer), game.ClaimOrder{Count: 5}); err != nil {
				t.Error(err)
			}
			afterFill(t, w, order.Auctions)
			rep, err := db.Audit(t.Context())
			if err != nil || rep.Copies != 5006 || rep.Players != 51 || rep.Currencies["flake"].Minted != 6_000_000 {
				t.Errorf("got %+v, %v", rep, err)
			}
			if err := db.Fill(t.Context(), order); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}

// afterFill lets a new player buy and sell among what Fill has made.
func afterFill(t *testing.T, w *storetest.World, auctions int) {
	t.Helper()
	const player = store.FirstPlayer + 77
	page, err := w.Game.Auctions(t.Context(), 1, "", game.SortPrice, 0, 1)
	if err != nil || page.Total != auctions {
		t.Fatalf("got %+v, %v", page, err)
	}
	order := game.BidOrder{Auction: page.Entries[0].Auction.ID}
	if _, err := w.Game.Bid(t.Context(), storetest.Act("i/2", player), order); err != nil {
		t.Error(err)
	}
	claimed, err := w.Game.Claim(t.Context(), storetest.Act("i/3", player), game.ClaimOrder{Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	sale := game.AuctionOrder{Copy: claimed.Cards[0].Copy.ID, Start: 100, Hours: 1}
	if a, err := w.Game.OpenAuction(t.Context(), storetest.Act("i/4", player), sale); err != nil || int(a.ID) <= auctions {
		t.Errorf("got %+v, %v", a, err)
	}
}

// TestCommitted is called for alarms, and for nothing else.
func TestCommitted(t *testing.T) {
	t.Parallel()
	calls := 0
	db := storetest.OpenWith(t, store.Options{Database: storetest.Address(t, "sqlite"), Committed: func() { calls++ }})
	w := storetest.NewWorld(t, db, storetest.Rules(t), clock.System{})
	if _, err := w.Game.Claim(t.Context(), storetest.Act("i/1", 1), game.ClaimOrder{Count: 1}); err != nil || calls != 0 {
		t.Errorf("a claim sets no alarm: %d, %v", calls, err)
	}
	if _, err := w.Game.Drop(t.Context(), storetest.Act("i/2", 1)); err != nil || calls != 1 {
		t.Errorf("a drop sets one: %d, %v", calls, err)
	}
	if _, err := w.Game.Drop(t.Context(), storetest.Act("i/2", 1)); err == nil || calls != 1 {
		t.Errorf("a replay sets none: %d, %v", calls, err)
	}
}
