package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// quests is /quests with its pages and the button that claims.
func quests(d Deps) Command {
	return Command{
		Definition: define(d, "quests", "command.quests.name", "command.quests.about"),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.showQuests(ctx, r, ui.DayPage, nil)
		},
		Components: []Component{
			{
				Verb: ui.VerbQuests, Gate: OwnerOnly(), Updates: true, Args: 2,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.showQuests(ctx, r, ui.QuestPage(r.Route.Arg(1)), nil)
				},
			},
			{Verb: ui.VerbQuestClaim, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.claimOnQuests},
		},
	}
}

// claimOnQuests claims and shows the page again, in the one answer that a press
// has. That this very press has claimed before is no reason not to show it.
func (d Deps) claimOnQuests(ctx context.Context, r Request) (Reply, error) {
	page := ui.QuestPage(r.Route.Arg(1))
	haul, err := d.Game.ClaimQuests(ctx, r.Act)
	if isReplayed(err) {
		return d.showQuests(ctx, r, page, nil)
	}
	if err != nil {
		return Reply{}, err
	}
	return d.showQuests(ctx, r, page, &haul)
}

func (d Deps) showQuests(ctx context.Context, r Request, page ui.QuestPage, claimed *game.QuestHaul) (Reply, error) {
	board, err := d.Game.Quests(ctx, r.Act)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Quests(r.Text, board, page, claimed)}, nil
}

// questclaim is /questclaim.
func questclaim(d Deps) Command {
	return Command{
		Definition: define(d, "questclaim", "command.questclaim.name", "command.questclaim.about"),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			haul, err := d.Game.ClaimQuests(ctx, r.Act)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.QuestsClaimed(r.Text, haul)}, nil
		},
	}
}
