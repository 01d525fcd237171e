package simulate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gohye/internal/game"
)

// price is what a card is worth, as /price says.
func (w *world) price(card game.CardID) int64 { return max(w.books.prices[card], 1) }

// hasSpares says whether the player has two of a kind: who never got a card
// twice has as many copies as cards.
func hasSpares(see view) bool { return see.person.copies > len(see.person.cards) }

// spares are the cards of which a person has more than one copy, the most
// valuable first.
func (w *world) spares(p *person) []game.CardID {
	var spare []game.CardID
	for card, n := range p.cards {
		if n > 1 {
			spare = append(spare, card)
		}
	}
	slices.SortFunc(spare, func(a, b game.CardID) int {
		return cmp.Or(cmp.Compare(w.price(b), w.price(a)), cmp.Compare(a, b))
	})
	return spare
}

// sell auctions the most valuable spare copy, for somewhat less than it is worth.
func sell(ctx context.Context, w *world, p *person, _ view) error {
	rules := &w.Rules.Auction
	for _, card := range w.spares(p) {
		worth := w.price(card)
		order := game.AuctionOrder{
			Start: max(rules.MinPrice, worth*int64(40+w.dice.IntN(40))/100),
			Hours: min(24, rules.MaxHours),
		}
		if w.dice.IntN(3) == 0 {
			order.Buyout = max(order.Start+1, worth*13/10)
		}
		plan, err := w.game.PlanAuction(ctx, p.id, fmt.Sprintf("#%d", card), order)
		if barred(err) {
			continue // five stars, say
		}
		if err != nil {
			return err
		}
		_, err = w.game.OpenAuction(ctx, w.act(p), plan.Order)
		return err
	}
	return errNothing
}

// barred says that a card cannot be sold, whoever has it.
func barred(err error) bool {
	_, stars := asRefusal[game.NotForAuctionError](err)
	return stars
}

// bid goes through a page of auctions for something to buy: a card that is
// missing, or a bargain.
func bid(ctx context.Context, w *world, p *person, see view) error {
	const size = 25
	sort := game.SortEnding
	if w.dice.IntN(2) == 0 {
		sort = game.SortNewest
	}
	page, err := w.game.Auctions(ctx, p.id, "", sort, 0, size)
	if err != nil {
		return err
	}
	for _, e := range page.Entries {
		a := e.Auction
		limit := min(w.offer(p, a), see.Flakes)
		if a.Seller == p.id || a.Top == p.id || a.Least() > limit {
			continue
		}
		_, err := w.game.Bid(ctx, w.act(p), game.BidOrder{Auction: a.ID, Limit: limit})
		return err
	}
	return errNothing
}

// offer is what a copy for sale is worth to a person: less when the card is
// there already.
func (w *world) offer(p *person, a game.Auction) int64 {
	from, spread := 60, 60
	if p.cards[a.Card] > 0 {
		from, spread = 20, 30
	}
	return w.price(a.Card) * int64(from+w.dice.IntN(spread)) / 100
}
