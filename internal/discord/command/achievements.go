package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// achievements is /achievements with its pages and the button that claims.
func achievements(d Deps) Command {
	return Command{
		Definition: define(d, "achievements", "command.achievements.name", "command.achievements.about"),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.showAchievements(ctx, r, 0, nil)
		},
		Components: []Component{
			{
				Verb: ui.VerbAchievements, Gate: OwnerOnly(), Updates: true, Args: 3,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.showAchievements(ctx, r, int(r.Route.Arg(1)), nil)
				},
			},
			{
				Verb: ui.VerbAchievementClaim, Gate: OwnerOnly(), Updates: true, Args: 2,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					haul, err := d.Game.ClaimAchievements(ctx, r.Act)
					if isReplayed(err) {
						return d.showAchievements(ctx, r, int(r.Route.Arg(1)), nil)
					}
					if err != nil {
						return Reply{}, err
					}
					return d.showAchievements(ctx, r, int(r.Route.Arg(1)), &haul)
				},
			},
		},
	}
}

func (d Deps) showAchievements(ctx context.Context, r Request, page int, claimed *game.AchievementHaul) (Reply, error) {
	board, err := d.Game.Achievements(ctx, r.Act.Player)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Achievements(r.Text, board, page, claimed)}, nil
}
