package process

import (
	"math/rand/v2"
	"time"
)

const (
	defaultMin = time.Second
	defaultMax = time.Minute
)

// bounds are b with its defaults.
func (b Backoff) bounds() (least, most time.Duration) {
	least, most = b.Min, b.Max
	if least == 0 {
		least = defaultMin
		if most > 0 {
			least = min(least, most)
		}
	}
	if most == 0 {
		most = max(defaultMax, least)
	}
	return least, most
}

// delay is the pause after the failure number n in a row, counted from 0.
func (b Backoff) delay(n int, r *rand.Rand) time.Duration {
	least, most := b.bounds()
	// The shift stops before it could overflow.
	top := most
	if n < 62 && least <= most>>(n+1) {
		top = least << (n + 1)
	}
	bottom := max(least, top/2)
	if top <= bottom {
		return bottom
	}
	return bottom + time.Duration(r.Int64N(int64(top-bottom)+1))
}
