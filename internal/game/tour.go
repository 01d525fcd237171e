package game

import "context"

// A Step is one of a new player's first steps.
type Step struct {
	What DeedKind
	Done bool
}

// firstSteps are what a new player tries, in this order. Each is known by its
// deed, so that a step counts however it came about.
func firstSteps() []DeedKind {
	return []DeedKind{DeedClaim, DeedDaily, DeedDrop, DeedWork, DeedLevelUp, DeedWish, DeedQuest, DeedSell, DeedBid}
}

// FirstSteps are a new player's first steps, and which of them are done. Anybody
// may look, also who never played.
func (g *Game) FirstSteps(ctx context.Context, player PlayerID) ([]Step, error) {
	var counts map[DeedKind]int64
	err := g.store.View(ctx, func(r Reader) (err error) {
		counts, err = r.Counts(player)
		return err
	})
	steps := make([]Step, 0, len(firstSteps()))
	for _, what := range firstSteps() {
		steps = append(steps, Step{What: what, Done: counts[what] > 0})
	}
	return steps, err
}
