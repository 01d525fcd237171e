package simulate

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"gohye/internal/game"
)

// named is how a player names a card.
func named(card game.CardID) string { return fmt.Sprintf("#%d", card) }

// wantsVials says whether the player has something to liquefy and not enough for
// two boosters: more vials than that are of no use to him today.
func wantsVials(see view) bool { return hasSpares(see) && see.Vials < 2*see.dearest }

// hasCards says whether the player has any card at all.
func hasCards(see view) bool { return see.person.copies > 0 }

// pet is the card that a person levels: the one worth most that can be levelled,
// until it cannot be any more.
func (w *world) pet(p *person) (game.CardID, bool) {
	if p.cards[p.pet] > 0 && !p.grown[p.pet] {
		return p.pet, true
	}
	p.pet, p.practised = 0, 0
	for card := range p.cards {
		c := w.game.Catalogue().Card(card)
		if c == nil || c.Level > w.Rules.Level.MaxStars || w.game.Catalogue().Collection(c.Collection).Promo || p.grown[card] {
			continue
		}
		if p.pet == 0 || cmp.Or(cmp.Compare(c.Level, w.game.Catalogue().Card(p.pet).Level), cmp.Compare(p.pet, card)) > 0 {
			p.pet = card
		}
	}
	return p.pet, p.pet != 0
}

// levelUp practises with the pet. When that has come as far as it can for now,
// the person is content; at the highest level, another one is next.
func levelUp(ctx context.Context, w *world, p *person, _ view) error {
	card, ok := w.pet(p)
	if !ok {
		return errNothing
	}
	if p.practised == 0 {
		id, err := w.game.FindToLevel(ctx, p.id, named(card))
		if err != nil {
			return err
		}
		p.practised = id
	}
	_, err := w.game.LevelUp(ctx, w.act(p), p.practised)
	if err != nil {
		p.practised = 0 // it may be another one next time
	}
	if _, top := asRefusal[game.MaxedError](err); top {
		p.grown[card] = true
	}
	return err
}

// combine puts the least valuable spare copy into the pet.
func combine(ctx context.Context, w *world, p *person, _ view) error {
	card, ok := w.pet(p)
	spares := w.spares(p)
	if !ok || len(spares) == 0 || spares[len(spares)-1] == card {
		return errNothing
	}
	plan, err := w.game.PlanCombine(ctx, p.id, named(card), named(spares[len(spares)-1]))
	if err != nil {
		return err
	}
	_, err = w.game.Combine(ctx, w.act(p), plan.Order)
	return err
}

// forge makes two spare copies of as many stars, the most valuable that there
// are, into one of another card.
func forge(ctx context.Context, w *world, p *person, _ view) error {
	spares := w.spares(p)
	for i := 1; i < len(spares); i++ {
		a, b := w.game.Catalogue().Card(spares[i-1]), w.game.Catalogue().Card(spares[i])
		if a == nil || b == nil || a.Level != b.Level || a.Level > w.Rules.Forge.MaxStars {
			continue
		}
		plan, err := w.game.PlanForge(ctx, p.id, named(a.ID), named(b.ID))
		if err != nil {
			return err
		}
		_, err = w.game.Forge(ctx, w.act(p), plan.Order)
		return err
	}
	return errNothing
}

// liquefy makes the least valuable spare copy into vials.
func liquefy(ctx context.Context, w *world, p *person, _ view) error {
	spares := w.spares(p)
	if len(spares) == 0 {
		return errNothing
	}
	plan, err := w.game.PlanLiquefy(ctx, p.id, named(spares[len(spares)-1]))
	if err != nil {
		return err
	}
	_, err = w.game.Liquefy(ctx, w.act(p), plan.Order)
	return err
}

// ascend tries what has been levelled: the pets that have come to the top.
func ascend(ctx context.Context, w *world, p *person, _ view) error {
	card, ok := w.pet(p)
	if !ok {
		return errNothing
	}
	plan, err := w.game.PlanAscend(ctx, p.id, named(card))
	if err != nil {
		return err
	}
	_, err = w.game.Ascend(ctx, w.act(p), plan.Order)
	return err
}

// hasVials says whether the player could pay for some booster.
func hasVials(see view) bool { return see.Vials >= see.cheapest }

// boost opens a booster of a kind that the player can have now. Who has opened
// all comes back when the first of them is ready.
func boost(ctx context.Context, w *world, p *person, _ view) error {
	kinds := game.BoosterKinds()
	var ready time.Time
	for _, i := range w.dice.Perm(len(kinds)) {
		if w.barren[string(kinds[i])] {
			continue
		}
		plan, err := w.game.PlanBoost(ctx, p.id, kinds[i])
		w.learn(string(kinds[i]), err)
		if c, early := asRefusal[game.CooldownError](err); early && (ready.IsZero() || c.Until.Before(ready)) {
			ready = c.Until
		}
		if _, refused := asRefusal[game.Refusal](err); refused {
			continue
		}
		if err != nil {
			return err
		}
		_, err = w.game.Boost(ctx, w.act(p), plan.Order)
		return err
	}
	p.blocked["boost"] = ready
	return errNothing
}

// learn remembers what this catalogue has no cards for: everybody hears of it.
func (w *world) learn(what string, err error) {
	if _, barren := asRefusal[game.FruitlessError](err); barren {
		w.barren[what] = true
	}
}

// hasMaterials says whether the player has what fusing takes.
func hasMaterials(see view) bool {
	for unit, n := range see.materials {
		if see.person.has[unit] < n {
			return false
		}
	}
	return true
}

// fuse makes materials into a card of an album.
func fuse(ctx context.Context, w *world, p *person, _ view) error {
	if w.barren["fuse"] {
		return errNothing
	}
	plan, err := w.game.PlanFuse(ctx, p.id)
	w.learn("fuse", err)
	if err != nil {
		return err
	}
	_, err = w.game.Fuse(ctx, w.act(p), plan.Order)
	return err
}
