package storetest

import (
	"fmt"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store"
)

// A World is a game over a store, with a few cards.
type World struct {
	Game *game.Game
	DB   *store.DB
}

// Cards is how many cards [Pack] has.
const Cards = 40

// Pack is a small catalogue: 40 cards of all levels in two collections.
func Pack() (collections []game.Collection, cards []game.Card) {
	collections = []game.Collection{
		{ID: "dawn", Name: "Dawn", Tags: []string{"girlgroups"}},
		{ID: "dusk", Name: "Dusk"},
	}
	for i := range Cards {
		card := game.Card{
			ID: game.CardID(i + 1), Name: fmt.Sprintf("Card %02d", i), Key: fmt.Sprintf("card_%02d", i),
			Level: i%5 + 1, Collection: "dusk", Animated: i%7 == 0,
		}
		if i%2 == 0 {
			card.Collection, card.Tags = "dawn", []string{"girlgroups"}
		}
		cards = append(cards, card)
	}
	return collections, cards
}

// Rules are the default rules without the pauses that would keep a test
// waiting, and with a start balance that pays for many claims.
func Rules(t testing.TB) game.Rules {
	t.Helper()
	rules := game.DefaultRules()
	rules.Start.Flakes = 1_000_000
	rules.Claim.Cooldown, rules.Drop.Cooldown, rules.Drop.GrabCooldown = 0, 0, 0
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	return rules
}

// NewWorld imports the pack and makes a game by these rules.
func NewWorld(t testing.TB, db *store.DB, rules game.Rules, c clock.Clock) *World {
	t.Helper()
	collections, cards := Pack()
	if _, err := db.ImportPack(t.Context(), collections, cards); err != nil {
		t.Fatal(err)
	}
	g := game.New(db, c, rules, [32]byte{1})
	if err := g.RefreshCatalogue(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &World{Game: g, DB: db}
}

// Act is an interaction of a player with a key.
func Act(key string, player game.PlayerID) game.Act {
	return game.Act{Key: key, Player: player, Name: fmt.Sprintf("player %d", player), Guild: 1, Channel: 2, Reply: "token"}
}

// A Stopped is a clock that stands still until it is set.
type Stopped struct {
	clock.System
	At time.Time
}

// Now implements [clock.Clock].
func (s *Stopped) Now() time.Time { return s.At }
