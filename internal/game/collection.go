package game

import (
	"context"
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
