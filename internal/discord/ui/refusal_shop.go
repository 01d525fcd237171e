package ui

import (
	"strings"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// unmet is the sentence of a refusal of the shop, of crafting and of items. It has
// a case for each: gochecksumtype proves it.
func unmet(t *locale.Text, r game.Unmet) string {
	good := func(id game.GoodID) locale.Arg { return locale.S("Good", GoodName(t, id)) }
	switch r := r.(type) {
	case game.NoSuchGoodError:
		return t.Say("unmet.no_such_good", locale.S("Name", plain(r.Name)))
	case game.RecipeOpenError:
		return t.Say("unmet.recipe_open", good(r.Good))
	case game.NoRecipeCardError:
		return t.Say("unmet.no_recipe_card", locale.N("Count", r.Stars))
	case game.NoRecipeError:
		return t.Say("unmet.no_recipe", good(r.Good))
	case game.MissingCardsError:
		return missing(t, r)
	case game.NoUsesError:
		return t.Say("unmet.no_uses", good(r.Good))
	case game.NotAnItemError:
		return t.Say("unmet.not_an_item", good(r.Good))
	case game.FewClaimsError:
		return t.Say("unmet.few_claims", locale.N("Need", r.Need), locale.N("Count", r.Have))
	case game.NoCollectionError:
		return t.Say("unmet.no_collection", locale.S("Name", plain(r.Name)))
	case game.NothingNewError:
		return t.Say("unmet.nothing_new", locale.S("Collection", plain(r.Collection.Name)))
	case game.NothingToActAsError:
		return t.Say("unmet.nothing_to_act_as", locale.S("Name", plain(r.Name)))
	case game.NoEffectError:
		return t.Say("unmet.no_effect", good(r.Good))
	case game.NoTiersError:
		return t.Say("unmet.no_tiers", good(r.Good))
	case game.MaxTierError:
		return t.Say("unmet.max_tier", good(r.Good))
	case game.NotGrownError:
		return t.Say("unmet.not_grown", good(r.Good), locale.N("Have", r.Have), locale.N("Need", r.Need))
	}
	return t.Say("refused.impossible")
}

func missing(t *locale.Text, r game.MissingCardsError) string {
	lines := []string{t.Say("unmet.missing")}
	if len(r.Missing) > 0 {
		lines = append(lines, t.Say("unmet.missing_cards", locale.S("Cards", names(r.Missing))))
	}
	if len(r.Protected) > 0 {
		lines = append(lines, t.Say("unmet.protected_cards", locale.S("Cards", names(r.Protected))))
	}
	return strings.Join(lines, "\n")
}

// names lists cards by stars and name.
func names(cards []game.Card) string {
	all := make([]string, len(cards))
	for i, c := range cards {
		all[i] = stars(c.Level) + " " + plain(c.Name)
	}
	return strings.Join(all, ", ")
}
