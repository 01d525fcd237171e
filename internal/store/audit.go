package store

import (
	"context"
	"fmt"

	"gohye/internal/store/engine"
)

// A Report is what [DB.Audit] found.
type Report struct {
	OK         bool                `json:"ok"` // there is no violation
	Engine     string              `json:"engine"`
	Players    int64               `json:"players"`
	Cards      int64               `json:"cards"`
	Copies     int64               `json:"copies"`
	Entries    int64               `json:"entries"`
	Currencies map[string]Currency `json:"currencies"`
	Violations []Violation         `json:"violations"`
}

// A Currency is the totals of one currency. Minted less Spent is Held.
type Currency struct {
	Minted int64 `json:"minted"` // what the mint gave, less what it took back
	Spent  int64 `json:"spent"`  // what the sink took, less what it gave back
	Held   int64 `json:"held"`   // the sum of all balances
}

// A Violation is one thing that must not be.
type Violation struct {
	Rule   string `json:"rule"`
	Detail string `json:"detail"`
}

// perRule is how many violations of one rule a report lists.
const perRule = 100

// Audit checks that no coin and no copy was lost or made twice: that every
// balance equals its entries, every currency adds up, every copy has an unbroken
// history that ends with its holder, prints have no gaps, drops and claims are
// what their constraints say, auctions hold, have given and say exactly what
// they should, what was spent has made what it should, and rewards that were
// claimed were paid. It reads one moment of the database, locks nothing, and may
// run while the bot does. The error is for a database that
// cannot be read: violations are in the report.
func (db *DB) Audit(ctx context.Context) (Report, error) {
	var rep Report
	err := db.eng.Snapshot(ctx, func(t engine.Tx) (err error) {
		rep, err = audit(t)
		return err
	})
	if err != nil {
		return Report{}, fault("audit", err)
	}
	rep.Engine = db.eng.Name()
	return rep, nil
}

// audit is the report of what t sees.
func audit(t engine.Tx) (Report, error) {
	rep := Report{Currencies: map[string]Currency{}, Violations: []Violation{}}
	rep.count(t)
	rep.currencies(t)
	found := map[string]int{}
	for _, query := range auditRules() {
		t.Queue(query, func(r engine.Row) error {
			var v Violation
			if err := r.Scan(&v.Rule, &v.Detail); err != nil {
				return err
			}
			rep.add(found, v)
			return nil
		})
	}
	if err := t.Flush(); err != nil {
		return Report{}, err
	}
	rep.balances()
	rep.OK = len(rep.Violations) == 0
	return rep, nil
}

// add notes a violation, up to the limit of its rule.
func (rep *Report) add(found map[string]int, v Violation) {
	if found[v.Rule]++; found[v.Rule] <= perRule {
		rep.Violations = append(rep.Violations, v)
	}
}

func (rep *Report) count(t engine.Tx) {
	const query = `SELECT (SELECT count(*) FROM player), (SELECT count(*) FROM card),
	(SELECT count(*) FROM copy), (SELECT count(*) FROM entry)`
	t.Queue(query, func(r engine.Row) error { return r.Scan(&rep.Players, &rep.Cards, &rep.Copies, &rep.Entries) })
}

func (rep *Report) currencies(t engine.Tx) {
	const query = `SELECT unit, CAST(sum(minted) AS BIGINT), CAST(sum(spent) AS BIGINT), CAST(sum(held) AS BIGINT) FROM (
	SELECT unit, 0 AS minted, 0 AS spent, amount AS held FROM balance
	UNION ALL SELECT unit,
		CASE WHEN giver = 'mint' THEN amount WHEN taker = 'mint' THEN -amount ELSE 0 END,
		CASE WHEN taker = 'sink' THEN amount WHEN giver = 'sink' THEN -amount ELSE 0 END, 0
	FROM entry WHERE unit <> 'copy') x GROUP BY unit`
	t.Queue(query, func(r engine.Row) error {
		var unit string
		var c Currency
		err := r.Scan(&unit, &c.Minted, &c.Spent, &c.Held)
		rep.Currencies[unit] = c
		return err
	})
}

// balances adds the violation of every currency that does not add up.
func (rep *Report) balances() {
	for unit, c := range rep.Currencies {
		if c.Minted-c.Spent != c.Held {
			rep.Violations = append(rep.Violations, Violation{
				Rule:   "currency",
				Detail: fmt.Sprintf("%s: %d minted less %d spent is not %d held", unit, c.Minted, c.Spent, c.Held),
			})
		}
	}
}
