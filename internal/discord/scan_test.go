package discord

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/command"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	it, err := decode(payload(900, 42, slash, "claim"), time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if it.id != 900 || it.app != 700 || it.player != 42 || it.guild != 500 || it.channel != 600 || it.name != "claim" || it.locale != "en-US" {
		t.Errorf("decoded %+v", it)
	}
	it.options = []byte(`[{"name":"sub","type":1,"options":[{"name":"count","type":4,"value":7},
		{"value":"a \u00e9\"]","type":3,"name":"q","focused":true}, {"name":"yes","type":5,"value":true},
		{"name":"no","type":5,"value":false}, {"name":"where","type":7,"value":"1234567890123456789"},
		{"name":"typing","type":4,"value":"12"}, {"name":"digits","type":3,"value":"12"}]}]`)
	it.values = []byte(`["a","b\u00e9"]`)
	r, err := it.request()
	if err != nil {
		t.Fatal(err)
	}
	if r.Options.Int("count", 1) != 7 || r.Options.Int("none", 1) != 1 || r.Options.Text("q") != `a é"]` || r.Options.Focused() != `a é"]` {
		t.Errorf("options %+v", r.Options)
	}
	for name, want := range map[string]int64{"yes": 1, "no": 0, "where": 1234567890123456789, "typing": 12, "digits": 0, "none": 0} {
		if got := r.Options.Amount(name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
	if !r.Options.Bool("yes", false) || r.Options.Bool("no", true) || !r.Options.Bool("none", true) || r.Options.Typed() != "q" {
		t.Errorf("options %+v", r.Options)
	}
	if !slices.Equal(r.Values, []string{"a", "bé"}) {
		t.Errorf("values %q", r.Values)
	}
	if subcommand(it.options) != "sub" {
		t.Errorf("the subcommand is %q", subcommand(it.options))
	}
	for name, raw := range map[string]string{
		"a boolean that is none": `[{"name":"a","type":5,"value":1}]`, "a number that is none": `[{"name":"a","type":4,"value":1.5}]`,
	} {
		if o, err := decodeOptions(nil, []byte(raw)); err == nil {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for name, raw := range map[string]string{
		"no text": `[1]`, "no list": `"a"`, "too many": "[" + strings.Repeat(`"a",`, maxValues) + `"a"]`,
	} {
		if v, err := decodeValues([]byte(raw)); err == nil {
			t.Errorf("%s: %q", name, v)
		}
	}
	if r.Act.Key != "i/900" || r.Act.Name != `Ana "A"` || r.Act.Player != 42 || r.Act.Guild != 500 || r.Act.Reply != "900" {
		t.Errorf("act %+v", r.Act)
	}
	if len(r.Person.Roles) != 2 || !r.Person.Permissions.Has(discord.PermissionManageGuild) {
		t.Errorf("person %+v", r.Person)
	}
}

func TestDecodeDirectMessage(t *testing.T) {
	t.Parallel()
	it, err := decode([]byte(`{"id":"1","application_id":"2","type":2,"token":"x","user":{"id":"3","username":"bo","global_name":null},
		"data":{"name":"daily","type":1},"locale":"de","channel_id":"4","member":null,"context":1}`), time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	r, err := it.request()
	if err != nil || r.Act.Guild != 0 || r.Act.Name != "bo" || r.Act.Player != 3 || r.Person.Roles != nil {
		t.Errorf("%+v, %v", r, err)
	}
	if err := command.Staff(0).Admit(r.Person, r.Route); err == nil {
		t.Error("a gate of a server lets a direct message pass")
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing":      ``,
		"no object":    `[1]`,
		"nobody":       `{"id":"1","type":2,"token":"x","data":{"name":"a"}}`,
		"no token":     `{"id":"1","type":2,"user":{"id":"3"},"data":{"name":"a"}}`,
		"no id":        `{"type":2,"token":"x","user":{"id":"3"},"data":{"name":"a"}}`,
		"a huge id":    `{"id":"99999999999999999999","type":2,"token":"x","user":{"id":"3"},"data":{"name":"a"}}`,
		"no data":      `{"id":"1","type":2,"token":"x","user":{"id":"3"}}`,
		"cut off":      `{"id":"1","type":2,"token":"x","user":{"id":"3"},"data":{"name":"a"`,
		"no number":    `{"id":"1x","type":2,"token":"x","user":{"id":"3"},"data":{"name":"a"}}`,
		"text instead": `{"id":"1","type":2,"token":5,"user":{"id":"3"},"data":{"name":"a"}}`,
	} {
		if it, err := decode([]byte(raw), time.Time{}); err == nil {
			t.Errorf("%s: %+v", name, it)
		}
	}
}

// FuzzScan compares with encoding/json: what that accepts as an object must be
// walked through with the same members.
func FuzzScan(f *testing.F) {
	f.Add(payload(1, 2, slash, "claim"))
	f.Add([]byte(`{"a":"\\\"","b":[1,{"c":"]"}], "d" : -1.5e3 ,"e":null}`))
	f.Add([]byte(`{"":{}}`))
	f.Add([]byte(`{"a`))
	f.Add([]byte(`[{"name":"sub","type":1,"options":[{"name":"on","type":5,"value":true}]}]`))
	f.Add([]byte(`["a","b"]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		members := 0
		last := map[string]string{}
		err := eachMember(raw, func(key, value []byte) error {
			members++
			var k string
			if json.Unmarshal([]byte(`"`+string(key)+`"`), &k) == nil {
				last[k] = string(value)
			}
			return nil
		})
		_, _ = decode(raw, time.Time{})
		_, _ = decodeOptions(nil, raw)
		_, _ = decodeValues(raw)
		_ = subcommand(raw)
		var want map[string]json.RawMessage
		if json.Unmarshal(raw, &want) != nil || want == nil {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		for k, v := range want {
			if last[k] != string(v) {
				t.Fatalf("%q: member %q is %q, want %q", raw, k, last[k], v)
			}
		}
		if members < len(want) {
			t.Fatalf("%q: %d members, want %d", raw, members, len(want))
		}
	})
}
