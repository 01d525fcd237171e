package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/process"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
	"gohye/internal/testkit/postgres"
)

// openAuctions is how many auctions are open in these benchmarks.
const openAuctions = 100_000

// market makes a database with n open auctions, which end in an hour at the
// earliest; every second one has a bid. It is closed again.
func market(b *testing.B, engine string, n int) (address string) {
	b.Helper()
	address = filepath.Join(b.TempDir(), "bench.db")
	if engine == "postgres" {
		address = postgres.StartDurable(b)
	}
	db, err := store.Open(b.Context(), store.Options{Database: address, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer storetest.Start(b, db)()
	collections, cards := store.DemoCards(1000, 1)
	err = db.Fill(b.Context(), store.Order{
		Collections: collections, Cards: cards, Players: benchPlayers, Copies: n + n/4, Flakes: 1 << 40, Auctions: n, Seed: 1,
	})
	if err != nil {
		b.Fatal(err)
	}
	const bidder = store.FirstPlayer - 1 // sells nothing
	err = db.Break(b.Context(),
		fmt.Sprintf(`INSERT INTO player (id, name, joined, claims, claim_day, spent_today, streak, daily_at) VALUES (%d, 'b', 1, 0, 0, 0, 0, 0)`, bidder),
		fmt.Sprintf(`UPDATE auction SET top = %d, ceiling = start + 200, bids = 1 WHERE id %% 2 = 0`, bidder),
		`INSERT INTO auction_bid (auction, number, player, amount, proxy, at) SELECT id, 1, top, price, FALSE, 1 FROM auction WHERE bids = 1`,
		`INSERT INTO balance (account, unit, amount) SELECT 'auction/' || CAST(id AS TEXT), 'flake', ceiling FROM auction WHERE bids = 1`,
		`INSERT INTO entry (key, leg, unit, giver, taker, amount, step, reason, at)
SELECT 'bid/' || CAST(id AS TEXT), 0, 'flake', 'mint', 'auction/' || CAST(id AS TEXT), ceiling, 0, 'demo', 1 FROM auction WHERE bids = 1`,
	)
	if err != nil {
		b.Fatal(err)
	}
	return address
}

// An office is the running part of the program that closings need.
type office struct {
	db      *store.DB
	game    *game.Game
	runners [2]*jobs.Runner

	mu   sync.Mutex // guards late
	late []time.Duration
}

// lateness is how long after its end each auction was closed so far.
func (o *office) lateness() []time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.late)
}

