package process

import (
	"fmt"
	"slices"
	"time"
)

// State is what a process is doing.
type State uint8

// The states. A process of several instances is in the latest of the first four
// that any of them is in.
const (
	// Running: Run has been called.
	Running State = iota
	// Waiting: for its turn, because MaxRunning others run.
	Waiting
	// Paused: until memory has come down.
	Paused
	// BackingOff: it has ended by itself and is run again after a pause.
	BackingOff
	// Stopping: cancelled, and has not ended yet.
	Stopping
	// Done: it has ended by itself and is not to be run again.
	Done
	// Stopped: it has ended because it was told to.
	Stopped
	// Failed: it has ended with a failure and is not to be run again.
	Failed
)

//nolint:gochecknoglobals // a constant in all but form
var stateNames = [...]string{"running", "waiting", "paused", "backing off", "stopping", "done", "stopped", "failed"}

// String is the state in lower-case words.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// MarshalText is String.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Status is what there is to know about a process at one moment.
type Status struct {
	Name      string    `json:"name"`
	Doc       string    `json:"doc"`
	State     State     `json:"state"`
	Since     time.Time `json:"since"`   // of the state
	Started   time.Time `json:"started"` // by Start
	Instances int       `json:"instances"`
	Restarts  int       `json:"restarts"` // since Started
	// LastError is the last failure, or what it returned on being stopped when
	// that was not its context's error; empty when there was none. It may name
	// things that are no business of players.
	LastError   string    `json:"last_error,omitempty"`
	LastErrorAt time.Time `json:"last_error_at,omitzero"`
	LastBeat    time.Time `json:"last_beat,omitzero"` // of the instance that beat last
	Stale       bool      `json:"stale"`              // some instance has stopped beating
	Overdue     bool      `json:"overdue"`            // some run is over its limit and has not come back
	Goroutines  int       `json:"goroutines"`         // that carry its label
	Needs       []string  `json:"needs,omitempty"`
}

// Status lists all processes in the order in which they were started, also
// those that have failed and the latest 128 that are done or stopped. It takes
// a profile of all goroutines, which stops the program for a moment: call it
// for a page or a scrape, not for an interaction. Processes of several managers
// that share a name share their count of goroutines.
func (m *Manager) Status() []Status {
	count := map[string]int{}
	for _, g := range goroutines() {
		count[g.process] += g.count
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	lives := m.lives()
	all := make([]Status, len(lives))
	for i, l := range lives {
		all[i] = l.status()
		all[i].Goroutines = count[l.spec.Name]
	}
	return all
}

// Healthy is nil, or an [UnhealthyError] that names the processes which have
// failed, are silent or are over their limit. One that is backing off is not
// among them: it is being taken care of. A failed process is forgotten when its
// name is started again or stopped. It is cheap.
func (m *Manager) Healthy() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var problems []Problem
	for _, l := range m.lives() {
		s := l.status()
		switch {
		case s.State == Failed:
			problems = append(problems, Problem{s.Name, "has failed: " + s.LastError})
		case s.Stale:
			problems = append(problems, Problem{s.Name, "has stopped beating"})
		case s.Overdue:
			problems = append(problems, Problem{s.Name, fmt.Sprintf("is over its limit of %v", l.spec.Limit)})
		}
	}
	if problems == nil {
		return nil
	}
	return &UnhealthyError{Problems: problems}
}

// lives are the present lives in the order of their starts.
func (m *Manager) lives() []*life {
	all := make([]*life, 0, len(m.entries))
	for _, e := range m.entries {
		all = append(all, e.cur)
	}
	slices.SortFunc(all, func(a, b *life) int {
		if a.seq < b.seq {
			return -1
		}
		return 1
	})
	return all
}

// status is all of l's status but the goroutines.
func (l *life) status() Status {
	s := Status{
		Name: l.spec.Name, Doc: l.spec.Doc, Started: l.began, Instances: l.spec.instances(),
		Needs: slices.Clone(l.spec.Needs),
	}
	if t := l.trouble; t != nil {
		s.Restarts, s.LastErrorAt = t.restarts, t.at
		if t.err != nil {
			s.LastError = t.err.Error()
		}
	}
	for i := range l.workers {
		w := &l.workers[i]
		if beat := w.beat.Load(); beat != 0 && (s.LastBeat.IsZero() || beat > s.LastBeat.UnixNano()) {
			s.LastBeat = time.Unix(0, beat)
		}
		if w.state > BackingOff {
			continue // has left
		}
		s.Stale = s.Stale || w.stale.Load()
		s.Overdue = s.Overdue || w.overdue
		if s.Since.IsZero() || w.state > s.State {
			s.State, s.Since = w.state, w.since
		}
	}
	switch {
	case l.over:
		s.State, s.Since = l.final, l.turned
	case l.halted:
		s.State, s.Since = Stopping, l.turned
	}
	return s
}
