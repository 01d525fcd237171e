package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// dailies: days in a row across a change of the clocks, a forgiven day, and the
// two effects.
func dailies(t *testing.T, db *store.DB) {
	rules := Rules(t)
	rules.TimeZone = "Europe/Berlin"
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation(rules.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	c := &Stopped{}
	w := NewWorld(t, db, rules, c)
	for i, tt := range []struct {
		at     time.Time
		streak int
		bonus  int64
		spared bool
	}{
		{time.Date(2026, 10, 23, 23, 59, 59, 999_999_999, berlin), 1, 0, false},
		{time.Date(2026, 10, 24, 23, 59, 59, 999_999_999, berlin), 2, 50, false},
		{time.Date(2026, 10, 26, 0, 0, 0, 0, berlin), 3, 100, true}, // the day of 25 hours was missed
		{time.Date(2026, 10, 27, 12, 0, 0, 0, berlin), 4, 150, false},
		{time.Date(2026, 10, 29, 12, 0, 0, 0, berlin), 1, 0, false}, // missed again, three days later
		{time.Date(2027, 3, 27, 12, 0, 0, 0, berlin), 1, 0, false},
		{time.Date(2027, 3, 28, 12, 0, 0, 0, berlin), 2, 50, false}, // 23 hours later
	} {
		c.At = tt.at
		res, err := w.Game.Daily(t.Context(), Act(fmt.Sprintf("i/%d", i), 1))
		if err != nil || res.Streak != tt.streak || res.Bonus != tt.bonus || res.Spared != tt.spared || res.Flakes != 1000+tt.bonus {
			t.Errorf("%s: %+v, %v", tt.at, res, err)
		}
	}
	update(t, db, func(tx game.Tx) error {
		for _, id := range []game.EffectID{game.CakeDay, game.RulerJeanne} {
			if err := tx.SaveEffect(1, game.Effect{ID: id, Tier: 2, Until: c.At.AddDate(1, 0, 0)}); err != nil {
				return err
			}
		}
		return nil
	})
	// Claims count also when a new day has reset their price.
	for i := range 3 {
		c.At = c.At.Add(7 * time.Hour)
		if _, err := w.Game.Claim(t.Context(), Act(fmt.Sprintf("i/c%d", i), 1), game.ClaimOrder{Count: 2}); err != nil {
			t.Fatal(err)
		}
	}
	before := flakes(t, db, 1)
	res, err := w.Game.Daily(t.Context(), Act("i/cake", 1))
	if err != nil || res.Cake != 6*25 || !res.Next.Equal(c.At.Add(1140*time.Minute)) || flakes(t, db, 1) != before+res.Flakes || res.Balance != before+res.Flakes {
		t.Errorf("%+v, %v", res, err)
	}
	c.At = res.Next.Add(-1)
	_, err = w.Game.Daily(t.Context(), Act("i/early", 1))
	if wait, ok := errors.AsType[game.CooldownError](err); !ok || !wait.Until.Equal(res.Next) {
		t.Errorf("early: %v", err)
	}
	c.At = res.Next
	if res, err := w.Game.Daily(t.Context(), Act("i/ready", 1)); err != nil || res.Cake != 0 {
		t.Errorf("%+v, %v: claims count once", res, err)
	}
}

// dailyRaces: two processes and many presses at the same instant pay once.
func dailyRaces(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	other := game.New(db, c, w.Game.Rules(), [32]byte{2})
	join(t, db, 1, 5)
	var paid atomic.Int64
	together(32, func(i int) {
		g := w.Game
		if i%2 == 1 {
			g = other
		}
		_, err := g.Daily(t.Context(), Act(fmt.Sprintf("i/%d", i), 1))
		switch {
		case err == nil:
			paid.Add(1)
		case !errors.Is(err, game.CooldownError{What: game.DailyCooldown, Until: noon().Add(20 * time.Hour)}):
			t.Error(err)
		}
	})
	if paid.Load() != 1 || flakes(t, db, 1) != 1005 {
		t.Errorf("paid %d times, %d flakes", paid.Load(), flakes(t, db, 1))
	}
}

// dailyFails: a /daily whose payment fails leaves nothing behind, neither
// cooldown nor streak.
func dailyFails(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), &Stopped{At: noon()})
	join(t, db, 1, 5)
	update(t, db, func(tx game.Tx) error { return tx.Post(pay("i/taken", ledger.Mint, account(1), 1)) })
	if _, err := w.Game.Daily(t.Context(), Act("i/taken", 1)); err == nil {
		t.Fatal("paid twice under one key")
	}
	if res, err := w.Game.Daily(t.Context(), Act("i/good", 1)); err != nil || res.Streak != 1 || flakes(t, db, 1) != 1006 {
		t.Errorf("%+v, %v", res, err)
	}
}
