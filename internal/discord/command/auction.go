package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// auction is /auction with the buttons of auctions, which are on messages that
// everybody sees, on answers for one player, and on direct messages.
func auction(d Deps) Command {
	return Command{
		Definition: define(d, "auction", "command.auction.name", "command.auction.about"),
		Subcommands: []Subcommand{
			auctionCreate(d), auctionBid(d), auctionList(d), auctionInfo(d), auctionCancel(d), auctionMine(d), auctionWatch(d),
		},
		Components: []Component{
			{Verb: ui.VerbAuctionOpen, Gate: OwnerOnly(), Updates: true, Args: 6, Run: d.openAuction},
			{Verb: ui.VerbAuctionCancel, Gate: OwnerOnly(), Updates: true, Args: 2, Run: d.cancelAuction},
			{
				Verb: ui.VerbNevermind, Gate: OwnerOnly(), Updates: true, Args: 1,
				Run: func(_ context.Context, r Request) (Reply, error) { return Reply{Message: ui.Nevermind(r.Text)}, nil },
			},
			{
				Verb: ui.VerbBid, Gate: Everyone(), Ephemeral: true, Args: 2,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.bid(ctx, r, game.BidOrder{Auction: game.AuctionID(r.Route.Arg(0)), Amount: r.Route.Arg(1)})
				},
			},
			{
				Verb: ui.VerbBidForm, Gate: Everyone(), Form: true, Args: 2,
				Run: func(_ context.Context, r Request) (Reply, error) {
					form := ui.BidForm(r.Text, game.AuctionID(r.Route.Arg(0)), r.Route.Arg(1))
					return Reply{Form: &form}, nil
				},
			},
			{Verb: ui.VerbBidTyped, Gate: Everyone(), Ephemeral: true, Args: 1, Run: d.bidTyped},
			{
				Verb: ui.VerbWatch, Gate: Everyone(), Ephemeral: true, Args: 2,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.watch(ctx, r, game.AuctionID(r.Route.Arg(0)), r.Route.Arg(1) == 1)
				},
			},
			{Verb: ui.VerbAuctions, Gate: OwnerOnly(), Updates: true, Args: 5, Run: d.turnAuctions},
		},
	}
}

// auctionCreate is /auction create. The earlier bot's names of options stay.
func auctionCreate(d Deps) Subcommand {
	rules := d.Game.Rules().Auction
	least, one, most := int(rules.MinPrice), 1, 100
	shortest, longest := rules.MinHours, rules.MaxHours
	return Subcommand{
		Definition: sub(d, "create", "command.auction.create", "command.auction.create_about",
			d.suggestedOption("card_name", "command.auction.card", true, most),
			d.intOption("start_price", "command.auction.start_price", true, &least, nil),
			d.intOption("duration", "command.auction.duration", true, &shortest, &longest),
			d.intOption("buyout", "command.auction.buyout", false, &one, nil),
			d.intOption("increment", "command.auction.increment", false, &one, nil)),
		Gate: Everyone(), Ephemeral: true,
		Cost: func(t *locale.Text, r game.Rules) string {
			if r.Auction.Fee == 0 && r.Auction.Tax == 0 {
				return t.Say("cost.auction_none")
			}
			return t.Say("cost.auction", locale.N("Fee", r.Auction.Fee), locale.N("Tax", r.Auction.Tax))
		},
		Run: func(ctx context.Context, r Request) (Reply, error) {
			plan, err := d.Game.PlanAuction(ctx, r.Act.Player, r.Options.Text("card_name"), game.AuctionOrder{
				Start: r.Options.Amount("start_price"), Hours: r.Options.Int("duration", 0),
				Buyout: r.Options.Amount("buyout"), Increment: r.Options.Amount("increment"),
			})
			if err != nil {
				return Reply{}, err
			}
			face := d.face(plan.Card, plan.Copy.Print)
			return Reply{Message: ui.AuctionPlan(r.Text, r.Act.Player, plan, face, d.Pictures.Row(ctx, []ui.Face{face}))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			found, err := d.Game.SuggestForSale(ctx, r.Act.Player, r.Options.Focused(), suggestions)
			choices := make([]Choice, len(found))
			for i, h := range found {
				choices[i] = Choice{Name: ui.SuggestedSale(r.Text, d.held(h)), Value: numbered(h.Card)}
			}
			return choices, err
		}},
	}
}

