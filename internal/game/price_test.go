package game

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPriceFormula(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Price
	// Nothing moves the price of a card of this supply, but for its one copy.
	one := Supply{Copies: 1, Owners: 1, ActiveOwners: 1, ActiveCopies: 1, Largest: 1}
	type s = Supply
	tests := []struct {
		name   string
		level  int
		supply Supply
		want   int64
	}{
		{"nobody has it, 1 star", 1, s{}, 2400},
		{"nobody has it, 3 stars", 3, s{}, 7200},
		{"nobody has it, 5 stars", 5, s{}, 20250},
		{"one copy, 1 star", 1, one, 1089}, // 1000 × 0.99 × 1 × 1.1 × 1
		{"one copy, 2 stars", 2, one, 2450},
		{"one copy, 3 stars", 3, one, 4901},
		{"one copy, 4 stars", 4, one, 9188},
		{"one copy, 5 stars", 5, one, 16539},
		{"all in escrow", 1, s{Copies: 40}, 1000},
		{"owners of whom none is active", 1, s{Copies: 9, Owners: 3, Largest: 5}, 500},
		{"scarcity just above its floor", 1, s{Copies: 49, Owners: 49, ActiveOwners: 49, ActiveCopies: 49, Largest: 1}, 510},
		{"scarcity at its floor", 1, s{Copies: 50, Owners: 50, ActiveOwners: 50, ActiveCopies: 50, Largest: 1}, 500},
		{"scarcity beyond its floor", 1, s{Copies: 900, Owners: 900, ActiveOwners: 900, ActiveCopies: 900, Largest: 1}, 500},
		{"two copies each", 1, s{Copies: 20, Owners: 10, ActiveOwners: 10, ActiveCopies: 20, Largest: 2}, 760},           // 0.8 × 0.95
		{"nine copies each", 1, s{Copies: 90, Owners: 10, ActiveOwners: 10, ActiveCopies: 90, Largest: 9}, 300},          // 0.5 × 0.6
		{"ten copies each", 1, s{Copies: 100, Owners: 10, ActiveOwners: 10, ActiveCopies: 100, Largest: 10}, 275},        // 0.5 × 0.55
		{"fifty copies each", 1, s{Copies: 500, Owners: 10, ActiveOwners: 10, ActiveCopies: 500, Largest: 50}, 275},      // as ten
		{"exactly a fifth in one hand", 1, s{Copies: 10, Owners: 9, ActiveOwners: 9, ActiveCopies: 10, Largest: 2}, 895}, // 0.9 × 0.9944…
		{"more than a fifth", 1, s{Copies: 9, Owners: 8, ActiveOwners: 8, ActiveCopies: 9, Largest: 2}, 924},
		{"an inactive hoarder", 1, s{Copies: 11, Owners: 2, ActiveOwners: 1, ActiveCopies: 1, Largest: 10}, 990}, // × 2 × 0.5
		{"a hoarder at the most", 1, s{Copies: 21, Owners: 2, ActiveOwners: 1, ActiveCopies: 1, Largest: 20}, 1485},
		{"a hoarder beyond the most", 1, s{Copies: 901, Owners: 2, ActiveOwners: 1, ActiveCopies: 1, Largest: 900}, 1485},
		{"just more than half active", 1, s{Copies: 100, Owners: 100, ActiveOwners: 51, ActiveCopies: 51, Largest: 1}, 255},
		{"half active", 1, s{Copies: 100, Owners: 100, ActiveOwners: 50, ActiveCopies: 50, Largest: 1}, 250},
		{"fewer than half active", 1, s{Copies: 100, Owners: 100, ActiveOwners: 1, ActiveCopies: 1, Largest: 1}, 545}, // 0.99 × 1.1 × 0.5
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := r.value(tt.level, tt.supply)
			if v.Flakes != tt.want {
				t.Errorf("%d, want %d: %+v", v.Flakes, tt.want, v)
			}
			if v.Steps[len(v.Steps)-1].Flakes != v.Flakes {
				t.Errorf("the steps end elsewhere: %+v", v)
			}
		})
	}
}

