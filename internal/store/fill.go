package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

// An Order says what [DB.Fill] puts into an empty database.
type Order struct {
	Collections []game.Collection
	Cards       []game.Card
	Players     int
	Copies      int
	Auctions    int    // how many of the copies are for sale
	Flakes      int64  // what each player starts with
	Seed        uint64 // the same seed gives the same copies
}

// FirstPlayer is the id of the first player that Fill makes; the others follow.
const FirstPlayer game.PlayerID = 1_000_000

// ErrNotEmpty says that somebody has played with the database.
var ErrNotEmpty = errors.New("the database is not empty: give a new file or an empty database, so that nobody's cards are mixed with made-up ones")

// Fill puts a catalogue, players, copies and auctions into an empty database, for
// trials and measurements, as the game would have done it: every copy and every
// coin has its entry in the ledger, and every auction its alarm. Common cards have more copies than rare ones, and
// some players far more than others. A database with players is refused with
// [ErrNotEmpty]. It happens in one transaction: everything or nothing.
func (db *DB) Fill(ctx context.Context, o Order) error {
	if o.Players < 0 || o.Copies < 0 || o.Auctions < 0 || o.Copies > 0 && (o.Players == 0 || len(o.Cards) == 0) {
		return errors.New("store: fill: copies need at least one player and one card")
	}
	// Asked twice: before the catalogue is touched, and in the transaction.
	if err := db.eng.Read(ctx, empty); err != nil {
		return fault("fill", err)
	}
	if _, err := db.ImportPack(ctx, o.Collections, o.Cards); err != nil {
		return err
	}
	err := db.eng.Alone(ctx, func(t engine.Tx) error {
		if err := empty(t); err != nil {
			return err
		}
		return db.fill(t, o)
	})
	if err != nil {
		return fault("fill", err)
	}
	return nil
}

// empty refuses a database in which somebody has played.
func empty(t engine.Tx) error {
	rows := 0
	t.Queue(`SELECT (SELECT count(*) FROM player) + (SELECT count(*) FROM entry)`,
		func(r engine.Row) error { return r.Scan(&rows) })
	if err := t.Flush(); err != nil {
		return err
	}
	if rows > 0 {
		return ErrNotEmpty
	}
	return nil
}

// The indexes that are cheaper to make at the end, with how.
func slowIndexes() map[string]string {
	return map[string]string{
		"entry_copy":  `CREATE UNIQUE INDEX entry_copy ON entry (copy, step) WHERE copy IS NOT NULL`,
		"copy_print":  `CREATE UNIQUE INDEX copy_print ON copy (card, print)`,
		"copy_holder": `CREATE INDEX copy_holder ON copy (holder, card)`,
	}
}

func (db *DB) fill(t engine.Tx, o Order) error {
	now := nanos(db.clock.Now())
	for name := range slowIndexes() {
		t.Queue("DROP INDEX "+name, nil)
	}
	err := t.Load("player", []string{"id", "name", "joined", "claims", "claim_day", "spent_today", "streak", "daily_at"}, somePlayers(o, now))
	if err != nil {
		return err
	}
	prints := printRun(o)
	show, err := newShowcase(o, prints)
	if err != nil {
		return err
	}
	columns := []string{"id", "card", "print", "holder", "level", "exp", "made"}
	if err := t.Load("copy", columns, someCopies(o, prints, now, show)); err != nil {
		return err
	}
	for i, n := range prints {
		if n > 0 {
			t.Queue(`UPDATE card SET printed = $2 WHERE id = $1`, nil, int64(o.Cards[i].ID), n)
		}
	}
	startBalances(t, o)
	// Keys of equal length grow with the copies: rows are appended.
	t.Queue(`INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at)
SELECT 'demo/' || CAST(10000000000 + id AS TEXT), 0, 'copy', 'mint', holder, 1, id, 0, 'demo', made FROM copy ORDER BY id`, nil)
	t.Queue(`UPDATE counter SET value = $1 WHERE name = 'copy'`, nil, int64(o.Copies)+1)
	if err := db.fillAuctions(t, o, show, now); err != nil {
		return err
	}
	for _, index := range slowIndexes() {
		t.Queue(index, nil)
	}
	db.ids.forget(copyID)
	return t.Flush()
}

