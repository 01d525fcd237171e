package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/script"
	"gohye/internal/testkit/page"
)

// serveAt runs a sandbox at an address of its own choice; stop ends it.
func serveAt(t *testing.T, address string, wrap func(http.Handler) http.Handler) (h *house, stop func()) {
	t.Helper()
	s := sandbox.New(sandbox.Options{Clock: clock.System{}, Log: quietLog(), Limits: unlimited()})
	var config net.ListenConfig
	line, err := config.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: wrap(s.Handler()), ReadHeaderTimeout: time.Minute}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
	var both sync.WaitGroup
	both.Go(func() { _ = s.Run(ctx) })      // it ends with ctx
	both.Go(func() { _ = web.Serve(line) }) // it ends with Close
	stop = sync.OnceFunc(func() {
		cancel()
		_ = web.Close() // the test is over, or goes on with another
		both.Wait()
	})
	t.Cleanup(stop)
	return &house{Server: s, url: "http://" + line.Addr().String(), general: s.Channels()["general"], ctx: ctx}, stop
}

func plain(h http.Handler) http.Handler { return h }

// TestPageComesBack ends the server and starts another one at its address.
func TestPageComesBack(t *testing.T) {
	t.Parallel()
	h, stop := serveAt(t, "127.0.0.1:0", plain)
	p := openPage(t, h)
	h.person(1).do(t, http.MethodPost, h.messages(), `{"content":"before the end"}`)
	p.Sees(0, "before the end")
	h.DropGateway() // the bot's, which is no business of the page
	stop()
	p.Become("it notices", `document.getElementById("state").textContent === "reconnecting…"`)
	again, _ := serveAt(t, h.url[len("http://"):], plain)
	if a := again.person(1).do(t, http.MethodPost, again.messages(), `{"content":"what was there already"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p.Become("connected again", `document.getElementById("state").textContent === "connected"`)
	p.Sees(0, "what was there already")
	p.Tap("the line", page.Line(0))
	p.Keys("and on it goes\r")
	p.Sees(0, "and on it goes")
	again.person(1).do(t, http.MethodPost, again.messages(), `{"content":"heard again"}`)
	p.Sees(0, "heard again")
}

// A backstage has what the server can tell about itself: a clock to wind and
// what goes over the line.
type backstage struct {
	mu     sync.Mutex // guards offset and faults
	offset int64
	faults json.RawMessage
	feed   chan string
	over   chan struct{} // closed when the test is over
}

func (b *backstage) wrap(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("GET /sandbox/clock", func(w http.ResponseWriter, _ *http.Request) { b.tell(w) })
	mux.HandleFunc("POST /sandbox/clock", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Add   int64  `json:"add_ms"`
			Until string `json:"until"`
		}
		if json.NewDecoder(r.Body).Decode(&body) != nil || body.Until != "" {
			http.Error(w, "nothing is planned", http.StatusConflict)
			return
		}
		b.mu.Lock()
		b.offset += body.Add
		b.mu.Unlock()
		b.tell(w)
	})
	mux.HandleFunc("/sandbox/faults", func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if r.Method == http.MethodPut {
			_ = json.NewDecoder(r.Body).Decode(&b.faults) // the test looks at it
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(b.faults) // a reader that has gone needs no answer
	})
	mux.HandleFunc("GET /sandbox/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush() // likewise
		for {
			select {
			case text := <-b.feed:
				fmt.Fprint(w, text)
				_ = http.NewResponseController(w).Flush() // likewise
			case <-r.Context().Done():
				return
			case <-b.over:
				return
			}
		}
	})
	return mux
}

func (b *backstage) tell(w http.ResponseWriter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"now":%d,"offset_ms":%d,"windable":true}`, time.Now().UnixMilli()+b.offset, b.offset)
}

// TestPageBackstage winds the clock, watches the traffic, breaks things, and
// records what was done.
func TestPageBackstage(t *testing.T) {
	t.Parallel()
	b := &backstage{feed: make(chan string), over: make(chan struct{}), faults: json.RawMessage(`{}`)}
	h, _ := serveAt(t, "127.0.0.1:0", b.wrap)
	startShowBot(t, h)
	p := openPage(t, h)
	defer close(b.over)
	p.wind()
	p.traffic(b)
	p.breakThings(b)
}

