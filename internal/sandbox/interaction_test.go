package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// pipes is a network of in-memory connections, which a synctest bubble can
// wait for.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.IPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bubble runs play on virtual time, with a sandbox served over pipes.
func bubble(t *testing.T, o sandbox.Options, play func(*testing.T, *house, *http.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o.Clock, o.Log = clock.System{}, quietLog()
		s := sandbox.New(o)
		network := newPipes()
		web := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: time.Minute}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{}, 2)
		go func() { _ = web.Serve(network); ended <- struct{}{} }()
		go func() { _ = s.Run(ctx); ended <- struct{}{} }()
		h := &house{Server: s, url: "http://sandbox.test", general: s.Channels()["general"], ctx: ctx}
		transport := &http.Transport{DialContext: network.dial, MaxIdleConnsPerHost: 16}
		defer func() {
			cancel()
			<-ended
			transport.CloseIdleConnections()
			_ = web.Close()
			<-ended
		}()
		play(t, h, &http.Client{Transport: transport})
	})
}

// call asks the handler without a network.
func (h *house) call(who, method, path, body string) answer {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "/api/v10"+path, strings.NewReader(body))
	r.Header.Set("Authorization", who)
	h.Handler().ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.Bytes()}
}

// ask makes one player use /hello, by the handler.
func (h *house) ask(t *testing.T, n int) {
	t.Helper()
	body := `{"type":2,"channel_id":"` + h.general.String() + `","nonce":"n","data":{"id":"` + h.command(t, "hello") + `","name":"hello"}}`
	if a := h.call(h.person(n).auth, "POST", "/interactions", body); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
}

// command registers a command without options, and is its id.
func (h *house) command(t *testing.T, name string) string {
	t.Helper()
	a := h.call(h.bot().auth, "POST", "/applications/"+h.app()+"/commands", `{"name":"`+name+`","description":"x"}`)
	return a.text(t, "id")
}

// ear is a bot's gateway line by hand.
type ear struct {
	conn *websocket.Conn
	seq  uint64
}

type heard struct {
	T  string
	S  uint64
	Op int
	D  json.RawMessage
}

func listen(t testing.TB, h *house, web *http.Client, hello string) *ear {
	t.Helper()
	conn, res, err := websocket.Dial(h.ctx, "ws"+strings.TrimPrefix(h.url, "http")+"/gateway?v=10&encoding=json",
		&websocket.DialOptions{HTTPClient: web})
	if err != nil {
		t.Fatal(err)
	}
	if res.Body != nil {
		_ = res.Body.Close()
	}
	conn.SetReadLimit(-1)
	e := &ear{conn: conn}
	t.Cleanup(func() { _ = conn.CloseNow() })
	if got := e.next(t); got.Op != 10 {
		t.Fatalf("got %+v instead of HELLO", got)
	}
	if hello != "" {
		e.say(t, hello)
	}
	return e
}

// login is a bot's line which has been told READY.
func login(t testing.TB, h *house, web *http.Client, intents string) *ear {
	t.Helper()
	e := listen(t, h, web, h.identify(intents))
	e.until(t, "READY")
	return e
}

func (h *house) identify(intents string) string {
	return `{"op":2,"d":{"token":"` + h.BotToken() + `","intents":` + intents + `,"properties":{}}}`
}

func (e *ear) say(t testing.TB, payload string) {
	t.Helper()
	if err := e.conn.Write(t.Context(), websocket.MessageText, []byte(payload)); err != nil {
		t.Fatal(err)
	}
}

func (e *ear) next(t testing.TB) heard {
	t.Helper()
	_, data, err := e.conn.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got heard
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	if got.S != 0 {
		e.seq = got.S
	}
	return got
}

// until reads on to an event of the name.
func (e *ear) until(t testing.TB, name string) heard {
	t.Helper()
	for {
		if got := e.next(t); got.T == name {
			return got
		}
	}
}

// rest lets virtual time pass, keeping the line alive.
func (e *ear) rest(t testing.TB, d time.Duration) {
	t.Helper()
	for ; d > 0; d -= 30 * time.Second {
		time.Sleep(min(d, 30*time.Second))
		synctest.Wait()
		e.say(t, `{"op":1,"d":null}`)
		for e.next(t).Op != 11 {
		}
	}
}

// closed is the code with which the line ends.
func (e *ear) closed(t testing.TB) int {
	t.Helper()
	for {
		if _, _, err := e.conn.Read(t.Context()); err != nil {
			return int(websocket.CloseStatus(err))
		}
	}
}

