package game

import "time"

// A WorkshopReader reads what belongs to the shop, crafting, items and votes.
type WorkshopReader interface {
	// Owned lists the cards of which a player holds a copy, ascending.
	Owned(p PlayerID) ([]CardID, error)
	// Recipe reads a player's open recipe of a good.
	Recipe(p PlayerID, good GoodID) (Recipe, error)
	// Recipes reads all open recipes of a player, by good.
	Recipes(p PlayerID) ([]Recipe, error)
	// Cooldowns reads what a player may not do again yet, and until when; some
	// of it may be over.
	Cooldowns(p PlayerID) (map[Cooldown]time.Time, error)
	// EffectsOf reads the effects of some players at once.
	EffectsOf(players ...PlayerID) (map[PlayerID][]Effect, error)
	// Vote reads a vote by its id.
	Vote(id string) (Vote, error)
	// LastVote is when the newest vote of a player for a list was; zero for none.
	LastVote(p PlayerID, site string) (time.Time, error)
}

// A WorkshopTx writes what belongs to the shop, crafting, items and votes.
type WorkshopTx interface {
	// SaveRecipe writes a player's open recipe of a good over the one that is
	// there.
	SaveRecipe(p PlayerID, r Recipe) error
	// UseUpRecipe ends a player's open recipe of a good. That there is none is a
	// fault.
	UseUpRecipe(p PlayerID, good GoodID) error
	// ExtendEffect gives a player an effect of tier 1, or only moves the end of
	// the one that is there: others may be adding to its progress.
	ExtendEffect(p PlayerID, id EffectID, until time.Time) error
	// RaiseEffect moves an effect from a tier to the next and takes its progress
	// away. That it is not of this tier is a fault.
	RaiseEffect(p PlayerID, id EffectID, from int) error
	// AddVote writes a vote. An id that is there already is a fault.
	AddVote(v Vote) error
}
