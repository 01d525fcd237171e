package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"gohye/internal/sandbox"
	"gohye/internal/testkit/page"
)

// TestPageCommands fills in commands with the keyboard alone.
func TestPageCommands(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.Keys("/")
	p.Become("all commands", page.Suggestions+`.length === 11 && `+page.Suggestions+`.some((o) => o.innerText.includes("/auction create"))`)
	p.Shot("07-command-list")
	p.Axe("list of commands")
	p.Keys("create")
	p.Become("found inside of the name", page.Suggestions+`[0].innerText.includes("/auction create")`)
	p.Keys(kb.Enter)
	p.Become("what is needed comes first", page.Option("card")+` === document.activeElement && !!`+page.Option("price")+` && !`+page.Option("hours"))
	p.Keys("zzz")
	p.Become("no choices, and the text stays", `document.querySelector(".suggest").innerText.includes("No choices") && `+page.Option("card")+`.value === "zzz"`)
	p.Keys(kb.Backspace + kb.Backspace + kb.Backspace + "moo")
	p.Become("choices of the bot", page.Suggestions+`.map((o) => o.innerText).join() === "Moon Girl,Moon Rabbit"`)
	p.Become("a reader is told which is meant", `document.getElementById(`+page.Option("card")+`.getAttribute("aria-activedescendant"))?.innerText === "Moon Girl"`)
	p.Keys(kb.ArrowDown + kb.Enter)
	p.Become("taken", page.Option("card")+`.value === "Moon Rabbit" && document.activeElement === `+page.Option("price"))
	p.Keys("5" + kb.Enter)
	p.Become("the complaint", `document.querySelector(".pill.bad .wrong").innerText === "Must be 10 or more." && document.activeElement === `+page.Option("price"))
	p.Shot("08-pills-with-error")
	p.Axe("options with an error")
	p.Keys("00" + kb.Tab)
	p.Become("the last field", `document.activeElement === document.querySelector(".more-options")`)
	p.Keys("ho" + kb.Enter)
	p.Become("an optional one", `document.activeElement === `+page.Option("hours")+` && `+page.Suggestions+`.length === 2`)
	p.Keys(kb.ArrowDown + kb.Enter)
	p.Become("a choice", page.Option("hours")+`.value === "A day"`)
	p.Keys("friend:bo" + kb.Enter)
	p.Become("a person", page.Option("friend")+`.value === "Bob"`)
	p.Keys("note:much too long for a note" + kb.Enter)
	p.Become("too long", `document.querySelector(".pill.bad .wrong").innerText.startsWith("At most 20")`)
	p.Keys(kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Enter)
	p.Sees(0, "Auction of Moon Rabbit")
	p.Sees(0, "Bids from 500 flakes")
	p.Keys(kb.ArrowUp)
	p.Become("brought back", page.Option("card")+`?.value === "Moon Rabbit" && `+page.Option("price")+`.value === "500" && `+page.Option("hours")+`.value === "A day" && `+page.Option("friend")+`.value === "Bob"`)
	p.Keys(kb.Enter)
	p.Become("sent again", `document.querySelectorAll(".embed").length === 2`)
	p.Keys("/auction create" + " ")
	p.Become("a name typed to its end", `document.activeElement === `+page.Option("card"))
	p.Keys(kb.Backspace)
	p.Become("and taken back", page.Line(0)+`?.value === "/auction create"`)
}

// TestPageMenus uses what is not written: menus on messages and people, select
// menus, reactions, replies, and what the bot says in private.
func TestPageMenus(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.Keys("hello @bo")
	p.Become("people", page.Suggestions+`[0].innerText.includes("Bob")`)
	p.Keys(kb.Enter + "and all" + kb.Enter)
	p.Sees(0, "hello @Bob and all")
	if a := h.person(1).do(t, "POST", "/channels/"+h.general.String()+"/typing", ""); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p.Become("Bob types", `document.querySelector(".typists").textContent === "Bob is typing…"`)
	p.menus()
	p.selects()
	p.private()
	p.silence()
	p.files()
}

