package game

import (
	"time"

	"gohye/internal/ledger"
)

// A Reward is what a player gets for something: coins, experience, materials.
type Reward struct {
	Flakes, Vials, XP int64
	Materials         []ledger.Unit // one entry each
}

// plus is both rewards.
func (r Reward) plus(other Reward) Reward {
	return Reward{
		Flakes: r.Flakes + other.Flakes, Vials: r.Vials + other.Vials, XP: r.XP + other.XP,
		Materials: append(append([]ledger.Unit(nil), r.Materials...), other.Materials...),
	}
}

// posting pays the reward to a player, under a key that is paid once for ever.
func (r Reward) posting(key string, p PlayerID, now time.Time, why ledger.Reason) ledger.Posting {
	posting := ledger.Posting{Key: key, At: now}
	add := func(unit ledger.Unit, amount int64) {
		if amount > 0 {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: unit, From: ledger.Mint, To: playerAccount(p), Amount: ledger.Amount(amount), Reason: why,
			})
		}
	}
	add(ledger.Flake, r.Flakes)
	add(ledger.Vial, r.Vials)
	add(ledger.XP, r.XP)
	for _, m := range MaterialUnits() {
		n := int64(0)
		for _, got := range r.Materials {
			if got == m {
				n++
			}
		}
		add(m, n)
	}
	return posting
}
