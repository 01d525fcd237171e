package ui

import (
	"maps"
	"reflect"
	"testing"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// growingMessages is every message about copies that grow or are spent, with
// names of the given kind.
func growingMessages(x *locale.Text, name string) map[string]Message {
	all := levelMessages(x, name)
	maps.Copy(all, questions(x, name, ana, 1))
	maps.Copy(all, spentMessages(x, name))
	maps.Copy(all, map[string]Message{
		"refused_unsuited_level":   Refused(x, game.UnsuitedError{Process: game.Combining, MaxStars: 4}),
		"refused_unsuited_liquefy": Refused(x, game.UnsuitedError{Process: game.Liquefying, MaxStars: 3}),
		"refused_unsuited_ascend":  Refused(x, game.UnsuitedError{Process: game.Ascending, MaxStars: 4}),
		"refused_practised_week":   Refused(x, game.PractisedError{Week: true, Most: 180, Until: at}),
		"refused_cooldown_level":   Refused(x, game.CooldownError{What: game.LevelCooldown, Until: at}),
		"refused_cooldown_boost":   Refused(x, game.CooldownError{What: "boost.promo", Until: at}),
	})
	for which, m := range questions(x, name, 1<<62, 1<<62) { // whose numbers are as long as can be
		all[which+"_longest"] = m
	}
	return all
}

func levelMessages(x *locale.Text, name string) map[string]Message {
	card := cardsOf(1, name)[0]
	f := card.Face()
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	leveled := game.LevelUpResult{Card: card.Card, Copy: card.Copy, Before: 1, Gained: 96, Need: 4500, Today: 29, Week: 179}
	leveled.Copy.Exp = 2300
	raised := leveled
	raised.Copy.Level, raised.Copy.Exp, raised.Lucky, raised.Need = 2, 14, true, 22500
	top := leveled
	top.Copy.Level, top.Copy.Exp, top.Need = 5, 0, 0
	last := leveled
	last.Today = 0
	return map[string]Message{
		"levelup":        LeveledUp(x, ana, leveled, f, row),
		"levelup_raised": LeveledUp(x, ana, raised, f, row),
		"levelup_top":    LeveledUp(x, ana, top, f, nil),
		"levelup_last":   LeveledUp(x, ana, last, f, row),
	}
}

// sightOf is a sight of n cards.
func sightOf(n int, name string, changed bool) ([]game.ClaimedCard, Sight) {
	s := Sight{Pictures: []Picture{{URL: "http://example.test/pictures/a.jpg"}}, Changed: changed}
	var cards []game.ClaimedCard
	for _, c := range cardsOf(n, name) {
		cards = append(cards, c.ClaimedCard)
		s.Faces = append(s.Faces, c.Face())
	}
	return cards, s
}

func combineOf(cards []game.ClaimedCard, n int64) game.CombinePlan {
	p := game.CombinePlan{Main: cards[0], Fodder: cards[1], After: cards[0].Copy, Need: 22500}
	p.After.Level, p.After.Exp = 2, 4500
	p.Order = game.CombineOrder{Main: game.CopyID(n), Fodder: game.CopyID(n), Worth: int(n)}
	return p
}

func oddsOf() []game.Odds {
	return []game.Odds{
		{Stars: 1, Weight: 350},
		{Stars: 4, Weight: 25},
		{Of: game.LotteryBooster, Stars: 2, Weight: 25},
		{Of: game.SpecialBooster, Weight: 15},
		{Of: game.AlbumBooster, Weight: 50},
		{Of: game.PromoBooster, Weight: 75},
	}
}

// questions are the questions about orders with the number n everywhere.
func questions(x *locale.Text, name string, owner game.PlayerID, n int64) map[string]Message {
	cards, s := sightOf(4, name, n > 1)
	two, three := s, s
	two.Faces, three.Faces = s.Faces[:2], s.Faces[:3]
	id := game.CopyID(n)
	forge := game.ForgePlan{Order: game.ForgeOrder{First: id, Second: id, Cost: n, Worth: int(n)}, First: cards[0], Second: cards[1], Balance: n}
	liquefy := game.LiquefyPlan{Order: game.LiquefyOrder{Copy: id, Vials: n, Worth: int(n)}, Card: cards[0], Price: n}
	if n > 1 {
		forge.Discount, liquefy.Bonus = 50, 70
	}
	return map[string]Message{
		"combine_plan": CombinePlan(x, owner, combineOf(cards, n), s),
		"forge_plan":   ForgePlan(x, owner, forge, s),
		"liquefy_plan": LiquefyPlan(x, owner, liquefy, s),
		"ascend_plan":  AscendPlan(x, owner, game.AscendPlan{Order: game.AscendOrder{Copies: []game.CopyID{id, id, id}, Vials: n, Worth: int(n)}, Cards: cards[:3], Balance: n}, three),
		"ascend_free":  AscendPlan(x, owner, game.AscendPlan{Order: game.AscendOrder{Copies: []game.CopyID{id, id}}, Cards: cards[:2]}, two),
		"fuse_plan":    FusePlan(x, owner, game.FusePlan{Order: game.FuseOrder{Before: n}, Need: game.Materials{Discs: 1, Microphones: 1, Songs: 1}, Has: game.Materials{Discs: n, Microphones: n, Songs: n}}),
		"boost_plan":   BoostPlan(x, owner, game.BoostPlan{Order: game.BoostOrder{Kind: game.AlbumBooster, Vials: n}, Cards: 5, Odds: oddsOf(), Balance: n}, n > 1),
	}
}

func spentMessages(x *locale.Text, name string) map[string]Message {
	cards, s := sightOf(5, name, false)
	none := Sight{Faces: s.Faces}
	raised := combineOf(cards, 4500)
	same := combineOf(cards, 5)
	same.After.Level = 1
	return map[string]Message{
		"combined":        Combined(x, ana, raised, s),
		"combined_little": Combined(x, ana, same, none),
		"forged":          Forged(x, ana, game.ForgeResult{ForgePlan: game.ForgePlan{Order: game.ForgeOrder{Cost: 1000}, Balance: 500}, Made: cards[0]}, s),
		"liquefied":       Liquefied(x, game.LiquefyPlan{Order: game.LiquefyOrder{Vials: 50}, Vials: 1050, Card: cards[0]}, s.Faces[0]),
		"ascended":        Ascended(x, ana, game.AscendResult{AscendPlan: game.AscendPlan{Order: game.AscendOrder{Vials: 2500}, Balance: 7}, Made: cards[0]}, s),
		"ascended_free":   Ascended(x, ana, game.AscendResult{Made: cards[0]}, s),
		"fused":           Fused(x, ana, game.FuseResult{FusePlan: game.FusePlan{Has: game.Materials{Discs: 2}}, Made: cards[0]}, s),
		"boosted":         Boosted(x, ana, game.BoostResult{Order: game.BoostOrder{Kind: game.PromoBooster, Vials: 500}, Cards: cards, Balance: 12, Next: at}, s),
		"boosted_lottery": Boosted(x, ana, game.BoostResult{Order: game.BoostOrder{Kind: game.LotteryBooster}, Cards: cards, Next: at}, none),
		"boosted_special": Boosted(x, ana, game.BoostResult{Order: game.BoostOrder{Kind: game.SpecialBooster}, Cards: cards[:1], Next: at}, s),
	}
}

// growingRefusals are the refusals that only these commands have.
func growingRefusals() []game.Refusal {
	return []game.Refusal{
		game.UnsuitedError{Process: game.Forging, MaxStars: 4},
		game.MaxedError{},
		game.PractisedError{Most: 30, Until: at},
		game.NotLevelledError{Level: 3},
		game.SpentError{},
		game.SameCopyError{},
		game.SameCardError{},
		game.DifferentStarsError{},
		game.TooFewCopiesError{Need: 3, Have: 1, Stars: 2, Level: 3},
		game.WorthlessError{},
		game.FruitlessError{},
		game.ChangedError{},
		game.TooFewVialsError{Need: 500, Have: 20},
		game.MissingMaterialsError{Missing: game.Materials{Discs: 1, Songs: 1}},
	}
}

// What a question carries is read from its button as it was.
func TestOrdersSurviveTheirButtons(t *testing.T) {
	t.Parallel()
	through := func(r Route) Route {
		got, ok := ParseRoute(r.ID())
		if !ok {
			t.Errorf("%q cannot be read", r.ID())
		}
		return got
	}
	for _, tt := range []struct{ got, want any }{
		{CombineOf(through(NewRoute(VerbCombine, 1, 22, 33, 44))), game.CombineOrder{Main: 22, Fodder: 33, Worth: 44}},
		{ForgeOf(through(NewRoute(VerbForge, 1, 22, 33, 44, 55))), game.ForgeOrder{First: 22, Second: 33, Cost: 44, Worth: 55}},
		{LiquefyOf(through(NewRoute(VerbLiquefy, 1, 22, 33, 44))), game.LiquefyOrder{Copy: 22, Vials: 33, Worth: 44}},
		{AscendOf(through(NewRoute(VerbAscend, 1, 9, 8, 22, 33, 0))), game.AscendOrder{Vials: 9, Worth: 8, Copies: []game.CopyID{22, 33}}},
		{AscendOf(through(NewRoute(VerbAscend, 1, 9, 8, 22, 33, 44))), game.AscendOrder{Vials: 9, Worth: 8, Copies: []game.CopyID{22, 33, 44}}},
		{FuseOf(through(NewRoute(VerbFuse, 1, 7))), game.FuseOrder{Before: 7}},
		{BoostOf(through(NewRoute(VerbBoost, 1, 2, 750))), game.BoostOrder{Kind: game.SpecialBooster, Vials: 750}},
		{BoostOf(through(NewRoute(VerbBoost, 1, 4, 750))), game.BoostOrder{Vials: 750}},
		{BoostOf(through(NewRoute(VerbBoost, 1, -1, 750))), game.BoostOrder{Vials: 750}},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("got %+v, want %+v", tt.got, tt.want)
		}
	}
}
