package game

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"gohye/internal/ledger"
)

// itemCooldown is the pause after a use of an item.
func itemCooldown(item ledger.Unit) Cooldown { return Cooldown("use/" + string(item)) }

// Item is the item after whose use the cooldown is; ok is false for any other.
func (c Cooldown) Item() (item ledger.Unit, ok bool) {
	name, _ := strings.CutPrefix(string(c), "use/")
	if itemCooldown(ledger.Unit(name)) != c {
		return "", false
	}
	return GoodID(name).Item()
}

// A UseOrder is what a player asks of /use-effect.
type UseOrder struct {
	Good GoodID
	// Arguments are a collection for Space Unity, and for Judgement Day the item
	// as which it acts, with that one's arguments behind.
	Arguments string
}

// A UseResult is what the use of an item did.
type UseResult struct {
	Good, As GoodID    // As is another than Good for Judgement Day only
	Left     int64     // uses
	Ready    time.Time // when it can be used again
	// Claims is how many claims were taken back, NextClaim what the next one costs.
	Claims    int
	NextClaim int64
	Got       *ClaimedCard // the card that came, or nil
}

// A use is an order that makes sense: an item, as what it acts, and the cards of
// which one may come.
type use struct {
	item, as   ledger.Unit
	collection Collection
	cards      []CardID
}

// parseUse finds out what is meant. Refused: NoSuchGoodError, NotAnItemError,
// NothingToActAsError, NoCollectionError.
func (r *Rules) parseUse(cat *Catalogue, order UseOrder) (use, error) {
	good, ok := r.Good(order.Good)
	if !ok {
		return use{}, NoSuchGoodError{Name: string(order.Good)}
	}
	if good.Effect {
		return use{}, NotAnItemError{Good: good.ID}
	}
	u, rest := use{item: good.Item, as: good.Item}, order.Arguments
	if u.item == ledger.JudgeDay {
		if u.as, rest, ok = firstItem(order.Arguments); !ok || u.as == u.item {
			return use{}, NothingToActAsError{Name: order.Arguments}
		}
	}
	if u.as == ledger.SpaceUnity {
		u.collection, u.cards = cat.choice(rest, r.Shop.SpaceUnityStars)
		if len(u.cards) == 0 {
			return use{}, NoCollectionError{Name: strings.TrimSpace(rest)}
		}
	}
	return u, nil
}

// firstItem is the item that the first words of s name, and what follows: "Space
// Unity dawn" is Space Unity, and "dawn".
func firstItem(s string) (item ledger.Unit, rest string, ok bool) {
	words := strings.Fields(s)
	for n := range min(len(words), 2) {
		name := strings.ToLower(strings.Join(words[:n+1], ""))
		if item, ok := GoodID(name).Item(); ok {
			return item, strings.Join(words[n+1:], " "), true
		}
	}
	return "", "", false
}

// choice are the cards of at most so many stars that Space Unity may bring from
// the collection of this id or name.
func (c *Catalogue) choice(name string, stars int) (found Collection, cards []CardID) {
	name = strings.TrimSpace(name)
	for level := 1; level <= stars; level++ {
		for _, id := range c.ingredients.levels[level] {
			col := c.Collection(c.cards[id].Collection)
			if strings.EqualFold(col.ID, name) || strings.EqualFold(col.Name, name) {
				found = col
				cards = append(cards, id)
			}
		}
	}
	return found, cards
}

// ready is the rule for when an item can be used: a use is left, and its pause is
// over, and that of the item as which it acts.
func (u *use) ready(stock Stock, pauses map[Cooldown]time.Time, now time.Time) error {
	if stock[u.item] < 1 {
		return NoUsesError{Good: GoodID(u.item)}
	}
	for _, item := range []ledger.Unit{u.item, u.as} {
		if until := pauses[itemCooldown(item)]; now.Before(until) {
			return CooldownError{What: itemCooldown(item), Until: until}
		}
	}
	return nil
}

// takeBack takes n claims off the counter of a day. It never goes below zero.
func (p *Player) takeBack(day, n int) error {
	made := p.Claims
	if p.ClaimDay != day {
		made = 0
	}
	if made < n {
		return FewClaimsError{Need: n, Have: made}
	}
	p.Claims -= n
	return nil
}

// newCard draws a card that is not owned.
func (u *use) newCard(rng *rand.Rand, owned map[CardID]bool) (CardID, error) {
	left := slices.DeleteFunc(slices.Clone(u.cards), func(id CardID) bool { return owned[id] })
	if len(left) == 0 {
		return 0, NothingNewError{Collection: u.collection}
	}
	return left[rng.IntN(len(left))], nil
}

