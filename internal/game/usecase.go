package game

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"gohye/internal/clock"
	"gohye/internal/ledger"
)

// A Game is the use cases over one store. Its methods may be called from any
// goroutine. Each takes one look at the clock.
type Game struct {
	store Store
	clock clock.Clock
	rules Rules

	catalogue atomic.Pointer[Catalogue]
	prices    atomic.Pointer[priceList]

	mu      sync.Mutex // guards entropy
	entropy *rand.ChaCha8
}

// New is a game by these rules, which must have passed Check. seed is the root
// of every draw: take it from crypto/rand, or fix it to replay a game.
func New(store Store, c clock.Clock, rules Rules, seed [32]byte) *Game {
	g := &Game{store: store, clock: c, rules: rules, entropy: rand.NewChaCha8(seed)}
	g.catalogue.Store(NewCatalogue(0, &g.rules, nil, nil))
	return g
}

// Rules are the rules in force.
func (g *Game) Rules() Rules { return g.rules }

// Catalogue is the newest catalogue that RefreshCatalogue has read.
func (g *Game) Catalogue() *Catalogue { return g.catalogue.Load() }

// RefreshCatalogue reads the catalogue when its version has changed. Call it
// at the start and from time to time; it is cheap when nothing changed.
func (g *Game) RefreshCatalogue(ctx context.Context) error {
	version, err := g.store.CardsVersion(ctx)
	if err != nil || version == g.Catalogue().Version {
		return err
	}
	version, collections, cards, err := g.store.Cards(ctx)
	if err != nil {
		return err
	}
	g.catalogue.Store(NewCatalogue(version, &g.rules, collections, cards))
	return nil
}

// draws is a generator of its own for one action. ChaCha8 keeps the next
// action's draws unpredictable from this one's.
func (g *Game) draws() *rand.Rand {
	g.mu.Lock()
	defer g.mu.Unlock()
	return rand.New(rand.NewPCG(g.entropy.Uint64(), g.entropy.Uint64()))
}

// secret is 32 bytes that nobody can guess.
func (g *Game) secret() (s [32]byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := 0; i < len(s); i += 8 {
		binary.LittleEndian.PutUint64(s[i:], g.entropy.Uint64())
	}
	return s
}

// act runs f once in the life of the database as the effect of act.
func (g *Game) act(ctx context.Context, act Act, now time.Time, f func(Tx) error) error {
	err := g.store.Act(ctx, act.Key, now, f)
	if errors.Is(err, ErrReplayed) {
		return ReplayedError{}
	}
	return err
}

// player reads the acting player under lock, or lets a new one join with the
// start balance.
func (g *Game) player(tx Tx, act Act, now time.Time, what Cooldown) (Player, error) {
	p, err := tx.Player(act.Player, what)
	if err == nil {
		p.Name = act.Name
		return p, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return Player{}, err
	}
	p = Player{ID: act.Player, Name: act.Name, Joined: now}
	if err := tx.CreatePlayer(p); err != nil {
		return Player{}, err
	}
	p.Flakes, p.Vials = g.rules.Start.Flakes, g.rules.Start.Vials
	return p, tx.Post(g.welcome(p, now))
}

func playerAccount(id PlayerID) ledger.Account { return ledger.PlayerAccount(int64(id)) }

// welcome is the posting of a new player's start balance.
func (g *Game) welcome(p Player, now time.Time) ledger.Posting {
	posting := ledger.Posting{Key: fmt.Sprintf("join/%d", p.ID), At: now}
	for unit, amount := range map[ledger.Unit]int64{ledger.Flake: p.Flakes, ledger.Vial: p.Vials} {
		if amount > 0 {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: unit, From: ledger.Mint, To: playerAccount(p.ID),
				Amount: ledger.Amount(amount), Reason: "start",
			})
		}
	}
	return posting
}
