package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// liquefy is /liquefy, which asks first. The earlier bot's name of the option
// stays.
func liquefy(d Deps) Command {
	return Command{
		Definition: define(d, "liquefy", "command.liquefy.name", "command.liquefy.about",
			d.suggestedOption("query", "command.liquefy.card", true, 100)),
		Cost: costIs(func(t *locale.Text) string { return t.Say("cost.liquefy") }),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.planLiquefy(ctx, r, r.Options.Text("query"), false)
		},
		Autocomplete: d.completeCopies(game.Liquefying),
		Components:   []Component{{Verb: ui.VerbLiquefy, Gate: OwnerOnly(), Updates: true, Args: 4, Run: d.liquefy}},
	}
}

func (d Deps) planLiquefy(ctx context.Context, r Request, what string, again bool) (Reply, error) {
	p, err := d.Game.PlanLiquefy(ctx, r.Act.Player, what)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.LiquefyPlan(r.Text, r.Act.Player, p, d.sight(ctx, again, p.Card))}, nil
}

// liquefy is the press that confirms.
func (d Deps) liquefy(ctx context.Context, r Request) (Reply, error) {
	order := ui.LiquefyOf(r.Route)
	p, err := d.Game.Liquefy(ctx, r.Act, order)
	if changed(err) {
		return d.planLiquefy(ctx, r, order.Copy.Code(), true)
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Liquefied(r.Text, p, d.face(p.Card.Card, p.Card.Copy.Print))}, nil
}
