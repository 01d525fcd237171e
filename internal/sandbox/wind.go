package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"gohye/internal/clock"
)

// The reasons for which the clock stays as it is; the page shows them.
var (
	errNotWindable = errors.New("this clock cannot be wound: it is the machine's own")
	errNoAlarm     = errors.New("the bot has set no alarm: nothing waits for a moment; wind by a time instead")
	errTooFar      = errors.New("the clock cannot be wound that far: fifty years are the most in all")
)

// A clockState is what /sandbox/clock answers. Times are in milliseconds.
type clockState struct {
	Now      int64 `json:"now"`
	Offset   int64 `json:"offset_ms"`
	Windable bool  `json:"windable"`
}

func (s *Server) clockState() clockState {
	state := clockState{Now: s.dates.Now().UnixMilli()}
	if s.opts.Wound != nil {
		state.Windable, state.Offset = true, s.opts.Wound.Offset().Milliseconds()
	}
	return state
}

func (s *Server) getClock(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.clockState())
}

// postClock winds the clock by {"add_ms": n}, or to the bot's next alarm by
// {"until": "next"}. When that alarm is due already the clock stays as it is.
func (s *Server) postClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Add   int64  `json:"add_ms"`
		Until string `json:"until"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&body)
	next := body.Until == "next"
	if err != nil || next == (body.Add > 0) || body.Until != "" && !next || body.Add < 0 {
		http.Error(w, `either "add_ms" above 0 or "until": "next" is needed`, http.StatusBadRequest)
		return
	}
	const most = int64(clock.MostWound / time.Millisecond)
	err = s.wind(r.Context(), time.Duration(min(body.Add, most+1))*time.Millisecond, next)
	switch {
	case errors.Is(err, errNotWindable), errors.Is(err, errNoAlarm), errors.Is(err, errTooFar):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		s.log.WarnContext(r.Context(), "the clock could not be wound", slog.Any("error", err))
		http.Error(w, "the clock could not be wound; the log says why", http.StatusInternalServerError)
	default:
		writeJSON(w, http.StatusOK, s.clockState())
	}
}

// wind puts the clock forward by d, or to the bot's next alarm.
func (s *Server) wind(ctx context.Context, d time.Duration, next bool) error {
	w := s.opts.Wound
	if w == nil {
		return errNotWindable
	}
	// Of two who ask for the next alarm the second would else skip one.
	s.windMu.Lock()
	defer s.windMu.Unlock()
	if next {
		due, some, err := s.nextAlarm(ctx)
		if err != nil {
			return err
		}
		if !some {
			return errNoAlarm
		}
		return s.advance(ctx, due.Sub(w.Now()))
	}
	if d > clock.MostWound-w.Offset() {
		return errTooFar
	}
	target := w.Offset() + d
	if err := s.throughAlarms(ctx, target); err != nil {
		return err
	}
	return s.advance(ctx, target-w.Offset())
}

func (s *Server) nextAlarm(ctx context.Context) (time.Time, bool, error) {
	if s.opts.NextAlarm == nil {
		return time.Time{}, false, nil
	}
	return s.opts.NextAlarm(ctx)
}

// How winding waits for the bot on its way.
const (
	alarmLook     = 2 * time.Millisecond   // how often it looks whether an alarm is over
	alarmPatience = 300 * time.Millisecond // for one alarm
	windPatience  = 3 * time.Second        // for all of them
)

// throughAlarms winds to each alarm on the way to an offset and lets the bot deal
// with it, so that things happen at their times and one after the other, as if
// the time had passed. When there are too many, or the bot takes too long, the
// rest of them will find that they are late.
func (s *Server) throughAlarms(ctx context.Context, target time.Duration) error {
	w, began := s.opts.Wound, s.clock.Now()
	for s.clock.Now().Sub(began) < windPatience {
		due, some, err := s.nextAlarm(ctx)
		d := due.Sub(w.Now())
		if err != nil || !some || d > target-w.Offset() {
			return err
		}
		if err := s.advance(ctx, d); err != nil {
			return err
		}
		if err := s.awaitAlarms(ctx); err != nil {
			return err
		}
	}
	return nil
}

// awaitAlarms waits until no alarm is due, for a while.
func (s *Server) awaitAlarms(ctx context.Context) error {
	timer, began := s.clock.NewTimer(alarmLook), s.clock.Now()
	defer timer.Stop()
	for s.clock.Now().Sub(began) < alarmPatience {
		select {
		case <-timer.C():
		case <-ctx.Done():
			return ctx.Err()
		}
		due, some, err := s.nextAlarm(ctx)
		if err != nil || !some || due.After(s.dates.Now()) {
			return err
		}
		timer.Reset(alarmLook)
	}
	return nil
}

// advance puts the clock forward, once that is written down.
func (s *Server) advance(ctx context.Context, d time.Duration) error {
	w := s.opts.Wound
	if d > clock.MostWound-w.Offset() {
		return errTooFar
	}
	if s.archive != nil && d > 0 {
		if err := s.archive.wound(ctx, w.Offset()+d); err != nil {
			return err
		}
	}
	w.Wind(d)
	return nil
}
