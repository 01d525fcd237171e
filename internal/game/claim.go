package game

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"gohye/internal/ledger"
)

// A Claim is a claim session: the row behind a claim's message. One open
// session a player is a unique index of the store.
type Claim struct {
	ID     ClaimID
	Player PlayerID
	Copies []CopyID // in the order shown; never empty
	Opened time.Time
	Until  time.Time // the sweeper ends it after this
	Open   bool
}

// A ClaimOrder is what a player asks of /claim.
type ClaimOrder struct {
	Count int    // 1 to ClaimRules.Max
	Group string // a tag such as "girlgroups", or "" for all
}

// A ClaimResult is what a claim gave and cost.
type ClaimResult struct {
	Claim Claim
	Cards []ClaimedCard
	Cost  int64
	// SpentToday, Balance and Next are after the claim: what claims have cost
	// since the reset, what is left, and the price of the next one.
	SpentToday, Balance, Next int64
	// Affordable counts the further claims that Balance pays for.
	Affordable int
}

// A ClaimedCard is one card of a claim.
type ClaimedCard struct {
	Card Card
	Copy Copy
}

// Claim draws cards for the player, takes their price and opens the session
// that the answer's buttons belong to; the player's earlier session ends in
// the same transaction. Refused: CooldownError, InsufficientFundsError,
// NoCardsError, TooManyError, ReplayedError.
func (g *Game) Claim(ctx context.Context, act Act, order ClaimOrder) (ClaimResult, error) {
	rules := &g.rules.Claim
	if order.Count < 1 || order.Count > rules.Max {
		return ClaimResult{}, TooManyError{Most: rules.Max}
	}
	rng, now := g.draws(), g.clock.Now()
	cards, err := drawCards(rng, g.Catalogue(), rules.Weights, order)
	if err != nil {
		return ClaimResult{}, err
	}
	exps := rollExps(rng, cards)
	var res ClaimResult
	var copies []*Copy
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, ClaimCooldown)
		if err != nil {
			return err
		}
		cost, err := rules.pay(&p, g.rules.day(now), order.Count, now)
		if err != nil {
			return err
		}
		copies = newCopies(cards, exps, now)
		res = rules.result(p, cost)
		res.Claim, err = g.writeClaim(tx, act, now, p, cost, copies)
		return err
	})
	if err != nil {
		return ClaimResult{}, err
	}
	for i, c := range cards {
		res.Cards = append(res.Cards, ClaimedCard{Card: *c, Copy: *copies[i]})
	}
	return res, nil
}

// writeClaim writes what belongs together: counters, payment, copies with
// their entries, session and cooldown.
func (g *Game) writeClaim(tx Tx, act Act, now time.Time, p Player, cost int64, copies []*Copy) (Claim, error) {
	account := playerAccount(p.ID)
	if err := tx.SavePlayer(p); err != nil {
		return Claim{}, err
	}
	if cost > 0 {
		err := tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: []ledger.Transfer{{
			Unit: ledger.Flake, From: account, To: ledger.Sink,
			Amount: ledger.Amount(cost), Reason: "claim",
		}}})
		if err != nil {
			return Claim{}, err
		}
	}
	if err := tx.Mint(act.Key, now, account, "claim", copies); err != nil {
		return Claim{}, err
	}
	claim := Claim{Player: p.ID, Opened: now, Until: now.Add(time.Duration(g.rules.Claim.Session)), Open: true}
	for _, c := range copies {
		claim.Copies = append(claim.Copies, c.ID)
	}
	if err := tx.OpenClaim(&claim); err != nil {
		return Claim{}, err
	}
	if pause := time.Duration(g.rules.Claim.Cooldown); pause > 0 {
		if err := tx.SetCooldown(p.ID, ClaimCooldown, now.Add(pause)); err != nil {
			return Claim{}, err
		}
	}
	return claim, g.did(tx, p.ID, now, Deed{What: DeedClaim, N: int64(len(copies))})
}

// price is what n claims cost after before claims since the reset: the k-th
// claim costs Price + Step·(k-1).
func (r *ClaimRules) price(before, n int) int64 {
	first, count := int64(before), int64(n)
	return count*r.Price + r.Step*(count*first+count*(count-1)/2)
}

