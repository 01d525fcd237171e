package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// A Report is what a bench found. It is JSON for scripts and text for people.
type Report struct {
	Players int     `json:"players"`
	Seconds float64 `json:"seconds"`
	Rounds  int     `json:"rounds"`
	Cards   int     `json:"cards"`
	Owners  int     `json:"demo_players"`
	Copies  int     `json:"copies"`

	Fills []Fill `json:"fills"`
	// Lines has hello first, then each database's commands.
	Lines []Line `json:"lines"`
	// Verdicts are the targets and whether they were met.
	Verdicts []Verdict `json:"verdicts"`
	// Audited are the databases that passed the audit after all of it.
	Audited []string `json:"audited"`
}

// A Fill is how long the demo data took, the start of a program included.
type Fill struct {
	Engine  string  `json:"engine"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"copies_a_second"`
}

// A Line is one command on one database, or hello, whose Engine is "".
type Line struct {
	Engine  string    `json:"engine,omitempty"`
	Command string    `json:"command"`
	Rounds  []Figures `json:"rounds"`
	// Rate, P50 and P99 are the medians of the rounds; Max is the longest of all,
	// Errors and Deferred are sums.
	Rate     float64 `json:"answers_a_second"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	Max      float64 `json:"max_ms"`
	Errors   int     `json:"errors"`
	Deferred int     `json:"deferred"`
	// Ratio is the median of the rounds' rates over hello's of the same round,
	// RatioMin and RatioMax are their least and greatest.
	Ratio    float64 `json:"ratio"`
	RatioMin float64 `json:"ratio_min"`
	RatioMax float64 `json:"ratio_max"`
}

// Figures are one measurement. Times are from the sending of the interaction
// to the first sign of an answer, of right answers only.
type Figures struct {
	Answers  int     `json:"answers"`
	Rate     float64 `json:"answers_a_second"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	Max      float64 `json:"max_ms"`
	Errors   int     `json:"errors"`
	Deferred int     `json:"deferred"`
	Example  string  `json:"example,omitempty"` // of an error
}

// String is the figures in half a line.
func (f Figures) String() string {
	s := fmt.Sprintf("%7.0f/s  p50 %.1f ms  p99 %.1f ms  max %.1f ms", f.Rate, f.P50, f.P99, f.Max)
	if f.Errors > 0 {
		s += fmt.Sprintf("  %d errors, such as: %s", f.Errors, f.Example)
	}
	return s
}

// A Verdict is one target: what was wanted, and what came out.
type Verdict struct {
	Engine string  `json:"engine"`
	Target string  `json:"target"`
	Got    float64 `json:"got"`
	Met    bool    `json:"met"`
	// Clear is set when every round says the same. When not, something else was
	// using the machine, and Met is worth little.
	Clear bool `json:"clear"`
}

// The targets: the share of hello's answers, and the 99th percentile of the
// first answer in milliseconds.
const (
	claimShare   = 0.40
	balanceShare = 0.80
	slowest      = 100.0
	// bidRate is how many bids on one auction are to be accepted in a second.
	bidRate = 1500.0
)

// summarise fills in what follows from the rounds.
func (r *Report) summarise() {
	for i := range r.Lines {
		r.Lines[i].summarise(r.Lines[0].Rounds)
	}
	r.Verdicts = nil
	for _, l := range r.Lines[1:] {
		if l.Command == bidOnOne && l.Engine == postgres {
			r.Verdicts = append(r.Verdicts, l.bidVerdict())
		}
		share := map[string]float64{claim: claimShare, balance: balanceShare}[l.Command]
		if share == 0 {
			continue
		}
		late := 0
		for _, f := range l.Rounds {
			if f.P99 >= slowest {
				late++
			}
		}
		r.Verdicts = append(r.Verdicts, Verdict{
			Engine: l.Engine, Target: fmt.Sprintf("/%s at least %.0f %% of hello", l.Command, 100*share),
			Got: l.Ratio, Met: l.Ratio >= share && l.Errors == 0,
			Clear: (l.RatioMin >= share) == (l.RatioMax >= share),
		}, Verdict{
			Engine: l.Engine, Target: fmt.Sprintf("/%s p99 below %.0f ms", l.Command, slowest),
			Got: l.P99, Met: l.P99 < slowest && l.Rate > 0,
			Clear: late == 0 || late == len(l.Rounds),
		})
	}
}

