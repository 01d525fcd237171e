package game

import (
	"context"
	"errors"
	"strings"
	"time"
)

// An AuctionSort is an order of a list of auctions.
type AuctionSort string

// The orders of auctions.
const (
	SortEnding AuctionSort = "ending" // the earliest end first
	SortNewest AuctionSort = "newest" // the latest opening first
	SortPrice  AuctionSort = "price"  // the cheapest first
	SortBids   AuctionSort = "bids"   // the most bids first
)

// AuctionSorts are all of them, in the order of the menu.
func AuctionSorts() []AuctionSort {
	return []AuctionSort{SortEnding, SortNewest, SortPrice, SortBids}
}

// An AuctionFilter chooses open auctions that end after Now; a zero field
// chooses all. Ties in an order are broken by the id.
type AuctionFilter struct {
	Now     time.Time
	Cards   []CardID // nil is all; an empty list is none
	Seller  PlayerID
	Bidder  PlayerID // has bid, whether or not the bid stands
	Watcher PlayerID
	Sort    AuctionSort
	Skip    int
	Limit   int
}

// An AuctionView is an auction as its message shows it.
type AuctionView struct {
	Auction Auction
	Card    Card
	History []BidRow // the newest first, at most bidsShown
	// Watched says that the asking player watches it; Mine that it is the
	// player's own; Leads that the player is the highest bidder, with Limit the
	// secret limit. They are false where nobody asks.
	Watched, Mine, Leads bool
	// First says that ShowAuction was not called for it before.
	First bool
}

const bidsShown = 8

// LookAtAuction shows an auction to a player, 0 for nobody in particular. Of
// somebody else's limit it says nothing. Refused: GoneError.
func (g *Game) LookAtAuction(ctx context.Context, player PlayerID, id AuctionID) (AuctionView, error) {
	var v AuctionView
	err := g.store.View(ctx, func(r Reader) (err error) {
		v, err = g.viewAuction(r, player, id)
		return err
	})
	return v, err
}

func (g *Game) viewAuction(r Reader, player PlayerID, id AuctionID) (v AuctionView, err error) {
	v.Auction, err = r.Auction(id)
	if errors.Is(err, ErrNotFound) {
		return v, GoneError{}
	}
	if err != nil {
		return v, err
	}
	v.Card = g.card(v.Auction.Card)
	v.History, err = r.Bids(id, bidsShown)
	if err == nil && player != 0 {
		v.Mine, v.Leads = v.Auction.Seller == player, v.Auction.Top == player
		v.Watched, err = r.Watches(player, id)
	}
	if !v.Leads {
		v.Auction.Limit = 0
	}
	return v, err
}

// ShowAuction takes note that the auction's message is being shown anew, and
// says what it has to show. It is called by the handler of JobAuctionShow,
// which sends the message; a change meanwhile sets the alarm again. The
// message's id is set with KeepAuctionMessage. Refused: GoneError.
func (g *Game) ShowAuction(ctx context.Context, id AuctionID) (AuctionView, error) {
	now := g.clock.Now()
	var v AuctionView
	err := g.store.Update(ctx, func(tx Tx) error {
		a, err := g.auction(tx, id)
		if err != nil {
			return err
		}
		first := a.Shown.IsZero()
		a.Stale, a.Shown = false, now
		if err := tx.SaveAuction(a); err != nil {
			return err
		}
		v, err = g.viewAuction(tx, 0, id)
		v.First = first
		return err
	})
	return v, err
}

// KeepAuctionMessage remembers the message that shows an auction; no channel and
// no message, that it is not shown any more.
func (g *Game) KeepAuctionMessage(ctx context.Context, id AuctionID, channel, message int64) error {
	return g.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Auction(id)
		if err != nil {
			return err
		}
		a.Channel, a.Message = channel, message
		return tx.SaveAuction(a)
	})
}

// An AuctionsPage is one page of a list of auctions.
type AuctionsPage struct {
	Page, Pages int // Page counts from 0; Pages is at least 1
	Total       int
	Entries     []ListedAuction
}

// A ListedAuction is an auction in a list.
type ListedAuction struct {
	// Auction has its limit only where the asking player leads: it is the
	// player's own.
	Auction Auction
	Card    Card
}

// Auctions lists open auctions whose card the player's words name; "" names all.
// A page beyond the end is the last one. Refused: QueryError.
func (g *Game) Auctions(ctx context.Context, player PlayerID, words string, sort AuctionSort, page, size int) (AuctionsPage, error) {
	q, err := read(words)
	if err != nil {
		return AuctionsPage{}, err
	}
	f := AuctionFilter{Sort: sort}
	var res AuctionsPage
	err = g.store.View(ctx, func(r Reader) error {
		if !q.Empty() {
			s, hits, err := g.hits(r, ListOrder{Asker: player, Bare: true, Ordered: true}, q)
			if err != nil {
				return err
			}
			f.Cards = make([]CardID, len(hits)) // none, when it is empty
			for i, h := range hits {
				f.Cards[i] = s.card(h).ID
			}
		}
		res, err = g.auctionsPage(r, 0, f, page, size)
		return err
	})
	return res, err
}

