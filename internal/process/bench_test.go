package process_test

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/oklog/run"
	"github.com/thejerf/suture/v4"
	"golang.org/x/sync/errgroup"

	"gohye/internal/process"
)

// The benchmarks put the manager beside what one would have without it. In all
// of them a process waits for its context, and a start counts as done when the
// process has said so from its own goroutine:
//
//	go test ./internal/process -run '^$' -bench . -benchtime 200000x
//
// BenchmarkRatios measures them in turn within one run and reports how the
// manager compares: x-own-context must be at most 2, x-suture below 1.

const crowd = 1000

// A contestant has a crowd of processes running and can start and stop one more,
// or replace one of them.
type contestant struct {
	name string
	open func(tb testing.TB) (cycle, replace func(), end func())
}

func contestants() []contestant {
	return []contestant{
		{"bare", bare},
		{"own-context", ownContext},
		{"errgroup", withErrgroup},
		{"oklog", withOklog},
		{"suture", withSuture},
		{"manager", withManager},
	}
}

// bare goroutines share a context: one cannot be stopped without the others, so
// it counts as the floor, the extra one ending by a channel of its own.
func bare(tb testing.TB) (cycle, replace, end func()) {
	ctx, cancel := context.WithCancel(tb.Context())
	var wg sync.WaitGroup
	for range crowd {
		wg.Go(func() { ; <-ctx.Done() })
	}
	cycle = func() {
		up, quit := make(chan struct{}), make(chan struct{})
		var one sync.WaitGroup
		one.Go(func() { ; close(up); <-quit })
		<-up
		close(quit)
		one.Wait()
	}
	return cycle, cycle, func() { cancel(); wg.Wait() }
}

type ownOne struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func startOwn(parent context.Context, up chan<- struct{}) ownOne {
	ctx, cancel := context.WithCancel(parent)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if up != nil {
			up <- struct{}{}
		}
		<-ctx.Done()
	}()
	return ownOne{cancel, done}
}

func (o ownOne) stop() { o.cancel(); <-o.done }

func ownContext(tb testing.TB) (cycle, replace, end func()) {
	root, cancel := context.WithCancel(tb.Context())
	all := make([]ownOne, crowd)
	for i := range all {
		all[i] = startOwn(root, nil)
	}
	up := make(chan struct{})
	n := 0
	cycle = func() {
		o := startOwn(root, up)
		<-up
		o.stop()
	}
	replace = func() {
		all[n%crowd].stop()
		all[n%crowd] = startOwn(root, up)
		<-up
		n++
	}
	return cycle, replace, func() {
		cancel()
		for _, o := range all {
			<-o.done
		}
	}
}

func withErrgroup(tb testing.TB) (cycle, replace, end func()) {
	root, cancel := context.WithCancel(tb.Context())
	g, ctx := errgroup.WithContext(root)
	for range crowd {
		g.Go(func() error { <-ctx.Done(); return nil })
	}
	up := make(chan struct{})
	cycle = func() {
		one, stop := context.WithCancel(root)
		g, ctx := errgroup.WithContext(one)
		g.Go(func() error { up <- struct{}{}; <-ctx.Done(); return nil })
		<-up
		stop()
		_ = g.Wait()
	}
	return cycle, cycle, func() { cancel(); _ = g.Wait() }
}

func withOklog(tb testing.TB) (cycle, replace, end func()) {
	root, cancel := context.WithCancel(tb.Context())
	var g run.Group
	for range crowd {
		g.Add(func() error { <-root.Done(); return nil }, func(error) { cancel() })
	}
	over := make(chan struct{})
	go func() { defer close(over); _ = g.Run() }()
	up := make(chan struct{})
	cycle = func() {
		ctx, stop := context.WithCancel(root)
		var one run.Group
		one.Add(func() error { up <- struct{}{}; <-ctx.Done(); return nil }, func(error) { stop() })
		done := make(chan struct{})
		go func() { defer close(done); _ = one.Run() }()
		<-up
		stop()
		<-done
	}
	return cycle, cycle, func() { cancel(); <-over }
}

type service func(context.Context) error

func (s service) Serve(ctx context.Context) error { return s(ctx) }

