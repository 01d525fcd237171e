package storetest

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// sunk reports whether a copy has been spent.
func (w *smithy) sunk(t *testing.T, id game.CopyID) bool {
	t.Helper()
	return w.copy(t, id).Holder == ledger.Sink
}

// mark locks a copy, or makes it a favourite.
func (w *smithy) mark(t *testing.T, p game.PlayerID, id game.CopyID, m game.Mark) {
	t.Helper()
	if err := w.Game.SetMark(t.Context(), w.act(p), id, m, true); err != nil {
		t.Fatal(err)
	}
}

// price says what a card is worth from now on.
func (w *smithy) price(t *testing.T, card game.CardID, flakes int64) {
	t.Helper()
	update(t, w.DB, func(tx game.Tx) error {
		p := []game.Price{{Card: card, Flakes: flakes, At: noon()}}
		if err := tx.SavePrices(p); err != nil {
			return err
		}
		return tx.RecordPrices(p)
	})
}

// combines: one copy goes into another, never itself, never a whole stack, never
// what is locked or a favourite, and no exp is lost (D9).
func combines(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 2, nil)
	main := w.made(t, 1, 1, 100, 1)[0]
	stack := w.made(t, 1, 1, 50, 1, 1, 1, 1)
	w.mark(t, 1, stack[0].ID, game.Favourite)
	w.mark(t, 1, stack[1].ID, game.Locked)
	w.made(t, 1, 2, 0, 1) // the best, which a name would let grow
	plan := func(m, f string) (game.CombinePlan, error) { return w.Game.PlanCombine(t.Context(), 1, m, f) }
	p, err := plan(main.ID.Code(), "card 00")
	if err != nil || p.Order != (game.CombineOrder{Main: main.ID, Fodder: stack[3].ID, Worth: 50}) || p.After.Exp != 150 {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err := plan(stack[3].ID.Code(), "card 00"); err != nil || p.Order.Fodder != stack[2].ID {
		t.Errorf("the least valuable one itself: %+v, %v", p.Order, err)
	}
	if _, err := w.Game.Combine(t.Context(), w.act(1), p.Order); err != nil {
		t.Fatal(err)
	}
	for i, c := range stack {
		if w.sunk(t, c.ID) != (i == 3) {
			t.Errorf("copy %d of the stack is held by %s", i, w.copy(t, c.ID).Holder)
		}
	}
	_, err = w.Game.Combine(t.Context(), w.act(1), p.Order)
	wantRefusal[game.SpentError](t, "the second of two clicks", err)
	_, err = plan(main.ID.Code(), main.ID.Code())
	wantRefusal[game.SameCopyError](t, "itself", err)
	_, err = w.Game.Combine(t.Context(), w.act(1), game.CombineOrder{Main: main.ID, Fodder: main.ID, Worth: 150})
	wantRefusal[game.SameCopyError](t, "itself, confirmed", err)
	_, err = plan(main.ID.Code(), stack[0].ID.Code())
	wantRefusal[game.ProtectedError](t, "a favourite", err)
	_, err = w.Game.Combine(t.Context(), w.act(2), game.CombineOrder{Main: main.ID, Fodder: stack[2].ID, Worth: 50})
	wantRefusal[game.NotYoursError](t, "somebody else's", err)
	empty := w.made(t, 1, 1, 0, 6)[0]
	_, err = plan(main.ID.Code(), empty.ID.Code())
	wantRefusal[game.WorthlessError](t, "without exp", err)
	if got := w.copy(t, main.ID); got.Exp != 150 || got.Level != 1 {
		t.Errorf("the main copy is %+v", got)
	}
}

