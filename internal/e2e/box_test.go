package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/openapi"
	"gohye/internal/sandbox/client"
	described "gohye/internal/testkit/openapi"
)

// A box is the built program's own sandbox, as a browser reaches it.
type box struct {
	*bot
	data    string // its folder
	Players []struct {
		ID    snowflake.ID
		Name  string
		Token string
		Roles []string
	}
	Channels    map[string]snowflake.ID
	Application snowflake.ID `json:"application_id"`
}

// openBox starts the program without a token.
func openBox(t *testing.T, set settings) *box {
	t.Helper()
	if set["DATA"] == "" {
		set = set.with("DATA", filepath.Join(t.TempDir(), "data"))
	}
	b := &box{bot: launch(t, set), data: set["DATA"]}
	status, body, err := b.get("/sandbox/players")
	if err == nil {
		err = json.Unmarshal([]byte(body), b)
	}
	if err != nil {
		t.Fatalf("/sandbox/players: %d %v", status, err)
	}
	return b
}

// sits logs a player of the sandbox in.
func (b *box) sits(t *testing.T, name string) *player {
	t.Helper()
	for _, p := range b.Players {
		if p.Name != name {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		c, err := client.Dial(ctx, b.address, p.Token)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = c.Run(context.WithoutCancel(t.Context())) // it ends with Close
		}()
		t.Cleanup(func() {
			c.Close()
			<-ended
		})
		return &player{Client: c, t: t, guild: &guild{url: b.address, channel: b.Channels["general"]}, id: p.ID}
	}
	t.Fatalf("nobody is called %s", name)
	return nil
}

// wind posts to the program's clock and returns how far it is wound.
func (b *box) wind(t *testing.T, body string) (offset int64, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.address+"/sandbox/clock", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, errors.New(res.Status)
	}
	var state struct {
		Offset int64 `json:"offset_ms"`
	}
	err = json.NewDecoder(res.Body).Decode(&state)
	return state.Offset, err
}

// TestTheSandboxIsKilled kills the program right after somebody has wound the
// clock and played: the next one has the same bot, the same messages with the
// same buttons, and goes on in the same time.
func TestTheSandboxIsKilled(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	set := settings{"DATA": data}
	b := openBox(t, set)
	ana := b.sits(t, "ana")
	says(t, "/daily", ana.do("daily"), "You get **1,000** flakes")
	says(t, "a second /daily", ana.do("daily"), "You have had your `/daily`")
	claim := ana.do("claim", client.Arg{Name: "count", Value: 2}).Message
	rounds := 3
	for i := range rounds {
		const hour = 3_600_000
		wound, err := b.wind(t, fmt.Sprintf(`{"add_ms":%d}`, 20*hour))
		if want := int64(i+1) * 20 * hour; err != nil || wound != want {
			t.Fatalf("the clock is wound by %d ms, want %d (%v)", wound, want, err)
		}
		says(t, "/daily after 20 hours", ana.do("daily"), "You get **1,") // more when that is another day
		b.kill()
		again := openBox(t, set)
		if again.Application != b.Application || again.Channels["general"] != b.Channels["general"] {
			t.Fatal("it is another application, or another channel")
		}
		b, ana = again, again.sits(t, "ana")
		says(t, "/daily after the kill", ana.do("daily"), "You have had your `/daily`")
		history, err := ana.Messages(t.Context(), b.Channels["general"], 100)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, m := range history {
			if m.ID == claim.ID {
				found++
				claim = m
			}
		}
		if found != 1 {
			t.Fatalf("the claim stands in the history %d times", found)
		}
		for range 3 { // through both cards, back to all
			claim = ana.press(claim, "▶️").Message
		}
		says(t, "the old message", client.Answer{Message: claim}, "claimed 2 cards")
	}
	b.stop(t)
	audit(t, filepath.Join(data, "gohye.db"))
}

// TestTheFeed reads what goes on between the program and its sandbox: Discord
// would accept every request, every answer is in time, no secret is in it, and it
// holds up no stop.
func TestTheFeed(t *testing.T) {
	t.Parallel()
	described.Load(t) // or there is nothing to check against
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	file, err := openapi.Find(os.Getenv(described.Variable), dir)
	if err != nil {
		t.Fatal(err)
	}
	b := openBox(t, settings{"OPENAPI": file})
	ana := b.sits(t, "ana")
	says(t, "/claim", ana.do("claim", client.Arg{Name: "count", Value: 1}), "Cost **700**")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.address+"/sandbox/feed", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	says(t, "/daily", ana.do("daily"), "You get **1,000** flakes")
	b.stop(t)
	// A stream for which the server waited in vain would be cut.
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Errorf("the feed ended with %v", err)
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(text)) {
		data, ok := strings.CutPrefix(line, "data: ")
		if !ok {
			continue
		}
		var e struct {
			Method, Path, T string
			Status          int
			Valid           *bool
			Problems        []string
			Since           *float64 `json:"since_ms"`
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatal(err)
		}
		seen[e.T]++
		if e.Method == "" {
			continue
		}
		if e.Valid == nil || !*e.Valid || e.Status >= 400 {
			t.Errorf("%s %s: %d %v", e.Method, e.Path, e.Status, e.Problems)
		}
		if strings.HasSuffix(e.Path, "/callback") {
			seen["callback"]++
			if e.Since == nil || *e.Since > 3000 {
				t.Errorf("a callback came after %v ms", e.Since)
			}
		}
	}
	if seen["callback"] != 2 || seen["INTERACTION_CREATE"] != 2 || seen["READY"] != 1 {
		t.Errorf("the feed has %v", seen)
	}
	if strings.Contains(string(text), "aW50ZXJhY3Rpb246") {
		t.Error("the feed shows the token of an interaction")
	}
}

