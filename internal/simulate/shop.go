package simulate

import (
	"context"
	"slices"
	"strconv"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

// A project is a recipe that a person has bought and not crafted yet.
type project struct {
	good  game.GoodID
	cards []game.CardID
}

// wish draws what savers of a kind save for, some of the shop's goods.
func (w *world) wish(p *person) {
	if w.dice.Float64() >= w.kinds[p.kind].Saves {
		return
	}
	const most = 4
	goods := game.Goods()
	for _, i := range w.dice.Perm(len(goods))[:1+w.dice.IntN(most)] {
		p.wishes = append(p.wishes, goods[i])
	}
}

// canBuy says whether the player has saved enough for what is wanted next.
func canBuy(see view) bool { return see.goal > 0 && see.Flakes >= see.goal }

// goal is the price of what a person saves for; 0 for nothing.
func (w *world) goal(p *person) int64 {
	if len(p.wishes) == 0 {
		return 0
	}
	good, _ := w.Rules.Good(p.wishes[0])
	return good.Price
}

// buy buys the recipe that the player has saved for.
func buy(ctx context.Context, w *world, p *person, _ view) error {
	shown, err := w.game.LookAtGood(ctx, p.id, p.wishes[0])
	if err != nil {
		return err
	}
	p.wishes = p.wishes[1:]
	bought, err := w.game.Buy(ctx, w.act(p), game.BuyOrder{Good: shown.Good.ID, Price: shown.Good.Price})
	if err != nil {
		return err
	}
	p.projects = append(p.projects, project{shown.Good.ID, bought.Recipe.Cards})
	return nil
}

// hasProject says whether the player has all cards of some recipe.
func hasProject(see view) bool { return see.person.ready() >= 0 }

// ready is the project that can be crafted, or -1.
func (p *person) ready() int {
	return slices.IndexFunc(p.projects, func(j project) bool {
		for _, card := range j.cards {
			if p.cards[card] == 0 {
				return false
			}
		}
		return true
	})
}

// craft makes the first recipe for which everything is there.
func craft(ctx context.Context, w *world, p *person, _ view) error {
	i := p.ready()
	good := p.projects[i].good
	plan, err := w.game.PlanCraft(ctx, p.id, good)
	if err != nil {
		return err
	}
	if _, err = w.game.Craft(ctx, w.act(p), game.CraftOrder{Good: good, Seal: plan.Seal}); err != nil {
		return err
	}
	p.projects = slices.Delete(p.projects, i, i+1)
	if _, item := good.Item(); !item {
		p.effects = append(p.effects, good)
	}
	return nil
}

// hasItems says whether the player has an item to use.
func hasItems(see view) bool {
	return slices.ContainsFunc(game.Items(), func(item ledger.Unit) bool { return see.person.has[item] > 0 })
}

// use uses an item that is ready.
func use(ctx context.Context, w *world, p *person, _ view) error {
	for _, item := range game.Items() {
		if p.has[item] == 0 {
			continue
		}
		order := game.UseOrder{Good: game.GoodID(item)}
		if item == ledger.SpaceUnity {
			order.Arguments = w.lacking(p)
		}
		if item == ledger.JudgeDay {
			order.Arguments = string(ledger.ClaimRecall)
		}
		_, err := w.game.Use(ctx, w.act(p), order)
		if _, refused := asRefusal[game.Refusal](err); refused {
			continue // another may be ready
		}
		return err
	}
	return errNothing
}

// lacking is the collection of which a person lacks the fewest cards, but some.
func (w *world) lacking(p *person) (best string) {
	fewest := 0
	for set, size := range w.books.size {
		lacks := size - p.sets[set]
		if lacks > 0 && (best == "" || lacks < fewest || lacks == fewest && set < best) {
			best, fewest = set, lacks
		}
	}
	return best
}

// hasEffects says whether the player has an effect that may have grown.
func hasEffects(see view) bool { return len(see.person.effects) > 0 }

// upgrade raises the first effect that has grown enough.
func upgrade(ctx context.Context, w *world, p *person, _ view) error {
	for _, good := range p.effects {
		plan, err := w.game.PlanUpgrade(ctx, p.id, good)
		if _, refused := asRefusal[game.Refusal](err); refused {
			continue
		}
		if err != nil {
			return err
		}
		_, err = w.game.UpgradeEffect(ctx, w.act(p), good, plan.Effect.Tier)
		return err
	}
	return errNothing
}

// vote votes for the bot, where the host has named a list of bots.
func vote(ctx context.Context, w *world, p *person, see view) error {
	rules := &w.Rules.Vote
	if len(rules.Sites) == 0 {
		return errNothing
	}
	w.keys++
	_, err := w.game.CountVote(ctx, game.VoteOrder{ID: strconv.FormatInt(w.keys, 10), Site: rules.Sites[0], Player: p.id})
	p.blocked["vote"] = see.now.Add(time.Duration(rules.Pause))
	return err
}
