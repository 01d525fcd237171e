package game

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A BoosterKind names a booster: a few cards for vials.
type BoosterKind string

// The boosters.
const (
	PromoBooster   BoosterKind = "promo"
	LotteryBooster BoosterKind = "lottery"
	SpecialBooster BoosterKind = "special"
	AlbumBooster   BoosterKind = "album"
)

// BoosterKinds are all of them, in the order in which they are offered.
func BoosterKinds() []BoosterKind {
	return []BoosterKind{PromoBooster, LotteryBooster, SpecialBooster, AlbumBooster}
}

// cooldown is the pause between two boosters of a kind.
func (k BoosterKind) cooldown() Cooldown { return Cooldown("boost." + string(k)) }

// IsBooster reports whether a cooldown is that of a booster.
func (c Cooldown) IsBooster() bool { return strings.HasPrefix(string(c), "boost.") }

// BoostRules are the rules of /boost.
type BoostRules struct {
	Cards       int      `toml:"cards" doc:"Cards in one booster (1 to 10)."`
	Every       Duration `toml:"every" doc:"Pause between two boosters of one kind for a player."`
	LotteryFrom []string `toml:"lottery_from" doc:"Collections of lottery cards. What is in none of these lists and no promo is a normal card, if it can be claimed."`
	SpecialFrom []string `toml:"special_from" doc:"Collections of special cards."`
	AlbumFrom   []string `toml:"album_from" doc:"Collections of albums."`
	Promo       Booster  `toml:"promo" doc:"/boost promo. Weights are relative to each other; what has no cards is left out."`
	Lottery     Booster  `toml:"lottery" doc:"/boost lottery"`
	Special     Booster  `toml:"special" doc:"/boost special"`
	Album       Booster  `toml:"album" doc:"/boost album"`
}

// A Booster is what one kind of booster costs, and what is in it how often.
type Booster struct {
	Vials     int64 `toml:"vials" doc:"Vials that it costs."`
	Normal    []int `toml:"normal" doc:"Weights of normal cards of 1, 2, 3, 4 stars."`
	Lotteries []int `toml:"lottery" doc:"Weights of lottery cards of 1 to 5 stars."`
	Specials  int   `toml:"special" doc:"Weight of special cards."`
	Albums    int   `toml:"album" doc:"Weight of cards from albums."`
	Promos    int   `toml:"promo" doc:"Weight of promos. There is at most one in a booster."`
}

// defaultBoostRules are the numbers that the earlier bot's notes have, which it
// never came to. Weights are tenths of a percent.
func defaultBoostRules() BoostRules {
	return BoostRules{
		Cards: 5, Every: Duration(24 * time.Hour),
		LotteryFrom: []string{"lottery"}, SpecialFrom: []string{"special"}, AlbumFrom: []string{"ggalbums", "bgalbums"},
		Promo:   Booster{Vials: 500, Normal: []int{350, 350, 100, 25}, Lotteries: []int{25, 25, 25, 25}, Promos: 75},
		Lottery: Booster{Vials: 250, Normal: []int{200, 200, 100}, Lotteries: []int{150, 200, 100, 50}},
		Special: Booster{Vials: 750, Normal: []int{400, 350, 175, 60}, Lotteries: []int{}, Specials: 15},
		Album:   Booster{Vials: 750, Normal: []int{400, 350, 150, 50}, Lotteries: []int{}, Albums: 50},
	}
}

// of is the booster of a kind.
func (r *BoostRules) of(k BoosterKind) (Booster, bool) {
	switch k {
	case PromoBooster:
		return r.Promo, true
	case LotteryBooster:
		return r.Lottery, true
	case SpecialBooster:
		return r.Special, true
	case AlbumBooster:
		return r.Album, true
	}
	return Booster{}, false
}

