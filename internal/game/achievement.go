package game

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// An AchievementID names an achievement.
type AchievementID string

// An AchievementDef is something that counts for ever, with a reward at each of
// some numbers.
type AchievementDef struct {
	ID    AchievementID
	What  DeedKind
	Goals []int64 // ascending; the n-th is tier n
}

// AchievementTable is every achievement, in the order in which they are shown.
// Cards looked at are missing: they are counted only while a quest asks for them.
func AchievementTable() []AchievementDef {
	return []AchievementDef{
		{"collector", DeedClaim, []int64{10, 100, 1000, 10_000}},
		{"regular", DeedDaily, []int64{7, 30, 100, 365}},
		{"breadwinner", DeedWork, []int64{10, 100, 500, 2500}},
		{"host", DeedDrop, []int64{5, 50, 250, 1000}},
		{"quick_hand", DeedGrab, []int64{5, 50, 250, 1000}},
		{"mentor", DeedLevelUp, []int64{10, 100, 500, 2500}},
		{"fusionist", DeedCombine, []int64{3, 25, 100, 400}},
		{"perfectionist", DeedMaxed, []int64{1, 5, 25, 100}},
		{"smith", DeedForge, []int64{3, 25, 100, 400}},
		{"producer", DeedFuse, []int64{1, 5, 25, 100}},
		{"climber", DeedAscend, []int64{1, 5, 25, 100}},
		{"alchemist", DeedLiquefy, []int64{10, 100, 500, 2500}},
		{"unpacker", DeedBoost, []int64{1, 10, 50, 200}},
		{"auctioneer", DeedSell, []int64{3, 25, 100, 500}},
		{"bidder", DeedBid, []int64{5, 50, 250, 1000}},
		{"victor", DeedWin, []int64{1, 10, 50, 250}},
		{"merchant", DeedSold, []int64{1, 10, 50, 250}},
		{"earner", DeedEarn, []int64{10_000, 100_000, 500_000, 2_500_000}},
		{"tycoon", DeedProceeds, []int64{5000, 50_000, 250_000, 1_000_000}},
		{"patron", DeedSpend, []int64{5000, 50_000, 250_000, 1_000_000}},
		{"diplomat", DeedTrade, []int64{1, 10, 50, 250}},
		{"adventurer", DeedQuest, []int64{10, 50, 250, 1000}},
		{"artisan", DeedCraft, []int64{1, 5, 15, 40}},
		{"tinkerer", DeedUse, []int64{5, 25, 100, 400}},
		{"critic", DeedRate, []int64{10, 50, 250, 1000}},
		{"dreamer", DeedWish, []int64{5, 25, 100, 400}},
		{"supporter", DeedVote, []int64{1, 10, 50, 250}},
	}
}

// achievementTiers is how many tiers an achievement has.
const achievementTiers = 4

// AchievementRules are what achievements bring, by tier 1 to 4.
type AchievementRules struct {
	Flakes []int64 `toml:"flakes" doc:"Flakes for an achievement, by tier 1 to 4."`
	Vials  []int64 `toml:"vials" doc:"Vials for it."`
	XP     []int64 `toml:"xp" doc:"Experience for it."`
}

func defaultAchievementRules() AchievementRules {
	return AchievementRules{
		Flakes: []int64{250, 1000, 3000, 10_000}, Vials: []int64{10, 50, 150, 500}, XP: []int64{25, 100, 300, 1000},
	}
}

func (r *AchievementRules) check() error {
	for key, list := range map[string][]int64{"flakes": r.Flakes, "vials": r.Vials, "xp": r.XP} {
		least := int64(0)
		if key == "flakes" {
			least = 1 // what is paid has a posting, which the audit looks for
		}
		if len(list) != achievementTiers || slices.Min(list) < least {
			return fmt.Errorf("achievement.%s: write four numbers, for tier 1 to 4, each at least %d", key, least)
		}
	}
	return nil
}

func (r *AchievementRules) reward(tier int) Reward {
	return Reward{Flakes: r.Flakes[tier-1], Vials: r.Vials[tier-1], XP: r.XP[tier-1]}
}

// An Achievement is a tier of an achievement that was paid.
type Achievement struct {
	ID   AchievementID
	Tier int
	At   time.Time
}