// TestGates: what a member may not do, the same member may with a role that the
// owner has given, and not any more when it is taken.
func TestGates(t *testing.T) {
	t.Parallel()
	b := openBox(t, settings{})
	chae := b.sits(t, "chae")
	try := func() client.Answer {
		return chae.do("settings auction-channel", client.Arg{Name: "channel", Value: b.Channels["market"]})
	}
	says(t, "a member", try(), "You may not use this")
	moderator := b.role(t, "Moderator")
	path := "/guilds/" + b.guild(t) + "/members/" + chae.id.String() + "/roles/" + moderator
	if status := b.rest(t, "chae", http.MethodPut, path, nil); status != http.StatusForbidden {
		t.Errorf("a member gave herself a role: %d", status)
	}
	if status := b.rest(t, "ana", http.MethodPut, path, nil); status != http.StatusNoContent {
		t.Fatalf("the owner gave no role: %d", status)
	}
	says(t, "a moderator", try(), "shown in")
	var now box
	if _, body, err := b.get("/sandbox/players"); err != nil || json.Unmarshal([]byte(body), &now) != nil || !slices.Equal(now.Players[2].Roles, []string{"Moderator"}) {
		t.Errorf("/sandbox/players says %s (%v)", body, err)
	}
	if status := b.rest(t, "ana", http.MethodDelete, path, nil); status != http.StatusNoContent {
		t.Fatalf("the owner took no role: %d", status)
	}
	says(t, "a member again", try(), "You may not use this")
	b.stop(t)
}

// rest makes a request of the sandbox's API as a player.
func (b *box) rest(t *testing.T, name, method, path string, into any) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, b.address+"/api/v10"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Players {
		if p.Name == name {
			req.Header.Set("Authorization", p.Token)
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if into != nil {
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	return res.StatusCode
}

// guild is the id of the sandbox's server.
func (b *box) guild(t *testing.T) string {
	t.Helper()
	var list []struct{ ID string }
	b.rest(t, "ana", http.MethodGet, "/users/@me/guilds", &list)
	return list[0].ID
}

// role is the id of a role.
func (b *box) role(t *testing.T, name string) string {
	t.Helper()
	var list []struct{ ID, Name string }
	b.rest(t, "ana", http.MethodGet, "/guilds/"+b.guild(t)+"/roles", &list)
	for _, r := range list {
		if r.Name == name {
			return r.ID
		}
	}
	t.Fatalf("there is no role %s among %v", name, list)
	return ""
}

// TestWindingWhileTheBotAnswers winds the clock by days while a command is under
// way and Discord is slow: the player gets the answer.
func TestWindingWhileTheBotAnswers(t *testing.T) {
	t.Parallel()
	b := openBox(t, settings{})
	ana := b.sits(t, "ana")
	says(t, "/balance", ana.do("balance"), "**1,500** flakes")
	if status, body := b.put(t, "/sandbox/faults", `{"delay":1200}`); status != http.StatusNoContent {
		t.Fatalf("the faults: %d %s", status, body)
	}
	var a client.Answer
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a, err = ana.ask("claim")
	}()
	// The claim is paid for, and its answer is on its way for a second.
	database := open(t, filepath.Join(b.data, "gohye.db"))
	eventually(t, "the claim", func() error {
		if number(t, database, "SELECT count(*) FROM copy") == 0 {
			return errors.New("there is none yet")
		}
		return nil
	})
	if _, err := b.wind(t, `{"add_ms":259200000}`); err != nil {
		t.Fatal(err)
	}
	<-ended
	if err != nil {
		t.Fatal(err)
	}
	says(t, "the answer", a, "Cost **700**")
	b.put(t, "/sandbox/faults", `{}`)
	says(t, "/balance", ana.do("balance"), "**800** flakes")
	b.stop(t)
	if lost := b.stderr.lines("WARN"); len(lost) > 0 {
		t.Errorf("the program warns: %q", lost)
	}
}

// put makes a request of the sandbox's controls.
func (b *box) put(t *testing.T, path, text string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, b.address+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}
