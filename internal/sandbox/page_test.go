package sandbox_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gohye/internal/sandbox"
)

const options = `[...document.querySelectorAll(".suggest [role=option]")]`

// TestPage plays as a newcomer does: the hint, a first claim, its cards, a
// favourite, another player, a drop, a second view, a form.
func TestPage(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.become("the hint", in(0, ".welcome")+`.innerText.includes("/claim")`)
	p.shot("01-first-sight")
	p.become("the line has the focus", `document.activeElement === `+in(0, "textarea"))
	p.keys("/cl")
	p.become("the list", options+`[0]?.innerText.includes("/claim")`)
	p.shot("02-command-list-filtered")
	p.keys(kb.Enter)
	p.become("the command", in(0, ".command .name")+`.textContent === "/claim"`)
	p.keys(kb.Enter)
	p.sees(0, "claimed 3 cards")
	p.become("the hint is gone for good", `!document.querySelector(".welcome") && localStorage.getItem("hint") === "used"`)
	const drawn = `(() => { const all = [...document.querySelectorAll(".messages .gallery img")]; return all.length === 3 && all.every((i) => i.complete && i.naturalWidth > 0) })()`
	p.become("the pictures", drawn)
	p.shot("03-claim-light")
	p.look()
	p.tap("the next card", pressing(0, "▶"))
	p.sees(0, "Card 1 of 3")
	p.sees(0, "(edited)")
	p.tap("the heart", pressing(0, "🤍"))
	p.become("loved", `!!`+pressing(0, "❤"))
	p.twoPlayers()
	p.form()
}

// look opens the pictures and goes through them with the keyboard.
func (p *sheet) look() {
	p.t.Helper()
	p.tap("a picture", in(0, ".gallery .picture"))
	p.become("the lightbox", `document.querySelector(".lightbox[open] .caption").innerText.startsWith("Card number 1")`)
	p.keys(kb.ArrowRight)
	p.become("the next picture", `document.querySelector(".lightbox .caption").innerText.startsWith("Card number 2")`)
	p.become("it is drawn", `document.querySelector(".lightbox .big").naturalWidth > 0`)
	p.shot("04-lightbox")
	p.axe("lightbox")
	p.keys(kb.Escape)
	p.become("closed", `!document.querySelector(".lightbox")`)
}

// twoPlayers lets Ana drop cards and Bob take one, first in the same view, then
// in a second one.
func (p *sheet) twoPlayers() {
	p.t.Helper()
	p.tap("the line", in(0, "textarea"))
	p.keys("/think" + kb.Enter)
	p.sees(0, "I have thought about it.")
	p.sees(0, "Only you can see this")
	p.tap("Bob", `[...document.querySelectorAll("#side .players button")].find((b) => b.textContent.includes("Bob"))`)
	p.become("Bob plays", in(0, ".as")+`.innerText.includes("Bob") && sessionStorage.getItem("player") !== null`)
	p.sees(0, "and more")
	p.become("Bob does not see what is Ana's", `!`+in(0, ".messages")+`.innerText.includes("I have thought")`)
	p.tap("Ana", `[...document.querySelectorAll("#side .players button")].find((b) => b.textContent.includes("Ana"))`)
	p.sees(0, "I have thought about it.") // it was kept
	p.tap("dismiss", pressing(0, "Dismiss"))
	p.become("dismissed", `!`+in(0, ".messages")+`.innerText.includes("I have thought")`)
	p.keys("/drop" + kb.Enter)
	p.sees(0, "Three cards fall")
	p.tap("split", named("Split view"))
	p.become("two views", `document.querySelectorAll(".pane").length === 2 && `+in(1, ".as")+`.innerText.includes("Bob")`)
	p.sees(1, "Three cards fall")
	p.shot("05-split-drop")
	p.axe("split view")
	p.tap("grab", pressing(1, "Take 2"))
	p.sees(0, "Bob takes card 2!")
	p.sees(1, "Bob takes card 2!")
}

// form fills in a form in the second view, first wrongly.
func (p *sheet) form() {
	p.t.Helper()
	p.tap("the second line", in(1, "textarea"))
	p.keys("/form" + kb.Enter)
	p.become("the form", `document.querySelector("dialog.modal[open] h2")?.textContent === "Offer a trade"`)
	p.keys("mo")
	p.tap("submit", named("Submit"))
	p.become("the complaint", `document.querySelector("dialog .wrong:not([hidden])").textContent.startsWith("At least 3")`)
	p.keys("on")
	p.tap("whom", `document.querySelector("dialog .picker")`)
	p.keys(kb.ArrowDown + kb.Enter)
	p.tap("how", `document.querySelector("dialog input[type=radio][value=secret]")`)
	p.tap("sure", `document.querySelector("dialog input[type=checkbox]")`)
	p.shot("06-modal")
	p.axe("form")
	p.tap("submit", named("Submit"))
	p.sees(1, "The form says: word=moon[]")
	p.sees(1, "how=secret[]; sure=true[]")
}

// TestPageTellsNoScripts plants what would run if a text became HTML.
func TestPageTellsNoScripts(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited(), Players: []string{"Ana", `<img src=x onerror="document.title='bad'">`[:32], "Cy"}})
	bad := `<img src=x onerror="document.title='bad'"> [x](javascript:document.title='bad') <script>document.title='bad'</script> ||<b>s</b>||`
	for _, body := range []object{
		{"content": bad},
		{"embeds": list{object{"title": bad, "description": bad, "fields": list{object{"name": bad, "value": bad}}, "footer": object{"text": bad}, "author": object{"name": bad}}}},
		{"flags": 32768, "components": list{object{"type": 17, "components": list{object{"type": 10, "content": bad}}}}},
	} {
		if a := h.bot().do(t, "POST", h.messages(), encoded(t, body)); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	p := openPage(t, h)
	p.become("three messages", `document.querySelectorAll("article").length === 3`)
	if n := script[int](p, `document.querySelectorAll("article script, article img[src=x], article b, a[href^=javascript]").length`); n != 0 {
		t.Errorf("%d elements came from the text of others", n)
	}
	if title := script[string](p, `document.title`); title != "GoHYE sandbox" {
		t.Errorf("the title is %q: a message ran as a script", title)
	}
	if err := chromedp.Do(p.ctx, chromedp.Reload()); err != nil {
		t.Fatal(err)
	}
	p.become("still three", `document.querySelectorAll("article").length === 3`)
}
