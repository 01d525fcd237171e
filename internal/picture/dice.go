package picture

// dice are a small deterministic source of choices. They are not a
// *rand.Rand because a picture must stay the same over Go releases, and they
// are split by purpose so that one more choice in one place does not change
// all the others.
type dice struct{ state uint64 }

// diceOf are the dice of a text and a purpose.
func diceOf(text, purpose string) *dice {
	h := uint64(14695981039346656037)
	for _, s := range []string{text, "\x00", purpose} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
	}
	d := &dice{h}
	d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is from 0 up to, not including, 1.
func (d *dice) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

// span is from lo up to, not including, hi.
func (d *dice) span(lo, hi float64) float64 { return lo + (hi-lo)*d.unit() }

// n is from 0 to k-1; k is positive.
func (d *dice) n(k int) int { return int(d.next() % uint64(k)) } //nolint:gosec // k is positive and the result below it

// chance is true with the probability p.
func (d *dice) chance(p float64) bool { return d.unit() < p }

// side is -1 or 1.
func (d *dice) side() float64 {
	if d.chance(0.5) {
		return -1
	}
	return 1
}

func pick[T any](d *dice, of ...T) T { return of[d.n(len(of))] }