func (h heard) field(t testing.TB, name string) string {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(h.D, &d); err != nil {
		t.Fatal(err)
	}
	s, _ := d[name].(string)
	return s
}

// callback answers an interaction by the handler.
func (h *house) callback(t testing.TB, in heard, body string) answer {
	return h.call("", "POST", "/interactions/"+in.field(t, "id")+"/"+in.field(t, "token")+"/callback", body)
}

func wantCode(t *testing.T, what string, a answer, status int, code float64) {
	t.Helper()
	if a.status != status || len(a.body) > 0 && a.get(t, "code") != code {
		t.Errorf("%s: got %d %s, want %d with code %v", what, a.status, a.body, status, code)
	}
}

func TestThreeSecondsAndFifteenMinutes(t *testing.T) {
	t.Parallel()
	bubble(t, sandbox.Options{Limits: unlimited()}, func(t *testing.T, h *house, web *http.Client) {
		e := login(t, h, web, "0")
		hook := func(in heard) string { return "/webhooks/" + h.app() + "/" + in.field(t, "token") }
		h.ask(t, 0)
		in := e.until(t, "INTERACTION_CREATE")
		wantCode(t, "a follow-up before the answer", h.call("", "POST", hook(in), `{"content":"x"}`), 404, 10015)
		time.Sleep(3*time.Second - time.Millisecond)
		wantCode(t, "an answer just in time", h.callback(t, in, `{"type":5}`), 204, 0)
		wantCode(t, "a second answer", h.callback(t, in, `{"type":4,"data":{"content":"x"}}`), 400, 40060)
		e.rest(t, 12*time.Minute+57*time.Second)
		wantStatus(t, "an edit within fifteen minutes", h.call("", "PATCH", hook(in)+"/messages/@original", `{"content":"x"}`), 200)
		e.rest(t, 2*time.Minute+time.Second)
		wantCode(t, "an edit after them", h.call("", "PATCH", hook(in)+"/messages/@original", `{"content":"x"}`), 401, 50027)
		wantCode(t, "a follow-up after them", h.call("", "POST", hook(in), `{"content":"x"}`), 401, 50027)

		h.ask(t, 0)
		late := e.until(t, "INTERACTION_CREATE")
		time.Sleep(3*time.Second + time.Millisecond)
		wantCode(t, "an answer too late", h.callback(t, late, `{"type":5}`), 404, 10062)
		wantCode(t, "a follow-up to nothing", h.call("", "POST", hook(late), `{"content":"x"}`), 404, 10015)
	})
}