// combinesChanged: what was confirmed is what was asked about.
func combinesChanged(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	main, f := w.made(t, 1, 4, 506_000, 1)[0], w.made(t, 1, 2, 50, 6)[0]
	p, err := w.Game.PlanCombine(t.Context(), 1, main.ID.Code(), f.ID.Code())
	if err != nil || p.Order.Worth != 4550 || p.After.Level != 5 || p.After.Exp != 4300 || p.Need != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := w.Game.LevelUp(t.Context(), w.act(1), f.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Game.Combine(t.Context(), w.act(1), p.Order)
	wantRefusal[game.ChangedError](t, "the fodder has grown", err)
	p, err = w.Game.PlanCombine(t.Context(), 1, main.ID.Code(), f.ID.Code())
	if err != nil {
		t.Fatal(err)
	}
	w.mark(t, 1, f.ID, game.Locked)
	_, err = w.Game.Combine(t.Context(), w.act(1), p.Order)
	wantRefusal[game.ProtectedError](t, "locked meanwhile", err)
	if err := w.Game.SetMark(t.Context(), w.act(1), f.ID, game.Locked, false); err != nil {
		t.Fatal(err)
	}
	if _, err = w.Game.Combine(t.Context(), w.act(1), p.Order); err != nil {
		t.Fatal(err)
	}
	if w.done(t, 1, game.DeedCombine) != 1 || w.done(t, 1, game.DeedMaxed) != 1 || w.done(t, 1, game.DeedLevelUp) != 1 {
		t.Error("combining, or reaching the top, was not counted as such")
	}
	_, err = w.Game.LevelUp(t.Context(), w.act(1), main.ID)
	wantRefusal[game.MaxedError](t, "at the top", err)
}

func forges(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 2, nil)
	w.price(t, 1, 20_000)
	w.price(t, 11, 10_000)
	a, b := w.made(t, 1, 1, 0, 1)[0], w.made(t, 1, 1, 0, 11)[0]
	plan := func() game.ForgePlan {
		t.Helper()
		p, err := w.Game.PlanForge(t.Context(), 1, a.ID.Code(), "")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := plan()
	if p.Order != (game.ForgeOrder{First: a.ID, Second: b.ID, Cost: 2250}) {
		t.Fatalf("%+v", p)
	}
	w.price(t, 1, 30_000)
	_, err := w.Game.Forge(t.Context(), w.act(1), p.Order)
	wantRefusal[game.ChangedError](t, "dearer", err)
	w.mark(t, 1, b.ID, game.Favourite)
	_, err = w.Game.Forge(t.Context(), w.act(1), plan2(p, 9000))
	wantRefusal[game.ProtectedError](t, "a favourite by now", err)
	if err := w.Game.SetMark(t.Context(), w.act(1), b.ID, game.Favourite, false); err != nil {
		t.Fatal(err)
	}
	w.price(t, 1, 2000)
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.CherryBlossom, Tier: 1, Until: noon().Add(time.Hour)})
	})
	res, err := w.Game.Forge(t.Context(), w.act(1), plan2(p, 2250))
	if err != nil || res.Order.Cost != 800 || res.Balance != 999_200 || res.Made.Card.Level != 1 ||
		res.Made.Card.Collection != "dawn" || res.Made.Copy.Print == 0 || res.Made.Card.ID == 1 || res.Made.Card.ID == 11 {
		t.Fatalf("cheaper than shown: %+v, %v", res, err)
	}
	if !w.sunk(t, a.ID) || !w.sunk(t, b.ID) || flakes(t, db, 1) != 999_200 || w.done(t, 1, game.DeedForge) != 1 {
		t.Error("something was not spent, or not counted")
	}
	_, err = w.Game.PlanForge(t.Context(), 1, res.Made.Copy.ID.Code(), "")
	wantRefusal[game.TooFewCopiesError](t, "without a second card", err)
	other := w.made(t, 1, 1, 0, 2)[0]
	_, err = w.Game.PlanForge(t.Context(), 1, res.Made.Copy.ID.Code(), other.ID.Code())
	wantRefusal[game.DifferentStarsError](t, "of other stars", err)
	_, err = w.Game.PlanForge(t.Context(), 2, other.ID.Code(), "")
	wantRefusal[game.UnknownCardError](t, "somebody else's", err)
}

func plan2(p game.ForgePlan, cost int64) game.ForgeOrder {
	p.Order.Cost = cost
	return p.Order
}

