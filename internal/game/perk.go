package game

import (
	"time"

	"gohye/internal/ledger"
)

// perks are what effects add to a sale: flakes that the mint makes for the buyer
// and for the seller.
type perks struct{ buyer, seller int64 }

// perks reads what effects add to the sale of a, if it were settled now. Neither
// player is locked: an effect that begins or ends at this very moment counts or
// does not. Call it before the first write.
func (g *Game) perks(r Reader, a *Auction, now time.Time) (perks, error) {
	if a.Top == 0 {
		return perks{}, nil
	}
	effects, err := r.EffectsOf(a.Seller, a.Top)
	if err != nil {
		return perks{}, err
	}
	return perks{
		buyer:  g.rules.Effect.share(effects[a.Top], WolfOfHyejoo, a.Price, now),
		seller: g.rules.Effect.share(effects[a.Seller], LambOfHyejoo, a.Price, now),
	}, nil
}

// share is what the player's effect brings of a price: a percentage, rounded down,
// as far as the rules go; 0 when it is not at work.
func (r *EffectRules) share(effects []Effect, id EffectID, price int64, now time.Time) int64 {
	for _, e := range effects {
		if e.ID == id && e.Active(now) {
			n := price * r.at(id, e.Tier) / 100
			if r.AuctionMost > 0 {
				n = min(n, r.AuctionMost)
			}
			return n
		}
	}
	return 0
}

// moves are the transfers of what effects add to the sale of a.
func (k perks) moves(a *Auction) []ledger.Transfer {
	var moves []ledger.Transfer
	pay := func(to PlayerID, amount int64, why ledger.Reason) {
		if amount > 0 {
			moves = append(moves, ledger.Transfer{
				Unit: ledger.Flake, From: ledger.Mint, To: playerAccount(to), Amount: ledger.Amount(amount), Reason: why,
			})
		}
	}
	pay(a.Top, k.buyer, "cashback")
	pay(a.Seller, k.seller, "sale bonus")
	return moves
}
