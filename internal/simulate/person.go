package simulate

import (
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

// A person is one made-up player with what the books say that he has.
type person struct {
	id   game.PlayerID
	name string
	kind int
	// usual is the time of day at which the person comes.
	usual time.Duration

	has       map[ledger.Unit]int64
	cards     map[game.CardID]int // copies in hand; no entry for none
	copies    int
	sets      map[string]int // how many different cards of a collection
	completed int            // the day of the first complete collection, from 1; 0 for none

	pet game.CardID // the card that is being levelled; 0 for none
	// practised is the copy of it, as long as it is known.
	practised game.CopyID
	grown     map[game.CardID]bool // those that were, to the top

	wishes   []game.GoodID // what the person saves for in the shop, in order
	projects []project
	effects  []game.GoodID

	// blocked is until when the game has refused an action to this person.
	blocked map[string]time.Time
	days    int  // on which the person has played
	idle    int  // of these, days without a single claim
	came    bool // today
	claimed bool // today
	visit   *visit
}

func newPerson(id game.PlayerID, name string, kind int) *person {
	return &person{
		id: id, name: name, kind: kind, has: map[ledger.Unit]int64{}, cards: map[game.CardID]int{},
		sets: map[string]int{}, blocked: map[string]time.Time{}, grown: map[game.CardID]bool{},
	}
}

// account is where the person's things are.
func (p *person) account() ledger.Account { return ledger.PlayerAccount(int64(p.id)) }

// A visit is one stay of a person.
type visit struct {
	mood []bool             // by habit: whether the person feels like it
	done []int              // by habit: how often it was followed
	see  game.BalanceResult // when the person looked last

	// habit is what the person is at, and then how it goes on; nil when it is done.
	habit int
	then  deed
}

// A view is what a player sees before deciding.
type view struct {
	now time.Time
	game.BalanceResult
	// pays is the most that the player pays for a claim.
	pays int64
	// cheapest and dearest are prices of boosters, materials what fusing takes.
	cheapest, dearest int64
	materials         map[ledger.Unit]int64
	// goal is the price of what the player saves for; 0 for nothing.
	goal int64
	// person is for what the player knows of himself and does not change it.
	person *person
}
