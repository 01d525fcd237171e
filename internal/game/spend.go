package game

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"gohye/internal/ledger"
)

// A Process is something that is done with copies of cards and not with every
// card.
type Process string

// The processes.
const (
	Levelling  Process = "levelling"
	Combining  Process = "combining"
	Forging    Process = "forging"
	Liquefying Process = "liquefying"
	Ascending  Process = "ascending"
)

// spends reports whether copies go into the process and do not come back.
func (p Process) spends() bool { return p != Levelling }

// fits reports whether a card may have a part in what is limited to these stars
// and leaves these collections out. Pieces never have.
func (c *Catalogue) fits(card Card, stars int, exclude []string) bool {
	return card.Level >= 1 && card.Level <= stars && !c.fragment(card) &&
		!slices.Contains(exclude, strings.ToLower(card.Collection))
}

// fragment reports whether a card is a piece of one.
func (c *Catalogue) fragment(card Card) bool {
	return c.Collection(card.Collection).Fragments || strings.Contains(card.Key, "frag")
}

// promo reports whether a card is given away in events only.
func (c *Catalogue) promo(card Card) bool { return c.Collection(card.Collection).Promo }

// suits is the rule for which copies of which cards may have a part in a process.
func (g *Game) suits(p Process, c Copy, card Card) error {
	cat, r, ok, stars := g.Catalogue(), &g.rules, false, 0
	switch p {
	case Levelling, Combining:
		stars = r.Level.MaxStars
		ok = cat.fits(card, stars, r.Level.Exclude) && !cat.promo(card)
	case Forging:
		stars = r.Forge.MaxStars
		ok = cat.fits(card, stars, r.Forge.Exclude)
	case Liquefying:
		stars = len(r.Liquefy.Percent)
		ok = card.Level >= 1 && card.Level <= stars && !slices.Contains(r.Liquefy.Exclude, strings.ToLower(card.Collection))
	case Ascending:
		stars = len(r.Ascend.Level)
		ok = cat.fits(card, stars, r.Ascend.Exclude) && !cat.promo(card)
	}
	switch {
	case c.Locked:
		return ProtectedError{Locked: true}
	case c.Favourite && p.spends():
		return ProtectedError{}
	case !ok:
		return UnsuitedError{Process: p, MaxStars: stars}
	case p == Levelling && c.Level >= maxLevel:
		return MaxedError{}
	case p == Ascending && c.Level < r.Ascend.Level[card.Level-1]:
		return NotLevelledError{Level: r.Ascend.Level[card.Level-1]}
	}
	return nil
}

// better orders copies of one card for a process: those that suit it first, then
// the least valuable of what is spent, and the farthest of what grows.
func (g *Game) better(p Process, card Card) func(a, b Copy) int {
	unsuited := func(c Copy) int {
		if g.suits(p, c, card) != nil {
			return 1
		}
		return 0
	}
	return func(a, b Copy) int {
		first := cheaper(a, b)
		if !p.spends() {
			first = cmp.Or(b.Level-a.Level, b.Exp-a.Exp, a.Print-b.Print)
		}
		return cmp.Or(unsuited(a)-unsuited(b), first)
	}
}

// copyTo is the copy that a player means to put into a process: by its code, or
// the best for it of the card that words name. Copies in without are passed over
// unless their code is given.
func (g *Game) copyTo(r Reader, player PlayerID, what string, p Process, without ...CopyID) (Copy, error) {
	copies, err := g.copiesMeant(r, player, what)
	if err != nil {
		return Copy{}, err
	}
	if left := slices.DeleteFunc(slices.Clone(copies), func(c Copy) bool { return slices.Contains(without, c.ID) }); len(left) > 0 {
		copies = left
	}
	return slices.MinFunc(copies, g.better(p, g.card(copies[0].Card))), nil
}

// ownCopy reads a copy of the player's own under lock. Refused: NotYoursError,
// ListedError, SpentError.
func ownCopy(tx Tx, player PlayerID, id CopyID) (Copy, error) {
	c, err := tx.Copy(id)
	switch {
	case errors.Is(err, ErrNotFound):
		return Copy{}, NotYoursError{}
	case err != nil || c.Holder == playerAccount(player):
		return c, err
	case auctionHolding(c) != 0:
		return Copy{}, ListedError{Auction: auctionHolding(c)}
	case c.Holder == ledger.Sink:
		return Copy{}, SpentError{}
	}
	return Copy{}, NotYoursError{}
}

// ownCopies reads copies of the player's own under lock, and returns them in the
// order of ids. They are locked in ascending order, whatever the order of ids.
func ownCopies(tx Tx, player PlayerID, ids ...CopyID) ([]Copy, error) {
	copies := make([]Copy, len(ids))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		c, err := ownCopy(tx, player, id)
		if err != nil {
			return nil, err
		}
		for i := range ids {
			if ids[i] == id {
				copies[i] = c
			}
		}
	}
	return copies, nil
}

// spent is the transfer of a copy to where spent things go.
func spent(c Copy, why ledger.Reason) ledger.Transfer {
	return ledger.Transfer{Unit: ledger.Copy, From: c.Holder, To: ledger.Sink, Amount: 1, Copy: int64(c.ID), Reason: why}
}

// paid is the transfer of what a player pays to where spent things go.
func paid(player PlayerID, unit ledger.Unit, amount int64, why ledger.Reason) ledger.Transfer {
	return ledger.Transfer{Unit: unit, From: playerAccount(player), To: ledger.Sink, Amount: ledger.Amount(amount), Reason: why}
}

// exchange writes what an action takes from a player and what it makes for it,
// under the action's key.
func (g *Game) exchange(tx Tx, act Act, p Player, now time.Time, why ledger.Reason, takes []ledger.Transfer, makes ...*Copy) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if len(takes) > 0 {
		if err := tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: takes}); err != nil {
			return err
		}
	}
	if len(makes) == 0 {
		return nil
	}
	return tx.Mint(act.Key, now, playerAccount(p.ID), why, makes)
}

// is reports whether an error is of a type.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
