package simulate

import (
	"container/heap"
	"context"
	"time"
)

// An event is something that happens at a moment.
type event struct {
	at   time.Time
	turn int // of two at one moment, the one that was written down first
	do   func(ctx context.Context) error
}

// An agenda is what is going to happen, the earliest first.
type agenda struct {
	events events
	turns  int
}

// add writes an event down.
func (a *agenda) add(at time.Time, do func(ctx context.Context) error) {
	a.turns++
	heap.Push(&a.events, event{at, a.turns, do})
}

// next takes the earliest event; ok is false when there is none.
func (a *agenda) next() (e event, ok bool) {
	if len(a.events) == 0 {
		return event{}, false
	}
	e, ok = heap.Pop(&a.events).(event)
	return e, ok
}

// events implement [heap.Interface].
//
//nolint:recvcheck // a heap compares by value and changes by pointer
type events []event

func (e events) Len() int { return len(e) }

func (e events) Less(i, j int) bool {
	if c := e[i].at.Compare(e[j].at); c != 0 {
		return c < 0
	}
	return e[i].turn < e[j].turn
}

func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push implements [heap.Interface].
func (e *events) Push(x any) {
	if v, ok := x.(event); ok {
		*e = append(*e, v)
	}
}

// Pop implements [heap.Interface].
func (e *events) Pop() any {
	last := len(*e) - 1
	v := (*e)[last]
	(*e)[last] = event{}
	*e = (*e)[:last]
	return v
}
