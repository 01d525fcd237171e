package game

import (
	"context"
	"math/rand/v2"
	"time"
)

// dice is the generator of one run of a transaction: every run rolls the same.
func dice(high, low uint64) *rand.Rand { return rand.New(rand.NewPCG(high, low)) }

// dealQuests gives the player, who is locked, the quests of the periods for which
// he has none, and forgets what no quest can ask about any more. It is called
// wherever a day may begin for a player, and writes once a day.
func (g *Game) dealQuests(tx Tx, p PlayerID, now time.Time, rng *rand.Rand) error {
	today := g.rules.day(now)
	have, err := tx.Quests(p, min(EveryWeek.start(today), EveryMonth.start(today)))
	if err != nil {
		return err
	}
	dealt := g.rules.Quest.deal(rng, have, today)
	if len(dealt) == 0 {
		return nil
	}
	return g.writeDealt(tx, p, dealt, today)
}

func (g *Game) writeDealt(tx Tx, p PlayerID, dealt []Quest, today int) error {
	for _, q := range dealt {
		if err := tx.AddQuest(p, q); err != nil {
			return err
		}
	}
	return tx.ForgetDays(p, g.rules.Quest.oldest(today))
}

// A QuestHaul is what claiming brought.
type QuestHaul struct {
	Quests []QuestState
	// Steps are chains of which a step was claimed, as they are now.
	Steps   []ChainState
	Reward  Reward // all of it
	Balance int64
}

// ClaimQuests pays the rewards of all quests and steps of chains that are done.
// Refused: NothingToClaimError, ReplayedError.
func (g *Game) ClaimQuests(ctx context.Context, act Act) (QuestHaul, error) {
	now, rng := g.clock.Now(), g.draws()
	high, low := rng.Uint64(), rng.Uint64()
	var haul QuestHaul
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		rec, rows, counts, err := g.questRecord(tx, p.ID, now)
		if err != nil {
			return err
		}
		today := g.rules.day(now)
		dealt := g.rules.Quest.deal(dice(high, low), rec.quests, today)
		rec.quests = append(rec.quests, dealt...)
		haul = g.haul(rec, chainStates(rows, counts), today)
		if len(haul.Quests)+len(haul.Steps) == 0 {
			return NothingToClaimError{}
		}
		if len(dealt) > 0 {
			if err := g.writeDealt(tx, p.ID, dealt, today); err != nil {
				return err
			}
		}
		if err := g.payHaul(tx, p.ID, now, &haul, counts); err != nil {
			return err
		}
		haul.Balance = p.Flakes + haul.Reward.Flakes
		return nil
	})
	if err != nil {
		return QuestHaul{}, err
	}
	return haul, nil
}

// haul is what can be claimed.
func (g *Game) haul(rec record, chains []ChainState, today int) (h QuestHaul) {
	for _, q := range rec.quests {
		if rec.claimable(q, &g.rules.Quest, today) {
			h.Quests = append(h.Quests, g.questState(&rec, q))
		}
	}
	for _, c := range chains {
		if c.ready() {
			h.Steps = append(h.Steps, c)
		}
	}
	return h
}

// payHaul marks everything as claimed and pays it, each under its own key.
func (g *Game) payHaul(tx Tx, p PlayerID, now time.Time, h *QuestHaul, counts map[DeedKind]int64) error {
	for i := range h.Quests {
		q := &h.Quests[i]
		if err := tx.ClaimQuest(p, q.Quest, now); err != nil {
			return err
		}
		q.Claimed = now
		h.Reward = h.Reward.plus(q.Reward)
		if err := tx.Post(q.Reward.posting(q.key(p), p, now, "quest")); err != nil {
			return err
		}
	}
	for i, c := range h.Steps {
		next := c.advance(counts, now)
		if err := tx.AdvanceChain(p, c.Chain, next); err != nil {
			return err
		}
		h.Steps[i].Chain, h.Steps[i].Have = next, 0
		if next.Done.IsZero() {
			continue
		}
		reward := g.rules.Quest.chainReward(len(c.Steps))
		h.Reward = h.Reward.plus(reward)
		if err := tx.Post(reward.posting(next.key(p), p, now, "chain")); err != nil {
			return err
		}
	}
	return g.didHaul(tx, p, now, h)
}

// didHaul counts what was claimed.
func (g *Game) didHaul(tx Tx, p PlayerID, now time.Time, h *QuestHaul) error {
	var deeds []Deed
	if n := int64(len(h.Quests)); n > 0 {
		deeds = append(deeds, Deed{What: DeedQuest, N: n})
	}
	if h.Reward.Flakes > 0 {
		deeds = append(deeds, Deed{What: DeedEarn, N: h.Reward.Flakes})
	}
	return g.did(tx, p, now, deeds...)
}
