package game

import (
	"context"
	"errors"
	"time"
)

// Summon shows the player's best copy of the card that the words name best.
// Refused: UnknownCardError, QueryError.
func (g *Game) Summon(ctx context.Context, player PlayerID, words string) (HeldCard, error) {
	page, err := g.List(ctx, ListOrder{Asker: player, Holder: player, Query: words, Size: 1, One: true})
	if err != nil {
		return HeldCard{}, err
	}
	if len(page.Entries) == 0 {
		return HeldCard{}, UnknownCardError{Name: words}
	}
	return page.Entries[0], nil
}

// A Mark is a mark on a copy that its holder sets.
type Mark string

// The marks. A favourite is shown first; a locked copy is never spent.
const (
	Favourite Mark = "favourite"
	Locked    Mark = "locked"
)

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
		switch mark {
		case Favourite:
			c.Favourite = on
		case Locked:
			c.Locked = on
		}
		return tx.MarkCopy(id, c.Favourite, c.Locked)
	})
}

// Sweep ends what is over: claim sessions, cooldowns, the keys of old
// interactions and finished drops. It returns how many rows it ended; call it
// again at once when that is a multiple of limit.
func (g *Game) Sweep(ctx context.Context, limit int) (n int, err error) {
	now := g.clock.Now()
	err = g.store.Update(ctx, func(tx Tx) error {
		n = 0
		for _, sweep := range []func(Tx) (int, error){
			func(tx Tx) (int, error) { return tx.ExpireClaims(now, limit) },
			func(tx Tx) (int, error) { return tx.ForgetCooldowns(now, limit) },
			// Discord delivers an interaction again only while its session can
			// be resumed, and its token lives fifteen minutes.
			func(tx Tx) (int, error) { return tx.ForgetActs(now.Add(-time.Hour), limit) },
			func(tx Tx) (int, error) { return tx.ForgetDrops(now.Add(-24*time.Hour), limit) },
			func(tx Tx) (int, error) { return tx.ForgetQueries(now, limit) },
		} {
			k, err := sweep(tx)
			if err != nil {
				return err
			}
			n += k
		}
		return nil
	})
	return n, err
}
