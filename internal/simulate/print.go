package simulate

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gohye/internal/ledger"
)

// Print writes the report for people, as a page of Markdown.
func (r Report) Print(out io.Writer) error {
	p := &page{}
	p.line("# %d players, %d days", r.Players, r.Length)
	p.line("")
	p.line("%d cards, seed %d: %d interactions, %d entries in the ledger, %d copies; the audit found %s.",
		r.Cards, r.Seed, r.Audit.Interactions, r.Audit.Entries, r.Audit.Copies, violations(r.Audit))
	r.printVerdict(p)
	r.printKinds(p)
	r.printFlows(p)
	r.printDays(p)
	r.printActions(p)
	_, err := io.WriteString(out, p.String())
	return err
}

// A page is text in the making.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// table writes a table; columns after the first are aligned to the right.
func (p *page) table(head []string, rows [][]string) {
	wide := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			wide[i] = max(wide[i], len(cell))
		}
	}
	write := func(row []string) {
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(p, "| %-*s ", wide[i], cell)
			} else {
				fmt.Fprintf(p, "| %*s ", wide[i], cell)
			}
		}
		p.line("|")
	}
	p.line("")
	write(head)
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = strings.Repeat("-", wide[i]-1) + ":"
	}
	rule[0] = strings.Repeat("-", wide[0])
	write(rule)
	for _, row := range rows {
		write(row)
	}
}

func violations(a Audit) string {
	if a.OK {
		return "no violation"
	}
	return fmt.Sprintf("%d violations", len(a.Violations))
}

func (r Report) printVerdict(p *page) {
	p.line("\n## Verdict\n")
	if r.OK {
		p.line("The rules neither inflate without bound nor starve a daily player.\n")
	} else {
		p.line("The rules are out of balance.\n")
	}
	for _, c := range r.Verdict {
		p.line("- %s", c)
	}
	for _, v := range r.Audit.Violations {
		p.line("- NOT MET: the audit says %s", v)
	}
}

func (r Report) printKinds(p *page) {
	p.line("\n## What players earn and can buy")
	p.line("\nFor one player and a day on which he plays.")
	var rows [][]string
	for _, k := range r.Kinds {
		complete := "–"
		if k.Complete > 0 {
			complete = fmt.Sprintf("%.0f %%, day %d", 100*k.Complete, k.CompleteDay)
		}
		rows = append(rows, []string{
			k.Kind, grouped(int64(k.Players)), fmt.Sprintf("%.1f", k.Days), grouped(int64(k.Earned)), grouped(int64(k.Paid)), fmt.Sprint(k.Buys),
			fmt.Sprintf("%.2f", k.Cards), fmt.Sprintf("%.0f %%", 100*k.Idle), grouped(k.Flakes),
			fmt.Sprintf("%.0f %%", 100*k.Different), complete,
		})
	}
	p.table([]string{"kind", "players", "days played", "flakes earned", "flakes paid", "pays claims", "cards got", "days without a claim", "flakes at the end", "of all cards", "first collection complete"}, rows)
	for _, k := range r.Kinds {
		p.line("\n%s:", k.Kind)
		for _, unit := range units(k.Moves) {
			p.line("- %s: %s", unit, moves(k.Moves, unit))
		}
	}
}

// units are the units that move, flakes first.
func units(moves []Move) (all []ledger.Unit) {
	for _, m := range moves {
		if !slices.Contains(all, m.Unit) {
			all = append(all, m.Unit)
		}
	}
	slices.SortStableFunc(all, func(a, b ledger.Unit) int { return order(a != ledger.Flake, b != ledger.Flake) })
	return all
}

func moves(all []Move, unit ledger.Unit) string {
	var words []string
	for _, m := range all {
		if m.Unit != unit || m.Amount == 0 { // too little to be worth a word
			continue
		}
		sign := "+"
		if m.Out {
			sign = "−"
		}
		words = append(words, fmt.Sprintf("%s%s %s", sign, brief(m.Amount), m.Reason))
	}
	return strings.Join(words, ", ")
}

// brief is an amount with as many digits as it is worth.
func brief(f float64) string {
	const whole = 100
	if f >= whole {
		return grouped(int64(f + 0.5))
	}
	return strconv.FormatFloat(f, 'g', 3, 64)
}

func (r Report) printFlows(p *page) {
	p.line("\n## Sources and sinks")
	made := map[ledger.Unit]int64{}
	for _, f := range r.Flows {
		if !f.Spent {
			made[f.Unit] += f.Amount
		}
	}
	var rows [][]string
	for _, f := range r.Flows {
		what := "made"
		if f.Spent {
			what = "spent"
		}
		share := fmt.Sprintf("%.1f %%", 100*float64(f.Amount)/float64(max(made[f.Unit], 1)))
		rows = append(rows, []string{string(f.Unit), what, string(f.Reason), grouped(f.Amount), share, grouped(f.Times)})
	}
	p.table([]string{"unit", "", "reason", "amount", "of what was made", "times"}, rows)
}

// printDays shows the course, in a dozen rows.
func (r Report) printDays(p *page) {
	p.line("\n## The course")
	var rows [][]string
	step := max(1, len(r.Days)/12)
	for i := len(r.Days) - 1; i >= 0; i -= step {
		d := r.Days[i]
		row := []string{
			fmt.Sprint(d.Day), grouped(int64(d.Visitors)), grouped(d.Supply[ledger.Flake]), grouped(d.Supply[ledger.Vial]), grouped(d.Supply[ledger.Copy]),
			grouped(d.Median), grouped(d.Mean), fmt.Sprintf("%.3f", d.GiniFlakes), fmt.Sprintf("%.3f", d.GiniWealth), fmt.Sprintf("%.1f", d.PriceIndex),
		}
		for _, price := range d.Prices {
			row = append(row, grouped(int64(price)))
		}
		rows = append(rows, append(row, grouped(int64(d.Complete))))
	}
	slices.Reverse(rows)
	p.table([]string{
		"day", "visitors", "flakes", "vials", "copies", "median flakes", "mean", "Gini of flakes", "Gini of wealth", "price index",
		"1★", "2★", "3★", "4★", "5★", "complete",
	}, rows)
}

func (r Report) printActions(p *page) {
	p.line("\n## What players did")
	var rows [][]string
	for _, a := range r.Actions {
		var why []string
		for name, n := range a.Refused {
			why = append(why, fmt.Sprintf("%s %s", strings.TrimSuffix(strings.TrimPrefix(name, "game."), "Error"), grouped(int64(n))))
		}
		slices.Sort(why)
		rows = append(rows, []string{a.Action, grouped(int64(a.Done)), grouped(int64(a.Nothing)), strings.Join(why, ", ")})
	}
	p.table([]string{"action", "done", "nothing to do it with", "refused"}, rows)
}

// grouped is a number with its thousands apart.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
