package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A showBot is a bot that shows what a bot can show. It speaks to the sandbox in
// plain JSON, so that the page is tried with exactly what stands here.
type showBot struct {
	h    *house
	t    testing.TB
	ws   *websocket.Conn
	over chan struct{} // closed when it has ended
}

type object = map[string]any

type list = []any

// showInteraction is what the bot reads of an interaction.
type showInteraction struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Token string `json:"token"`
	Data  struct {
		Name     string       `json:"name"`
		CustomID string       `json:"custom_id"`
		TargetID string       `json:"target_id"`
		Values   []string     `json:"values"`
		Options  []showOption `json:"options"`
		Resolved struct {
			Attachments map[string]struct {
				Name string `json:"filename"`
				Size int    `json:"size"`
			} `json:"attachments"`
		} `json:"resolved"`
		Components []struct {
			Component struct {
				CustomID string   `json:"custom_id"`
				Value    any      `json:"value"`
				Values   []string `json:"values"`
			} `json:"component"`
		} `json:"components"`
	} `json:"data"`
	Member struct {
		User struct {
			ID   string `json:"id"`
			Name string `json:"global_name"`
		} `json:"user"`
	} `json:"member"`
}

type showOption struct {
	Name    string       `json:"name"`
	Value   any          `json:"value"`
	Focused bool         `json:"focused"`
	Options []showOption `json:"options"`
}

