package process

import (
	"context"
	"errors"
	"runtime/pprof"
	"time"
)

// LabelKey is the pprof label that carries a process's name.
const LabelKey = "process"

// origin is where the contexts of all processes begin. A process outlives
// whoever started it, so it inherits nothing from them, and it is never done by
// itself: the manager cancels what it derives from here.
type origin struct{}

func (origin) Deadline() (time.Time, bool) { return time.Time{}, false }
func (origin) Done() <-chan struct{}       { return nil }
func (origin) Err() error                  { return nil }
func (origin) Value(any) any               { return nil }

// identity is a worker as the root of its context: it answers who the worker is,
// and the pprof labels of its process. It costs nothing of its own.
type identity worker

type identityKey struct{}

func (*identity) Deadline() (time.Time, bool) { return time.Time{}, false }
func (*identity) Done() <-chan struct{}       { return nil }
func (*identity) Err() error                  { return nil }

func (i *identity) Value(key any) any {
	if key == (identityKey{}) {
		return (*worker)(i)
	}
	return i.l.e.labels.Value(key)
}

// workerOf is the worker in whose Run ctx was made, or nil.
func workerOf(ctx context.Context) *worker {
	w, _ := ctx.Value(identityKey{}).(*worker)
	return w
}

// labelled is a context without anything but the label of the process name.
func labelled(name string) context.Context {
	return pprof.WithLabels(origin{}, pprof.Labels(LabelKey, name))
}

// Beat says that the Run in which ctx was made is alive. It is cheap enough for
// every turn of a loop, may be called from any goroutine, and does nothing when
// ctx is not from a Run.
func Beat(ctx context.Context) {
	if w := workerOf(ctx); w != nil {
		w.beaten()
	}
}

// Label runs f in this goroutine under the label of the process name, for code
// that runs before or beside the processes and opens something with goroutines
// of its own, such as a connection pool: they are counted to that name. The
// labels of ctx are back when f has returned or panicked.
func Label(ctx context.Context, name string, f func(ctx context.Context)) {
	pprof.Do(ctx, pprof.Labels(LabelKey, name), f)
}

// stackOf is the stack of the panic in err, or empty.
func stackOf(err error) string {
	if p, ok := errors.AsType[*PanicError](err); ok {
		return string(p.Stack)
	}
	return ""
}
