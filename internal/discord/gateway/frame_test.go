package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"gohye/internal/clock"
)

func systemClock() clock.Clock { return clock.System{} }

func TestDecode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]frame{
		`{"op":11}`: {op: 11},
		` { "t" : null , "s" : null , "op" : 10 , "d" : { "a" : "}\"" } } `: {op: 10, data: []byte(`{ "a" : "}\"" }`)},
		`{"op":0,"t":"A\u0042","s":7,"d":[1,[2],"]"],"x":{"op":5}}`:         {op: 0, typ: []byte("AB"), seq: 7, data: []byte(`[1,[2],"]"]`)},
		`{"\u006fp":3,"d":"\\"}`: {op: 3, data: []byte(`"\\"`)},
		`{"op":9,"d":false}`:     {op: 9, data: []byte(`false`)},
	} {
		got, err := decode([]byte(in))
		if err != nil || got.op != want.op || got.seq != want.seq || string(got.typ) != string(want.typ) || string(got.data) != string(want.data) {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{
		``, ` `, `{`, `{}`, `[]`, `null`, `{"op"}`, `{"op":}`, `{"op":1`, `{"op":1,}`, `{"op":1}x`, `{"op":-1}`, `{"op":1.5}`,
		`{"op":99999}`, `{"op":0,"s":"x"}`, `{"op":0,"t":5}`, `{"op":0,"d":{`, `{"op":0,"d":"`, `{"op":0,"d":"\"}`, `{op:1}`,
		`{"op":1 "d":2}`, `{"d":1}`, `{"op":99999999999999999999}`,
	} {
		if f, err := decode([]byte(in)); err == nil {
			t.Errorf("%q is accepted: %+v", in, f)
		}
	}
}

// FuzzDecode holds decode against encoding/json: what that takes for an
// envelope, decode reads alike; everything else must only not hurt.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"t":"MESSAGE_CREATE","s":42,"op":0,"d":{"content":"a\\\"b","n":[1,{"x":"}"}]}}`))
	f.Add([]byte(`{"op":1,"d":null}`))
	f.Add([]byte(`{"op":1,"op":2,"d":"\u0064"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := decode(in)
		var m map[string]json.RawMessage
		if json.Unmarshal(in, &m) != nil {
			return
		}
		var op, s *int64
		var typ *string
		if json.Unmarshal(m["op"], &op) != nil || op == nil || *op < 0 || *op > 1<<16 || len(m["op"]) > 18 {
			return
		}
		if m["s"] != nil && (json.Unmarshal(m["s"], &s) != nil || len(m["s"]) > 18 || (s != nil && *s < 0)) {
			return
		}
		if m["t"] != nil && json.Unmarshal(m["t"], &typ) != nil {
			return
		}
		// An earlier one of two equal members may be bad; encoding/json looks at the last.
		for _, k := range []string{`op`, `s`, `t`, `\u`} {
			if strings.Count(string(in), k) > 1 {
				return
			}
		}
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if int64(got.op) != *op || (s != nil && got.seq != *s) || string(got.data) != string(m["d"]) {
			t.Fatalf("%q: got %+v", in, got)
		}
		if typ != nil && json.Valid(got.typ) && string(got.typ) != *typ {
			t.Fatalf("%q: type %q", in, got.typ)
		}
	})
}

const sample = `{"t":"INTERACTION_CREATE","s":4711,"op":0,"d":{"version":1,"type":2,"token":"aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTA6YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo","member":{"user":{"username":"ana","public_flags":0,"id":"123456789012345678","global_name":"Ana \"A\"","discriminator":"0","avatar":"a_1234567890abcdef1234567890abcdef"},"roles":["223456789012345678","323456789012345678"],"premium_since":null,"permissions":"2251799813685247","pending":false,"nick":null,"mute":false,"joined_at":"2024-01-01T00:00:00.000000+00:00","flags":0,"deaf":false},"locale":"en-US","id":"1234567890123456789","guild_locale":"en-US","guild_id":"423456789012345678","guild":{"locale":"en-US","id":"423456789012345678","features":["COMMUNITY","NEWS"]},"entitlements":[],"data":{"type":1,"options":[{"value":3,"type":4,"name":"count"},{"value":"girlgroups","type":3,"name":"group_type"}],"name":"claim","id":"523456789012345678"},"context":0,"channel_id":"623456789012345678","channel":{"type":0,"topic":null,"position":3,"permissions":"2251799813685247","parent_id":"723456789012345678","nsfw":false,"name":"cards","id":"623456789012345678","guild_id":"423456789012345678","flags":0},"authorizing_integration_owners":{"0":"423456789012345678"},"application_id":"823456789012345678","app_permissions":"562949953601536"}}`

func TestDispatchAllocatesOnce(t *testing.T) {
	// Not parallel: it counts allocations.
	l := discardLink(t)
	in := []byte(sample)
	got := testing.AllocsPerRun(200, func() {
		l.c.seq.Store(0)
		f, err := decode(in)
		if err != nil || l.dispatch(f) != nil {
			t.Fatal("bad sample")
		}
	})
	if got > 1 {
		t.Errorf("%v allocations an event, want the one of its data", got)
	}
}

func discardLink(tb testing.TB) *link {
	tb.Helper()
	return &link{c: &Client{o: Options{Clock: clock.System{}, Handle: func(Dispatch) {}}, seen: map[string]string{}}}
}

func BenchmarkEvent(b *testing.B) {
	in := []byte(sample)
	b.Run("ours", func(b *testing.B) {
		l := discardLink(b)
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			l.c.seq.Store(0)
			f, err := decode(in)
			if err != nil || l.dispatch(f) != nil {
				b.Fatal("bad sample")
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			var m struct {
				Op int             `json:"op"`
				S  int             `json:"s"`
				T  string          `json:"t"`
				D  json.RawMessage `json:"d"`
			}
			if err := json.Unmarshal(in, &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
