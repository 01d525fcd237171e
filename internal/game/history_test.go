package game_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"gohye/internal/game"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// An asked is what somebody asked of the auction: a bid, or with by 0 its
// closing, or with by -1 a look at it.
type asked struct {
	by            game.PlayerID
	amount, limit int64
}

const (
	closing game.PlayerID = 0
	looking game.PlayerID = -1
)

// A told is the answer.
type told struct {
	refused string
	least   int64 // of a bid that was too low
	price   int64
	bids    int // so far, this one included
	leads   bool
	sold    bool
}

// sequential is how one auction answers when everybody waits for his turn.
func sequential(start lot) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return start },
		Step: func(state, input, output any) (bool, any) {
			l, in := state.(lot), input.(asked)
			want := answer(&l, in)
			return want == output.(told), l
		},
		Equal: func(a, b any) bool {
			x, y := a.(lot), b.(lot)
			return x.bids == y.bids && x.price == y.price && x.limit == y.limit && x.top == y.top && x.state == y.state
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
	}
}

// answer is what the lot says to the next one.
func answer(l *lot, in asked) told {
	switch in.by {
	case looking:
		return told{price: l.price, bids: l.bids, sold: l.state == game.AuctionSold, leads: l.top != 0}
	case closing:
		if l.state == game.AuctionOpen {
			l.state = game.AuctionSold
			if l.top == 0 {
				l.state = game.AuctionUnsold
			}
		}
		return told{}
	}
	least := l.least()
	_, _, _, refused := l.bid(in.by, game.BidOrder{Amount: in.amount, Limit: in.limit}, riches, l.ends.Add(-1))
	switch any(refused).(type) {
	case nil:
		return told{price: l.price, bids: l.bids, leads: l.top == in.by, sold: l.state == game.AuctionSold}
	case game.BidTooLowError:
		return told{refused: kind(refused), least: least}
	}
	return told{refused: kind(refused)}
}

// A system answers what is asked.
type system func(t *testing.T, in asked) told

// real is the game: those who bid look at a clock before the end, who closes at
// one after it.
func (h *house) real(s game.Store, a game.Auction) system {
	bidders := game.New(s, &storetest.Stopped{At: a.Ends.Add(-time.Minute)}, h.rules, [32]byte{1})
	closers := game.New(s, &storetest.Stopped{At: a.Ends}, h.rules, [32]byte{2})
	return func(t *testing.T, in asked) told {
		switch in.by {
		case looking:
			v, err := bidders.LookAtAuction(t.Context(), 0, a.ID)
			if err != nil {
				t.Error(err)
			}
			return told{price: v.Auction.Price, bids: v.Auction.Bids, sold: v.Auction.State == game.AuctionSold, leads: v.Auction.Top != 0}
		case closing:
			if err := closers.CloseAuction(t.Context(), a.ID); err != nil {
				t.Error(err)
			}
			return told{}
		}
		res, err := bidders.Bid(t.Context(), h.act(in.by), game.BidOrder{Auction: a.ID, Amount: in.amount, Limit: in.limit})
		switch e := any(err).(type) { // refusals come unwrapped
		case nil:
			return told{price: res.Auction.Price, bids: res.Auction.Bids, leads: res.Leads, sold: res.Sold}
		case game.BidTooLowError:
			return told{refused: kind(err), least: e.Least}
		case game.Refusal:
			return told{refused: kind(err)}
		default:
			t.Error(err)
			return told{refused: "fault"}
		}
	}
}

// record lets so many clients ask at once, each n things, and writes down when
// each was asked and answered.
func record(t *testing.T, s system, clients, n int, ask func(rng *rand.Rand, client, turn int) asked) []porcupine.Operation {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	var history []porcupine.Operation
	began, start := time.Now(), make(chan struct{})
	for c := range clients {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(began.UnixNano()), uint64(c)))
			<-start
			for turn := range n {
				op := porcupine.Operation{ClientId: c, Input: ask(rng, c, turn), Call: time.Since(began).Nanoseconds()}
				op.Output = s(t, op.Input.(asked))
				op.Return = time.Since(began).Nanoseconds()
				mu.Lock()
				history = append(history, op)
				mu.Unlock()
			}
		})
	}
	close(start)
	all.Wait()
	return history
}

// someBid is a bid around what is being paid at that turn; now and then a look.
// Bids grow, and most are the least that is enough, because many refusals at
// once tell the checker little and cost it much.
func someBid(rng *rand.Rand, client, turn int) asked {
	in := asked{by: ana + game.PlayerID(client)}
	around := 100 + 400*int64(turn) + rng.Int64N(1000)
	switch rng.IntN(10) {
	case 0:
		in.by = looking
	case 1:
		in.amount = around
	case 2, 3:
		in.limit = around
	}
	return in
}

// theLot is the model of an auction that was just opened.
func theLot(a game.Auction) lot {
	return lot{
		seller: a.Seller, start: a.Start, step: a.Increment, buyout: a.Buyout, ends: a.Ends,
		state: game.AuctionOpen, price: a.Price,
	}
}

