package e2e_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestForeignServer runs the program, told nothing but an address and a token,
// against a server of which it can know nothing else.
func TestForeignServer(t *testing.T) {
	t.Parallel()
	for compression, param := range map[string]string{"none": "", "zlib": "zlib-stream", "zstd": "zstd-stream"} {
		t.Run(compression, func(t *testing.T) {
			t.Parallel()
			f := newForeign(t)
			database := filepath.Join(t.TempDir(), "game.db")
			set := settings{
				"TOKEN": f.token, "DISCORD_API": f.url + "/api/v10", "COMPRESSION": compression,
				"DATABASE": database, "PUBLIC_URL": "https://cards.invalid",
			}
			b := launch(t, set)
			f.loggedIn(t, param)
			if a := f.invoke(t, 3, "version", "[]"); !strings.Contains(a.body, "GoHYE 0.") || !strings.Contains(a.body, "built with go1.") {
				t.Errorf("/version: %s", a.body)
			}
			claimed := f.invoke(t, 4, "claim", `[{"name": "count", "type": 4, "value": 1}]`)
			for _, words := range []string{"claimed", "Cost **700**", "https://cards.invalid/"} {
				if !strings.Contains(claimed.body, words) {
					t.Errorf("/claim: there is no %q in %s", words, claimed.body)
				}
			}
			f.resumes(t)
			if a := f.invoke(t, 6, "balance", "[]"); !strings.Contains(a.body, "flakes") {
				t.Errorf("/balance after the line broke: %s", a.body)
			}
			if status, body, err := b.get("/sandbox/clock"); err != nil || status != http.StatusNotFound {
				t.Errorf("with a token there is a clock to wind: %d %s %v", status, body, err)
			}
			b.stop(t)
			launch(t, set).stop(t)
			f.mu.Lock()
			defer f.mu.Unlock()
			if f.puts != 1 {
				t.Errorf("the commands were written %d times, want once: they had not changed", f.puts)
			}
			for _, p := range f.problems {
				t.Error(p)
			}
			if r := audit(t, database); r.Copies != 1 {
				t.Errorf("the audit counts %d copies, want 1", r.Copies)
			}
		})
	}
}

// loggedIn wants the login that the documentation describes.
func (f *foreign) loggedIn(t *testing.T, compression string) {
	t.Helper()
	first := receive(t, "the login", f.said)
	var d struct {
		Token      string            `json:"token"`
		Intents    *int              `json:"intents"`
		Properties map[string]string `json:"properties"`
		Shard      []int             `json:"shard"`
	}
	if err := json.Unmarshal(first.D, &d); err != nil || first.Op != 2 {
		t.Fatalf("the first payload has the opcode %d: %v", first.Op, err)
	}
	if d.Token != f.token || d.Intents == nil || len(d.Shard) != 0 && len(d.Shard) != 2 {
		t.Errorf("the login lacks its token, its intents or a part of its shard: %v %v", d.Intents, d.Shard)
	}
	for _, key := range []string{"os", "browser", "device"} {
		if d.Properties[key] == "" {
			t.Errorf("the login's properties have no %s", key)
		}
	}
	f.mu.Lock()
	q := f.query
	f.mu.Unlock()
	if q.Get("v") != "10" || q.Get("encoding") != "json" || q.Get("compress") != compression {
		t.Errorf("the line was opened with %v", q)
	}
	receive(t, "the first heartbeat", f.beats)
	if seq := string(receive(t, "the second heartbeat", f.beats)); seq != "2" {
		t.Errorf("a heartbeat carries %s, want the last number, 2", seq)
	}
}

// resumes breaks the line and wants the session to be taken up where it was.
func (f *foreign) resumes(t *testing.T) {
	t.Helper()
	f.hangUp <- struct{}{}
	again := receive(t, "the program's return", f.said)
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	if err := json.Unmarshal(again.D, &d); err != nil || again.Op != 6 {
		t.Fatalf("the program came back with the opcode %d: %v", again.Op, err)
	}
	if d.Token != f.token || d.Session != "a-session" || d.Seq != 4 {
		t.Errorf("it resumes %q from %d, want a-session from 4", d.Session, d.Seq)
	}
}
