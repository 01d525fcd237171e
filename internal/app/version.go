package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of this source tree; CHANGELOG.md tells what is in it.
const release = "0.1.0"

// A Build says what a program was built from.
type Build struct {
	Version string // "0.1.0"
	Commit  string // twelve hex digits and "+" for local changes, or "unknown"
	Go      string // "go1.26.8"
}

// ReadBuild is the build of the running program.
func ReadBuild() Build {
	b := Build{Version: release, Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	changed := false
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			b.Commit = s.Value[:12]
		case s.Key == "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if changed && b.Commit != "unknown" {
		b.Commit += "+"
	}
	return b
}

// Version is the build in one line.
func Version() string {
	b := ReadBuild()
	return fmt.Sprintf("gohye %s (commit %s, %s)", b.Version, b.Commit, b.Go)
}
