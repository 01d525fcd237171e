package process_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"gohye/internal/process"
)

// model is what the manager must look like after a number of calls, each of
// which is allowed to settle.
type model struct {
	state   map[string]process.State
	version map[string]int // of the latest start
}

// bubbled hides Deadline, which must not be asked for in a bubble.
type bubbled struct{ testing.TB }

// TestModel starts, replaces, crashes and stops processes at random and compares
// with the model after every step. Under every name at most one is alive.
func TestModel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(bubbled{t}, func(r *rapid.T) {
			m := process.New(process.Options{})
			world := model{state: map[string]process.State{}, version: map[string]int{}}
			alive := map[string]*atomic.Int32{"a": {}, "b": {}, "c": {}}
			crash := map[string]chan struct{}{}
			name := rapid.SampledFrom([]string{"a", "b", "c"})
			r.Repeat(map[string]func(*rapid.T){
				"start": func(r *rapid.T) {
					n := name.Draw(r, "name")
					world.version[n]++
					bang := make(chan struct{})
					crash[n] = bang
					err := m.Start(process.Spec{Name: n, Doc: fmt.Sprint(world.version[n]), Run: func(ctx context.Context) error {
						alive[n].Add(1)
						defer alive[n].Add(-1)
						select {
						case <-bang:
							return errors.New("bang")
						case <-ctx.Done():
							time.Sleep(time.Second)
							return ctx.Err()
						}
					}})
					if err != nil {
						r.Fatal(err)
					}
					world.state[n] = process.Running
					pass(2 * time.Second)
				},
				"stop": func(r *rapid.T) {
					n := name.Draw(r, "name")
					err := m.Stop(context.Background(), n)
					if _, known := world.state[n]; known != (err == nil) {
						r.Fatalf("stop of %s: %v", n, err)
					} else if known && world.state[n] != process.Stopped {
						world.state[n] = process.Stopped
					}
				},
				"crash": func(r *rapid.T) {
					n := name.Draw(r, "name")
					if world.state[n] == process.Running && crash[n] != nil {
						close(crash[n])
						crash[n] = nil
						world.state[n] = process.Failed
					}
				},
				"": func(r *rapid.T) { world.compare(r, m, alive) },
			})
			if err := m.Shutdown(context.Background()); err != nil {
				r.Fatal(err)
			}
			for n, k := range alive {
				if k.Load() != 0 {
					r.Fatalf("%d of %s are alive after the end", k.Load(), n)
				}
			}
		})
	})
}

func (w model) compare(r *rapid.T, m *process.Manager, alive map[string]*atomic.Int32) {
	synctest.Wait()
	all := m.Status()
	if len(all) != len(w.state) {
		r.Fatalf("%d processes, want %d", len(all), len(w.state))
	}
	for _, s := range all {
		want := w.state[s.Name]
		if s.State != want || s.Doc != fmt.Sprint(w.version[s.Name]) {
			r.Fatalf("%s is %v in version %s, want %v in %d", s.Name, s.State, s.Doc, want, w.version[s.Name])
		}
		if k := alive[s.Name].Load(); (want == process.Running) != (k == 1) || k > 1 {
			r.Fatalf("%s is %v and %d are alive", s.Name, want, k)
		}
	}
}
