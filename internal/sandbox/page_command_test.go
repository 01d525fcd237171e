package sandbox_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"gohye/internal/sandbox"
)

// pill is the field of an option.
func pill(name string) string {
	return `document.querySelector('.pill input[data-option="` + name + `"]')`
}

// TestPageCommands fills in commands with the keyboard alone.
func TestPageCommands(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.keys("/")
	p.become("all commands", options+`.length === 10 && `+options+`.some((o) => o.innerText.includes("/auction create"))`)
	p.shot("07-command-list")
	p.axe("list of commands")
	p.keys("create")
	p.become("found inside of the name", options+`[0].innerText.includes("/auction create")`)
	p.keys(kb.Enter)
	p.become("what is needed comes first", pill("card")+` === document.activeElement && !!`+pill("price")+` && !`+pill("hours"))
	p.keys("zzz")
	p.become("no choices, and the text stays", `document.querySelector(".suggest").innerText.includes("No choices") && `+pill("card")+`.value === "zzz"`)
	p.keys(kb.Backspace + kb.Backspace + kb.Backspace + "moo")
	p.become("choices of the bot", options+`.map((o) => o.innerText).join() === "Moon Girl,Moon Rabbit"`)
	p.become("a reader is told which is meant", `document.getElementById(`+pill("card")+`.getAttribute("aria-activedescendant"))?.innerText === "Moon Girl"`)
	p.keys(kb.ArrowDown + kb.Enter)
	p.become("taken", pill("card")+`.value === "Moon Rabbit" && document.activeElement === `+pill("price"))
	p.keys("5" + kb.Enter)
	p.become("the complaint", `document.querySelector(".pill.bad .wrong").innerText === "Must be 10 or more." && document.activeElement === `+pill("price"))
	p.shot("08-pills-with-error")
	p.axe("options with an error")
	p.keys("00" + kb.Tab)
	p.become("the last field", `document.activeElement === document.querySelector(".more-options")`)
	p.keys("ho" + kb.Enter)
	p.become("an optional one", `document.activeElement === `+pill("hours")+` && `+options+`.length === 2`)
	p.keys(kb.ArrowDown + kb.Enter)
	p.become("a choice", pill("hours")+`.value === "A day"`)
	p.keys("friend:bo" + kb.Enter)
	p.become("a person", pill("friend")+`.value === "Bob"`)
	p.keys("note:much too long for a note" + kb.Enter)
	p.become("too long", `document.querySelector(".pill.bad .wrong").innerText.startsWith("At most 20")`)
	p.keys(kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace + kb.Enter)
	p.sees(0, "Auction of Moon Rabbit")
	p.sees(0, "Bids from 500 flakes")
	p.keys(kb.ArrowUp)
	p.become("brought back", pill("card")+`?.value === "Moon Rabbit" && `+pill("price")+`.value === "500" && `+pill("hours")+`.value === "A day" && `+pill("friend")+`.value === "Bob"`)
	p.keys(kb.Enter)
	p.become("sent again", `document.querySelectorAll(".embed").length === 2`)
	p.keys("/auction create" + " ")
	p.become("a name typed to its end", `document.activeElement === `+pill("card"))
	p.keys(kb.Backspace)
	p.become("and taken back", in(0, "textarea")+`?.value === "/auction create"`)
}

// TestPageMenus uses what is not written: menus on messages and people, select
// menus, reactions, replies, and what the bot says in private.
func TestPageMenus(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	startShowBot(t, h)
	p := openPage(t, h)
	p.keys("hello @bo")
	p.become("people", options+`[0].innerText.includes("Bob")`)
	p.keys(kb.Enter + "and all" + kb.Enter)
	p.sees(0, "hello @Bob and all")
	p.menus()
	p.selects()
	p.private()
	p.silence()
	p.files()
}

func (p *sheet) menus() {
	p.t.Helper()
	p.tap("Reply by the tools", `(() => { const a = document.querySelector("article"); a.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })); return a.querySelector('.tools [aria-label="Reply"]') })()`)
	p.keys("indeed" + kb.Enter)
	p.become("the quoted line", `document.querySelector("article button.why")?.innerText.includes("hello @Bob")`)
	p.become("the newest message", `(document.querySelector(".messages").focus(), true)`)
	p.keys(kb.ArrowUp + kb.Enter)
	p.become("a menu", `document.activeElement.getAttribute("role") === "menuitem" && document.activeElement.innerText === "Reply"`)
	p.axe("menu of a message")
	p.keys(kb.ArrowDown + kb.Enter)
	p.become("reactions", `document.activeElement.innerText === "❤️"`)
	p.keys(kb.ArrowDown + kb.Enter)
	p.become("a reaction", `document.querySelector(".reaction")?.innerText.includes("1") && document.querySelector(".reaction").getAttribute("aria-pressed") === "true"`)
	p.tap("take it back", `document.querySelector(".reaction")`)
	p.become("none left", `!document.querySelector(".reaction")`)
	p.become("the first message", `(document.querySelector("article").focus(), true)`)
	p.keys(kb.Enter)
	p.tap("the bot's own action", named("Quote"))
	p.sees(0, "quoted 1")
	p.tap("the author", `document.querySelector("article .by")`)
	p.tap("the bot's action on people", named("Shelf"))
	p.sees(0, "the shelf of @Ana")
}