func (p *sheet) wind() {
	p.t.Helper()
	p.Tap("record", `document.querySelector(".recorder")`)
	p.Tap("the line", page.Line(0))
	p.Keys("/drop\r")
	p.Sees(0, "in 1 hour")
	p.Tap("+1 hour", page.Named("+1 hour"))
	p.Become("an hour has gone", `/(\d+ seconds? ago|in \d+ seconds?)/.test(`+page.In(0, ".messages")+`.innerText)`)
	p.Tap("+1 day", page.Named("+1 day"))
	p.Sees(0, "1 day ago")
	p.Tap("next", page.Named("Next event"))
	p.Become("there is none", `document.getElementById("toast").innerText.includes("nothing is planned")`)
	p.Tap("take one", page.Pressing(0, "Take 3"))
	p.Sees(0, "Ana takes card 3!")
	p.Tap("the line", page.Line(0))
	p.Keys("good\r")
	p.Sees(0, "good")
	p.Become("the newest message", `([...document.querySelectorAll("article")].at(-2).focus(), true)`)
	p.Keys("\r")
	p.Tap("check it", `[...document.querySelectorAll("[role=menuitem]")].find((m) => m.innerText.startsWith("Check this text"))`)
	p.everywhere()
	const want = `@ana /drop
clock +1h
clock +24h
@ana press "Take 3"
@ana say "good"
see "Ana takes card 3!"
@ana say "two\nlines"
@ana use Quote on "good"
@ana use Shelf on @bob
@ana give @bob Collector
@ana go #market
@ana say "sold \"here\""
@ana go #general
@ana /auction create card:"Moon Girl" price:300 hours:"Six hours"
`
	p.Become("all lines", fmt.Sprintf(`document.querySelector(".recorder").title.split("\n").length === %d`, 1+strings.Count(want, "\n")))
	if got := page.Script[string](p.Page, `document.querySelector(".recorder").title`); got != want {
		p.t.Errorf("the script is\n%swant\n%s", got, want)
	}
	if _, err := script.Parse("recorded", want); err != nil {
		p.t.Error(err)
	}
}

// everywhere goes through menus and channels.
func (p *sheet) everywhere() {
	p.t.Helper()
	p.Tap("the line", page.Line(0))
	p.Keys("two")
	p.Become("a second line", `((t) => { t.setRangeText("\nlines", 3, 3, "end"); t.dispatchEvent(new InputEvent("input")); return true })(`+page.Line(0)+`)`)
	p.Keys("\r")
	p.Sees(0, "two\nlines")
	p.Become("the message before", `([...document.querySelectorAll("article")].find((a) => a.innerText.includes("good")).focus(), true)`)
	p.Keys("\r")
	p.Tap("the bot's action", page.Named("Quote"))
	p.Sees(0, "quoted 1")
	if a := p.h.person(1).do(p.t, http.MethodPost, p.h.messages(), `{"content":"me too"}`); a.status != http.StatusOK {
		p.t.Fatalf("%d %s", a.status, a.body)
	}
	p.Sees(0, "me too")
	bob := `[...document.querySelectorAll("article .by")].findLast((b) => b.textContent === "Bob")`
	p.Tap("Bob", bob)
	p.Tap("the bot's action on people", page.Named("Shelf"))
	p.Sees(0, "the shelf of @Bob")
	p.Tap("Bob", bob)
	p.Axe("menu of a person")
	p.Tap("a role", page.Named("Give the role Collector"))
	p.Become("he has it", `document.getElementById("toast").innerText.includes("Bob has the role Collector")`)
	p.Tap("market", `[...document.querySelectorAll("#side button")].find((b) => b.textContent === "market")`)
	p.Become("there", page.In(0, ".where")+`.innerText.includes("market")`)
	p.Tap("the line", page.Line(0))
	p.Keys("sold \"here\"\r")
	p.Sees(0, "sold \"here\"")
	p.Tap("general", `[...document.querySelectorAll("#side button")].find((b) => b.textContent === "general")`)
	p.Sees(0, "the shelf of @Bob")
	p.Tap("the line", page.Line(0))
	p.Keys("/auction create moon girl")
	p.Become("what the bot suggests", page.Suggestions+`[0]?.innerText === "Moon Girl"`)
	p.Keys("\r")
	p.Become("the price", `document.activeElement === `+page.Option("price"))
	p.Keys("300 hours:six\r\r")
	p.Sees(0, "Auction of Moon Girl")
}

