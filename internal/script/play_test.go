package script_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/script"
)

// A toy is a bot of a few lines on a sandbox: /ask brings up a form, /pick a menu,
// /gift has an option of each kind, and every answer says what it got.
type toy struct {
	*sandbox.Server
	url      string
	restarts int
	posted   string   // the newest message that the bot has posted
	away     []func() // what the bot does while nobody looks, at each restart
}

func (b *toy) Address() string { return b.url }

func (b *toy) Restart(context.Context) error {
	if b.restarts < len(b.away) {
		b.away[b.restarts]()
	}
	b.restarts++
	return nil
}

const toyCommands = `[
	{"name":"Quote","type":3}, {"name":"Shelf","type":2}, {"name":"order","description":"d"}, {"name":"rest","description":"d"},
	{"name":"ask","description":"d"}, {"name":"pick","description":"d"}, {"name":"mute","description":"d"},
	{"name":"gift","description":"d","options":[{"type":1,"name":"send","description":"d","options":[
		{"type":6,"name":"to","description":"d"},{"type":4,"name":"coins","description":"d"},{"type":4,"name":"hours","description":"d","choices":[{"name":"Six hours","value":6},{"name":"A day","value":24}]},{"type":10,"name":"share","description":"d"},
		{"type":5,"name":"secret","description":"d"},{"type":7,"name":"where","description":"d"},{"type":8,"name":"as","description":"d"},
		{"type":9,"name":"any","description":"d"},{"type":11,"name":"proof","description":"d"},{"type":3,"name":"card","description":"d","autocomplete":true}]}]}]`

// answers are the bot's, by command or custom id; DATA is what it got.
var answers = map[string]string{
	"ask": `{"type":9,"data":{"custom_id":"form","title":"A form","components":[{"type":18,"label":"Your word","component":{"type":4,"custom_id":"word","style":1}}]}}`,
	"pick": `{"type":4,"data":{"content":"pick","components":[{"type":1,"components":[{"type":3,"custom_id":"menu","max_values":2,"options":[{"label":"One ♥️","value":"1"},{"label":"Two","value":"2"},{"label":"Three","value":"3"}]}]},{"type":1,"components":[{"type":2,"style":1,"label":"Buy now","custom_id":"buy","emoji":{"name":"🛒"}},{"type":2,"style":1,"label":"Off","custom_id":"off","disabled":true}]},
		{"type":1,"components":[{"type":5,"custom_id":"people"}]},{"type":1,"components":[{"type":6,"custom_id":"roles"}]},{"type":1,"components":[{"type":8,"custom_id":"channels"}]}]}}`,
	"order": `{"type":9,"data":{"custom_id":"form","title":"An order","components":[
		{"type":18,"label":"Words","component":{"type":4,"custom_id":"words","style":2}},
		{"type":18,"label":"Who","component":{"type":5,"custom_id":"who"}},
		{"type":18,"label":"Where","component":{"type":8,"custom_id":"where","max_values":2}},
		{"type":18,"label":"Days","component":{"type":3,"custom_id":"days","max_values":2,"options":[{"label":"Monday","value":"mo"},{"label":"Tuesday","value":"tu"}]}},
		{"type":18,"label":"Proof","component":{"type":19,"custom_id":"proof","max_values":2}}]}}`,
	"rest": `{"type":9,"data":{"custom_id":"form","title":"The rest","components":[
		{"type":18,"label":"How","component":{"type":21,"custom_id":"how","options":[{"label":"Openly","value":"open"},{"label":"In secret","value":"secret"}]}},
		{"type":18,"label":"Extras","component":{"type":22,"custom_id":"extras","max_values":2,"options":[{"label":"First","value":"a"},{"label":"Second","value":"b"}]}},
		{"type":18,"label":"Sure","component":{"type":23,"custom_id":"sure"}}]}}`,
	"Quote": `{"type":4,"data":{"content":"DATA"}}`, "Shelf": `{"type":4,"data":{"content":"DATA"}}`,
	"people": `{"type":4,"data":{"flags":64,"content":"DATA"}}`, "roles": `{"type":4,"data":{"flags":64,"content":"DATA"}}`, "channels": `{"type":4,"data":{"flags":64,"content":"DATA"}}`,
	"gift": `{"type":4,"data":{"content":"DATA"}}`,
	"form": `{"type":4,"data":{"flags":64,"embeds":[{"description":"DATA"}]}}`,
	"menu": `{"type":4,"data":{"flags":64,"content":"DATA"}}`,
	"buy":  `{"type":7,"data":{"content":"# **sold** to <@USER>","components":[]}}`,
	"card": `{"type":8,"data":{"choices":[{"name":"Sun ★","value":"sun-1"},{"name":"Moon ★","value":"moon-2"}]}}`,
}

