package process

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"gohye/internal/clock"
)

// Shutdown refuses further starts, ends all processes and returns nil when all
// have ended. They end in waves: first those that nobody needs, then those that
// only they needed, at last the manager's own two. Where ctx has a deadline, a
// wave gets half of the time that is left, so that one process that hangs does
// not take the time of those below it; at the deadline whoever has not ended is
// named in a [StragglersError]. It may be called again, also meanwhile: every
// call waits for the same ends and answers for itself.
func (m *Manager) Shutdown(ctx context.Context) error {
	m.mu.Lock()
	m.stopped = true
	for _, e := range m.entries {
		e.next = nil
	}
	m.mu.Unlock()
	late := map[*life]bool{}
	for {
		wave, last := m.nextWave(late)
		if len(wave) == 0 {
			break
		}
		enough := half(ctx, last)
		for _, l := range wave {
			if !l.awaited(ctx, enough.C()) {
				late[l] = true
				// The budget is the wave's: the others get no more of it.
				enough.Reset(0)
			}
		}
		enough.Stop()
	}
	var names []string
	for l := range late {
		if !l.awaited(ctx, nil) {
			names = append(names, l.spec.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	err := stragglers(names, ctx.Err())
	m.logStragglers(ctx, err)
	return err
}

// nextWave cancels and returns the lives that nobody needs any more, leaving
// out those that are late. last says that no wave follows.
func (m *Manager) nextWave(late map[*life]bool) (wave []*life, last bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var own, others []*life
	needed := map[string]bool{}
	for _, e := range m.entries {
		l := e.cur
		switch {
		case l.over || late[l]:
		case l.internal:
			own = append(own, l)
		default:
			others = append(others, l)
			for _, n := range l.spec.Needs {
				needed[n] = true
			}
		}
	}
	free := slices.DeleteFunc(slices.Clone(others), func(l *life) bool { return needed[l.spec.Name] })
	switch {
	case len(others) == 0:
		free, last = own, true
	case len(free) == 0:
		// A process that is being replaced may still run by needs which its
		// successor has dropped, and these can form a circle.
		free = others
	}
	now := m.clock.Now()
	for _, l := range free {
		l.halt(now)
		l.cancel(ErrStopped)
	}
	return free, last
}

// half is a timer for half of the time that ctx leaves, or all of it for the
// last wave. Deadlines are the machine's time, so this is not Options.Clock.
func half(ctx context.Context, last bool) clock.Timer {
	deadline, ok := ctx.Deadline()
	if !ok || last {
		t := clock.System{}.NewTimer(time.Hour)
		t.Stop()
		return t
	}
	return clock.System{}.NewTimer(deadline.Sub(clock.System{}.Now()) / 2)
}

// stragglers looks at what the named processes are doing.
func stragglers(names []string, why error) error {
	e := &StragglersError{Err: why}
	groups := goroutines()
	for _, name := range names {
		s := Straggler{Name: name}
		for _, g := range groups {
			if g.process == name {
				s.Stacks = append(s.Stacks, g.stack)
			}
		}
		e.Stragglers = append(e.Stragglers, s)
	}
	return e
}

func (m *Manager) logStragglers(ctx context.Context, err error) {
	var late *StragglersError
	if !errors.As(err, &late) {
		return
	}
	for _, s := range late.Stragglers {
		m.log.LogAttrs(ctx, slog.LevelError, "process has not ended in time",
			slog.String("process", s.Name), slog.String("stack", strings.Join(s.Stacks, "\n")))
	}
}
