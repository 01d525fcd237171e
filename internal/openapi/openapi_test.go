package openapi_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"gohye/internal/openapi"
	described "gohye/internal/testkit/openapi"
)

const (
	callback = "/api/v10/interactions/1/token/callback"
	messages = "/api/v10/channels/1/messages"
	original = "/api/v10/webhooks/1/token/messages/@original"
	commands = "/api/v10/applications/1/commands"
	okButton = `{"type":2,"style":1,"label":"x","custom_id":"a"}`
)

func row(parts ...string) string {
	return `{"type":1,"components":[` + strings.Join(parts, ",") + `]}`
}

func asJSON(method, path, body string) openapi.Request {
	path, query, _ := strings.Cut(path, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	r := openapi.Request{Method: method, Path: path, Query: q, Body: []byte(body)}
	if body != "" {
		r.ContentType = "application/json"
	}
	return r
}

// form is a POST request with a payload and files, "part=file name".
func form(path, payload string, files ...string) openapi.Request {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if payload != "" {
		if err := w.WriteField("payload_json", payload); err != nil {
			panic(err)
		}
	}
	for _, f := range files {
		part, name, _ := strings.Cut(f, "=")
		p, err := w.CreateFormFile(part, name)
		if err == nil {
			_, err = p.Write([]byte("picture"))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return openapi.Request{Method: "POST", Path: path, ContentType: w.FormDataContentType(), Body: b.Bytes()}
}

func TestValidRequests(t *testing.T) {
	t.Parallel()
	v := described.Load(t)
	for name, r := range map[string]openapi.Request{
		"gateway":        asJSON("GET", "/api/v10/gateway/bot", ""),
		"with a query":   asJSON("GET", commands+"?with_localizations=true", ""),
		"limited list":   asJSON("GET", messages+"?limit=5", ""),
		"reply":          asJSON("POST", callback, `{"type":4,"data":{"content":"hi","flags":64,"embeds":[{"title":"t","color":1}],"components":[`+row(okButton)+`]}}`),
		"with response":  asJSON("POST", callback+"?with_response=true", `{"type":4,"data":{"content":"hi"}}`),
		"V2":             asJSON("POST", callback, `{"type":4,"data":{"flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"x"},`+row(okButton)+`]}]}}`),
		"deferred":       asJSON("POST", callback, `{"type":5,"data":{"flags":64}}`),
		"autocomplete":   asJSON("POST", callback, `{"type":8,"data":{"choices":[{"name":"a","value":"b"}]}}`),
		"modal":          asJSON("POST", callback, `{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":18,"label":"l","component":{"type":4,"custom_id":"i","style":1,"value":"v"}}]}}`),
		"update":         asJSON("POST", callback, `{"type":7,"data":{"components":[]}}`),
		"edit":           asJSON("PATCH", original, `{"content":"x","components":[]}`),
		"edit of V2":     asJSON("PATCH", original, `{"components":[{"type":10,"content":"x"}]}`),
		"delete":         asJSON("DELETE", original, ""),
		"message":        asJSON("POST", messages, `{"content":"x","allowed_mentions":{"parse":[]}}`),
		"picture":        form(callback, `{"type":4,"data":{"attachments":[{"id":"0","description":"alt"}],"embeds":[{"image":{"url":"attachment://a.jpg"}}]}}`, "files[0]=a.jpg"),
		"only a picture": form(messages, `{"attachments":[{"id":0}]}`, "files[0]=a.jpg"),
		"kept picture":   asJSON("PATCH", original, `{"attachments":[{"id":"123456"}]}`),
		"command":        asJSON("POST", commands, `{"name":"claim","description":"d","default_member_permissions":"32","options":[{"type":4,"name":"count","description":"c","min_value":1}]}`),
		"all commands":   asJSON("PUT", commands, `[{"name":"claim","description":"d","default_member_permissions":"32"}]`),
		"reaction":       asJSON("PUT", "/api/v10/channels/1/messages/2/reactions/%E2%9D%A4/@me", ""),
		"link":           asJSON("POST", messages, `{"content":"x","components":[`+row(`{"type":2,"style":5,"label":"x","url":"https://a.example"}`)+`]}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := v.Request(r); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestInvalidRequests(t *testing.T) {
	t.Parallel()
	v := described.Load(t)
	buttons := func(n int) string {
		var rows []string
		for i := range n {
			rows = append(rows, row(fmt.Sprintf(`{"type":2,"style":1,"label":"x","custom_id":"%d"}`, i)))
		}
		return strings.Join(rows, ",")
	}
	reply := func(data string) openapi.Request { return asJSON("POST", callback, `{"type":4,"data":`+data+`}`) }
	wide := fmt.Sprintf(`{"description":%q}`, strings.Repeat("é", 3001))
	for name, tt := range map[string]struct {
		r    openapi.Request
		want string
	}{
		"unknown path":           {asJSON("GET", "/api/v10/nonsense", ""), "has no GET"},
		"unknown method":         {asJSON("PATCH", messages, ""), "has no PATCH"},
		"other version":          {asJSON("GET", "/api/v9/gateway", ""), "/api/v10"},
		"path parameter":         {asJSON("GET", "/api/v10/channels/one/messages", ""), "channel_id"},
		"query parameter":        {asJSON("GET", messages+"?limit=many", ""), "limit"},
		"query out of range":     {asJSON("GET", messages+"?limit=101", ""), "limit"},
		"unknown query":          {asJSON("GET", messages+"?colour=red", ""), "colour"},
		"body missing":           {asJSON("POST", messages, ""), "missing"},
		"body too much":          {asJSON("DELETE", original, `{"a":1}`), "there is a body"},
		"not JSON":               {asJSON("POST", messages, `{`), "not JSON"},
		"content type":           {openapi.Request{Method: "POST", Path: messages, ContentType: "text/plain", Body: []byte("x")}, "text/plain"},
		"unknown callback":       {asJSON("POST", callback, `{"type":99}`), "at /: 'anyOf' failed"},
		"content too long":       {reply(fmt.Sprintf(`{"content":%q}`, strings.Repeat("x", 2001))), "at /data/content: maxLength"},
		"content of wrong type":  {reply(`{"content":5}`), "at /data/content: got number"},
		"color":                  {reply(`{"embeds":[{"title":"x","color":16777216}]}`), "at /data/embeds/0/color: maximum"},
		"label too long":         {reply(`{"content":"x","components":[` + row(`{"type":2,"style":1,"custom_id":"a","label":"`+strings.Repeat("x", 81)+`"}`) + `]}`), "at /data/components/0/components/0/label: maxLength"},
		"six buttons":            {reply(`{"content":"x","components":[{"type":1,"components":[` + strings.Repeat(okButton+",", 5) + okButton + `]}]}`), "maxItems"},
		"modal without title":    {asJSON("POST", callback, `{"type":9,"data":{"custom_id":"m","components":[]}}`), "title"},
		"V2 with content":        {reply(`{"flags":32768,"content":"x","components":[{"type":10,"content":"x"}]}`), "must not have content"},
		"V2 with embeds":         {asJSON("PATCH", original, `{"flags":32768,"embeds":[{"title":"x"}]}`), "must not have embeds"},
		"V2 without flag":        {reply(`{"components":[{"type":10,"content":"x"}]}`), "not an action row"},
		"six rows":               {reply(`{"content":"x","components":[` + buttons(6) + `]}`), "6 action rows"},
		"42 components":          {reply(`{"flags":32768,"components":[` + buttons(21) + `]}`), "42 components"},
		"embeds too long":        {reply(`{"embeds":[` + wide + `,` + wide + `]}`), "6002 letters"},
		"same custom_id":         {reply(`{"content":"x","components":[` + row(okButton, okButton) + `]}`), `"a" stands there twice`},
		"too much text":          {reply(`{"flags":32768,"components":[{"type":10,"content":"` + strings.Repeat("x", 4000) + `"},{"type":10,"content":"y"}]}`), "4001 letters"},
		"link with custom_id":    {reply(`{"content":"x","components":[` + row(`{"type":2,"style":5,"label":"x","url":"https://a.example","custom_id":"a"}`) + `]}`), "link button"},
		"empty message":          {asJSON("POST", messages, `{"content":""}`), "empty"},
		"file that is not there": {reply(`{"content":"x","attachments":[{"id":"0"}]}`), "attachment 0 has no file"},
		"name of no file":        {form(messages, `{"embeds":[{"image":{"url":"attachment://b.jpg"}}]}`, "files[0]=a.jpg"), "attachment://b.jpg"},
		"strange part":           {form(messages, `{"content":"x"}`, "picture=a.jpg"), `"picture"`},
		"no payload":             {form(messages, "", "files[0]=a.jpg"), "payload_json"},
		"payload of a form":      {form(messages, `{"content":5}`, "files[0]=a.jpg"), "at /content: got number"},
		"command name":           {asJSON("PUT", commands, `[{"name":"","description":"d"}]`), "at /0/name: minLength"},
		"option of a command":    {asJSON("POST", commands, `{"name":"a","description":"d","options":[{"type":3,"name":"x"}]}`), "description"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := v.Request(tt.r)
			if err == nil {
				t.Fatalf("accepted; want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want %q", err, tt.want)
			}
			if len(err.Error()) > 600 {
				t.Errorf("%d letters say what is wrong: %s", len(err.Error()), err)
			}
		})
	}
}

func TestResponses(t *testing.T) {
	t.Parallel()
	v := described.Load(t)
	gateway := asJSON("GET", "/api/v10/gateway/bot", "")
	good := `{"url":"wss://gateway.discord.gg","shards":1,"session_start_limit":{"total":1000,"remaining":999,"reset_after":1,"max_concurrency":1}}`
	if err := v.Response(gateway, 200, []byte(good)); err != nil {
		t.Error(err)
	}
	if err := v.Response(asJSON("POST", callback, "{}"), 204, nil); err != nil {
		t.Error(err)
	}
	if err := v.Response(gateway, 401, []byte(`{"message":"401: Unauthorized","code":0}`)); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]error{
		"a field is missing": v.Response(gateway, 200, []byte(`{"url":"wss://a"}`)),
		"no body":            v.Response(gateway, 200, nil),
		"a body too much":    v.Response(asJSON("POST", callback, "{}"), 204, []byte("{}")),
		"unknown status":     v.Response(gateway, 202, []byte(good)),
		"not JSON":           v.Response(gateway, 200, []byte("<html>")),
	} {
		if bad == nil {
			t.Errorf("%s, and it is accepted", name)
		}
	}
}

func BenchmarkRequest(b *testing.B) {
	v := described.Load(b)
	r := asJSON("POST", callback, `{"type":4,"data":{"content":"hi","embeds":[{"title":"t","color":1}],"components":[`+row(okButton)+`]}}`)
	for b.Loop() {
		if err := v.Request(r); err != nil {
			b.Fatal(err)
		}
	}
}
