package game

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A Recipe is what the shop sells: the cards that crafting a good takes. A player
// has at most one open recipe of each good.
type Recipe struct {
	Good   GoodID
	Cards  []CardID // no card twice
	Price  int64    // what was paid for it
	Key    string   // of the posting that paid it
	Bought time.Time
}

// ingredient is the rule for the cards that a recipe, or Space Unity, takes.
func (c *Catalogue) ingredient(rules *ShopRules, card *Card) bool {
	col := c.Collection(card.Collection)
	return card.Level >= 1 && card.Level <= levels && !col.Promo && !col.Fragments &&
		!strings.Contains(card.Key, "frag") &&
		!slices.Contains(rules.Exclude, strings.ToLower(card.Collection))
}

// drawRecipe draws a card of each of these stars, none that is owned and none
// twice. Refused: NoRecipeCardError.
func drawRecipe(rng *rand.Rand, pool *pool, owned map[CardID]bool, stars []int) ([]CardID, error) {
	var left [levels + 1][]CardID // what can be drawn, of the levels that are asked for
	for _, level := range stars {
		if left[level] != nil {
			continue
		}
		left[level] = []CardID{}
		for _, id := range pool.levels[level] {
			if !owned[id] {
				left[level] = append(left[level], id)
			}
		}
	}
	cards := make([]CardID, len(stars))
	for i, level := range stars {
		n := len(left[level])
		if n == 0 {
			return nil, NoRecipeCardError{Stars: level}
		}
		k := rng.IntN(n)
		cards[i] = left[level][k]
		left[level][k] = left[level][n-1]
		left[level] = left[level][:n-1]
	}
	return cards, nil
}

// ownedBy are the cards of which a player holds a copy.
func ownedBy(r Reader, p PlayerID) (map[CardID]bool, error) {
	ids, err := r.Owned(p)
	owned := make(map[CardID]bool, len(ids))
	for _, id := range ids {
		owned[id] = true
	}
	return owned, err
}
