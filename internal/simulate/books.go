package simulate

import (
	"slices"
	"strings"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

// books are what the simulation knows of the economy: who has what, what cards
// are worth, and what has moved why. They follow the ledger posting by posting.
type books struct {
	began   time.Time
	persons map[ledger.Account]*person
	counted map[game.CardID]string // the cards that complete collections, with theirs
	size    map[string]int         // how many cards complete a collection

	held   map[ledger.Unit]int64 // with players and in escrow
	cards  map[game.CopyID]game.CardID
	prices map[game.CardID]int64
	flows  map[flow]*sum
	shares map[share]*sum
}

// A flow is what a day has made or spent of a unit for a reason.
type flow struct {
	day   int
	unit  ledger.Unit
	why   ledger.Reason
	spent bool // into the sink; else out of the mint
}

// A share is what players of one kind have got or given of a unit for a reason,
// on all days.
type share struct {
	kind int
	unit ledger.Unit
	why  ledger.Reason
	out  bool
}

// A sum adds up.
type sum struct{ amount, times int64 }

func newBooks(began time.Time, cat *game.Catalogue, rules game.Rules) *books {
	b := &books{
		began: began, persons: map[ledger.Account]*person{},
		counted: map[game.CardID]string{}, size: map[string]int{},
		held: map[ledger.Unit]int64{}, cards: map[game.CopyID]game.CardID{},
		prices: map[game.CardID]int64{}, flows: map[flow]*sum{}, shares: map[share]*sum{},
	}
	for _, c := range cat.Cards() {
		if counts(c, cat.Collection(c.Collection), rules.Claim.Exclude) {
			b.counted[c.ID] = c.Collection
			b.size[c.Collection]++
		}
	}
	return b
}

// counts reports whether a card is needed to complete its collection: one that
// can be claimed.
func counts(c *game.Card, home game.Collection, exclude []string) bool {
	const most = 4 // stars
	return c.Level <= most && !home.Promo && !home.Fragments &&
		!slices.Contains(exclude, strings.ToLower(c.Collection))
}

// day is the day of the simulation that a moment is in, from 0.
func (b *books) day(at time.Time) int { return int(at.Sub(b.began) / (24 * time.Hour)) }

// keep takes over what a transaction has done.
func (b *books) keep(n *notes) {
	for _, m := range n.minted {
		for _, c := range m.copies {
			b.cards[c.ID] = c.Card
			b.move(m.at, ledger.Transfer{Unit: ledger.Copy, From: ledger.Mint, To: m.to, Amount: 1, Copy: int64(c.ID), Reason: m.why})
		}
	}
	for _, p := range n.posted {
		for _, t := range p.Transfers {
			b.move(p.At, t)
		}
	}
	for _, p := range n.prices {
		b.prices[p.Card] = p.Flakes
	}
}

// move books one transfer.
func (b *books) move(at time.Time, t ledger.Transfer) {
	n := int64(t.Amount)
	if t.From == ledger.Mint || t.To == ledger.Sink {
		count(b.flows, flow{b.day(at), t.Unit, t.Reason, t.To == ledger.Sink}, n)
	}
	if t.From == ledger.Mint {
		b.held[t.Unit] += n
	}
	if t.To == ledger.Sink {
		b.held[t.Unit] -= n
	}
	card := b.cards[game.CopyID(t.Copy)]
	if p := b.persons[t.From]; p != nil {
		count(b.shares, share{p.kind, t.Unit, t.Reason, true}, n)
		b.change(p, t.Unit, card, -n, at)
	}
	if p := b.persons[t.To]; p != nil {
		count(b.shares, share{p.kind, t.Unit, t.Reason, false}, n)
		b.change(p, t.Unit, card, n, at)
	}
}

func count[K comparable](sums map[K]*sum, key K, n int64) {
	s := sums[key]
	if s == nil {
		s = &sum{}
		sums[key] = s
	}
	s.amount += n
	s.times++
}

// change adds to what a person has.
func (b *books) change(p *person, unit ledger.Unit, card game.CardID, n int64, at time.Time) {
	if unit != ledger.Copy {
		p.has[unit] += n
		return
	}
	p.copies += int(n)
	before := p.cards[card]
	p.cards[card] = before + int(n)
	set := b.counted[card]
	switch {
	case before == 0 && set != "":
		if p.sets[set]++; p.sets[set] == b.size[set] && p.completed == 0 {
			p.completed = b.day(at) + 1
		}
	case before == 1 && n < 0:
		delete(p.cards, card)
		if set != "" {
			p.sets[set]--
		}
	}
}

// worth is what a person's cards are worth.
func (b *books) worth(p *person) (flakes int64) {
	for card, n := range p.cards {
		flakes += b.prices[card] * int64(n)
	}
	return flakes
}
