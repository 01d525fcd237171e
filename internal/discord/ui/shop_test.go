package ui

import (
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// goodOf is a good by the default rules.
func goodOf(id game.GoodID) game.Good {
	rules := game.DefaultRules()
	g, _ := rules.Good(id)
	return g
}

func allGoods() (all []game.Good) {
	for _, id := range game.Goods() {
		all = append(all, goodOf(id))
	}
	return all
}

// shopMessages is every message of the shop, with names of the given kind.
func shopMessages(x *locale.Text, name string) map[string]Message {
	rules := game.DefaultRules().Shop
	var faces []Face
	for _, c := range cardsOf(5, name) {
		faces = append(faces, c.Face())
	}
	open := game.Recipe{Good: "judgeday", Bought: at}
	all := map[string]Message{
		"shop":                Shop(x, ana, ShopDoor, nil),
		"shop_effects":        Shop(x, ana, ShopEffects, allGoods()),
		"shop_items":          Shop(x, 1<<62, ShopItems, allGoods()),
		"shop_open":           Good(x, 1<<62, &rules, game.ShopView{Good: goodOf("judgeday"), Balance: 1e12, Open: &open}),
		"shop_bought":         Bought(x, ana, game.Purchase{Good: goodOf("cakeday"), Balance: 5000}, faces),
		"notice_vote":         Notice(x, game.NoticeView{Notice: game.Notice{Kind: game.NoticeVote}, Vote: game.Vote{Flakes: 1000, Vials: 20}}, Face{}),
		"bid_bought_cashback": BidMade(x, game.BidResult{Auction: ended(game.AuctionSold, 3), Leads: true, Sold: true, Cashback: 26, Balance: 4226}, faces[0]),
		"notice_won_cashback": Notice(x, game.NoticeView{
			Notice: game.Notice{Kind: game.NoticeWon, Extra: 26}, Auction: ended(game.AuctionSold, 3),
		}, faces[0]),
		"notice_sold_bonus": Notice(x, game.NoticeView{
			Notice: game.Notice{Kind: game.NoticeSold, Extra: 26}, Auction: ended(game.AuctionSold, 3), Proceeds: 1300,
		}, faces[0]),
		"notice_vote_flakes": Notice(x, game.NoticeView{
			Notice: game.Notice{Kind: game.NoticeVote}, Vote: game.Vote{Flakes: 1000},
		}, Face{}),
	}
	for _, g := range allGoods() {
		all["shop_good_"+string(g.ID)] = Good(x, ana, &rules, game.ShopView{Good: g, Balance: 123})
	}
	for _, item := range game.Items() {
		all["refused_cooldown_"+string(item)] = Refused(x, game.CooldownError{What: game.Cooldown("use/" + item), Until: at})
	}
	cards := []game.Card{{Name: name, Level: 2}, {Name: name, Level: 3}}
	all["refused_MissingOnly"] = Refused(x, game.MissingCardsError{Missing: cards})
	return all
}

// shopRefusals are the refusals of the shop, of crafting and of items.
func shopRefusals(name string) []game.Refusal {
	cards := []game.Card{{Name: name, Level: 2}, {Name: name, Level: 3}}
	return []game.Refusal{
		game.NoSuchGoodError{Name: name},
		game.ChangedError{},
		game.RecipeOpenError{Good: "cakeday"},
		game.NoRecipeCardError{Stars: 2},
		game.NoRecipeError{Good: "cakeday"},
		game.MissingCardsError{Missing: cards, Protected: cards},
		game.NoUsesError{Good: game.GoodID(ledger.JudgeDay)},
		game.NotAnItemError{Good: "cakeday"},
		game.FewClaimsError{Need: 4, Have: 1},
		game.NoCollectionError{Name: name},
		game.NothingNewError{Collection: game.Collection{Name: name}},
		game.NothingToActAsError{Name: name},
		game.NoEffectError{Good: "cakeday"},
		game.NoTiersError{Good: "judgeday"},
		game.MaxTierError{Good: "cakeday"},
		game.NotGrownError{Good: "cakeday", Need: 250, Have: 7},
	}
}

func TestAPurchaseComesBackFromItsButton(t *testing.T) {
	t.Parallel()
	for _, o := range []game.BuyOrder{
		{Good: "walpurgisnight", Price: 1e12, Replaces: time.Unix(0, 1<<62).UTC()},
		{Good: "cakeday", Price: 15_000},
	} {
		r, ok := ParseRoute(BuyRoute(1<<62, o).ID())
		if !ok || BuyOrderOf(r) != o || r.Arg(0) != 1<<62 || r.Args() != 3 {
			t.Errorf("%+v comes back as %+v, %v", o, BuyOrderOf(r), ok)
		}
	}
}

// Where a press in the shop leads.
func TestShopWay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		route  Route
		values []string
		place  ShopPlace
		good   game.GoodID
	}{
		{"back to the door", NewRoute(VerbShop, 1, 0), nil, ShopDoor, ""},
		{"back to a counter", NewRoute(VerbShop, 1, 2), nil, ShopItems, ""},
		{"to the effects", NewRoute(VerbShop, 1, 0), []string{"effects"}, ShopEffects, ""},
		{"to the items", NewRoute(VerbShop, 1, 0), []string{"items"}, ShopItems, ""},
		{"to an effect", NewRoute(VerbShop, 1, 1), []string{"cakeday"}, ShopEffects, "cakeday"},
		{"to an item", NewRoute(VerbShop, 1, 2), []string{"judgeday"}, ShopItems, "judgeday"},
	} {
		if place, good := ShopWay(tt.route, tt.values); place != tt.place || good != tt.good {
			t.Errorf("%s: to %d, %q", tt.name, place, good)
		}
	}
}
