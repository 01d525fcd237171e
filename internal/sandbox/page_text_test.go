package sandbox_test

import (
	"encoding/json"
	"testing"

	"gohye/internal/sandbox"
	"gohye/internal/testkit/page"
)

// TestPageModules tries the parts of the page which know nothing of a page, in
// the browser that runs them: markdown, options, the script.
func TestPageModules(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	p := openPage(t, h)
	t.Run("markdown", func(t *testing.T) { tryTable(t, p, markdownShow, markdownCases) })
	t.Run("options", func(t *testing.T) { tryCalls(t, p, optionsShow, optionCases) })
	t.Run("script", func(t *testing.T) {
		tryCalls(t, p, `const { script: s } = await import("/sandbox/page/record.js");`, scriptCases)
	})
	t.Run("a message of nothing but marks is read at once", func(t *testing.T) {
		for _, marks := range []string{"*", "**", "_", "~~|", "[", "||*", "`", "> ", "- "} {
			took := page.Script[float64](p.Page, `import("/sandbox/page/markdown.js").then(({ parse }) => { const at = performance.now(); parse(`+page.Quoted(marks)+`.repeat(4000 / `+page.Quoted(marks)+`.length)); return performance.now() - at })`)
			if took > 1500 {
				t.Errorf("4,000 characters of %q take %.0f ms", marks, took)
			}
		}
	})
}

// tryCalls compares what expressions give, as JSON where they give no text.
func tryCalls(t *testing.T, p *sheet, prepare string, cases [][2]string) {
	t.Helper()
	source := prepare + " const calls = {"
	for _, c := range cases {
		source += page.Quoted(c[0]) + ": () => " + c[0] + ",\n"
	}
	tryTable(t, p, source+`}; const show = (name) => { const v = calls[name](); return typeof v === "string" ? v : JSON.stringify(v) };`, cases)
}

// tryTable runs show over the first of each pair and compares with the second.
func tryTable(t *testing.T, p *sheet, show string, cases [][2]string) {
	t.Helper()
	inputs := make([]string, len(cases))
	for i, c := range cases {
		inputs[i] = c[0]
	}
	raw, err := json.Marshal(inputs)
	if err != nil {
		t.Fatal(err)
	}
	got := page.Script[[]string](p.Page, `(async () => { `+show+` return `+string(raw)+`.map((x) => show(x)) })()`)
	for i, c := range cases {
		if got[i] != c[1] {
			t.Errorf("%q\n got %s\nwant %s", c[0], got[i], c[1])
		}
	}
}

const markdownShow = `const { parse } = await import("/sandbox/page/markdown.js");
	const one = (n) => typeof n === "string" ? n : n.t + (n.url ? ":" + n.url : "") + (n.id ? "#" + n.id : "") + (n.at !== undefined ? "@" + n.at + n.style : "") + (n.lang ? "<" + n.lang + ">" : "") +
		(n.start > 1 ? n.start : "") + (n.name ? ":" + n.name : "") + (n.text !== undefined ? "[" + n.text + "]" : "") + (n.c ? "(" + n.c.map(one).join("|") + ")" : "");
	const show = (text) => parse(text).map(one).join(" ");`

var markdownCases = [][2]string{
	{"plain", "p(plain)"},
	{"**bold** and *italic* and __under__ and ~~gone~~", "p(b(bold)| and |i(italic)| and |u(under)| and |s(gone))"},
	{"***both*** __**x**__", "p(b(i(both))| |u(b(x)))"},
	{"snake_case_name and _it_", "p(snake_case_name and |i(it))"},
	{"2 * 3 * 4", "p(2 * 3 * 4)"},
	{"**not closed", "p(**not closed)"},
	{`\*not\* \_this\_`, "p(*not* _this_)"},
	{"||a **secret**||", "p(spoiler(a |b(secret)))"},
	{"`code **stays**` and ``a`b``", "p(code[code **stays**]| and |code[a`b])"},
	{"```go\nx := 1\n\ny\n```", "pre<go>[x := 1\n\ny]"},
	{"before ```one line``` after", "p(before ) pre[one line] p( after)"},
	{"# One\n## Two\n### Three\n#### four\n#none", "h1(One) h2(Two) h3(Three) p(#### four\n#none)"},
	{"-# small **words**", "small(small |b(words))"},
	{"> a\n> b\nc", "quote(p(a\nb)) p(c)"},
	{">>> a\n> b\nc", "quote(p(a\n> b\nc))"},
	{"- a\n- b\n  - c\n- d", "ul(li(a)|li(b|ul(li(c)))|li(d))"},
	{"3. a\n4. b", "ol3(li(a)|li(b))"},
	{"a\n\nb", "p(a\n\nb)"},
	{"[the *rules*](https://example.org/a_(b))", "p(link:https://example.org/a_(b)(the |i(rules)))"},
	{"[bad](javascript:alert(1))", "p([bad](javascript:alert(1)))"},
	{"see https://example.org/a, or <https://example.org/b>.", "p(see |link:https://example.org/a(https://example.org/a)|, or |link:https://example.org/b(https://example.org/b)|.)"},
	{"<@1> <@!2> <@&3> <#4> </claim:5> </auction create:6>", "p(user#1| |user#2| |role#3| |channel#4| |command#5:claim| |command#6:auction create)"},
	{"<t:1700000000> <t:1700000000:R> <t:-5:d> <t:x>", "p(time@1700000000f| |time@1700000000R| |time@-5d| <t:x>)"},
	{"<:moon:7> <a:sun:8> @everyone @here @hereby", "p(emoji#7:moon| |emoji#8:sun| |all[@everyone]| |all[@here]| @hereby)"},
	{"<img src=x onerror=alert(1)>", "p(<img src=x onerror=alert(1)>)"},
	{"", ""},
	{"카드 **三枚** 🎴", "p(카드 |b(三枚)| 🎴)"},
}

