package process

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"gohye/internal/clock"
)

// Options are what a [Manager] is made of. All are optional.
type Options struct {
	Clock clock.Clock  // nil is the machine's
	Log   *slog.Logger // nil logs nothing
	Seed  uint64       // of the jitter

	// MaxRunning is how many calls of Run there may be at once; others are in
	// state [Waiting], first come first served. 0 is no limit. The manager's own
	// two do not count.
	MaxRunning int
	// MemoryCeiling in bytes, 0 none: above it deferrable processes pause, below
	// nine tenths of it they are run again.
	MemoryCeiling uint64
	// MemoryUsed is what MemoryCeiling is compared with, asked once a second.
	// nil is all memory that the Go runtime holds from the system, the figure
	// that GOMEMLIMIT limits.
	MemoryUsed func() uint64
	// OnEvent is told of everything that happens, from the goroutine in which it
	// happens, side by side. It must not block; it may ask for the status.
	OnEvent func(Event)
}

// keepEnded is how many processes that ended (done or stopped) stay listed.
const keepEnded = 128

// A Manager starts, restarts, stops and reports processes. Its methods may be
// called from any goroutine, also from inside a Run.
type Manager struct {
	clock      clock.Clock
	log        *slog.Logger
	onEvent    func(Event)
	slots      chan struct{} // capacity MaxRunning, one element a run; nil is no limit
	ceiling    uint64
	memoryUsed func() uint64
	watch      chan struct{} // capacity 1; full means "the watchdog will look again"

	// mu guards everything below, and the lives and workers of all entries.
	mu      sync.Mutex
	stopped bool // no life begins any more, but those that Start had let in
	seq     uint64
	entries map[string]*entry
	ended   endedList     // of the entries that are done or stopped
	jitter  *rand.Rand    // made with the first back-off
	seed    uint64        // of jitter
	relief  chan struct{} // not nil above the ceiling; closed when memory has come down
}

// An entry is a name and who lives under it.
type entry struct {
	name string
	//nolint:containedctx // the way runtime/pprof keeps labels
	labels context.Context // carries the pprof labels; immutable
	// cur is the life under this name, running or ended; never nil.
	cur *life
	// next begins when cur has ended; nil unless cur is being replaced.
	next       *life
	prev, post *entry // links of Manager.ended
	listed     bool   // in Manager.ended
}

