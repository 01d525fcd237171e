package game

import (
	"context"
	"errors"
	"time"
)

// A LevelUpResult is what a /levelup did.
type LevelUpResult struct {
	Card   Card
	Copy   Copy // as it is now
	Before int  // the level that it had
	Gained int  // exp
	Need   int  // exp from its level to the next; 0 at the highest
	Lucky  bool
	// Today and Week are how many more there can be of this copy.
	Today, Week int
}

// FindToLevel finds the copy that the player means to level up: by its code, or,
// of several copies of a card, the one that is farthest and not at the highest
// level. Refused: UnknownCardError.
func (g *Game) FindToLevel(ctx context.Context, player PlayerID, what string) (CopyID, error) {
	var c Copy
	err := g.store.View(ctx, func(r Reader) (err error) {
		c, err = g.copyTo(r, player, what, Levelling)
		return err
	})
	return c.ID, err
}

// LevelUp gives exp to a copy. Refused: NotYoursError, ListedError,
// ProtectedError, UnsuitedError, MaxedError, PractisedError, CooldownError,
// ReplayedError.
func (g *Game) LevelUp(ctx context.Context, act Act, id CopyID) (LevelUpResult, error) {
	now, rules := g.clock.Now(), &g.rules.Level
	lucky := g.draws().IntN(100) < rules.LuckyChance
	var res LevelUpResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, LevelCooldown)
		if err != nil {
			return err
		}
		c, err := ownCopy(tx, p.ID, id)
		if err != nil {
			return err
		}
		card := g.card(c.Card)
		if err := g.suits(Levelling, c, card); err != nil {
			return err
		}
		if now.Before(p.ReadyAt) {
			return CooldownError{What: LevelCooldown, Until: p.ReadyAt}
		}
		res = LevelUpResult{Card: card, Copy: c, Before: c.Level, Lucky: lucky}
		return g.practise(tx, p, &res, now)
	})
	return res, err
}

// practise decides what a /levelup of res.Copy gives, and writes it.
func (g *Game) practise(tx Tx, p Player, res *LevelUpResult, now time.Time) error {
	rules, id := &g.rules.Level, res.Copy.ID
	before, err := tx.Practice(id)
	if err != nil {
		return err
	}
	day := g.rules.day(now)
	before = before.on(day)
	after := before
	if err := rules.practise(&after); err != nil {
		return g.until(err, day)
	}
	effect, err := g.bonus(tx, p.ID, KissLater, now)
	if err != nil {
		return err
	}
	res.Gained = rules.gain(res.Copy.Level, before, res.Lucky, effect)
	rules.grow(&res.Copy, res.Gained)
	res.Need, res.Today, res.Week = rules.need(res.Copy.Level), rules.Daily-after.Today, rules.Weekly-after.Weekly
	if err := tx.SavePlayer(p); err != nil {
		return err
	}
	if err := tx.GrowCopy(id, res.Copy.Level, res.Copy.Exp); err != nil {
		return err
	}
	if err := tx.SavePractice(id, after); err != nil {
		return err
	}
	if pause := time.Duration(rules.Cooldown); pause > 0 {
		if err := tx.SetCooldown(p.ID, LevelCooldown, now.Add(pause)); err != nil {
			return err
		}
	}
	return g.did(tx, p.ID, now, grown(DeedLevelUp, res.Before, res.Copy)...)
}

// grown are the deeds of somebody who has made a copy grow from a level.
func grown(what DeedKind, from int, c Copy) []Deed {
	deeds := []Deed{one(what)}
	if c.Level == maxLevel && from < maxLevel {
		deeds = append(deeds, one(DeedMaxed))
	}
	return deeds
}

// until says in a PractisedError when the limit is over: at midnight, or with the
// week.
func (g *Game) until(err error, day int) error {
	e, ok := errors.AsType[PractisedError](err)
	if !ok {
		return err
	}
	next := day + 1
	if e.Week {
		next = (weekOf(day)+1)*7 - 3
	}
	e.Until = time.Date(1970, 1, 1+next, 0, 0, 0, 0, g.rules.zone)
	return e
}
