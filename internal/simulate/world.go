package simulate

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/process"
	"gohye/internal/store"
)

// A world is a simulation in the making. One goroutine plays it.
type world struct {
	Options
	db                *store.DB
	manager           *process.Manager
	game              *game.Game
	clock             *virtual
	dice              *rand.Rand
	books             *books
	kinds             []Kind
	acts              [][]*action           // by kind and habit
	cheapest, dearest int64                 // prices of boosters
	materials         map[ledger.Unit]int64 // what fusing takes
	persons           []*person
	agenda            agenda
	keys              int64           // interactions so far
	drops             []game.Drop     // that may still be open, the oldest first
	barren            map[string]bool // what there are no cards for
	handlers          map[string]jobs.Handler
	alarmed           bool      // something was scheduled since alarms were looked at
	due               time.Time // the earliest alarm then
	tally             map[string]*tally
	days              []Day
	firstPrice        float64 // the mean on the first day
}

// A tally counts what became of an action.
type tally struct {
	done    int
	nothing int            // there was nothing to do it with
	refused map[string]int // by the kind of refusal
}

// began is the first moment of a simulation: midnight of a Monday, in UTC.
func began() time.Time { return time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC) }

// storeProcess is the name of the process of the database.
const storeProcess = "store"

// open makes the world: a database with cards, a game over it, and players who
// have not come yet.
func open(ctx context.Context, o Options) (*world, error) {
	w := &world{
		Options: o, clock: &virtual{}, dice: rand.New(rand.NewPCG(o.Seed, 1)),
		kinds: Kinds(), tally: map[string]*tally{}, barren: map[string]bool{},
		manager: process.New(process.Options{Clock: clock.System{}, Log: o.Log}),
	}
	w.clock.set(began())
	db, err := store.Open(ctx, store.Options{
		Database: o.Database, Volatile: !o.Kept, Clock: w.clock, Log: o.Log,
		Committed: func() { w.alarmed = true },
	})
	if err != nil {
		return nil, err
	}
	w.db = db
	if err := w.prepare(ctx); err != nil {
		return nil, errors.Join(err, w.close(ctx))
	}
	return w, nil
}

func (w *world) prepare(ctx context.Context) error {
	err := w.manager.Start(process.Spec{
		Name: storeProcess, Doc: "Writes what the players do.", Run: w.db.Run,
	})
	if err != nil {
		return err
	}
	// Fill refuses a database with players, and leaves one with cards.
	if err := w.db.Fill(ctx, store.Order{Collections: w.Collections, Cards: w.Cards}); err != nil {
		return err
	}
	shop := &watched{DB: w.db}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], w.Seed)
	w.game = game.New(shop, w.clock, w.Rules, seed)
	if err := w.game.RefreshCatalogue(ctx); err != nil {
		return err
	}
	w.books = newBooks(began(), w.game.Catalogue(), w.Rules)
	shop.books = w.books
	w.handlers = w.alarms()
	if w.acts, err = habits(w.kinds); err != nil {
		return err
	}
	boost, fuse := &w.Rules.Boost, &w.Rules.Fuse
	w.cheapest = min(boost.Promo.Vials, boost.Lottery.Vials, boost.Special.Vials, boost.Album.Vials)
	w.dearest = max(boost.Promo.Vials, boost.Lottery.Vials, boost.Special.Vials, boost.Album.Vials)
	w.materials = map[ledger.Unit]int64{
		ledger.Disc: int64(fuse.Discs), ledger.Microphone: int64(fuse.Microphones), ledger.Song: int64(fuse.Songs),
	}
	w.populate()
	return nil
}

// habits are the actions of the kinds' habits.
func habits(kinds []Kind) (acts [][]*action, err error) {
	all := actions()
	byName := map[string]*action{}
	for i := range all {
		byName[all[i].name] = &all[i]
	}
	for _, k := range kinds {
		row := make([]*action, len(k.Habits))
		for i, h := range k.Habits {
			if row[i] = byName[h.Action]; row[i] == nil {
				return nil, fmt.Errorf("simulate: players who are %s have the habit %q, which is no action", k.Name, h.Action)
			}
		}
		acts = append(acts, row)
	}
	return acts, nil
}

// populate makes the players, of each kind its share.
func (w *world) populate() {
	for i := range w.Players {
		kind, place := 0, i*100/w.Players
		for place >= w.kinds[kind].Share && kind < len(w.kinds)-1 {
			place -= w.kinds[kind].Share
			kind++
		}
		p := newPerson(store.FirstPlayer+game.PlayerID(i), fmt.Sprintf("%s %d", w.kinds[kind].Name, i+1), kind)
		p.usual = usual(w.dice)
		w.wish(p)
		w.persons = append(w.persons, p)
		w.books.persons[p.account()] = p
	}
}

// close ends the process of the database and closes it.
func (w *world) close(ctx context.Context) error {
	const patience = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return errors.Join(w.manager.Shutdown(ctx), w.db.Close())
}

// act is a new interaction of a person.
func (w *world) act(p *person) game.Act {
	w.keys++
	return game.Act{
		Key: fmt.Sprintf("i/%019d", w.keys), Player: p.id, Name: p.name,
		Guild: 1, Channel: 2, Reply: "token",
	}
}
