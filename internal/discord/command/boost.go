package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// boost is /boost, which asks first.
func boost(d Deps) Command {
	var kinds []discord.ApplicationCommandOptionChoiceString
	for _, k := range game.BoosterKinds() {
		names := map[discord.Locale]string{}
		for _, name := range d.Locale.Languages() {
			names[discord.Locale(name)] = ui.BoosterName(d.Locale.For(name), k)
		}
		delete(names, discord.Locale(d.Locale.Fallback().Language()))
		kinds = append(kinds, discord.ApplicationCommandOptionChoiceString{
			Name: ui.BoosterName(d.Locale.Fallback(), k), NameLocalizations: names, Value: string(k),
		})
	}
	return Command{
		Definition: define(d, "boost", "command.boost.name", "command.boost.about", discord.ApplicationCommandOptionString{
			Name: "kind", Description: d.fallbackText("command.boost.kind"),
			DescriptionLocalizations: localized(d, "command.boost.kind"), Required: true, Choices: kinds,
		}),
		Cost: costOfBoost,
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.planBoost(ctx, r, game.BoosterKind(r.Options.Text("kind")), false)
		},
		Components: []Component{{Verb: ui.VerbBoost, Gate: OwnerOnly(), Updates: true, Args: 3, Run: d.boost}},
	}
}

func (d Deps) planBoost(ctx context.Context, r Request, kind game.BoosterKind, again bool) (Reply, error) {
	p, err := d.Game.PlanBoost(ctx, r.Act.Player, kind)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.BoostPlan(r.Text, r.Act.Player, p, again)}, nil
}

// boost is the press that confirms.
func (d Deps) boost(ctx context.Context, r Request) (Reply, error) {
	order := ui.BoostOf(r.Route)
	res, err := d.Game.Boost(ctx, r.Act, order)
	if changed(err) {
		return d.planBoost(ctx, r, order.Kind, true)
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Boosted(r.Text, r.Act.Player, res, d.sight(ctx, false, res.Cards...))}, nil
}
