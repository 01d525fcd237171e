package command

import (
	"context"
	"strconv"
	"strings"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// auctionBid is /auction bid. Its answer is for the bidder only: it may show a
// limit, which is secret.
func auctionBid(d Deps) Subcommand {
	one := 1
	return Subcommand{
		Definition: sub(d, "bid", "command.auction.bid", "command.auction.bid_about",
			d.auctionOption(),
			d.intOption("amount", "command.auction.amount", false, &one, nil),
			d.intOption("max", "command.auction.max", false, &one, nil)),
		Gate: Everyone(), Ephemeral: true,
		Cost: func(t *locale.Text, _ game.Rules) string { return t.Say("cost.bid") },
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := auctionNamed(r)
			if err != nil {
				return Reply{}, err
			}
			reply, err := d.bid(ctx, r, game.BidOrder{Auction: id, Amount: r.Options.Amount("amount"), Limit: r.Options.Amount("max")})
			return reply, unknownAuction(r, err)
		},
		Autocomplete: d.suggestAuctions(),
	}
}

func (d Deps) bid(ctx context.Context, r Request, order game.BidOrder) (Reply, error) {
	res, err := d.Game.Bid(ctx, r.Act, order)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.BidMade(r.Text, res, d.face(res.Card, res.Auction.Print))}, nil
}

// bidTyped is a bid from a form.
func (d Deps) bidTyped(ctx context.Context, r Request) (Reply, error) {
	order := game.BidOrder{Auction: game.AuctionID(r.Route.Arg(0))}
	var read, limited bool
	order.Amount, read = typed(r.Options.Text(ui.FieldAmount))
	order.Limit, limited = typed(r.Options.Text(ui.FieldLimit))
	if !read || !limited || order.Amount == 0 {
		return Reply{}, PlightError{ui.NoNumber}
	}
	return d.bid(ctx, r, order)
}

// typed reads an amount as people write it: 1500, 1,500, 1 500 or 1.500. There
// are no fractions of coins. Nothing is 0.
func typed(s string) (amount int64, ok bool) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(",.'’_ \u00a0\u202f", r) {
			return -1
		}
		return r
	}, s)
	if digits == "" {
		return 0, true
	}
	n, err := strconv.ParseUint(digits, 10, 62)
	return int64(n), err == nil
}

// auctionInfo is /auction info. It shows the asking player's own limit, so its
// answer is for that player only.
func auctionInfo(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "info", "command.auction.info", "command.auction.info_about", d.auctionOption()),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := auctionNamed(r)
			if err != nil {
				return Reply{}, err
			}
			v, err := d.Game.LookAtAuction(ctx, r.Act.Player, id)
			if err != nil {
				return Reply{}, unknownAuction(r, err)
			}
			face := d.face(v.Card, v.Auction.Print)
			return Reply{Message: ui.AuctionInfo(r.Text, v, face, d.Pictures.Row(ctx, []ui.Face{face}))}, nil
		},
		Autocomplete: d.suggestAuctions(),
	}
}

// auctionWatch is /auction watch.
func auctionWatch(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "watch", "command.auction.watch", "command.auction.watch_about",
			d.auctionOption(),
			d.switchOption("on", "command.auction.on")),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := auctionNamed(r)
			if err != nil {
				return Reply{}, err
			}
			reply, err := d.watch(ctx, r, id, r.Options.Bool("on", true))
			return reply, unknownAuction(r, err)
		},
		Autocomplete: d.suggestAuctions(),
	}
}

func (d Deps) watch(ctx context.Context, r Request, id game.AuctionID, on bool) (Reply, error) {
	a, err := d.Game.Watch(ctx, r.Act, id, on)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Watching(r.Text, a, d.auctionFace(a), on)}, nil
}
