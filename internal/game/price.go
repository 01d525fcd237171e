package game

import (
	"errors"
	"math"
	"time"
)

// PriceRules are the rules by which a card gets its price. The price starts
// with the card's stars and is then moved by who has its copies.
type PriceRules struct {
	Every  Duration `toml:"every" doc:"How often prices are computed anew (1h to 24h). Periods count from midnight UTC."`
	Active Duration `toml:"active" doc:"A player is active whose last /daily is no longer ago than this."`

	Base     int64   `toml:"base" doc:"Flakes that a card of one star is worth before anything moves its price."`
	Growth   float64 `toml:"growth" doc:"Each further star multiplies the price by this…"`
	Bonus    float64 `toml:"bonus" doc:"…and adds this much of it once more…"`
	BonusMax float64 `toml:"bonus_max" doc:"…which all together multiplies the price by at most this."`
	Min      int64   `toml:"min" doc:"No card is worth less."`
	Max      int64   `toml:"max" doc:"No card is worth more."`

	Scarcity    float64 `toml:"scarcity" doc:"Each copy that an active player holds lowers the price by this share…"`
	ScarcityMin float64 `toml:"scarcity_min" doc:"…down to this share of it."`
	Spread      float64 `toml:"spread" doc:"Each copy beyond the first that active owners hold on average lowers the price by this share…"`
	SpreadMost  float64 `toml:"spread_most" doc:"…counting at most this many copies for an owner…"`
	SpreadMin   float64 `toml:"spread_min" doc:"…down to this share of it."`
	HoardShare  float64 `toml:"hoard_share" doc:"Somebody hoards a card who holds more than this share of its copies with active players…"`
	HoardWeight float64 `toml:"hoard_weight" doc:"…which raises the price by that share times this…"`
	HoardMax    float64 `toml:"hoard_max" doc:"…but by no more than this share of it."`
	ActivityMin float64 `toml:"activity_min" doc:"The price is multiplied by the share of owners who are active, but by no less than this…"`
	ActivityMax float64 `toml:"activity_max" doc:"…and by no more than this."`

	Unowned      float64 `toml:"unowned" doc:"A card that nobody has is worth its growth by stars, multiplied by this…"`
	UnownedBonus float64 `toml:"unowned_bonus" doc:"…and by one and this for each star…"`
	UnownedMin   int64   `toml:"unowned_min" doc:"…and is worth no less than this."`

	KeepHourly Duration `toml:"keep_hourly" doc:"How long every change of a price is remembered (at least 24h)."`
	KeepDaily  Duration `toml:"keep_daily" doc:"How long the last price of each day is remembered after that (at least 768h)."`
}

// defaultPriceRules are the earlier bot's numbers.
func defaultPriceRules() PriceRules {
	return PriceRules{
		Every: Duration(6 * time.Hour), Active: Duration(7 * 24 * time.Hour),
		Base: 1000, Growth: 1.5, Bonus: 0.5, BonusMax: 5, Min: 100, Max: 1_000_000,
		Scarcity: 0.01, ScarcityMin: 0.5,
		Spread: 0.05, SpreadMost: 10, SpreadMin: 0.5,
		HoardShare: 0.2, HoardWeight: 0.1, HoardMax: 2,
		ActivityMin: 0.5, ActivityMax: 2,
		Unowned: 2, UnownedBonus: 0.2, UnownedMin: 500,
		KeepHourly: Duration(7 * 24 * time.Hour), KeepDaily: Duration(365 * 24 * time.Hour),
	}
}

// priceCeiling keeps prices exact in a float64, and sums of many in an int64.
const priceCeiling = 1_000_000_000_000

// check refuses what is impossible. Conditions are written so that a number
// which is none ("nan") is refused too.
func (r *PriceRules) check() error {
	share := func(f float64) bool { return f > 0 && f <= 1 }
	factor := func(f float64) bool { return f >= 0 && f <= 1000 }
	every, active := time.Duration(r.Every), time.Duration(r.Active)
	switch {
	case every < time.Hour || every > 24*time.Hour:
		return errors.New("price.every: must be between 1h and 24h")
	case active < time.Hour:
		return errors.New("price.active: must be at least 1h")
	case r.Min < 1 || r.Max < r.Min || r.Max > priceCeiling:
		return errors.New("price.min and price.max: must be at least 1, in this order, and at most a million million")
	case r.Base < 1 || r.Base > r.Max || r.UnownedMin < 0 || r.UnownedMin > r.Max:
		return errors.New("price.base and price.unowned_min: must not be negative (nor base 0), and at most price.max")
	case !(r.Growth >= 1 && r.Growth <= 100):
		return errors.New("price.growth: must be between 1 and 100")
	case !(r.BonusMax >= 1 && r.BonusMax <= 1000):
		return errors.New("price.bonus_max: must be between 1 and 1000")
	case !factor(r.Bonus) || !factor(r.Scarcity) || !factor(r.Spread) || !factor(r.HoardWeight) || !factor(r.HoardMax) ||
		!factor(r.Unowned) || !factor(r.UnownedBonus):
		return errors.New("price.bonus, scarcity, spread, hoard_weight, hoard_max, unowned and unowned_bonus: must be between 0 and 1000")
	case !share(r.ScarcityMin) || !share(r.SpreadMin) || !share(r.ActivityMin):
		return errors.New("price.scarcity_min, spread_min and activity_min: must be above 0 and at most 1")
	case !(r.ActivityMax >= 1 && r.ActivityMax <= 1000):
		return errors.New("price.activity_max: must be between 1 and 1000")
	case !(r.SpreadMost >= 1) || !(r.HoardShare >= 0 && r.HoardShare <= 1):
		return errors.New("price.spread_most: must be at least 1; price.hoard_share: between 0 and 1")
	case time.Duration(r.KeepHourly) < 24*time.Hour:
		return errors.New("price.keep_hourly: must be at least 24h, for the change of the last day")
	case time.Duration(r.KeepDaily) < 32*24*time.Hour || r.KeepDaily < r.KeepHourly:
		return errors.New("price.keep_daily: must be at least 768h, for the change of the last 30 days, and at least price.keep_hourly")
	}
	return nil
}

