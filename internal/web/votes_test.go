package web_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"gohye/internal/clock"
	"gohye/internal/web"
)

const voteSecret = "a secret of this test"

// stopped is a clock that stands still.
type stopped struct {
	clock.System
	at time.Time
}

func (s stopped) Now() time.Time { return s.at }

// A ballot is the server of votes with what it has counted.
type ballot struct {
	*httptest.Server
	votes []web.Vote
	again bool
	err   error
	log   bytes.Buffer
}

func newBallot(t *testing.T) *ballot {
	t.Helper()
	b := &ballot{}
	v := &web.Votes{
		Secret: voteSecret, Clock: stopped{at: time.Unix(1_800_000_000, 0)}, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Count: func(_ context.Context, vote web.Vote) (bool, error) {
			b.votes = append(b.votes, vote)
			return !b.again, b.err
		},
	}
	mux := http.NewServeMux()
	for _, r := range v.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	b.Server = httptest.NewServer(mux)
	t.Cleanup(b.Close)
	return b
}

// send sends a request and returns its status and what its JSON says.
func (b *ballot) send(t *testing.T, method, path, body string, header map[string]string) (status int, said map[string]string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, b.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &said); err != nil || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %s: the answer is no JSON: %s", method, path, text)
	}
	return res.StatusCode, said
}

// signed are the headers of a body that was signed so many seconds after now.
func signed(body, secret string, seconds int64) map[string]string {
	timestamp := strconv.FormatInt(1_800_000_000+seconds, 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "." + body))
	return map[string]string{web.TimestampHeader: timestamp, web.SignatureHeader: "sha256=" + hex.EncodeToString(mac.Sum(nil))}
}

func plainly(secret string) map[string]string { return map[string]string{"Authorization": secret} }

func with(h map[string]string, key, value string) map[string]string {
	h[key] = value
	return h
}

func TestVotes(t *testing.T) {
	t.Parallel()
	const (
		good  = `{"id":"v1","user":"111","type":"upvote","isWeekend":true}`
		topgg = `{"bot":"9","user":"111","type":"upvote","isWeekend":false,"query":"?a=b"}`
		test  = `{"bot":"9","user":"111","type":"test"}`
	)
	counted := func(v web.Vote) []web.Vote { return []web.Vote{v} }
	for _, tt := range []struct {
		name, method, path, body string
		header                   map[string]string
		status                   int
		said                     string
		votes                    []web.Vote
	}{
		{"signed", "POST", "/votes/my.list", good, signed(good, voteSecret, 0), 200, "counted", counted(web.Vote{ID: "v1", Site: "my.list", User: 111, Weekend: true})},
		{"signed by the oldest time", "POST", "/votes", good, signed(good, voteSecret, -300), 200, "counted", counted(web.Vote{ID: "v1", Site: "list", User: 111, Weekend: true})},
		{"signed by the newest time", "POST", "/votes", good, signed(good, voteSecret, 300), 200, "counted", counted(web.Vote{ID: "v1", Site: "list", User: 111, Weekend: true})},
		{"with the secret", "POST", "/votes/top.gg", topgg, plainly(voteSecret), 200, "counted", counted(web.Vote{Site: "top.gg", User: 111})},
		{"a test", "POST", "/votes/top.gg", test, plainly(voteSecret), 200, "test", nil},

		{"by GET", "GET", "/votes", "", plainly(voteSecret), 405, "POST", nil},
		{"for no list", "POST", "/votes/Top%20gg", topgg, plainly(voteSecret), 404, "list", nil},
		{"without a secret", "POST", "/votes", topgg, nil, 401, "Authorization", nil},
		{"with another secret", "POST", "/votes", topgg, plainly(voteSecret + "!"), 401, "Authorization", nil},
		{"with the beginning of the secret", "POST", "/votes", topgg, plainly(voteSecret[:5]), 401, "Authorization", nil},
		{"signed with another secret", "POST", "/votes", good, signed(good, "another", 0), 401, "HMAC", nil},
		{"signed, and changed", "POST", "/votes", strings.Replace(good, "111", "112", 1), signed(good, voteSecret, 0), 401, "HMAC", nil},
		{"signed for another time", "POST", "/votes", good, with(signed(good, voteSecret, -900), web.TimestampHeader, "1800000000"), 401, "HMAC", nil},
		{"signed with nonsense", "POST", "/votes", good, with(signed(good, voteSecret, 0), web.SignatureHeader, "nonsense"), 401, "HMAC", nil},
		{"signed wrongly, with the secret beside it", "POST", "/votes", good, with(signed(good, "another", 0), "Authorization", voteSecret), 401, "HMAC", nil},
		{"a second too old", "POST", "/votes", good, signed(good, voteSecret, -301), 401, "from ours", nil},
		{"a second too new", "POST", "/votes", good, signed(good, voteSecret, 301), 401, "from ours", nil},
		{"signed without an id", "POST", "/votes", topgg, signed(topgg, voteSecret, 0), 400, "id", nil},
		{"no JSON", "POST", "/votes", "user=111", plainly(voteSecret), 400, "JSON", nil},
		{"no user", "POST", "/votes", `{"type":"upvote"}`, plainly(voteSecret), 400, "user", nil},
		{"a user who is none", "POST", "/votes", `{"user":"-5","type":"upvote"}`, plainly(voteSecret), 400, "user", nil},
		{"another type", "POST", "/votes", `{"user":"111","type":"downvote"}`, plainly(voteSecret), 400, "type", nil},
		{"a long id", "POST", "/votes", `{"user":"111","type":"upvote","id":"` + strings.Repeat("x", 101) + `"}`, plainly(voteSecret), 400, "id", nil},
		{"a long body", "POST", "/votes", strings.Repeat(" ", 17<<10), plainly(voteSecret), 413, "bytes", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBallot(t)
			status, said := b.send(t, tt.method, tt.path, tt.body, tt.header)
			if status != tt.status || !strings.Contains(said["status"]+said["error"], tt.said) || (status == 200) != (said["error"] == "") {
				t.Errorf("got %d %v, want %d and %q", status, said, tt.status, tt.said)
			}
			if len(b.votes) != len(tt.votes) || len(tt.votes) == 1 && b.votes[0] != tt.votes[0] {
				t.Errorf("counted %+v, want %+v", b.votes, tt.votes)
			}
			if strings.Contains(b.log.String(), voteSecret) {
				t.Errorf("the log has the secret: %s", b.log.String())
			}
		})
	}
}

func TestVotesThatAreNotCounted(t *testing.T) {
	t.Parallel()
	b := newBallot(t)
	const body = `{"user":"111","type":"upvote"}`
	b.again = true
	if status, said := b.send(t, "POST", "/votes", body, plainly(voteSecret)); status != 200 || said["status"] != "repeated" {
		t.Errorf("a repetition: %d %v", status, said)
	}
	b.err = errors.New("the disk is full")
	status, said := b.send(t, "POST", "/votes", body, plainly(voteSecret))
	if status != 503 || strings.Contains(said["error"], "disk") || !strings.Contains(b.log.String(), "the disk is full") {
		t.Errorf("a fault: %d %v, %s", status, said, b.log.String())
	}
}
