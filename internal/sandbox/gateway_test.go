package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// TestCloseCodes has a row for each way to be thrown out.
func TestCloseCodes(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{WithoutPrivileged: true})
	token := h.BotToken()
	for _, tt := range []struct {
		name, payload string
		code          int
	}{
		{"an unknown opcode", `{"op":99}`, 4001},
		{"no JSON", `{"op":`, 4002},
		{"a payload over 4096 bytes", `{"op":1,"d":"` + strings.Repeat("x", 4096) + `"}`, 4002},
		{"a presence before the login", `{"op":3,"d":{}}`, 4003},
		{"a wrong token", `{"op":2,"d":{"token":"x.y.z","intents":0}}`, 4004},
		{"a wrong token in a resume", `{"op":6,"d":{"token":"x.y.z","session_id":"s","seq":1}}`, 4004},
		{"a shard beyond the last", `{"op":2,"d":{"token":"` + token + `","intents":0,"shard":[2,2]}}`, 4010},
		{"no intents", `{"op":2,"d":{"token":"` + token + `"}}`, 4013},
		{"intents that do not exist", `{"op":2,"d":{"token":"` + token + `","intents":1073741824}}`, 4013},
		{"intents that were not granted", `{"op":2,"d":{"token":"` + token + `","intents":32768}}`, 4014},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := listen(t, h, nil, tt.payload)
			if got := e.closed(t); got != tt.code {
				t.Errorf("closed with %d, want %d", got, tt.code)
			}
		})
	}
	t.Run("a second login", func(t *testing.T) {
		t.Parallel()
		e := login(t, h, nil, "0")
		e.say(t, h.identify("0"))
		if got := e.closed(t); got != 4005 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("a number that was never given", func(t *testing.T) {
		t.Parallel()
		e := listen(t, h, nil, h.identify("0"))
		id := e.until(t, "READY").field(t, "session_id")
		e = listen(t, h, nil, `{"op":6,"d":{"token":"`+token+`","session_id":"`+id+`","seq":99}}`)
		if got := e.closed(t); got != 4007 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("too many sends", func(t *testing.T) {
		t.Parallel()
		e := login(t, h, nil, "0")
		for range 120 {
			e.say(t, `{"op":1,"d":null}`)
		}
		if got := e.closed(t); got != 4008 {
			t.Errorf("closed with %d", got)
		}
	})
}

// TestResumeReplaysWhatWasMissed cuts the line, lets things happen, and
// takes the session up again.
func TestResumeReplaysWhatWasMissed(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited(), Replay: 16})
	e := listen(t, h, nil, h.identify("1"))
	id := e.until(t, "READY").field(t, "session_id")
	e.until(t, "GUILD_CREATE")
	seq := e.seq
	if h.DropGateway() != 1 {
		t.Fatal("no line was cut")
	}
	if code := e.closed(t); code != -1 {
		t.Errorf("the line was closed with %d instead of cut", code)
	}
	for range 3 {
		h.ask(t, 0)
	}
	resume := func(seq uint64) string {
		return fmt.Sprintf(`{"op":6,"d":{"token":"%s","session_id":"%s","seq":%d}}`, h.BotToken(), id, seq)
	}
	e = listen(t, h, nil, resume(seq))
	for i := range 3 {
		if got := e.next(t); got.T != "INTERACTION_CREATE" || got.S != seq+uint64(i)+1 {
			t.Fatalf("got %s %d", got.T, got.S)
		}
	}
	if got := e.next(t); got.T != "RESUMED" {
		t.Fatalf("got %s instead of RESUMED", got.T)
	}
	h.ask(t, 0)
	if got := e.next(t); got.T != "INTERACTION_CREATE" {
		t.Fatalf("got %s after RESUMED", got.T)
	}
	// What is not kept any more cannot be resumed.
	h.DropGateway()
	e.closed(t)
	for range 64 {
		h.ask(t, 0)
	}
	e = listen(t, h, nil, resume(seq))
	if got := e.next(t); got.Op != 9 || string(got.D) != "false" {
		t.Errorf("got op %d %s", got.Op, got.D)
	}
}

func TestSessionsCanBeInvalidatedAndReconnected(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	e := listen(t, h, nil, h.identify("0"))
	id := e.until(t, "READY").field(t, "session_id")
	resume := `{"op":6,"d":{"token":"` + h.BotToken() + `","session_id":"` + id + `","seq":1}}`
	h.RequestHeartbeat()
	if got := e.next(t); got.Op != 1 {
		t.Errorf("got op %d instead of a request for a heartbeat", got.Op)
	}
	h.Reconnect()
	if got := e.next(t); got.Op != 7 {
		t.Errorf("got op %d instead of RECONNECT", got.Op)
	}
	e.closed(t)
	e = listen(t, h, nil, resume)
	if got := e.next(t); got.T != "RESUMED" {
		t.Errorf("got %s", got.T)
	}
	h.InvalidateSessions(false)
	if got := e.next(t); got.Op != 9 || string(got.D) != "false" {
		t.Errorf("got op %d %s", got.Op, got.D)
	}
	e.closed(t)
	e = listen(t, h, nil, resume)
	if got := e.next(t); got.Op != 9 || string(got.D) != "false" {
		t.Errorf("an invalid session was resumed: op %d %s", got.Op, got.D)
	}
	// The line stays open for a login.
	e.say(t, h.identify("0"))
	e.until(t, "READY")
}

func TestSilentConnectionsAndOldSessionsEnd(t *testing.T) {
	t.Parallel()
	bubble(t, sandbox.Options{}, func(t *testing.T, h *house, web *http.Client) {
		e := listen(t, h, web, h.identify("0"))
		id := e.until(t, "READY").field(t, "session_id")
		start := time.Now()
		if code := e.closed(t); code != 4009 {
			t.Errorf("closed with %d", code)
		}
		if waited := time.Since(start); waited < 100*time.Second || waited > 4*time.Minute {
			t.Errorf("a silent connection lived for %v", waited)
		}
		resume := `{"op":6,"d":{"token":"` + h.BotToken() + `","session_id":"` + id + `","seq":1}}`
		time.Sleep(4 * time.Minute)
		e = listen(t, h, web, resume)
		if got := e.next(t); got.T != "RESUMED" {
			t.Fatalf("after four minutes: %+v", got)
		}
		_ = e.conn.CloseNow()
		time.Sleep(6 * time.Minute)
		e = listen(t, h, web, resume)
		if got := e.next(t); got.Op != 9 {
			t.Fatalf("after six minutes: %+v", got)
		}
		_ = e.conn.CloseNow()
	})
}

// TestIntentsDecideWhatTheBotReads lets a player write and looks at what
// bots of different intents are told.
func TestIntentsDecideWhatTheBotReads(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	deaf, blind, all := login(t, h, nil, "0"), login(t, h, nil, "512"), login(t, h, nil, "33280")
	other := listen(t, h, nil, `{"op":2,"d":{"token":"`+h.BotToken()+`","intents":512,"shard":[1,2]}}`)
	other.until(t, "READY")
	h.person(0).do(t, "POST", h.messages(), `{"content":"hidden"}`)
	h.person(0).do(t, "POST", h.messages(), `{"content":"<@`+h.app()+`> read"}`)
	if got := blind.until(t, "MESSAGE_CREATE").field(t, "content"); got != "" {
		t.Errorf("without the intent the bot read %q", got)
	}
	if got := blind.until(t, "MESSAGE_CREATE").field(t, "content"); !strings.HasSuffix(got, "read") {
		t.Errorf("a mention was read as %q", got)
	}
	if got := all.until(t, "MESSAGE_CREATE").field(t, "content"); got != "hidden" {
		t.Errorf("with the intent the bot read %q", got)
	}
	h.ask(t, 0)
	if got := deaf.next(t); got.T != "INTERACTION_CREATE" {
		t.Errorf("without intents the bot was told %s", got.T)
	}
	shards := map[uint64]*ear{0: deaf, 1: other}
	mine := shards[uint64(h.GuildID())>>22%2]
	if mine == other {
		return // the guild is on the other shard: it hears everything
	}
	h.RequestHeartbeat()
	if got := other.next(t); got.Op != 1 {
		t.Errorf("a shard without the guild was told %s", got.T)
	}
}

// TestDisgoBotResumes cuts a disgo bot's line and goes on playing.
func TestDisgoBotResumes(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	resumed := make(chan struct{}, 1)
	b := disgoBot(t, h, append(game(t), bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentGuilds)), bot.WithEventListenerFunc(func(*events.Resumed) { resumed <- struct{}{} }))...)
	if _, err := b.Rest.SetGlobalCommands(b.ApplicationID, gameCommands); err != nil {
		t.Fatal(err)
	}
	ana := h.player(t, 0)
	h.DropGateway()
	// Asked while the bot is away, answered once it is back.
	got, err := ana.Command(h.ctx, h.general, "think")
	if err != nil || got.Message.Content != "thought" {
		t.Errorf("%+v, %v", got, err)
	}
	select {
	case <-resumed:
	case <-h.ctx.Done():
		t.Error("the bot never resumed")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited(), Seed: 4})
	e := login(t, h, nil, "0")
	h.SetFaults(sandbox.Faults{Next: 1, Status: 429, RetryAfter: 250 * time.Millisecond})
	a := h.bot().do(t, "GET", "/users/@me", "")
	if a.status != 429 || a.get(t, "retry_after") != 0.25 || a.header.Get("Retry-After") != "1" {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
	wantStatus(t, "the next request", h.bot().do(t, "GET", "/users/@me", ""), 200)
	h.SetFaults(sandbox.Faults{Chance: 1, Status: 503})
	wantStatus(t, "the bot", h.bot().do(t, "GET", "/users/@me", ""), 503)
	wantStatus(t, "a player", h.person(0).do(t, "GET", "/users/@me", ""), 200)
	h.SetFaults(sandbox.Faults{Repeat: 2})
	h.ask(t, 0)
	first := e.until(t, "INTERACTION_CREATE")
	for range 2 {
		if again := e.until(t, "INTERACTION_CREATE"); again.field(t, "id") != first.field(t, "id") {
			t.Error("a repetition is of another interaction")
		}
	}
	h.SetFaults(sandbox.Faults{Lose: 1})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+"/api/v10"+h.messages(), strings.NewReader(`{"content":"lost"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", h.bot().auth)
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Errorf("an answer came: %d", res.StatusCode)
	}
	h.SetFaults(sandbox.Faults{Delay: 20 * time.Millisecond})
	start := time.Now()
	a = h.bot().do(t, "GET", h.messages(), "")
	if a.text(t, 0, "content") != "lost" {
		t.Error("what was lost did not take effect")
	}
	if time.Since(start) < 20*time.Millisecond {
		t.Error("there was no delay")
	}
}

func wantStatus(t *testing.T, what string, a answer, status int) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: got %d %s, want %d", what, a.status, a.body, status)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	bubble(t, sandbox.Options{Limits: sandbox.Limits{Global: 8}}, func(t *testing.T, h *house, _ *http.Client) {
		post := func(channel string) answer {
			return h.call(h.bot().auth, "POST", "/channels/"+channel+"/messages", `{"content":"x"}`)
		}
		general, cards := h.general.String(), h.Channels()["cards"].String()
		for i := range 5 {
			a := post(general)
			if want := fmt.Sprint(4 - i); a.status != 200 || a.header.Get("X-RateLimit-Remaining") != want {
				t.Fatalf("post %d: %d, %s remaining", i, a.status, a.header.Get("X-RateLimit-Remaining"))
			}
		}
		time.Sleep(1200 * time.Millisecond)
		a := post(general)
		if a.status != 429 || a.get(t, "retry_after") != 3.8 || a.get(t, "global") != false ||
			a.header.Get("Retry-After") != "4" || a.header.Get("X-RateLimit-Scope") != "user" || a.header.Get("X-RateLimit-Bucket") == "" {
			t.Errorf("the sixth: %d %s %v", a.status, a.body, a.header)
		}
		wantStatus(t, "another channel", post(cards), 200)
		time.Sleep(3800 * time.Millisecond)
		wantStatus(t, "after the wait", post(general), 200)
		for range 7 {
			h.call(h.bot().auth, "GET", "/users/@me", "")
		}
		a = h.call(h.bot().auth, "GET", "/users/@me", "")
		if a.status != 429 || a.get(t, "global") != true || a.header.Get("X-RateLimit-Global") != "true" {
			t.Errorf("the ninth within a second: %d %s", a.status, a.body)
		}
		wantCode(t, "a callback has no limit", h.call("", "POST", "/interactions/1/x/callback", `{"type":6}`), 404, 10062)
	})
}

func TestObserve(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	seen := make(chan sandbox.Exchange, 4)
	h.Observe(func(x sandbox.Exchange) { seen <- x })
	h.person(0).do(t, "POST", h.messages(), `{"content":"not seen"}`)
	h.bot().do(t, "POST", h.messages(), `{"content":"seen"}`)
	x := <-seen
	if x.Template != "/api/v10/channels/{channel}/messages" || x.Method != http.MethodPost || x.Status != 200 ||
		string(x.Body) != `{"content":"seen"}` || !json.Valid(x.Answer) || x.Header.Get("Authorization") == "" {
		t.Errorf("%+v", x)
	}
	h.Observe(nil)
	h.bot().do(t, "GET", "/users/@me", "")
	if len(seen) != 0 {
		t.Error("observed after the end")
	}
}

func TestAClientIsToldThatTheLineEnded(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	h.command(t, "hello")
	ana := h.player(t, 0)
	got := make(chan error, 1)
	go func() {
		_, err := ana.Command(h.ctx, h.general, "hello")
		got <- err
	}()
	e := login(t, h, nil, "0")
	_ = e
	ana.Close()
	if err := <-got; err == nil || errors.Is(err, h.ctx.Err()) {
		t.Errorf("got %v", err)
	}
	if _, err := ana.Command(h.ctx, h.general, "hello"); !errors.Is(err, client.ErrClosed) {
		t.Errorf("afterwards: %v", err)
	}
}