func (r *BoostRules) check() error {
	switch {
	case r.Cards < 1 || r.Cards > 10:
		return fmt.Errorf("boost.cards: %d is not between 1 and 10", r.Cards)
	case r.Every < 0:
		return errors.New("boost.every: must not be negative")
	}
	for _, k := range BoosterKinds() {
		b, _ := r.of(k)
		weights := slices.Concat(b.Normal, b.Lotteries, []int{b.Specials, b.Albums, b.Promos})
		switch {
		case b.Vials < 0 || b.Vials > 1_000_000_000:
			return fmt.Errorf("boost.%s.vials: must not be negative, and at most a thousand million", k)
		case slices.Min(weights) < 0 || slices.Max(weights) < 1 || slices.Max(weights) > 1_000_000:
			return fmt.Errorf("boost.%s: no weight may be negative or above a million, and not all zero", k)
		case len(b.Normal) > levels-1 || len(b.Lotteries) > levels:
			return fmt.Errorf("boost.%s: write at most four weights of normal cards and five of lottery cards", k)
		}
	}
	return nil
}

// Odds is how often a kind of cards is in a booster.
type Odds struct {
	Of     BoosterKind // "" is normal cards
	Stars  int         // 0 is any
	Weight int
	pool   []CardID
}

// odds is what can be in a booster with this catalogue. It is empty when there
// would be normal cards only: nobody pays vials for those.
func (r *BoostRules) odds(cat *Catalogue, b Booster) []Odds {
	normal, from := cat.pools[""], r.sorted(cat)
	var all []Odds
	rare := false
	add := func(o Odds) {
		if o.Weight > 0 && len(o.pool) > 0 {
			all = append(all, o)
			rare = rare || o.Of != ""
		}
	}
	for i, w := range b.Normal {
		add(Odds{Stars: i + 1, Weight: w, pool: normal.levels[i+1]})
	}
	for i, w := range b.Lotteries {
		add(Odds{Of: LotteryBooster, Stars: i + 1, Weight: w, pool: from[LotteryBooster].levels[i+1]})
	}
	add(Odds{Of: SpecialBooster, Weight: b.Specials, pool: from[SpecialBooster].all()})
	add(Odds{Of: AlbumBooster, Weight: b.Albums, pool: from[AlbumBooster].all()})
	add(Odds{Of: PromoBooster, Weight: b.Promos, pool: from[PromoBooster].all()})
	if !rare {
		return nil
	}
	return all
}

// sorted are the cards that are no normal ones, by what they are. Pieces are none
// of them.
func (r *BoostRules) sorted(cat *Catalogue) map[BoosterKind]*pool {
	from := map[BoosterKind]*pool{}
	for _, k := range BoosterKinds() {
		from[k] = &pool{}
	}
	for _, c := range cat.order {
		if !cat.fits(*c, levels, nil) {
			continue
		}
		home := strings.ToLower(c.Collection)
		var kind BoosterKind
		switch {
		case slices.Contains(r.LotteryFrom, home):
			kind = LotteryBooster
		case slices.Contains(r.SpecialFrom, home):
			kind = SpecialBooster
		case slices.Contains(r.AlbumFrom, home):
			kind = AlbumBooster
		case cat.promo(*c):
			kind = PromoBooster
		default:
			continue
		}
		from[kind].levels[c.Level] = append(from[kind].levels[c.Level], c.ID)
	}
	return from
}

// all are the cards of a pool.
func (p *pool) all() []CardID { return slices.Concat(p.levels[:]...) }

// unpack draws the cards of a booster, at most one promo among them.
func unpack(rng *rand.Rand, odds []Odds, n int) []CardID {
	odds = slices.Clone(odds)
	var cards []CardID
	for range n {
		total := 0
		for _, o := range odds {
			total += o.Weight
		}
		if total == 0 { // promos were all that there was
			break
		}
		at := rng.IntN(total)
		i := slices.IndexFunc(odds, func(o Odds) bool { at -= o.Weight; return at < 0 })
		cards = append(cards, odds[i].pool[rng.IntN(len(odds[i].pool))])
		if odds[i].Of == PromoBooster {
			odds = slices.DeleteFunc(odds, func(o Odds) bool { return o.Of == PromoBooster })
		}
	}
	return cards
}
