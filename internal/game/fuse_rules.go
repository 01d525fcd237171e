package game

import (
	"errors"
	"strings"
)

// FuseRules are the rules of /fuse.
type FuseRules struct {
	Discs       int      `toml:"discs" doc:"Broken discs that fusing takes…"`
	Microphones int      `toml:"microphones" doc:"…microphones…"`
	Songs       int      `toml:"songs" doc:"…and forgotten songs. Work finds them."`
	Collections []string `toml:"collections" doc:"Collections of which fusing gives a card: each as likely as the others, as far as they have cards."`
}

// defaultFuseRules are the earlier bot's numbers.
func defaultFuseRules() FuseRules {
	return FuseRules{Discs: 1, Microphones: 1, Songs: 1, Collections: []string{"ggalbums", "bgalbums"}}
}

func (r *FuseRules) check() error {
	n := []int{r.Discs, r.Microphones, r.Songs}
	for _, k := range n {
		if k < 0 || k > 1_000_000 {
			return errors.New("fuse.discs, microphones and songs: must not be negative, and at most a million")
		}
	}
	if n[0]+n[1]+n[2] == 0 {
		return errors.New("fuse.discs, microphones and songs: at least one must be needed")
	}
	return nil
}

// pools are the cards of each of the collections that have any.
func (r *FuseRules) pools(cat *Catalogue) [][]CardID {
	var pools [][]CardID
	for _, id := range r.Collections {
		var pool []CardID
		for _, c := range cat.order {
			if strings.EqualFold(c.Collection, id) {
				pool = append(pool, c.ID)
			}
		}
		if len(pool) > 0 {
			pools = append(pools, pool)
		}
	}
	return pools
}