func TestAPlayerIsToldOfAFailureAfterThreeSeconds(t *testing.T) {
	t.Parallel()
	bubble(t, sandbox.Options{}, func(t *testing.T, h *house, web *http.Client) {
		h.command(t, "hello")
		ana, err := client.Dial(h.ctx, h.url, h.person(0).auth, client.WithHTTP(web))
		if err != nil {
			t.Fatal(err)
		}
		ran := make(chan struct{})
		go func() { _ = ana.Run(h.ctx); close(ran) }()
		start := time.Now()
		_, err = ana.Command(h.ctx, h.general, "hello")
		var failed *client.FailedError
		if !errors.As(err, &failed) || failed.Reason != 2 {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited < 3*time.Second || waited > 3100*time.Millisecond {
			t.Errorf("waited %v", waited)
		}
		ana.Close()
		<-ran
	})
}

// TestOneAcknowledgementWins answers one interaction from many sides at once.
func TestOneAcknowledgementWins(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	e := login(t, h, nil, "0")
	for range 20 {
		h.ask(t, 0)
		in := e.until(t, "INTERACTION_CREATE")
		codes := make(chan int, 8)
		for range cap(codes) {
			go func() { codes <- h.callback(t, in, `{"type":4,"data":{"content":"x"}}`).status }()
		}
		won := 0
		for range cap(codes) {
			if status := <-codes; status == 204 {
				won++
			} else if status != 400 {
				t.Errorf("a loser got %d", status)
			}
		}
		if won != 1 {
			t.Fatalf("%d answers were taken", won)
		}
	}
	if a := h.bot().do(t, "GET", h.messages()+"?limit=100", ""); len(a.get(t).([]any)) != 20 {
		t.Errorf("%d messages for 20 interactions", len(a.get(t).([]any)))
	}
}

func TestEphemeralAnswersAreSeenByOneOnly(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	e := login(t, h, nil, "512")
	ana, bob := h.player(t, 0), h.player(t, 2)
	h.ask(t, 0)
	in := e.until(t, "INTERACTION_CREATE")
	a := h.callback(t, in, `{"type":4,"data":{"content":"secret","flags":64,"components":[{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"x"}]}]}}`)
	wantCode(t, "the answer", a, 204, 0)
	secret, err := ana.WaitMessage(h.ctx, func(m *client.Message) bool { return m.Content == "secret" })
	if err != nil || !secret.Ephemeral() {
		t.Fatalf("%+v, %v", secret, err)
	}
	// What bob sees next is the public message, and nothing before it.
	if _, err := ana.Say(h.ctx, h.general, "open"); err != nil {
		t.Fatal(err)
	}
	first, err := bob.WaitMessage(h.ctx, func(*client.Message) bool { return true })
	if err != nil || first.Content != "open" {
		t.Errorf("bob saw %+v, %v", first, err)
	}
	if got := e.until(t, "MESSAGE_CREATE"); got.field(t, "id") == secret.ID.String() {
		t.Error("the bot was sent an ephemeral message as an event")
	}
	wantCode(t, "the bot reads it", h.bot().do(t, "GET", h.messages()+"/"+secret.ID.String(), ""), 404, 10008)
	press := func(n int) answer {
		return h.person(n).do(t, "POST", "/interactions", `{"type":3,"channel_id":"`+h.general.String()+`","message_id":"`+secret.ID.String()+`","data":{"component_type":2,"custom_id":"x"}}`)
	}
	wantCode(t, "bob presses its button", press(2), 404, 10008)
	wantCode(t, "ana presses its button", press(0), 204, 0)
	pressed := e.until(t, "INTERACTION_CREATE")
	if !strings.Contains(string(pressed.D), `"content":"secret"`) {
		t.Errorf("the press carries no message: %s", pressed.D)
	}
	a = h.callback(t, pressed, `{"type":7,"data":{"content":"changed","components":[]}}`)
	wantCode(t, "the update", a, 204, 0)
	if _, err := ana.WaitMessage(h.ctx, func(m *client.Message) bool { return m.ID == secret.ID && m.Content == "changed" }); err != nil {
		t.Error(err)
	}
}

func TestCallbackResource(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	e := login(t, h, nil, "0")
	h.ask(t, 0)
	in := e.until(t, "INTERACTION_CREATE")
	path := "/interactions/" + in.field(t, "id") + "/" + in.field(t, "token") + "/callback?with_response=true"
	wantForm(t, h.call("", "POST", path, `{"type":8,"data":{"choices":[]}}`), "INTERACTION_CALLBACK_INVALID_TYPE", "type")
	wantForm(t, h.call("", "POST", path, `{"type":9,"data":{"title":"`+strings.Repeat("x", 46)+`","custom_id":"m","components":[{"type":18,"label":"l","component":{"type":4,"style":1,"custom_id":"w"}}]}}`), "BASE_TYPE_MAX_LENGTH", "data", "title")
	a := h.call("", "POST", path, `{"type":5,"data":{"flags":64}}`)
	if a.status != 200 || a.get(t, "interaction", "response_message_loading") != true ||
		a.get(t, "interaction", "response_message_ephemeral") != true || a.get(t, "resource", "message", "flags") != 192.0 {
		t.Errorf("%d %s", a.status, a.body)
	}
	wantCode(t, "an empty edit", h.call("", "PATCH", "/webhooks/"+h.app()+"/"+in.field(t, "token")+"/messages/@original", `{}`), 400, 50006)
	b := h.call("", "POST", "/webhooks/"+h.app()+"/"+in.field(t, "token"), `{"content":"done"}`)
	if b.text(t, "id") != a.text(t, "interaction", "response_message_id") || b.get(t, "flags") != 64.0 {
		t.Errorf("the first follow-up is not the deferred answer: %s", b.body)
	}
	wantCode(t, "its deletion", h.call("", "DELETE", "/webhooks/"+h.app()+"/"+in.field(t, "token")+"/messages/@original", ""), 204, 0)
	wantCode(t, "reading it", h.call("", "GET", "/webhooks/"+h.app()+"/"+in.field(t, "token")+"/messages/@original", ""), 404, 10008)
}
