package e2e_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gohye/internal/testkit/page"
)

// wellOff are rules under which everybody can pay for a claim and a bid.
const wellOff = "[start]\nflakes = 6000\n"

// TestPage plays in the program's own page as a newcomer does: the hint, a first
// claim and its cards, a drop for two, and an auction from its beginning to its
// end, with two who bid side by side.
func TestPage(t *testing.T) {
	t.Parallel()
	b := openBox(t, settings{"RULES": rules(t, wellOff)})
	p := page.Open(t, b.address)
	p.Size(1280, 900)
	n := newcomer{p}
	n.claims()
	n.drops()
	n.sells()
	n.bids()
	n.ends()
	b.stop(t)
	audit(t, filepath.Join(b.data, "gohye.db"))
}

// A newcomer sits in front of the page. The first view is 0, the second one 1.
type newcomer struct{ *page.Page }

// view keeps a picture of the page for the documentation, when it is to be written
// anew.
func (n newcomer) view(name string) {
	if *update {
		n.Picture(filepath.Join("..", "..", "docs", name+".png"))
	}
}

// drawn says that there are pictures of cards, and that all have come.
const drawn = `(() => { const all = [...document.querySelectorAll(".messages .picture img")];
	return all.length > 0 && all.every((i) => i.complete && i.naturalWidth > 0) })()`

// claims is what the hint says, then a look at the cards, a large one too.
func (n newcomer) claims() {
	n.Become("the hint", page.In(0, ".welcome")+`.innerText.includes("/claim")`)
	n.Become("the line has the focus", `document.activeElement === `+page.Line(0))
	n.Axe("first sight")
	n.Keys("/")
	n.Become("the list of commands", page.Suggestions+`.length > 10`)
	n.view("views/commands")
	n.Keys("cl")
	n.Become("those that fit", page.Suggestions+`[0]?.innerText.includes("/claim")`)
	n.Keys(kb.Enter + "count:3")
	n.Become("the option's field", page.Option("count")+`.value === "3"`)
	n.Keys(kb.Enter)
	n.Sees(0, "claimed 3 cards")
	n.Become("no hint any more", `!document.querySelector(".welcome")`)
	n.Become("the picture", drawn)
	n.view("sandbox") // the README's
	n.Axe("a claim")
	n.Tap("the picture, large", page.In(0, ".gallery .picture"))
	n.Become("large", `document.querySelector(".lightbox[open] .big")?.naturalWidth > 0`)
	n.view("views/lightbox")
	n.Axe("a picture, large")
	n.Keys(kb.Escape)
	n.Become("not any more", `!document.querySelector(".lightbox")`)
	for _, card := range []string{"Card 1 of 3", "Card 2 of 3", "Card 3 of 3"} {
		n.Tap("the next card", page.Pressing(0, "▶"))
		n.Sees(0, card)
		n.Become("its picture", drawn)
	}
	n.Tap("the heart", page.Pressing(0, "🤍"))
	n.Become("it is loved", `!!`+page.Pressing(0, "❤"))
}

// drops lets Bob drop cards and Ana want one, in a second view, until the draw.
func (n newcomer) drops() {
	n.Tap("be Bob", page.Player("Bob"))
	n.Become("Bob plays", page.In(0, ".as")+`.innerText.includes("Bob")`)
	n.types(0, "/drop"+kb.Enter)
	n.Sees(0, "SHA-256")
	n.Tap("a second view", page.Named("Split view"))
	n.Become("Ana beside Bob", `document.querySelectorAll(".pane").length === 2 && `+page.In(1, ".as")+`.innerText.includes("Ana")`)
	n.Sees(1, "SHA-256")
	n.view("views/split-view")
	n.Axe("split view")
	n.Tap("the second card", page.Pressing(1, "2"))
	n.Sees(1, "You take part in the draw")
	n.Become("Bob is not told", `!`+page.In(0, ".messages")+`.innerText.includes("You take part")`)
	n.Tap("to the draw", page.Named("Next event"))
	n.Sees(0, "won by @Ana")
}

