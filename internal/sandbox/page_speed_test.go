package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"gohye/internal/sandbox"
	"gohye/internal/testkit/page"
)

const (
	mostPageBytes  = 300 << 10 // of all that a visit loads
	mostOwnBytes   = 200 << 10 // of the page's own files
	mostOwnFiles   = 3         // the page, its icon at the side and as the browser's
	mostLoad       = 3000.0    // milliseconds; 300 is what is wanted on a machine that is not busy
	measured       = 15        // messages, one after another
	mostLatency    = 500.0     // likewise 50
	manyMessages   = 5000
	measuredVisits = 5
)

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// TestPageWeight counts the bytes of a visit exactly, and times it generously.
func TestPageWeight(t *testing.T) {
	h := open(t, sandbox.Options{Limits: unlimited()})
	p := openPage(t, h)
	var took []float64
	for range measuredVisits {
		p.Visit()
		p.Become("shown", `performance.getEntriesByName("shown").length > 0`)
		took = append(took, page.Script[float64](p.Page, `performance.getEntriesByName("shown")[0].startTime`))
	}
	type weight struct{ All, Own, Files int }
	w := page.Script[weight](p.Page, `(() => { const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
		const own = all.filter((e) => e.name.includes("/sandbox/page/") || e.entryType === "navigation"), sum = (l) => l.reduce((n, e) => n + e.decodedBodySize, 0);
		return { All: sum(all), Own: sum(own), Files: own.length } })()`)
	t.Logf("a visit: %d bytes, %d of them in %d files of the page; shown after %.0f ms (median of %.0f)", w.All, w.Own, w.Files, median(took), took)
	if w.All > mostPageBytes || w.Own > mostOwnBytes || w.Own == 0 {
		t.Errorf("a visit loads %d bytes, the page itself has %d; want at most %d and %d", w.All, w.Own, mostPageBytes, mostOwnBytes)
	}
	if w.Files > mostOwnFiles {
		t.Errorf("the page is %d files, each of which costs a question; want at most %d", w.Files, mostOwnFiles)
	}
	if median(took) > mostLoad {
		t.Errorf("the page is shown after %.0f ms", median(took))
	}
	foreign := page.Script[[]string](p.Page, `performance.getEntriesByType("resource").map((e) => e.name).filter((n) => new URL(n).origin !== location.origin)`)
	if len(foreign) > 0 {
		t.Errorf("the page asks others: %v", foreign)
	}
}

// watchMessages notes when each message that comes is on the screen: after its
// time, and what its layout costs.
const watchMessages = `(() => { window.noted = []; if (window.watching) return true; window.watching = true; const list = document.querySelector(".messages");
	new MutationObserver((changes) => { for (const c of changes) for (const n of c.addedNodes) {
		const time = n.querySelector?.("time.when"); if (!time || !c.target.matches(".block")) continue;
		const before = performance.now(); void list.scrollHeight; const layout = performance.now() - before;
		requestAnimationFrame(() => setTimeout(() => window.noted.push([performance.timeOrigin + performance.now() - new Date(time.dateTime), layout])));
	} }).observe(document.querySelector(".blocks"), { childList: true, subtree: true }); return true })()`

// TestPageLatency measures how long a message takes from the bot's request to
// the screen, in an empty channel and among thousands.
func TestPageLatency(t *testing.T) {
	h := open(t, sandbox.Options{Limits: unlimited()})
	p := openPage(t, h)
	say := func(i int) {
		if a := h.bot().do(t, http.MethodPost, h.messages(), fmt.Sprintf(`{"content":"message **%d** of many, with a [link](https://example.org/%d) and some more words"}`, i, i)); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	measure := func(what string) (latency float64) {
		_ = page.Script[bool](p.Page, watchMessages)
		for i := range measured {
			say(i)
			p.Become("it is shown", fmt.Sprintf(`window.noted.length >= %d`, i+1))
		}
		noted := page.Script[[][]float64](p.Page, `window.noted`)
		var late, layout []float64
		for _, n := range noted {
			late, layout = append(late, n[0]), append(layout, n[1])
		}
		t.Logf("%s: on the screen %.0f ms after the bot's request (median; worst %.0f), layout %.1f ms (worst %.1f)", what, median(late), slices.Max(late), median(layout), slices.Max(layout))
		return median(late)
	}
	few := measure("a few messages")
	for i := range manyMessages {
		say(i)
	}
	p.Become("all are there", fmt.Sprintf(`document.querySelectorAll("article").length >= %d && window.noted.length >= %d`, manyMessages, measured+manyMessages))
	many := measure(fmt.Sprintf("%d messages", manyMessages))
	if few > mostLatency || many > mostLatency {
		t.Errorf("a message is on the screen after %.0f ms, after %.0f ms among %d", few, many, manyMessages)
	}
	if ok := page.Script[bool](p.Page, `(() => { const l = document.querySelector(".messages"); return l.scrollHeight - l.scrollTop - l.clientHeight < 100 })()`); !ok {
		t.Error("the newest message is not in sight")
	}
	p.up()
}

// up looks at old messages, which come as one scrolls, and back again.
func (p *sheet) up() {
	p.t.Helper()
	p.Visit()
	p.Become("the last page of them", `document.querySelectorAll("article").length === 60`)
	for range 3 {
		_ = page.Script[bool](p.Page, `new Promise((ok) => { const l = document.querySelector(".messages"), n = document.querySelectorAll("article").length; const look = () => { l.scrollTop = Math.max(0, l.scrollTop - 400);
			if (document.querySelectorAll("article").length > n) ok(true); else requestAnimationFrame(look) }; look() })`)
	}
	before := page.Script[int](p.Page, `document.querySelectorAll("article").length`)
	if before < 300 {
		p.t.Errorf("scrolling up shows %d messages", before)
	}
	p.h.bot().do(p.t, http.MethodPost, p.h.messages(), `{"content":"the very newest"}`)
	p.Become("a note of what is new", `document.querySelector(".news:not([hidden])")?.innerText.includes("1 new message")`)
	p.Tap("go there", `document.querySelector(".news")`)
	p.Become("in sight", `(() => { const l = document.querySelector(".messages"); return l.scrollHeight - l.scrollTop - l.clientHeight < 100 && l.innerText.includes("the very newest") })()`)
}
