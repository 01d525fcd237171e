package game

import (
	"slices"
	"testing"
)

// moving is a database whose prices change once, after the first thing that is
// read of them.
type moving struct {
	Reader
	version int64
	reads   int // of all prices
}

func (m *moving) now() int64 {
	v := m.version
	m.version = 2
	return v
}

// PriceStamp implements [Reader].
func (m *moving) PriceStamp() (PriceStamp, error) { return PriceStamp{Lease: PriceLease(m.now())}, nil }

// Prices implements [Reader].
func (m *moving) Prices() ([]Score, error) {
	m.reads++
	return []Score{{Card: 1, N: m.now()}}, nil
}

// Promise: prices that are kept are never older than what is in the database,
// also when they change while they are being read.
func TestKeptPricesAreThePresentOnes(t *testing.T) {
	t.Parallel()
	g, m := smallShelf(t), &moving{version: 1}
	for i, reads := range []int{1, 2, 2} { // the second time they are read anew, then they are kept
		prices, err := g.allPrices(m)
		if err != nil || i > 0 && !slices.Equal(prices, []Score{{Card: 1, N: 2}}) || m.reads != reads {
			t.Errorf("time %d: %v after reading %d times, %v", i+1, prices, m.reads, err)
		}
	}
}
