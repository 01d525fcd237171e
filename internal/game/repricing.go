package game

import (
	"context"
	"errors"
	"slices"
	"time"
)

// A PriceSheet is what an update of prices begins with.
type PriceSheet struct {
	Supplies map[CardID]*Supply // a card without copies is not there
	Prices   map[CardID]Price   // a card without a price is not there
}

// A PriceRun tells about the updates of prices that any process has made.
type PriceRun struct {
	// Period is the beginning of the period for which prices were computed
	// last; zero when they never were.
	Period time.Time
	Ended  time.Time
	Took   time.Duration
	// Thinned is the day before which the history has one point for a day.
	Thinned time.Time
}

// A PriceLease is one process's right to write prices. 0 is none.
type PriceLease int64

// ErrLeaseLost says that another process has taken an update over.
var ErrLeaseLost = errors.New("another process has taken over the update of prices")

const (
	// priceLease is how long an update stays with a process that is not heard
	// of: far longer than reading takes, and each batch extends it.
	priceLease = 2 * time.Minute
	// priceBatch is how many cards one transaction writes: enough that commits
	// cost little, few enough that nobody notices waiting for one.
	priceBatch = 250

	wholeDay = 24 * time.Hour
)

// UpdatePrices computes the price of every card, once for each period whoever
// asks and however often; it returns what the newest update was. It may be
// called at any time and by many processes: when nothing is due that costs one
// small read, and when another process is at it, it leaves it to that one.
// After an error or a kill the period is still due, and doing it again writes
// the same rows over. Players are not kept waiting: everything is read at one
// moment and written in small transactions.
func (g *Game) UpdatePrices(ctx context.Context) (PriceRun, error) {
	now := g.clock.Now()
	period := g.rules.Price.period(now)
	var run PriceRun
	err := g.store.View(ctx, func(r Reader) (err error) {
		run, err = r.PriceRun()
		return err
	})
	if err != nil || !run.Period.Before(period) {
		return run, err
	}
	var lease PriceLease
	err = g.store.Update(ctx, func(tx Tx) error {
		l, ok, err := tx.LeasePrices(period, now, now.Add(priceLease))
		if lease = 0; ok {
			lease = l
		}
		return err
	})
	if err != nil || lease == 0 {
		return run, err
	}
	done, err := g.reprice(ctx, lease, now, run)
	if err != nil {
		return run, errors.Join(err, g.freePrices(ctx, lease))
	}
	return done, nil
}

// freePrices lets another process, or this one after a restart, go on at once.
// Should it fail, the lease ends by itself.
func (g *Game) freePrices(ctx context.Context, lease PriceLease) error {
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return g.store.Update(ctx, func(tx Tx) error { return tx.FreePrices(lease) })
}

// reprice does an update of prices under a lease.
func (g *Game) reprice(ctx context.Context, lease PriceLease, now time.Time, run PriceRun) (PriceRun, error) {
	rules := &g.rules.Price
	sheet, err := g.store.PriceSheet(ctx, rules.activeSince(now))
	if err != nil {
		return run, err
	}
	run.Period = rules.period(now)
	changed, moved := g.Catalogue().reprice(rules, sheet, run.Period)
	for part := range slices.Chunk(changed, priceBatch) {
		err := g.underLease(ctx, lease, func(tx Tx) error {
			if err := tx.SavePrices(part); err != nil {
				return err
			}
			return tx.RecordPrices(slices.DeleteFunc(slices.Clone(part), func(p Price) bool { return !moved[p.Card] }))
		})
		if err != nil {
			return run, err
		}
	}
	if run.Thinned, err = g.thinPrices(ctx, lease, now, run.Thinned); err != nil {
		return run, err
	}
	run.Ended = g.clock.Now()
	run.Took = run.Ended.Sub(now)
	return run, g.underLease(ctx, lease, func(tx Tx) error { return tx.FinishPrices(lease, run) })
}

// underLease runs f in a transaction in which nobody can take the lease away.
func (g *Game) underLease(ctx context.Context, lease PriceLease, f func(Tx) error) error {
	return g.store.Update(ctx, func(tx Tx) error {
		held, err := tx.HoldPrices(lease, g.clock.Now().Add(priceLease))
		if err != nil {
			return err
		}
		if !held {
			return ErrLeaseLost
		}
		return f(tx)
	})
}

// reprice lists the prices that must be written, ascending by card: new ones,
// and those whose price or supply differs. moved are those whose price does.
func (c *Catalogue) reprice(rules *PriceRules, sheet PriceSheet, period time.Time) (changed []Price, moved map[CardID]bool) {
	moved = map[CardID]bool{}
	for _, card := range c.order {
		var supply Supply
		if s := sheet.Supplies[card.ID]; s != nil {
			supply = *s
		}
		old, priced := sheet.Prices[card.ID]
		flakes := rules.value(card.Level, supply).Flakes
		if priced && old.Flakes == flakes && old.Supply == supply {
			continue
		}
		moved[card.ID] = !priced || old.Flakes != flakes
		changed = append(changed, Price{Card: card.ID, Flakes: flakes, At: period, Supply: supply})
	}
	return changed, moved
}

// thinPrices takes out of the history what is old enough, once a day. It
// returns the day before which the history is thin now.
func (g *Game) thinPrices(ctx context.Context, lease PriceLease, now, thinned time.Time) (time.Time, error) {
	rules := &g.rules.Price
	to := earlier(now.Add(-time.Duration(rules.KeepHourly)), wholeDay)
	before := earlier(now.Add(-time.Duration(rules.KeepDaily)), wholeDay)
	if !thinned.Before(to) {
		return thinned, nil
	}
	for part := range slices.Chunk(g.Catalogue().Cards(), priceBatch) {
		first, last := part[0].ID, part[len(part)-1].ID
		err := g.underLease(ctx, lease, func(tx Tx) error {
			return tx.ThinPrices(first, last, thinned, to, before)
		})
		if err != nil {
			return thinned, err
		}
	}
	return to, nil
}
