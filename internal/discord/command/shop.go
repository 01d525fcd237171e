package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// shop is /shop: the goods by kind, each with the button that buys its recipe.
func shop(d Deps) Command {
	return Command{
		Definition: define(d, "shop", "command.shop.name", "command.shop.about"),
		Cost:       costOfShop,
		Gate:       Everyone(),
		Run: func(_ context.Context, r Request) (Reply, error) {
			return Reply{Message: ui.Shop(r.Text, r.Act.Player, ui.ShopDoor, nil)}, nil
		},
		Components: []Component{
			{Verb: ui.VerbShop, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.walkShop},
			{Verb: ui.VerbBuy, Gate: OwnerOnly(), Updates: true, Args: 3, Run: d.buy},
		},
	}
}

// walkShop shows what a menu or Back leads to.
func (d Deps) walkShop(ctx context.Context, r Request) (Reply, error) {
	place, id := ui.ShopWay(r.Route, r.Values)
	if id == "" {
		return Reply{Message: ui.Shop(r.Text, r.Act.Player, place, d.goods())}, nil
	}
	v, err := d.Game.LookAtGood(ctx, r.Act.Player, id)
	if err != nil {
		return Reply{}, err
	}
	rules := d.Game.Rules().Shop
	return Reply{Message: ui.Good(r.Text, r.Act.Player, &rules, v)}, nil
}

// buy is the press of Buy. The message says what was bought in place of the
// button, so a second click finds none; one that is quicker is refused, because
// the recipe is open by then.
func (d Deps) buy(ctx context.Context, r Request) (Reply, error) {
	p, err := d.Game.Buy(ctx, r.Act, ui.BuyOrderOf(r.Route))
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Bought(r.Text, r.Act.Player, p, d.cardFaces(p.Cards))}, nil
}

// goods are all goods as the rules have them.
func (d Deps) goods() []game.Good {
	rules := d.Game.Rules()
	var all []game.Good
	for _, id := range game.Goods() {
		if g, ok := rules.Good(id); ok {
			all = append(all, g)
		}
	}
	return all
}

// cardFaces are cards that are no copies.
func (d Deps) cardFaces(cards []game.Card) []ui.Face {
	faces := make([]ui.Face, len(cards))
	for i, c := range cards {
		faces[i] = d.face(c, 0)
	}
	return faces
}