// openOffice opens the database and runs its alarms and its deliveries, which
// cost what they cost the database, until the end of the test.
func openOffice(t testing.TB, address string) *office {
	t.Helper()
	o := &office{}
	var err error
	o.db, err = store.Open(t.Context(), store.Options{
		Database: address, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Committed: func() {
			for _, r := range o.runners {
				r.Wake()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for q := range o.runners {
		o.runners[q] = jobs.NewRunner(o.db, o.handlers(), jobs.Options{Queue: jobs.Queue(q), Together: process.Together})
	}
	t.Cleanup(storetest.Start(t, o.db))
	o.game = game.New(o.db, clock.System{}, storetest.Rules(t), [32]byte{1})
	if err := o.game.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, r := range o.runners {
		running.Go(func() { _ = r.Run(ctx) })
	}
	t.Cleanup(func() { cancel(); running.Wait() })
	return o
}

// handlers are those of the program, but for the sending.
func (o *office) handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{
		game.JobAuctionClose: func(ctx context.Context, j jobs.Job) error {
			err := o.game.CloseAuction(ctx, auctionOf(j))
			o.mu.Lock()
			defer o.mu.Unlock()
			o.late = append(o.late, time.Since(j.Due))
			return err
		},
		game.JobAuctionShow: func(ctx context.Context, j jobs.Job) error {
			_, err := o.game.ShowAuction(ctx, auctionOf(j))
			return err
		},
		game.JobNotice: func(ctx context.Context, j jobs.Job) error {
			n, err := game.ReadNotice(j)
			if err == nil {
				_, err = o.game.LookAtNotice(ctx, n)
			}
			return err
		},
	}
}

func auctionOf(j jobs.Job) game.AuctionID {
	id, _ := strconv.ParseInt(j.Key, 10, 64)
	return game.AuctionID(id)
}

// BenchmarkClosings lets auctions end at a steady rate among a hundred thousand
// open ones, with nobody else about and while players claim as fast as they
// can, and says how long after its end an auction is closed and paid.
func BenchmarkClosings(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(engine, func(b *testing.B) {
			o := openOffice(b, market(b, engine, openAuctions))
			b.Cleanup(func() { storetest.Check(b, o.db) })
			next := int64(1)
			for _, rate := range []int64{20, 100} {
				for _, players := range []int{0, 16} {
					b.Run(fmt.Sprintf("rate=%d/players=%d", rate, players), func(b *testing.B) {
						for b.Loop() {
							n := 10 * rate
							closeMany(b, o, next, n, time.Second/time.Duration(rate), players)
							next += n
						}
					})
				}
			}
			b.Run("overdue=1000", func(b *testing.B) {
				for b.Loop() {
					closeMany(b, o, next, 1000, 0, 0)
					next += 1000
				}
			})
		})
	}
}

// closeMany lets n auctions end one after another, and waits until all are
// closed.
func closeMany(b *testing.B, o *office, first, n int64, pause time.Duration, players int) {
	b.Helper()
	before := len(o.lateness())
	ends := fmt.Sprintf("%d + (id - %d) * %d", time.Now().Add(time.Second).UnixNano(), first, int64(pause))
	which := fmt.Sprintf("id BETWEEN %d AND %d", first, first+n-1)
	err := o.db.Break(b.Context(),
		"UPDATE auction SET ends = "+ends+" WHERE "+which,
		"UPDATE job SET due = a.ends, ready = a.ends FROM auction a WHERE job.kind = 'auction.close' AND job.key = CAST(a.id AS TEXT) AND a."+which)
	if err != nil {
		b.Fatal(err)
	}
	// Their alarms were moved behind the runner's back: it has to look again.
	err = o.db.Update(b.Context(), func(tx game.Tx) error {
		return tx.Schedule(jobs.Job{Kind: game.JobAuctionClose, Key: "0", Due: time.Now().Add(time.Hour)})
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var crowd sync.WaitGroup
	for i := range players {
		crowd.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				key := fmt.Sprintf("i/%d/%d/%d", first, i, n)
				_, _ = o.game.Claim(ctx, storetest.Act(key, store.FirstPlayer+game.PlayerID(i)), game.ClaimOrder{Count: 1})
			}
		})
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for len(o.lateness()) < before+int(n) {
		<-tick.C
	}
	cancel()
	crowd.Wait()
	late := o.lateness()[before:]
	slices.Sort(late)
	for name, d := range map[string]time.Duration{"p50": late[len(late)/2], "p99": late[len(late)*99/100], "max": late[len(late)-1]} {
		b.ReportMetric(float64(d.Microseconds())/1000, "ms-late-"+name)
	}
}

// BenchmarkOpenAuctions is what a hundred thousand open auctions cost a program
// that starts, against none: the time until the first alarm has rung, and the
// memory that it uses then. Each start is a process of its own.
func BenchmarkOpenAuctions(b *testing.B) {
	for _, engine := range storetest.Engines() {
		for _, n := range []int{0, openAuctions} {
			b.Run(fmt.Sprintf("%s/open=%d", engine, n), func(b *testing.B) {
				address := market(b, engine, n)
				var took, memory float64
				for b.Loop() {
					cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestStart$", "-test.v")
					cmd.Env = append(os.Environ(), startVariable+"="+address)
					out, err := cmd.CombinedOutput()
					if err != nil {
						b.Fatalf("%v: %s", err, out)
					}
					_, line, _ := strings.Cut(string(out), "started: ")
					if _, err := fmt.Sscanf(line, "%f %f", &took, &memory); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
				}
				b.ReportMetric(took, "ms-start")
				b.ReportMetric(memory, "MB")
			})
		}
	}
}

const startVariable = "GOHYE_BENCH_START"

// TestStart is the program that BenchmarkOpenAuctions starts.
func TestStart(t *testing.T) { //nolint:paralleltest // it is alone in its process
	address := os.Getenv(startVariable)
	if address == "" {
		t.Skip("BenchmarkOpenAuctions runs this")
	}
	began := time.Now()
	o := openOffice(t, address)
	rung := make(chan struct{})
	err := o.db.Update(t.Context(), func(tx game.Tx) error {
		return tx.Schedule(jobs.Job{Kind: game.JobAuctionClose, Key: "0", Due: began})
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(rung)
		for tick := time.Tick(time.Millisecond); len(o.lateness()) == 0; {
			<-tick
		}
	}()
	<-rung
	took := time.Since(began)
	status, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("this system does not tell how much memory a process has")
	}
	pages, _ := strconv.Atoi(strings.Fields(string(status))[1])
	fmt.Printf("started: %.0f %.1f\n", float64(took.Microseconds())/1000, float64(pages*os.Getpagesize())/(1<<20))
}
