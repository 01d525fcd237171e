package game

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// A Collection is a set of cards: a group's album, a season.
type Collection struct {
	ID, Name  string
	Promo     bool // given away in events only: never claimed
	Fragments bool // its cards are pieces: never claimed
	Tags      []string
}

// A Card is an entry of the catalogue. What a player owns are copies of it.
type Card struct {
	ID         CardID
	Name       string // as players read it
	Key        string // lower case, underscores; for searching and files
	Level      int    // stars, 1 to 5
	Collection string // the collection's id
	Tags       []string
	Animated   bool
}

// A Catalogue is one version of all cards, in memory. It never changes, so it
// may be read from any goroutine; a new version is a new value.
type Catalogue struct {
	Version     int64
	cards       map[CardID]*Card
	order       []*Card // ascending by id
	collections map[string]*Collection
	pools       map[string]*pool // by group tag; "" is everything
	index       index
	ingredients pool // what recipes and Space Unity take
}

// A pool is what claims and drops draw from: claimable cards by level.
type pool struct {
	levels [levels + 1][]CardID
}

const levels = 5

// NewCatalogue indexes the cards and makes the pools that the rules allow.
func NewCatalogue(version int64, rules *Rules, collections []Collection, cards []Card) *Catalogue {
	c := &Catalogue{
		Version:     version,
		cards:       make(map[CardID]*Card, len(cards)),
		order:       make([]*Card, 0, len(cards)),
		collections: make(map[string]*Collection, len(collections)),
		pools:       map[string]*pool{"": {}},
	}
	for i := range collections {
		c.collections[collections[i].ID] = &collections[i]
	}
	for i := range cards {
		c.cards[cards[i].ID] = &cards[i]
		c.order = append(c.order, &cards[i])
	}
	slices.SortFunc(c.order, func(a, b *Card) int { return int(a.ID - b.ID) })
	for _, card := range c.order {
		if c.claimable(rules, card) {
			c.addToPools(card)
		}
		if c.ingredient(&rules.Shop, card) {
			c.ingredients.levels[card.Level] = append(c.ingredients.levels[card.Level], card.ID)
		}
	}
	c.index = newIndex(c)
	return c
}

// claimable is the earlier bot's rule for what a claim may give.
func (c *Catalogue) claimable(rules *Rules, card *Card) bool {
	col := c.Collection(card.Collection)
	return card.Level >= 1 && card.Level < levels &&
		!col.Promo && !col.Fragments &&
		!strings.Contains(card.Key, "frag") &&
		!slices.Contains(rules.Claim.Exclude, strings.ToLower(card.Collection))
}

func (c *Catalogue) addToPools(card *Card) {
	for _, tag := range append([]string{""}, card.Tags...) {
		p := c.pools[tag]
		if p == nil {
			p = &pool{}
			c.pools[tag] = p
		}
		p.levels[card.Level] = append(p.levels[card.Level], card.ID)
	}
}

// Card is the card of this id, or nil.
func (c *Catalogue) Card(id CardID) *Card { return c.cards[id] }

// Collection is the collection of this id; an unknown one is a plain
// collection of that name, so that a card never loses its home.
func (c *Catalogue) Collection(id string) Collection {
	if col := c.collections[id]; col != nil {
		return *col
	}
	return Collection{ID: id, Name: id}
}

// Len is the number of cards.
func (c *Catalogue) Len() int { return len(c.order) }

// Cards are all cards, ascending by id. The slice is not the caller's to change.
func (c *Catalogue) Cards() []*Card { return c.order }

// draw takes one claimable card: a level by the weights of the levels that
// have cards, then a card of it, each as likely as the others. ok is false when
// there is none with this tag.
func (c *Catalogue) draw(rng *rand.Rand, tag string, weights []int) (id CardID, ok bool) {
	p := c.pools[tag]
	if p == nil {
		return 0, false
	}
	total := 0
	for l := 1; l <= levels; l++ {
		if len(p.levels[l]) > 0 {
			total += weight(weights, l)
		}
	}
	if total == 0 {
		return 0, false
	}
	n := rng.IntN(total)
	for l := 1; l <= levels; l++ {
		if len(p.levels[l]) == 0 {
			continue
		}
		if n -= weight(weights, l); n < 0 {
			return p.levels[l][rng.IntN(len(p.levels[l]))], true
		}
	}
	return 0, false
}

// weight is the weight of a level; levels beyond the table have none.
func weight(weights []int, level int) int {
	if level-1 < len(weights) {
		return weights[level-1]
	}
	return 0
}
