package game

import (
	"context"
	"slices"
	"time"
)

// A WishResult says what is on a wishlist now.
type WishResult struct {
	Card    Card
	Already bool // it was so before
	Wishes  int  // on the list now
}

// SetWish puts the card that what names on the player's wishlist, or takes it off.
// Doing it twice changes nothing. Refused: NoSuchCardError, QueryError,
// TooManyMarksError, ReplayedError.
func (g *Game) SetWish(ctx context.Context, act Act, what string, on bool) (WishResult, error) {
	now := g.clock.Now()
	card, err := g.cardNamed(ctx, act.Player, what)
	if err != nil {
		return WishResult{}, err
	}
	var res WishResult
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		wished, n, err := tx.Wished(p.ID, card.ID)
		if err != nil {
			return err
		}
		res = WishResult{Card: *card, Already: wished == on, Wishes: n}
		if res.Already {
			return nil
		}
		if on && n >= g.rules.Mark.MaxWishes {
			return TooManyMarksError{What: MarksWishes, Most: g.rules.Mark.MaxWishes}
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		if !on {
			res.Wishes--
			return tx.DeleteWish(p.ID, card.ID)
		}
		res.Wishes++
		if err := tx.AddWish(p.ID, card.ID, now); err != nil {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedWish))
	})
	return res, err
}

// A WishesPage is a page of a wishlist, best cards first.
type WishesPage struct {
	Page, Pages int
	Total       int
	Entries     []WishedCard
}

// A WishedCard is a card of a wishlist.
type WishedCard struct {
	Card   Card
	Copies int // that the player of the list has
}

// Wishes is a page of a player's wishlist. A page beyond the end is the last one.
func (g *Game) Wishes(ctx context.Context, player PlayerID, page, size int) (WishesPage, error) {
	var res WishesPage
	err := g.store.View(ctx, func(r Reader) error {
		res = WishesPage{Page: max(page, 0)}
		for {
			wishes, total, err := r.Wishes(player, res.Page*size, size)
			if err != nil {
				return err
			}
			res.Total, res.Pages = total, max(1, (total+size-1)/size)
			if res.Page < res.Pages {
				for _, w := range wishes {
					res.Entries = append(res.Entries, WishedCard{Card: g.card(w.Card), Copies: w.Copies})
				}
				return nil
			}
			res.Page = res.Pages - 1
		}
	})
	return res, err
}

// SetWishPing says whether the player wants to be mentioned when a wished card is
// dropped in this server; the act must have one. Refused: ReplayedError.
func (g *Game) SetWishPing(ctx context.Context, act Act, on bool) error {
	now := g.clock.Now()
	return g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		return tx.SetWishPing(p.ID, act.Guild, on)
	})
}

// tellWishers writes the notice to those who wish for a card of a drop, if there
// are any in its server.
func (g *Game) tellWishers(tx Tx, d *Drop, now time.Time) error {
	if d.Guild == 0 || g.rules.Mark.MaxPings == 0 {
		return nil
	}
	wishers, err := tx.Wishers(d.Guild, offered(d), d.Owner, 1)
	if err != nil || len(wishers) == 0 {
		return err
	}
	return g.notify(tx, Notice{Kind: NoticeWished, Guild: d.Guild, Channel: d.Channel, Drop: d.ID}, now)
}

// offered are the cards of a drop that can still be had.
func offered(d *Drop) []CardID {
	var cards []CardID
	for _, o := range d.Offers {
		if o.State == OfferOpen {
			cards = append(cards, o.Card)
		}
	}
	return cards
}

// A Wisher is somebody who wishes for a card that has been dropped.
type Wisher struct {
	Player PlayerID
	Card   CardID
}

// wished completes the view of a notice about a drop.
func (g *Game) wished(r Reader, v *NoticeView) error {
	d, err := r.Drop(v.Notice.Drop)
	if err != nil {
		return err
	}
	cards := offered(&d)
	wishers, err := r.Wishers(d.Guild, cards, d.Owner, g.rules.Mark.MaxPings*len(cards))
	if err != nil {
		return err
	}
	v.Muted = len(wishers) == 0
	for _, w := range wishers {
		if !slices.Contains(v.Wishers, w.Player) && len(v.Wishers) < g.rules.Mark.MaxPings {
			v.Wishers = append(v.Wishers, w.Player)
		}
		if card := g.card(w.Card); len(v.Cards) == 0 || v.Cards[len(v.Cards)-1].ID != card.ID {
			v.Cards = append(v.Cards, card)
		}
	}
	return nil
}
