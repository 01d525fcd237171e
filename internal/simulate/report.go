package simulate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gohye/internal/game"
	"gohye/internal/ledger"
)

// A Report is what became of the economy.
type Report struct {
	OK      bool        `json:"ok"` // every criterion is met and the ledger is clean
	Players int         `json:"players"`
	Length  int         `json:"days"`
	Cards   int         `json:"cards"`
	Seed    uint64      `json:"seed"`
	Verdict []Criterion `json:"verdict"`
	Audit   Audit       `json:"audit"`
	Kinds   []KindLife  `json:"kinds"`
	Flows   []Flow      `json:"flows"`
	Actions []Done      `json:"actions"`
	Days    []Day       `json:"days_of_the_economy"`
}

// An Audit is what the audit of the ledger says at the end.
type Audit struct {
	OK           bool     `json:"ok"`
	Entries      int64    `json:"entries"`
	Copies       int64    `json:"copies"`
	Interactions int64    `json:"interactions"`
	Violations   []string `json:"violations"`
}

// A Flow is what a reason has made or spent of a unit, on all days.
type Flow struct {
	Unit   ledger.Unit   `json:"unit"`
	Reason ledger.Reason `json:"reason"`
	Spent  bool          `json:"spent"` // else made
	Amount int64         `json:"amount"`
	Times  int64         `json:"times"`
}

// Done is what became of an action.
type Done struct {
	Action  string         `json:"action"`
	Done    int            `json:"done"`
	Nothing int            `json:"nothing"` // times that there was nothing to do it with
	Refused map[string]int `json:"refused"`
}

// A KindLife is how players of one kind fare. Amounts are for one player and a
// day on which he plays.
type KindLife struct {
	Kind    string  `json:"kind"`
	Players int     `json:"players"`
	Days    float64 `json:"days"` // that one has played
	Earned  float64 `json:"earned"`
	Paid    float64 `json:"paid"`
	Cards   float64 `json:"cards"` // that one gets
	// Buys is how many claims of a day that pays, each dearer than the last.
	Buys int `json:"buys"`
	// Moves are all that one gets and gives, by unit and reason.
	Moves []Move `json:"moves"`
	// Idle is the share of days without a claim.
	Idle float64 `json:"idle"`
	// Flakes and Different are medians at the end: flakes in hand, and the share
	// of all cards that can be claimed of which one has a copy.
	Flakes    int64   `json:"flakes"`
	Different float64 `json:"different"`
	// Complete is the share of players who have had a complete collection, and
	// CompleteDay the median day of the first; 0 for nobody.
	Complete    float64 `json:"complete"`
	CompleteDay int64   `json:"complete_day"`
	// CompleteBy is that share at the end of each day.
	CompleteBy []float64 `json:"complete_by_day"`
}

// A Move is what a player gets or gives of a unit for a reason, on a day on which
// he plays.
type Move struct {
	Unit   ledger.Unit   `json:"unit"`
	Reason ledger.Reason `json:"reason"`
	Out    bool          `json:"out"`
	Amount float64       `json:"amount"`
}

// report adds everything up.
func (w *world) report(ctx context.Context) (Report, error) {
	r := Report{
		Players: w.Players, Length: w.Days, Cards: len(w.Cards), Seed: w.Seed, Days: w.days,
		Flows: w.flows(), Actions: w.doings(),
	}
	for k := range w.kinds {
		r.Kinds = append(r.Kinds, w.life(k))
	}
	audit, err := w.db.Audit(ctx)
	if err != nil {
		return r, err
	}
	r.Audit = Audit{OK: audit.OK, Entries: audit.Entries, Copies: audit.Copies, Interactions: w.keys, Violations: []string{}}
	for _, v := range audit.Violations {
		r.Audit.Violations = append(r.Audit.Violations, v.Rule+": "+v.Detail)
	}
	for unit, c := range audit.Currencies { // the books must say the same
		if held := w.books.held[ledger.Unit(unit)]; held != c.Held {
			return r, fmt.Errorf("simulate: the books have %d of %s, the ledger %d", held, unit, c.Held)
		}
	}
	return judged(r), nil
}

