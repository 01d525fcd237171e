//go:build race

package e2e_test

// raced says that the program under test is to be built with the race detector.
const raced = true