// sells opens an auction as Ana, in the second view.
func (n newcomer) sells() {
	n.types(1, "/auc")
	n.Become("the auctions' commands", page.Suggestions+`.some((o) => o.innerText.includes("/auction create"))`)
	n.Keys("tion create ")
	n.Become("which card", `document.activeElement === `+page.Option("card_name")+` && `+page.Suggestions+`.some((o) => o.innerText.includes("★"))`)
	n.Keys(kb.Enter)
	n.Become("for what", `document.activeElement === `+page.Option("start_price"))
	n.Keys("0" + kb.Enter)
	n.Become("a complaint under the option", `document.querySelector(".pill.bad .wrong").innerText !== "" && document.activeElement === `+page.Option("start_price"))
	n.view("views/options")
	n.Axe("a complaint")
	n.Keys(kb.Backspace + "500 duration:6" + kb.Enter)
	n.Tap("the terms are read", page.Pressing(1, "Confirm"))
	n.Sees(0, "nobody has bid yet")
}

// bids lets Bob bid in the first view, and Chae, who takes the second one, more, by
// a form.
func (n newcomer) bids() {
	n.Tap("who plays there", page.In(1, ".as"))
	n.Tap("Chae does", `[...document.querySelectorAll("[role=menuitem]")].find((m) => m.innerText.includes("Chae"))`)
	n.Become("Chae plays", page.In(1, ".as")+`.innerText.includes("Chae")`)
	n.Tap("Bob's bid", page.Pressing(0, "500"))
	n.Sees(0, "You lead")
	n.Sees(1, "@Bob")
	n.Tap("Chae's own bid", page.Pressing(1, "Another bid"))
	n.Become("the form", `document.querySelector("dialog.modal[open] h2")?.textContent.startsWith("Bid in auction")`)
	n.Tap("nothing in it", page.Named("Submit"))
	n.Become("a complaint", `document.querySelector("dialog .wrong:not([hidden])")?.textContent === "This is needed." && document.activeElement.tagName === "INPUT"`)
	n.Keys("600")
	n.view("views/form")
	n.Axe("form")
	n.Keys(kb.Enter)
	n.Sees(1, "You lead")
	n.Become("Bob hears of it", `document.title.startsWith("(1)")`)
	n.Sees(0, "@Chae")
	n.view("views/auction")
}

// ends winds the clock hour by hour until the auction is over.
func (n newcomer) ends() {
	for range 6 {
		n.Become("not over yet", `!`+page.In(0, ".messages")+`.innerText.includes("Sold to")`)
		was := page.Script[string](n.Page, `document.querySelector(".clock .now").textContent`)
		n.Tap("an hour on", page.Named("+1 hour"))
		n.Become("an hour has gone", `document.querySelector(".clock .now").textContent !== `+page.Quoted(was))
	}
	for view := range 2 {
		n.Sees(view, "Sold to @Chae for 600")
	}
	n.Tap("the second line", page.Line(1))
	n.Keys("/cards" + kb.Enter)
	n.Sees(1, "Cards of @Chae")
}

// types types into the line of a view.
func (n newcomer) types(view int, keys string) {
	n.Tap("the line", page.Line(view))
	n.Keys(keys)
}

// TestPageLook shows the game on a desktop and on a phone, in light and dark, with
// what stands around it.
func TestPageLook(t *testing.T) {
	t.Parallel()
	b := openBox(t, settings{"RULES": rules(t, wellOff)})
	n := newcomer{page.Open(t, b.address)}
	n.Size(1280, 900)
	n.types(0, "/claim count:2"+kb.Enter)
	n.Sees(0, "claimed 2 cards")
	n.types(0, "/drop"+kb.Enter)
	n.Sees(0, "SHA-256")
	n.Become("the pictures", drawn)
	n.Colors("dark")
	n.view("views/dark")
	n.Axe("dark")
	n.Colors("light")
	n.Tap("the drawer", page.Named("Under the hood"))
	n.Become("nothing there yet", `document.querySelector("#hood .traffic").innerText.includes("Nothing yet") || document.querySelectorAll("#hood .feed > li").length > 0`)
	n.types(0, "/balance"+kb.Enter)
	n.Become("its answer", `[...document.querySelectorAll("#hood .feed > li")].some((l) => l.innerText.includes("callback"))`)
	n.Tap("all of it", `[...document.querySelectorAll("#hood .feed > li")].find((l) => l.innerText.includes("callback")).querySelector("button")`)
	n.Become("opened", `!!document.querySelector("#hood .feed .full")`)
	n.view("views/under-the-hood")
	n.Axe("drawer")
	n.Keys(kb.Escape)
	n.phone()
	b.stop(t)
}