// Whatever the interleaving: the answers are those that the auction would have
// given to one after another, in an order that agrees with who had his answer
// before the other asked.
func TestBidsAreLinearizable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		clients, each int
		buyout        int64
		close         bool
	}{
		{8, 12, 0, false}, {32, 2, 0, false}, {16, 6, 1500, false}, {16, 6, 0, true},
	}
	for _, engine := range storetest.Engines() {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%s/%d clients, buyout %d, closing %v", engine, tt.clients, tt.buyout, tt.close), func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, engine, &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}, nil)
				for clients := tt.clients; ; clients-- {
					a := h.list(t, 1, tt.buyout)
					history := record(t, h.real(h.DB, a), clients, tt.each, func(rng *rand.Rand, client, turn int) asked {
						if tt.close && client == 0 && rng.IntN(tt.each) == 0 {
							return asked{by: closing}
						}
						return someBid(rng, client, turn)
					})
					if check(t, theLot(a), history, porcupine.Ok) {
						return
					}
					if clients <= tt.clients/2 {
						t.Fatal("no history could be judged in time")
					}
				}
			})
		}
	}
}

// check has the history judged. It reports false when that would take too long:
// refusals of many at the same instant can stand in too many orders.
func check(t *testing.T, l lot, history []porcupine.Operation, want porcupine.CheckResult) (judged bool) {
	t.Helper()
	got := porcupine.CheckOperationsTimeout(sequential(l), history, 3*time.Second)
	if got == want || got == porcupine.Unknown {
		return got == want
	}
	t.Errorf("the history is %s, want %s", got, want)
	slices.SortFunc(history, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	for _, op := range history {
		t.Logf("%8d to %8d: %+v: %+v", op.Call/1000, op.Return/1000, op.Input, op.Output)
	}
	return true
}

// decided is check of a history that is small enough.
func decided(t *testing.T, l lot, history []porcupine.Operation, want porcupine.CheckResult) {
	t.Helper()
	if !check(t, l, history, want) {
		t.Error("the history could not be judged in time")
	}
}

// The checker has teeth: an auction that two read before either wrote, one whose
// secret limits are forgotten, and answers that were tampered with are found.
func TestTheHistoryCheckerBites(t *testing.T) {
	t.Parallel()
	t.Run("nobody waits for the row", func(t *testing.T) {
		t.Parallel()
		start := lot{start: 100, step: 10, price: 100, state: game.AuctionOpen, ends: time.Unix(1, 0)}
		var mu sync.Mutex
		var both sync.WaitGroup
		both.Add(2)
		now := start
		history := record(t, func(_ *testing.T, in asked) told {
			mu.Lock()
			mine := now // read without a lock that lasts
			mu.Unlock()
			both.Done()
			both.Wait()
			out := answer(&mine, in)
			mu.Lock()
			defer mu.Unlock()
			now = mine
			return out
		}, 2, 1, func(_ *rand.Rand, client, _ int) asked { return asked{by: ana + game.PlayerID(client)} })
		decided(t, start, history, porcupine.Illegal)
	})
	t.Run("a store that forgets limits", func(t *testing.T) {
		t.Parallel()
		h := &house{rules: storetest.Rules(t)}
		db := storetest.OpenUnchecked(t, store.Options{Database: storetest.Address(t, "sqlite")}) // it loses coins
		h.World = storetest.NewWorld(t, db, h.rules, &storetest.Stopped{At: time.Unix(1_800_000_000, 0)})
		a := h.list(t, 1, 0)
		limit := int64(2000)
		history := record(t, h.real(forgetful{db}, a), 1, 2, func(*rand.Rand, int, int) asked {
			limit /= 2
			return asked{by: game.PlayerID(limit), limit: limit}
		})
		decided(t, theLot(a), history, porcupine.Illegal)
	})
	t.Run("tampered answers", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t, "sqlite", &storetest.Stopped{At: time.Unix(1_800_000_000, 0)}, nil)
		a := h.list(t, 1, 0)
		history := record(t, h.real(h.DB, a), 8, 6, someBid)
		decided(t, theLot(a), history, porcupine.Ok)
		for name, change := range map[string]func(*told){
			"the price": func(out *told) { out.price++ },
			"the lead":  func(out *told) { out.leads = !out.leads },
			"the end":   func(out *told) { out.sold = true },
		} {
			i := slices.IndexFunc(history, func(op porcupine.Operation) bool { return op.Output.(told).refused == "" && op.Input.(asked).by > 0 })
			tampered := slices.Clone(history)
			out := tampered[i].Output.(told)
			change(&out)
			tampered[i].Output = out
			if porcupine.CheckOperationsTimeout(sequential(theLot(a)), tampered, 20*time.Second) != porcupine.Illegal {
				t.Errorf("%s was tampered with and nobody noticed", name)
			}
		}
	})
}

// forgetful is a store that knows no limit beyond the price.
type forgetful struct{ *store.DB }

func (f forgetful) Act(ctx context.Context, key string, at time.Time, do func(game.Tx) error) error {
	return f.DB.Act(ctx, key, at, func(tx game.Tx) error { return do(forgetfulTx{tx}) })
}

type forgetfulTx struct{ game.Tx }

func (f forgetfulTx) Auction(id game.AuctionID) (game.Auction, error) {
	a, err := f.Tx.Auction(id)
	a.Limit = min(a.Limit, a.Price)
	return a, err
}