func TestPriceSteps(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Price
	v := r.value(4, Supply{Copies: 30, Owners: 5, ActiveOwners: 4, ActiveCopies: 20, Largest: 15})
	want := []PriceStep{{Scarcity, 0.8, 6750}, {Spread, 0.8, 5400}, {Hoarding, 1.075, 5805}, {Activity, 0.8, 4644}}
	near := func(a, b PriceStep) bool {
		return a.Factor == b.Factor && a.Flakes == b.Flakes && math.Abs(a.Times-b.Times) < 1e-9
	}
	if v.Base != 8438 || v.Flakes != 4644 || !slices.EqualFunc(v.Steps, want, near) {
		t.Errorf("%+v", v)
	}
	if v := r.value(1, Supply{}); v.Base != 1200 || len(v.Steps) != 1 || v.Steps[0] != (PriceStep{Unowned, 2, 2400}) {
		t.Errorf("a card that nobody has: %+v", v)
	}
}

func TestPriceKeepsToItsBoundsAfterEachStep(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Price
	hoarded := Supply{Copies: 901, Owners: 1, ActiveOwners: 1, ActiveCopies: 100, Largest: 900}
	r.Base, r.Max = 1_000_000, 1_000_000
	if v := r.value(5, hoarded); v.Base != 1_000_000 || v.Flakes != 522_500 { // 0.5 × 0.55 × 1.9
		t.Errorf("the most: %+v", v)
	}
	r.Base = 150 // 75 is raised to 100 before hoarding multiplies it
	if v := r.value(1, hoarded); v.Steps[0].Flakes != 100 || v.Steps[1].Flakes != 100 || v.Flakes != 190 {
		t.Errorf("the least: %+v", v)
	}
	r.Base = 10
	if v := r.value(1, Supply{}); v.Flakes != 1000 || v.Base != 500 {
		t.Errorf("the least of a card that nobody has: %+v", v)
	}
	r.Min = 700
	if v := r.value(1, Supply{}); v.Base != 700 {
		t.Errorf("the least of any card: %+v", v)
	}
}

// D13 of the earlier bot: the level of the card was forgotten.
func TestStarsCountInEveryPrice(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Price
	for _, s := range []Supply{{}, {Copies: 5, Owners: 5, ActiveOwners: 3, ActiveCopies: 3, Largest: 1}} {
		for level := 2; level <= levels; level++ {
			if r.value(level, s).Flakes <= r.value(level-1, s).Flakes {
				t.Errorf("%d stars are worth no more than %d: %+v", level, level-1, s)
			}
		}
	}
}