func withSuture(tb testing.TB) (cycle, replace, end func()) {
	root, cancel := context.WithCancel(tb.Context())
	s := suture.NewSimple("bench")
	over := s.ServeBackground(root)
	idle := service(func(ctx context.Context) error { <-ctx.Done(); return nil })
	all := make([]suture.ServiceToken, crowd)
	for i := range all {
		all[i] = s.Add(idle)
	}
	up := make(chan struct{})
	told := service(func(ctx context.Context) error { up <- struct{}{}; <-ctx.Done(); return nil })
	n := 0
	drop := func(t suture.ServiceToken) {
		if err := s.RemoveAndWait(t, time.Minute); err != nil {
			tb.Fatal(err)
		}
	}
	cycle = func() {
		t := s.Add(told)
		<-up
		drop(t)
	}
	replace = func() {
		drop(all[n%crowd])
		all[n%crowd] = s.Add(told)
		<-up
		n++
	}
	return cycle, replace, func() { cancel(); <-over }
}

func withManager(tb testing.TB) (cycle, replace, end func()) {
	m := process.New(process.Options{})
	start := func(s process.Spec) {
		if err := m.Start(s); err != nil {
			tb.Fatal(err)
		}
	}
	names := make([]string, crowd)
	for i := range names {
		names[i] = "bench-" + strconv.Itoa(i)
		start(process.Spec{Name: names[i], Run: idle})
	}
	up := make(chan struct{})
	told := func(ctx context.Context) error { up <- struct{}{}; <-ctx.Done(); return nil }
	n := 0
	ctx := tb.Context()
	cycle = func() {
		start(process.Spec{Name: "one-more", Run: told})
		<-up
		if err := m.Stop(ctx, "one-more"); err != nil {
			tb.Fatal(err)
		}
	}
	replace = func() {
		start(process.Spec{Name: names[n%crowd], Run: told})
		<-up
		n++
	}
	return cycle, replace, func() {
		if err := m.Shutdown(context.Background()); err != nil {
			tb.Fatal(err)
		}
	}
}

func idle(ctx context.Context) error { <-ctx.Done(); return nil }

func BenchmarkStartStop(b *testing.B) {
	for _, c := range contestants() {
		b.Run(c.name, func(b *testing.B) {
			cycle, _, end := c.open(b)
			defer end()
			b.ReportAllocs()
			for b.Loop() {
				cycle()
			}
		})
	}
}

func BenchmarkReplace(b *testing.B) {
	for _, c := range contestants() {
		b.Run(c.name, func(b *testing.B) {
			_, replace, end := c.open(b)
			defer end()
			b.ReportAllocs()
			for b.Loop() {
				replace()
			}
		})
	}
}

// BenchmarkNewNames is a start and stop under a name that was never used before,
// which has to make its label first.
func BenchmarkNewNames(b *testing.B) {
	m := process.New(process.Options{})
	defer func() { _ = m.Shutdown(context.Background()) }()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		name := strconv.Itoa(n)
		n++
		if err := m.Start(process.Spec{Name: name, Run: idle}); err != nil {
			b.Fatal(err)
		}
		if err := m.Stop(b.Context(), name); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRatios gives the contestants turns within one measurement, so that a
// noisy neighbour hits all of them, and compares the medians.
func BenchmarkRatios(b *testing.B) {
	b.Run("start-stop", func(b *testing.B) { ratios(b, func(cycle, _ func()) func() { return cycle }) })
	b.Run("replace", func(b *testing.B) { ratios(b, func(_, replace func()) func() { return replace }) })
}

func ratios(b *testing.B, pick func(cycle, replace func()) func()) {
	const turns, rounds = 10000, 9
	took := map[string][]time.Duration{}
	for b.Loop() {
		for range rounds {
			for _, c := range contestants() {
				cycle, replace, end := c.open(b)
				do := pick(cycle, replace)
				runtime.GC()
				began := time.Now()
				for range turns {
					do()
				}
				took[c.name] = append(took[c.name], time.Since(began)/turns)
				end()
			}
		}
	}
	median := func(name string) float64 {
		slices.Sort(took[name])
		return float64(took[name][len(took[name])/2])
	}
	ours := median("manager")
	for _, c := range contestants() {
		b.ReportMetric(median(c.name), c.name+"-ns")
		if c.name != "manager" {
			b.ReportMetric(ours/median(c.name), "x-"+c.name)
		}
	}
	b.ReportMetric(ours-median("own-context"), "beyond-ns")
	b.ReportMetric(0, "ns/op")
}
