package game

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gohye/internal/jobs"
	"gohye/internal/ledger"
)

// An AuctionOrder is what a player asks of /auction create.
type AuctionOrder struct {
	Copy      CopyID
	Start     int64
	Increment int64 // 0 is that of the rules
	Buyout    int64 // 0 for none
	Hours     int
}

// terms checks an order against the rules and fills in what it left out.
// Refused: AuctionTermsError.
func (r *AuctionRules) terms(o *AuctionOrder) error {
	o.Increment = cmp.Or(o.Increment, r.Increment)
	switch {
	case o.Hours < r.MinHours || o.Hours > r.MaxHours:
		return AuctionTermsError{What: TermHours, Least: int64(r.MinHours), Most: int64(r.MaxHours)}
	case o.Start < r.MinPrice || o.Start > maxPrice:
		return AuctionTermsError{What: TermStart, Least: r.MinPrice, Most: maxPrice}
	case o.Increment < 1 || o.Increment > maxPrice:
		return AuctionTermsError{What: TermIncrement, Least: 1, Most: maxPrice}
	case o.Buyout != 0 && (o.Buyout <= o.Start || o.Buyout > maxPrice):
		return AuctionTermsError{What: TermBuyout, Least: o.Start + 1, Most: maxPrice}
	}
	return nil
}

// maxPrice is the highest price that there is: it keeps sums of prices, and
// percentages of them, far from the end of the numbers.
const maxPrice = 1_000_000_000_000

// A SalePlan is an auction as it would be opened: what a confirmation shows.
type SalePlan struct {
	Order AuctionOrder // complete: every field as it will be used
	Card  Card
	Copy  Copy
	Fee   int64 // what listing costs
	Tax   int   // percent of the price that the seller does not get
}

// PlanAuction finds the copy that the player means and shows the auction that
// opening it would make. what is a copy's code, a card's "#number", or its
// name; of several copies it is the least valuable that is neither locked nor a
// favourite. Nothing changes. Refused: UnknownCardError, QueryError,
// ProtectedError, NotForAuctionError, AuctionTermsError.
func (g *Game) PlanAuction(ctx context.Context, player PlayerID, what string, order AuctionOrder) (SalePlan, error) {
	rules := &g.rules.Auction
	if err := rules.terms(&order); err != nil {
		return SalePlan{}, err
	}
	var c Copy
	err := g.store.View(ctx, func(r Reader) (err error) {
		c, err = g.copyFor(r, player, what)
		return err
	})
	if err != nil {
		return SalePlan{}, err
	}
	order.Copy = c.ID
	card := g.card(c.Card)
	if err := rules.sellable(c, card); err != nil {
		return SalePlan{}, err
	}
	return SalePlan{Order: order, Card: card, Copy: c, Fee: rules.Fee, Tax: rules.Tax}, nil
}

// copyFor is the copy that a player means by a code or by words: of the card
// that they name best, the least valuable copy that they choose. Refused:
// UnknownCardError, QueryError.
func (g *Game) copyFor(r Reader, player PlayerID, what string) (Copy, error) {
	copies, err := g.copiesMeant(r, player, what)
	if err != nil {
		return Copy{}, err
	}
	return slices.MinFunc(copies, cheaper), nil
}

// copiesMeant are the copies that a player may mean: the one of a code, or all of
// one card that words name and choose. There is at least one. Refused:
// UnknownCardError, QueryError.
func (g *Game) copiesMeant(r Reader, player PlayerID, what string) ([]Copy, error) {
	if id, ok := ParseCopyCode(strings.TrimSpace(what)); ok {
		c, err := r.Copy(id)
		if err == nil && c.Holder == playerAccount(player) {
			return []Copy{c}, nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
	}
	q, err := g.Catalogue().readOne(what)
	if err != nil {
		return nil, err
	}
	s, hits, err := g.hits(r, ListOrder{Asker: player, Holder: player, One: true}, q)
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		return nil, UnknownCardError{Name: what}
	}
	copies, err := r.CopiesOf(player, s.card(hits[0]).ID, s.survey.Copies...)
	if err != nil || len(copies) == 0 {
		return nil, cmp.Or(err, error(UnknownCardError{Name: what}))
	}
	return copies, nil
}