func TestPriceRulesRefuseTheImpossible(t *testing.T) {
	t.Parallel()
	nan, day := math.NaN(), Duration(wholeDay)
	for key, bad := range map[string][]func(*PriceRules){
		"price.every":        {func(r *PriceRules) { r.Every = Duration(time.Hour - 1) }, func(r *PriceRules) { r.Every = day + 1 }},
		"price.active":       {func(r *PriceRules) { r.Active = 0 }},
		"price.min":          {func(r *PriceRules) { r.Min = 0 }, func(r *PriceRules) { r.Max = 99 }, func(r *PriceRules) { r.Max = priceCeiling + 1 }},
		"price.base":         {func(r *PriceRules) { r.Base = 0 }, func(r *PriceRules) { r.Base = r.Max + 1 }, func(r *PriceRules) { r.UnownedMin = -1 }, func(r *PriceRules) { r.UnownedMin = r.Max + 1 }},
		"price.growth":       {func(r *PriceRules) { r.Growth = 0.9 }, func(r *PriceRules) { r.Growth = nan }},
		"price.bonus_max":    {func(r *PriceRules) { r.BonusMax = 0.5 }, func(r *PriceRules) { r.BonusMax = nan }},
		"price.bonus, ":      {func(r *PriceRules) { r.Bonus = -1 }, func(r *PriceRules) { r.Scarcity = nan }, func(r *PriceRules) { r.Spread = -1 }, func(r *PriceRules) { r.HoardWeight = -1 }, func(r *PriceRules) { r.HoardMax = math.Inf(1) }, func(r *PriceRules) { r.Unowned = -1 }, func(r *PriceRules) { r.UnownedBonus = nan }},
		"price.scarcity_min": {func(r *PriceRules) { r.ScarcityMin = 0 }, func(r *PriceRules) { r.SpreadMin = 1.1 }, func(r *PriceRules) { r.ActivityMin = nan }},
		"price.activity_max": {func(r *PriceRules) { r.ActivityMax = 0.9 }},
		"price.spread_most":  {func(r *PriceRules) { r.SpreadMost = 0.9 }, func(r *PriceRules) { r.HoardShare = -0.1 }, func(r *PriceRules) { r.HoardShare = 1.1 }},
		"price.keep_hourly":  {func(r *PriceRules) { r.KeepHourly = day - 1 }},
		"price.keep_daily":   {func(r *PriceRules) { r.KeepDaily = 32*day - 1 }, func(r *PriceRules) { r.KeepHourly = 400 * day }},
	} {
		for i, change := range bad {
			r := DefaultRules()
			change(&r.Price)
			if err := r.Check(); err == nil || !strings.Contains(err.Error(), key) {
				t.Errorf("%s, %d: %v", key, i, err)
			}
		}
	}
	for _, least := range []func(*PriceRules){
		func(r *PriceRules) { r.Every = Duration(time.Hour) }, func(r *PriceRules) { r.Every = day },
		func(r *PriceRules) { r.KeepHourly = day }, func(r *PriceRules) { r.KeepDaily = 32 * day },
	} {
		r := DefaultRules()
		least(&r.Price)
		if err := r.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Price
	six := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	for now, want := range map[time.Time]time.Time{six.Add(-1): six.Add(-6 * time.Hour), six: six, six.Add(6*time.Hour - 1): six} {
		if got := r.period(now.In(time.FixedZone("far", 9*3600))); !got.Equal(want) {
			t.Errorf("the period of %s begins %s, want %s", now, got, want)
		}
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	h := func(n float64) time.Time { return noon.Add(time.Duration(n * float64(time.Hour))) }
	s := PriceSeries{{h(0), 100}, {h(6), 400}, {h(18), 200}}
	for at, want := range map[float64]int64{-1: 0, 0: 100, 5.9: 100, 6: 400, 18: 200, 99: 200} {
		if got, known := s.At(h(at)); got != want || known != (want > 0) {
			t.Errorf("at %v it is %d, %v; want %d", at, got, known, want)
		}
	}
	for _, tt := range []struct {
		name     string
		from, to float64
		want     PriceSpan
		known    bool
	}{
		{"all of it", 0, 24, PriceSpan{100, 400, 275}, true}, // (6·100 + 12·400 + 6·200) / 24
		{"from before the first", -24, 12, PriceSpan{100, 400, 250}, true},
		{"one price", 7, 17, PriceSpan{400, 400, 400}, true},
		{"ends where a price begins", 1, 6, PriceSpan{100, 400, 100}, true},
		{"begins where a price begins", 6, 18, PriceSpan{200, 400, 400}, true},
		{"after all", 30, 40, PriceSpan{200, 200, 200}, true},
		{"before all", -9, -1, PriceSpan{}, false},
	} {
		if got, known := s.span(h(tt.from), h(tt.to)); got != tt.want || known != tt.known {
			t.Errorf("%s: %+v, %v; want %+v", tt.name, got, known, tt.want)
		}
	}
	if got := s.Samples(h(-6), h(18), 5); !slices.Equal(got, []int64{0, 100, 400, 400, 200}) {
		t.Errorf("samples %v", got)
	}
}

func TestRepriceWritesOnlyWhatHasChanged(t *testing.T) {
	t.Parallel()
	rules := testRules(t)
	c := NewCatalogue(1, rules, nil, []Card{{ID: 1, Level: 1}, {ID: 2, Level: 1}, {ID: 3, Level: 1}, {ID: 4, Level: 1}})
	old, now := time.Unix(1000, 0), time.Unix(2000, 0)
	supply := Supply{Copies: 60, Owners: 60, ActiveOwners: 60, ActiveCopies: 60, Largest: 1}
	more := supply
	more.Copies, more.Owners, more.ActiveOwners, more.ActiveCopies = 61, 61, 61, 61
	sheet := PriceSheet{
		Supplies: map[CardID]*Supply{1: &supply, 2: &more, 3: &supply},
		Prices: map[CardID]Price{
			1: {Card: 1, Flakes: 500, At: old, Supply: supply}, // just as it was
			2: {Card: 2, Flakes: 500, At: old, Supply: supply}, // more copies, the same price
			3: {Card: 3, Flakes: 499, At: old, Supply: supply}, // other rules
		},
	}
	changed, moved := c.reprice(&rules.Price, sheet, now)
	want := []Price{{2, 500, now, more}, {3, 500, now, supply}, {4, 2400, now, Supply{}}}
	if !slices.Equal(changed, want) || moved[1] || moved[2] || !moved[3] || !moved[4] {
		t.Errorf("%+v, %v", changed, moved)
	}
}
