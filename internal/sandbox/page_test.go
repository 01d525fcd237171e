package sandbox_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gohye/internal/sandbox"
	"gohye/internal/testkit/page"
)

// TestPage plays as a newcomer does: the hint, a first claim, its cards, a
// favourite, another player, a drop, a second view, a form.
func TestPage(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.Become("the hint", page.In(0, ".welcome")+`.innerText.includes("/claim")`)
	p.Shot("01-first-sight")
	p.Become("the line has the focus", `document.activeElement === `+page.Line(0))
	p.Keys("/cl")
	p.Become("the list", page.Suggestions+`[0]?.innerText.includes("/claim")`)
	p.Shot("02-command-list-filtered")
	p.Keys(kb.Enter)
	p.Become("the command", page.In(0, ".command .name")+`.textContent === "/claim"`)
	p.Keys(kb.Enter)
	p.Sees(0, "claimed 3 cards")
	p.Become("the hint is gone for good", `!document.querySelector(".welcome") && localStorage.getItem("hint") === "used"`)
	const drawn = `(() => { const all = [...document.querySelectorAll(".messages .gallery img")]; return all.length === 3 && all.every((i) => i.complete && i.naturalWidth > 0) })()`
	p.Become("the pictures", drawn)
	p.Shot("03-claim-light")
	p.look()
	p.Tap("the next card", page.Pressing(0, "▶"))
	p.Sees(0, "Card 1 of 3")
	p.Sees(0, "(edited)")
	p.Tap("the heart", page.Pressing(0, "🤍"))
	p.Become("loved", `!!`+page.Pressing(0, "❤"))
	p.twoPlayers()
	p.form()
}

// look opens the pictures and goes through them with the keyboard.
func (p *sheet) look() {
	p.t.Helper()
	p.Tap("a picture", page.In(0, ".gallery .picture"))
	p.Become("the lightbox", `document.querySelector(".lightbox[open] .caption").innerText.startsWith("Card number 1")`)
	p.Keys(kb.ArrowRight)
	p.Become("the next picture", `document.querySelector(".lightbox .caption").innerText.startsWith("Card number 2")`)
	p.Become("it is drawn", `document.querySelector(".lightbox .big").naturalWidth > 0`)
	p.Shot("04-lightbox")
	p.Axe("lightbox")
	p.Keys(kb.Escape)
	p.Become("closed", `!document.querySelector(".lightbox")`)
}

// twoPlayers lets Ana drop cards and Bob take one, first in the same view, then
// in a second one.
func (p *sheet) twoPlayers() {
	p.t.Helper()
	p.Tap("the line", page.Line(0))
	p.Keys("/think" + kb.Enter)
	p.Sees(0, "I have thought about it.")
	p.Sees(0, "Only you can see this")
	p.Tap("Bob", page.Player("Bob"))
	p.Become("Bob plays", page.In(0, ".as")+`.innerText.includes("Bob") && sessionStorage.getItem("player") !== null`)
	p.Sees(0, "and more")
	p.Become("Bob does not see what is Ana's", `!`+page.In(0, ".messages")+`.innerText.includes("I have thought")`)
	p.Tap("Ana", page.Player("Ana"))
	p.Sees(0, "I have thought about it.") // it was kept
	p.Tap("dismiss", page.Pressing(0, "Dismiss"))
	p.Become("dismissed", `!`+page.In(0, ".messages")+`.innerText.includes("I have thought")`)
	p.Keys("/drop" + kb.Enter)
	p.Sees(0, "Three cards fall")
	p.Tap("split", page.Named("Split view"))
	p.Become("two views", `document.querySelectorAll(".pane").length === 2 && `+page.In(1, ".as")+`.innerText.includes("Bob")`)
	p.Sees(1, "Three cards fall")
	p.Shot("05-split-drop")
	p.Axe("split view")
	p.Tap("grab", page.Pressing(1, "Take 2"))
	p.Sees(0, "Bob takes card 2!")
	p.Sees(1, "Bob takes card 2!")
}

// form fills in a form in the second view, first wrongly.
func (p *sheet) form() {
	p.t.Helper()
	p.Tap("the second line", page.Line(1))
	p.Keys("/form" + kb.Enter)
	p.Become("the form", `document.querySelector("dialog.modal[open] h2")?.textContent === "Offer a trade"`)
	p.Keys("mo")
	p.Tap("submit", page.Named("Submit"))
	p.Become("the complaint", `document.querySelector("dialog .wrong:not([hidden])").textContent.startsWith("At least 3")`)
	p.Keys("on")
	p.Tap("whom", `document.querySelector("dialog .picker")`)
	p.Keys(kb.ArrowDown + kb.Enter)
	p.Tap("how", `document.querySelector("dialog input[type=radio][value=secret]")`)
	p.Tap("sure", `document.querySelector("dialog input[type=checkbox]")`)
	p.Shot("06-modal")
	p.Axe("form")
	p.Tap("submit", page.Named("Submit"))
	p.Sees(1, "The form says: word=moon[]")
	p.Sees(1, "how=secret[]; sure=true[]")
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
	p.Become("three messages", `document.querySelectorAll("article").length === 3`)
	if n := page.Script[int](p.Page, `document.querySelectorAll("article script, article img[src=x], article b, a[href^=javascript]").length`); n != 0 {
		t.Errorf("%d elements came from the text of others", n)
	}
	if title := page.Script[string](p.Page, `document.title`); title != "GoHYE sandbox" {
		t.Errorf("the title is %q: a message ran as a script", title)
	}
	p.Do("again", chromedp.Reload())
	p.Become("still three", `document.querySelectorAll("article").length === 3`)
}
