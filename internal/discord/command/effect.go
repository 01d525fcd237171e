package command

import (
	"context"
	"errors"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// effects is /effects.
func effects(d Deps) Command {
	return Command{
		Definition: define(d, "effects", "command.effects.name", "command.effects.about"),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			views, err := d.Game.MyEffects(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Effects(r.Text, r.Act.Player, views)}, nil
		},
	}
}

// effect is /effect info and /effect upgrade.
func effect(d Deps) Command {
	return Command{
		Definition:  define(d, "effect", "command.effect.name", "command.effect.about"),
		Subcommands: []Subcommand{effectInfo(d), effectUpgrade(d)},
		Components:  []Component{{Verb: ui.VerbUpgrade, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.upgrade}},
	}
}

func effectInfo(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "info", "command.effect.info", "command.effect.info_about", d.effectOption("command.effect.which")),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := goodNamed(r.Text, r.Options.Text("effect"))
			if err != nil {
				return Reply{}, err
			}
			v, err := d.Game.LookAtEffect(ctx, r.Act.Player, id)
			if err != nil {
				return Reply{}, err
			}
			rules := d.Game.Rules().Shop
			return Reply{Message: ui.EffectInfo(r.Text, &rules, v)}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(_ context.Context, r Request) ([]Choice, error) {
			return suggestGoods(r.Text, r.Options.Focused(), allEffects()), nil
		}},
	}
}

// effectUpgrade is /effect upgrade, which asks first.
func effectUpgrade(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "upgrade", "command.effect.upgrade", "command.effect.upgrade_about", d.effectOption("command.effect.which")),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := goodNamed(r.Text, r.Options.Text("effect"))
			if err != nil {
				return Reply{}, err
			}
			v, err := d.Game.PlanUpgrade(ctx, r.Act.Player, id)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.UpgradePlan(r.Text, r.Act.Player, v)}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			inv, err := d.Game.Inventory(ctx, r.Act.Player)
			return suggestGoods(r.Text, r.Options.Focused(), effectsIn(inv)), err
		}},
	}
}

// upgrade is the press that confirms. The second of two clicks finds the effect
// raised already, by the first: that is what was asked for.
func (d Deps) upgrade(ctx context.Context, r Request) (Reply, error) {
	id, from := game.GoodID(r.Route.Words), int(r.Route.Arg(1))
	v, err := d.Game.UpgradeEffect(ctx, r.Act, id, from)
	if isChanged(err) {
		if now, look := d.Game.LookAtEffect(ctx, r.Act.Player, id); look == nil && now.Effect.Tier == from+1 {
			v, err = now, nil
		}
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Upgraded(r.Text, v)}, nil
}

// isChanged reports whether what was asked about is no longer so.
func isChanged(err error) bool {
	_, changed := errors.AsType[game.ChangedError](err)
	return changed
}