func liquefies(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	w.price(t, 3, 5000)
	c := w.made(t, 1, 1, 0, 3)[0]
	p, err := w.Game.PlanLiquefy(t.Context(), 1, "card 02")
	if err != nil || p.Order != (game.LiquefyOrder{Copy: c.ID, Vials: 600}) || p.Price != 5000 {
		t.Fatalf("%+v, %v", p, err)
	}
	w.price(t, 3, 4999)
	_, err = w.Game.Liquefy(t.Context(), w.act(1), p.Order)
	wantRefusal[game.ChangedError](t, "worth less", err)
	w.price(t, 3, 6000)
	update(t, db, func(tx game.Tx) error {
		return tx.SaveEffect(1, game.Effect{ID: game.HolyGrail, Tier: 2, Until: noon().Add(time.Hour)})
	})
	res, err := w.Game.Liquefy(t.Context(), w.act(1), p.Order)
	if err != nil || res.Order.Vials != 730 || res.Bonus != 10 || w.has(t, 1, ledger.Vial) != 730 || !w.sunk(t, c.ID) {
		t.Errorf("%+v, %v", res, err)
	}
	four := w.made(t, 1, 1, 0, 4)[0]
	_, err = w.Game.PlanLiquefy(t.Context(), 1, four.ID.Code())
	wantRefusal[game.UnsuitedError](t, "of four stars", err)
	if n := w.done(t, 1, game.DeedLiquefy); n != 1 {
		t.Errorf("%d were counted", n)
	}
}

func ascends(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	first := w.made(t, 1, 3, 0, 2)[0]
	_, err := w.Game.PlanAscend(t.Context(), 1, first.ID.Code())
	if e, ok := errors.AsType[game.TooFewCopiesError](err); !ok || e != (game.TooFewCopiesError{Need: 3, Have: 1, Stars: 2, Level: 3}) {
		t.Errorf("alone: %v", err)
	}
	others := append(w.made(t, 1, 3, 9, 7, 7, 12), w.made(t, 1, 4, 0, 7)...)
	w.made(t, 1, 2, 0, 17, 17) // not far enough
	w.mark(t, 1, others[0].ID, game.Favourite)
	_, err = w.Game.PlanAscend(t.Context(), 1, first.ID.Code())
	if e, ok := errors.AsType[game.TooFewVialsError](err); !ok || e.Need != 100 {
		t.Errorf("without vials: %v", err)
	}
	w.give(t, 1, 150, ledger.Vial)
	p, err := w.Game.PlanAscend(t.Context(), 1, first.ID.Code())
	want := []game.CopyID{first.ID, others[1].ID, others[2].ID}
	slices.Sort(p.Order.Copies[1:])
	if err != nil || !slices.Equal(p.Order.Copies, want) || p.Order.Vials != 100 {
		t.Fatalf("%+v, %v; want %v", p, err, want)
	}
	order := p.Order
	order.Vials = 99
	_, err = w.Game.Ascend(t.Context(), w.act(1), order)
	wantRefusal[game.ChangedError](t, "dearer than shown", err)
	order.Vials, order.Worth, order.Copies = 100, 90_000, []game.CopyID{first.ID, first.ID, others[1].ID}
	_, err = w.Game.Ascend(t.Context(), w.act(1), order)
	wantRefusal[game.SameCopyError](t, "one copy twice", err)
	res, err := w.Game.Ascend(t.Context(), w.act(1), p.Order)
	if err != nil || res.Made.Card.Level != 3 || res.Made.Copy.Level != 1 || res.Balance != 50 || w.has(t, 1, ledger.Vial) != 50 {
		t.Fatalf("%+v, %v", res, err)
	}
	for _, id := range want {
		if !w.sunk(t, id) {
			t.Errorf("copy %d was not spent", id)
		}
	}
	if w.sunk(t, others[0].ID) || w.sunk(t, others[3].ID) || w.done(t, 1, game.DeedAscend) != 1 {
		t.Error("more was spent, or it was not counted")
	}
	_, err = w.Game.Ascend(t.Context(), w.act(1), p.Order)
	wantRefusal[game.SpentError](t, "the second of two clicks", err)
}

