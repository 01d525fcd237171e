package game

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gohye/internal/ledger"
)

// VoteRules are what a vote on a list of bots is worth.
type VoteRules struct {
	Sites   []string `toml:"sites" doc:"Addresses at which players vote, such as https://top.gg/bot/<id>/vote. /vote shows them."`
	Flakes  int64    `toml:"flakes" doc:"Flakes for a vote."`
	Vials   int64    `toml:"vials" doc:"Vials for a vote."`
	Weekend int64    `toml:"weekend" doc:"How many times as much a vote is worth that the list says counts for the weekend (1 to 10)."`
	Pause   Duration `toml:"pause" doc:"Pause between two votes on one list. Of votes without an id, one that comes more than a twelfth of it too early is taken for a repetition."`
}

func defaultVoteRules() VoteRules {
	return VoteRules{Sites: []string{}, Flakes: 500, Vials: 10, Weekend: 2, Pause: Duration(12 * time.Hour)}
}

func (v *VoteRules) check() error {
	switch {
	case v.Flakes < 0 || v.Flakes > maxPrice || v.Vials < 0 || v.Vials > maxPrice:
		return errors.New("vote.flakes and vote.vials: must not be negative")
	case v.Weekend < 1 || v.Weekend > 10:
		return errors.New("vote.weekend: must be between 1 and 10")
	case time.Duration(v.Pause) < time.Minute:
		return errors.New("vote.pause: must be at least 1m")
	}
	for _, site := range v.Sites {
		host, ok := strings.CutPrefix(site, "https://")
		if !ok || host == "" || len(site) > 200 || strings.ContainsAny(site, " )>\n") {
			return fmt.Errorf("vote.sites: %q is not an address that begins with https://", site)
		}
	}
	return nil
}

// A Vote is a vote for the bot, as it was counted.
type Vote struct {
	ID     string // unique for ever
	Site   string // the list, as it calls itself; "" where it says nothing
	Player PlayerID
	At     time.Time
	// Flakes and Vials are what it was worth.
	Flakes, Vials int64
}

// A VoteOrder is a vote as a list tells of it.
type VoteOrder struct {
	ID      string // "" where the list gives none
	Site    string
	Player  PlayerID
	Weekend bool
}

// worth is what a vote brings.
func (v *VoteRules) worth(weekend bool) (flakes, vials int64) {
	times := int64(1)
	if weekend {
		times = v.Weekend
	}
	return v.Flakes * times, v.Vials * times
}

// again reports whether a vote without an id is taken for the one before it. Lists
// count their pause to the second, and the way to us takes a while: a twelfth of
// it is left to them.
func (v *VoteRules) again(last, now time.Time) bool {
	pause := time.Duration(v.Pause)
	return !last.IsZero() && now.Before(last.Add(pause-pause/12))
}

// A VoteResult is what became of a vote.
type VoteResult struct {
	Vote Vote
	// Counted is false for a vote that had been counted before: nothing happened.
	Counted bool
}

// CountVote pays for a vote, once for each id, and thanks the player. Who has
// never played joins by it.
func (g *Game) CountVote(ctx context.Context, order VoteOrder) (VoteResult, error) {
	now := g.clock.Now()
	var res VoteResult
	err := g.store.Update(ctx, func(tx Tx) error {
		res = VoteResult{Vote: Vote{ID: "id/" + order.Site + "/" + order.ID, Site: order.Site, Player: order.Player, At: now}}
		if order.ID == "" {
			res.Vote.ID = fmt.Sprintf("at/%s/%d/%d", order.Site, order.Player, now.UnixNano())
		}
		// The lock of the player: two deliveries of one vote come one after the
		// other.
		p, err := g.player(tx, Act{Player: order.Player}, now, "")
		if err != nil {
			return err
		}
		counted, err := g.counted(tx, order, res.Vote, now)
		if err != nil || counted {
			return err
		}
		res.Counted = true
		res.Vote.Flakes, res.Vote.Vials = g.rules.Vote.worth(order.Weekend)
		return g.writeVote(tx, p, res.Vote)
	})
	return res, err
}

// counted reports whether a vote has been counted before.
func (g *Game) counted(r Reader, order VoteOrder, v Vote, now time.Time) (bool, error) {
	if order.ID == "" {
		last, err := r.LastVote(order.Player, order.Site)
		return g.rules.Vote.again(last, now), err
	}
	_, err := r.Vote(v.ID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return true, err
}

func (g *Game) writeVote(tx Tx, p Player, v Vote) error {
	posting := ledger.Posting{Key: v.key(), At: v.At}
	for _, pay := range []struct {
		unit   ledger.Unit
		amount int64
	}{{ledger.Flake, v.Flakes}, {ledger.Vial, v.Vials}} {
		if pay.amount > 0 {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: pay.unit, From: ledger.Mint, To: playerAccount(p.ID), Amount: ledger.Amount(pay.amount), Reason: "vote",
			})
		}
	}
	if len(posting.Transfers) > 0 {
		if err := tx.Post(posting); err != nil {
			return err
		}
	}
	if err := tx.AddVote(v); err != nil {
		return err
	}
	deeds := []Deed{one(DeedVote)}
	if v.Flakes > 0 {
		deeds = append(deeds, Deed{What: DeedEarn, N: v.Flakes})
	}
	if err := g.did(tx, p.ID, v.At, deeds...); err != nil {
		return err
	}
	return g.notify(tx, Notice{Kind: NoticeVote, Player: p.ID, Vote: v.ID}, v.At)
}

// key is that of the posting that pays a vote.
func (v *Vote) key() string { return "vote/" + v.ID }

// A VoteView is what /vote shows.
type VoteView struct {
	Sites         []string
	Flakes, Vials int64     // for a vote
	Next          time.Time // when the player can vote again; zero for now
}

// LookAtVotes shows where a player votes, and when again.
func (g *Game) LookAtVotes(ctx context.Context, player PlayerID) (VoteView, error) {
	rules, now := &g.rules.Vote, g.clock.Now()
	v := VoteView{Sites: rules.Sites}
	v.Flakes, v.Vials = rules.worth(false)
	err := g.store.View(ctx, func(r Reader) error {
		last, err := r.LastVote(player, "")
		if next := last.Add(time.Duration(rules.Pause)); !last.IsZero() && now.Before(next) {
			v.Next = next
		}
		return err
	})
	return v, err
}
