package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// levelup is /levelup, alone and with a card that goes into another, with the
// buttons of both.
func levelup(d Deps) Command {
	return Command{
		Definition: define(d, "levelup", "command.levelup.name", "command.levelup.about",
			d.suggestedOption("card_name", "command.levelup.card", true, 100),
			d.copyOption("combine_with", "command.levelup.combine")),
		Cost: costOfLevelUp,
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			if with := r.Options.Text("combine_with"); with != "" {
				return d.planCombine(ctx, r, r.Options.Text("card_name"), with, false)
			}
			id, err := d.Game.FindToLevel(ctx, r.Act.Player, r.Options.Text("card_name"))
			if err != nil {
				return Reply{}, err
			}
			return d.levelUp(ctx, r, id)
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			if r.Options.Typed() == "combine_with" {
				return d.suggestCopies(ctx, r, game.Combining)
			}
			return d.suggestCopies(ctx, r, game.Levelling)
		}},
		Components: []Component{
			{
				Verb: ui.VerbLevelUp, Gate: OwnerOnly(), Updates: true, Args: 2,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.levelUp(ctx, r, game.CopyID(r.Route.Arg(1)))
				},
			},
			{Verb: ui.VerbCombine, Gate: OwnerOnly(), Updates: true, Args: 4, Run: d.combine},
		},
	}
}

// levelUp levels a copy up and shows it. The picture is of the card and its
// stars, whatever the copy's level.
func (d Deps) levelUp(ctx context.Context, r Request, id game.CopyID) (Reply, error) {
	res, err := d.Game.LevelUp(ctx, r.Act, id)
	if err != nil {
		return Reply{}, err
	}
	face := d.face(res.Card, res.Copy.Print)
	return Reply{Message: ui.LeveledUp(r.Text, r.Act.Player, res, face, d.Pictures.Row(ctx, []ui.Face{face}))}, nil
}

// planCombine asks whether one copy is to go into another.
func (d Deps) planCombine(ctx context.Context, r Request, main, fodder string, again bool) (Reply, error) {
	p, err := d.Game.PlanCombine(ctx, r.Act.Player, main, fodder)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.CombinePlan(r.Text, r.Act.Player, p, d.sight(ctx, again, p.Main, p.Fodder))}, nil
}

// combine is the press that confirms.
func (d Deps) combine(ctx context.Context, r Request) (Reply, error) {
	order := ui.CombineOf(r.Route)
	p, err := d.Game.Combine(ctx, r.Act, order)
	if changed(err) {
		return d.planCombine(ctx, r, order.Main.Code(), order.Fodder.Code(), true)
	}
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Combined(r.Text, r.Act.Player, p, d.sight(ctx, false, p.Main))}, nil
}
