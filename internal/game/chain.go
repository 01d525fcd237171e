package game

import (
	"fmt"
	"time"
)

// A ChainID names a chain of quests.
type ChainID string

// A ChainDef is a chain: steps that are done one after another, each counted from
// the moment at which the one before it was claimed, and a reward at its end.
type ChainDef struct {
	ID    ChainID
	Steps []Goal // all by Times
}

// Chains are all chains, in the order in which they are shown.
func Chains() []ChainDef {
	return []ChainDef{
		{"debut", []Goal{{Times, DeedDaily, 1}, {Times, DeedClaim, 3}, {Times, DeedWork, 3}, {Times, DeedQuest, 1}}},
		{"devotion", []Goal{{Times, DeedDaily, 7}, {Times, DeedWork, 40}, {Times, DeedQuest, 15}, {Times, DeedClaim, 60}, {Times, DeedDaily, 21}}},
		{"market", []Goal{{Times, DeedBid, 3}, {Times, DeedSell, 2}, {Times, DeedWin, 1}, {Times, DeedSold, 3}}},
		{"workshop", []Goal{{Times, DeedLevelUp, 10}, {Times, DeedCombine, 2}, {Times, DeedLiquefy, 3}, {Times, DeedForge, 2}, {Times, DeedMaxed, 1}}},
	}
}

// A Chain is how far a player is in a chain.
type Chain struct {
	ID   ChainID
	Step int   // how many are behind
	Base int64 // how often the present step's deed had been done when it began
	// Done is when the reward at the end was paid; zero before.
	Done time.Time
}

// key is the posting of the reward at the chain's end.
func (c Chain) key(p PlayerID) string { return fmt.Sprintf("chain/%d/%s", p, c.ID) }

// A ChainState is a chain as it is shown.
type ChainState struct {
	Chain
	Steps []Goal
	Have  int64 // of the present step
}

// ready reports whether the present step is done, and can be claimed.
func (s ChainState) ready() bool {
	return s.Done.IsZero() && s.Step < len(s.Steps) && s.Have >= s.Steps[s.Step].N
}

// Over reports whether the whole chain is behind.
func (s ChainState) Over() bool { return !s.Done.IsZero() }

// state is how far c is by what its player has ever done.
func (d ChainDef) state(c Chain, counts map[DeedKind]int64) ChainState {
	s := ChainState{Chain: c, Steps: d.Steps}
	if c.Step < len(d.Steps) {
		step := d.Steps[c.Step]
		s.Have = min(step.N, max(0, counts[step.What]-c.Base))
	}
	return s
}

// advance claims the present step, which is done.
func (s ChainState) advance(counts map[DeedKind]int64, now time.Time) Chain {
	c := s.Chain
	c.Step, c.Base = c.Step+1, 0
	if c.Step == len(s.Steps) {
		c.Done = now
	} else {
		c.Base = counts[s.Steps[c.Step].What]
	}
	return c
}

// chainReward is what the end of a chain of so many steps brings.
func (r *QuestRules) chainReward(steps int) Reward {
	n := int64(steps)
	return Reward{Flakes: r.ChainFlakes * n, Vials: r.ChainVials * n, XP: r.ChainXP * n}
}

// chainStates are all chains of a player; rows are those that have begun.
func chainStates(rows []Chain, counts map[DeedKind]int64) []ChainState {
	states := make([]ChainState, 0, len(Chains()))
	for _, d := range Chains() {
		c := Chain{ID: d.ID}
		for _, row := range rows {
			if row.ID == d.ID {
				c = row
			}
		}
		states = append(states, d.state(c, counts))
	}
	return states
}