func (p *sheet) traffic(b *backstage) {
	p.t.Helper()
	p.Tap("the drawer", page.Named("Under the hood"))
	p.Become("nothing yet", `document.querySelector("#hood .traffic").innerText.includes("Nothing yet")`)
	b.feed <- `event: gateway` + "\n" + `data: {"id":1,"at":1900000000000,"direction":"in","op":0,"t":"INTERACTION_CREATE","s":7,"data":{"id":"1"}}` + "\n\n"
	b.feed <- `event: rest` + "\n" + `data: {"id":1,"at":1900000000100,"method":"POST","path":"/api/v10/interactions/1575372208350429194/aW50ZXJhY3Rpb246MTU3NTM3MjIwODM1MDQyOTE5NDphYmNkZWY/callback","status":204,"took_ms":3,"request":{"type":4,"data":{"content":"<b>x</b>"}},"response":null,"valid":true,"problems":[],"interaction":"1","since_ms":420}` + "\n\n"
	b.feed <- `event: rest` + "\n" + `data: {"id":2,"at":1900000003000,"method":"PATCH","path":"/api/v10/webhooks/1/2/messages/@original","status":400,"took_ms":12.4,"request":{"content":""},"response":{"code":50006,"message":"Cannot send an empty message"},"valid":false,"problems":["content: too short"],"interaction":"1","since_ms":3100}` + "\n\n"
	p.Become("three rows, the newest first", `document.querySelectorAll(".feed li").length === 3 && document.querySelector(".feed li").innerText.includes("PATCH")`)
	p.Tap("a row", `document.querySelector(".feed li button")`)
	p.Become("all of it", `document.querySelector(".feed .full").innerText.includes("content: too short") && document.querySelector(".feed .full").innerText.includes("3100 ms")`)
	p.Shot("12-drawer")
	p.Axe("drawer")
	p.Become("only what is wrong", `(() => { const k = document.querySelector("#hood select"); k.value = "bad"; k.onchange(); return [...document.querySelectorAll(".feed > li")].filter((l) => !l.hidden).length === 1 })()`)
	p.Become("all", `(() => { const k = document.querySelector("#hood select"); k.value = ""; k.onchange(); return [...document.querySelectorAll(".feed > li")].filter((l) => !l.hidden).length === 3 })()`)
	p.Tap("filter", `document.querySelector("#hood input[type=search]")`)
	p.Keys("callback")
	p.Become("one has it", `[...document.querySelectorAll(".feed > li")].filter((l) => !l.hidden).length === 1`)
	p.Tap("pause", page.Named("Pause"))
	b.feed <- `event: gateway` + "\n" + `data: {"id":2,"at":1900000000000,"direction":"out","op":1,"t":null,"s":null,"data":7}` + "\n\n"
	p.Become("it waits", `document.querySelector("#hood .traffic").innerText.includes("1 more wait")`)
	p.Tap("go on", page.Named("Go on"))
	p.Become("it came", `document.querySelectorAll(".feed > li").length === 4`)
}

func (p *sheet) breakThings(b *backstage) {
	p.t.Helper()
	set := func(want string) {
		p.t.Helper()
		b.mu.Lock()
		defer b.mu.Unlock()
		if got := string(b.faults); got != want {
			p.t.Errorf("the faults are %s, want %s", got, want)
		}
	}
	box := func(n int) string { return fmt.Sprintf(`document.querySelectorAll("#hood .switch input")[%d]`, n) }
	put := `performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/sandbox/faults")).length`
	p.Tap("slow", box(0))
	p.Become("told", put+" === 2")
	set(`{"delay":2000}`)
	p.Tap("rate limits", box(1))
	p.Become("told", put+" === 3")
	p.Tap("server errors", box(2))
	p.Become("one of the two", put+` === 4 && !`+box(1)+`.checked && `+box(2)+`.checked`)
	set(`{"delay":2000,"chance":0.5,"status":500}`)
	p.Tap("all well", page.Named("All well"))
	p.Become("none is on", put+` === 5 && !document.querySelector("#hood .switch input:checked")`)
	set(`{}`)
	p.Tap("drop", page.Named("Drop the gateway"))
	p.Become("done", `document.getElementById("toast").innerText.includes("1 connection of the bot")`)
	p.Keys("\x1b")
	p.Become("the drawer is closed", `document.getElementById("hood").hidden`)
}

// TestPageLosesNothing lets a message come while those before it are on their way:
// the older answer must not take it away again.
func TestPageLosesNothing(t *testing.T) {
	t.Parallel()
	release, computed := make(chan struct{}), make(chan struct{}, 16)
	h, _ := serveAt(t, "127.0.0.1:0", func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/messages") {
				next.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			computed <- struct{}{}
			select {
			case <-release:
			case <-r.Context().Done():
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(answer.Body.Bytes()) // a reader that has gone needs no answer
		})
	})
	if a := h.person(1).do(t, http.MethodPost, h.messages(), `{"content":"the first"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p := openPage(t, h)
	for range 2 { // while the line is being made, and when it stands
		select {
		case <-computed:
		case <-h.ctx.Done():
			t.Fatal("the page does not ask for the messages")
		}
	}
	if a := h.person(1).do(t, http.MethodPost, h.messages(), `{"content":"the second"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p.Sees(0, "the second")
	close(release)
	p.Sees(0, "the first")
	if n := page.Script[int](p.Page, `document.querySelectorAll("article").length`); n != 2 {
		t.Errorf("there are %d messages", n)
	}
	p.Sees(0, "the second")
}