// fuses: materials for one are fused once, and a question is answered once (D25).
func fuses(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, func(r *game.Rules) { r.Fuse.Collections = []string{"nowhere", "Dusk"} })
	_, err := w.Game.PlanFuse(t.Context(), 1)
	wantRefusal[game.MissingMaterialsError](t, "without materials", err)
	w.give(t, 1, 1, ledger.Disc, ledger.Microphone, ledger.Song)
	fuse := func(order game.FuseOrder) int {
		var ok atomic.Int64
		together(8, func(int) {
			res, err := w.Game.Fuse(t.Context(), w.act(1), order)
			switch {
			case err == nil && res.Made.Card.Collection == "dusk" && res.Made.Copy.Print > 0:
				ok.Add(1)
			case !is[game.ReplayedError](err):
				t.Errorf("%+v, %v", res, err)
			}
		})
		return int(ok.Load())
	}
	p, err := w.Game.PlanFuse(t.Context(), 1)
	if err != nil || fuse(p.Order) != 1 || w.has(t, 1, ledger.Disc) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	w.give(t, 1, 5, ledger.Disc, ledger.Microphone, ledger.Song)
	p, err = w.Game.PlanFuse(t.Context(), 1)
	if err != nil || fuse(p.Order) != 1 || w.has(t, 1, ledger.Song) != 4 || w.done(t, 1, game.DeedFuse) != 2 {
		t.Errorf("with materials for five: %+v, %v", p, err)
	}
}

func boosts(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, func(r *game.Rules) { r.Boost.SpecialFrom, r.Boost.AlbumFrom = []string{"dusk"}, []string{"dawn"} })
	_, err := w.Game.PlanBoost(t.Context(), 1, game.LotteryBooster)
	wantRefusal[game.FruitlessError](t, "without lottery cards", err)
	_, err = w.Game.PlanBoost(t.Context(), 1, game.SpecialBooster)
	wantRefusal[game.TooFewVialsError](t, "too poor", err)
	w.give(t, 1, 5000, ledger.Vial)
	p, err := w.Game.PlanBoost(t.Context(), 1, game.SpecialBooster)
	if err != nil || p.Order.Vials != 750 || p.Balance != 5000 || len(p.Odds) != 5 {
		t.Fatalf("%+v, %v", p, err)
	}
	open := func(kind game.BoosterKind) int {
		var ok atomic.Int64
		together(6, func(int) {
			res, err := w.Game.Boost(t.Context(), w.act(1), game.BoostOrder{Kind: kind, Vials: 750})
			switch {
			case err == nil && len(res.Cards) == 5 && res.Cards[4].Copy.Print > 0:
				ok.Add(1)
			case !is[game.CooldownError](err):
				t.Errorf("%+v, %v", res, err)
			}
		})
		return int(ok.Load())
	}
	if n := open(game.SpecialBooster); n != 1 || w.has(t, 1, ledger.Vial) != 4250 {
		t.Errorf("opened %d times, %d vials are left", n, w.has(t, 1, ledger.Vial))
	}
	if n := open(game.AlbumBooster); n != 1 || w.has(t, 1, ledger.Vial) != 3500 {
		t.Errorf("another kind was opened %d times", n)
	}
	w.clock.At = noon().Add(24 * time.Hour)
	if n := open(game.SpecialBooster); n != 1 || w.done(t, 1, game.DeedBoost) != 3 {
		t.Errorf("the next day it was opened %d times", n)
	}
	_, err = w.Game.Boost(t.Context(), w.act(1), game.BoostOrder{Kind: game.AlbumBooster, Vials: 749})
	wantRefusal[game.ChangedError](t, "dearer than shown", err)
}

