package game

import "fmt"

// An Unmet is a refusal of the shop, of crafting and of items: something that is
// asked for is not there.
//
//sumtype:decl
type Unmet interface {
	Refusal
	unmet()
}

// NoSuchGoodError says that there is no effect and no item of this name.
type NoSuchGoodError struct{ Name string }

// RecipeOpenError says that the player has an open recipe of the good already.
type RecipeOpenError struct{ Good GoodID }

// NoRecipeCardError says that no recipe can be drawn, because the player holds
// every card of so many stars that there is.
type NoRecipeCardError struct{ Stars int }

// NoRecipeError says that the player has no open recipe of the good.
type NoRecipeError struct{ Good GoodID }

// MissingCardsError says which cards of a recipe the player cannot give: Missing
// are not held, and of Protected every copy is locked or a favourite.
type MissingCardsError struct{ Missing, Protected []Card }

// NoUsesError says that no use of an item is left.
type NoUsesError struct{ Good GoodID }

// NotAnItemError says that an effect works by itself and cannot be used.
type NotAnItemError struct{ Good GoodID }

// FewClaimsError says that too few claims have been made since the last reset for
// an item to take so many back.
type FewClaimsError struct{ Need, Have int }

// NoCollectionError says that Space Unity cannot take a card from a collection of
// that name.
type NoCollectionError struct{ Name string }

// NothingNewError says that the player holds every card that Space Unity could
// take from the collection.
type NothingNewError struct{ Collection Collection }

// NothingToActAsError says that Judgement Day cannot act as this.
type NothingToActAsError struct{ Name string }

// NoEffectError says that the player has never had the effect.
type NoEffectError struct{ Good GoodID }

// NoTiersError says that an item has no tiers.
type NoTiersError struct{ Good GoodID }

// MaxTierError says that an effect is at its highest tier.
type MaxTierError struct{ Good GoodID }

// NotGrownError says that an effect has not made the progress for its next tier.
type NotGrownError struct {
	Good       GoodID
	Need, Have int64
}

func (NoSuchGoodError) refusal()     {}
func (RecipeOpenError) refusal()     {}
func (NoRecipeCardError) refusal()   {}
func (NoRecipeError) refusal()       {}
func (MissingCardsError) refusal()   {}
func (NoUsesError) refusal()         {}
func (NotAnItemError) refusal()      {}
func (FewClaimsError) refusal()      {}
func (NoCollectionError) refusal()   {}
func (NothingNewError) refusal()     {}
func (NothingToActAsError) refusal() {}
func (NoEffectError) refusal()       {}
func (NoTiersError) refusal()        {}
func (MaxTierError) refusal()        {}
func (NotGrownError) refusal()       {}

func (NoSuchGoodError) unmet()     {}
func (RecipeOpenError) unmet()     {}
func (NoRecipeCardError) unmet()   {}
func (NoRecipeError) unmet()       {}
func (MissingCardsError) unmet()   {}
func (NoUsesError) unmet()         {}
func (NotAnItemError) unmet()      {}
func (FewClaimsError) unmet()      {}
func (NoCollectionError) unmet()   {}
func (NothingNewError) unmet()     {}
func (NothingToActAsError) unmet() {}
func (NoEffectError) unmet()       {}
func (NoTiersError) unmet()        {}
func (MaxTierError) unmet()        {}
func (NotGrownError) unmet()       {}

func (e NoSuchGoodError) Error() string { return fmt.Sprintf("nothing is named %q", e.Name) }
func (e RecipeOpenError) Error() string { return fmt.Sprintf("has an open recipe of %s", e.Good) }
func (e NoRecipeCardError) Error() string {
	return fmt.Sprintf("holds every card of %d stars", e.Stars)
}
func (e NoRecipeError) Error() string { return fmt.Sprintf("has no recipe of %s", e.Good) }
func (e MissingCardsError) Error() string {
	return fmt.Sprintf("lacks %d cards of the recipe, and %d are protected", len(e.Missing), len(e.Protected))
}
func (e NoUsesError) Error() string    { return fmt.Sprintf("no use of %s is left", e.Good) }
func (e NotAnItemError) Error() string { return fmt.Sprintf("%s is not used", e.Good) }
func (e FewClaimsError) Error() string {
	return fmt.Sprintf("needs %d claims and has made %d", e.Need, e.Have)
}

func (e NoCollectionError) Error() string { return fmt.Sprintf("no collection %q to choose", e.Name) }

func (e NothingNewError) Error() string {
	return fmt.Sprintf("holds every card of %s that could come", e.Collection.ID)
}
func (e NothingToActAsError) Error() string { return fmt.Sprintf("cannot act as %q", e.Name) }
func (e NoEffectError) Error() string       { return fmt.Sprintf("has never had %s", e.Good) }
func (e NoTiersError) Error() string        { return fmt.Sprintf("%s has no tiers", e.Good) }
func (e MaxTierError) Error() string        { return fmt.Sprintf("%s is at its highest tier", e.Good) }

func (e NotGrownError) Error() string {
	return fmt.Sprintf("%s needs a progress of %d and has %d", e.Good, e.Need, e.Have)
}
