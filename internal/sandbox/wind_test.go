package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// control makes a request of the sandbox's own, as the page does.
func (h *house) control(t testing.TB, method, path, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(h.ctx, method, h.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, raw}
}

// clockOf reads the answer of /sandbox/clock.
func clockOf(t testing.TB, a answer) (c struct {
	Now      int64 `json:"now"`
	Offset   int64 `json:"offset_ms"`
	Windable bool  `json:"windable"`
},
) {
	t.Helper()
	if err := json.Unmarshal(a.body, &c); err != nil || a.status != http.StatusOK {
		t.Fatalf("/sandbox/clock answers %d %s", a.status, a.body)
	}
	return c
}

// alarms is what a bot says of its alarms.
type alarms struct {
	mu   sync.Mutex
	next time.Time
	err  error
}

func (a *alarms) set(next time.Time, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next, a.err = next, err
}

func (a *alarms) ask(context.Context) (time.Time, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.next, !a.next.IsZero(), a.err
}

func TestClockIsWound(t *testing.T) {
	t.Parallel()
	w, due := clock.NewWound(clock.System{}, time.Minute), &alarms{}
	h := open(t, sandbox.Options{Wound: w, NextAlarm: due.ask})
	c := clockOf(t, h.control(t, "GET", "/sandbox/clock", ""))
	if !c.Windable || c.Offset != 60_000 || time.UnixMilli(c.Now).Before(time.Now().Add(30*time.Second)) {
		t.Errorf("the clock is %+v", c)
	}
	after := clockOf(t, h.control(t, "POST", "/sandbox/clock", `{"add_ms":3600000}`))
	if after.Offset != 3_660_000 || after.Now-c.Now < 3_600_000 || w.Offset() != 61*time.Minute {
		t.Errorf("an hour more: %+v", after)
	}
	refused := func(what, body string, status int, words string) {
		t.Helper()
		if a := h.control(t, "POST", "/sandbox/clock", body); a.status != status || !strings.Contains(string(a.body), words) {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	refused("no alarm", `{"until":"next"}`, http.StatusConflict, "no alarm")
	refused("nothing", `{}`, http.StatusBadRequest, "add_ms")
	refused("backwards", `{"add_ms":-1}`, http.StatusBadRequest, "add_ms")
	refused("both", `{"add_ms":1,"until":"next"}`, http.StatusBadRequest, "add_ms")
	refused("another word", `{"add_ms":1,"until":"noon"}`, http.StatusBadRequest, "add_ms")
	refused("no JSON", `1h`, http.StatusBadRequest, "add_ms")
	refused("too far", `{"add_ms":9000000000000000000}`, http.StatusConflict, "fifty years")
	if w.Offset() != 61*time.Minute {
		t.Errorf("what was refused has wound the clock to %v", w.Offset())
	}
	due.set(w.Now().Add(5*time.Hour), nil)
	first := clockOf(t, h.control(t, "POST", "/sandbox/clock", `{"until":"next"}`))
	if w.Now().Before(due.next) || w.Now().After(due.next.Add(time.Minute)) {
		t.Errorf("the clock stands at %v, the alarm at %v", w.Now(), due.next)
	}
	again := clockOf(t, h.control(t, "POST", "/sandbox/clock", `{"until":"next"}`))
	if again.Offset != first.Offset {
		t.Error("an alarm that is due has wound the clock on")
	}
	due.set(time.Time{}, errors.New("the database is away"))
	refused("a fault", `{"until":"next"}`, http.StatusInternalServerError, "log")
}

// Winding by a time passes through the alarms on its way, each at its moment and
// not before the one before it is over; a bot that does not answer holds nobody
// up for long.
func TestWindingPassesThroughAlarms(t *testing.T) {
	t.Parallel()
	w := clock.NewWound(clock.System{}, 0)
	start := w.Now()
	b := &alarmBot{clock: w}
	for _, at := range []time.Duration{3 * time.Hour, time.Hour, 5 * time.Hour, 30 * time.Hour} {
		b.due = append(b.due, start.Add(at))
	}
	h := open(t, sandbox.Options{Wound: w, NextAlarm: b.next})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); b.run(ctx) }()
	state := clockOf(t, h.control(t, "POST", "/sandbox/clock", `{"add_ms":86400000}`))
	cancel()
	<-ended
	if state.Offset != 86_400_000 {
		t.Errorf("the clock was wound by %d ms, want a day", state.Offset)
	}
	for i, want := range []time.Duration{time.Hour, 3 * time.Hour, 5 * time.Hour} {
		if i >= len(b.rung) || b.rung[i].Sub(start) < want || b.rung[i].Sub(start) > want+time.Minute {
			t.Errorf("the alarms rang at %v after %v", b.rung, start)
			break
		}
	}
	// Nobody deals with the last one any more.
	began := time.Now()
	if state = clockOf(t, h.control(t, "POST", "/sandbox/clock", `{"add_ms":86400000}`)); state.Offset != 2*86_400_000 {
		t.Errorf("the clock was wound by %d ms, want two days", state.Offset)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("an alarm that nobody deals with took %v", took)
	}
}

