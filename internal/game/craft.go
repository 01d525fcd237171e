package game

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"gohye/internal/ledger"
)

// A CraftPlan is an open recipe with the copies that crafting it would take now.
type CraftPlan struct {
	Good   Good
	Recipe Recipe
	Picks  []CraftPick // in the order of the recipe
	// Seal is a number that is the same for the same recipe and the same copies: a
	// confirmation carries it, so that nothing else is taken than what it showed.
	Seal int64
}

// A CraftPick is a card of a recipe with the copy that crafting would take.
type CraftPick struct {
	Card Card
	Copy Copy // its ID is 0 when none can be taken
	Held int  // copies of the card that the player holds
}

// pick is the copy that crafting takes: the least valuable that is neither locked
// nor a favourite.
func pick(copies []Copy) (c Copy, ok bool) {
	if len(copies) == 0 {
		return Copy{}, false
	}
	c = slices.MinFunc(copies, cheaper)
	if c.Locked || c.Favourite {
		return Copy{}, false
	}
	return c, true
}

// planCraft finds the copies that a recipe takes.
func (g *Game) planCraft(r Reader, player PlayerID, good Good, recipe Recipe) (CraftPlan, error) {
	plan := CraftPlan{Good: good, Recipe: recipe}
	seal := fnv.New64a()
	put := func(n int64) { _ = binary.Write(seal, binary.LittleEndian, n) } // it cannot fail
	put(recipe.Bought.UnixNano())
	for _, id := range recipe.Cards {
		copies, err := r.CopiesOf(player, id)
		if err != nil {
			return CraftPlan{}, err
		}
		c, _ := pick(copies)
		plan.Picks = append(plan.Picks, CraftPick{Card: g.card(id), Copy: c, Held: len(copies)})
		put(int64(c.ID))
	}
	plan.Seal = int64(seal.Sum64() >> 1) // 63 bits are left
	return plan, nil
}

// Complete says which cards of the plan cannot be given. Refused:
// MissingCardsError.
func (p *CraftPlan) Complete() error {
	var missing MissingCardsError
	for _, x := range p.Picks {
		switch {
		case x.Copy.ID != 0:
		case x.Held == 0:
			missing.Missing = append(missing.Missing, x.Card)
		default:
			missing.Protected = append(missing.Protected, x.Card)
		}
	}
	if len(missing.Missing)+len(missing.Protected) > 0 {
		return missing
	}
	return nil
}

// PlanCraft shows what crafting the player's open recipe of a good would take.
// Nothing changes. Refused: NoSuchGoodError, NoRecipeError; a plan that is not
// complete is no refusal, for it shows what is missing.
func (g *Game) PlanCraft(ctx context.Context, player PlayerID, id GoodID) (CraftPlan, error) {
	good, ok := g.rules.Good(id)
	if !ok {
		return CraftPlan{}, NoSuchGoodError{Name: string(id)}
	}
	var plan CraftPlan
	err := g.store.View(ctx, func(r Reader) error {
		recipe, err := r.Recipe(player, id)
		if errors.Is(err, ErrNotFound) {
			return NoRecipeError{Good: id}
		}
		if err != nil {
			return err
		}
		plan, err = g.planCraft(r, player, good, recipe)
		return err
	})
	return plan, err
}

// A CraftOrder is what a player confirms.
type CraftOrder struct {
	Good GoodID
	Seal int64 // of the plan that was shown
}

// A CraftResult is what crafting made, and what it took.
type CraftResult struct {
	Good  Good
	Spent []ClaimedCard
	// Effect is the effect as it is now, Uses how many uses of the item there are
	// now.
	Effect Effect
	Uses   int64
}