// bidVerdict is the target of bids on one auction.
func (l *Line) bidVerdict() Verdict {
	slow := 0
	for _, f := range l.Rounds {
		if f.Rate < bidRate {
			slow++
		}
	}
	return Verdict{
		Engine: l.Engine, Target: fmt.Sprintf("/%s at least %.0f a second", l.Command, bidRate),
		Got: l.Rate, Met: l.Rate >= bidRate && l.Errors == 0, Clear: slow == 0 || slow == len(l.Rounds),
	}
}

func (l *Line) summarise(hello []Figures) {
	var rate, p50, p99, ratio []float64
	for i, f := range l.Rounds {
		rate, p50, p99 = append(rate, f.Rate), append(p50, f.P50), append(p99, f.P99)
		l.Max = max(l.Max, f.Max)
		l.Errors += f.Errors
		l.Deferred += f.Deferred
		share := 0.0
		if hello[i].Rate > 0 {
			share = f.Rate / hello[i].Rate
		}
		ratio = append(ratio, share)
	}
	l.Rate, l.P50, l.P99, l.Ratio = median(rate), median(p50), median(p99), median(ratio)
	l.RatioMin, l.RatioMax = slices.Min(ratio), slices.Max(ratio)
}

// median of a list that is not empty; it is sorted.
func median(of []float64) float64 {
	slices.Sort(of)
	n := len(of)
	return (of[(n-1)/2] + of[n/2]) / 2
}

// Met reports whether every target was met.
func (r *Report) Met() bool {
	return !slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return !v.Met })
}

// Print writes the report for people.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d players for %g s in each of %d rounds, beside a bot that says hello.\n", r.Players, r.Seconds, r.Rounds)
	fmt.Fprintf(&b, "Data: %d cards, %d players, %d copies.", r.Cards, r.Owners, r.Copies)
	for _, f := range r.Fills {
		fmt.Fprintf(&b, " Filled %s in %.1f s: %.0f copies a second.", f.Engine, f.Seconds, f.Rate)
	}
	b.WriteString("\n\n")
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "database\tcommand\tanswers/s\tp50 ms\tp99 ms\tmax ms\terrors\tof hello\tmin..max\t")
	for _, l := range r.Lines {
		engine := l.Engine
		if engine == "" {
			engine = "-"
		}
		fmt.Fprintf(t, "%s\t/%s\t%.0f\t%.1f\t%.1f\t%.1f\t%d\t%.0f %%\t%.0f..%.0f %%\t\n", engine, l.Command,
			l.Rate, l.P50, l.P99, l.Max, l.Errors, 100*l.Ratio, 100*l.RatioMin, 100*l.RatioMax)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	b.WriteByte('\n')
	for _, v := range r.Verdicts {
		word := "met   "
		if !v.Met {
			word = "MISSED"
		}
		got := fmt.Sprintf("%.1f ms", v.Got)
		switch {
		case strings.HasSuffix(v.Target, "hello"):
			got = fmt.Sprintf("%.0f %%", 100*v.Got)
		case strings.HasSuffix(v.Target, "second"):
			got = fmt.Sprintf("%.0f", v.Got)
		}
		fmt.Fprintf(&b, "%s  %-8s  %s: %s", word, v.Engine, v.Target, got)
		if !v.Clear {
			b.WriteString(" (not in every round: measure again on a quiet machine)")
		}
		b.WriteByte('\n')
	}
	for _, e := range r.Audited {
		fmt.Fprintf(&b, "audit   %-8s  no violation\n", e)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
