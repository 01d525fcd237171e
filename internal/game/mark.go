package game

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// A Mark is a mark on a copy that its holder sets.
type Mark string

// The marks. A favourite is shown first; a locked copy is never spent.
const (
	Favourite Mark = "favourite"
	Locked    Mark = "locked"
)

// on reports whether the copy has the mark.
func (m Mark) on(c Copy) bool {
	if m == Favourite {
		return c.Favourite
	}
	return c.Locked
}

// set sets the mark of c, or takes it off.
func (m Mark) set(c *Copy, on bool) {
	switch m {
	case Favourite:
		c.Favourite = on
	case Locked:
		c.Locked = on
	}
}

// SetMark sets or takes off a mark of a copy that the player holds; setting
// it twice changes nothing. Refused: NotYoursError, GoneError, ReplayedError.
func (g *Game) SetMark(ctx context.Context, act Act, id CopyID, mark Mark, on bool) error {
	return g.act(ctx, act, g.clock.Now(), func(tx Tx) error {
		c, err := tx.Copy(id)
		if errors.Is(err, ErrNotFound) {
			return GoneError{}
		}
		if err != nil {
			return err
		}
		if c.Holder != playerAccount(act.Player) {
			return NotYoursError{}
		}
		mark.set(&c, on)
		return tx.MarkCopy(id, c.Favourite, c.Locked)
	})
}

// A MarkedCopy is a copy whose mark has been set or taken off.
type MarkedCopy struct {
	Card    Card
	Copy    Copy
	Already bool // it was so before
}

// MarkCard sets or takes off a mark of the copy that what means: a copy's code,
// or a card, of which the best copy is taken that is not yet as asked. Refused:
// UnknownCardError, NotYoursError, GoneError, ReplayedError.
func (g *Game) MarkCard(ctx context.Context, act Act, what string, mark Mark, on bool) (MarkedCopy, error) {
	var c Copy
	err := g.store.View(ctx, func(r Reader) (err error) {
		c, err = g.markable(r, act.Player, what, mark, on)
		return err
	})
	if err != nil {
		return MarkedCopy{}, err
	}
	res := MarkedCopy{Card: g.card(c.Card), Already: mark.on(c) == on}
	if err := g.SetMark(ctx, act, c.ID, mark, on); err != nil {
		return MarkedCopy{}, err
	}
	mark.set(&c, on)
	res.Copy = c
	return res, nil
}

// markable is the copy that a player means to mark.
func (g *Game) markable(r Reader, player PlayerID, what string, mark Mark, on bool) (Copy, error) {
	copies, err := g.copiesMeant(r, player, what)
	if err != nil {
		return Copy{}, err
	}
	return slices.MinFunc(copies, func(a, b Copy) int {
		return cmp.Or(later(mark.on(a) == on, mark.on(b) == on), b.Level-a.Level, b.Exp-a.Exp, a.Print-b.Print)
	}), nil
}

// later orders what is true behind what is not.
func later(a, b bool) int {
	n := func(x bool) int {
		if x {
			return 1
		}
		return 0
	}
	return n(a) - n(b)
}
