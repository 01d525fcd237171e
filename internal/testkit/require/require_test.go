package require

import (
	"runtime"
	"strings"
	"testing"
)

func TestRequired(t *testing.T) {
	t.Parallel()
	tests := []struct {
		list, name string
		want       bool
		err        string
	}{
		{"", "postgres", false, ""},
		{"postgres,browser", "postgres", true, ""},
		{" browser , openapi ", "openapi", true, ""},
		{"browser", "openapi", false, ""},
		{"postgers", "postgres", false, "postgers"},
		{"postgres", "mysql", false, "mysql"},
	}
	for _, tt := range tests {
		got, err := required(tt.list, tt.name)
		if got != tt.want || (err == nil) != (tt.err == "") {
			t.Errorf("required(%q, %q) is %v, %v", tt.list, tt.name, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q does not name %q", err, tt.err)
		}
	}
}

// ended is a test that notes how it was ended.
type ended struct {
	testing.TB
	how string
}

func (e *ended) Helper() {}

func (e *ended) Skipf(string, ...any) { e.how = "skipped"; runtime.Goexit() }

func (e *ended) Fatalf(string, ...any) { e.how = "failed"; runtime.Goexit() }

func (e *ended) Fatal(...any) { e.how = "failed"; runtime.Goexit() }

//nolint:paralleltest // changes the environment
func TestNeed(t *testing.T) {
	for list, want := range map[string]string{"": "skipped", "browser": "skipped", "postgres": "failed", "nonsense": "failed"} {
		t.Setenv(Variable, list)
		e := &ended{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			Need(e, "postgres", "a sample")
			e.how = "went on"
		}()
		<-done
		if e.how != want {
			t.Errorf("with %s=%q the test %s, want %s", Variable, list, e.how, want)
		}
	}
}
