package e2e_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"
)

// A foreign server speaks Discord's API as its documentation describes it, and
// shares nothing with the sandbox: what the program does here it does because
// Discord's documentation says so.
type foreign struct {
	app, token string
	url        string

	mu       sync.Mutex // guards what follows
	commands []map[string]any
	puts     int
	problems []string // what the program did that the documentation forbids
	query    url.Values

	said    chan saying // what the program says at the gateway, heartbeats aside
	beats   chan json.RawMessage
	answers chan replied
	send    chan string   // payloads for the program
	hangUp  chan struct{} // closes the line with 4000
}

// A saying is a payload of the program.
type saying struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
}

// replied is a request that answers an interaction.
type replied struct {
	path, body string
}

const foreignGuild = "81384788765712384"

func newForeign(t *testing.T) *foreign {
	t.Helper()
	const app = "1098765432109876543"
	f := &foreign{
		app: app, token: base64.RawStdEncoding.EncodeToString([]byte(app)) + ".GaBcDe.an-example-of-a-secret",
		said: make(chan saying, 16), beats: make(chan json.RawMessage, 256), answers: make(chan replied, 16),
		send: make(chan string), hangUp: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v10/gateway/bot", f.asBot(f.gatewayBot))
	mux.HandleFunc("GET /api/v10/applications/{app}/commands", f.asBot(f.listCommands))
	mux.HandleFunc("PUT /api/v10/applications/{app}/commands", f.asBot(f.putCommands))
	mux.HandleFunc("POST /api/v10/interactions/{id}/{token}/callback", f.answer)
	mux.HandleFunc("PATCH /api/v10/webhooks/{app}/{token}/messages/@original", f.answer)
	mux.HandleFunc("GET /line/", f.line)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		f.wrong("it asked for %s %s", r.Method, r.URL)
		http.NotFound(w, r)
	})
	web := httptest.NewServer(mux)
	f.url = web.URL
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	return f
}

func (f *foreign) wrong(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

var userAgent = regexp.MustCompile(`^DiscordBot \(https?://\S+, \S+\)`)

// asBot wants what the documentation wants of every request of a bot.
func (f *foreign) asBot(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bot "+f.token {
			f.wrong("%s %s without the bot's token", r.Method, r.URL.Path)
			http.Error(w, `{"message": "401: Unauthorized", "code": 0}`, http.StatusUnauthorized)
			return
		}
		if a := r.UserAgent(); !userAgent.MatchString(a) {
			f.wrong("the user agent is %q", a)
		}
		w.Header().Set("Content-Type", "application/json")
		h(w, r)
	}
}

func (f *foreign) gatewayBot(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, `{"url": %q, "shards": 1, "session_start_limit":
		{"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}}`, "ws"+f.url[4:]+"/line/")
}

func (f *foreign) listCommands(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = json.NewEncoder(w).Encode(append([]map[string]any{}, f.commands...))
}

