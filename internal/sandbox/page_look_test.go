package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"gohye/internal/sandbox"
	"gohye/internal/testkit/page"
)

// TestPageLook shows everything that a bot can show in light and dark, on a
// desktop and on a phone, and lets axe look at each.
func TestPageLook(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	everything(t, h)
	p := openPage(t, h)
	p.Tap("the line", page.Line(0))
	p.Keys("/claim count:3\r")
	p.Sees(0, "claimed 3 cards")
	p.Keys("/think\r")
	p.Sees(0, "and more")
	for _, scheme := range []string{"light", "dark"} {
		p.Colors(scheme)
		p.Size(1280, 900)
		p.scroll(1)
		p.Shot("20-desktop-" + scheme)
		p.Axe("desktop, " + scheme)
		p.Size(1280, 1800)
		p.scroll(0)
		p.Shot("21-desktop-everything-" + scheme)
		p.Axe("everything, desktop, " + scheme)
		p.Size(390, 844)
		p.scroll(1)
		p.Shot("22-phone-" + scheme)
		p.Axe("phone, " + scheme)
		p.scroll(0)
		p.Shot("23-phone-everything-" + scheme)
		p.Axe("everything, phone, " + scheme)
		p.Tap("the side", `document.querySelector("#bar .opener")`)
		p.Become("open", `document.getElementById("side").getBoundingClientRect().left === 0`)
		p.Shot("24-phone-side-" + scheme)
		p.Axe("side, phone, " + scheme)
		p.Keys("\x1b")
		p.Become("closed", `getComputedStyle(document.getElementById("side")).visibility === "hidden"`)
		if wide := page.Script[int](p.Page, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("on a phone the page is %d points wide", wide)
		}
	}
	p.phone()
	p.spoiler()
	p.theme()
	p.bites()
}

// phone opens on a phone what there is little room for.
func (p *sheet) phone() {
	p.t.Helper()
	p.Colors("light")
	p.Tap("the line", page.Line(0))
	p.Keys("/auc")
	p.Become("the list", page.Suggestions+`.length === 2`)
	p.Shot("25-phone-list")
	p.Keys("\rmoo")
	p.Become("choices", page.Suggestions+`[0]?.innerText === "Moon Girl"`)
	p.Keys("\r5\r")
	p.Become("the complaint", `!!document.querySelector(".pill.bad")`)
	p.Shot("26-phone-pills")
	p.Axe("options, phone")
	p.Keys("\x1b\x1b\x1b\x1b")
	p.Become("no command", `!document.querySelector(".command")`)
	p.Keys("/form\r")
	p.Become("the form", `!!document.querySelector("dialog.modal[open]")`)
	p.Shot("27-phone-form")
	p.Axe("form, phone")
	p.Keys("\x1b")
	p.Tap("the drawer", `[...document.querySelectorAll("#bar button")].at(-2)`)
	p.Become("the drawer", `!document.getElementById("hood").hidden`)
	p.Shot("28-phone-drawer")
	p.Axe("drawer, phone")
	p.Keys("\x1b")
	p.Become("closed", `document.getElementById("hood").hidden`)
}

// bites plants a mistake, so that we know that axe would find one.
func (p *sheet) bites() {
	p.t.Helper()
	_ = page.Script[bool](p.Page, `(() => { const b = document.createElement("button"); document.body.append(b); return true })()`)
	if found := p.Findings(); len(found) != 1 || found[0].ID != "button-name" {
		p.t.Errorf("axe finds %v, want the button without a name", found)
	}
}

func (p *sheet) scroll(to int) {
	p.t.Helper()
	_ = page.Script[bool](p.Page, fmt.Sprintf(`new Promise((ok) => { const l = document.querySelector(".messages"); l.dispatchEvent(new Event("x")); l.scrollTop = %d * l.scrollHeight; requestAnimationFrame(() => requestAnimationFrame(() => ok(true))) })`, to))
}

// spoiler is opened by the keyboard.
func (p *sheet) spoiler() {
	p.t.Helper()
	p.Become("a hidden one", `(() => { const s = document.querySelector(".spoiler:not(.open)"); if (!s || s.innerText.includes("hidden")) return false; s.focus(); return true })()`)
	p.Keys("\r")
	p.Become("shown", `document.querySelector(".spoiler.open")?.innerText.includes("hidden")`)
}

