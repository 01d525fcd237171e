package process

import (
	"context"
	"log/slog"
	"runtime/metrics"
	"time"
)

// memoryEvery is how often memory is compared with the ceiling.
const memoryEvery = time.Second

// watchMemory is the process "memory". It leaves with everybody resumed, so
// that nobody waits for a relief that cannot come.
func (m *Manager) watchMemory(ctx context.Context) error {
	defer m.relieve()
	timer := m.clock.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C():
		}
		switch used := m.memoryUsed(); {
		case used > m.ceiling:
			if m.press() {
				m.log.LogAttrs(ctx, slog.LevelWarn, "memory above the ceiling", slog.Uint64("used", used), slog.Uint64("ceiling", m.ceiling))
			}
		case used < m.ceiling-m.ceiling/10:
			m.relieve()
		}
		timer.Reset(memoryEvery)
	}
}

// press pauses what can be deferred and reports whether that is news.
func (m *Manager) press() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.relief != nil {
		return false
	}
	m.relief = make(chan struct{})
	for _, e := range m.entries {
		if !e.cur.spec.Deferrable || e.cur.over {
			continue
		}
		for i := range e.cur.workers {
			if interrupt := e.cur.workers[i].interrupt; interrupt != nil {
				interrupt(ErrPaused)
			}
		}
	}
	return true
}

// relieve lets go on what press has paused.
func (m *Manager) relieve() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.relief != nil {
		close(m.relief)
		m.relief = nil
	}
}

// runtimeMemory is the memory that the Go runtime holds from the system.
func runtimeMemory() uint64 {
	s := [...]metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(s[:])
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}