// startShowBot registers the commands and logs in. It ends with the test.
func startShowBot(t testing.TB, h *house) *showBot {
	t.Helper()
	if a := h.bot().do(t, http.MethodPut, "/applications/"+h.app()+"/commands", encoded(t, showCommands)); a.status != http.StatusOK {
		t.Fatalf("register: %d %s", a.status, a.body)
	}
	ws, _, err := websocket.Dial(h.ctx, strings.Replace(h.url, "http", "ws", 1)+"/gateway?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	ws.SetReadLimit(-1)
	login := encoded(t, object{"op": 2, "d": object{"token": h.BotToken(), "intents": 1, "properties": object{}}})
	if err := ws.Write(h.ctx, websocket.MessageText, []byte(login)); err != nil {
		t.Fatal(err)
	}
	b := &showBot{h: h, t: t, ws: ws, over: make(chan struct{})}
	ready := make(chan struct{})
	go b.run(ready)
	t.Cleanup(b.stop)
	select {
	case <-ready:
	case <-h.ctx.Done():
		t.Fatal("the bot never came")
	}
	return b
}

func (b *showBot) stop() {
	_ = b.ws.CloseNow() // it may have ended before
	<-b.over
}

func encoded(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (b *showBot) run(ready chan struct{}) {
	defer close(b.over)
	for {
		_, raw, err := b.ws.Read(b.h.ctx)
		if err != nil {
			return
		}
		var p struct {
			T string          `json:"t"`
			D json.RawMessage `json:"d"`
		}
		var in showInteraction
		switch err := json.Unmarshal(raw, &p); {
		case err != nil:
			b.t.Error(err)
		case p.T == "GUILD_CREATE":
			close(ready)
		case p.T != "INTERACTION_CREATE":
		case json.Unmarshal(p.D, &in) != nil:
			b.t.Errorf("an interaction that cannot be read: %s", p.D)
		case in.Type == 4:
			b.answer(&in, 8, object{"choices": choices(&in)})
		case in.Type == 2:
			b.command(&in)
		default:
			b.pressed(&in)
		}
	}
}

// call makes a request and complains about a refusal.
func (b *showBot) call(method, path string, body any, pictures ...[]byte) {
	raw := encoded(b.t, body)
	kind, sent := "application/json", []byte(raw)
	if len(pictures) > 0 {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		_ = w.WriteField("payload_json", raw) // into memory
		for i, p := range pictures {
			part, err := w.CreateFormFile(fmt.Sprintf("files[%d]", i), fmt.Sprintf("card%d.png", i))
			if err == nil {
				_, err = part.Write(p)
			}
			if err != nil {
				b.t.Error(err)
			}
		}
		_ = w.Close() // as above
		kind, sent = w.FormDataContentType(), form.Bytes()
	}
	req, err := http.NewRequestWithContext(b.h.ctx, method, b.h.url+"/api/v10"+path, bytes.NewReader(sent))
	if err != nil {
		b.t.Error(err)
		return
	}
	req.Header.Set("Authorization", "Bot "+b.h.BotToken())
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return // the server is being stopped
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		var why bytes.Buffer
		_, _ = why.ReadFrom(res.Body) // it is only shown
		b.t.Errorf("%s %s: %d %s", method, path, res.StatusCode, &why)
	}
}

func (b *showBot) answer(in *showInteraction, kind int, data any, pictures ...[]byte) {
	b.call(http.MethodPost, "/interactions/"+in.ID+"/"+in.Token+"/callback", object{"type": kind, "data": data}, pictures...)
}

func (b *showBot) edit(in *showInteraction, data any) {
	b.call(http.MethodPatch, "/webhooks/"+b.h.app()+"/"+in.Token+"/messages/@original", data)
}

// text is a value of the options, also of those of a sub-command.
func (in *showInteraction) text(name string) string {
	options := in.Data.Options
	if len(options) == 1 && len(options[0].Options) > 0 {
		options = options[0].Options
	}
	for _, o := range options {
		if o.Name == name {
			return fmt.Sprint(o.Value)
		}
	}
	return ""
}

// choices are the cards whose name has what was typed.
func choices(in *showInteraction) list {
	out := list{}
	for _, name := range []string{"Moon Girl", "Moon Rabbit", "Sun Dancer", "Silver Fox"} {
		if strings.Contains(strings.ToLower(name), strings.ToLower(in.text("card"))) {
			out = append(out, object{"name": name, "value": name})
		}
	}
	return out
}

func (b *showBot) command(in *showInteraction) {
	switch in.Data.Name {
	case "claim":
		b.answer(in, 4, claimed(in.Member.User.Name, 0, false), cardPictures()...)
	case "drop":
		b.answer(in, 4, object{"flags": 32768, "components": list{object{"type": 17, "accent_color": 0xe0a030, "components": list{
			object{"type": 10, "content": "## A drop\nThree cards fall. The fastest hand takes one. <t:" + fmt.Sprint(time.Now().Add(time.Hour).Unix()) + ":R>"},
			gallery(),
			row(button(1, "Take 1", "grab:1", ""), button(1, "Take 2", "grab:2", ""), button(1, "Take 3", "grab:3", "")),
		}}}}, cardPictures()...)
	case "auction":
		b.answer(in, 4, object{"embeds": list{object{
			"title": "Auction of " + in.text("card"), "description": "Bids from **" + in.text("price") + "** flakes.", "color": 0x7c55c8,
			"fields": list{object{"name": "Ends", "value": "<t:1900000000:R>", "inline": true}, object{"name": "Seller", "value": "<@" + in.Member.User.ID + ">", "inline": true}}, "footer": object{"text": "Every bid is held until it is outbid"},
		}}, "components": list{row(button(3, "Bid 300", "bid", "💎"), object{"type": 2, "style": 5, "label": "Rules", "url": "https://example.org/rules"}, object{"type": 2, "style": 2, "label": "Closed", "custom_id": "closed", "disabled": true})}})
	case "form":
		b.answer(in, 9, showForm)
	case "prove":
		b.answer(in, 9, object{"custom_id": "prove", "title": "Prove it", "components": list{
			label("One", "", object{"type": 19, "custom_id": "one"}),
			label("Up to two", "", object{"type": 19, "custom_id": "two", "max_values": 2, "required": false}),
		}})
	case "think":
		b.answer(in, 5, object{"flags": 64})
		b.edit(in, object{"content": "I have thought about it."})
		b.call(http.MethodPost, "/webhooks/"+b.h.app()+"/"+in.Token, object{"content": "and more"})
	case "picks":
		b.answer(in, 4, object{"content": "Choose:", "components": list{
			row(object{"type": 3, "custom_id": "words", "placeholder": "Words", "min_values": 1, "max_values": 2, "options": list{
				object{"label": "Won", "value": "w", "description": "what you have won"}, object{"label": "Sold", "value": "s", "emoji": object{"name": "💰"}}, object{"label": "Lost", "value": "l"},
			}}), row(object{"type": 5, "custom_id": "user"}), row(object{"type": 6, "custom_id": "role"}), row(object{"type": 7, "custom_id": "any"}), row(object{"type": 8, "custom_id": "channel"}),
		}})
	case "tell":
		b.answer(in, 4, object{"content": "Told.", "flags": 64})
		b.tell(in.text("who"))
	case "Quote":
		b.answer(in, 4, object{"content": "quoted " + in.Data.TargetID, "flags": 64})
	case "Shelf":
		b.answer(in, 4, object{"content": "the shelf of <@" + in.Data.TargetID + ">"})
	case "show":
		for _, a := range in.Data.Resolved.Attachments {
			b.answer(in, 4, object{"content": fmt.Sprintf("a file of %d bytes", a.Size)})
		}
	case "silence":
	}
}

// tell sends a direct message.
func (b *showBot) tell(user string) {
	a := b.h.bot().do(b.t, http.MethodPost, "/users/@me/channels", `{"recipient_id":"`+user+`"}`)
	b.call(http.MethodPost, "/channels/"+a.text(b.t, "id")+"/messages", object{"content": "You were **outbid**."})
}

func (b *showBot) pressed(in *showInteraction) {
	name, rest, _ := strings.Cut(in.Data.CustomID, ":")
	switch name {
	case "look":
		b.answer(in, 7, claimed(in.Member.User.Name, int(rest[0]-'0'), false))
	case "heart":
		b.answer(in, 7, claimed(in.Member.User.Name, int(rest[0]-'0'), true))
	case "grab":
		b.answer(in, 4, object{"content": in.Member.User.Name + " takes card " + rest + "!"})
	case "prove":
		var given []string
		for _, c := range in.Data.Components {
			for _, id := range c.Component.Values {
				a := in.Data.Resolved.Attachments[id]
				given = append(given, fmt.Sprintf("%s=%s (%d bytes)", c.Component.CustomID, a.Name, a.Size))
			}
		}
		b.answer(in, 4, object{"content": "Proven: " + strings.Join(given, ", ")})
	case "bid":
		b.answer(in, 4, object{"content": "Your bid of 300 stands.", "flags": 64})
	case "form":
		var given []string
		for _, c := range in.Data.Components {
			given = append(given, fmt.Sprintf("%s=%v%v", c.Component.CustomID, c.Component.Value, c.Component.Values))
		}
		b.answer(in, 4, object{"content": "The form says: " + strings.Join(given, "; ")})
	default:
		b.answer(in, 4, object{"content": in.Data.CustomID + ": " + strings.Join(in.Data.Values, ","), "flags": 64})
	}
}

func row(components ...any) object { return object{"type": 1, "components": components} }

func button(style int, label, id, emoji string) object {
	b := object{"type": 2, "style": style, "custom_id": id}
	if label != "" {
		b["label"] = label
	}
	if emoji != "" {
		b["emoji"] = object{"name": emoji}
	}
	return b
}

func gallery() object {
	items := list{}
	for i := range 3 {
		items = append(items, object{"media": object{"url": fmt.Sprintf("attachment://card%d.png", i)}, "description": fmt.Sprintf("Card number %d", i+1)})
	}
	return object{"type": 12, "items": items}
}

// claimed is the answer to a claim, looking at all cards (0) or at one.
func claimed(who string, at int, loved bool) object {
	title, heart := fmt.Sprintf("**%s** claimed 3 cards", who), "🤍"
	if at > 0 {
		title = fmt.Sprintf("**Moon Girl** ★★★\nCard %d of 3", at)
	}
	if loved {
		heart = "❤️"
	}
	m := object{"flags": 32768, "components": list{object{"type": 17, "accent_color": 0x6a3fb5, "components": list{
		object{"type": 10, "content": title},
		object{"type": 14},
		object{"type": 10, "content": "-# Cost **2,100** · balance **400** · the next one costs **2,100**"},
		row(button(2, "", fmt.Sprintf("look:%d", (at+3)%4), "◀️"), button(2, "", fmt.Sprintf("heart:%d", at), heart), button(2, "", fmt.Sprintf("look:%d", (at+1)%4), "▶️")),
	}}}}
	if at == 0 && !loved {
		inner := m["components"].(list)[0].(object)
		parts := inner["components"].(list)
		inner["components"] = append(list{parts[0], gallery()}, parts[1:]...)
	}
	return m
}

// cardPictures are three cards of different colors.
func cardPictures() (out [][]byte) {
	for i := range 3 {
		img := image.NewRGBA(image.Rect(0, 0, 240, 336))
		for y := range 336 {
			for x := range 240 {
				c := color.RGBA{R: uint8(60 + 70*i + x/6), G: uint8(40 + y/4), B: uint8(200 - 60*i), A: 255}
				if (x+y)/24%2 == 0 {
					c.G += 18
				}
				if x < 10 || y < 10 || x > 229 || y > 325 {
					c = color.RGBA{R: 240, G: 236, B: 250, A: 255}
				}
				img.Set(x, y, c)
			}
		}
		var b bytes.Buffer
		_ = png.Encode(&b, img) // into memory
		out = append(out, b.Bytes())
	}
	return out
}

func label(text, note string, inner object) object {
	return object{"type": 18, "label": text, "description": note, "component": inner}
}

var showForm = object{"custom_id": "form", "title": "Offer a trade", "components": list{
	label("Your word", "One word, for luck", object{"type": 4, "style": 1, "custom_id": "word", "min_length": 3, "max_length": 12}),
	label("Why", "", object{"type": 4, "style": 2, "custom_id": "why", "required": false, "placeholder": "Anything you want to say"}),
	label("With whom", "", object{"type": 5, "custom_id": "whom"}),
	label("How", "", object{"type": 21, "custom_id": "how", "options": list{object{"label": "Openly", "value": "open", "description": "everybody sees it"}, object{"label": "In secret", "value": "secret"}}}),
	label("I know that it cannot be undone", "", object{"type": 23, "custom_id": "sure"}),
}}

var showCommands = list{
	object{"name": "claim", "description": "Draw cards for flakes", "options": list{object{"type": 4, "name": "count", "description": "How many cards", "min_value": 1, "max_value": 10}}},
	object{"name": "drop", "description": "Let three cards fall for everyone"},
	object{"name": "auction", "description": "Auctions", "options": list{
		object{"type": 1, "name": "create", "description": "Offer one of your cards", "options": list{
			object{"type": 3, "name": "card", "description": "Which card", "required": true, "autocomplete": true},
			object{"type": 4, "name": "price", "description": "The least bid", "required": true, "min_value": 10, "max_value": 100000},
			object{"type": 4, "name": "hours", "description": "How long", "choices": list{object{"name": "Six hours", "value": 6}, object{"name": "A day", "value": 24}}},
			object{"type": 3, "name": "note", "description": "A few words", "max_length": 20},
			object{"type": 6, "name": "friend", "description": "Who is told first"},
			object{"type": 5, "name": "silent", "description": "Do not announce it"},
		}},
		object{"type": 1, "name": "list", "description": "All that run"},
	}},
	object{"name": "form", "description": "Open a form"},
	object{"name": "think", "description": "Takes its time"},
	object{"name": "silence", "description": "Never answers"},
	object{"name": "picks", "description": "Menus of every kind"},
	object{"name": "tell", "description": "Write somebody a direct message", "options": list{object{"type": 6, "name": "who", "description": "Whom", "required": true}}},
	object{"name": "show", "description": "Look at a file", "options": list{object{"type": 11, "name": "file", "description": "Which", "required": true}}},
	object{"name": "prove", "description": "Hand in files"},
	object{"name": "Quote", "type": 3},
	object{"name": "Shelf", "type": 2},
}
