package ui

import (
	"maps"
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
	maps.Copy(all, workshopMessages(x, name, faces))
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

// viewOf is an effect of tier 2 that has made so much progress.
func viewOf(id game.EffectID, tier int, progress int64) game.EffectView {
	g := goodOf(game.GoodID(id))
	v := game.EffectView{Good: g, Effect: game.Effect{ID: id, Tier: tier, Progress: progress, Until: at.Add(time.Hour)}, Active: tier != 2}
	if tier > 0 {
		v.Value = g.Values[tier-1]
	}
	if tier > 0 && tier < 5 {
		v.Need = g.Tiers[tier-1]
	}
	return v
}

// workshopMessages is every message of inventories, crafting, effects, items and
// votes.
func workshopMessages(x *locale.Text, name string, faces []Face) map[string]Message {
	const long = game.PlayerID(1 << 62)
	rules := game.DefaultRules().Shop
	recipe := game.RecipeView{Recipe: game.Recipe{Good: "judgeday", Bought: at}}
	plan := game.CraftPlan{Good: goodOf("walpurgisnight"), Seal: 1<<63 - 1}
	for i, f := range faces {
		recipe.Cards = append(recipe.Cards, game.RecipeCard{Card: f.Card, Held: true})
		plan.Picks = append(plan.Picks, game.CraftPick{Card: f.Card, Copy: game.Copy{ID: 1 << 62, Level: 1 + i%2}, Held: 1 + i%3})
	}
	part := game.RecipeView{Recipe: recipe.Recipe, Cards: append([]game.RecipeCard{{Card: faces[0].Card}}, recipe.Cards[1:]...)}
	var effects []game.EffectView
	for i, id := range game.Effects() {
		effects = append(effects, viewOf(id, 1+i%5, int64(100*i)))
	}
	inv := game.Inventory{
		Stock: game.Stock{ledger.Disc: 3, ledger.Song: 1, ledger.Flake: 7}, Recipes: []game.RecipeView{recipe, part}, Effects: effects,
		Ready: map[ledger.Unit]time.Time{ledger.JudgeDay: at},
	}
	for i, item := range game.Items() {
		inv.Stock[item] = int64(i + 1)
	}
	show := func(place InventoryPlace, inv game.Inventory) Message { return Inventory(x, long, place, inv) }
	got := game.UseResult{Good: "judgeday", As: "spaceunity", Left: 1, Ready: at, Got: &game.ClaimedCard{Card: faces[0].Card, Copy: game.Copy{ID: 1234}}}
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	return map[string]Message{
		"inventory":           show(InventoryAll, inv),
		"inventory_empty":     show(InventoryAll, game.Inventory{}),
		"inventory_materials": show(InventoryMaterials, inv),
		"inventory_recipes":   show(InventoryRecipes, inv),
		"inventory_items":     show(InventoryItems, inv),
		"inventory_effects":   show(InventoryEffects, inv),
		"inventory_nothing":   show(InventoryItems, game.Inventory{}),
		"inventory_recipe":    InventoryRecipe(x, long, recipe, faces),
		"inventory_part":      InventoryRecipe(x, long, part, faces),
		"inventory_item":      InventoryItem(x, long, &rules, goodOf("judgeday"), inv),
		"inventory_effect":    InventoryEffect(x, long, &rules, viewOf(game.CakeDay, 1, 125)),
		"craft_plan":          CraftPlan(x, long, plan, faces),
		"craft_again":         AskedAgain(x, CraftPlan(x, long, plan, faces)),
		"craft_effect":        Crafted(x, game.CraftResult{Good: goodOf("cakeday"), Effect: game.Effect{Until: at}}, faces),
		"craft_item":          Crafted(x, game.CraftResult{Good: goodOf("judgeday"), Uses: 15}, faces),
		"effects":             Effects(x, ana, effects),
		"effects_none":        Effects(x, ana, nil),
		"effect_info":         EffectInfo(x, &rules, viewOf(game.WolfOfHyejoo, 1, 29_999)),
		"effect_info_ready":   EffectInfo(x, &rules, viewOf(game.RulerJeanne, 2, 40)),
		"effect_info_never":   EffectInfo(x, &rules, viewOf(game.LambOfHyejoo, 0, 0)),
		"effect_upgrade":      UpgradePlan(x, long, viewOf(game.CherryBlossom, 4, 10)),
		"effect_upgraded":     Upgraded(x, viewOf(game.HolyGrail, 5, 0)),
		"use_claims":          Used(x, ana, game.UseResult{Good: "claimrecall", As: "claimrecall", Left: 19, Ready: at, Claims: 4, NextClaim: 700}, Face{}, nil),
		"use_card":            Used(x, ana, got, faces[0], row),
		"vote":                Vote(x, game.VoteView{Sites: []string{"https://top.gg/bot/1/vote", "https://e.org"}, Flakes: 500, Vials: 10}),
		"vote_later":          Vote(x, game.VoteView{Sites: []string{"https://top.gg/bot/1/vote"}, Flakes: 500, Next: at}),
		"vote_nowhere":        Vote(x, game.VoteView{}),
	}
}

func TestACraftComesBackFromItsButton(t *testing.T) {
	t.Parallel()
	o := game.CraftOrder{Good: "walpurgisnight", Seal: 1<<63 - 1}
	if r, ok := ParseRoute(CraftRoute(1<<62, o).ID()); !ok || CraftOrderOf(r) != o || r.Args() != 2 {
		t.Errorf("%+v, %v", CraftOrderOf(r), ok)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 minutes", time.Minute: "1 minute", 25 * time.Hour: "1 day 1 hour", 1170 * time.Minute: "19 hours 30 minutes", 48 * time.Hour: "2 days",
	} {
		if got := span(texts(t), d); got != want {
			t.Errorf("%s is %q", d, got)
		}
	}
}
