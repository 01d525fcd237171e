package query

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Mistakes is how many typing mistakes are forgiven in a word: none in a short
// one, for there they make another word of it. A Korean or Chinese letter is a
// syllable, so two of them are a word, and one may be wrong.
func Mistakes(word string) int {
	n := utf8.RuneCountInString(word)
	syllables := strings.ContainsFunc(word, func(r rune) bool { return r >= 0x1100 })
	switch {
	case syllables && n >= 2:
		return 1
	case n < 3 || syllables:
		return 0
	case n < 6:
		return 1
	}
	return 2
}

// maxDistance is how long a word may be of which mistakes are counted.
const maxDistance = 48

// Distance is how many letters must be added, left out, replaced or swapped
// with their neighbour to make b of a; most+1 when it is more than most, or when
// a word is too long to be looked at.
func Distance(a, b string, most int) int {
	var ra, rb [maxDistance]rune
	la, lb := runesOf(&ra, a), runesOf(&rb, b)
	if la < 0 || lb < 0 || la-lb > most || lb-la > most {
		return most + 1
	}
	// Three rows of the table: the one in work, the one before, and the one
	// before that, which a swap looks at.
	var rows [3][maxDistance + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range lb + 1 {
		last[j] = j
	}
	for i := 1; i <= la; i++ {
		row[0] = i
		best := i
		for j := 1; j <= lb; j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] { //nolint:gosec // both are at least 2
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[lb], most+1)
}

// runesOf copies the runes of s into room and says how many there are, -1 for
// too many.
func runesOf(room *[maxDistance]rune, s string) int {
	n := 0
	for _, r := range s {
		if n == maxDistance {
			return -1
		}
		room[n] = r
		n++
	}
	return n
}

// Nearest is the one of all that typed is most likely meant to be: it begins so,
// or it has the fewest mistakes; of equals the first in the alphabet. ok is
// false when none is near.
func Nearest(typed string, all []string) (near string, ok bool) {
	all = slices.Sorted(slices.Values(all))
	least := Mistakes(typed) + 1
	for _, s := range all {
		d := Distance(typed, s, least)
		if utf8.RuneCountInString(typed) >= 2 && len(s) > len(typed) && s[:len(typed)] == typed {
			d = min(d, 1)
		}
		if d < least {
			near, least, ok = s, d, true
		}
	}
	return near, ok
}