func (p *sheet) menus() {
	p.t.Helper()
	p.Tap("Reply by the tools", `(() => { const a = document.querySelector("article"); a.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })); return a.querySelector('.tools [aria-label="Reply"]') })()`)
	p.Keys("indeed" + kb.Enter)
	p.Become("the quoted line", `document.querySelector("article button.why")?.innerText.includes("hello @Bob")`)
	p.Become("the newest message", `(document.querySelector(".messages").focus(), true)`)
	p.Keys(kb.ArrowUp + kb.Enter)
	p.Become("a menu", `document.activeElement.getAttribute("role") === "menuitem" && document.activeElement.innerText === "Reply"`)
	p.Axe("menu of a message")
	p.Keys(kb.ArrowDown + kb.Enter)
	p.Become("reactions", `document.activeElement.innerText === "❤️"`)
	p.Keys(kb.ArrowDown + kb.Enter)
	p.Become("a reaction", `document.querySelector(".reaction")?.innerText.includes("1") && document.querySelector(".reaction").getAttribute("aria-pressed") === "true"`)
	p.Tap("take it back", `document.querySelector(".reaction")`)
	p.Become("none left", `!document.querySelector(".reaction")`)
	p.Become("the first message", `(document.querySelector("article").focus(), true)`)
	p.Keys(kb.Enter)
	p.Tap("the bot's own action", page.Named("Quote"))
	p.Sees(0, "quoted 1")
	p.Tap("the author", `document.querySelector("article .by")`)
	p.Tap("the bot's action on people", page.Named("Shelf"))
	p.Sees(0, "the shelf of @Ana")
}

func (p *sheet) selects() {
	p.t.Helper()
	p.Tap("the line", page.Line(0))
	p.Keys("/picks" + kb.Enter)
	p.Become("five menus", `document.querySelectorAll("article .picker").length === 5`)
	p.Tap("words", `document.querySelectorAll("article .picker")[0]`)
	p.Become("open", `document.querySelectorAll(".choices [role=option]").length === 3`)
	p.Shot("09-select-menu")
	p.Axe("select menu")
	p.Keys(kb.Enter + kb.ArrowDown + kb.Enter + kb.Tab)
	p.Sees(0, "words: w,s")
	for i, who := range []string{"user", "role", "any", "channel"} {
		p.Tap(who, `document.querySelectorAll("article .picker")[`+string(rune('1'+i))+`]`)
		p.Keys(kb.Enter)
		p.Sees(0, who+": 1")
	}
}

// private lets the bot write to Bob while Ana plays.
func (p *sheet) private() {
	p.t.Helper()
	bob := page.Player("Bob")
	// He was mentioned before, and has heard of it unless he came later.
	heard := page.Script[int](p.Page, `Number(`+bob+`.querySelector(".badge")?.innerText ?? 0)`)
	p.Tap("the line", page.Line(0))
	p.Keys("/tell who:Bob" + kb.Enter + kb.Enter)
	p.Sees(0, "Told.")
	p.Become("a number beside Bob", fmt.Sprintf(`%s.querySelector(".badge")?.innerText === "%d"`, bob, heard+1))
	p.Tap("Bob", bob)
	p.Become("a number at the direct messages", `document.querySelectorAll("#side ul")[1].querySelector(".badge")?.innerText === "1" && document.title.startsWith("(1)")`)
	p.Tap("direct messages", `document.querySelectorAll("#side ul")[1].querySelector("button")`)
	p.Sees(0, "You were outbid.")
	p.Become("read", `!document.querySelector("#side .badge")`)
	p.Shot("10-direct-message")
}

// silence is a command that nobody answers.
func (p *sheet) silence() {
	p.t.Helper()
	p.Tap("the channel", `[...document.querySelectorAll("#side button")].find((b) => b.textContent.includes("general"))`)
	p.Become("there", page.In(0, ".where")+`.innerText.includes("general")`)
	p.Tap("the line", page.Line(0))
	p.Keys("/silence" + kb.Enter)
	p.Become("under way", `document.querySelector(".waiting")?.innerText.includes("Waiting for the bot")`)
	p.Become("nobody answered", `document.querySelector(".waiting.lost")?.innerText.includes("did not respond")`)
	p.Shot("11-no-answer")
	p.Tap("dismiss", `[...document.querySelectorAll(".waiting button")].at(-1)`)
	p.Become("gone", `!document.querySelector(".waiting")`)
}

