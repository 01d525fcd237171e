package simulate

import (
	"context"

	"gohye/internal/game"
)

// dropHere lets cards appear and grabs the best of them: who drops goes first.
func dropHere(ctx context.Context, w *world, p *person, _ view) error {
	d, err := w.game.Drop(ctx, w.act(p))
	if err != nil {
		return err
	}
	w.drops = append(w.drops, d)
	p.visit.then = func(ctx context.Context, w *world, p *person, _ view) error {
		_, err := w.game.Grab(ctx, w.act(p), d.ID, w.best(d))
		return err
	}
	return nil
}

// best is the slot with the card of the most stars.
func (w *world) best(d game.Drop) (slot int) {
	stars := 0
	for _, o := range d.Offers {
		if c := w.game.Catalogue().Card(o.Card); c != nil && c.Level > stars {
			slot, stars = o.Slot, c.Level
		}
	}
	return slot
}

// grab takes part in the newest drop that is still open.
func grab(ctx context.Context, w *world, p *person, see view) error {
	for len(w.drops) > 0 && !see.now.Before(w.drops[0].Until) {
		w.drops = w.drops[1:]
	}
	if len(w.drops) == 0 {
		return errNothing
	}
	d := w.drops[len(w.drops)-1]
	if d.Owner == p.id {
		return errNothing
	}
	_, err := w.game.Grab(ctx, w.act(p), d.ID, 1+w.dice.IntN(len(d.Offers)))
	return err
}