// grownMeanwhile: a question about a weak copy does not spend a strong one.
func grownMeanwhile(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	c := w.made(t, 1, 2, 0, 1, 11, 21)
	forge, err := w.Game.PlanForge(t.Context(), 1, c[0].ID.Code(), c[1].ID.Code())
	if err != nil {
		t.Fatal(err)
	}
	liquefy, err := w.Game.PlanLiquefy(t.Context(), 1, c[1].ID.Code())
	if err != nil {
		t.Fatal(err)
	}
	ascend, err := w.Game.PlanAscend(t.Context(), 1, c[0].ID.Code())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Game.LevelUp(t.Context(), w.act(1), c[1].ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Game.Forge(t.Context(), w.act(1), forge.Order)
	wantRefusal[game.ChangedError](t, "forge", err)
	_, err = w.Game.Liquefy(t.Context(), w.act(1), liquefy.Order)
	wantRefusal[game.ChangedError](t, "liquefy", err)
	_, err = w.Game.Ascend(t.Context(), w.act(1), ascend.Order)
	wantRefusal[game.ChangedError](t, "ascend", err)
	if ascend, err = w.Game.PlanAscend(t.Context(), 1, c[0].ID.Code()); err == nil {
		_, err = w.Game.Ascend(t.Context(), w.act(1), ascend.Order)
	}
	if err != nil {
		t.Errorf("asked again: %v", err)
	}
}

// spentOnce: whatever is done with one copy at once, it is spent once.
func spentOnce(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	w.give(t, 1, 1000, ledger.Vial)
	for range 8 {
		c := w.made(t, 1, 2, 50, 1)[0]
		rest := w.made(t, 1, 2, 10, 11, 21, 31, 36, 16)
		forge, err := w.Game.PlanForge(t.Context(), 1, c.ID.Code(), rest[0].ID.Code())
		if err != nil {
			t.Fatal(err)
		}
		ctx, ascend := t.Context(), game.AscendOrder{Copies: []game.CopyID{rest[1].ID, c.ID, rest[2].ID}, Worth: 50_000}
		into := game.CombineOrder{Main: rest[3].ID, Fodder: c.ID, Worth: 4550}
		var spentBy atomic.Int64
		together(7, func(i int) {
			var err error
			switch i {
			case 0:
				_, err = w.Game.Forge(ctx, w.act(1), forge.Order)
			case 1:
				_, err = w.Game.Liquefy(ctx, w.act(1), game.LiquefyOrder{Copy: c.ID, Worth: 5000})
			case 2:
				_, err = w.Game.Combine(ctx, w.act(1), into)
			case 3:
				_, err = w.Game.Ascend(ctx, w.act(1), ascend)
			case 4:
				_, err = w.Game.OpenAuction(ctx, w.act(1), game.AuctionOrder{Copy: c.ID, Start: 100, Hours: 1})
			case 5:
				_, err = w.Game.LevelUp(ctx, w.act(1), rest[3].ID)
			default:
				_, err = w.Game.Combine(ctx, w.act(1), game.CombineOrder{Main: c.ID, Fodder: rest[4].ID, Worth: 4510})
			}
			switch {
			case err == nil && i < 5:
				spentBy.Add(1)
			case err != nil && (i == 5 || !refused[game.SpentError, game.ListedError](err) && !is[game.ChangedError](err)):
				t.Errorf("%d: %v", i, err)
			}
		})
		if got := w.copy(t, c.ID); spentBy.Load() != 1 || got.Holder == account(1) {
			t.Errorf("spent %d times, held by %s", spentBy.Load(), got.Holder)
		}
	}
}

// clickedTwice: the same question, confirmed many times at once, does it once.
func clickedTwice(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	c := w.made(t, 1, 2, 50, 1, 11, 21, 31, 6, 16, 26, 36)
	forge, err := w.Game.PlanForge(t.Context(), 1, c[0].ID.Code(), c[1].ID.Code())
	if err != nil {
		t.Fatal(err)
	}
	for name, confirm := range map[string]func() error{
		"forge": func() error { _, err := w.Game.Forge(t.Context(), w.act(1), forge.Order); return err },
		"liquefy": func() error {
			_, err := w.Game.Liquefy(t.Context(), w.act(1), game.LiquefyOrder{Copy: c[2].ID, Worth: 5000})
			return err
		},
		"combine": func() error {
			_, err := w.Game.Combine(t.Context(), w.act(1), game.CombineOrder{Main: c[3].ID, Fodder: c[4].ID, Worth: 4550})
			return err
		},
		"ascend": func() error {
			_, err := w.Game.Ascend(t.Context(), w.act(1), game.AscendOrder{Copies: []game.CopyID{c[5].ID, c[6].ID, c[7].ID}, Worth: 50_000})
			return err
		},
	} {
		var ok atomic.Int64
		together(8, func(int) {
			err := confirm()
			if err == nil {
				ok.Add(1)
			} else if !is[game.SpentError](err) {
				t.Errorf("%s: %v", name, err)
			}
		})
		if ok.Load() != 1 {
			t.Errorf("%s was done %d times", name, ok.Load())
		}
	}
	if got := w.copy(t, c[3].ID); got.Level != 2 || got.Exp != 50+4550 {
		t.Errorf("the main copy has level %d and %d exp", got.Level, got.Exp)
	}
}

// lockedOrSpent: a lock and the spending of a copy at once. A locked copy is never
// spent, and a spent one never locked.
func lockedOrSpent(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 1, nil)
	for range 12 {
		c := w.made(t, 1, 1, 50, 1)[0]
		var locked, spent atomic.Bool
		together(2, func(i int) {
			if i == 0 {
				err := w.Game.SetMark(t.Context(), w.act(1), c.ID, game.Locked, true)
				locked.Store(err == nil)
				if err != nil && !is[game.NotYoursError](err) {
					t.Error(err)
				}
				return
			}
			_, err := w.Game.Liquefy(t.Context(), w.act(1), game.LiquefyOrder{Copy: c.ID, Worth: 5000})
			spent.Store(err == nil)
			if err != nil && !is[game.ProtectedError](err) {
				t.Error(err)
			}
		})
		if got := w.copy(t, c.ID); locked.Load() == spent.Load() || got.Locked != locked.Load() || (got.Holder == ledger.Sink) != spent.Load() {
			t.Errorf("locked %v, spent %v: %+v", locked.Load(), spent.Load(), got)
		}
	}
}