// flows are all flows, by unit and amount.
func (w *world) flows() []Flow {
	total := map[flow]*Flow{}
	for f, s := range w.books.flows {
		f.day = 0
		t := total[f]
		if t == nil {
			t = &Flow{Unit: f.unit, Reason: f.why, Spent: f.spent}
			total[f] = t
		}
		t.Amount += s.amount
		t.Times += s.times
	}
	flows := make([]Flow, 0, len(total))
	for _, t := range total {
		flows = append(flows, *t)
	}
	slices.SortFunc(flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), order(a.Spent, b.Spent), cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Reason, b.Reason))
	})
	return flows
}

// order puts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (w *world) doings() []Done {
	all := []Done{}
	for _, a := range actions() {
		if t := w.tally[a.name]; t != nil {
			all = append(all, Done{Action: a.name, Done: t.done, Nothing: t.nothing, Refused: t.refused})
		}
	}
	return all
}

// life is how the players of a kind fare.
func (w *world) life(kind int) KindLife {
	l := KindLife{Kind: w.kinds[kind].Name, Moves: []Move{}}
	days, idle := 0, 0
	var flakes, completed []int64
	var different []float64
	for _, p := range w.persons {
		if p.kind != kind || p.days == 0 {
			continue
		}
		l.Players++
		days, idle = days+p.days, idle+p.idle
		flakes = append(flakes, p.has[ledger.Flake])
		different = append(different, w.share(p))
		if p.completed > 0 {
			completed = append(completed, int64(p.completed))
		}
	}
	if l.Players == 0 {
		return l
	}
	l.Days = rounded(float64(days) / float64(l.Players))
	l.Idle = rounded(float64(idle) / float64(days))
	l.Flakes, l.CompleteDay = median(flakes), median(completed)
	slices.Sort(different)
	l.Different = rounded(different[len(different)/2])
	l.Complete = rounded(float64(len(completed)) / float64(l.Players))
	for n := range w.days {
		by := 0
		for _, d := range completed {
			if d <= int64(n)+1 {
				by++
			}
		}
		l.CompleteBy = append(l.CompleteBy, rounded(float64(by)/float64(l.Players)))
	}
	w.moves(&l, kind, float64(days))
	l.Buys = buys(w.Rules.Claim, int64(l.Earned))
	return l
}

// buys is how many claims so many flakes pay in one day.
func buys(rules game.ClaimRules, flakes int64) (n int) {
	const most = 1000 // where claims cost nothing
	for price := rules.Price; n < most && flakes >= price; price += rules.Step {
		flakes -= price
		n++
	}
	return n
}

// share is the share of the cards that count of which a person has a copy.
func (w *world) share(p *person) float64 {
	have := 0
	for _, n := range p.sets {
		have += n
	}
	return float64(have) / float64(max(len(w.books.counted), 1))
}

// moves add up what a kind gets and gives in a day. What a bid holds and an
// auction gives back is neither earned nor paid.
func (w *world) moves(l *KindLife, kind int, days float64) {
	for s, total := range w.books.shares {
		if s.kind != kind {
			continue
		}
		m := Move{Unit: s.unit, Reason: s.why, Out: s.out, Amount: rounded(float64(total.amount) / days)}
		l.Moves = append(l.Moves, m)
	}
	slices.SortFunc(l.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), order(a.Out, b.Out), cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Reason, b.Reason))
	})
	for _, m := range l.Moves { // in their order: sums of fractions depend on it
		switch {
		case m.Unit == ledger.Copy && !m.Out && m.Reason != "auction returned":
			l.Cards += m.Amount
		case m.Unit == ledger.Flake && m.Out:
			l.Paid += m.Amount
		case m.Unit == ledger.Flake && pledged(m.Reason):
			l.Paid -= m.Amount
		case m.Unit == ledger.Flake:
			l.Earned += m.Amount
		}
	}
	l.Cards, l.Paid, l.Earned = rounded(l.Cards), rounded(l.Paid), rounded(l.Earned)
}

// pledged reports whether what comes in for this reason is one's own, which a
// bid had held.
func pledged(why ledger.Reason) bool { return why == "outbid" || why == "auction change" }
