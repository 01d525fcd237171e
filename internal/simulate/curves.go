package simulate

import (
	"cmp"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gohye/internal/ledger"
	"gohye/internal/picture"
)

// A curve is a picture of the report: a plot, and the file that it goes into.
type curve struct {
	file string
	plot picture.Plot
}

// Draw draws the curves into a folder, which it makes.
func (r Report) Draw(folder string) error {
	artist, err := picture.NewArtist()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	for _, c := range r.curves() {
		c.plot.Across, c.plot.First = "day", 1
		f, err := os.Create(filepath.Join(folder, c.file)) //nolint:gosec // the folder is the host's choice
		if err != nil {
			return err
		}
		err = png.Encode(f, artist.Plot(c.plot))
		if err := cmp.Or(err, f.Close()); err != nil {
			return fmt.Errorf("simulate: %s: %w", c.file, err)
		}
	}
	return nil
}

// curves are all pictures, in the order of reading.
func (r Report) curves() []curve {
	return []curve{
		{"flakes.png", picture.Plot{Title: "Flakes in hand, for one player", Zero: true, Series: []picture.Series{
			r.course("mean", func(d Day) float64 { return float64(d.Mean) }),
			r.course("median", func(d Day) float64 { return float64(d.Median) }),
		}}},
		{"vials.png", picture.Plot{Title: "Vials in hand, for one player", Zero: true, Series: []picture.Series{
			r.course("mean", func(d Day) float64 { return float64(d.Supply[ledger.Vial]) / float64(max(d.Players, 1)) }),
		}}},
		{"flow.png", picture.Plot{Title: "Flakes made and spent, by day", Zero: true, Series: []picture.Series{
			r.course("made", func(d Day) float64 { return float64(d.Made[ledger.Flake]) }),
			r.course("spent", func(d Day) float64 { return float64(d.Spent[ledger.Flake]) }),
		}}},
		{"sources.png", picture.Plot{Title: "Where flakes come from, by day", Zero: true, Series: r.reasons(func(d Day) map[ledger.Reason]int64 { return d.Sources })}},
		{"sinks.png", picture.Plot{Title: "Where flakes go, by day", Zero: true, Series: r.reasons(func(d Day) map[ledger.Reason]int64 { return d.Sinks })}},
		{"gini.png", picture.Plot{Title: "Inequality (Gini coefficient)", Zero: true, Series: []picture.Series{
			r.course("flakes", func(d Day) float64 { return d.GiniFlakes }),
			r.course("flakes and cards", func(d Day) float64 { return d.GiniWealth }),
		}}},
		{"prices.png", picture.Plot{Title: "Mean prices, in percent of the first day", Zero: true, Series: r.prices()}},
		{"collections.png", picture.Plot{Title: "Players who have had a complete collection, in percent", Zero: true, Series: r.completions()}},
	}
}

// course is a number of each day.
func (r Report) course(name string, of func(Day) float64) picture.Series {
	s := picture.Series{Name: name}
	for _, d := range r.Days {
		s.Values = append(s.Values, of(d))
	}
	return s
}

// reasons are the courses of the largest reasons, and of all others together.
func (r Report) reasons(of func(Day) map[ledger.Reason]int64) (all []picture.Series) {
	total := map[ledger.Reason]int64{}
	for _, d := range r.Days {
		for why, n := range of(d) {
			total[why] += n
		}
	}
	order := slices.SortedFunc(maps.Keys(total), func(a, b ledger.Reason) int {
		return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a, b))
	})
	const most = 6
	for _, why := range order[:min(most, len(order))] {
		all = append(all, r.course(string(why), func(d Day) float64 { return float64(of(d)[why]) }))
	}
	if len(order) > most {
		all = append(all, r.course("others", func(d Day) (n float64) {
			for _, why := range order[most:] {
				n += float64(of(d)[why])
			}
			return n
		}))
	}
	return all
}

// prices are the courses of the prices of each number of stars.
func (r Report) prices() (all []picture.Series) {
	for i, first := range r.Days[0].Prices {
		name := fmt.Sprintf("%d stars", i+1)
		if i == 0 {
			name = "1 star"
		}
		all = append(all, r.course(name, func(d Day) float64 { return 100 * d.Prices[i] / max(first, 1) }))
	}
	return all
}

// completions are the shares of players of each kind.
func (r Report) completions() (all []picture.Series) {
	for _, k := range r.Kinds {
		s := picture.Series{Name: k.Kind}
		for _, share := range k.CompleteBy {
			s.Values = append(s.Values, 100*share)
		}
		all = append(all, s)
	}
	return all
}
