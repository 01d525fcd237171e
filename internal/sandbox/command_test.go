package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gohye/internal/sandbox"
)

// TestCommandDefinitions has a row for each rule about definitions.
func TestCommandDefinitions(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	path := "/applications/" + h.app() + "/commands"
	with := func(options string) string {
		return `{"name":"x","description":"d","options":[` + options + `]}`
	}
	option := func(i int) string { return fmt.Sprintf(`{"type":3,"name":"o%d","description":"d"}`, i) }
	many := make([]string, 26)
	for i := range many {
		many[i] = option(i)
	}
	for _, tt := range []struct {
		name, body, code string
		at               []any
	}{
		{"no name", `{"description":"d"}`, "BASE_TYPE_REQUIRED", []any{"name"}},
		{"a capital", `{"name":"Claim","description":"d"}`, "APPLICATION_COMMAND_INVALID_NAME", []any{"name"}},
		{"a space", `{"name":"a b","description":"d"}`, "APPLICATION_COMMAND_INVALID_NAME", []any{"name"}},
		{"a name of 33", `{"name":"` + strings.Repeat("a", 33) + `","description":"d"}`, "BASE_TYPE_BAD_LENGTH", []any{"name"}},
		{"no description", `{"name":"x"}`, "BASE_TYPE_REQUIRED", []any{"description"}},
		{"a description of 101", `{"name":"x","description":"` + strings.Repeat("a", 101) + `"}`, "BASE_TYPE_MAX_LENGTH", []any{"description"}},
		{"a described menu", `{"type":2,"name":"Show","description":"d"}`, "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", []any{"description"}},
		{"26 options", with(strings.Join(many, ",")), "BASE_TYPE_BAD_LENGTH", []any{"options"}},
		{"two of one name", with(option(1) + "," + option(1)), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", []any{"options", "1"}},
		{"required after optional", with(option(1) + `,{"type":3,"name":"r","description":"d","required":true}`), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", []any{"options", "1"}},
		{"a type of 12", with(`{"type":12,"name":"r","description":"d"}`), "BASE_TYPE_CHOICES", []any{"options", "0", "type"}},
		{"26 choices", with(`{"type":4,"name":"r","description":"d","choices":[` + repeat(26, `{"name":"n","value":1}`) + `]}`), "BASE_TYPE_BAD_LENGTH", []any{"options", "0", "choices"}},
		{"choices and completion", with(`{"type":4,"name":"r","description":"d","autocomplete":true,"choices":[{"name":"n","value":1}]}`), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", []any{"options", "0", "choices"}},
		{"a choice of the wrong kind", with(`{"type":4,"name":"r","description":"d","choices":[{"name":"n","value":"a"}]}`), "NUMBER_TYPE_COERCE", []any{"options", "0", "choices", "0", "value"}},
		{"a group in a group", with(`{"type":2,"name":"g","description":"d","options":[{"type":2,"name":"h","description":"d"}]}`), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", []any{"options", "0", "options", "0", "type"}},
		{"a sub-command in one", with(`{"type":1,"name":"s","description":"d","options":[{"type":1,"name":"h","description":"d"}]}`), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", []any{"options", "0", "options", "0", "type"}},
		{"a sub-command in one of a group", with(`{"type":2,"name":"g","description":"d","options":[{"type":1,"name":"s","description":"d","options":[{"type":1,"name":"h","description":"d"}]}]}`), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", []any{"options", "0", "options", "0", "options", "0", "type"}},
		{"options below a text", with(`{"type":3,"name":"r","description":"d","options":[` + option(1) + `]}`), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", []any{"options", "0", "options"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantForm(t, h.bot().do(t, "POST", path, tt.body), tt.code, tt.at...)
		})
	}
}

func TestCommandsAreReplacedAndKeepTheirIDs(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	path := "/applications/" + h.app() + "/commands"
	a := h.bot().do(t, "PUT", path, `[{"name":"one","description":"d"},{"name":"two","description":"d","name_localizations":{"ko":"둘"}}]`)
	b := h.bot().do(t, "PUT", path, `[{"name":"two","description":"new"}]`)
	if a.text(t, 1, "id") != b.text(t, 0, "id") || a.text(t, 1, "version") == b.text(t, 0, "version") {
		t.Errorf("ids or versions: %s then %s", a.body, b.body)
	}
	if list := h.bot().do(t, "GET", path, "").get(t).([]any); len(list) != 1 {
		t.Errorf("%d commands are left", len(list))
	}
	c := h.bot().do(t, "PATCH", path+"/"+b.text(t, 0, "id"), `{"description":"newer"}`)
	if c.text(t, "description") != "newer" || c.text(t, "name") != "two" {
		t.Errorf("after the edit: %s", c.body)
	}
	wantForm(t, h.bot().do(t, "PUT", path, `[{"name":"x","description":"d"},{"name":"x","description":"d"}]`),
		"APPLICATION_COMMANDS_DUPLICATE_NAME", "1")
	guild := "/applications/" + h.app() + "/guilds/" + h.GuildID().String() + "/commands"
	h.bot().do(t, "PUT", guild, `[{"name":"here","description":"d"}]`)
	index := h.person(0).do(t, "GET", "/channels/"+h.general.String()+"/application-command-index", "")
	if list := index.get(t, "application_commands").([]any); len(list) != 2 {
		t.Errorf("the player sees %s", index.body)
	}
	wantStatus(t, "deletion", h.bot().do(t, "DELETE", path+"/"+b.text(t, 0, "id"), ""), 204)
}

// TestInvocations has a row for each way to use a command wrongly.
func TestInvocations(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	e := login(t, h, nil, "0")
	made := h.bot().do(t, "PUT", "/applications/"+h.app()+"/commands", `[
		{"name":"bid","description":"d","options":[
			{"type":4,"name":"amount","description":"d","required":true,"min_value":1,"max_value":100},
			{"type":3,"name":"code","description":"d","min_length":2,"max_length":4},
			{"type":3,"name":"color","description":"d","choices":[{"name":"Red","value":"red"}]},
			{"type":6,"name":"whom","description":"d"}]},
		{"name":"purge","description":"d","default_member_permissions":"8192"},
		{"name":"here","description":"d","contexts":[0]}]`)
	bid, purge, here := made.text(t, 0, "id"), made.text(t, 1, "id"), made.text(t, 2, "id")
	direct := h.bot().do(t, "POST", "/users/@me/channels", `{"recipient_id":"`+h.id(2)+`"}`).text(t, "id")
	use := func(n int, channel, data string) answer {
		return h.person(n).do(t, "POST", "/interactions", `{"type":2,"nonce":"1","channel_id":"`+channel+`","data":`+data+`}`)
	}
	general := h.general.String()
	args := func(list string) string { return `{"id":"` + bid + `","options":[` + list + `]}` }
	const amount = `{"name":"amount","value":5}`
	for _, tt := range []struct {
		name, options, code string
		at                  []any
	}{
		{"nothing given", "", "BASE_TYPE_REQUIRED", []any{"amount"}},
		{"a text for a number", `{"name":"amount","value":"a"}`, "NUMBER_TYPE_COERCE", []any{"0", "value"}},
		{"half a coin", `{"name":"amount","value":1.5}`, "NUMBER_TYPE_COERCE", []any{"0", "value"}},
		{"too little", `{"name":"amount","value":0}`, "NUMBER_TYPE_MIN", []any{"0", "value"}},
		{"too much", `{"name":"amount","value":101}`, "NUMBER_TYPE_MAX", []any{"0", "value"}},
		{"too short", amount + `,{"name":"code","value":"a"}`, "BASE_TYPE_MIN_LENGTH", []any{"1", "value"}},
		{"too long", amount + `,{"name":"code","value":"abcde"}`, "BASE_TYPE_MAX_LENGTH", []any{"1", "value"}},
		{"no choice", amount + `,{"name":"color","value":"blue"}`, "BASE_TYPE_CHOICES", []any{"1", "value"}},
		{"nobody", amount + `,{"name":"whom","value":"1"}`, "APPLICATION_COMMAND_OPTION_INVALID", []any{"1", "value"}},
		{"no such option", amount + `,{"name":"what","value":1}`, "APPLICATION_COMMAND_OPTION_UNKNOWN", []any{"1"}},
	} {
		wantForm(t, use(0, general, args(tt.options)), tt.code, append([]any{"data", "options"}, tt.at...)...)
	}
	wantCode(t, "a command without the right", use(2, general, `{"id":"`+purge+`"}`), 403, 50013)
	wantCode(t, "the moderator", use(1, general, `{"id":"`+purge+`"}`), 204, 0)
	wantCode(t, "a command that is not there", use(0, general, `{"id":"1"}`), 404, 10063)
	wantCode(t, "a guild's command in private", use(2, direct, `{"id":"`+here+`"}`), 403, 50013)
	wantCode(t, "in a channel one cannot see", use(2, h.Channels()["moderators"].String(), `{"id":"`+here+`"}`), 403, 50001)
	wantForm(t, use(0, general, `{"id":"`+bid+`","version":"1"}`), "INTERACTION_APPLICATION_COMMAND_INVALID_VERSION", "data", "version")
	e.until(t, "INTERACTION_CREATE") // the moderator's
	wantCode(t, "all is well", use(2, general, args(amount+`,{"name":"whom","value":"`+h.id(3)+`"}`)), 204, 0)
	checkPayload(t, h, e.until(t, "INTERACTION_CREATE"))
	wantCode(t, "in private", use(2, direct, args(amount)), 204, 0)
	private := answer{body: e.until(t, "INTERACTION_CREATE").D}
	if private.text(t, "user", "id") != h.id(2) || private.get(t, "context") != 1.0 || strings.Contains(string(private.body), "guild_id") {
		t.Errorf("in private: %s", private.body)
	}
}

func checkPayload(t *testing.T, h *house, got heard) {
	t.Helper()
	a := answer{body: got.D}
	if !json.Valid(got.D) {
		t.Fatalf("no JSON: %s", got.D)
	}
	for want, path := range map[string][]any{
		h.id(2):              {"member", "user", "id"},
		h.GuildID().String(): {"authorizing_integration_owners", "0"},
		"en-US":              {"guild_locale"},
		h.id(3):              {"data", "resolved", "users", h.id(3), "id"},
		h.general.String():   {"channel", "id"},
	} {
		if got := a.text(t, path...); got != want {
			t.Errorf("%v is %s, want %s", path, got, want)
		}
	}
	for _, path := range [][]any{{"member", "permissions"}, {"app_permissions"}, {"token"}, {"data", "resolved", "members", h.id(3), "permissions"}} {
		if a.text(t, path...) == "" {
			t.Errorf("%v is empty", path)
		}
	}
	if a.get(t, "attachment_size_limit") != float64(10<<20) || a.get(t, "data", "options", 0, "value") != 5.0 {
		t.Errorf("payload: %s", got.D)
	}
}

func TestNonceCountsOnce(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	ids := make(chan string, 8)
	for range cap(ids) {
		go func() {
			ids <- h.call(h.bot().auth, "POST", h.messages(), `{"content":"x","nonce":"n1","enforce_nonce":true}`).text(t, "id")
		}()
	}
	first := <-ids
	for range cap(ids) - 1 {
		if id := <-ids; id != first {
			t.Errorf("two messages: %s and %s", first, id)
		}
	}
	if again := h.bot().do(t, "POST", h.messages(), `{"content":"x","nonce":"n1"}`); again.text(t, "id") == first {
		t.Error("a nonce that is not enforced was")
	}
}

func TestRolesAndReactions(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{Limits: unlimited()})
	guild := "/guilds/" + h.GuildID().String()
	var collector, moderator string
	for _, r := range h.bot().do(t, "GET", guild+"/roles", "").get(t).([]any) {
		role := r.(map[string]any)
		switch role["name"] {
		case "Collector":
			collector = role["id"].(string)
		case "Moderator":
			moderator = role["id"].(string)
		}
	}
	member := guild + "/members/" + h.id(2)
	wantStatus(t, "a role given", h.bot().do(t, "PUT", member+"/roles/"+collector, ""), 204)
	if got := h.bot().do(t, "GET", member, "").text(t, "roles", 0); got != collector {
		t.Errorf("the member has %s", got)
	}
	wantStatus(t, "a role taken", h.bot().do(t, "DELETE", member+"/roles/"+collector, ""), 204)
	wantCode(t, "a player gives roles", h.person(2).do(t, "PUT", member+"/roles/"+moderator, ""), 403, 50013)
	found := h.bot().do(t, "GET", guild+"/members/search?query=ch&limit=5", "")
	if len(found.get(t).([]any)) != 1 {
		t.Errorf("the search found %s", found.body)
	}
	id := h.bot().do(t, "POST", h.messages(), `{"content":"x"}`).text(t, "id")
	wantStatus(t, "a reaction", h.bot().do(t, "PUT", h.messages()+"/"+id+"/reactions/%E2%9D%A4/@me", ""), 204)
	wantStatus(t, "another's", h.person(0).do(t, "PUT", h.messages()+"/"+id+"/reactions/%E2%9D%A4/@me", ""), 204)
	if a := h.bot().do(t, "GET", h.messages()+"/"+id, ""); a.get(t, "reactions", 0, "count") != 2.0 || a.get(t, "reactions", 0, "me") != true {
		t.Errorf("reactions: %s", a.body)
	}
	for n, mine := range []bool{true, false} {
		one, all := h.person(n).do(t, "GET", h.messages()+"/"+id, ""), h.person(n).do(t, "GET", h.messages(), "")
		if one.get(t, "reactions", 0, "me") != mine || all.get(t, 0, "reactions", 0, "me") != mine {
			t.Errorf("player %d is told of the reaction: %s, in the list %s; want me %v", n, one.body, all.body, mine)
		}
	}
	wantStatus(t, "taken back", h.bot().do(t, "DELETE", h.messages()+"/"+id+"/reactions/%E2%9D%A4/@me", ""), 204)
	wantStatus(t, "bulk deletion", h.bot().do(t, "POST", h.messages()+"/bulk-delete", `{"messages":["`+id+`","1"]}`), 400)
}
