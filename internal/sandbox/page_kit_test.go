package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gohye/internal/testkit/browser"
	"gohye/internal/testkit/require"
)

// patience bounds the wait for one thing on the page: so many looks, ten
// milliseconds apart. They are counted, so that a browser which the machine has
// let wait does not lose its time.
const patience = 2000

// A sheet is the page in a browser, for one test.
type sheet struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // the test's
	h   *house
}

// openPage starts a browser and opens the page of a sandbox.
func openPage(t *testing.T, h *house) *sheet {
	t.Helper()
	p := &sheet{t: t, ctx: browser.Start(t), h: h}
	p.visit()
	return p
}

// visit opens the page, for the first time or again.
func (p *sheet) visit() {
	p.t.Helper()
	p.do("open the page", chromedp.Navigate(p.h.url+"/"))
	p.become("connected", `document.getElementById("state")?.textContent === "connected" && !!document.querySelector(".composer")`)
}

func (p *sheet) do(what string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, step); err != nil {
		p.shot("failed")
		p.t.Fatalf("%s: %v", what, err)
	}
}

// become waits until a JavaScript expression is true.
func (p *sheet) become(what, state string) {
	p.t.Helper()
	ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`new Promise((ok) => { let left = %d;
		const look = () => { let is; try { is = (%s); } catch (e) { is = false; } if (is) ok(true); else if (left-- === 0) ok(false); else setTimeout(look, 10); }; look(); })`,
		patience, state), chromedp.EvalAwaitPromise))
	if err != nil || !ok {
		p.shot("failed")
		text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 1500)`)) // it is only shown
		p.t.Fatalf("%s: still not (%v):\n%s\nThe page says:\n%s", what, err, state, text)
	}
}

// script runs JavaScript, whose value may be a promise, and decodes the result.
func script[T any](p *sheet, source string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](source, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%v in\n%s", err, source)
	}
	return v
}

// keys types into whatever has the focus. Each key goes down with its letter, as
// a keyboard's does: the letter of a key that the page has taken is not typed.
func (p *sheet) keys(keys string) {
	p.t.Helper()
	p.do("type "+keys, func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		for _, r := range keys {
			events := kb.Encode(r)
			down, up := *events[0], *events[len(events)-1]
			if len(events) == 3 {
				down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
			}
			for _, e := range []input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, e); err != nil {
					return none, err
				}
			}
		}
		return none, nil
	})
}

// in is a pane's part as an expression.
func in(pane int, selector string) string {
	return fmt.Sprintf(`document.querySelectorAll(".pane")[%d].querySelector(%q)`, pane, selector)
}

// sees waits for a text among the messages of a pane.
func (p *sheet) sees(pane int, text string) {
	p.t.Helper()
	p.become(text, in(pane, ".messages")+`.innerText.includes(`+quoted(text)+`)`)
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// tap presses the mouse on the element that an expression finds, once it is
// there, enabled and at rest.
func (p *sheet) tap(what, element string) {
	p.t.Helper()
	p.become(what, `!!(`+element+`) && !(`+element+`).disabled`)
	at := script[[]float64](p, `new Promise((ok) => { let was = ""; const look = () => { const e = (`+element+`); e.scrollIntoView({ block: "nearest" });
		const r = e.getBoundingClientRect(), at = [r.left + r.width / 2, r.top + r.height / 2]; if (String(at) === was) ok(at); else { was = String(at); requestAnimationFrame(() => requestAnimationFrame(look)); } }; look() })`)
	p.do(what, chromedp.MouseClickXY(at[0], at[1]))
}

// pressing is the last button of a pane's messages with these words.
func pressing(pane int, words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".pane")[%d].querySelectorAll(".messages button, .messages a.button")].filter((b) => b.textContent.includes(%s)).at(-1)`, pane, quoted(words))
}

// named is a button anywhere with this name.
func named(label string) string {
	return `[...document.querySelectorAll("button, [role=menuitem]")].filter((b) => b.checkVisibility({ visibilityProperty: true }) && ((b.getAttribute("aria-label") ?? b.textContent).trim() === ` + quoted(label) + ` || b.textContent.trim() === ` + quoted(label) + `)).at(-1)`
}

// shot keeps a picture of the page where GOHYE_TEST_SHOTS names a folder.
func (p *sheet) shot(name string) {
	p.t.Helper()
	if folder := os.Getenv("GOHYE_TEST_SHOTS"); folder != "" {
		// Pictures of cards come lazily, and notes fade in.
		_ = script[bool](p, `new Promise((ok) => setTimeout(() => Promise.all([...document.images].filter((i) => i.checkVisibility()).map((i) => i.decode().catch(() => {}))).then(() => ok(true)), 250))`)
		browser.Screenshot(p.ctx, p.t, filepath.Join(folder, name+".png"))
	}
}

// colors makes the machine light or dark, size the window.
func (p *sheet) colors(scheme string) {
	p.t.Helper()
	p.do(scheme, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return chromedp.Void{}, err
	})
}

func (p *sheet) size(width, height int64) {
	p.t.Helper()
	p.do("resize", chromedp.EmulateViewport(width, height))
	// The browser hit-tests by the last picture that it has put together: a click
	// right after a change of size would land where things were before.
	_ = script[bool](p, `new Promise((ok) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => ok(true))), 300))`)
}

// axeFile is the checker of accessibility, which npm brings.
func axeFile() string {
	return filepath.Join("..", "..", "tools", "node_modules", "axe-core", "axe.min.js")
}

// axe checks what the page shows now. Only what is serious or worse counts.
func (p *sheet) axe(what string) {
	p.t.Helper()
	p.t.Run("axe on "+what, func(t *testing.T) {
		source, err := os.ReadFile(axeFile())
		if err != nil {
			require.Need(t, "browser", "axe-core is not installed: run npm ci in the folder tools")
		}
		q := *p
		q.t = t
		for _, f := range q.violations(string(source)) {
			t.Errorf("%s (%s): %s\n  %s", f.ID, f.Impact, f.Help, strings.Join(f.Where, "\n  "))
		}
	})
}

// A finding is a rule of axe that is broken, and where.
type finding struct {
	ID, Impact, Help string
	Where            []string
}

func (p *sheet) violations(source string) []finding {
	p.t.Helper()
	if !script[bool](p, `!!window.axe`) {
		script[bool](p, source+"\n;!!window.axe")
	}
	return script[[]finding](p, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) =>
		({ ID: v.id, Impact: v.impact, Help: v.help, Where: v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " — " + (n.any[0]?.message ?? "")) })))`)
}
