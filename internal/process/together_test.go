package process_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gohye/internal/process"
)

func TestTogether(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	wait := func(ctx context.Context) error {
		<-ctx.Done()
		time.Sleep(time.Second)
		return context.Cause(ctx)
	}
	fine := func(context.Context) error { return nil }
	fail := func(context.Context) error { time.Sleep(time.Second); return boom }
	blow := func(context.Context) error { time.Sleep(time.Second); panic(boom) }
	leave := func(context.Context) error { time.Sleep(time.Second); runtime.Goexit(); return nil }
	type fns = []func(context.Context) error
	tests := map[string]struct {
		fns  fns
		want error
		took time.Duration
	}{
		"nothing":                    {nil, nil, 0},
		"all well":                   {fns{fine, fine, fine}, nil, 0},
		"the first fails":            {fns{fail, wait, fine}, boom, 2 * time.Second},
		"the last fails":             {fns{fine, wait, fail}, boom, 2 * time.Second},
		"a panic":                    {fns{blow, wait}, boom, 2 * time.Second},
		"a panic of the last":        {fns{wait, blow}, boom, 2 * time.Second},
		"goexit of another":          {fns{leave, wait}, nil, 2 * time.Second},
		"well, but the caller stops": {fns{fine, wait}, context.Canceled, 6 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				timer := time.AfterFunc(5*time.Second, cancel)
				defer timer.Stop()
				defer cancel()
				began := time.Now()
				err := process.Together(ctx, tt.fns...)
				if took := time.Since(began); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if name == "goexit of another" {
					if err == nil || !strings.Contains(err.Error(), "Goexit") {
						t.Errorf("Together: %v", err)
					}
					return
				}
				if !errors.Is(err, tt.want) {
					t.Errorf("Together: %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestGoroutinesAreCountedToTheirProcess(t *testing.T) {
	managed(t, process.Options{}, func(t *testing.T, m *process.Manager) {
		start(t, m, process.Spec{Name: "gateway \"1\"", Run: func(ctx context.Context) error {
			return process.Together(ctx, idle, idle, idle)
		}})
		if s := status(t, m, "gateway \"1\""); s.Goroutines != 3 {
			t.Errorf("status is %+v, want 3 goroutines", s)
		}
	})
}

func TestUnowned(t *testing.T) {
	// Not parallel: it looks at all goroutines of the program.
	release := make(chan struct{})
	defer close(release)
	up := make(chan struct{})
	process.Label(t.Context(), "library", func(context.Context) {
		go func() { up <- struct{}{}; hangOwned(release) }()
	})
	go func() { up <- struct{}{}; hang(release) }()
	<-up
	<-up
	found := strings.Join(process.Unowned(), "\n")
	if !strings.Contains(found, "TestUnowned.func") || strings.Contains(found, "hangOwned") || strings.Contains(found, "testing.tRunner") {
		t.Errorf("unowned are:\n%s", found)
	}
}

func hangOwned(release <-chan struct{}) { <-release }
