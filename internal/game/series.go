package game

import "time"

// A PricePoint says that from At on a card was worth Flakes.
type PricePoint struct {
	At     time.Time
	Flakes int64
}

// A PriceSeries is the history of a price, ascending by time. The price holds
// from its point to the next one, so that points are needed only where it
// changed. Before the first one it is not known.
type PriceSeries []PricePoint

// At is the price at t; false when it is not known.
func (s PriceSeries) At(t time.Time) (int64, bool) {
	flakes, known := int64(0), false
	for _, p := range s {
		if p.At.After(t) {
			break
		}
		flakes, known = p.Flakes, true
	}
	return flakes, known
}

// A PriceSpan is the extent of a price over a while.
type PriceSpan struct{ Low, High, Mean int64 }

// span is the extent from one moment to another, the mean weighted by time. It
// begins with the first known price; false when there is none.
func (s PriceSeries) span(from, to time.Time) (PriceSpan, bool) {
	var res PriceSpan
	var sum, whole float64
	known := false
	for i, p := range s {
		end := to
		if i+1 < len(s) && s[i+1].At.Before(to) {
			end = s[i+1].At
		}
		if p.At.After(to) || !end.After(from) {
			continue
		}
		begin := p.At
		if begin.Before(from) {
			begin = from
		}
		if !known {
			known, res.Low, res.High = true, p.Flakes, p.Flakes
		}
		res.Low, res.High = min(res.Low, p.Flakes), max(res.High, p.Flakes)
		res.Mean = p.Flakes
		long := end.Sub(begin).Seconds()
		sum, whole = sum+float64(p.Flakes)*long, whole+long
	}
	if whole > 0 {
		res.Mean = int64(sum/whole + 0.5)
	}
	return res, known
}

// Samples are n prices (at least 2) at even distances, the first at from and
// the last at to; 0 where none is known.
func (s PriceSeries) Samples(from, to time.Time, n int) []int64 {
	values := make([]int64, n)
	step := to.Sub(from) / time.Duration(n-1)
	for i := range values {
		t := from.Add(step * time.Duration(i))
		if i == n-1 {
			t = to
		}
		values[i], _ = s.At(t)
	}
	return values
}
