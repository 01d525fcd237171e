package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"gohye/internal/sandbox"
)

// told is one event of the feed.
type told struct {
	id, event string
	data      map[string]any
	text      string
}

// reading opens the feed; next is its next event, and fails when it has ended.
func reading(t *testing.T, h *house) (next func() told) {
	t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, 20*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/sandbox/feed", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if kind := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("%d %s", res.StatusCode, kind)
	}
	in := bufio.NewReader(res.Body)
	return func() (e told) {
		t.Helper()
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				t.Fatalf("the feed ended: %v", err)
			}
			key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			switch key {
			case "id":
				e.id = value
			case "event":
				e.event = value
			case "data":
				e.text = value
				if err := json.Unmarshal([]byte(value), &e.data); err != nil {
					t.Fatal(err)
				}
			case "":
				if e.event != "" {
					return e
				}
			}
		}
	}
}

func until(t *testing.T, next func() told, what string, match func(told) bool) told {
	t.Helper()
	for {
		if e := next(); match(e) {
			return e
		}
	}
}

func at(e told, key string) string { return fmt.Sprint(e.data[key]) }

func TestFeedTellsOfRequestsAndOfTheLine(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited(), Validate: func(x sandbox.Exchange) ([]string, bool) {
		if strings.Contains(string(x.Body), "odd") {
			return []string{"at /content: it is odd"}, true
		}
		return nil, !strings.Contains(x.Path, "/commands")
	}})
	next := reading(t, h)
	e := login(t, h, nil, "0")
	for _, want := range []string{"in 10 <nil>", "out 2 <nil>", "in 0 READY"} {
		got := next()
		if is := at(got, "direction") + " " + at(got, "op") + " " + at(got, "t"); got.event != "gateway" || is != want {
			t.Errorf("got %s %s, want %s", got.event, is, want)
		}
		if strings.Contains(got.text, h.BotToken()) {
			t.Errorf("the bot's token stands in %s", got.text)
		}
	}
	h.ask(t, 0) // registers a command first
	reg := until(t, next, "the command", func(x told) bool { return x.event == "rest" })
	if at(reg, "valid") != "<nil>" || at(reg, "method") != "POST" || at(reg, "interaction") != "<nil>" || at(reg, "since_ms") != "<nil>" {
		t.Errorf("of the command it says %s", reg.text)
	}
	in := e.until(t, "INTERACTION_CREATE")
	token := in.field(t, "token")
	came := until(t, next, "the interaction", func(x told) bool { return at(x, "t") == "INTERACTION_CREATE" })
	if strings.Contains(came.text, token) || !strings.Contains(came.text, `"token":"…"`) {
		t.Errorf("the interaction's token is not hidden: %s", came.text)
	}
	h.callback(t, in, `{"type":4,"data":{"content":"pong"}}`)
	answer := until(t, next, "the callback", func(x told) bool { return x.event == "rest" })
	if got := at(answer, "path"); got != "/api/v10/interactions/"+in.field(t, "id")+"/…/callback" {
		t.Errorf("the callback's path is %s", got)
	}
	since, ok := answer.data["since_ms"].(float64)
	if !ok || since < 0 || since > 3000 || at(answer, "interaction") != in.field(t, "id") || at(answer, "valid") != "true" ||
		at(answer, "status") != "204" || at(answer, "response") != "<nil>" || at(answer, "problems") != "[]" {
		t.Errorf("of the callback it says %s", answer.text)
	}
	h.nobody().do(t, "PATCH", "/webhooks/"+h.app()+"/"+token+"/messages/@original", `{"content":"odd"}`)
	edit := next()
	if at(edit, "interaction") != in.field(t, "id") || at(edit, "valid") != "false" || at(edit, "problems") != "[at /content: it is odd]" ||
		strings.Contains(edit.text, token) || !strings.Contains(edit.text, `"response":{"id":"`) {
		t.Errorf("of the edit it says %s", edit.text)
	}
	kind, body := form(t, `{"content":"see"}`, make([]byte, 1234))
	h.bot().send(t, "POST", h.messages()+"?x=y", kind, body)
	sent := next()
	if !strings.Contains(sent.text, `"payload_json":{"content":"see"}`) || !strings.Contains(sent.text, `"name":"f0.png"`) || !strings.Contains(sent.text, `"size":1234`) {
		t.Errorf("of a form it says %s", sent.text)
	}
	if got := at(sent, "path"); !strings.HasSuffix(got, "/messages?x=y") {
		t.Errorf("its path is %s", got)
	}
	h.person(0).do(t, "POST", h.messages(), `{"content":"a player's"}`)
	h.player(t, 1)
	e.say(t, `{"op":1,"d":7}`)
	if got := next(); at(got, "direction") != "out" || at(got, "op") != "1" || at(got, "data") != "7" {
		t.Errorf("after what players do comes %s", got.text)
	}
	if got := next(); at(got, "direction") != "in" || at(got, "op") != "11" {
		t.Errorf("the answer to a heartbeat is %s", got.text)
	}
}

