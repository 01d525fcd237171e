package store

import (
	"context"
	"errors"
	"sync"

	"gohye/internal/store/engine"
)

// The kinds of ids that are numbered.
const (
	copyID = iota
	claimID
	dropID
	jobID
	auctionID
	albumID
	idKinds
)

const (
	block = 1000 // ids that a process takes at once
	low   = 100  // ids left at which it takes the next block
)

const takeBlock = `UPDATE counter SET value = value + $2 WHERE name = $1 RETURNING value`

// errDry says that the ids ran out within a transaction: it is run again after
// the next block was taken.
var errDry = errors.New("no id left in the block")

// ids hands out ids from memory. A process takes them from the database a block
// at a time, in a transaction of its own, so that no insert waits for an
// answer and no two processes have the same. What a process did not use is lost
// when it ends.
type ids struct {
	mu   sync.Mutex // guards left
	left [idKinds]struct{ next, end int64 }

	filling chan struct{} // capacity 1; full while somebody takes blocks
}

func newIDs() *ids { return &ids{filling: make(chan struct{}, 1)} }

// take is the next id; ok is false when the block is used up.
func (s *ids) take(kind int) (id int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.left[kind]
	if l.next == l.end {
		return 0, false
	}
	l.next++
	return l.next - 1, true
}

// fill takes new blocks of the kinds that are nearly used up.
func (s *ids) fill(ctx context.Context, e engine.Engine) error {
	if len(s.wanting()) == 0 {
		return nil
	}
	select {
	case s.filling <- struct{}{}:
		defer func() { <-s.filling }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	names := [idKinds]string{"copy", "claim", "drop", "job", "auction", "album"}
	for _, kind := range s.wanting() {
		var end int64
		err := e.Alone(ctx, func(t engine.Tx) error {
			t.Queue(takeBlock, func(r engine.Row) error { return r.Scan(&end) }, names[kind], block)
			return t.Flush()
		})
		if err != nil {
			return err
		}
		s.add(kind, end-block, end)
	}
	return nil
}

func (s *ids) wanting() (kinds []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for kind, l := range s.left {
		if l.end-l.next < low {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// add makes a block the present one. The rest of the old one is left alone:
// ids need not be without gaps.
func (s *ids) add(kind int, first, end int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[kind].next, s.left[kind].end = first, end
}

// forget drops what is left of a block, because the numbers were set anew.
func (s *ids) forget(kind int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[kind].next, s.left[kind].end = 0, 0
}