// theme is chosen by hand and stays.
func (p *sheet) theme() {
	p.t.Helper()
	p.Size(1280, 900)
	p.Colors("light")
	theme := `[...document.querySelectorAll("#bar button")].at(-1)`
	p.Tap("light", theme)
	p.Tap("dark", theme)
	p.Become("dark", `document.documentElement.dataset.theme === "dark" && getComputedStyle(document.body).backgroundColor === "rgb(28, 29, 34)"`)
	p.Visit()
	p.Become("still dark", `document.documentElement.dataset.theme === "dark"`)
}

// everything posts what a message can have.
func everything(t *testing.T, h *house) {
	t.Helper()
	post := func(who as, body object) {
		t.Helper()
		if a := who.do(t, http.MethodPost, h.messages(), encoded(t, body)); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	ana := h.id(0)
	post(h.person(1), object{"content": "# Trading day\nBring **three** cards, *or more*, __no less__; ~~two~~ will not do. ||hidden words||\n- first\n- second\n  - and below\n> quoted by Bob\n-# small print, `with code` and <@" + ana + ">, <#" + h.general.String() + ">, <:moon:1234567890123>"})
	post(h.person(1), object{"content": "```go\nfunc main() {\n\tfmt.Println(\"cards\")\n}\n```\nhttps://example.org/a and [masked](https://example.org), ends <t:" + fmt.Sprint(time.Now().Add(90*time.Minute).Unix()) + ":R>"})
	post(h.person(2), object{"content": "I am in. 🎴"})
	post(h.bot(), object{"embeds": list{object{
		"author": object{"name": "The market"}, "title": "Moon Girl ★★★", "url": "https://example.org", "color": 0x2ecc71, "description": "Sold by <@" + ana + "> for **300** flakes.",
		"fields":    list{object{"name": "Print", "value": "#12", "inline": true}, object{"name": "Level", "value": "3", "inline": true}, object{"name": "Seller", "value": "Ana", "inline": true}, object{"name": "History", "value": "Claimed, traded twice, auctioned once."}},
		"thumbnail": object{"url": h.url + "/avatars/" + ana + "/x.png"}, "footer": object{"text": "Market"}, "timestamp": "2026-01-02T03:04:05Z",
	}}, "components": list{row(button(1, "Buy", "a", ""), button(2, "Later", "b", ""), button(3, "Bid", "c", ""), button(4, "Remove", "d", ""), object{"type": 2, "style": 5, "label": "Rules", "url": "https://example.org"})}})
	post(h.bot(), object{"flags": 32768, "components": list{
		object{"type": 17, "accent_color": 0xe0a030, "components": list{
			object{"type": 10, "content": "### The shelf of Ana\nTwelve cards, three of them loved."},
			object{"type": 14, "spacing": 2},
			object{"type": 9, "components": list{object{"type": 10, "content": "**Silver Fox**\nprint #4, level 2"}}, "accessory": object{"type": 11, "media": object{"url": h.url + "/avatars/" + ana + "/x.png"}, "description": "Silver Fox"}},
			object{"type": 9, "components": list{object{"type": 10, "content": "**Sun Dancer**\nprint #77"}}, "accessory": button(2, "Look", "look2", "")},
			object{"type": 14},
			row(object{"type": 3, "custom_id": "sort", "placeholder": "Sort by", "options": list{object{"label": "Level", "value": "l"}}}),
			row(object{"type": 2, "style": 2, "label": "Closed", "custom_id": "x", "disabled": true}),
		}},
	}})
	fox := h.person(2).do(t, http.MethodPost, h.messages(), `{"content":"mine!"}`)
	post(h.person(0), object{"content": "Congratulations", "message_reference": object{"message_id": fox.text(t, "id")}})
	if a := h.person(1).do(t, http.MethodPut, h.messages()+"/"+fox.text(t, "id")+"/reactions/%F0%9F%8E%89/@me", ""); a.status != http.StatusNoContent {
		t.Fatalf("%d %s", a.status, a.body)
	}
}
