package sandbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
)

// kept opens a sandbox on a file. stop ends it in order; it is called at the
// latest when the test is over.
func kept(t testing.TB, path string, o sandbox.Options) (h *house, stop func()) {
	t.Helper()
	a, err := sandbox.OpenArchive(t.Context(), path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	o.Clock, o.Log, o.Archive = clock.System{}, quietLog(), a
	if o.Wound == nil {
		o.Wound = clock.NewWound(clock.System{}, a.Offset())
	}
	s := sandbox.New(o)
	web := httptest.NewServer(s.Handler())
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	ended := make(chan error, 2)
	go func() { ended <- a.Run(ctx) }()
	go func() { ended <- s.Run(ctx) }()
	over := false
	stop = func() {
		if over {
			return
		}
		over = true
		cancel()
		for range 2 {
			if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		web.CloseClientConnections()
		web.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return &house{Server: s, url: web.URL, general: s.Channels()["general"], ctx: ctx}, stop
}

var anyAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// TestASandboxOutlivesItsProgram fills a sandbox with one of everything and
// wants it back.
func TestASandboxOutlivesItsProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	h, stop := kept(t, path, sandbox.Options{Limits: unlimited()})
	hello := h.command(t, "hello")
	h.command(t, "gone")
	gone := h.bot().do(t, "GET", "/applications/"+h.app()+"/commands", "").text(t, 1, "id")
	h.bot().do(t, "DELETE", "/applications/"+h.app()+"/commands/"+gone, "")
	late := h.AddUser("Late Comer")
	if !h.SetDirectMessages(late.ID, false) {
		t.Fatal("no such player")
	}
	collector := ""
	for i := range 4 {
		if r := h.bot().do(t, "GET", "/guilds/"+h.GuildID().String()+"/roles", ""); r.text(t, i, "name") == "Collector" {
			collector = r.text(t, i, "id")
		}
	}
	member := "/guilds/" + h.GuildID().String() + "/members/" + late.ID.String()
	if a := h.person(0).do(t, "PUT", member+"/roles/"+collector, ""); a.status != http.StatusNoContent {
		t.Fatalf("the owner gives no role: %d %s", a.status, a.body)
	}
	direct := h.bot().do(t, "POST", "/users/@me/channels", `{"recipient_id":"`+h.id(2)+`"}`).text(t, "id")
	h.bot().do(t, "POST", "/channels/"+direct+"/messages", `{"content":"between us"}`)
	said := h.person(0).do(t, "POST", h.messages(), `{"content":"one <@`+h.id(1)+`>"}`).text(t, "id")
	h.bot().do(t, "PUT", h.messages()+"/"+said+"/reactions/%F0%9F%8E%89/@me", "")
	h.person(1).do(t, "POST", h.messages(), `{"content":"two","message_reference":{"message_id":"`+said+`"}}`)
	once := `{"content":"once","nonce":"n1","enforce_nonce":true}`
	first := h.bot().do(t, "POST", h.messages(), once).text(t, "id")
	kind, body := form(t, `{"content":"see","embeds":[{"title":"t","image":{"url":"attachment://f0.png"}}],
		"components":[{"type":1,"components":[{"type":2,"style":1,"label":"Go","custom_id":"go"}]}]}`, []byte("not quite a picture"))
	pressed := h.bot().send(t, "POST", h.messages(), kind, body).text(t, "id")
	deleted := h.bot().do(t, "POST", h.messages(), `{"content":"deleted"}`).text(t, "id")
	h.bot().do(t, "DELETE", h.messages()+"/"+deleted, "")
	edited := h.bot().do(t, "POST", h.messages(), `{"content":"edit"}`).text(t, "id")
	h.bot().do(t, "PATCH", h.messages()+"/"+edited, `{"content":"edited"}`)
	h.control(t, "POST", "/sandbox/clock", `{"add_ms":7200000}`)
	everything := func(h *house) string {
		var b bytes.Buffer
		for _, x := range []struct {
			who  as
			path string
		}{
			{h.bot(), "/users/@me"},
			{h.bot(), "/guilds/" + h.GuildID().String()},
			{h.bot(), "/applications/@me"},
			{h.bot(), "/guilds/" + h.GuildID().String() + "/members?limit=100"},
			{h.bot(), "/guilds/" + h.GuildID().String() + "/channels"},
			{h.bot(), "/applications/" + h.app() + "/commands"},
			{h.person(0), h.messages()},
			{h.person(2), "/channels/" + direct + "/messages"},
		} {
			a := x.who.do(t, "GET", x.path, "")
			fmt.Fprintf(&b, "%s: %d %s\n", x.path, a.status, anyAddress.ReplaceAllString(string(a.body), "HERE"))
		}
		b.Write(h.control(t, "GET", "/sandbox/players", "").body)
		return b.String()
	}
	before, token, offset := everything(h), h.BotToken(), clockOf(t, h.control(t, "GET", "/sandbox/clock", "")).Offset
	stop()

	h, _ = kept(t, path, sandbox.Options{Limits: unlimited()})
	if after := everything(h); after != before {
		for i, line := range strings.Split(after, "\n") {
			was, at := strings.Split(before, "\n")[i], 0
			for at < min(len(line), len(was)) && line[at] == was[at] {
				at++
			}
			if line != was {
				t.Errorf("%.60s…\nwas …%.200s\nand is …%.200s", was, was[max(at-40, 0):], line[max(at-40, 0):])
			}
		}
	}
	if h.BotToken() != token {
		t.Error("the bot has another token")
	}
	if c := clockOf(t, h.control(t, "GET", "/sandbox/clock", "")); c.Offset != offset || offset != 7_200_000 {
		t.Errorf("the clock was wound by %d ms and is by %d", offset, c.Offset)
	}
	if a := h.bot().do(t, "POST", "/channels/"+h.bot().do(t, "POST", "/users/@me/channels", `{"recipient_id":"`+late.ID.String()+`"}`).text(t, "id")+"/messages", `{"content":"x"}`); a.status != http.StatusForbidden {
		t.Errorf("a player who takes no direct messages got one: %d", a.status)
	}
	if again := h.bot().do(t, "POST", h.messages(), once).text(t, "id"); again != first {
		t.Error("a nonce of the earlier program counts a second time")
	}
	if fresh := h.bot().do(t, "POST", h.messages(), `{"content":"new"}`).text(t, "id"); fresh <= edited {
		t.Errorf("the id %s comes after %s", fresh, edited)
	}
	file := h.bot().do(t, "GET", h.messages()+"/"+pressed, "").text(t, "attachments", 0, "url")
	if got := fetch(t, strings.Replace(file, file[:strings.Index(file, "/attachments/")], h.url, 1)); string(got) != "not quite a picture" {
		t.Errorf("the attachment is %q", got)
	}
	// The button of the old message works, and the command keeps its id.
	e := login(t, h, nil, "0")
	ana := h.player(t, 0)
	answered := make(chan error, 1)
	go func() {
		list, err := ana.Messages(h.ctx, h.general, 100)
		for i := range list {
			if list[i].ID.String() == pressed {
				_, err = ana.Press(h.ctx, list[i], list[i].Button("Go"))
			}
		}
		answered <- err
	}()
	if a := h.callback(t, e.until(t, "INTERACTION_CREATE"), `{"type":6}`); a.status != http.StatusNoContent {
		t.Errorf("the press of an old button: %d %s", a.status, a.body)
	}
	if a := h.bot().do(t, "GET", "/applications/"+h.app()+"/commands/"+hello, ""); a.status != http.StatusOK {
		t.Errorf("the command has another id: %d", a.status)
	}
}

// What changes of somebody who is in the file already is written too, and ids
// grow although the machine's clock was set back.
func TestAnArchiveIsKeptUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	h, stop := kept(t, path, sandbox.Options{Wound: clock.NewWound(clock.System{}, time.Hour)})
	old := h.person(0).do(t, "POST", h.messages(), `{"content":"of a later time"}`).text(t, "id")
	stop()
	h, stop = kept(t, path, sandbox.Options{})
	moderator := h.person(0).do(t, "GET", "/guilds/"+h.GuildID().String()+"/roles", "").text(t, 1, "id")
	member := "/guilds/" + h.GuildID().String() + "/members/" + h.id(3)
	if a := h.person(0).do(t, "PUT", member+"/roles/"+moderator, ""); a.status != http.StatusNoContent {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if fresh := h.person(0).do(t, "POST", h.messages(), `{"content":"of an earlier time"}`).text(t, "id"); fresh <= old {
		t.Errorf("after %s comes %s", old, fresh)
	}
	stop()
	h, stop = kept(t, path, sandbox.Options{})
	if got := h.person(0).do(t, "GET", member, "").text(t, "roles", 0); got != moderator {
		t.Errorf("the role is %s, want %s", got, moderator)
	}
	h.SetDirectMessages(h.Players()[3].ID, false)
	stop()
	h, _ = kept(t, path, sandbox.Options{})
	direct := h.bot().do(t, "POST", "/users/@me/channels", `{"recipient_id":"`+h.id(3)+`"}`).text(t, "id")
	if a := h.bot().do(t, "POST", "/channels/"+direct+"/messages", `{"content":"x"}`); a.status != http.StatusForbidden {
		t.Errorf("a direct message to who takes none: %d", a.status)
	}
}

// A server that moves to another address takes its old addresses along, once
// and again.
func TestAnArchiveMoves(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	h, stop := kept(t, path, sandbox.Options{Address: "http://old.test:1"})
	id := h.person(0).do(t, "POST", h.messages(), `{"content":"at http://old.test:1/cards/1 and http://old.test:12/"}`).text(t, "id")
	stop()
	for _, now := range []string{"http://new.test:2", "http://new.test:2", "http://third.test:3"} {
		h, stop = kept(t, path, sandbox.Options{Address: now})
		if got := h.person(0).do(t, "GET", h.messages()+"/"+id, "").text(t, "content"); got != "at "+now+"/cards/1 and http://old.test:12/" {
			t.Errorf("at %s: %s", now, got)
		}
		h.person(0).do(t, "POST", h.messages(), `{"content":"another, so that something is written"}`)
		stop()
	}
}

// What a channel forgets and what falls off the shelf leave the file too.
func TestAnArchiveIsBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	o := sandbox.Options{Limits: unlimited(), History: 5, Uploads: 3000}
	h, stop := kept(t, path, o)
	for i := range 20 {
		kind, body := form(t, fmt.Sprintf(`{"content":"%d"}`, i), bytes.Repeat([]byte("x"), 1000))
		h.bot().send(t, "POST", h.messages(), kind, body)
	}
	stop()
	counts := func() (list string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, kind := range []string{"message", "file", "bytes"} {
			var n int
			if err := db.QueryRow("SELECT count(*) FROM kept WHERE kind = ?", kind).Scan(&n); err != nil {
				t.Fatal(err)
			}
			list += fmt.Sprint(kind, " ", n, " ")
		}
		return list
	}
	if got, want := counts(), "message 5 file 3 bytes 3 "; got != want {
		t.Errorf("the file has %s, want %s", got, want)
	}
	o.History = 2
	h, stop = kept(t, path, o)
	if got := h.person(0).do(t, "GET", h.messages(), "").text(t, 1, "content"); got != "18" {
		t.Errorf("the last but one is %s", got)
	}
	stop()
	if got, want := counts(), "message 2 file 3 bytes 3 "; got != want {
		t.Errorf("with less room the file has %s, want %s", got, want)
	}
}

// Two programs on one file, a file of the future and one that is none are
// refused with a sentence.
func TestArchivesThatAreRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	_, stop := kept(t, path, sandbox.Options{})
	refused := func(what, path, words string) {
		t.Helper()
		a, err := sandbox.OpenArchive(t.Context(), path, clock.System{})
		if err == nil {
			_ = a.Close()
		}
		if err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("a second program", path, "another gohye")
	stop()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec("PRAGMA user_version = 9")
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	refused("a file of the future", path, "form 9")
	if err := os.WriteFile(path+"x", bytes.Repeat([]byte("no database\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("no database", path+"x", "move it away")
}

// A record that cannot be read is a hole and no reason not to start.
func TestAnArchiveWithAHole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "box.db")
	h, stop := kept(t, path, sandbox.Options{})
	for _, text := range []string{"one", "two", "three"} {
		h.person(0).do(t, "POST", h.messages(), `{"content":"`+text+`"}`)
	}
	stop()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec(`UPDATE kept SET value = substr(value, 9) WHERE kind = 'message' AND instr(value, '"two"') > 0`)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	h, _ = kept(t, path, sandbox.Options{})
	a := h.person(0).do(t, "GET", h.messages(), "")
	if a.text(t, 0, "content") != "three" || a.text(t, 1, "content") != "one" {
		t.Errorf("the history is %s", a.body)
	}
}

// BenchmarkOpen is how long 5,000 messages take to be there again.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "box.db")
	h, stop := kept(b, path, sandbox.Options{Limits: unlimited()})
	body := `{"flags":32768,"components":[{"type":17,"accent_color":1,"components":[{"type":10,"content":"` + strings.Repeat("a claim ", 30) + `"},
		{"type":12,"items":[{"media":{"url":"http://cards.invalid/1.jpg"}}]},
		{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"a"},{"type":2,"style":1,"label":"b","custom_id":"b"},{"type":2,"style":1,"label":"c","custom_id":"c"}]}]}]}`
	for range 5000 {
		h.call(h.bot().auth, "POST", h.messages(), body)
	}
	stop()
	for b.Loop() {
		a, err := sandbox.OpenArchive(b.Context(), path, clock.System{})
		if err != nil {
			b.Fatal(err)
		}
		sandbox.New(sandbox.Options{Clock: clock.System{}, Log: quietLog(), Archive: a})
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