// putCommands overwrites all commands. Those of the same name keep their ids.
func (f *foreign) putCommands(w http.ResponseWriter, r *http.Request) {
	var list []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&list); err != nil {
		f.wrong("the commands are no list: %v", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.puts++
	for i, c := range list {
		c["id"], c["version"], c["application_id"] = fmt.Sprint(1100000000000000000+i), fmt.Sprint(1200000000000000000+f.puts), f.app
		for _, key := range []string{"default_member_permissions", "contexts"} {
			if _, ok := c[key]; !ok {
				c[key] = nil
			}
		}
		c["nsfw"], c["integration_types"] = false, []int{0}
		if c["type"] == nil {
			c["type"] = 1
		}
	}
	f.commands = list
	_ = json.NewEncoder(w).Encode(list)
}

// answer takes callbacks and edits of answers, which need no Authorization.
func (f *foreign) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.wrong("%s %s: %v", r.Method, r.URL.Path, err)
	}
	f.answers <- replied{r.URL.Path, string(body)}
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"id": "1300000000000000000", "channel_id": "1", "type": 20, "content": "", "embeds": [], "components": [],
		"attachments": [], "mentions": [], "mention_roles": [], "flags": 0, "pinned": false, "tts": false, "mention_everyone": false,
		"timestamp": "2026-01-01T00:00:00.000000+00:00", "edited_timestamp": null,
		"author": {"id": "`+f.app+`", "username": "GoHYE", "discriminator": "0", "avatar": null, "bot": true}}`)
}

// packing writes payloads in the compression that the query asked for: one
// stream for the whole line, flushed after each payload.
func packing(query url.Values) (pack func(string) ([]byte, websocket.MessageType)) {
	var out bytes.Buffer
	var stream interface {
		io.Writer
		Flush() error
	}
	switch query.Get("compress") {
	case "zlib-stream":
		stream = zlib.NewWriter(&out)
	case "zstd-stream":
		w, err := zstd.NewWriter(&out)
		if err != nil {
			panic(err)
		}
		stream = w
	default:
		return func(p string) ([]byte, websocket.MessageType) { return []byte(p), websocket.MessageText }
	}
	return func(p string) ([]byte, websocket.MessageType) {
		out.Reset()
		if _, err := io.WriteString(stream, p); err != nil {
			panic(err)
		}
		if err := stream.Flush(); err != nil {
			panic(err)
		}
		return bytes.Clone(out.Bytes()), websocket.MessageBinary
	}
}

// line is one connection to the gateway. Everything is written from here, what
// the program says is read beside it.
func (f *foreign) line(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		f.wrong("no web socket: %v", err)
		return
	}
	defer func() { _ = c.CloseNow() }()
	f.mu.Lock()
	f.query = r.URL.Query()
	f.mu.Unlock()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	replies, pack := make(chan string, 64), packing(r.URL.Query())
	replies <- `{"op": 10, "d": {"heartbeat_interval": 400}, "s": null, "t": null}`
	go func() {
		defer cancel()
		for {
			_, data, err := c.Read(ctx)
			if err != nil {
				return
			}
			f.hear(data, replies)
		}
	}()
	for {
		var payload string
		select {
		case <-ctx.Done():
			return
		case <-f.hangUp:
			_ = c.Close(4000, "Unknown error")
			return
		case payload = <-replies:
		case payload = <-f.send:
		}
		frame, kind := pack(payload)
		if c.Write(ctx, kind, frame) != nil {
			return
		}
	}
}

// hear takes one payload of the program.
func (f *foreign) hear(data []byte, replies chan<- string) {
	var p saying
	if err := json.Unmarshal(data, &p); err != nil || len(data) > 4096 {
		f.wrong("a payload of %d bytes: %v", len(data), err)
	}
	switch p.Op {
	case 1:
		replies <- `{"op": 11}`
		select {
		case f.beats <- p.D:
		default: // enough of them
		}
		return
	case 2:
		replies <- fmt.Sprintf(`{"op": 0, "t": "READY", "s": 1, "d": {"v": 10, "user": {"id": %q, "username": "GoHYE",
			"discriminator": "0", "avatar": null, "bot": true}, "guilds": [{"id": %q, "unavailable": true}],
			"session_id": "a-session", "resume_gateway_url": %q, "shard": [0, 1], "application": {"id": %[1]q, "flags": 0}}}`,
			f.app, foreignGuild, "ws"+f.url[4:]+"/line/resumed")
		replies <- fmt.Sprintf(`{"op": 0, "t": "GUILD_CREATE", "s": 2, "d": {"id": %q, "name": "Elsewhere", "owner_id": "1",
			"unavailable": false, "member_count": 2, "members": [], "channels": [], "roles": [], "emojis": [], "features": [],
			"threads": [], "presences": [], "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
			"joined_at": "2026-01-01T00:00:00.000000+00:00", "large": false}}`, foreignGuild)
	case 6:
		replies <- `{"op": 0, "t": "RESUMED", "s": 5, "d": {}}`
	}
	f.said <- p
}

// invoke sends a slash command of a member.
func (f *foreign) invoke(t *testing.T, seq int, name, options string) replied {
	t.Helper()
	const user = "80351110224678912"
	var command string
	f.mu.Lock()
	for _, c := range f.commands {
		if c["name"] == name {
			command, _ = c["id"].(string)
		}
	}
	f.mu.Unlock()
	if command == "" {
		t.Fatalf("the program has registered no /%s", name)
	}
	// A snowflake of now, as Discord's are: milliseconds since 2015.
	id := (time.Now().UnixMilli()-1420070400000)<<22 + int64(seq)
	payload := fmt.Sprintf(`{"op": 0, "t": "INTERACTION_CREATE", "s": %d, "d": {
		"version": 1, "type": 2, "token": "token-%s", "id": "%d", "application_id": %q,
		"guild_id": %q, "guild": {"id": %[5]q, "locale": "en-US", "features": []}, "guild_locale": "en-US", "locale": "en-GB",
		"channel_id": "645027906669510667", "channel": {"id": "645027906669510667", "type": 0, "name": "general", "guild_id": %[5]q, "permissions": "2147483647"},
		"member": {"user": {"id": %q, "username": "mason", "global_name": "Mason", "avatar": null, "discriminator": "0", "public_flags": 0},
			"roles": [], "premium_since": null, "permissions": "2147483647", "pending": false, "nick": null, "mute": false, "deaf": false,
			"joined_at": "2026-01-01T00:00:00.000000+00:00", "avatar": null, "flags": 0, "communication_disabled_until": null},
		"app_permissions": "442368", "attachment_size_limit": 10485760, "entitlements": [], "context": 0,
		"authorizing_integration_owners": {"0": %[5]q},
		"data": {"type": 1, "name": %[7]q, "id": %[8]q, "options": %[9]s}}}`,
		seq, name, id, f.app, foreignGuild, user, name, command, options)
	f.send <- payload
	a := receive(t, "the answer to /"+name, f.answers)
	if want := fmt.Sprintf("/api/v10/interactions/%d/token-%s/callback", id, name); a.path != want {
		t.Errorf("/%s is answered at %s, want %s", name, a.path, want)
	}
	if strings.Contains(a.body, `"type":5`) { // the machine is busy: the answer follows
		a.body = receive(t, "the late answer to /"+name, f.answers).body
	}
	return a
}

func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	select {
	case v := <-from:
		return v
	case <-deadline.C:
		t.Fatalf("%s never came", what)
	}
	panic("unreachable")
}