// phone looks at the same on a phone.
func (n newcomer) phone() {
	n.Become("closed", `document.getElementById("hood").hidden`)
	n.Size(390, 844)
	for _, scheme := range []string{"light", "dark"} {
		n.Colors(scheme)
		n.Become("the drop in sight", `(() => { const all = [...document.querySelectorAll("article")]; all.find((a) => a.innerText.includes("SHA-256")).scrollIntoView(); return true })()`)
		n.view("views/phone-" + scheme)
		n.Axe("phone, " + scheme)
		n.Become("no wider than it is", `document.documentElement.scrollWidth <= 390`)
		n.Tap("the side", `document.querySelector("#bar .opener")`)
		n.Become("open", `document.getElementById("side").getBoundingClientRect().left === 0`)
		n.Axe("side, phone, " + scheme)
		n.Keys(kb.Escape)
		n.Become("closed", `getComputedStyle(document.getElementById("side")).visibility === "hidden"`)
	}
	n.Colors("light")
	n.types(0, "/auction create ")
	n.Become("which card", `document.activeElement === `+page.Option("card_name")+` && `+page.Suggestions+`.some((o) => o.innerText.includes("★"))`)
	n.view("views/phone-options")
	n.Axe("options, phone")
	n.Keys(kb.Enter + "500 duration:6" + kb.Enter)
	n.Tap("the terms are read", page.Pressing(0, "Confirm"))
	n.Sees(0, "nobody has bid yet")
}

// TestPageAfterAKill kills the program under an open page: the page comes back by
// itself when the program does, with its history, whose buttons work, and with
// what only its player sees.
func TestPageAfterAKill(t *testing.T) {
	t.Parallel()
	set := settings{"DATA": filepath.Join(t.TempDir(), "data"), "RULES": rules(t, wellOff)}
	b := openBox(t, set)
	p := page.Open(t, b.address)
	n := newcomer{p}
	n.types(0, "/claim count:2"+kb.Enter)
	n.Sees(0, "claimed 2 cards")
	n.types(0, "/help"+kb.Enter)
	n.Sees(0, "Only you can see this")
	b.kill()
	n.Become("it notices", `document.getElementById("state").textContent === "reconnecting…"`)
	b = openBox(t, set.with("HTTP", strings.TrimPrefix(b.address, "http://")))
	n.Become("connected again", `document.getElementById("state").textContent === "connected"`)
	n.Tap("a button from before", page.Pressing(0, "▶"))
	n.Sees(0, "Card 1 of 2")
	n.Sees(0, "Only you can see this")
	n.Visit()
	n.Sees(0, "Card 1 of 2")
	b.stop(t)
}

// The bounds of a visit to the page. What is wanted of the time is 300 ms on a
// machine with nothing else to do; the bound only finds what is badly wrong.
const (
	mostPageBytes = 300 << 10
	mostLoad      = 3000.0
	visits        = 9
)

// TestPageIsThereSoon times the page of the program against an empty one in the
// same browser, turn about, and counts its bytes.
func TestPageIsThereSoon(t *testing.T) {
	t.Parallel()
	b := openBox(t, settings{})
	empty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><title>x</title><p>x</p><script>performance.mark("shown")</script>`) // as it likes
	}))
	t.Cleanup(empty.Close)
	p := page.Open(t, b.address)
	const shown = `performance.getEntriesByName("shown")[0].startTime`
	var bare, full []float64
	for range visits {
		p.Do("an empty page", chromedp.Navigate(empty.URL))
		bare = append(bare, page.Script[float64](p, shown))
		p.Visit()
		p.Become("shown", `performance.getEntriesByName("shown").length > 0`)
		full = append(full, page.Script[float64](p, shown))
	}
	bytes := page.Script[int](p, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((n, e) => n + e.decodedBodySize, 0)`)
	slices.Sort(bare)
	slices.Sort(full)
	t.Logf("shown after %.0f ms (best %.0f), an empty page after %.0f ms (best %.0f); %d bytes", full[visits/2], full[0], bare[visits/2], bare[0], bytes)
	if full[visits/2] > mostLoad {
		t.Errorf("the page is shown after %.0f ms", full)
	}
	if bytes == 0 || bytes > mostPageBytes {
		t.Errorf("a visit loads %d bytes, more than %d", bytes, mostPageBytes)
	}
}