// key is the posting of the reward: nothing else could pay it.
func (a Achievement) key(p PlayerID) string {
	return fmt.Sprintf("achievement/%d/%s/%d", p, a.ID, a.Tier)
}

// An AchievementState is an achievement as it is shown.
type AchievementState struct {
	AchievementDef
	Have int64
	// Paid counts the tiers that were paid. Reached counts those that were
	// reached: it is more when a reward waits.
	Paid, Reached int
}

// achievements are the states of all achievements.
func achievements(counts map[DeedKind]int64, paid []Achievement) []AchievementState {
	states := make([]AchievementState, 0, len(AchievementTable()))
	for _, d := range AchievementTable() {
		s := AchievementState{AchievementDef: d, Have: counts[d.What]}
		for _, goal := range d.Goals {
			if s.Have >= goal {
				s.Reached++
			}
		}
		for _, a := range paid {
			if a.ID == d.ID {
				s.Paid++
			}
		}
		states = append(states, s)
	}
	return states
}

// due are the tiers of s that were reached and not paid. Tiers that were paid stay
// so, also after their goals were raised.
func (s AchievementState) due(paid []Achievement) (due []int) {
	for tier := 1; tier <= s.Reached; tier++ {
		is := func(a Achievement) bool { return a.ID == s.ID && a.Tier == tier }
		if !slices.ContainsFunc(paid, is) {
			due = append(due, tier)
		}
	}
	return due
}

// An AchievementBoard is what /achievements shows.
type AchievementBoard struct {
	Player PlayerID
	States []AchievementState
	Ready  int // tiers whose rewards wait
}

// Achievements shows a player's achievements.
func (g *Game) Achievements(ctx context.Context, p PlayerID) (AchievementBoard, error) {
	board := AchievementBoard{Player: p}
	err := g.store.View(ctx, func(r Reader) error {
		counts, err := r.Counts(p)
		if err != nil {
			return err
		}
		paid, err := r.Achievements(p)
		if err != nil {
			return err
		}
		board.States, board.Ready = achievements(counts, paid), 0
		for _, s := range board.States {
			board.Ready += len(s.due(paid))
		}
		return nil
	})
	return board, err
}

// An AchievementHaul is what claiming brought.
type AchievementHaul struct {
	Paid    []Achievement
	Reward  Reward // all of it
	Balance int64
}

// ClaimAchievements pays the rewards of all achievements that were reached.
// Refused: NothingToClaimError, ReplayedError.
func (g *Game) ClaimAchievements(ctx context.Context, act Act) (AchievementHaul, error) {
	now := g.clock.Now()
	var haul AchievementHaul
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := tx.Player(act.Player, "")
		if errors.Is(err, ErrNotFound) {
			return NothingToClaimError{}
		}
		if err != nil {
			return err
		}
		counts, err := tx.Counts(p.ID)
		if err != nil {
			return err
		}
		paid, err := tx.Achievements(p.ID)
		if err != nil {
			return err
		}
		haul = AchievementHaul{}
		for _, s := range achievements(counts, paid) {
			for _, tier := range s.due(paid) {
				haul.Paid = append(haul.Paid, Achievement{ID: s.ID, Tier: tier, At: now})
			}
		}
		if len(haul.Paid) == 0 {
			return NothingToClaimError{}
		}
		if err := g.payAchievements(tx, p.ID, now, &haul); err != nil {
			return err
		}
		haul.Balance = p.Flakes + haul.Reward.Flakes
		return nil
	})
	if err != nil {
		return AchievementHaul{}, err
	}
	return haul, nil
}

// payAchievements writes each as paid and pays it, each under its own key.
func (g *Game) payAchievements(tx Tx, p PlayerID, now time.Time, h *AchievementHaul) error {
	for _, a := range h.Paid {
		if err := tx.AddAchievement(p, a); err != nil {
			return err
		}
		reward := g.rules.Achievement.reward(a.Tier)
		h.Reward = h.Reward.plus(reward)
		if err := tx.Post(reward.posting(a.key(p), p, now, "achievement")); err != nil {
			return err
		}
	}
	return g.did(tx, p, now, Deed{What: DeedEarn, N: h.Reward.Flakes})
}
