//go:build !unix

package postgres

import "os/exec"

// Elsewhere a throw-away server is not started: it needs a shell and sockets.
func runAs(*exec.Cmd) error { return errAbsent }

func giveAway(string) error { return errAbsent }