// Craft takes one copy of every card of the player's open recipe and makes, or
// extends, the effect; or it adds uses of the item. It takes what the plan has
// shown, or nothing. Refused: NoSuchGoodError, NoRecipeError, MissingCardsError,
// ChangedError, ReplayedError.
func (g *Game) Craft(ctx context.Context, act Act, order CraftOrder) (CraftResult, error) {
	good, ok := g.rules.Good(order.Good)
	if !ok {
		return CraftResult{}, NoSuchGoodError{Name: string(order.Good)}
	}
	now := g.clock.Now()
	var res CraftResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		open, err := openRecipe(tx, p.ID, good.ID)
		if err != nil {
			return err
		}
		if open == nil {
			return NoRecipeError{Good: good.ID}
		}
		plan, err := g.planCraft(tx, p.ID, good, *open)
		if err != nil {
			return err
		}
		if err := plan.confirmed(order); err != nil {
			return err
		}
		if res, err = g.crafted(tx, p.ID, plan, now); err != nil {
			return err
		}
		if err := holdCopies(tx, p.ID, res.Spent); err != nil {
			return err
		}
		return g.writeCraft(tx, act, p, &res, now)
	})
	return res, err
}

// confirmed decides whether the plan is what the player has confirmed.
func (p *CraftPlan) confirmed(order CraftOrder) error {
	if err := p.Complete(); err != nil {
		return err
	}
	if p.Seal != order.Seal {
		return ChangedError{}
	}
	return nil
}

// holdCopies locks the copies, in the order of their ids, and looks at them once
// more: they may have been marked or given away since they were picked.
func holdCopies(tx Tx, player PlayerID, cards []ClaimedCard) error {
	ids := make([]CopyID, len(cards))
	for i, c := range cards {
		ids[i] = c.Copy.ID
	}
	slices.Sort(ids)
	for _, id := range ids {
		c, err := tx.Copy(id)
		if err != nil {
			return err
		}
		if c.Holder != playerAccount(player) || c.Locked || c.Favourite {
			return ChangedError{}
		}
	}
	return nil
}

// crafted is what a plan makes of what the player has.
func (g *Game) crafted(r Reader, player PlayerID, plan CraftPlan, now time.Time) (CraftResult, error) {
	res := CraftResult{Good: plan.Good}
	for _, x := range plan.Picks {
		res.Spent = append(res.Spent, ClaimedCard{Card: x.Card, Copy: x.Copy})
	}
	if !plan.Good.Effect {
		stock, err := r.Stock(player)
		res.Uses = stock[plan.Good.Item] + plan.Good.Uses
		return res, err
	}
	had, err := effectOf(r, player, EffectID(plan.Good.ID))
	res.Effect = plan.Good.extend(had, now)
	return res, err
}

// effectOf is the player's effect; its tier is 0 when there has never been one.
func effectOf(r Reader, player PlayerID, id EffectID) (Effect, error) {
	effects, err := r.Effects(player)
	for _, e := range effects {
		if e.ID == id {
			return e, err
		}
	}
	return Effect{ID: id}, err
}

// extend is an effect after crafting: it lasts from now, or from the end of what
// is left of it. Its tier stays.
func (g *Good) extend(e Effect, now time.Time) Effect {
	from := now
	if e.Until.After(now) {
		from = e.Until
	}
	e.Until = from.Add(g.Lasts)
	e.Tier = max(e.Tier, 1)
	return e
}

func (g *Game) writeCraft(tx Tx, act Act, p Player, res *CraftResult, now time.Time) error {
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if err := tx.UseUpRecipe(p.ID, res.Good.ID); err != nil {
		return err
	}
	posting := ledger.Posting{Key: act.Key, At: now}
	for _, c := range res.Spent {
		posting.Transfers = append(posting.Transfers, ledger.Transfer{
			Unit: ledger.Copy, From: playerAccount(p.ID), To: ledger.Sink, Amount: 1, Copy: int64(c.Copy.ID), Reason: "craft",
		})
	}
	if !res.Good.Effect {
		posting.Transfers = append(posting.Transfers, ledger.Transfer{
			Unit: res.Good.Item, From: ledger.Mint, To: playerAccount(p.ID), Amount: ledger.Amount(res.Good.Uses), Reason: "craft",
		})
	} else if err := tx.ExtendEffect(p.ID, res.Effect.ID, res.Effect.Until); err != nil {
		return err
	}
	if err := tx.Post(posting); err != nil {
		return err
	}
	return g.did(tx, p.ID, now, one(DeedCraft))
}