func (g *Game) auctionsPage(r Reader, player PlayerID, f AuctionFilter, page, size int) (AuctionsPage, error) {
	res := AuctionsPage{Page: max(page, 0), Pages: 1}
	f.Now, f.Limit = g.clock.Now(), size
	for {
		f.Skip = res.Page * size
		list, total, err := r.Auctions(f)
		if err != nil {
			return res, err
		}
		res.Total, res.Pages = total, max(1, (total+size-1)/size)
		if res.Page < res.Pages {
			for _, a := range list {
				if player == 0 || a.Top != player {
					a.Limit = 0
				}
				res.Entries = append(res.Entries, ListedAuction{Auction: a, Card: g.card(a.Card)})
			}
			return res, nil
		}
		res.Page = res.Pages - 1
	}
}

// MyAuctions are the open auctions that concern a player, the earliest end
// first and at most mineShown of each kind.
type MyAuctions struct {
	Selling, Bidding, Watching AuctionsPage
}

const mineShown = 10

// MyAuctions lists what the player sells, has bid on, and watches. Where the
// player leads, the auction has its limit.
func (g *Game) MyAuctions(ctx context.Context, player PlayerID) (MyAuctions, error) {
	var m MyAuctions
	err := g.store.View(ctx, func(r Reader) (err error) {
		lists := []struct {
			page   *AuctionsPage
			filter AuctionFilter
		}{
			{&m.Selling, AuctionFilter{Seller: player}},
			{&m.Bidding, AuctionFilter{Bidder: player}},
			{&m.Watching, AuctionFilter{Watcher: player}},
		}
		for _, l := range lists {
			l.filter.Sort = SortEnding
			if *l.page, err = g.auctionsPage(r, player, l.filter, 0, mineShown); err != nil {
				return err
			}
		}
		return nil
	})
	return m, err
}

// Watch lets a player be told before an auction ends and when it is over, or
// no longer. Saying it twice changes nothing more. Refused: GoneError,
// AuctionOverError, ReplayedError.
func (g *Game) Watch(ctx context.Context, act Act, id AuctionID, on bool) (Auction, error) {
	now := g.clock.Now()
	var a Auction
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		if a, err = g.auction(tx, id); err != nil {
			return err
		}
		if a.over(now) {
			return AuctionOverError{Auction: id}
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		if err := tx.SetWatch(p.ID, id, on); err != nil {
			return err
		}
		if soon := a.Ends.Add(-time.Duration(g.rules.Auction.Soon)); on && now.Before(soon) {
			return tx.Schedule(id.job(JobAuctionSoon, soon))
		}
		return nil
	})
	a.Limit = 0
	return a, err
}

// RemindWatchers tells all who watch an auction that it ends soon. It is the
// handler of JobAuctionSoon; called twice it writes the same notices, each of
// which is shown once.
func (g *Game) RemindWatchers(ctx context.Context, id AuctionID) error {
	now := g.clock.Now()
	return g.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Auction(id)
		if errors.Is(err, ErrNotFound) || err == nil && a.over(now) {
			return nil
		}
		if err != nil {
			return err
		}
		watchers, err := tx.Watchers(id)
		if err != nil {
			return err
		}
		for _, w := range watchers {
			if err := g.notify(tx, Notice{Kind: NoticeEnding, Player: w, Auction: id, At: a.Opened}, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// SuggestAuctions lists up to limit open auctions that what was typed names: by
// the beginning of their code, or by words of their card.
func (g *Game) SuggestAuctions(ctx context.Context, player PlayerID, typed string, limit int) ([]ListedAuction, error) {
	var found []ListedAuction
	if id, ok := ParseAuctionCode(strings.TrimSpace(typed)); ok {
		v, err := g.LookAtAuction(ctx, 0, id)
		if err == nil && !v.Auction.over(g.clock.Now()) {
			found = append(found, ListedAuction{Auction: v.Auction, Card: v.Card})
		}
	}
	page, err := g.Auctions(ctx, player, typed, SortEnding, 0, limit)
	if _, unfinished := errors.AsType[QueryError](err); unfinished {
		err = nil
	}
	for _, e := range page.Entries {
		if len(found) < limit && (len(found) == 0 || found[0].Auction.ID != e.Auction.ID) {
			found = append(found, e)
		}
	}
	return found, err
}
