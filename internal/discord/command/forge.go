package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// forge is /forge, which asks first.
func forge(d Deps) Command {
	return Command{
		Definition: define(d, "forge", "command.forge.name", "command.forge.about",
			d.suggestedOption("card_query_1", "command.forge.first", true, 100),
			d.copyOption("card_query_2", "command.forge.second")),
		Cost: costOfForge,
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.planForge(ctx, r, r.Options.Text("card_query_1"), r.Options.Text("card_query_2"), false)
		},
		Autocomplete: d.completeCopies(game.Forging),
		Components:   []Component{{Verb: ui.VerbForge, Gate: OwnerOnly(), Updates: true, Args: 5, Run: d.forge}},
	}
}

func (d Deps) planForge(ctx context.Context, r Request, first, second string, again bool) (Reply, error) {
	p, err := d.Game.PlanForge(ctx, r.Act.Player, first, second)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.ForgePlan(r.Text, r.Act.Player, p, d.sight(ctx, again, p.First, p.Second))}, nil
}

// forge is the press that confirms.
func (d Deps) forge(ctx context.Context, r Request) (Reply, error) {
	order := ui.ForgeOf(r.Route)
	res, err := d.Game.Forge(ctx, r.Act, order)
	if changed(err) {
		return d.planForge(ctx, r, order.First.Code(), order.Second.Code(), true)
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Forged(r.Text, r.Act.Player, res, d.sight(ctx, false, res.Made))}, nil
}