// startBalances gives every player his flakes.
func startBalances(t engine.Tx, o Order) {
	if o.Flakes == 0 {
		return
	}
	t.Queue(`INSERT INTO balance (account, unit, amount)
SELECT 'player/' || CAST(id AS TEXT), 'flake', CAST($1 AS BIGINT) FROM player`, nil, o.Flakes)
	t.Queue(`INSERT INTO entry (key, leg, unit, giver, taker, amount, copy, step, reason, at)
SELECT 'join/' || CAST(id AS TEXT), 0, 'flake', 'mint', 'player/' || CAST(id AS TEXT), CAST($1 AS BIGINT), NULL, 0, 'start', joined FROM player ORDER BY id`, nil, o.Flakes)
}

// somePlayers are players with invented names.
func somePlayers(o Order, now int64) iter.Seq[[]any] {
	first := []string{"Ari", "Bora", "Cleo", "Dani", "Eun", "Finn", "Gia", "Haru", "Ivo", "Jae", "Kiri", "Lux", "Mina", "Noe", "Ori", "Pax"}
	second := []string{"Ash", "Brook", "Cove", "Dale", "Ember", "Fern", "Glen", "Hill", "Isle", "Jade", "Lake", "Moss", "Nova", "Opal", "Pine", "Reed"}
	return func(yield func([]any) bool) {
		for i := range o.Players {
			name := first[i%len(first)] + " " + second[i/len(first)%len(second)]
			if round := i / (len(first) * len(second)); round > 0 {
				name += " " + strconv.Itoa(round+1)
			}
			if !yield([]any{int64(FirstPlayer) + int64(i), name, now, 0, 0, 0, 0, int64(0)}) {
				return
			}
		}
	}
}

// printRun shares the copies out among the cards: a card of one star has many
// times as many as one of five.
func printRun(o Order) []int {
	if len(o.Cards) == 0 {
		return nil
	}
	rng := rand.New(rand.NewPCG(o.Seed, 1))
	often := [...]float64{1: 70, 2: 20, 3: 7, 4: 3, 5: 0.4}
	weight := make([]float64, len(o.Cards))
	sum := 0.0
	for i, c := range o.Cards {
		weight[i] = often[min(max(c.Level, 1), 5)] * (0.5 + rng.Float64())
		sum += weight[i]
	}
	run := make([]int, len(o.Cards))
	left := o.Copies
	for i := range run {
		run[i] = min(left, int(weight[i]/sum*float64(o.Copies)))
		left -= run[i]
	}
	for ; left > 0; left-- {
		run[rng.IntN(len(run))]++
	}
	return run
}

// someCopies are all copies, by card and print. They are shown on the way.
func someCopies(o Order, prints []int, now int64, show *showcase) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		rng := rand.New(rand.NewPCG(o.Seed, 2))
		id := int64(0)
		row := make([]any, 7)
		for i, n := range prints {
			for printed := range n {
				id++
				// The square lets the first players hold far more than the last.
				chance := rng.Float64()
				holder := FirstPlayer + game.PlayerID(chance*chance*float64(o.Players))
				level := 1
				for level < 5 && rng.IntN(12) == 0 {
					level++
				}
				copy(row, []any{id, int64(o.Cards[i].ID), printed + 1, account(holder), level, rng.IntN(1000), now})
				show.see(&o.Cards[i], sale{copied: id, card: int64(o.Cards[i].ID), number: int64(printed) + 1, seller: int64(holder)})
				if !yield(row) {
					return
				}
			}
		}
	}
}

// DemoCards is a made-up catalogue of n cards for measurements, where no card
// pack of that size is at hand: collections of a hundred, levels as in a pack.
func DemoCards(n int, seed uint64) (collections []game.Collection, cards []game.Card) {
	rng := rand.New(rand.NewPCG(seed, 3))
	for i := range n {
		if i%100 == 0 {
			id := fmt.Sprintf("set%03d", i/100)
			tags := []string{"girlgroups"}
			if i/100%2 == 1 {
				tags = []string{"boygroups"}
			}
			collections = append(collections, game.Collection{ID: id, Name: fmt.Sprintf("Set %d", i/100+1), Tags: tags})
		}
		home := collections[len(collections)-1]
		level := 1
		for level < 5 && rng.IntN(100) < 45 {
			level++
		}
		cards = append(cards, game.Card{
			ID: game.CardID(i + 1), Name: fmt.Sprintf("Card %d", i+1), Key: fmt.Sprintf("card_%d", i+1),
			Level: level, Collection: home.ID, Tags: home.Tags,
		})
	}
	return collections, cards
}
