package game

import (
	"context"
	"slices"
	"strings"
)

// SuggestCopies lists up to limit copies that the player could put into a process
// and that what was typed names: of each card the one that its name would choose,
// or all of them when it is the only card. with are the copies that the player has
// named already: what does not go with them is left out.
func (g *Game) SuggestCopies(ctx context.Context, player PlayerID, p Process, typed string, limit int, with ...string) ([]ClaimedCard, error) {
	held, err := g.offer(ctx, ListOrder{Asker: player, Holder: player, Query: typed, Size: 4 * limit}) // some do not suit
	if err != nil {
		return nil, err
	}
	var found []ClaimedCard
	err = g.store.View(ctx, func(r Reader) error {
		found = nil
		named, err := g.namedCopies(r, player, p, with)
		if err != nil {
			return err
		}
		suited, err := g.suited(r, player, p, held)
		for i, copies := range suited {
			copies = slices.DeleteFunc(copies, func(c Copy) bool { return !g.goes(p, c, named) })
			if len(held) > 1 {
				copies = copies[:min(len(copies), 1)]
			}
			for _, c := range copies[:min(len(copies), limit-len(found))] {
				found = append(found, ClaimedCard{Card: held[i].Card, Copy: c})
			}
		}
		return err
	})
	return found, err
}

// namedCopies are the copies that words mean; words that mean none are passed
// over.
func (g *Game) namedCopies(r Reader, player PlayerID, p Process, words []string) ([]Copy, error) {
	if p == Combining {
		p = Levelling // what fodder goes with is what grows
	}
	var copies []Copy
	for _, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		c, err := g.copyTo(r, player, w, p)
		switch {
		case err == nil:
			copies = append(copies, c)
		case !is[Refusal](err):
			return nil, err
		}
	}
	return copies, nil
}

// goes reports whether a copy can go into a process together with others.
func (g *Game) goes(p Process, c Copy, with []Copy) bool {
	card := g.card(c.Card)
	return !slices.ContainsFunc(with, func(d Copy) bool {
		other := g.card(d.Card)
		return c.ID == d.ID || (p == Forging || p == Ascending) && card.Level != other.Level || p == Forging && card.ID == other.ID
	})
}

// suited are the copies of each card that suit a process, the best first.
func (g *Game) suited(r Reader, player PlayerID, p Process, held []HeldCard) ([][]Copy, error) {
	each, err := copiesOf(r, player, held, func(h HeldCard) bool {
		return !is[UnsuitedError](g.suits(p, Copy{Level: 1}, h.Card))
	})
	for i, h := range held {
		each[i] = slices.DeleteFunc(each[i], func(c Copy) bool { return g.suits(p, c, h.Card) != nil })
		slices.SortFunc(each[i], g.better(p, h.Card))
	}
	return each, err
}

// copiesOf are the copies of each card, read at one look where there are several and
// open says that it matters which; else the best one stands for all.
func copiesOf(r Reader, player PlayerID, held []HeldCard, open func(HeldCard) bool) ([][]Copy, error) {
	each := make([][]Copy, len(held))
	var cards []CardID
	var at []int
	for i, h := range held {
		each[i] = []Copy{h.Holding.Best}
		if h.Holding.Copies > 1 && open(h) {
			cards, at = append(cards, h.Card.ID), append(at, i)
		}
	}
	if len(cards) == 0 {
		return each, nil
	}
	read, err := r.CopiesOfEach(player, cards...)
	for i, copies := range read {
		each[at[i]] = copies
	}
	return each, err
}
