package simulate

import (
	"fmt"

	"gohye/internal/ledger"
)

// A Criterion is one thing that has to be true of a sound economy.
type Criterion struct {
	Name     string  `json:"name"`
	Says     string  `json:"says"`
	Measured float64 `json:"measured"`
	Least    float64 `json:"least"`
	Most     float64 `json:"most"`
	OK       bool    `json:"ok"`
}

// unlimited is the upper bound of what has none.
const unlimited = 1e12

// judged is the report with the verdict. The last third of the days counts where
// a course is judged: in the first the community grows.
func judged(r Report) Report {
	last := r.Days[len(r.Days)*2/3:]
	for _, unit := range []ledger.Unit{ledger.Flake, ledger.Vial} {
		r.Verdict = append(r.Verdict, inflates(last, unit)...)
	}
	r.Verdict = append(r.Verdict, Criterion{
		Name: "prices", Says: "the mean price of a card at the end, in percent of what it was a third before",
		Measured: 100 * last[len(last)-1].PriceIndex / max(last[0].PriceIndex, 1), Least: 75, Most: 125,
	})
	for _, k := range r.Kinds {
		if k.Kind == "daily" {
			r.Verdict = append(r.Verdict, starves(k)...)
		}
	}
	r.OK = r.Audit.OK
	for i := range r.Verdict {
		c := &r.Verdict[i]
		c.Measured = rounded(c.Measured)
		c.OK = c.Measured >= c.Least && c.Measured <= c.Most
		r.OK = r.OK && c.OK
	}
	return r
}

// inflates are the criteria for a currency.
func inflates(days []Day, unit ledger.Unit) []Criterion {
	made, spent := int64(0), int64(0)
	for _, d := range days {
		made, spent = made+d.Made[unit], spent+d.Spent[unit]
	}
	end := days[len(days)-1]
	income := float64(made) / float64(max(visits(days), 1))
	each := float64(end.Supply[unit]) / float64(max(end.Players, 1))
	return []Criterion{
		{
			Name: string(unit) + " absorbed", Says: "of the " + string(unit) + "s made in the last third of the days, this share is spent",
			Measured: float64(spent) / float64(max(made, 1)), Least: 0.9, Most: unlimited,
		},
		{
			Name: string(unit) + " hoard", Says: string(unit) + "s in hand, in days' income of a player who plays",
			Measured: each / max(income, 1), Most: 14,
		},
	}
}

// starves are the criteria for players who come once a day.
func starves(k KindLife) []Criterion {
	return []Criterion{
		{
			Name: "cards", Says: "cards that a daily player gets on a day",
			Measured: k.Cards, Least: 2, Most: unlimited,
		},
		{
			Name: "idle", Says: "share of a daily player's days without a single claim",
			Measured: k.Idle, Most: 0.05,
		},
		{
			Name: "thrift", Says: "a daily player's income, in what he pays",
			Measured: k.Earned / max(k.Paid, 1), Least: 0.95, Most: unlimited,
		},
	}
}

func visits(days []Day) (n int) {
	for _, d := range days {
		n += d.Visitors
	}
	return n
}

func (c Criterion) String() string {
	word := "met"
	if !c.OK {
		word = "NOT MET"
	}
	bounds := fmt.Sprintf("at most %g", c.Most)
	if c.Most == unlimited {
		bounds = fmt.Sprintf("at least %g", c.Least)
	} else if c.Least > 0 {
		bounds = fmt.Sprintf("between %g and %g", c.Least, c.Most)
	}
	return fmt.Sprintf("%s: %s: %g (%s)", word, c.Says, c.Measured, bounds)
}