// SuggestForSale lists up to limit cards of which the player has a copy that
// could be auctioned and that what was typed names.
func (g *Game) SuggestForSale(ctx context.Context, player PlayerID, typed string, limit int) ([]HeldCard, error) {
	// Some cannot be sold.
	held, err := g.offer(ctx, ListOrder{Asker: player, Holder: player, Query: typed, Size: 4 * limit})
	if err != nil {
		return nil, err
	}
	var found []HeldCard
	err = g.store.View(ctx, func(r Reader) (err error) {
		found, err = g.forSale(r, player, held)
		return err
	})
	return found[:min(len(found), limit)], err
}

// forSale are those cards of which a copy can be auctioned. It reads the copies
// only where marks leave it open.
func (g *Game) forSale(r Reader, player PlayerID, held []HeldCard) ([]HeldCard, error) {
	rules := &g.rules.Auction
	marked := func(h HeldCard) bool { return h.Holding.Locked || h.Holding.Favourite }
	each, err := copiesOf(r, player, held, func(h HeldCard) bool {
		return marked(h) && rules.sellable(Copy{}, h.Card) == nil
	})
	var found []HeldCard
	for i, h := range held {
		if slices.ContainsFunc(each[i], func(c Copy) bool { return rules.sellable(c, h.Card) == nil }) {
			found = append(found, h)
		}
	}
	return found, err
}

// cheaper orders copies of one card: first what can be given away, then the
// least valuable.
func cheaper(a, b Copy) int {
	protected := func(c Copy) int {
		if c.Locked || c.Favourite {
			return 1
		}
		return 0
	}
	return cmp.Or(protected(a)-protected(b), a.Level-b.Level, a.Exp-b.Exp, b.Print-a.Print)
}

// sellable is the rule for which copies may be auctioned.
func (r *AuctionRules) sellable(c Copy, card Card) error {
	switch {
	case c.Locked:
		return ProtectedError{Locked: true}
	case c.Favourite:
		return ProtectedError{}
	case card.Level > r.MaxStars || slices.Contains(r.Exclude, strings.ToLower(card.Collection)):
		return NotForAuctionError{MaxStars: r.MaxStars}
	}
	return nil
}

// OpenAuction opens an auction: the copy goes into escrow, the listing fee is
// paid and the alarm for the end is set. Everything that the confirmation
// showed is checked again. Refused: AuctionTermsError, NotYoursError,
// ListedError, ProtectedError, NotForAuctionError, TooManyAuctionsError,
// InsufficientFundsError, ReplayedError.
func (g *Game) OpenAuction(ctx context.Context, act Act, order AuctionOrder) (Auction, error) {
	now, rules := g.clock.Now(), &g.rules.Auction
	if err := rules.terms(&order); err != nil {
		return Auction{}, err
	}
	var a Auction
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		c, err := ownCopy(tx, p.ID, order.Copy)
		if err != nil {
			return err
		}
		if err := rules.sellable(c, g.card(c.Card)); err != nil {
			return err
		}
		if a, err = g.newAuction(tx, act, p, c, order, now); err != nil {
			return err
		}
		return g.writeAuction(tx, act, p, &a, now)
	})
	return a, err
}

// newAuction is an auction by this order, if the player may have one more and
// can pay for it.
func (g *Game) newAuction(tx Tx, act Act, p Player, c Copy, o AuctionOrder, now time.Time) (Auction, error) {
	rules := &g.rules.Auction
	open, channel, err := tx.SellerOf(p.ID, act.Guild)
	if err != nil {
		return Auction{}, err
	}
	if rules.MaxOpen > 0 && open >= rules.MaxOpen {
		return Auction{}, TooManyAuctionsError{Most: rules.MaxOpen}
	}
	if p.Flakes < rules.Fee {
		return Auction{}, InsufficientFundsError{Need: rules.Fee, Have: p.Flakes}
	}
	return Auction{
		Seller: p.ID, Copy: c.ID, Card: c.Card, Print: c.Print,
		Start: o.Start, Increment: o.Increment, Buyout: o.Buyout, Price: o.Start,
		Opened: now, Ends: now.Add(time.Duration(o.Hours) * time.Hour), State: AuctionOpen,
		Guild: act.Guild, Channel: cmp.Or(channel, act.Channel),
	}, nil
}