// New makes a manager. It starts nothing, so a manager that is not used needs
// no Shutdown.
func New(o Options) *Manager {
	m := &Manager{
		clock: o.Clock, log: o.Log, onEvent: o.OnEvent, seed: o.Seed,
		ceiling: o.MemoryCeiling, memoryUsed: o.MemoryUsed,
		watch: make(chan struct{}, 1), entries: map[string]*entry{},
	}
	if m.clock == nil {
		m.clock = clock.System{}
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	if m.memoryUsed == nil {
		m.memoryUsed = runtimeMemory
	}
	if o.MaxRunning > 0 {
		m.slots = make(chan struct{}, o.MaxRunning)
	}
	return m
}

// Start starts a process and returns at once. A running process of that name is
// replaced: its context is cancelled with [ErrReplaced], and the new one begins
// when it has ended, however long that takes. So a process may replace itself.
// Of several starts that wait for the same one to end, only the latest begins.
//
// It refuses with a [SpecError] what cannot be run or what needs itself through
// others, and with [ErrStopped] everything after [Manager.Shutdown].
func (m *Manager) Start(s Spec) error {
	if err := s.check(); err != nil {
		return err
	}
	l := newLife(m, &s)
	m.mu.Lock()
	if err := m.admit(l); err != nil {
		m.mu.Unlock()
		return err
	}
	old := m.place(l)
	m.mu.Unlock()
	if old != nil {
		old.cancel(ErrReplaced)
	} else {
		m.emit(l.first().ctx, l.beginning())
	}
	return nil
}

// admit refuses l, or starts what has to watch over it.
func (m *Manager) admit(l *life) error {
	if m.stopped {
		return ErrStopped
	}
	if len(l.spec.Needs) > 0 && m.leadsBack(l.spec.Name, l.spec.Needs, map[string]bool{}) {
		return &SpecError{Name: l.spec.Name, Why: "needs itself through others"}
	}
	if l.spec.Limit > 0 || l.spec.BeatEvery > 0 {
		m.ensure(watchdogName, "Ends runs over their limit and finds those that stopped beating.", m.watchOver)
	}
	if l.spec.Deferrable && m.ceiling > 0 {
		m.ensure(memoryName, "Pauses deferrable processes while memory is above the ceiling.", m.watchMemory)
	}
	return nil
}

// place makes l the life of its name: now, or when the present one has ended,
// which it then returns for the caller to cancel. Called with mu held.
func (m *Manager) place(l *life) (old *life) {
	now := m.clock.Now()
	m.seq++
	l.seq = m.seq
	e := m.entries[l.spec.Name]
	if e == nil {
		e = &entry{name: l.spec.Name, labels: labelled(l.spec.Name)}
		m.entries[e.name] = e
	}
	l.e = e
	if e.cur == nil || e.cur.over {
		m.ended.remove(e)
		l.begin(now)
		return nil
	}
	e.next = l
	e.cur.halt(now)
	return e.cur
}

// ensure starts one of the manager's own processes unless it runs.
func (m *Manager) ensure(name, doc string, run func(context.Context) error) {
	if e := m.entries[name]; e != nil && !e.cur.over && (!e.cur.halted || e.next != nil) {
		return
	}
	l := newLife(m, &Spec{Name: name, Doc: doc, Run: run, Restart: Always})
	l.internal = true
	m.place(l)
}

// leadsBack reports whether one of needs leads to name, by the newest specs.
func (m *Manager) leadsBack(name string, needs []string, seen map[string]bool) bool {
	for _, n := range needs {
		if n == name {
			return true
		}
		e := m.entries[n]
		if e == nil || seen[n] {
			continue
		}
		seen[n] = true
		if m.leadsBack(name, e.newest().spec.Needs, seen) {
			return true
		}
	}
	return false
}

func (e *entry) newest() *life {
	if e.next != nil {
		return e.next
	}
	return e.cur
}

// Stop cancels the process of that name and returns when it has ended; nil also
// when it already had. What is started under the name while Stop waits is not
// stopped. A failed process becomes a stopped one. Not ended when ctx is done, it is a [StragglersError]. Called by the
// process itself, with its own ctx, it cancels and returns nil at once.
func (m *Manager) Stop(ctx context.Context, name string) error {
	m.mu.Lock()
	e := m.entries[name]
	if e == nil {
		m.mu.Unlock()
		return &UnknownError{Name: name}
	}
	l := e.cur
	e.next = nil
	halted := l.halt(m.clock.Now())
	if l.over && l.final == Failed {
		l.final = Stopped
		m.retire(e)
	}
	m.mu.Unlock()
	if halted {
		l.cancel(context.Canceled)
	}
	if w := workerOf(ctx); w != nil && w.l == l {
		return nil
	}
	if l.awaited(ctx, nil) {
		return nil
	}
	return stragglers([]string{name}, ctx.Err())
}

// Wait returns when the process of that name has ended for good and nothing
// follows it: nil when it is done or was stopped, its last error when it has
// failed, or ctx's error.
func (m *Manager) Wait(ctx context.Context, name string) error {
	for {
		m.mu.Lock()
		e := m.entries[name]
		if e == nil {
			m.mu.Unlock()
			return &UnknownError{Name: name}
		}
		l := e.cur
		over, err := l.over && e.next == nil, l.result()
		m.mu.Unlock()
		if over {
			return err
		}
		if !l.awaited(ctx, nil) {
			return ctx.Err()
		}
	}
}

// awaited reports whether l had ended before ctx was done or enough fired.
func (l *life) awaited(ctx context.Context, enough <-chan time.Time) bool {
	select {
	case <-l.ended:
		return true
	default:
	}
	select {
	case <-l.ended:
		return true
	case <-enough:
	case <-ctx.Done():
	}
	select {
	case <-l.ended:
		return true
	default:
		return false
	}
}
