package game

import (
	"context"
	"errors"
	"time"

	"gohye/internal/ledger"
)

// A DailyResult is what a /daily gave.
type DailyResult struct {
	// Flakes is all of it: the reward of the day with the bonus of the streak
	// and that of the effect.
	Flakes  int64
	Balance int64
	// Streak counts days in a row, this one included; Bonus is what it brought.
	Streak int
	Bonus  int64
	// Spared says that a missed day was forgiven.
	Spared bool
	// Cake is what claims since the last /daily brought, by the effect Cake Day.
	Cake int64
	// Next is when the next one can be had; NextClaim is what a claim costs
	// now that the counter has been reset.
	Next      time.Time
	NextClaim int64
}

// Daily pays the daily reward and resets the price of claims. Refused:
// CooldownError, ReplayedError.
func (g *Game) Daily(ctx context.Context, act Act) (DailyResult, error) {
	now, rng := g.clock.Now(), g.draws()
	high, low := rng.Uint64(), rng.Uint64()
	var res DailyResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, DailyCooldown)
		if err != nil {
			return err
		}
		if now.Before(p.ReadyAt) {
			return CooldownError{What: DailyCooldown, Until: p.ReadyAt}
		}
		cake, err := g.bonus(tx, p.ID, CakeDay, now)
		if err != nil {
			return err
		}
		minutes, err := g.bonus(tx, p.ID, RulerJeanne, now)
		if err != nil {
			return err
		}
		res = g.rules.Daily.give(&p, g.rules.day(now), g.rules.day, cake)
		res.Next = now.Add(g.rules.Daily.pause(minutes))
		res.Balance, res.NextClaim = p.Flakes+res.Flakes, g.rules.Claim.price(0, 1)
		p.DailyAt = now
		if err := g.dealQuests(tx, p.ID, now, dice(high, low)); err != nil {
			return err
		}
		return g.writeDaily(tx, act, now, p, res)
	})
	if err != nil {
		return DailyResult{}, err
	}
	return res, nil
}

// writeDaily writes what belongs together: counters, cooldown, payment.
func (g *Game) writeDaily(tx Tx, act Act, now time.Time, p Player, res DailyResult) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if err := tx.SetCooldown(p.ID, DailyCooldown, res.Next); err != nil {
		return err
	}
	if err := g.did(tx, p.ID, now, one(DeedDaily), Deed{What: DeedEarn, N: res.Flakes}); err != nil {
		return err
	}
	return tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: []ledger.Transfer{{
		Unit: ledger.Flake, From: ledger.Mint, To: playerAccount(p.ID),
		Amount: ledger.Amount(res.Flakes), Reason: "daily",
	}}})
}

// give decides what a /daily on this day brings, and notes it in p. dayOf is
// the day of a moment; cake is what each claim since the last one is worth.
func (d *DailyRules) give(p *Player, today int, dayOf func(time.Time) int, cake int64) DailyResult {
	last := 0
	if !p.DailyAt.IsZero() {
		last = dayOf(p.DailyAt)
	}
	streak, spared := d.streak(p.Streak, last, p.Spared, today)
	res := DailyResult{
		Streak: streak, Bonus: min(d.Step*int64(streak-1), d.Most),
		Spared: spared != p.Spared, Cake: cake * int64(p.SinceDaily),
	}
	res.Flakes = d.Flakes + res.Bonus + res.Cake
	p.Streak, p.Spared = streak, spared
	p.Claims, p.SpentToday, p.SinceDaily = 0, 0, 0
	return res
}

// streak is how many days in a row there are with one on the day today, when
// there were so many up to the day last (0 when there was none). A day between
// that was missed is forgiven, unless one of the Spare days before it was: spared
// is the day that was forgiven last.
func (d *DailyRules) streak(streak, last, spared, today int) (now, nowSpared int) {
	missed := today - 1
	switch {
	case last == 0 || last > today:
		return 1, spared
	case last == today:
		return max(1, streak), spared
	case last == missed:
		return streak + 1, spared
	case last == missed-1 && d.Spare > 0 && (spared == 0 || missed-spared >= d.Spare):
		return streak + 1, missed
	}
	return 1, spared
}

// pause is the time until the next /daily; minutes is what an effect makes of
// it, 0 without one. An effect never makes it longer.
func (d *DailyRules) pause(minutes int64) time.Duration {
	pause := time.Duration(d.Cooldown)
	if shorter := time.Duration(minutes) * time.Minute; minutes > 0 && shorter < pause {
		return shorter
	}
	return pause
}

// A BalanceResult is what a player has.
type BalanceResult struct {
	Flakes, Vials int64
	// NextClaim is what the next claim costs now.
	NextClaim int64
	// DailyReady is when /daily can be had; zero means now.
	DailyReady time.Time
	// New says that the player has not played yet: the balances are what the
	// first action will bring.
	New bool
}

// Balance shows what a player has. Somebody who never played sees the start
// balance.
func (g *Game) Balance(ctx context.Context, player PlayerID) (BalanceResult, error) {
	now := g.clock.Now()
	var p Player
	err := g.store.View(ctx, func(r Reader) (err error) {
		p, err = r.Player(player, DailyCooldown)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		start := g.rules.Start
		return BalanceResult{Flakes: start.Flakes, Vials: start.Vials, NextClaim: g.rules.Claim.price(0, 1), New: true}, nil
	}
	if err != nil {
		return BalanceResult{}, err
	}
	if p.ClaimDay != g.rules.day(now) {
		p.Claims = 0
	}
	res := BalanceResult{Flakes: p.Flakes, Vials: p.Vials, NextClaim: g.rules.Claim.price(p.Claims, 1)}
	if now.Before(p.ReadyAt) {
		res.DailyReady = p.ReadyAt
	}
	return res, nil
}
