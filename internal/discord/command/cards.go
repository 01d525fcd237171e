package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// cards is /cards with its page buttons.
func cards(d Deps) Command {
	gate, most := Everyone(), ui.MaxWords
	return Command{
		Definition: define(d, "cards", "command.cards.name", "command.cards.about",
			discord.ApplicationCommandOptionString{
				Name: "query", Description: d.fallbackText("command.cards.query"),
				DescriptionLocalizations: localized(d, "command.cards.query"),
				MaxLength:                &most,
			}),
		Gate: gate,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			return d.showCards(ctx, r, ui.CutWords(r.Options.Text("query")), 0)
		},
		Components: []Component{{
			Verb: ui.VerbCards, Gate: OwnerOnly(), Updates: true, Args: 3,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				return d.showCards(ctx, r, r.Route.Words, int(r.Route.Arg(1)))
			},
		}},
	}
}

func (d Deps) showCards(ctx context.Context, r Request, words string, page int) (Reply, error) {
	res, err := d.Game.Holdings(ctx, r.Act.Player, words, page, ui.PageSize)
	if err != nil {
		return Reply{}, err
	}
	held := make([]ui.HeldFace, len(res.Entries))
	for i, h := range res.Entries {
		held[i] = d.held(h)
	}
	return Reply{Message: ui.Cards(r.Text, r.Act.Player, words, res, held)}, nil
}

func (d Deps) held(h game.HeldCard) ui.HeldFace {
	return ui.HeldFace{HeldCard: h, Collection: d.Game.Catalogue().Collection(h.Card.Collection)}
}
