package game

import (
	"errors"
	"slices"
)

// LiquefyRules are the rules of /liquefy.
type LiquefyRules struct {
	Percent []int    `toml:"percent" doc:"Percent of its price that a card gives in vials, for 1, 2, 3 stars and so on. Cards with more stars are not liquefied."`
	Exclude []string `toml:"exclude" doc:"Collections that are not liquefied."`
}

// defaultLiquefyRules are the earlier bot's numbers.
func defaultLiquefyRules() LiquefyRules {
	return LiquefyRules{Percent: []int{5, 8, 12}, Exclude: []string{"lottery", "jackpot"}}
}

func (r *LiquefyRules) check() error {
	if n := len(r.Percent); n < 1 || n > levels || slices.Min(r.Percent) < 0 || slices.Max(r.Percent) > 100 {
		return errors.New("liquefy.percent: write one to five numbers between 0 and 100, for cards of one star and more")
	}
	return nil
}

// vials is what a card of these stars and this price gives, with a bonus.
func (r *LiquefyRules) vials(stars int, price, bonus int64) int64 {
	return price*int64(r.Percent[stars-1])/100 + bonus
}