// Use uses an item: the use is taken, its pause begins and what it does is done,
// all of it or nothing. Judgement Day takes a use of its own and holds to the
// pause of the item as which it acts, which begins again. Refused:
// NoSuchGoodError, NotAnItemError, NothingToActAsError, NoCollectionError,
// NoUsesError, CooldownError, FewClaimsError, NothingNewError, ReplayedError.
func (g *Game) Use(ctx context.Context, act Act, order UseOrder) (UseResult, error) {
	rng, now, cat := g.draws(), g.clock.Now(), g.Catalogue()
	u, err := g.rules.parseUse(cat, order)
	if err != nil {
		return UseResult{}, err
	}
	var res UseResult
	var got *Copy
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		stock, err := tx.Stock(p.ID)
		if err != nil {
			return err
		}
		pauses, err := tx.Cooldowns(p.ID)
		if err != nil {
			return err
		}
		if err := u.ready(stock, pauses, now); err != nil {
			return err
		}
		res = UseResult{Good: GoodID(u.item), As: GoodID(u.as), Left: stock[u.item] - 1}
		if got, err = g.effect(tx, &p, &u, rng, now, &res); err != nil {
			return err
		}
		return g.writeUse(tx, act, p, &u, got, &res, now)
	})
	if err == nil && got != nil {
		res.Got = &ClaimedCard{Card: g.card(got.Card), Copy: *got}
	}
	return res, err
}

// effect decides what a use does: to p, or a copy that is to be made.
func (g *Game) effect(r Reader, p *Player, u *use, rng *rand.Rand, now time.Time, res *UseResult) (*Copy, error) {
	switch res.As {
	case GoodID(ledger.Walpurgis):
		res.Claims = g.rules.Shop.WalpurgisClaims
	case GoodID(ledger.ClaimRecall):
		res.Claims = g.rules.Shop.ClaimRecallCount
	default: // Space Unity: nothing else acts
		owned, err := ownedBy(r, p.ID)
		if err != nil {
			return nil, err
		}
		id, err := u.newCard(rng, owned)
		if err != nil {
			return nil, err
		}
		return &Copy{Card: id, Level: 1, Exp: startExp(rng, g.card(id).Level), Made: now}, nil
	}
	if err := p.takeBack(g.rules.day(now), res.Claims); err != nil {
		return nil, err
	}
	res.NextClaim = g.rules.Claim.price(p.Claims, 1)
	return nil, nil //nolint:nilnil // no copy comes of it
}

func (g *Game) writeUse(tx Tx, act Act, p Player, u *use, got *Copy, res *UseResult, now time.Time) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	err := tx.Post(ledger.Posting{Key: act.Key, At: now, Transfers: []ledger.Transfer{{
		Unit: u.item, From: playerAccount(p.ID), To: ledger.Sink, Amount: 1, Reason: "use",
	}}})
	if err != nil {
		return err
	}
	if got != nil {
		if err := tx.Mint(act.Key, now, playerAccount(p.ID), "space unity", []*Copy{got}); err != nil {
			return err
		}
	}
	for _, item := range slices.Compact([]ledger.Unit{u.as, u.item}) {
		good, _ := g.rules.Good(GoodID(item))
		res.Ready = now.Add(good.Cooldown)
		if err := tx.SetCooldown(p.ID, itemCooldown(item), res.Ready); err != nil {
			return err
		}
	}
	return g.did(tx, p.ID, now, one(DeedUse))
}

// SuggestSpace lists up to limit collections whose names contain what was
// typed and from which Space Unity could bring the player a card.
func (g *Game) SuggestSpace(ctx context.Context, player PlayerID, typed string, limit int) ([]Collection, error) {
	var owned map[CardID]bool
	err := g.store.View(ctx, func(r Reader) (err error) {
		owned, err = ownedBy(r, player)
		return err
	})
	if err != nil {
		return nil, err
	}
	cat, typed := g.Catalogue(), strings.ToLower(strings.TrimSpace(typed))
	var found []Collection
	seen := map[string]bool{}
	for level := 1; level <= g.rules.Shop.SpaceUnityStars; level++ {
		for _, id := range cat.ingredients.levels[level] {
			col := cat.Collection(cat.cards[id].Collection)
			if seen[col.ID] || owned[id] || !strings.Contains(strings.ToLower(col.Name+" "+col.ID), typed) {
				continue
			}
			seen[col.ID] = true
			found = append(found, col)
		}
	}
	slices.SortFunc(found, func(a, b Collection) int { return strings.Compare(a.Name, b.Name) })
	return found[:min(limit, len(found))], nil
}
