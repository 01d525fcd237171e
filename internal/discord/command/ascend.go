package command

import (
	"context"
	"fmt"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// ascend is /ascend, which asks first. It has an option for each copy that it
// takes; those that are left out are chosen.
func ascend(d Deps) Command {
	options := []discord.ApplicationCommandOption{d.suggestedOption("card_name", "command.ascend.card", true, 100)}
	for i := 2; i <= d.Game.Rules().Ascend.Copies; i++ {
		options = append(options, d.copyOption(fmt.Sprint("card_", i), "command.ascend.more"))
	}
	return Command{
		Definition: define(d, "ascend", "command.ascend.name", "command.ascend.about", options...),
		Cost:       costOfAscend,
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			var names []string
			for _, o := range options {
				names = append(names, r.Options.Text(o.OptionName()))
			}
			return d.planAscend(ctx, r, false, names...)
		},
		Autocomplete: d.completeCopies(game.Ascending),
		Components:   []Component{{Verb: ui.VerbAscend, Gate: OwnerOnly(), Updates: true, Args: 6, Run: d.ascend}},
	}
}

func (d Deps) planAscend(ctx context.Context, r Request, again bool, names ...string) (Reply, error) {
	p, err := d.Game.PlanAscend(ctx, r.Act.Player, names...)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.AscendPlan(r.Text, r.Act.Player, p, d.sight(ctx, again, p.Cards...))}, nil
}

// ascend is the press that confirms.
func (d Deps) ascend(ctx context.Context, r Request) (Reply, error) {
	order := ui.AscendOf(r.Route)
	res, err := d.Game.Ascend(ctx, r.Act, order)
	if changed(err) {
		var names []string
		for _, id := range order.Copies {
			names = append(names, id.Code())
		}
		return d.planAscend(ctx, r, true, names...)
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Ascended(r.Text, r.Act.Player, res, d.sight(ctx, false, res.Made))}, nil
}
