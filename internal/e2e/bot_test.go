package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// settings are environment variables for the program, without "GOHYE_".
type settings map[string]string

// environ is the tests' environment without what would change the program, and
// with s.
func (s settings) environ() []string {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, "GOHYE_") || strings.HasPrefix(pair, "PG")
	})
	for _, name := range slices.Sorted(maps.Keys(s)) {
		env = append(env, "GOHYE_"+name+"="+s[name])
	}
	return env
}

// A transcript keeps what a program writes.
type transcript struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (o *transcript) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *transcript) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// lines are the lines with all of the words.
func (o *transcript) lines(words ...string) (found []string) {
	for line := range strings.Lines(o.String()) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// A bot is the running program.
type bot struct {
	cmd            *exec.Cmd
	stdout, stderr transcript
	ended          chan struct{} // closed when the program has ended
	err            error         // of Wait, set before ended is closed
	address        string        // of its web server
}

// spawn starts the program. It ends with the test at the latest.
func spawn(t *testing.T, set settings, args ...string) *bot {
	t.Helper()
	all := settings{"HTTP": "127.0.0.1:0", "LOG_FORMAT": "json", "DATA": filepath.Join(t.TempDir(), "data")}
	maps.Copy(all, set)
	b := &bot{ended: make(chan struct{})}
	b.cmd = exec.Command(program(t), args...)
	b.cmd.Env, b.cmd.Dir = all.environ(), t.TempDir()
	b.cmd.Stdout, b.cmd.Stderr = &b.stdout, &b.stderr
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		b.err = b.cmd.Wait()
		close(b.ended)
	}()
	t.Cleanup(func() {
		b.kill()
		if races := b.stderr.lines("DATA RACE"); len(races) > 0 {
			t.Errorf("the program has a data race:\n%s", b.stderr.String())
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", tail(b.stderr.String(), 60))
		}
	})
	return b
}

// launch starts the program and waits until it is ready.
func launch(t *testing.T, set settings, args ...string) *bot {
	t.Helper()
	b := spawn(t, set, args...)
	b.waitReady(t)
	return b
}

var webAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// waitServing waits until the web server's address is known.
func (b *bot) waitServing(t *testing.T) {
	t.Helper()
	eventually(t, "an address", func() error {
		b.address = webAddress.FindString(b.stdout.String())
		if b.address == "" {
			return b.alive()
		}
		return nil
	})
}

// waitReady waits until /readyz is green and the commands are registered.
func (b *bot) waitReady(t *testing.T) {
	t.Helper()
	b.waitServing(t)
	eventually(t, "ready", func() error {
		status, body, err := b.get("/readyz")
		if err != nil {
			return errors.Join(err, b.alive())
		}
		if status != http.StatusOK {
			return fmt.Errorf("%d %s", status, body)
		}
		if len(b.stderr.lines(`"msg":"commands `, "registered")) == 0 {
			return errors.New("the commands are not registered yet")
		}
		return nil
	})
}

// alive is an error in any case: that the program has ended, or that it has
// not said yet what is waited for.
func (b *bot) alive() error {
	select {
	case <-b.ended:
		return fmt.Errorf("it has ended (%w): %s", b.err, tail(b.stderr.String(), 10))
	default:
		return errors.New("not yet")
	}
}

// get reads an address of the program's web server.
func (b *bot) get(path string) (status int, body string, err error) {
	c := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := c.Get(b.address + path)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

// signal sends a signal to the program.
func (b *bot) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := b.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// kill ends the program as a power cut would, and waits for its end.
func (b *bot) kill() {
	select {
	case <-b.ended:
	default:
		_ = b.cmd.Process.Kill() // it may end by itself at this moment
		<-b.ended
	}
}

// wait waits for the end and returns the exit code, -1 for a signal.
func (b *bot) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-b.ended:
		return b.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the program has not ended after %s:\n%s", patience, tail(b.stderr.String(), 20))
		return 0
	}
}

// stop ends the program with SIGTERM and demands a clean end. It returns how
// long that took.
func (b *bot) stop(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	b.signal(t, syscall.SIGTERM)
	if code := b.wait(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0; %s", code, tail(b.stderr.String(), 10))
	}
	took := time.Since(began)
	if took > 10*time.Second {
		t.Errorf("the stop took %s, more than the promised ten seconds", took)
	}
	return took
}

// run runs the program to its end.
func run(t *testing.T, set settings, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	b := spawn(t, set, args...)
	code = b.wait(t)
	return code, b.stdout.String(), b.stderr.String()
}

// A report is what "gohye audit" prints.
type report struct {
	OK         bool
	Engine     string
	Players    int64
	Copies     int64
	Currencies map[string]struct{ Minted, Spent, Held int64 }
	Violations []struct{ Rule, Detail string }
}

// audit runs "gohye audit" and demands that it finds nothing wrong.
func audit(t *testing.T, database string) report {
	t.Helper()
	code, stdout, stderr := run(t, settings{"DATABASE": database}, "audit")
	var r report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("gohye audit printed no JSON (%v), exit code %d:\n%s%s", err, code, stdout, stderr)
	}
	if code != 0 || !r.OK || len(r.Violations) > 0 {
		t.Errorf("gohye audit: exit code %d, ok %v, violations %v\n%s", code, r.OK, r.Violations, stderr)
	}
	return r
}

// tail is the end of a text.
func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