// files sends a file as an option and one with a message, and lets a new player
// come.
func (p *sheet) files() {
	p.t.Helper()
	const give = `const d = new DataTransfer(); d.items.add(new File(["three cards"], "cards.txt", { type: "text/plain" })); f.files = d.files; f.onchange()`
	p.Tap("the line", page.Line(0))
	p.Keys("/show file:")
	p.Become("the field", `document.querySelector(".pill input[type=file]") !== null`)
	p.Keys("\r")
	p.Become("it is missing", `document.querySelector(".pill .wrong").innerText === "Choose a file."`)
	_ = page.Script[bool](p.Page, `(() => { const f = document.querySelector(".pill input[type=file]"); `+give+`; f.focus(); return true })()`)
	p.Keys("\r")
	p.Sees(0, "a file of 11 bytes")
	_ = page.Script[bool](p.Page, `(() => { const f = document.querySelector(".line > input[type=file]"); `+give+`; return true })()`)
	p.Become("a chip", `document.querySelector(".chip").innerText.includes("cards.txt")`)
	p.Tap("the line", page.Line(0))
	p.Keys("look\r")
	p.Become("the file", `[...document.querySelectorAll("article")].at(-1).querySelector(".file")?.innerText.includes("11 bytes")`)
	p.proves()
	p.Tap("add a player", page.Named("Add a player"))
	p.Keys("Zoé\r")
	p.Become("Zoé plays", page.In(0, ".as")+`.innerText.includes("Zoé") && `+page.In(0, ".messages")+`.innerText.includes("look")`)
	p.remembers()
}

// proves hands in files by a form: the bot gets each in its own field.
func (p *sheet) proves() {
	p.t.Helper()
	p.Tap("the line", page.Line(0))
	p.Keys("/prove\r")
	p.Become("the form", `document.querySelectorAll("dialog.modal[open] input[type=file]").length === 2`)
	p.Tap("submit", page.Named("Submit"))
	p.Become("it is missing", `document.querySelector("dialog .wrong:not([hidden])").textContent === "Choose a file."`)
	give := func(field int, names string) {
		p.t.Helper()
		_ = page.Script[bool](p.Page, fmt.Sprintf(`(() => { const f = document.querySelectorAll("dialog input[type=file]")[%d], d = new DataTransfer();
			for (const n of %s) d.items.add(new File([n], n, { type: "text/plain" })); f.files = d.files; f.dispatchEvent(new Event("input", { bubbles: true })); return true })()`, field, names))
	}
	give(0, `["first.txt"]`)
	p.Become("no complaint any more", `!document.querySelector("dialog .wrong:not([hidden])")`)
	give(1, `["b.txt", "third.txt", "c.txt"]`)
	p.Tap("submit", page.Named("Submit"))
	p.Become("too many", `document.querySelector("dialog .wrong:not([hidden])").textContent === "Choose at most 2; these are 3."`)
	give(1, `["b.txt", "third.txt"]`)
	p.Axe("form with files")
	p.Tap("submit", page.Named("Submit"))
	p.Sees(0, "Proven: one=first.txt (9 bytes), two=b.txt (5 bytes), two=third.txt (9 bytes)")
}

// remembers lets the player who is new react, and loads the page again: whose the
// reaction is comes from the server.
func (p *sheet) remembers() {
	p.t.Helper()
	p.Become("the newest message", `(document.querySelector(".messages").focus(), true)`)
	p.Keys(kb.ArrowUp + kb.Enter + kb.ArrowDown + kb.Enter)
	p.Become("reactions", `document.activeElement.innerText === "❤️"`)
	p.Keys(kb.Enter)
	const mine = `document.querySelector(".reaction")?.getAttribute("aria-pressed") === "true" && document.querySelector(".reaction").textContent === "❤️1"`
	p.Become("hers", mine)
	p.Visit()
	p.Become("hers still", mine)
	p.Tap("be Ana", page.Player("Ana"))
	p.Become("not Ana's", `document.querySelector(".reaction")?.getAttribute("aria-pressed") === "false"`)
}
