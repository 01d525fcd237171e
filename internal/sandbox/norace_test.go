//go:build !race

package sandbox_test

// raced says that the race detector is watching.
const raced = false