// openAuction is the press of Confirm. A refusal takes the place of the question,
// with its buttons only where trying again may succeed. The second of two clicks
// finds the copy on auction already, by the first: that is what was asked for.
func (d Deps) openAuction(ctx context.Context, r Request) (Reply, error) {
	order := ui.OrderOf(r.Route)
	a, err := d.Game.OpenAuction(ctx, r.Act, order)
	if listed, ok := errors.AsType[game.ListedError](err); ok {
		if v, look := d.Game.LookAtAuction(ctx, r.Act.Player, listed.Auction); look == nil && v.Mine {
			a, err = v.Auction, nil
		}
	}
	if err == nil {
		return Reply{Message: ui.AuctionOpened(r.Text, a, d.auctionFace(a))}, nil
	}
	refusal, ok := errors.AsType[game.Refusal](err)
	if !ok || isReplayed(err) {
		return Reply{}, err
	}
	again := ui.Route{}
	if passes(err) {
		again = r.Route
	}
	return Reply{Message: ui.AuctionNotOpened(r.Text, refusal, again)}, nil
}

// passes reports whether a refusal to open an auction may pass: the player can
// earn, wait, or unlock the card.
func passes(err error) bool {
	_, funds := errors.AsType[game.InsufficientFundsError](err)
	_, many := errors.AsType[game.TooManyAuctionsError](err)
	_, marked := errors.AsType[game.ProtectedError](err)
	return funds || many || marked
}

// auctionCancel is /auction cancel, which asks first.
func auctionCancel(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "cancel", "command.auction.cancel", "command.auction.cancel_about", d.auctionOption()),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := auctionNamed(r)
			if err != nil {
				return Reply{}, err
			}
			v, err := d.Game.PlanCancel(ctx, r.Act.Player, id)
			if err != nil {
				return Reply{}, unknownAuction(r, err)
			}
			return Reply{Message: ui.CancelPlan(r.Text, r.Act.Player, v, d.auctionFace(v.Auction))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestOwn},
	}
}

// cancelAuction is the press that takes an auction back. None of its refusals
// can turn into success, so each takes the place of the question; that it has
// been taken back already, by the first of two clicks, is what was asked for.
func (d Deps) cancelAuction(ctx context.Context, r Request) (Reply, error) {
	id := game.AuctionID(r.Route.Arg(1))
	a, err := d.Game.CancelAuction(ctx, r.Act, id)
	if _, over := errors.AsType[game.AuctionOverError](err); over {
		v, look := d.Game.LookAtAuction(ctx, r.Act.Player, id)
		if look == nil && v.Mine && v.Auction.State == game.AuctionCancelled {
			a, err = v.Auction, nil
		}
	}
	if err == nil {
		return Reply{Message: ui.AuctionCancelled(r.Text, d.auctionFace(a))}, nil
	}
	refusal, ok := errors.AsType[game.Refusal](err)
	if !ok || isReplayed(err) {
		return Reply{}, err
	}
	return Reply{Message: ui.Refused(r.Text, refusal)}, nil
}

// auctionFace is the card of an auction.
func (d Deps) auctionFace(a game.Auction) ui.Face {
	cat := d.Game.Catalogue()
	card := game.Card{ID: a.Card, Name: "#" + strconv.FormatInt(int64(a.Card), 10)}
	if c := cat.Card(a.Card); c != nil {
		card = *c
	}
	return d.face(card, a.Print)
}

// auctionNamed is the auction whose code was typed or chosen.
func auctionNamed(r Request) (game.AuctionID, error) {
	typed := r.Options.Text("auction_id")
	id, ok := game.ParseAuctionCode(strings.Trim(typed, " `#"))
	if !ok {
		return 0, game.UnknownAuctionError{Code: typed}
	}
	return id, nil
}

// unknownAuction says of a code that no auction has what can be done about it.
func unknownAuction(r Request, err error) error {
	if _, gone := errors.AsType[game.GoneError](err); gone {
		return game.UnknownAuctionError{Code: r.Options.Text("auction_id")}
	}
	return err
}

// auctionOption is the option that names an auction.
func (d Deps) auctionOption() discord.ApplicationCommandOption {
	return d.suggestedOption("auction_id", "command.auction.auction_id", true, 100)
}

// suggestAuctions completes the code of an auction.
func (d Deps) suggestAuctions() *Autocomplete {
	return &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
		found, err := d.Game.SuggestAuctions(ctx, r.Act.Player, r.Options.Focused(), suggestions)
		choices := make([]Choice, len(found))
		for i, l := range found {
			choices[i] = Choice{Name: ui.SuggestedAuction(r.Text, d.listed(l)), Value: l.Auction.ID.Code()}
		}
		return choices, err
	}}
}

// suggestOwn completes the code of an auction of the player's own.
func (d Deps) suggestOwn(ctx context.Context, r Request) ([]Choice, error) {
	m, err := d.Game.MyAuctions(ctx, r.Act.Player)
	var choices []Choice
	for _, l := range m.Selling.Entries {
		c := Choice{Name: ui.SuggestedAuction(r.Text, d.listed(l)), Value: l.Auction.ID.Code()}
		if strings.Contains(strings.ToLower(c.Name), strings.ToLower(r.Options.Focused())) {
			choices = append(choices, c)
		}
	}
	return choices, err
}