// meantCopies: what words and codes choose for each process, and what is
// suggested.
func meantCopies(t *testing.T, db *store.DB) {
	w := newSmithy(t, db, 2, nil)
	stack := w.made(t, 1, 1, 9, 1, 1, 1)
	grown := w.made(t, 1, 3, 0, 1)[0]
	top := w.made(t, 1, 5, 0, 1)[0]
	other, five := w.made(t, 1, 1, 0, 11)[0], w.made(t, 1, 1, 0, 5)[0]
	two := w.made(t, 1, 2, 0, 2)[0]
	w.made(t, 2, 1, 0, 21)
	w.mark(t, 1, stack[2].ID, game.Favourite)
	if id, err := w.Game.FindToLevel(t.Context(), 1, "card 00"); err != nil || id != grown.ID {
		t.Errorf("to level: %d, %v", id, err)
	}
	if id, err := w.Game.FindToLevel(t.Context(), 1, top.ID.Code()); err != nil || id != top.ID {
		t.Errorf("by code: %d, %v", id, err)
	}
	_, err := w.Game.FindToLevel(t.Context(), 1, "card 20")
	wantRefusal[game.UnknownCardError](t, "somebody else's", err)
	for _, tt := range []struct {
		name    string
		process game.Process
		typed   string
		with    []string
		limit   int
		want    []game.CopyID
	}{
		{"to level", game.Levelling, "", nil, 25, []game.CopyID{two.ID, grown.ID, other.ID}},
		{"to level, of one card", game.Levelling, "card 00", nil, 25, []game.CopyID{grown.ID, stack[0].ID, stack[1].ID, stack[2].ID}},
		{"no more than that", game.Levelling, "card 00", nil, 2, []game.CopyID{grown.ID, stack[0].ID}},
		{"to forge", game.Forging, "", nil, 25, []game.CopyID{two.ID, stack[1].ID, other.ID}},
		{"to forge with another", game.Forging, "", []string{"card 10"}, 25, []game.CopyID{stack[1].ID}},
		{"to forge with what is not there", game.Forging, "", []string{"nobody", " "}, 1, []game.CopyID{two.ID}},
		{"to combine", game.Combining, "card 00", []string{grown.ID.Code()}, 25, []game.CopyID{stack[1].ID, stack[0].ID, top.ID}},
		{"to liquefy", game.Liquefying, "5", nil, 25, nil},
		{"to ascend", game.Ascending, "", nil, 25, []game.CopyID{grown.ID}},
		{"to ascend with itself", game.Ascending, "", []string{grown.ID.Code()}, 25, []game.CopyID{top.ID}},
		{"of no card", game.Forging, "nobody", nil, 25, nil},
	} {
		found, err := w.Game.SuggestCopies(t.Context(), 1, tt.process, tt.typed, tt.limit, tt.with...)
		var got []game.CopyID
		for _, c := range found {
			got = append(got, c.Copy.ID)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v (%v)", tt.name, got, tt.want, err)
		}
	}
	_, err = w.Game.LevelUp(t.Context(), w.act(1), five.ID)
	wantRefusal[game.UnsuitedError](t, "five stars", err)
}
