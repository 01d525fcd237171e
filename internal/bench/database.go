package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"
)

// The engines, as the report names them.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// A database is one that a bot plays on.
type database struct {
	engine  string
	address string
}

// environ are a program's settings for this database.
func (d database) environ(folder string) []string {
	return []string{
		"GOHYE_DATABASE=" + d.address,
		"GOHYE_DATA=" + filepath.Join(folder, "data "+d.engine),
		"GOHYE_LOG_LEVEL=warn",
	}
}

func (b *bench) databases() (all []database) {
	if b.SQLite {
		all = append(all, database{engine: sqlite, address: filepath.Join(b.folder, "bench.db")})
	}
	if b.Postgres != "" {
		all = append(all, database{engine: postgres, address: b.Postgres})
	}
	return all
}

// fill puts the demo data into a database, as a host would.
func (b *bench) fill(ctx context.Context, d database) (Fill, error) {
	b.Tell(fmt.Sprintf("filling %s with %d cards, %d players and %d copies", d.engine, b.Cards, b.Owners, b.Copies))
	began := b.Clock.Now()
	p := b.program("demo for "+d.engine, []string{
		"demo", "--cards", strconv.Itoa(b.Cards), "--players", strconv.Itoa(b.Owners), "--copies", strconv.Itoa(b.Copies),
	}, d.environ(b.folder)...)
	if err := p.run(ctx); err != nil {
		return Fill{}, err
	}
	took := b.Clock.Now().Sub(began)
	f := Fill{Engine: d.engine, Seconds: took.Seconds(), Rate: float64(b.Copies) / took.Seconds()}
	b.Tell(fmt.Sprintf("filled %s in %s: %.0f copies a second", d.engine, took.Round(time.Millisecond), f.Rate))
	return f, nil
}

// audits checks that what was measured was also right.
func (b *bench) audits(ctx context.Context, report *Report) error {
	for _, d := range b.databases() {
		if err := b.program("audit of "+d.engine, []string{"audit"}, d.environ(b.folder)...).run(ctx); err != nil {
			return err
		}
		report.Audited = append(report.Audited, d.engine)
		b.Tell("audit of " + d.engine + ": no violation")
	}
	return nil
}