func (p *sheet) selects() {
	p.t.Helper()
	p.tap("the line", in(0, "textarea"))
	p.keys("/picks" + kb.Enter)
	p.become("five menus", `document.querySelectorAll("article .picker").length === 5`)
	p.tap("words", `document.querySelectorAll("article .picker")[0]`)
	p.become("open", `document.querySelectorAll(".choices [role=option]").length === 3`)
	p.shot("09-select-menu")
	p.axe("select menu")
	p.keys(kb.Enter + kb.ArrowDown + kb.Enter + kb.Tab)
	p.sees(0, "words: w,s")
	for i, who := range []string{"user", "role", "any", "channel"} {
		p.tap(who, `document.querySelectorAll("article .picker")[`+string(rune('1'+i))+`]`)
		p.keys(kb.Enter)
		p.sees(0, who+": 1")
	}
}

// private lets the bot write to Bob while Ana plays.
func (p *sheet) private() {
	p.t.Helper()
	bob := `[...document.querySelectorAll("#side .players button")].find((b) => b.textContent.includes("Bob"))`
	p.tap("the line", in(0, "textarea"))
	p.keys("/tell who:Bob" + kb.Enter + kb.Enter)
	p.sees(0, "Told.")
	p.become("a number beside Bob", bob+`.querySelector(".badge")?.innerText === "1"`)
	p.tap("Bob", bob)
	p.become("a number at the direct messages", `document.querySelectorAll("#side ul")[1].querySelector(".badge")?.innerText === "1" && document.title.startsWith("(1)")`)
	p.tap("direct messages", `document.querySelectorAll("#side ul")[1].querySelector("button")`)
	p.sees(0, "You were outbid.")
	p.become("read", `!document.querySelector("#side .badge")`)
	p.shot("10-direct-message")
}

// silence is a command that nobody answers.
func (p *sheet) silence() {
	p.t.Helper()
	p.tap("the channel", `[...document.querySelectorAll("#side button")].find((b) => b.textContent.includes("general"))`)
	p.become("there", in(0, ".where")+`.innerText.includes("general")`)
	p.tap("the line", in(0, "textarea"))
	p.keys("/silence" + kb.Enter)
	p.become("under way", `document.querySelector(".waiting")?.innerText.includes("Waiting for the bot")`)
	p.become("nobody answered", `document.querySelector(".waiting.lost")?.innerText.includes("did not respond")`)
	p.shot("11-no-answer")
	p.tap("dismiss", `[...document.querySelectorAll(".waiting button")].at(-1)`)
	p.become("gone", `!document.querySelector(".waiting")`)
}

// files sends a file as an option and one with a message, and lets a new player
// come.
func (p *sheet) files() {
	p.t.Helper()
	const give = `const d = new DataTransfer(); d.items.add(new File(["three cards"], "cards.txt", { type: "text/plain" })); f.files = d.files; f.onchange()`
	p.tap("the line", in(0, "textarea"))
	p.keys("/show file:")
	p.become("the field", `document.querySelector(".pill input[type=file]") !== null`)
	p.keys("\r")
	p.become("it is missing", `document.querySelector(".pill .wrong").innerText === "Choose a file."`)
	_ = script[bool](p, `(() => { const f = document.querySelector(".pill input[type=file]"); `+give+`; f.focus(); return true })()`)
	p.keys("\r")
	p.sees(0, "a file of 11 bytes")
	_ = script[bool](p, `(() => { const f = document.querySelector(".line > input[type=file]"); `+give+`; return true })()`)
	p.become("a chip", `document.querySelector(".chip").innerText.includes("cards.txt")`)
	p.tap("the line", in(0, "textarea"))
	p.keys("look\r")
	p.become("the file", `[...document.querySelectorAll("article")].at(-1).querySelector(".file")?.innerText.includes("11 bytes")`)
	p.tap("add a player", named("Add a player"))
	p.keys("Zoé\r")
	p.become("Zoé plays", in(0, ".as")+`.innerText.includes("Zoé") && `+in(0, ".messages")+`.innerText.includes("look")`)
}
