package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// auctionList is /auction list, whose pages are turned by whoever asked.
func auctionList(d Deps) Subcommand {
	sorts := make([]discord.ApplicationCommandOptionChoiceString, 0, len(game.AuctionSorts()))
	for _, s := range game.AuctionSorts() {
		names := map[discord.Locale]string{}
		for _, name := range d.Locale.Languages() {
			names[discord.Locale(name)] = ui.SortName(d.Locale.For(name), s)
		}
		delete(names, discord.Locale(d.Locale.Fallback().Language()))
		sorts = append(sorts, discord.ApplicationCommandOptionChoiceString{
			Name: ui.SortName(d.Locale.Fallback(), s), NameLocalizations: names, Value: string(s),
		})
	}
	return Subcommand{
		Definition: sub(d, "list", "command.auction.list", "command.auction.list_about",
			d.queryOption("query", false),
			discord.ApplicationCommandOptionString{
				Name: "sort", Description: d.fallbackText("command.auction.sort"),
				DescriptionLocalizations: localized(d, "command.auction.sort"),
				Choices:                  sorts,
			}),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			sort := ui.SortOf(ui.SortNumber(game.AuctionSort(r.Options.Text("sort"))))
			a, err := d.asked(ctx, r, "query")
			if err != nil {
				return Reply{}, err
			}
			return d.showAuctions(ctx, r, a, sort, 0)
		},
		Autocomplete: d.suggestQuery(asker),
	}
}

// turnAuctions shows the page that a button leads to.
func (d Deps) turnAuctions(ctx context.Context, r Request) (Reply, error) {
	a, err := d.askedAgain(ctx, ui.Asked{Text: r.Route.Words, Token: r.Route.Arg(4)})
	if err != nil {
		return Reply{}, err
	}
	return d.showAuctions(ctx, r, a, ui.SortOf(r.Route.Arg(3)), int(r.Route.Arg(1)))
}

func (d Deps) showAuctions(ctx context.Context, r Request, a ui.Asked, sort game.AuctionSort, page int) (Reply, error) {
	p, err := d.Game.Auctions(ctx, r.Act.Player, a.Text, sort, page, ui.PageSize)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Auctions(r.Text, r.Act.Player, a, sort, p, d.listedAll(p))}, nil
}

// auctionMine is /auction mine. It shows limits, so it is for the asking player
// only.
func auctionMine(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "mine", "command.auction.mine", "command.auction.mine_about"),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			m, err := d.Game.MyAuctions(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.MyAuctions(r.Text, r.Act.Player,
				d.listedAll(m.Selling), d.listedAll(m.Bidding), d.listedAll(m.Watching), m)}, nil
		},
	}
}

func (d Deps) listedAll(p game.AuctionsPage) []ui.ListedFace {
	list := make([]ui.ListedFace, len(p.Entries))
	for i, l := range p.Entries {
		list[i] = d.listed(l)
	}
	return list
}

func (d Deps) listed(l game.ListedAuction) ui.ListedFace {
	return ui.ListedFace{ListedAuction: l, Collection: d.Game.Catalogue().Collection(l.Card.Collection)}
}
