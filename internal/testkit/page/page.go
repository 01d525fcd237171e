// Package page is a person at the sandbox's chat page, in a headless Chromium.
//
// A [Page] looks, types and presses as a person does: with the keys of a
// keyboard and with a mouse at a place. What it looks for is an expression of
// JavaScript. It promises:
//   - whatever is waited for has a bound, in looks and not in time: a browser
//     that a busy machine has let wait does not lose its time;
//   - what is not there in the end fails the test with what the page says
//     instead;
//   - without a browser the test is skipped, or fails where one is required.
//
// It knows how the page is built (views, messages, buttons) and nothing of any
// bot.
package page

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gohye/internal/testkit/browser"
)

// Shots is the environment variable with the folder for pictures of the page.
const Shots = "GOHYE_TEST_SHOTS"

// looks bounds the wait for one thing: so many looks, ten milliseconds apart.
const looks = 2000

// A Page is the chat page in a browser, for one test. Its methods must be called
// from the test's own goroutine.
type Page struct {
	t       *testing.T
	ctx     context.Context //nolint:containedctx // the test's
	address string
}

// Open starts a browser and opens the page at the address of a sandbox.
func Open(t *testing.T, address string) *Page {
	t.Helper()
	p := &Page{t: t, ctx: browser.Start(t), address: address}
	p.Visit()
	return p
}

// Visit opens the page, for the first time or again, and waits until it can be
// used.
func (p *Page) Visit() {
	p.t.Helper()
	p.Do("open the page", chromedp.Navigate(p.address+"/"))
	p.Become("connected", `document.getElementById("state")?.textContent === "connected" && !!document.querySelector(".composer")`)
}

// Do takes a step of chromedp's.
func (p *Page) Do(what string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, step); err != nil {
		p.Shot("failed")
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Become waits until an expression is true. One that throws is not true yet.
func (p *Page) Become(what, state string) {
	p.t.Helper()
	ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`new Promise((ok) => { let left = %d;
		const look = () => { let is; try { is = (%s); } catch (e) { is = false; } if (is) ok(true); else if (left-- === 0) ok(false); else setTimeout(look, 10); }; look(); })`,
		looks, state), chromedp.EvalAwaitPromise))
	if err != nil || !ok {
		p.Shot("failed")
		text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 1500)`)) // it is only shown
		p.t.Fatalf("%s: still not (%v):\n%s\nThe page says:\n%s", what, err, state, text)
	}
}

// Script runs JavaScript, whose value may be a promise, and decodes the result.
func Script[T any](p *Page, source string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](source, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%v in\n%s", err, source)
	}
	return v
}

// Keys types into whatever has the focus. Each key goes down with its letter, as
// a keyboard's does: the letter of a key that the page has taken is not typed.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	p.Do("type "+keys, func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
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

// Tap presses the mouse on the element that an expression finds, once it is
// there, enabled and at rest. A picture that comes at just that moment may push the
// element away from under the mouse: then it is pressed again, as a person would.
func (p *Page) Tap(what, element string) {
	p.t.Helper()
	for range 5 {
		p.Become(what, `!!(`+element+`) && !(`+element+`).disabled`)
		at := Script[[]float64](p, `new Promise((ok) => { let was = ""; const look = () => { const e = (`+element+`); e.scrollIntoView({ block: "nearest" });
			const r = e.getBoundingClientRect(), at = [r.left + r.width / 2, r.top + r.height / 2]; if (String(at) === was) { window.tapped = false;
				e.addEventListener("pointerdown", () => { window.tapped = true; }, { capture: true, once: true }); ok(at); }
			else { was = String(at); requestAnimationFrame(() => requestAnimationFrame(look)); } }; look() })`)
		p.Do(what, chromedp.MouseClickXY(at[0], at[1]))
		if Script[bool](p, `window.tapped`) {
			return
		}
	}
	p.t.Fatalf("%s: the mouse does not find it", what)
}

// Sees waits for a text among the messages of a view.
func (p *Page) Sees(view int, text string) {
	p.t.Helper()
	p.Become(text, In(view, ".messages")+`.innerText.includes(`+Quoted(text)+`)`)
}

// Shot keeps a picture of the page where [Shots] names a folder.
func (p *Page) Shot(name string) {
	p.t.Helper()
	if folder := os.Getenv(Shots); folder != "" {
		p.Picture(filepath.Join(folder, name+".png"))
	}
}

// Picture writes a picture of the page into a file.
func (p *Page) Picture(file string) {
	p.t.Helper()
	// Pictures of cards come lazily, and notes fade in.
	_ = Script[bool](p, `new Promise((ok) => setTimeout(() => Promise.all([...document.images].filter((i) => i.checkVisibility()).map((i) => i.decode().catch(() => {}))).then(() => ok(true)), 250))`)
	browser.Screenshot(p.ctx, p.t, file)
}

// Colors makes the machine "light" or "dark".
func (p *Page) Colors(scheme string) {
	p.t.Helper()
	p.Do(scheme, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return chromedp.Void{}, err
	})
}

// Size gives the window another size.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.Do("resize", chromedp.EmulateViewport(width, height))
	// The browser hit-tests by the last picture that it has put together: a click
	// right after a change of size would land where things were before.
	_ = Script[bool](p, `new Promise((ok) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => ok(true))), 300))`)
}
