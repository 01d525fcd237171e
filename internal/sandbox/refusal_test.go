package sandbox_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"

	"gohye/internal/sandbox"
)

func repeat(n int, part string) string {
	return strings.TrimSuffix(strings.Repeat(part+",", n), ",")
}

// wantForm checks a 50035 and what it says at a place.
func wantForm(t *testing.T, a answer, code string, path ...any) {
	t.Helper()
	if a.status != 400 || a.get(t, "code") != 50035.0 {
		t.Fatalf("got %d %s, want 50035", a.status, a.body)
	}
	at := append([]any{"errors"}, path...)
	if got := a.text(t, append(at, "_errors", 0, "code")...); got != code {
		t.Errorf("got %s, want %s in %s", got, code, a.body)
	}
}

// TestMessageLimits has a row for each limit of a message: what is just over
// it is refused at its place.
func TestMessageLimits(t *testing.T) {
	t.Parallel()
	const v2 = `"flags":32768,`
	text := func(n int) string { return `{"type":10,"content":"` + strings.Repeat("a", n) + `"}` }
	button := func(id string) string { return `{"type":2,"style":1,"label":"x","custom_id":"` + id + `"}` }
	buttons := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, button(fmt.Sprint("b", i)))
		}
		return strings.Join(list, ",")
	}
	row := func(inner string) string { return `{"type":1,"components":[` + inner + `]}` }
	options := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"label":"x","value":"%d"}`, i))
		}
		return `{"type":3,"custom_id":"m","options":[` + strings.Join(list, ",") + `]}`
	}
	gallery := func(inner string) string { return `{"type":12,"items":[` + inner + `]}` }
	const pic = `{"media":{"url":"https://x.example/a.png"}}`
	h := open(t, sandbox.Options{Limits: unlimited()})
	for _, tt := range []struct {
		name, body, code string
		at               []any
	}{
		{"content of 2001", `{"content":"` + strings.Repeat("ä", 2001) + `"}`, "BASE_TYPE_MAX_LENGTH", []any{"content"}},
		{"content that is a number", `{"content":5}`, "STRING_TYPE_CONVERT", []any{"content"}},
		{"a nonce of 26", `{"content":"x","nonce":"` + strings.Repeat("n", 26) + `"}`, "BASE_TYPE_MAX_LENGTH", []any{"nonce"}},
		{"eleven embeds", `{"embeds":[` + repeat(11, `{"title":"x"}`) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"embeds"}},
		{"embeds of 6001 in all", `{"embeds":[` + repeat(3, `{"description":"`+strings.Repeat("a", 2001)+`"}`) + `]}`, "MAX_EMBED_SIZE_EXCEEDED", []any{"embeds"}},
		{"26 fields", `{"embeds":[{"fields":[` + repeat(26, `{"name":"n","value":"v"}`) + `]}]}`, "BASE_TYPE_BAD_LENGTH", []any{"embeds", "0", "fields"}},
		{"a field without a value", `{"embeds":[{"fields":[{"name":"n","value":""}]}]}`, "BASE_TYPE_REQUIRED", []any{"embeds", "0", "fields", "0", "value"}},
		{"a title of 257", `{"embeds":[{"title":"` + strings.Repeat("a", 257) + `"}]}`, "BASE_TYPE_MAX_LENGTH", []any{"embeds", "0", "title"}},
		{"a picture of a wrong scheme", `{"embeds":[{"image":{"url":"ftp://x/a.png"}}]}`, "URL_TYPE_INVALID_SCHEME", []any{"embeds", "0", "image", "url"}},
		{"a picture that was not sent", `{"embeds":[{"image":{"url":"attachment://a.png"}}]}`, "URL_TYPE_INVALID_SCHEME", []any{"embeds", "0", "image", "url"}},
		{"six rows", `{"content":"x","components":[` + row(button("a")) + "," + row(button("b")) + "," + row(button("c")) + "," + row(button("d")) + "," + row(button("e")) + "," + row(button("f")) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components"}},
		{"six buttons in a row", `{"content":"x","components":[` + row(buttons(6)) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "components"}},
		{"a menu beside a button", `{"content":"x","components":[` + row(button("a")+","+options(1)) + `]}`, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", []any{"components", "0", "components", "1"}},
		{"a text without the flag", `{"content":"x","components":[` + text(1) + `]}`, "UNION_TYPE_CHOICES", []any{"components", "0", "type"}},
		{"content with the flag", `{` + v2 + `"content":"x","components":[` + text(1) + `]}`, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", []any{"content"}},
		{"embeds with the flag", `{` + v2 + `"embeds":[{"title":"x"}],"components":[` + text(1) + `]}`, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", []any{"embeds"}},
		{"41 components in all", `{` + v2 + `"components":[{"type":17,"components":[` + repeat(40, text(1)) + `]}]}`, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", []any{"components"}},
		{"4001 characters of text", `{` + v2 + `"components":[` + text(4000) + "," + text(1) + `]}`, "COMPONENT_TEXT_SIZE_EXCEEDED", []any{"components"}},
		{"two of one custom id", `{"content":"x","components":[` + row(button("a")+","+button("a")) + `]}`, "COMPONENT_CUSTOM_ID_DUPLICATED", []any{"components", "0", "components", "1", "custom_id"}},
		{"a custom id of 101", `{"content":"x","components":[` + row(button(strings.Repeat("a", 101))) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "components", "0", "custom_id"}},
		{"no custom id", `{"content":"x","components":[` + row(button("")) + `]}`, "BASE_TYPE_REQUIRED", []any{"components", "0", "components", "0", "custom_id"}},
		{"a label of 81", `{"content":"x","components":[` + row(`{"type":2,"style":1,"custom_id":"a","label":"`+strings.Repeat("a", 81)+`"}`) + `]}`, "BASE_TYPE_MAX_LENGTH", []any{"components", "0", "components", "0", "label"}},
		{"a style of 7", `{"content":"x","components":[` + row(`{"type":2,"style":7,"custom_id":"a","label":"x"}`) + `]}`, "BASE_TYPE_CHOICES", []any{"components", "0", "components", "0", "style"}},
		{"26 options", `{"content":"x","components":[` + row(options(26)) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "components", "0", "options"}},
		{"no options", `{"content":"x","components":[` + row(options(0)) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "components", "0", "options"}},
		{"an empty gallery", `{` + v2 + `"components":[` + gallery("") + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "items"}},
		{"eleven pictures", `{` + v2 + `"components":[` + gallery(repeat(11, pic)) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "items"}},
		{"a picture of no scheme", `{` + v2 + `"components":[` + gallery(`{"media":{"url":"a.png"}}`) + `]}`, "URL_TYPE_INVALID_SCHEME", []any{"components", "0", "items", "0", "media", "url"}},
		{"an alt text of 1025", `{` + v2 + `"components":[` + gallery(`{"media":{"url":"https://x.example/a"},"description":"`+strings.Repeat("a", 1025)+`"}`) + `]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "items", "0", "description"}},
		{"a section of four", `{` + v2 + `"components":[{"type":9,"components":[` + repeat(4, text(1)) + `],"accessory":` + button("a") + `}]}`, "BASE_TYPE_BAD_LENGTH", []any{"components", "0", "components"}},
		{"a section without accessory", `{` + v2 + `"components":[{"type":9,"components":[` + text(1) + `]}]}`, "BASE_TYPE_REQUIRED", []any{"components", "0", "accessory"}},
		{"a container in a container", `{` + v2 + `"components":[{"type":17,"components":[{"type":17,"components":[]}]}]}`, "UNION_TYPE_CHOICES", []any{"components", "0", "components", "0", "type"}},
		{"a file by address", `{` + v2 + `"components":[{"type":13,"file":{"url":"https://x.example/a"}}]}`, "URL_TYPE_INVALID_SCHEME", []any{"components", "0", "file", "url"}},
		{"mentions twice allowed", `{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}`, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", []any{"allowed_mentions"}},
		{"mentions of what is not", `{"content":"x","allowed_mentions":{"parse":["cats"]}}`, "BASE_TYPE_CHOICES", []any{"allowed_mentions", "parse", "0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantForm(t, h.bot().do(t, "POST", h.messages(), tt.body), tt.code, tt.at...)
		})
	}
	for name, body := range map[string]string{
		"content of 2000":   `{"content":"` + strings.Repeat("ä", 2000) + `"}`,
		"five full rows":    `{"content":"x","components":[` + row(button("a")) + "," + row(button("b")) + "," + row(button("c")) + "," + row(button("d")) + "," + row(options(25)) + `]}`,
		"forty components":  `{` + v2 + `"components":[{"type":17,"components":[` + repeat(39, text(1)) + `]}]}`,
		"four thousand":     `{` + v2 + `"components":[` + text(4000) + `]}`,
		"ten pictures":      `{` + v2 + `"components":[` + gallery(repeat(10, pic)) + `]}`,
		"a link":            `{"content":"x","components":[` + row(`{"type":2,"style":5,"url":"https://x.example","label":"x"}`) + `]}`,
		"embeds of 6000":    `{"embeds":[` + repeat(3, `{"description":"`+strings.Repeat("a", 2000)+`"}`) + `]}`,
		"null for no embed": `{"content":"x","embeds":null,"components":null}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a := h.bot().do(t, "POST", h.messages(), body); a.status != 200 {
				t.Errorf("refused: %d %s", a.status, a.body)
			}
		})
	}
}

// TestRefusals has a row for each of Discord's codes that the routes give.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	chans := h.Channels()
	hidden, announce := chans["moderators"].String(), chans["announcements"].String()
	h.SetDirectMessages(h.Players()[2].ID, false)
	direct := h.bot().do(t, "POST", "/users/@me/channels", `{"recipient_id":"`+h.id(2)+`"}`).text(t, "id")
	guild := "/guilds/" + h.GuildID().String()
	theirs := h.person(0).do(t, "POST", h.messages(), `{"content":"mine"}`).text(t, "id")
	for _, tt := range []struct {
		name, method, path, body string
		who                      as
		status                   int
		code                     float64
	}{
		{"a wrong token", "GET", "/users/@me", "", as{h, "Bot abc.d.e"}, 401, 0},
		{"no token", "GET", "/users/@me", "", h.nobody(), 401, 0},
		{"the bot's token without Bot", "GET", "/users/@me", "", as{h, h.BotToken()}, 401, 0},
		{"a player on a bot's route", "GET", "/gateway/bot", "", h.person(0), 403, 20001},
		{"no such route", "GET", "/nowhere", "", h.bot(), 404, 0},
		{"a wrong method", "DELETE", "/users/@me", "", h.bot(), 405, 0},
		{"no JSON", "POST", h.messages(), `{"content":`, h.bot(), 400, 50109},
		{"an empty message", "POST", h.messages(), `{}`, h.bot(), 400, 50006},
		{"an unknown channel", "POST", "/channels/1/messages", `{"content":"x"}`, h.bot(), 404, 10003},
		{"a hidden channel", "POST", "/channels/" + hidden + "/messages", `{"content":"x"}`, h.bot(), 403, 50001},
		{"a channel to be read only", "POST", "/channels/" + announce + "/messages", `{"content":"x"}`, h.bot(), 403, 50013},
		{"an unknown message", "GET", h.messages() + "/1", "", h.bot(), 404, 10008},
		{"a message of others edited", "PATCH", h.messages() + "/" + theirs, `{"content":"x"}`, h.bot(), 403, 50005},
		{"a message of others deleted", "DELETE", h.messages() + "/" + theirs, "", h.person(2), 403, 50013},
		{"closed direct messages", "POST", "/channels/" + direct + "/messages", `{"content":"x"}`, h.bot(), 403, 50007},
		{"an unknown guild", "GET", "/guilds/1", "", h.bot(), 404, 10004},
		{"an unknown user", "GET", "/users/1", "", h.bot(), 404, 10013},
		{"an unknown member", "GET", guild + "/members/1", "", h.bot(), 404, 10013},
		{"an unknown role", "PUT", guild + "/members/" + h.id(2) + "/roles/1", "", h.bot(), 404, 10011},
		{"a role without the right", "PUT", guild + "/members/" + h.id(2) + "/roles/1", "", h.person(3), 404, 10011},
		{"an unknown webhook", "POST", "/webhooks/1/x", `{"content":"x"}`, h.nobody(), 404, 10015},
		{"a wrong webhook token", "POST", "/webhooks/" + h.app() + "/x", `{"content":"x"}`, h.nobody(), 401, 50027},
		{"an unknown interaction", "POST", "/interactions/1/x/callback", `{"type":6}`, h.nobody(), 404, 10062},
		{"an unknown command", "DELETE", "/applications/" + h.app() + "/commands/1", "", h.bot(), 404, 10063},
		{"commands of another", "GET", "/applications/1/commands", "", h.bot(), 404, 10002},
		{"an unknown emoji", "PUT", h.messages() + "/" + theirs + "/reactions/x/@me", "", h.bot(), 404, 10014},
		{"too old to be deleted", "POST", h.messages() + "/bulk-delete", `{"messages":["175928847299117063","175928847299117064"]}`, h.bot(), 400, 50034},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := tt.who.do(t, tt.method, tt.path, tt.body)
			if a.status != tt.status || a.get(t, "code") != tt.code {
				t.Errorf("got %d %s, want %d with code %v", a.status, a.body, tt.status, tt.code)
			}
		})
	}
}

func form(t *testing.T, payload string, files ...[]byte) (kind string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.WriteField("payload_json", payload); err != nil {
		t.Fatal(err)
	}
	for i, data := range files {
		part, err := w.CreateFormFile(fmt.Sprintf("files[%d]", i), fmt.Sprintf("f%d.png", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func TestFilesAreKeptServedAndLimited(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	pic := picture(t)
	kind, body := form(t, `{"embeds":[{"image":{"url":"attachment://f0.png"}}],"attachments":[{"id":"0","description":"alt"}]}`, pic, []byte("x"))
	a := h.bot().send(t, "POST", h.messages(), kind, body)
	if a.status != 200 || a.text(t, "attachments", 0, "description") != "alt" || a.get(t, "attachments", 0, "width") != 30.0 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	address := a.text(t, "embeds", 0, "image", "url")
	if want := a.text(t, "attachments", 0, "url"); address != want {
		t.Errorf("the embed shows %s, not %s", address, want)
	}
	res := fetch(t, address)
	if !bytes.Equal(res, pic) {
		t.Errorf("served %d bytes, want %d", len(res), len(pic))
	}
	// An edit keeps what it names.
	keep := a.text(t, "attachments", 1, "id")
	b := h.bot().do(t, "PATCH", h.messages()+"/"+a.text(t, "id"), `{"attachments":[{"id":"`+keep+`"}]}`)
	if list, ok := b.get(t, "attachments").([]any); !ok || len(list) != 1 || b.text(t, "attachments", 0, "id") != keep {
		t.Errorf("after the edit: %s", b.body)
	}
	kind, body = form(t, `{}`, make([]byte, 10<<20+1))
	if c := h.bot().send(t, "POST", h.messages(), kind, body); c.status != 413 || c.get(t, "code") != 40005.0 {
		t.Errorf("10 MiB and one byte: %d %s", c.status, c.body)
	}
}