func newToy(t *testing.T, o sandbox.Options) *toy {
	t.Helper()
	o.Clock, o.Log = clock.System{}, slog.New(slog.DiscardHandler)
	b := &toy{Server: sandbox.New(o)}
	web := httptest.NewServer(b.Handler())
	b.url = web.URL
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{}, 2)
	t.Cleanup(func() {
		cancel()
		<-ended
		<-ended
		web.CloseClientConnections()
		web.Close()
	})
	go func() { _ = b.Run(ctx); ended <- struct{}{} }()
	b.send(t, http.MethodPut, "/applications/"+b.ApplicationID().String()+"/commands", toyCommands)
	line, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(b.url, "http")+"/gateway", nil)
	if err == nil {
		line.SetReadLimit(-1)
		err = line.Write(ctx, websocket.MessageText, []byte(`{"op":2,"d":{"intents":0,"token":"`+b.BotToken()+`"}}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() { b.play(ctx, t, line, ready); ended <- struct{}{} }()
	<-ready
	return b
}

// play answers what comes until the line ends.
func (b *toy) play(ctx context.Context, t *testing.T, line *websocket.Conn, ready chan struct{}) {
	for {
		_, raw, err := line.Read(ctx)
		if err != nil {
			return
		}
		var e struct {
			T string
			D struct {
				ID, Token string
				Type      int
				Member    struct{ User struct{ ID string } }
				Data      json.RawMessage
			}
		}
		var data struct {
			Name     string
			CustomID string `json:"custom_id"`
		}
		if err := errors.Join(json.Unmarshal(raw, &e), json.Unmarshal(append([]byte(nil), orEmpty(e.D.Data)...), &data)); err != nil {
			t.Error(err)
		}
		if e.T == "READY" {
			close(ready)
		}
		key := data.Name + data.CustomID
		if e.D.Type == 4 {
			key = "card"
		}
		if e.T != "INTERACTION_CREATE" || answers[key] == "" {
			continue
		}
		said, err := json.Marshal(string(e.D.Data))
		if err != nil {
			t.Error(err)
		}
		answer := strings.ReplaceAll(strings.ReplaceAll(answers[key], `"DATA"`, string(said)), "USER", e.D.Member.User.ID)
		b.send(t, http.MethodPost, "/interactions/"+e.D.ID+"/"+e.D.Token+"/callback", answer)
	}
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}

func (b *toy) send(t *testing.T, method, path, body string) {
	req, err := http.NewRequest(method, b.url+"/api/v10"+path, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	req.Header.Set("Authorization", "Bot "+b.BotToken())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Errorf("%s %s: %d %s %v", method, path, res.StatusCode, text, err)
	}
	var m struct{ ID string }
	if strings.HasSuffix(path, "/messages") && json.Unmarshal(text, &m) == nil {
		b.posted = m.ID
	}
}

// perform plays a script on a toy and returns what was told.
func perform(t *testing.T, b *toy, text string) (told string, err error) {
	t.Helper()
	s, err := script.Parse("toy.play", text)
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	ended, n := make(chan struct{}, 64), 0
	err = script.Play(t.Context(), s, script.Options{
		Program: b, Clock: clock.System{}, Patience: 400 * time.Millisecond,
		Tell: func(line string) { lines.WriteString(line + "\n") },
		Start: func(_ string, f func(context.Context) error) error {
			n++
			go func() { _ = f(t.Context()); ended <- struct{}{} }()
			return nil
		},
	})
	for range n {
		<-ended
	}
	return lines.String(), err
}

func TestEveryVerb(t *testing.T) {
	t.Parallel()
	b := newToy(t, sandbox.Options{Wound: clock.NewWound(clock.System{}, 0)})
	bob := b.Players()[1].ID.String()
	market := b.Channels()["market"].String()
	told, err := perform(t, b, fmt.Sprintf(`
		players ana Bob
		@ana /ask
		@ana fill word:"the moon"
		@ana sees "\"value\":\"the moon\""
		not see "the moon"
		not @bob sees "the moon"
		@Ana /pick
		see "[Two]"
		@bob choose "One ♥" Three
		@bob sees "[\"1\",\"3\"]"
		@bob press "Buy now"
		see "sold to @Bob"
		@carol say "late, but here"
		@ana sees "late, but here"
		@ana /gift send to:@bob coins:3 share:0.5 secret:true where:#market card:"Moon ★"
		see "\"value\":\"%s\""
		see "\"value\":3"
		see "\"value\":0.5"
		see "\"value\":true"
		see "\"value\":\"%s\""
		see "moon-2"
		@ana /gift send hours:"A day"
		see "\"value\":24"
		@ana /gift send hours:6
		see "\"value\":6"
		@ana /gift send card:*
		see "sun-1"
		@ana /gift send card:"no such card"
		see "no such card"
		restart
		@ana /ask
		@ana fill word:x
		clock +2d
	`, bob, market))
	if err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	if !strings.Contains(told, "toy.play:13: see \"sold to @Bob\"\n\tsold to @Bob\n") || !strings.Contains(told, "a form: A form") {
		t.Errorf("it told\n%s", told)
	}
	if b.restarts != 1 {
		t.Errorf("%d restarts", b.restarts)
	}
}

// TestWhatHappensMeanwhile: what the bot does between a restart and the players'
// return is seen by them like anything else.
func TestWhatHappensMeanwhile(t *testing.T) {
	t.Parallel()
	b := newToy(t, sandbox.Options{})
	channel := "/channels/" + b.Channels()["general"].String() + "/messages"
	b.away = []func(){
		func() { b.send(t, http.MethodPost, channel, `{"content":"a new price"}`) },
		func() {
			b.send(t, http.MethodPatch, channel+"/"+b.posted, `{"content":"a better price"}`)
		},
	}
	told, err := perform(t, b, `
		players ana
		@ana /pick
		restart
		see "a new price"
		restart
		see "a better price"
		@ana press "Buy now"
		see "sold to @Ana"
	`)
	if err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	if strings.Count(told, "a new price") > 2 { // as it is told, and in the line that asks
		t.Errorf("what was known is seen again:\n%s", told)
	}
}

// TestScripts plays the scripts of testdata, which try what the language can say.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.play"))
	if err != nil || len(files) < 4 {
		t.Fatalf("there are the scripts %q (%v)", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if told, err := perform(t, newToy(t, sandbox.Options{}), string(text)); err != nil {
				t.Errorf("%v\n%s", err, told)
			}
		})
	}
}

// A line that fails says which it is, what was wrong and what was seen.
func TestLinesThatFail(t *testing.T) {
	t.Parallel()
	b := newToy(t, sandbox.Options{Wound: clock.NewWound(clock.System{}, 0), NextAlarm: func(context.Context) (time.Time, bool, error) {
		return time.Time{}, false, nil
	}})
	for text, words := range map[string]string{
		"see \"x\"":                                "nobody is there",
		"@ana /pick\nsee \"nothing like it\"":      "it was not seen within 400ms\n\tseen since the last action:\n\tpick",
		"@ana say \"hush\"\n@bob sees \"hush it\"": "it was not seen",
		"@ana /pick\nnot see \"pick\"":             "it was seen: pick",
		"@ana /nothing":                            "there is no command /nothing for this player; there are: /Quote, /Shelf, /ask, /gift, /mute, /order, /pick",
		"@ana /gift":                               "/gift has no sub-command \"\"; there are: send",
		"@ana /gift take":                          "/gift has no sub-command \"take\"; there are: send",
		"@ana /gift send what:1":                   "no option \"what\"; there are: any, as, card, coins",
		"@ana /gift send coins:many":               "a whole number, and \"many\" is none",
		"@ana /gift send share:half":               "a number, and \"half\" is none",
		"@ana /gift send secret:perhaps":           "true or false, and \"perhaps\" is none",
		"@ana /gift send where:#attic":             "a channel, such as #general",
		"@ana /gift send to:@b/b":                  "a player, such as @bob",
		"@newcomer fill word:x":                    "no form is open for newcomer",
		"@ana /ask\n@ana fill sentence:x":          "not all of these fields; there are: word",
		"@ana /pick\n@ana press Sell":              "no button \"Sell\"; there are: ",
		"@ana /pick\n@ana press Off":               "no button \"Off\"",
		"@ana /pick\n@ana choose Four":             "no menu with [\"Four\"]; there are: One",
		"clock next":                               "has set no alarm",
		"@ana use Nothing on @bob":                 "no command \"Nothing\" in that menu; there are: Shelf",
		"@ana use Shelf on \"x\"":                  "no command \"Shelf\" in that menu; there are: Quote",
		"@ana use Quote on \"x y z\"":              "ana sees no message with \"x y z\"",
		"@ana go #attic":                           "there is no channel #attic",
		"@esi go #moderators":                      "esi may not read #moderators",
		"@ana give @bob \"Emperor\"":               "there is no role \"Emperor\"; there are: @everyone, ",
		"@esi give @bob \"Moderator\"":             "Missing Permissions",
		"@ana /pick\nsee #attic \"pick\"":          "there is no channel #attic",
		"@ana /pick\nsee #market \"pick\"":         "it was not seen",
		"@ana /gift send as:@Emperor":              "a role, such as @Moderator",
		"@ana /rest\n@ana fill sure:perhaps":       "true or false, and \"perhaps\" is none",
		"@ana /rest\n@ana fill how:Loudly":         "how has not all of [\"Loudly\"]",
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			told, err := perform(t, b, text)
			failed, ok := errors.AsType[*script.FailedError](err)
			if !ok || failed.Line != 1+strings.Count(text, "\n") || !strings.Contains(err.Error(), words) {
				t.Errorf("%s\ntold\n%s\nand failed with %v", text, told, err)
			}
		})
	}
}

// A bot that says nothing is said to say nothing.
func TestABotThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b := newToy(t, sandbox.Options{})
	s, err := script.Parse("toy.play", "@ana /mute\n")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	err = script.Play(t.Context(), s, script.Options{
		Program: b, Clock: clock.System{},
		Start: func(_ string, f func(context.Context) error) error {
			go func() { _ = f(t.Context()); close(ended) }()
			return nil
		},
	})
	<-ended
	if err == nil || !strings.Contains(err.Error(), "the bot did not answer") {
		t.Errorf("the script ends with %v", err)
	}
	if _, err := perform(t, b, "@ana say \"x\"\nclock +1h\n"); err == nil || !strings.Contains(err.Error(), "cannot be wound") {
		t.Errorf("a clock that cannot be wound: %v", err)
	}
}
