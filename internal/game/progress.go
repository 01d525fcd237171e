package game

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// A Progress is how far a player is with a collection. Its goal are the cards
// that can be collected by claiming: all below five stars, of a collection of
// fragments those of one star.
type Progress struct {
	Collection Collection
	Cards      int // to collect
	Owned      int // different ones of them
	ByLevel    [levels + 1]LevelProgress
}

// A LevelProgress is how many cards of one level there are, and how many of them
// a player has. Those of levels beyond the goal are counted too.
type LevelProgress struct{ Cards, Owned int }

// Complete reports whether nothing is missing.
func (p *Progress) Complete() bool { return p.Owned == p.Cards }

// collected reports whether cards of this level are part of the collection's goal.
func (c *Collection) collected(level int) bool {
	if c.Fragments {
		return level == 1
	}
	return level < levels
}

// A ProgressSort is an order of collections.
type ProgressSort string

// The orders of collections.
const (
	ProgressByName ProgressSort = "name"
	ProgressByDone ProgressSort = "progress" // the most complete first
)

// A ProgressOrder says which collections are listed.
type ProgressOrder struct {
	Words string // in the name, id or tags; all of them
	// Done lists the complete ones only, and Open the others only.
	Done, Open bool
	Sort       ProgressSort
}

// A ProgressPage is a page of collections with a player's progress.
type ProgressPage struct {
	Page, Pages int
	Total, Done int // of the list: all collections in it, and the complete ones
	Entries     []Progress
}

// Collections is a page of the collections with a player's progress. A page
// beyond the end is the last one.
func (g *Game) Collections(ctx context.Context, player PlayerID, o ProgressOrder, page, size int) (ProgressPage, error) {
	all, err := g.progress(ctx, player)
	if err != nil {
		return ProgressPage{}, err
	}
	words := strings.Fields(strings.ToLower(o.Words))
	all = slices.DeleteFunc(all, func(p Progress) bool {
		return !p.Collection.named(words) || o.Done && !p.Complete() || o.Open && p.Complete()
	})
	slices.SortStableFunc(all, func(a, b Progress) int {
		if o.Sort != ProgressByDone {
			return 0 // they come by name
		}
		return cmp.Compare(b.Owned*a.Cards, a.Owned*b.Cards)
	})
	res := ProgressPage{Total: len(all), Pages: max(1, (len(all)+size-1)/size)}
	for i := range all {
		if all[i].Complete() {
			res.Done++
		}
	}
	res.Page = min(max(page, 0), res.Pages-1)
	res.Entries = all[min(len(all), res.Page*size):min(len(all), (res.Page+1)*size)]
	return res, nil
}

// named reports whether every word is in the collection's name, id or tags.
func (c *Collection) named(words []string) bool {
	text := strings.ToLower(c.Name + " " + c.ID + " " + strings.Join(c.Tags, " "))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// progress is a player's progress with every collection that has cards to
// collect, by name.
func (g *Game) progress(ctx context.Context, player PlayerID) ([]Progress, error) {
	cat := g.Catalogue()
	var owned []LevelCount
	err := g.store.View(ctx, func(r Reader) (err error) {
		owned, err = r.OwnedByLevel(player)
		return err
	})
	if err != nil {
		return nil, err
	}
	byID := map[string]*Progress{}
	level := func(collection string, l int) *LevelProgress {
		p := byID[collection]
		if p == nil {
			p = &Progress{Collection: cat.Collection(collection)}
			byID[collection] = p
		}
		return &p.ByLevel[min(max(l, 0), levels)]
	}
	for _, c := range cat.Cards() {
		level(c.Collection, c.Level).Cards++
	}
	for _, o := range owned {
		level(o.Collection, o.Level).Owned += o.Cards
	}
	all := make([]Progress, 0, len(byID))
	for _, p := range byID {
		for l, n := range p.ByLevel {
			if p.Collection.collected(l) {
				p.Cards, p.Owned = p.Cards+n.Cards, p.Owned+n.Owned
			}
		}
		if p.Cards > 0 {
			all = append(all, *p)
		}
	}
	slices.SortFunc(all, func(a, b Progress) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Collection.Name), strings.ToLower(b.Collection.Name)), cmp.Compare(a.Collection.ID, b.Collection.ID))
	})
	return all, nil
}

// A LevelCount is how many different cards of a level of a collection somebody
// has.
type LevelCount struct {
	Collection   string
	Level, Cards int
}

// A CollectionView is everything about one collection.
type CollectionView struct {
	Progress
	Samples []Card // a few of its best cards
	Top     []Collector
}

// A Collector is somebody who collects a collection.
type Collector struct {
	Player PlayerID
	Cards  int // different ones of the goal
}

// samples is how many cards of a collection are shown, and collectors how many
// of those who have the most of it.
const (
	samples    = 5
	collectors = 5
)

// LookAtCollection is everything about the collection that words name: by its id,
// else its exact name, else the first whose name has all words. Refused:
// UnknownCollectionError.
func (g *Game) LookAtCollection(ctx context.Context, player PlayerID, words string) (CollectionView, error) {
	all, err := g.progress(ctx, player)
	if err != nil {
		return CollectionView{}, err
	}
	p := meant(all, words)
	if p == nil {
		return CollectionView{}, UnknownCollectionError{Name: words}
	}
	v := CollectionView{Progress: *p}
	cards := slices.Clone(g.Catalogue().Cards())
	cards = slices.DeleteFunc(cards, func(c *Card) bool { return c.Collection != p.Collection.ID })
	slices.SortStableFunc(cards, func(a, b *Card) int { return cmp.Compare(b.Level, a.Level) })
	for _, c := range cards[:min(len(cards), samples)] {
		v.Samples = append(v.Samples, *c)
	}
	goal := levels - 1
	if p.Collection.Fragments {
		goal = 1
	}
	err = g.store.View(ctx, func(r Reader) (err error) {
		v.Top, err = r.Collectors(p.Collection.ID, goal, collectors)
		return err
	})
	return v, err
}

// meant is the collection that words mean, or nil.
func meant(all []Progress, words string) *Progress {
	words = strings.TrimSpace(words)
	fields := strings.Fields(strings.ToLower(words))
	if len(fields) == 0 {
		return nil
	}
	for _, fits := range []func(*Collection) bool{
		func(c *Collection) bool { return strings.EqualFold(c.ID, words) },
		func(c *Collection) bool { return strings.EqualFold(c.Name, words) },
		func(c *Collection) bool { return c.named(fields) },
	} {
		if i := slices.IndexFunc(all, func(p Progress) bool { return fits(&p.Collection) }); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// SuggestCollections lists up to limit collections whose name has what was typed.
func (g *Game) SuggestCollections(typed string, limit int) []Collection {
	words := strings.Fields(strings.ToLower(typed))
	seen := map[string]bool{}
	var found []Collection
	for _, card := range g.Catalogue().Cards() {
		if seen[card.Collection] {
			continue
		}
		seen[card.Collection] = true
		if c := g.Catalogue().Collection(card.Collection); c.named(words) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b Collection) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return found[:min(len(found), limit)]
}