func (g *Game) writeAuction(tx Tx, act Act, p Player, a *Auction, now time.Time) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	a.Stale = true
	if err := tx.OpenAuction(a); err != nil { // gives it its id
		return err
	}
	moves := []ledger.Transfer{{
		Unit: ledger.Copy, From: playerAccount(p.ID), To: a.ID.account(), Amount: 1,
		Copy: int64(a.Copy), Reason: "auction",
	}}
	if fee := g.rules.Auction.Fee; fee > 0 {
		moves = append(moves, ledger.Transfer{
			Unit: ledger.Flake, From: playerAccount(p.ID), To: ledger.Sink,
			Amount: ledger.Amount(fee), Reason: "listing fee",
		})
	}
	if err := tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: moves}); err != nil {
		return err
	}
	if err := tx.Schedule(a.ID.job(JobAuctionClose, a.Ends)); err != nil {
		return err
	}
	if err := g.did(tx, p.ID, now, one(DeedSell)); err != nil {
		return err
	}
	return tx.Schedule(a.ID.job(JobAuctionShow, now))
}

// cancellable is the rule for who may take an auction back, and until when.
func (a *Auction) cancellable(player PlayerID, now time.Time) error {
	switch {
	case a.Seller != player:
		return NotYoursError{}
	case a.over(now):
		return AuctionOverError{Auction: a.ID}
	case a.Top != 0:
		return HasBidsError{}
	}
	return nil
}

// PlanCancel shows the auction that CancelAuction would end now. Nothing
// changes. Refused: as CancelAuction, but for ReplayedError.
func (g *Game) PlanCancel(ctx context.Context, player PlayerID, id AuctionID) (AuctionView, error) {
	v, err := g.LookAtAuction(ctx, player, id)
	if err == nil {
		err = v.Auction.cancellable(player, g.clock.Now())
	}
	return v, err
}

// CancelAuction ends the player's own auction while nobody has bid; the copy
// comes back, and who watches is told. Refused: GoneError, NotYoursError, AuctionOverError,
// HasBidsError, ReplayedError.
func (g *Game) CancelAuction(ctx context.Context, act Act, id AuctionID) (Auction, error) {
	now := g.clock.Now()
	var a Auction
	err := g.act(ctx, act, now, func(tx Tx) (err error) {
		if a, err = g.auction(tx, id); err != nil {
			return err
		}
		if err := a.cancellable(act.Player, now); err != nil {
			return err
		}
		a.State = AuctionCancelled
		if err := tx.Post(a.returned(now)); err != nil {
			return err
		}
		if err := g.tellWatchers(tx, &a, now); err != nil {
			return err
		}
		return g.saveShown(tx, &a, now)
	})
	return a, err
}

// returned gives the copy back to the seller. Its key is that of every end, so
// that an auction can end once only, whatever the code around it does.
func (a *Auction) returned(now time.Time) ledger.Posting {
	return ledger.Posting{Key: a.endKey(), At: now, Transfers: []ledger.Transfer{{
		Unit: ledger.Copy, From: a.ID.account(), To: playerAccount(a.Seller), Amount: 1,
		Copy: int64(a.Copy), Reason: "auction returned",
	}}}
}

func (a *Auction) endKey() string { return "auction/" + a.ID.String() + "/end" }

