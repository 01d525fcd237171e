package config

import (
	"cmp"
	"fmt"
	"slices"
)

// A UsageError says what was wrong in what a person typed, in one sentence. A
// program that ends because of it exits with 2.
type UsageError struct {
	// Where is the flag, the variable, or the file and line.
	Where string
	// Problem is the rest of the sentence; it holds no secret.
	Problem string
	// Nearest is a name that may have been meant; empty when none is near.
	Nearest string
}

// Error is the sentence.
func (e *UsageError) Error() string {
	s := e.Problem
	if e.Where != "" {
		s = e.Where + ": " + s
	}
	if e.Nearest != "" {
		s += fmt.Sprintf("; did you mean %s?", e.Nearest)
	}
	return s
}

// nearest is the known name with the fewest typing mistakes between it and the
// name, or empty when that would be a third of its letters or more.
func nearest(name string, known []string) string {
	// Nothing of that length is a typing mistake, and counting has its price.
	if len(known) == 0 || len(name) > 64 {
		return ""
	}
	best := slices.MinFunc(known, func(a, b string) int {
		return cmp.Compare(distance(name, a), distance(name, b))
	})
	if 3*distance(name, best) > max(len(best), 4) {
		return ""
	}
	return best
}

// distance counts the letters to insert, remove, replace or swap with their
// neighbour to make b of a.
func distance(a, b string) int {
	// rows are the last three rows of the table of distances between the
	// beginnings of a and b.
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