// pay decides whether p may claim n cards now, and notes the claims in p. The
// balance is not touched: a posting moves it.
func (r *ClaimRules) pay(p *Player, day, n int, now time.Time) (cost int64, err error) {
	if now.Before(p.ReadyAt) {
		return 0, CooldownError{What: ClaimCooldown, Until: p.ReadyAt}
	}
	if p.ClaimDay != day {
		p.ClaimDay, p.Claims, p.SpentToday = day, 0, 0
	}
	cost = r.price(p.Claims, n)
	if cost > p.Flakes {
		return 0, InsufficientFundsError{Need: cost, Have: p.Flakes}
	}
	p.Claims += n
	p.SinceDaily += n
	p.SpentToday += cost
	return cost, nil
}

// result is the receipt of a claim that cost cost and left p.
func (r *ClaimRules) result(p Player, cost int64) ClaimResult {
	left := p.Flakes - cost
	more := 0
	for more < r.Max && r.price(p.Claims, more+1) <= left {
		more++
	}
	return ClaimResult{
		Cost: cost, SpentToday: p.SpentToday, Balance: left,
		Next: r.price(p.Claims, 1), Affordable: more,
	}
}

// drawCards draws what a claim gives.
func drawCards(rng *rand.Rand, cat *Catalogue, weights []int, order ClaimOrder) ([]*Card, error) {
	cards := make([]*Card, order.Count)
	for i := range cards {
		id, ok := cat.draw(rng, order.Group, weights)
		if !ok {
			return nil, NoCardsError{Group: order.Group}
		}
		cards[i] = cat.Card(id)
	}
	return cards, nil
}

// rollExps rolls the start exp of each card.
func rollExps(rng *rand.Rand, cards []*Card) []int {
	exps := make([]int, len(cards))
	for i, c := range cards {
		exps[i] = startExp(rng, c.Level)
	}
	return exps
}

// startExp is the earlier bot's table: nine steps of equal chance, the lowest
// of them spread over a range.
func startExp(rng *rand.Rand, level int) int {
	var t struct{ low, spread, base, half int }
	switch level {
	case 1:
		t.low, t.spread, t.base, t.half = 45, 50, 45, 250
	case 2:
		t.low, t.spread, t.base, t.half = 225, 225, 225, 375
	case 3:
		t.low, t.spread, t.base, t.half = 1013, 500, 1013, 500
	default:
		return 0
	}
	m := rng.IntN(9)
	if m == 0 {
		return t.low + rng.IntN(t.spread)
	}
	return m*t.half/2 + t.base
}

// newCopies are fresh copies for one attempt of a transaction.
func newCopies(cards []*Card, exps []int, now time.Time) []*Copy {
	copies := make([]*Copy, len(cards))
	for i, c := range cards {
		copies[i] = &Copy{Card: c.ID, Level: 1, Exp: exps[i], Made: now}
	}
	return copies
}

// A ClaimView is a claim session as its message shows it.
type ClaimView struct {
	Claim Claim
	Cards []ClaimedCard // the copies that still exist
}

// LookAtClaim shows a claim session again, for its owner. Looking renews an
// open session. Refused: GoneError, NotYoursError.
func (g *Game) LookAtClaim(ctx context.Context, player PlayerID, id ClaimID) (ClaimView, error) {
	var v ClaimView
	err := g.store.View(ctx, func(r Reader) error {
		claim, err := r.Claim(id)
		if errors.Is(err, ErrNotFound) {
			return GoneError{}
		}
		if err != nil {
			return err
		}
		if claim.Player != player {
			return NotYoursError{}
		}
		copies, err := r.Copies(claim.Copies...)
		if err != nil {
			return err
		}
		v = ClaimView{Claim: claim}
		for _, c := range copies {
			if card := g.Catalogue().Card(c.Card); card != nil {
				v.Cards = append(v.Cards, ClaimedCard{Card: *card, Copy: c})
			}
		}
		return nil
	})
	return v, err
}

// String is the session's id as buttons carry it.
func (id ClaimID) String() string { return strconv.FormatInt(int64(id), 36) }