// sold gives the copy to the highest bidder and the price, less the tax, to
// the seller; what was pledged beyond the price goes back.
func (a *Auction) sold(tax int64, now time.Time) ledger.Posting {
	posting := ledger.Posting{Key: a.endKey(), At: now, Transfers: []ledger.Transfer{{
		Unit: ledger.Copy, From: a.ID.account(), To: playerAccount(a.Top), Amount: 1,
		Copy: int64(a.Copy), Reason: "auction won",
	}}}
	pay := func(to ledger.Account, amount int64, why ledger.Reason) {
		if amount > 0 {
			posting.Transfers = append(posting.Transfers, ledger.Transfer{
				Unit: ledger.Flake, From: a.ID.account(), To: to, Amount: ledger.Amount(amount), Reason: why,
			})
		}
	}
	pay(playerAccount(a.Seller), a.Price-tax, "auction sold")
	pay(ledger.Sink, tax, "auction tax")
	pay(playerAccount(a.Top), a.Limit-a.Price, "auction change")
	return posting
}

// CloseAuction settles an auction whose end has come. It is the handler of
// JobAuctionClose and may be called early, late, twice and by two processes:
// what counts is the row. Called early it returns a jobs.SnoozeError.
func (g *Game) CloseAuction(ctx context.Context, id AuctionID) error {
	now := g.clock.Now()
	return g.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Auction(id)
		if errors.Is(err, ErrNotFound) || err == nil && a.State != AuctionOpen {
			return nil
		}
		if err != nil {
			return err
		}
		if now.Before(a.Ends) {
			return jobs.SnoozeError{Until: a.Ends}
		}
		add, err := g.perks(tx, &a, now)
		if err != nil {
			return err
		}
		if err := g.settle(tx, &a, add, now); err != nil {
			return err
		}
		return g.saveShown(tx, &a, now)
	})
}

// tax is what the seller does not get of a price.
func (g *Game) tax(price int64) int64 { return price * int64(g.rules.Auction.Tax) / 100 }

// settle ends an open auction: it moves what it holds, and what effects add, and
// writes the messages to all whom it concerns. The caller saves a.
func (g *Game) settle(tx Tx, a *Auction, add perks, now time.Time) error {
	var posting ledger.Posting
	notices := []Notice{{Kind: NoticeSold, Player: a.Seller, Auction: a.ID, Extra: add.seller}}
	if a.Top == 0 {
		a.State = AuctionUnsold
		posting = a.returned(now)
	} else {
		a.State = AuctionSold
		posting = a.sold(g.tax(a.Price), now)
		posting.Transfers = append(posting.Transfers, add.moves(a)...)
		notices = append(notices, Notice{Kind: NoticeWon, Player: a.Top, Auction: a.ID, Extra: add.buyer})
		if err := g.dealt(tx, a, add, now); err != nil {
			return err
		}
	}
	if err := tx.Post(posting); err != nil {
		return err
	}
	if a.Channel != 0 && a.Guild != 0 { // else the channel is the seller's own, who is told
		notices = append(notices, Notice{Kind: NoticeResult, Guild: a.Guild, Channel: a.Channel, Auction: a.ID})
	}
	for _, n := range notices {
		if err := g.notify(tx, n, now); err != nil {
			return err
		}
	}
	return g.tellWatchers(tx, a, now)
}

// dealt counts what buyer and seller have done.
func (g *Game) dealt(tx Tx, a *Auction, add perks, now time.Time) error {
	if err := g.did(tx, a.Top, now, one(DeedWin), Deed{What: DeedSpend, N: a.Price}); err != nil {
		return err
	}
	net := a.Price - g.tax(a.Price) + add.seller
	if net == 0 {
		return g.did(tx, a.Seller, now, one(DeedSold))
	}
	return g.did(tx, a.Seller, now, one(DeedSold), Deed{What: DeedProceeds, N: net}, Deed{What: DeedEarn, N: net})
}

// tellWatchers tells those who watch an auction that it is over. Seller and
// buyer know better.
func (g *Game) tellWatchers(tx Tx, a *Auction, now time.Time) error {
	watchers, err := tx.Watchers(a.ID)
	if err != nil {
		return err
	}
	for _, w := range watchers {
		if w == a.Seller || w == a.Top {
			continue
		}
		if err := g.notify(tx, Notice{Kind: NoticeEnded, Player: w, Auction: a.ID}, now); err != nil {
			return err
		}
	}
	return nil
}
