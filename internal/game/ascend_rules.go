package game

import (
	"fmt"
	"slices"
)

// AscendRules are the rules of /ascend: several copies of one number of stars
// that were levelled far enough become one of a card with a star more.
type AscendRules struct {
	Copies  int      `toml:"copies" doc:"How many copies become one (2 to 3)."`
	Level   []int    `toml:"level" doc:"Level that each of them must have, for cards of 1, 2, 3 stars and so on. Cards with more stars do not ascend."`
	Vials   []int    `toml:"vials" doc:"Vials that it costs, likewise."`
	Exclude []string `toml:"exclude" doc:"Collections that do not ascend and do not come out, besides promos and fragments."`
}

func defaultAscendRules() AscendRules {
	return AscendRules{
		Copies: 3, Level: []int{2, 3, 4, 5}, Vials: []int{0, 100, 500, 2500},
		Exclude: []string{
			"promos", "album", "albums", "ggalbums", "bgalbums", "birthdays", "liveauction", "mythical", "mystical",
			"limited", "special", "lottery", "jackpot", "signed", "removed", "fragments",
		},
	}
}

func (r *AscendRules) check() error {
	n := len(r.Level)
	switch {
	case r.Copies < 2 || r.Copies > 3: // a button carries no more
		return fmt.Errorf("ascend.copies: %d is not 2 or 3", r.Copies)
	case n < 1 || n >= levels || slices.Min(r.Level) < 1 || slices.Max(r.Level) > maxLevel:
		return fmt.Errorf("ascend.level: write one to four numbers between 1 and 5, for cards of one star and more")
	case len(r.Vials) != n || slices.Min(r.Vials) < 0 || slices.Max(r.Vials) > 1_000_000_000:
		return fmt.Errorf("ascend.vials: write %d numbers that are not negative, as many as in ascend.level", n)
	}
	return nil
}

// ascended is what can come of ascending cards that have the same stars: cards
// with a star more, no promos, as near to them as there are.
func (r *AscendRules) ascended(cat *Catalogue, cards ...Card) []CardID {
	var pool []*Card
	for _, c := range cat.order {
		if c.Level == cards[0].Level+1 && cat.fits(*c, levels, r.Exclude) && !cat.promo(*c) {
			pool = append(pool, c)
		}
	}
	return nearest(pool, cards...)
}
