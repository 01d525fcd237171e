package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// craft is /craft-effect, which shows the copies that it takes and asks first.
func craft(d Deps) Command {
	return Command{
		Definition: define(d, "craft-effect", "command.craft_effect.name", "command.craft_effect.about", d.effectOption("command.craft_effect.effect")),
		Cost:       costIs(func(t *locale.Text) string { return t.Say("cost.craft") }),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := goodNamed(r.Text, r.Options.Text("effect"))
			if err != nil {
				return Reply{}, err
			}
			return d.planCraft(ctx, r, id)
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			inv, err := d.Game.Inventory(ctx, r.Act.Player)
			return suggestGoods(r.Text, r.Options.Focused(), recipesIn(inv)), err
		}},
		Components: []Component{
			{
				Verb: ui.VerbCraftPlan, Gate: OwnerOnly(), Ephemeral: true, Args: 1,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.planCraft(ctx, r, game.GoodID(r.Route.Words))
				},
			},
			{Verb: ui.VerbCraft, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.craft},
		},
	}
}

// planCraft asks whether the recipe is to be crafted.
func (d Deps) planCraft(ctx context.Context, r Request, id game.GoodID) (Reply, error) {
	plan, err := d.Game.PlanCraft(ctx, r.Act.Player, id)
	if err != nil {
		return Reply{}, err
	}
	if err := plan.Complete(); err != nil {
		return Reply{}, err
	}
	faces := make([]ui.Face, len(plan.Picks))
	for i, x := range plan.Picks {
		faces[i] = d.face(x.Card, x.Copy.Print)
	}
	return Reply{Message: ui.CraftPlan(r.Text, r.Act.Player, plan, faces)}, nil
}

// craft is the press that confirms. When other copies would be taken by now, it
// shows those and asks again.
func (d Deps) craft(ctx context.Context, r Request) (Reply, error) {
	order := ui.CraftOrderOf(r.Route)
	res, err := d.Game.Craft(ctx, r.Act, order)
	if isChanged(err) {
		again, err := d.planCraft(ctx, r, order.Good)
		again.Message = ui.AskedAgain(r.Text, again.Message)
		return again, err
	}
	if err != nil {
		return Reply{}, err
	}
	faces := make([]ui.Face, len(res.Spent))
	for i, c := range res.Spent {
		faces[i] = d.face(c.Card, c.Copy.Print)
	}
	return Reply{Message: ui.Crafted(r.Text, res, faces)}, nil
}
