package process

import (
	"context"
	"runtime/debug"
	"sync"
)

// Together runs fns side by side as part of the calling process and returns
// when all have returned: the first error, or nil. That error cancels the
// context of the others with [ErrSibling]; a nil result cancels nobody. A panic
// becomes a [PanicError]. The last function runs in the calling goroutine, the
// others in goroutines that carry the caller's labels.
func Together(ctx context.Context, fns ...func(ctx context.Context) error) error {
	if len(fns) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(context.Canceled)
	g := group{cancel: cancel}
	last := len(fns) - 1
	for _, f := range fns[:last] {
		g.wait.Go(func() {
			g.run(ctx, f)
		})
	}
	// A Goexit of the last function must not leave the others behind.
	defer g.wait.Wait()
	g.run(ctx, fns[last])
	g.wait.Wait()
	return g.err
}

type group struct {
	wait   sync.WaitGroup
	cancel context.CancelCauseFunc
	once   sync.Once
	err    error // written once, under once; read after wait
}

func (g *group) run(ctx context.Context, f func(context.Context) error) {
	err := errGoexit
	defer func() { g.failed(err) }()
	err = guarded(ctx, f)
}

func (g *group) failed(err error) {
	if err == nil {
		return
	}
	g.once.Do(func() {
		g.err = err
		g.cancel(ErrSibling)
	})
}

// guarded calls f and turns its panic into an error.
func guarded(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return f(ctx)
}
