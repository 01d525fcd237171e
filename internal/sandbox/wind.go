package sandbox

import (
	"context"
	"encoding/json"
	"errors"
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
		s.log.WarnContext(r.Context(), "the clock could not be wound", "error", err)
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
		if s.opts.NextAlarm == nil {
			return errNoAlarm
		}
		due, some, err := s.opts.NextAlarm(ctx)
		if err != nil {
			return err
		}
		if !some {
			return errNoAlarm
		}
		d = max(due.Sub(w.Now()), 0)
	}
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