const optionsShow = `const o = await import("/sandbox/page/options.js");`

var optionCases = [][2]string{
	{`o.rank("cl", ["auction claim", "uncle", "claim", "decline", "call"], (x) => x)`, `["claim","auction claim","uncle","decline","call"]`},
	{`o.rank("", ["b", "a"], (x) => x)`, `["b","a"]`},
	{`o.rank("zz", ["a"], (x) => x)`, `[]`},
	{`o.check({ type: 4, required: true }, "")`, `{"error":"This is needed."}`},
	{`o.check({ type: 4, min_value: 1, max_value: 10 }, " 10 ")`, `{"value":10}`},
	{`o.check({ type: 4, min_value: 1, max_value: 10 }, "11")`, `{"error":"Must be 10 or less."}`},
	{`o.check({ type: 4, min_value: 0 }, "-1")`, `{"error":"Must be 0 or more."}`},
	{`o.check({ type: 4 }, "1.5")`, `{"error":"This must be a whole number."}`},
	{`o.check({ type: 10 }, "1.5")`, `{"value":1.5}`},
	{`o.check({ type: 10 }, "x")`, `{"error":"This must be a number."}`},
	{`o.check({ type: 3, min_length: 3 }, "ab")`, `{"error":"At least 3 characters; these are 2."}`},
	{`o.check({ type: 3, max_length: 2 }, "🎴🎴")`, `{"value":"🎴🎴"}`},
	{`o.check({ type: 6 }, "@ana", null, [{ label: "Ana", note: "@ana", value: "1" }])`, `{"value":"1"}`},
	{`o.check({ type: 6 }, "nobody", null, [{ label: "Ana", value: "1" }])`, `{"error":"Choose one from the list."}`},
	{`o.check({ type: 3 }, "shown", { value: "kept" })`, `{"value":"kept"}`},
	{`o.split("count:3 name:two words", [{ name: "count" }, { name: "name" }]).given.map((g) => g.text)`, `["3","two words"]`},
	{`o.split('name:"a b" rest', [{ name: "other" }])`, `{"given":[],"rest":"name:\"a b\" rest"}`},
	{`o.entries([{ type: 1, name: "a", options: [{ type: 2, name: "g", options: [{ type: 1, name: "s", description: "d" }] }, { type: 1, name: "l" }] }, { type: 3, name: "no" }]).map((e) => e.name)`, `["a g s","a l"]`},
	{`o.entries([{ type: 1, name: "a", options: [{ type: 3, name: "x" }, { type: 3, name: "y", required: true }] }])[0].options.map((x) => x.name)`, `["y","x"]`},
	{
		`o.encode({ command: { id: "1", version: "2", name: "a" }, path: [{ type: 2, name: "g" }, { type: 1, name: "s" }] }, [{ option: { type: 4, name: "n" }, value: 3 }])`,
		`{"id":"1","version":"2","name":"a","type":1,"options":[{"type":2,"name":"g","options":[{"type":1,"name":"s","options":[{"type":4,"name":"n","value":3}]}]}]}`,
	},
}

var scriptCases = [][2]string{
	{`s.command("ana", "claim", [{ name: "count", label: "3" }])`, `@ana /claim count:3`},
	{`s.command("ana", "auction create", [{ name: "card", label: "Moon Girl" }, { name: "price", label: "300" }])`, `@ana /auction create card:"Moon Girl" price:300`},
	{`s.press("bob", "❤")`, `@bob press ❤`},
	{`s.press("bob", "Buy now")`, `@bob press "Buy now"`},
	{`s.choose("ana", ["Won", "Sold"])`, `@ana choose "Won" "Sold"`},
	{`s.fill("ana", [{ name: "word", label: "moon" }])`, `@ana fill word:"moon"`},
	{`s.say("ana", "he said \"hi\"\nand left")`, `@ana say "he said \"hi\"\nand left"`},
	{`s.fill("ana", [{ name: "why", label: "a\n\nb" }])`, `@ana fill why:"a\n\nb"`},
	{`s.say("ana", "a\\b")`, `@ana say "a\\b"`},
	{`s.use("ana", "Quote", "hi\nyou")`, `@ana use Quote on "hi you"`},
	{`s.use("ana", "Big Shelf", "@bob")`, `@ana use "Big Shelf" on @bob`},
	{`s.go("ana", "market")`, `@ana go #market`},
	{`s.go("ana", null)`, `@ana go direct`},
	{`s.give("ana", "bob", "Moderator")`, `@ana give @bob Moderator`},
	{`s.take("ana", "bob", "Card dealer")`, `@ana take @bob "Card dealer"`},
	{`s.see("Sold to")`, `see "Sold to"`},
	{`s.clock(6 * 3600000)`, `clock +6h`},
	{`s.clock(86400000)`, `clock +24h`},
	{`s.clock("next")`, `clock next`},
}
