package game

import (
	"errors"
	"slices"
)

// ForgeRules are the rules of /forge.
type ForgeRules struct {
	Min      int64    `toml:"min" doc:"Forging costs no less, in flakes…"`
	Percent  int      `toml:"percent" doc:"…and else this many percent of what the two cards are worth on average (0 to 1000)."`
	MaxStars int      `toml:"max_stars" doc:"Cards with more stars are not forged."`
	Exclude  []string `toml:"exclude" doc:"Collections that are not forged and do not come out."`
}

// defaultForgeRules are the earlier bot's numbers.
func defaultForgeRules() ForgeRules {
	return ForgeRules{
		Min: 1000, Percent: 15, MaxStars: 4,
		Exclude: []string{
			"fragments", "album", "albums", "ggalbums", "bgalbums", "liveauction", "jackpot",
			"birthdays", "limited", "lottery", "signed", "removed",
		},
	}
}

func (r *ForgeRules) check() error {
	switch {
	case r.Min < 0 || r.Min > maxPrice:
		return errors.New("forge.min: must not be negative, and at most a million million")
	case r.Percent < 0 || r.Percent > 1000:
		return errors.New("forge.percent: must be between 0 and 1000")
	}
	return checkStars("forge.max_stars", r.MaxStars)
}

// cost is what forging cards of these prices costs, made cheaper by so many
// percent by an effect.
func (r *ForgeRules) cost(a, b, discount int64) int64 {
	cost := max(r.Min, (a+b)/2*int64(r.Percent)/100)
	return cost * (100 - min(max(discount, 0), 100)) / 100
}

// forged is what can come of forging two cards: cards of as many stars, and not
// one of the two. Two of one promo collection give another of it, and no others
// give promos. Otherwise it comes from their collection if they share it, else
// from their group, else from any group, as far as there are such cards.
func (r *ForgeRules) forged(cat *Catalogue, a, b Card) []CardID {
	event := cat.promo(a) && a.Collection == b.Collection
	var pool []*Card
	for _, c := range cat.order {
		if c.Level != a.Level || c.ID == a.ID || c.ID == b.ID || !cat.fits(*c, r.MaxStars, r.Exclude) {
			continue
		}
		if cat.promo(*c) == event && (!event || c.Collection == a.Collection) {
			pool = append(pool, c)
		}
	}
	return nearest(pool, a, b)
}

// nearest are the cards of a pool that are nearest to others: of their common
// collection, else with a tag that all of them have, else with any tag, else all.
func nearest(pool []*Card, like ...Card) []CardID {
	all := func(ok func(Card) bool) bool {
		return !slices.ContainsFunc(like, func(c Card) bool { return !ok(c) })
	}
	home := like[0].Collection
	shared := slices.DeleteFunc(slices.Clone(like[0].Tags), func(tag string) bool {
		return !all(func(c Card) bool { return slices.Contains(c.Tags, tag) })
	})
	for _, near := range []func(*Card) bool{
		func(c *Card) bool {
			return c.Collection == home && all(func(l Card) bool { return l.Collection == home })
		},
		func(c *Card) bool {
			return slices.ContainsFunc(shared, func(tag string) bool { return slices.Contains(c.Tags, tag) })
		},
		func(c *Card) bool { return len(c.Tags) > 0 },
		func(*Card) bool { return true },
	} {
		var found []CardID
		for _, c := range pool {
			if near(c) {
				found = append(found, c.ID)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}
