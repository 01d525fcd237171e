package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// claim is /claim with the buttons of its message.
func claim(d Deps) Command {
	gate := Everyone()
	return Command{
		Definition: define(d, "claim", "command.claim.name", "command.claim.about", claimOptions(d)...),
		Cost: func(t *locale.Text, r game.Rules) string {
			return t.Say("cost.claim", locale.N("Price", r.Claim.Price), locale.N("Step", r.Claim.Step))
		},
		Gate: gate,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			order := game.ClaimOrder{Count: r.Options.Int("count", 1), Group: r.Options.Text("group_type")}
			res, err := d.Game.Claim(ctx, r.Act, order)
			if err != nil {
				return Reply{}, err
			}
			cards := d.claimFaces(res.Cards)
			return Reply{Message: ui.Claimed(r.Text, res, cards, d.Pictures.Row(ctx, ui.Faces(cards)))}, nil
		},
		Components: []Component{
			{Verb: ui.VerbClaimTurn, Gate: OwnerOnly(), Updates: true, Args: 4, Run: d.turnClaim},
			{Verb: ui.VerbClaimMark, Gate: OwnerOnly(), Updates: true, Args: 5, Run: d.markClaim},
		},
	}
}

func claimOptions(d Deps) []discord.ApplicationCommandOption {
	least, most := 1, d.Game.Rules().Claim.Max
	choice := func(id, tag string) discord.ApplicationCommandOptionChoiceString {
		return discord.ApplicationCommandOptionChoiceString{
			Name: d.fallbackText(id), NameLocalizations: localized(d, id), Value: tag,
		}
	}
	return []discord.ApplicationCommandOption{
		discord.ApplicationCommandOptionInt{
			Name: "count", Description: d.fallbackText("command.claim.count"),
			DescriptionLocalizations: localized(d, "command.claim.count"),
			MinValue:                 &least, MaxValue: &most,
		},
		discord.ApplicationCommandOptionString{
			Name: "group_type", Description: d.fallbackText("command.claim.group"),
			DescriptionLocalizations: localized(d, "command.claim.group"),
			Choices: []discord.ApplicationCommandOptionChoiceString{
				choice("command.claim.girls", "girlgroups"), choice("command.claim.boys", "boygroups"),
			},
		},
	}
}

// claimFaces are the cards in the order of the message.
func (d Deps) claimFaces(claimed []game.ClaimedCard) []ui.ClaimFace {
	cat := d.Game.Catalogue()
	cards := make([]ui.ClaimFace, len(claimed))
	for i, c := range claimed {
		cards[i] = ui.ClaimFace{ClaimedCard: c, Collection: cat.Collection(c.Card.Collection)}
	}
	ui.SortClaim(cards)
	return cards
}

// turnClaim shows the card, or the overview, that a button leads to.
func (d Deps) turnClaim(ctx context.Context, r Request) (Reply, error) {
	return d.showClaim(ctx, r, game.ClaimID(r.Route.Arg(1)), int(r.Route.Arg(2)))
}

// markClaim sets or takes off a mark and shows the card again. That this very
// press has taken effect before only means that there is nothing to set.
func (d Deps) markClaim(ctx context.Context, r Request) (Reply, error) {
	mark, on, ok := ui.MarkOf(r.Route)
	if !ok {
		return Reply{}, PlightError{ui.OldButton}
	}
	err := d.Game.SetMark(ctx, r.Act, game.CopyID(r.Route.Arg(3)), mark, on)
	if err != nil && !isReplayed(err) {
		return Reply{}, err
	}
	return d.showClaim(ctx, r, game.ClaimID(r.Route.Arg(1)), int(r.Route.Arg(2)))
}

func (d Deps) showClaim(ctx context.Context, r Request, id game.ClaimID, position int) (Reply, error) {
	view, err := d.Game.LookAtClaim(ctx, r.Act.Player, id)
	if err != nil {
		return Reply{}, err
	}
	if len(view.Cards) == 0 {
		return Reply{}, game.GoneError{}
	}
	cards := d.claimFaces(view.Cards)
	faces := ui.Faces(cards)
	if position < 1 || position > len(cards) {
		return Reply{Message: ui.ClaimOverview(r.Text, view.Claim, cards, d.Pictures.Row(ctx, faces))}, nil
	}
	pictures := d.Pictures.Row(ctx, faces[position-1:position])
	return Reply{Message: ui.ClaimCard(r.Text, view.Claim, cards, position, pictures)}, nil
}
