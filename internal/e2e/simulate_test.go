package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestSimulate plays the economy of a few players with the program: the same seed
// gives the same page, the pictures are there, the database that was kept is in
// order, and rules that starve players are told by the exit code.
func TestSimulate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	kept, curves := filepath.Join(folder, "kept.db"), filepath.Join(folder, "curves")
	few := []string{"simulate", "--players", "12", "--days", "4", "--seed", "5"}
	_, first, stderr := run(t, settings{}, append(few, "--keep", kept, "--pictures", curves)...)
	if _, again, _ := run(t, settings{}, few...); again != first || first == "" {
		t.Errorf("the same seed gave\n%s\nand then\n%s%s", first, again, stderr)
	}
	if got := audit(t, kept); got.Copies == 0 {
		t.Error("nobody has got a copy")
	}
	if pictures, err := filepath.Glob(filepath.Join(curves, "*.png")); err != nil || len(pictures) == 0 {
		t.Errorf("no curves were drawn: %v", err)
	}

	poor := filepath.Join(folder, "poor.toml")
	if err := os.WriteFile(poor, []byte("[daily]\nflakes = 1\nstep = 0\nmost = 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(t, settings{"RULES": poor}, append(few, "--json")...)
	var r struct{ OK bool }
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 1 || r.OK {
		t.Errorf("rules that starve: exit code %d, ok %v, %v\n%s", code, r.OK, err, stderr)
	}
	if code, _, stderr := run(t, settings{}, "simulate", "--players", "0"); code != 2 {
		t.Errorf("nobody plays: exit code %d\n%s", code, stderr)
	}
}
