package simulate

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"gohye/internal/ledger"
)

// A Day is the economy at the end of a day.
type Day struct {
	Day      int                   `json:"day"` // from 1
	Visitors int                   `json:"visitors"`
	Players  int                   `json:"players"` // who have ever come
	Supply   map[ledger.Unit]int64 `json:"supply"`  // of each unit, with players and in escrow
	Made     map[ledger.Unit]int64 `json:"made"`    // on this day
	Spent    map[ledger.Unit]int64 `json:"spent"`
	// Sources and Sinks are why flakes were made and spent on this day.
	Sources map[ledger.Reason]int64 `json:"flake_sources"`
	Sinks   map[ledger.Reason]int64 `json:"flake_sinks"`
	// Median and Mean are flakes of those who have come.
	Median int64 `json:"median_flakes"`
	Mean   int64 `json:"mean_flakes"`
	// GiniFlakes is of flakes, GiniWealth of flakes and what the cards are worth:
	// 0 when all have the same, 1 when one has everything.
	GiniFlakes float64 `json:"gini_flakes"`
	GiniWealth float64 `json:"gini_wealth"`
	// PriceIndex is the mean price of all cards, that of the first day being 100;
	// Prices are the mean prices of cards of one to five stars.
	PriceIndex float64   `json:"price_index"`
	Prices     []float64 `json:"prices"`
	// Complete counts the players who have had a complete collection.
	Complete int `json:"complete"`
}

// evening takes the census of the day that is over.
func (w *world) evening() {
	n := len(w.days)
	d := Day{
		Day: n + 1, Supply: map[ledger.Unit]int64{}, Made: map[ledger.Unit]int64{}, Spent: map[ledger.Unit]int64{},
		Sources: map[ledger.Reason]int64{}, Sinks: map[ledger.Reason]int64{},
	}
	maps.Copy(d.Supply, w.books.held)
	w.moved(&d)
	w.people(&d)
	w.worths(&d)
	w.days = append(w.days, d)
	const often = 10
	if w.Tell != nil && d.Day%often == 0 {
		w.Tell(fmt.Sprintf("day %d of %d: %d flakes, %d copies, %d interactions", d.Day, w.Days, d.Supply[ledger.Flake], d.Supply[ledger.Copy], w.keys))
	}
}

// moved adds up what the day has made and spent.
func (w *world) moved(d *Day) {
	for f, s := range w.books.flows {
		if f.day != d.Day-1 {
			continue
		}
		by, why := d.Made, d.Sources
		if f.spent {
			by, why = d.Spent, d.Sinks
		}
		by[f.unit] += s.amount
		if f.unit == ledger.Flake {
			why[f.why] += s.amount
		}
	}
}

// people counts who came and what they have.
func (w *world) people(d *Day) {
	var flakes, wealth []int64
	for _, p := range w.persons {
		if p.came {
			d.Visitors++
			p.days++
			if !p.claimed {
				p.idle++
			}
		}
		p.came, p.claimed = false, false
		if p.days == 0 {
			continue
		}
		d.Players++
		if p.completed > 0 {
			d.Complete++
		}
		flakes = append(flakes, p.has[ledger.Flake])
		wealth = append(wealth, p.has[ledger.Flake]+w.books.worth(p))
	}
	d.Median, d.Mean = median(flakes), mean(flakes)
	d.GiniFlakes, d.GiniWealth = gini(flakes), gini(wealth)
}

// worths takes the mean prices.
func (w *world) worths(d *Day) {
	const stars = 5
	var total [stars + 1]float64
	var cards [stars + 1]float64
	for _, c := range w.game.Catalogue().Cards() {
		price := float64(w.books.prices[c.ID])
		total[0], cards[0] = total[0]+price, cards[0]+1
		total[c.Level], cards[c.Level] = total[c.Level]+price, cards[c.Level]+1
	}
	for level := 1; level <= stars; level++ {
		d.Prices = append(d.Prices, rounded(total[level]/max(cards[level], 1)))
	}
	now := total[0] / max(cards[0], 1)
	if len(w.days) == 0 {
		w.firstPrice = max(now, 1)
	}
	d.PriceIndex = rounded(100 * now / w.firstPrice)
}

// gini is the Gini coefficient of what people have.
func gini(have []int64) float64 {
	sorted := slices.Sorted(slices.Values(have))
	var total, weighted float64
	for i, v := range sorted {
		total += float64(v)
		weighted += float64(2*i+1-len(sorted)) * float64(v)
	}
	if total == 0 {
		return 0
	}
	const places = 1000
	return math.Round(places*weighted/(total*float64(len(sorted)))) / places
}

func median(v []int64) int64 {
	if len(v) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(v))[len(v)/2]
}

func mean(v []int64) int64 {
	var total int64
	for _, n := range v {
		total += n
	}
	return total / max(int64(len(v)), 1)
}

// rounded is a number with two decimals: enough to read, and without the noise
// of the last bits.
func rounded(f float64) float64 { return math.Round(f*100) / 100 }
