package game

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gohye/internal/jobs"
)

// A Notice is a message to a player or into a channel that nobody asked for at
// that moment. It is written in the transaction that caused it, delivered at
// least once, and says what is true when it is delivered.
type Notice struct {
	Kind NoticeKind `json:"kind"`
	// Player is told in a direct message; 0 when Channel is told.
	Player  PlayerID  `json:"player,omitempty"`
	Guild   int64     `json:"guild,omitempty"`
	Channel int64     `json:"channel,omitempty"`
	Auction AuctionID `json:"auction,omitempty"`
	Drop    DropID    `json:"drop,omitempty"`
	Vote    string    `json:"vote,omitempty"` // the vote's id
	// Extra is what an effect has added to what an auction brought or cost.
	Extra int64 `json:"extra,omitempty"`
	// At is when it was written, or another moment that tells two notices of one
	// kind about one thing apart: each of them is shown once.
	At time.Time `json:"at"`
}

// A NoticeKind says what a notice is about. A player can switch each off.
type NoticeKind string

// The kinds of notices.
const (
	NoticeOutbid NoticeKind = "outbid" // somebody leads where you led
	NoticeWon    NoticeKind = "won"    // you have won an auction
	NoticeSold   NoticeKind = "sold"   // your auction is over: sold or not
	NoticeEnding NoticeKind = "ending" // an auction that you watch ends soon
	NoticeEnded  NoticeKind = "ended"  // an auction that you watch, or have lost, is over
	NoticeVote   NoticeKind = "vote"   // thanks for a vote
	// NoticeResult announces the end in the auction's channel.
	NoticeResult NoticeKind = "result"
	// NoticeWished tells those who wish for a card of a drop, in its channel.
	NoticeWished NoticeKind = "wished"
)

// NoticeKinds are those that a player can switch off, in the order of the menu.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{NoticeOutbid, NoticeWon, NoticeSold, NoticeEnding, NoticeEnded, NoticeVote}
}

// JobNotice delivers a notice, which is the payload. Two notices of one kind to
// one player about one thing are one: the later is in time for both.
const JobNotice = "notice.send"

// ReadNotice reads the notice of a job.
func ReadNotice(j jobs.Job) (n Notice, err error) {
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return n, fmt.Errorf("game: the notice %s is damaged: %w", j.Key, err)
	}
	return n, nil
}

// notify writes a notice.
func (g *Game) notify(tx Tx, n Notice, now time.Time) error {
	if n.At.IsZero() {
		n.At = now
	}
	payload, err := json.Marshal(n)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("%s/%d/%d/%d", n.Kind, n.Player, n.Channel, n.Auction)
	if n.Drop != 0 {
		key += fmt.Sprintf("/%d", n.Drop)
	}
	return tx.Schedule(jobs.Job{Queue: jobs.Deliveries, Kind: JobNotice, Key: key, Payload: payload, Due: now})
}

// A NoticeView is a notice with what it speaks of, as of now.
type NoticeView struct {
	Notice Notice
	// Muted says that the player does not want to hear it, or that it is no
	// longer true: do not deliver it.
	Muted   bool
	Auction Auction // without its limit
	Card    Card
	// Proceeds is what the seller gets of the price.
	Proceeds int64
	// Wishers wish for Cards, which a drop offers.
	Wishers []PlayerID
	Cards   []Card
	Vote    Vote // that is thanked for
}

// LookAtNotice reads what a notice speaks of.
func (g *Game) LookAtNotice(ctx context.Context, n Notice) (NoticeView, error) {
	v := NoticeView{Notice: n}
	err := g.store.View(ctx, func(r Reader) error {
		if n.Player != 0 {
			muted, err := r.Muted(n.Player)
			if err != nil {
				return err
			}
			v.Muted = muted.Has(n.Kind)
		}
		if n.Kind == NoticeWished {
			err := g.wished(r, &v)
			if errors.Is(err, ErrNotFound) {
				v.Muted, err = true, nil
			}
			return err
		}
		if n.Kind == NoticeVote {
			var err error
			v.Vote, err = r.Vote(n.Vote)
			return err
		}
		a, err := r.Auction(n.Auction)
		if errors.Is(err, ErrNotFound) {
			v.Muted = true
			return nil
		}
		if err != nil {
			return err
		}
		v.Auction, v.Card, v.Proceeds = a, g.card(a.Card), a.Price-g.tax(a.Price)
		v.Auction.Limit = 0
		switch n.Kind {
		case NoticeOutbid: // leads again, or the end has been told
			v.Muted = v.Muted || a.Top == n.Player || a.State != AuctionOpen
		case NoticeEnding:
			v.Muted = v.Muted || a.State != AuctionOpen
		case NoticeWon, NoticeSold, NoticeEnded, NoticeResult, NoticeWished, NoticeVote:
		}
		return nil
	})
	return v, err
}

// A Mutes is the set of notices that a player has switched off: bit i is the
// i-th of [NoticeKinds].
type Mutes int64

// Has reports whether kind is switched off.
func (m Mutes) Has(kind NoticeKind) bool { return m&mute(kind) != 0 }

// With is m with kind switched off, or on again.
func (m Mutes) With(kind NoticeKind, off bool) Mutes {
	if off {
		return m | mute(kind)
	}
	return m &^ mute(kind)
}

func mute(kind NoticeKind) Mutes {
	for i, k := range NoticeKinds() {
		if k == kind {
			return 1 << i
		}
	}
	return 0
}

// SetNotices says which notices a player wants: those of wanted, and no others.
// Doing it twice changes nothing more. Refused: ReplayedError.
func (g *Game) SetNotices(ctx context.Context, act Act, wanted []NoticeKind) (Mutes, error) {
	var mutes Mutes
	for _, k := range NoticeKinds() {
		mutes = mutes.With(k, true)
	}
	for _, k := range wanted {
		mutes = mutes.With(k, false)
	}
	now := g.clock.Now()
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		return tx.SetMutes(p.ID, mutes)
	})
	return mutes, err
}

// Notices is which notices a player has switched off; none, for somebody who
// never played.
func (g *Game) Notices(ctx context.Context, player PlayerID) (mutes Mutes, err error) {
	err = g.store.View(ctx, func(r Reader) (err error) {
		mutes, err = r.Muted(player)
		return err
	})
	return mutes, err
}

// SetAuctionChannel makes a channel the one in which the auctions of a server
// are shown; 0 is the channel in which each is opened. The caller has checked
// that the player may.
func (g *Game) SetAuctionChannel(ctx context.Context, act Act, channel int64) error {
	return g.act(ctx, act, g.clock.Now(), func(tx Tx) error {
		return tx.SetAuctionChannel(act.Guild, channel)
	})
}