// A Supply is what there is of a card, and who has it.
type Supply struct {
	Copies       int // that exist: with players and in escrow, not in the sink
	Owners       int // players who hold at least one
	ActiveOwners int
	ActiveCopies int // those that active players hold
	Largest      int // the most copies that one player holds
}

// A Price is what a card is worth.
type Price struct {
	Card   CardID
	Flakes int64
	// At is the beginning of the period for which the price was computed, and
	// Supply is what it was computed from.
	At     time.Time
	Supply Supply
}

// A PriceFactor names what moves a price.
type PriceFactor string

// The factors, in the order in which they apply. A card that nobody has knows
// only Unowned.
const (
	Scarcity PriceFactor = "scarcity"
	Spread   PriceFactor = "spread"
	Hoarding PriceFactor = "hoarding"
	Activity PriceFactor = "activity"
	Unowned  PriceFactor = "unowned"
)

// A PriceStep is what one factor did.
type PriceStep struct {
	Factor PriceFactor
	Times  float64 // what it multiplied the price by
	Flakes int64   // the price after it, within the bounds
}

// A Valuation is a price and how it came about.
type Valuation struct {
	Base   int64 // what the stars alone are worth
	Steps  []PriceStep
	Flakes int64
}

// value is the price of a card of this level with this supply. It is the same
// for the same arguments, and always within the bounds.
func (r *PriceRules) value(level int, s Supply) Valuation {
	grown := float64(r.Base) * math.Pow(r.Growth, float64(level-1))
	if s.Copies == 0 {
		low := float64(max(r.UnownedMin, r.Min))
		return r.apply(grown*(1+r.UnownedBonus*float64(level)), low, PriceStep{Factor: Unowned, Times: r.Unowned})
	}
	bonus := min(r.BonusMax, 1+r.Bonus*float64(level-1))
	return r.apply(max(grown, float64(r.Base))*bonus, float64(r.Min),
		PriceStep{Factor: Scarcity, Times: max(r.ScarcityMin, 1-r.Scarcity*float64(s.ActiveCopies))},
		PriceStep{Factor: Spread, Times: r.spread(s)},
		PriceStep{Factor: Hoarding, Times: r.hoarding(s)},
		PriceStep{Factor: Activity, Times: r.activity(s)},
	)
}

// apply multiplies step by step and keeps to the bounds after each.
func (r *PriceRules) apply(price, low float64, steps ...PriceStep) Valuation {
	bounded := func(f float64) float64 { return min(max(f, low), float64(r.Max)) }
	price = bounded(price)
	v := Valuation{Base: int64(math.Round(price)), Steps: steps}
	for i := range steps {
		price = bounded(price * steps[i].Times)
		steps[i].Flakes = int64(math.Round(price))
	}
	v.Flakes = int64(math.Round(price))
	return v
}

// spread is 1 without an active owner: nobody holds more than anybody else.
func (r *PriceRules) spread(s Supply) float64 {
	if s.ActiveOwners == 0 {
		return 1
	}
	each := min(float64(s.ActiveCopies)/float64(s.ActiveOwners), r.SpreadMost)
	return max(r.SpreadMin, 1-r.Spread*(each-1))
}

// hoarding is 1 without a copy in active hands: there is nothing to hoard.
func (r *PriceRules) hoarding(s Supply) float64 {
	if s.ActiveCopies == 0 {
		return 1
	}
	share := float64(s.Largest) / float64(s.ActiveCopies)
	if share <= r.HoardShare {
		return 1
	}
	return 1 + min(r.HoardWeight*share, r.HoardMax)
}

// activity is 1 without an owner: all copies are in escrow.
func (r *PriceRules) activity(s Supply) float64 {
	if s.Owners == 0 {
		return 1
	}
	return min(max(float64(s.ActiveOwners)/float64(s.Owners), r.ActivityMin), r.ActivityMax)
}

// period is the beginning of the period that now is in.
func (r *PriceRules) period(now time.Time) time.Time {
	return earlier(now, time.Duration(r.Every))
}

// activeSince is the moment since which a /daily makes a player active.
func (r *PriceRules) activeSince(now time.Time) time.Time {
	return now.Add(-time.Duration(r.Active))
}

// earlier is the last whole multiple of d, counted from 1970 UTC, that is not
// after t. (time.Truncate counts from the year 1, which is the same only for
// a d that divides a week.)
func earlier(t time.Time, d time.Duration) time.Time {
	n := t.UnixNano()
	return time.Unix(0, n-n%int64(d)).UTC()
}
