package game

import (
	"context"
	"errors"
	"time"

	"gohye/internal/ledger"
)

// A DailyResult is what a /daily gave.
type DailyResult struct {
	Flakes  int64
	Balance int64
	// Next is when the next one can be had; NextClaim is what a claim costs
	// now that the counter has been reset.
	Next      time.Time
	NextClaim int64
}

// Daily pays the daily reward and resets the price of claims. Refused:
// CooldownError, ReplayedError.
func (g *Game) Daily(ctx context.Context, act Act) (DailyResult, error) {
	now, rules := g.clock.Now(), g.rules.Daily
	var res DailyResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, DailyCooldown)
		if err != nil {
			return err
		}
		if now.Before(p.ReadyAt) {
			return CooldownError{What: DailyCooldown, Until: p.ReadyAt}
		}
		p.DailyAt, p.Claims, p.SpentToday = now, 0, 0
		res = DailyResult{
			Flakes: rules.Flakes, Balance: p.Flakes + rules.Flakes,
			Next:      now.Add(time.Duration(rules.Cooldown)),
			NextClaim: g.rules.Claim.price(0, 1),
		}
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
			Amount: ledger.Amount(rules.Flakes), Reason: "daily",
		}}})
	})
	return res, err
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
