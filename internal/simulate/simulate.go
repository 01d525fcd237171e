package simulate

import (
	"context"
	"errors"
	"log/slog"

	"gohye/internal/game"
)

// Options are what a simulation is made of.
type Options struct {
	Database    string // an empty database: a file or a postgres:// address
	Kept        bool   // the database is kept, so it has to be safe on the disk
	Collections []game.Collection
	Cards       []game.Card
	Rules       game.Rules // which have passed Check
	Players     int
	Days        int
	Seed        uint64
	Log         *slog.Logger
	// Tell is told how far it is, in lines.
	Tell func(line string)
}

// Run plays a simulation from the first day to the last and reports. The error
// is a fault: an economy that is out of order is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	w, err := open(ctx, o)
	if err != nil {
		return Report{}, err
	}
	report, err := w.play(ctx)
	return report, errors.Join(err, w.close(ctx))
}
