package game_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/process"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// The players of these tests. Each begins with riches.
const (
	seller game.PlayerID = iota + 1
	ana
	ben
	cleo
)

const riches = 1_000_000

// A house is a game over a fresh database, with everything that closes auctions.
type house struct {
	*storetest.World
	rules  game.Rules
	runner atomic.Pointer[jobs.Runner]
	acts   atomic.Int64
	began  time.Time

	mu    sync.Mutex // guards rings
	rings []ring
}

// A ring is one call of the handler that closes.
type ring struct {
	id  game.AuctionID
	at  time.Duration // since the house was made
	err error
}

func newHouse(t *testing.T, engine string, c clock.Clock, change func(*game.Rules)) *house {
	t.Helper()
	h := &house{rules: storetest.Rules(t), began: c.Now()}
	h.rules.Auction.MaxOpen = 0
	if change != nil {
		change(&h.rules)
	}
	db := storetest.OpenWith(t, store.Options{Database: storetest.Address(t, engine), Committed: h.wake})
	h.World = storetest.NewWorld(t, db, h.rules, c)
	return h
}

func (h *house) wake() {
	if r := h.runner.Load(); r != nil {
		r.Wake()
	}
}

// run rings the alarms of auctions, by g, until stop is called or the test ends.
func (h *house) run(t *testing.T, g *game.Game, db *store.DB, o jobs.Options) (stop func()) {
	t.Helper()
	o.Together, o.MaxSleep = process.Together, time.Hour // whoever relies on polling is found out
	r := jobs.NewRunner(db, map[string]jobs.Handler{
		game.JobAuctionClose: func(ctx context.Context, j jobs.Job) error {
			id := auctionOf(j)
			err := g.CloseAuction(ctx, id)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.rings = append(h.rings, ring{id, time.Since(h.began), err})
			return err
		},
		game.JobAuctionSoon: func(ctx context.Context, j jobs.Job) error { return g.RemindWatchers(ctx, auctionOf(j)) },
	}, o)
	h.runner.Store(r)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- r.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-over; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func auctionOf(j jobs.Job) game.AuctionID {
	id, _ := strconv.ParseInt(j.Key, 10, 64)
	return game.AuctionID(id)
}

// rung is every ring so far, in order.
func (h *house) rung() []ring {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.rings)
}

// act is a fresh interaction of a player.
func (h *house) act(p game.PlayerID) game.Act {
	return storetest.Act(fmt.Sprintf("i/%d", h.acts.Add(1)), p)
}

// list opens an auction of a fresh copy of card 1 for hours, from 100 flakes in
// steps of 10.
func (h *house) list(t *testing.T, hours int, buyout int64) game.Auction {
	t.Helper()
	made := []*game.Copy{{Card: 1, Level: 1, Made: time.Unix(1, 0)}}
	key := fmt.Sprintf("copy/%d", h.acts.Add(1))
	err := h.DB.Update(t.Context(), func(tx game.Tx) error {
		return tx.Mint(key, time.Unix(1, 0), ledger.PlayerAccount(int64(seller)), "test", made)
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.Game.OpenAuction(t.Context(), h.act(seller), game.AuctionOrder{
		Copy: made[0].ID, Start: 100, Increment: 10, Buyout: buyout, Hours: hours,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// bid bids up to a limit, from the least that is enough.
func (h *house) bid(t *testing.T, p game.PlayerID, id game.AuctionID, limit int64) error {
	t.Helper()
	_, err := h.Game.Bid(t.Context(), h.act(p), game.BidOrder{Auction: id, Limit: limit})
	if _, refused := errors.AsType[game.Refusal](err); err != nil && !refused {
		t.Error(err)
	}
	return err
}

func (h *house) look(t *testing.T, id game.AuctionID) game.Auction {
	t.Helper()
	var a game.Auction
	err := h.DB.View(t.Context(), func(r game.Reader) (err error) {
		a, err = r.Auction(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// expect looks at the state of an auction, who holds its copy, and what players
// have.
func (h *house) expect(t *testing.T, id game.AuctionID, state game.AuctionState, holder game.PlayerID, flakes map[game.PlayerID]int64) {
	t.Helper()
	err := h.DB.View(t.Context(), func(r game.Reader) error {
		a, err := r.Auction(id)
		if err != nil {
			return err
		}
		c, err := r.Copy(a.Copy)
		if err != nil {
			return err
		}
		want := ledger.PlayerAccount(int64(holder))
		if holder == 0 {
			want = ledger.Account("auction/" + id.String())
		}
		if a.State != state || c.Holder != want {
			t.Errorf("auction %d is %s and its copy with %s, want %s and %s", id, a.State, c.Holder, state, want)
		}
		for p, want := range flakes {
			if who, err := r.Player(p, ""); err != nil || who.Flakes != want {
				t.Errorf("player %d has %d flakes (%v), want %d", p, who.Flakes, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// notices takes what is to be delivered: "kind player", sorted; "show" is an
// auction's message.
func (h *house) notices(t *testing.T) []string {
	t.Helper()
	var all []string
	list, err := h.DB.Lease(t.Context(), jobs.Deliveries, time.Now(), time.Minute, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range list {
		text := "show"
		if j.Kind == game.JobNotice {
			n, err := game.ReadNotice(j)
			if err != nil {
				t.Error(err)
			}
			text = fmt.Sprintf("%s %d", n.Kind, n.Player)
		} else if _, err := h.Game.ShowAuction(t.Context(), auctionOf(j)); err != nil {
			t.Error(err)
		}
		all = append(all, text)
		if err := h.DB.Finish(t.Context(), j); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(all)
	return all
}
