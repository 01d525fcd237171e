// Package ledger says what a correct movement of value is: coins of every
// currency and every single copy of a card move by transfers and in no other
// way.
//
// A [Transfer] is one double entry: it takes an amount from one account and
// gives the same amount to another, so that everything always sums to zero by
// construction. A [Posting] is the transfers of one action; its key is unique
// for ever, so that posting it a second time is an error of the store and
// never a second payment.
//
// The package knows no database: internal/store keeps the balances and
// refuses an account that would go below zero.
package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Unit is what an amount counts.
type Unit string

// The units of the game. Copies are counted one by one: a transfer of the unit
// Copy names its copy and has the amount 1.
const (
	Flake Unit = "flake" // the main currency
	Vial  Unit = "vial"  // the second currency
	Copy  Unit = "copy"  // one physical copy of a card
	XP    Unit = "xp"    // experience of a player; nothing spends it
)

// The materials, which work finds and fusing spends.
const (
	Disc       Unit = "disc"
	Microphone Unit = "microphone"
	Song       Unit = "song"
)

// The items, counted in uses.
const (
	SpaceUnity  Unit = "spaceunity"
	JudgeDay    Unit = "judgeday"
	Walpurgis   Unit = "walpurgisnight"
	ClaimRecall Unit = "claimrecall"
)

// known reports whether u is a unit of the game.
func (u Unit) known() bool {
	switch u {
	case Flake, Vial, Copy, XP, Disc, Microphone, Song, SpaceUnity, JudgeDay, Walpurgis, ClaimRecall:
		return true
	}
	return false
}

// An Amount is a whole number of some [Unit]. There are no fractions.
type Amount int64

// An Account is something that holds value: "player/<Discord id>", an escrow
// account such as "auction/<id>", or one of the system accounts.
type Account string

// The system accounts. They are not rows, so nobody ever waits for their lock;
// what they gave and took is the sum of their transfers.
const (
	Mint Account = "mint" // where value comes from
	Sink Account = "sink" // where value goes when it is spent
)

// PlayerAccount is the account of the player with this Discord id.
func PlayerAccount(id int64) Account {
	return Account("player/" + strconv.FormatInt(id, 10))
}

// PlayerOf is the Discord id of a player's account; ok is false for any other.
func PlayerOf(a Account) (id int64, ok bool) {
	s, ok := strings.CutPrefix(string(a), "player/")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(s, 10, 64)
	return id, err == nil
}

// System reports whether a is a system account: one without a stored balance.
func (a Account) System() bool { return a == Mint || a == Sink }

// A Reason says in one or two words why a transfer happened: "claim", "daily".
// It is for people and reports; no code decides by it.
type Reason string

// A Transfer takes Amount of Unit from From and gives it to To.
type Transfer struct {
	Unit     Unit
	From, To Account
	Amount   Amount // always positive
	Copy     int64  // the copy that moves when Unit is Copy, else 0
	Reason   Reason
}

// Check returns an error that says what is wrong with t, or nil. It cannot
// know balances: those are the store's to refuse.
func (t Transfer) Check() error {
	switch {
	case t.From == "" || t.To == "":
		return errors.New("ledger: a transfer needs two accounts")
	case t.From == t.To:
		return fmt.Errorf("ledger: %s cannot pay itself", t.From)
	case t.Amount <= 0:
		return fmt.Errorf("ledger: amount %d is not positive", t.Amount)
	case t.Reason == "":
		return errors.New("ledger: a transfer needs a reason")
	case t.Unit == Copy && (t.Amount != 1 || t.Copy == 0):
		return errors.New("ledger: a transfer of a copy names one copy")
	case t.Unit != Copy && t.Copy != 0:
		return fmt.Errorf("ledger: a transfer of %ss cannot name a copy", t.Unit)
	case !t.Unit.known():
		return fmt.Errorf("ledger: unknown unit %q", t.Unit)
	}
	return nil
}

// A Posting is everything that one action moves.
type Posting struct {
	// Key names the action, for ever and once: "i/<interaction id>",
	// "join/<player>", "drop/<id>/<slot>".
	Key       string
	At        time.Time
	Transfers []Transfer
}

// Check returns an error that says what is wrong with p, or nil.
func (p Posting) Check() error {
	if p.Key == "" || p.At.IsZero() {
		return errors.New("ledger: a posting needs a key and a time")
	}
	for _, t := range p.Transfers {
		if err := t.Check(); err != nil {
			return err
		}
	}
	return nil
}

// A Change is what a posting does to one stored balance.
type Change struct {
	Account Account
	Unit    Unit
	By      Amount // never zero
}

// Changes is the net effect of p on balances of coins, one entry an account
// and unit, ordered by account so that two postings lock their rows in the
// same order. System accounts and copies have no balance row and are left out.
func (p Posting) Changes() []Change {
	var sum []Change
	for _, t := range p.Transfers {
		if t.Unit == Copy {
			continue
		}
		sum = add(sum, Change{t.From, t.Unit, -t.Amount})
		sum = add(sum, Change{t.To, t.Unit, t.Amount})
	}
	kept := sum[:0]
	for _, c := range sum {
		if c.By != 0 {
			kept = append(kept, c)
		}
	}
	return kept
}

// add merges c into the ordered list sum. Lists have two or three entries.
func add(sum []Change, c Change) []Change {
	if c.Account.System() {
		return sum
	}
	i := 0
	for i < len(sum) && before(sum[i], c) {
		i++
	}
	if i < len(sum) && sum[i].Account == c.Account && sum[i].Unit == c.Unit {
		sum[i].By += c.By
		return sum
	}
	sum = append(sum, Change{})
	copy(sum[i+1:], sum[i:])
	sum[i] = c
	return sum
}

func before(a, b Change) bool {
	if a.Account != b.Account {
		return a.Account < b.Account
	}
	return a.Unit < b.Unit
}
