package simulate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

const day = 24 * time.Hour

// play lets the days go by.
func (w *world) play(ctx context.Context) (Report, error) {
	end := began().Add(time.Duration(w.Days) * day)
	w.agenda.add(began(), w.morning)
	w.agenda.add(began().Add(time.Hour), w.sweep)
	w.agenda.add(began(), w.reprice)
	for {
		e, ok := w.agenda.next()
		if !ok || !e.at.Before(end) {
			break
		}
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		if err := w.ring(ctx, e.at); err != nil {
			return Report{}, err
		}
		w.clock.set(e.at)
		if err := e.do(ctx); err != nil {
			return Report{}, fmt.Errorf("simulate: day %d: %w", w.books.day(e.at)+1, err)
		}
	}
	if err := w.ring(ctx, end); err != nil {
		return Report{}, err
	}
	w.clock.set(end)
	w.evening()
	return w.report(ctx)
}

// morning closes the day before and decides who comes today, and when.
func (w *world) morning(context.Context) error {
	today := w.clock.Now()
	if today.After(began()) {
		w.evening()
	}
	for _, p := range w.persons {
		k := &w.kinds[p.kind]
		if today.Before(began().Add(w.arrives(p))) || w.dice.Float64() >= k.Comes {
			continue
		}
		p.came = true
		for n := range k.Visits {
			w.agenda.add(today.Add(w.hour(p, n)), func(ctx context.Context) error { return w.enter(ctx, p) })
		}
	}
	w.agenda.add(today.Add(day), w.morning)
	return nil
}

// arrives is how long after the beginning a person hears of the game: all do in
// the first week.
func (w *world) arrives(p *person) time.Duration { return time.Duration(p.id%7) * day }

// usual is the hour at which somebody comes for the first time on a day: two in
// three come in the evening.
func usual(dice *rand.Rand) time.Duration {
	from, hours := 7, 10
	if dice.IntN(3) > 0 {
		from, hours = 17, 5
	}
	return time.Duration(from)*time.Hour + time.Duration(dice.Int64N(int64(hours)*int64(time.Hour)))
}

// hour is when a person comes for the nth time today: about when he always does,
// and some hours before that for each time more.
func (w *world) hour(p *person, n int) time.Duration {
	const between, about = 4 * time.Hour, 90 * time.Minute
	at := p.usual - time.Duration(n)*between + time.Duration(w.dice.Int64N(int64(about)))
	return (at + day) % day
}

// enter begins a visit.
func (w *world) enter(ctx context.Context, p *person) error {
	if p.visit != nil { // the person is still there
		return nil
	}
	k := &w.kinds[p.kind]
	p.visit = &visit{mood: make([]bool, len(k.Habits)), done: make([]int, len(k.Habits))}
	for i, h := range k.Habits {
		p.visit.mood[i] = w.dice.Float64() < h.Chance
	}
	if err := w.look(ctx, p); err != nil {
		return err
	}
	return w.step(ctx, p)
}

// step lets a person do one thing, and go on a little later.
func (w *world) step(ctx context.Context, p *person) error {
	v, see := p.visit, w.view(p)
	if v.then == nil {
		if v.habit = w.kinds[p.kind].next(w.acts[p.kind], see, v); v.habit < 0 {
			p.visit = nil
			return nil
		}
	}
	if err := w.try(ctx, p, see); err != nil {
		return err
	}
	const least, most = 4 * time.Second, 25 * time.Second
	pause := least + time.Duration(w.dice.Int64N(int64(most-least)))
	w.agenda.add(w.clock.Now().Add(pause), func(ctx context.Context) error { return w.step(ctx, p) })
	return nil
}

// view is what a person sees now: what he has, as every answer shows it, and the
// rest as it was when he looked.
func (w *world) view(p *person) view {
	k := &w.kinds[p.kind]
	see := view{now: w.clock.Now(), BalanceResult: p.visit.see, person: p, cheapest: w.cheapest, dearest: w.dearest, materials: w.materials}
	if !see.New {
		see.Flakes, see.Vials = p.has[ledger.Flake], p.has[ledger.Vial]
	}
	see.pays, see.goal = max(k.Pays, int64(float64(see.Flakes)*k.Spends)), w.goal(p)
	if see.goal > 0 {
		see.pays = w.Rules.Claim.Price
	}
	return see
}

// look looks at the balance.
func (w *world) look(ctx context.Context, p *person) (err error) {
	p.visit.see, err = w.game.Balance(ctx, p.id)
	return err
}

// try follows a habit once, or goes on with it. What the game refuses is over for
// this visit.
func (w *world) try(ctx context.Context, p *person, see view) error {
	v := p.visit
	act, do := w.acts[p.kind][v.habit], v.then
	t := w.tally[act.name]
	if t == nil {
		t = &tally{refused: map[string]int{}}
		w.tally[act.name] = t
	}
	if do == nil {
		do = act.do
	}
	v.then = nil
	err := do(ctx, w, p, see)
	if err == nil && v.then == nil {
		t.done++
		v.done[v.habit]++
		if act.looks || v.see.New {
			return w.look(ctx, p)
		}
	}
	if err == nil {
		return nil
	}
	v.mood[v.habit] = false
	if errors.Is(err, errNothing) {
		t.nothing++
		return nil
	}
	refusal, ok := asRefusal[game.Refusal](err)
	if !ok {
		return fmt.Errorf("%s: %w", act.name, err)
	}
	if c, ok := asRefusal[game.CooldownError](err); ok {
		p.blocked[act.name] = c.Until
	}
	t.refused[fmt.Sprintf("%T", refusal)]++
	return nil
}

// asRefusal is the refusal of this type in err.
func asRefusal[E game.Refusal](err error) (e E, ok bool) {
	ok = errors.As(err, &e)
	return e, ok
}