// alarmBot is a bot that deals with its alarms when they are due.
type alarmBot struct {
	clock clock.Clock

	mu   sync.Mutex
	due  []time.Time
	rung []time.Time
}

func (b *alarmBot) next(context.Context) (time.Time, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.due) == 0 {
		return time.Time{}, false, nil
	}
	return slices.MinFunc(b.due, time.Time.Compare), true, nil
}

func (b *alarmBot) run(ctx context.Context) {
	for {
		next, _, _ := b.next(ctx)
		timer := b.clock.NewTimer(next.Sub(b.clock.Now()))
		select {
		case <-ctx.Done():
			return
		case <-timer.C():
		}
		b.mu.Lock()
		b.rung = append(b.rung, b.clock.Now())
		b.due = slices.DeleteFunc(b.due, next.Equal)
		b.mu.Unlock()
	}
}

func TestMachineClockIsNotWound(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	if c := clockOf(t, h.control(t, "GET", "/sandbox/clock", "")); c.Windable || c.Offset != 0 {
		t.Errorf("the clock is %+v", c)
	}
	for _, body := range []string{`{"add_ms":1}`, `{"until":"next"}`} {
		if a := h.control(t, "POST", "/sandbox/clock", body); a.status != http.StatusConflict || !strings.Contains(string(a.body), "cannot be wound") {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

// What is under way when the clock is wound goes on: interactions keep their
// seconds and their quarter of an hour, limits their windows, lines their life.
// What is dated follows.
func TestWindingCutsNothingOff(t *testing.T) {
	t.Parallel()
	w := clock.NewWound(clock.System{}, 0)
	h := open(t, sandbox.Options{Wound: w, Limits: sandbox.Limits{Messages: 1, MessageSpan: time.Hour, Global: -1}})
	e := login(t, h, nil, "0")
	h.command(t, "ping")
	ana := h.player(t, 0)
	before := h.bot().do(t, "POST", h.messages(), `{"content":"before"}`)
	got := make(chan client.Answer, 1)
	go func() {
		a, err := ana.Command(h.ctx, h.general, "ping")
		if err != nil {
			t.Error(err)
		}
		got <- a
	}()
	in := e.until(t, "INTERACTION_CREATE")
	w.Wind(48 * time.Hour)
	if a := h.callback(t, in, `{"type":4,"data":{"content":"pong"}}`); a.status != http.StatusNoContent {
		t.Fatalf("the callback after two days: %d %s", a.status, a.body)
	}
	a := <-got
	if a.Message.Content != "pong" {
		t.Errorf("the answer is %+v", a)
	}
	if a := h.nobody().do(t, "PATCH", "/webhooks/"+h.app()+"/"+in.field(t, "token")+"/messages/@original", `{"content":"edited"}`); a.status != http.StatusOK {
		t.Errorf("an edit after two days: %d %s", a.status, a.body)
	}
	if a := h.bot().do(t, "POST", h.messages(), `{"content":"too soon"}`); a.status != http.StatusTooManyRequests {
		t.Errorf("the hour's limit was forgotten: %d", a.status)
	}
	if got, want := a.Message.ID.Time(), w.Now(); want.Sub(got) > time.Minute || got.After(want) {
		t.Errorf("the message's id is of %v, the clock says %v", got, want)
	}
	var m struct{ Timestamp time.Time }
	if err := json.Unmarshal(a.Message.Raw, &m); err != nil || w.Now().Sub(m.Timestamp) > time.Minute {
		t.Errorf("the message is dated %v, %v", m.Timestamp, err)
	}
	if old := before.text(t, "id"); len(old) != len(a.Message.ID.String()) || old >= a.Message.ID.String() {
		t.Errorf("ids have not grown: %s, then %s", old, a.Message.ID)
	}
	if late := w.Now().Sub(h.AddUser("Late").ID.Time()); late > time.Minute {
		t.Errorf("the id of who comes after two days is %v old", late)
	}
	if n := h.DropGateway(); n != 1 {
		t.Errorf("%d lines of the bot are open, want 1", n)
	}
}