// Who comes later reads what was kept, within bounds; where nothing is to be kept
// nothing is noted before somebody listens.
func TestFeedIsReplayed(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited(), FeedKept: 10})
	for i := range 25 {
		h.bot().do(t, "POST", h.messages(), fmt.Sprintf(`{"content":"%d"}`, i))
	}
	next := reading(t, h)
	before := 0
	for i := 15; i < 25; i++ {
		e := next()
		id, err := strconv.Atoi(e.id)
		if err != nil || before != 0 && id != before+1 || id > 1<<53 {
			t.Errorf("after number %d comes %s", before, e.id)
		}
		before = id
		if !strings.Contains(e.text, fmt.Sprintf(`"content":"%d"`, i)) {
			t.Fatalf("number %d is %s", i, e.text)
		}
	}
	h.bot().do(t, "POST", h.messages(), `{"content":"live"}`)
	if e := next(); e.id != fmt.Sprint(before+1) {
		t.Errorf("then comes %s", e.text)
	}
	kind, body := form(t, `{"content":"big"}`, make([]byte, 5<<20))
	for range 3 {
		h.bot().send(t, "POST", h.messages(), kind, body)
	}
	next = reading(t, h)
	if e := next(); e.id != fmt.Sprint(before+4) {
		t.Errorf("of what is too large the newest is kept, not %s %.100s", e.id, e.text)
	}
	quiet := open(t, sandbox.Options{Limits: unlimited()})
	quiet.bot().do(t, "POST", quiet.messages(), `{"content":"unheard"}`)
	next = reading(t, quiet)
	quiet.bot().do(t, "POST", quiet.messages(), `{"content":"heard"}`)
	if e := next(); !strings.Contains(e.text, `"heard"`) {
		t.Errorf("the first is %s", e.text)
	}
}

// A listener that does not read is let go, and nobody waits for it.
func TestFeedLetsSlowListenersGo(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	ctx, cancel := context.WithCancel(h.ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/sandbox/feed", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body := `{"content":"` + strings.Repeat("x", 1900) + `"}`
	handler := h.Handler()
	for range 6000 { // more than any buffer between us holds
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v10"+h.messages(), strings.NewReader(body))
		r.Header.Set("Authorization", h.bot().auth)
		if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatal(w.Code)
		}
	}
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil || n == 0 {
		t.Errorf("the stream ended after %d bytes with %v", n, err)
	}
}

// The streams end when the server is about to stop, and other pages may not read.
func TestFeedEndsAndIsOurs(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	req, err := http.NewRequestWithContext(h.ctx, http.MethodGet, h.url+"/sandbox/feed", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page got %d", res.StatusCode)
	}
	req.Header.Del("Sec-Fetch-Site")
	if res, err = http.DefaultClient.Do(req); err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	h.EndFeeds()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	if a := h.control(t, "GET", "/sandbox/feed", ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("a stream after the end: %d", a.status)
	}
}

func TestFaultsAreReadAsTheyWereSet(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	read := func() (f map[string]any) {
		a := h.control(t, "GET", "/sandbox/faults", "")
		if err := json.Unmarshal(a.body, &f); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return f
	}
	if f := read(); f["delay"] != 0.0 || f["next"] != 0.0 {
		t.Errorf("without faults it says %v", f)
	}
	h.control(t, "PUT", "/sandbox/faults", `{"delay":5,"next":2,"status":503,"retry_after":700,"lose":0.5,"repeat":1}`)
	h.bot().do(t, "GET", "/users/@me", "")
	f := read()
	for key, want := range map[string]float64{"delay": 5, "next": 1, "status": 503, "retry_after": 700, "lose": 0.5, "repeat": 1, "chance": 0} {
		if f[key] != want {
			t.Errorf("%s is %v, want %v", key, f[key], want)
		}
	}
}
