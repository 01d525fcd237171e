package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gohye/internal/clock"
)

// The headers of a signed vote.
const (
	TimestampHeader = "X-Vote-Timestamp" // seconds since 1970
	SignatureHeader = "X-Vote-Signature" // "sha256=" and the hexadecimal HMAC
)

const (
	// maxVote is how long the body of a vote may be.
	maxVote = 16 << 10
	// maxAge is how far the time of a signed vote may be from ours.
	maxAge = 5 * time.Minute
	// maxVoteID is how long the id of a vote may be.
	maxVoteID = 100
)

// A Vote is a vote as a list of bots tells of it. Whoever told of it knows the
// secret.
type Vote struct {
	ID      string // "" where the list gives none
	Site    string // the list, from the address
	User    int64
	Weekend bool
}

// Votes takes votes from lists of bots, at POST /votes and /votes/<list>.
//
// A vote is signed (an HMAC-SHA256 with the secret of the time, a point and the
// body, for what cannot be repeated later), or it carries the secret itself in the
// header Authorization, which is what lists of bots can do.
type Votes struct {
	Secret string // not empty
	Clock  clock.Clock
	Log    *slog.Logger
	// Count pays for a vote; false says that it had been counted before. It may be
	// called twice for one.
	Count func(context.Context, Vote) (bool, error)
}

// Routes are the addresses of votes.
func (v *Votes) Routes() []Route {
	h := http.HandlerFunc(v.serve)
	return []Route{{Pattern: "/votes", Handler: h}, {Pattern: "/votes/{list}", Handler: h}}
}

// A badVoteError is an answer to a request that is no vote.
type badVoteError struct {
	status int
	text   string
}

func (e badVoteError) Error() string { return e.text }

func bad(status int, format string, args ...any) error {
	return badVoteError{status, fmt.Sprintf(format, args...)}
}

func (v *Votes) serve(w http.ResponseWriter, r *http.Request) {
	vote, test, err := v.read(w, r)
	status := "test"
	if err == nil && !test {
		status, err = v.count(r.Context(), vote)
	}
	if wrong, ok := errors.AsType[badVoteError](err); ok {
		if wrong.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		v.Log.InfoContext(r.Context(), "web: a vote was refused", slog.String("list", vote.Site), slog.String("reason", wrong.text))
		writeJSON(w, wrong.status, map[string]string{"error": wrong.text})
		return
	}
	if err != nil {
		v.Log.ErrorContext(r.Context(), "web: a vote was not counted", slog.Int64("user", vote.User), slog.String("error", err.Error()))
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "The vote could not be counted now. Send it again later."})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": status})
}

func (v *Votes) count(ctx context.Context, vote Vote) (status string, err error) {
	counted, err := v.Count(ctx, vote)
	if !counted {
		return "repeated", err
	}
	return "counted", err
}

// read reads a vote from a request that may carry one.
func (v *Votes) read(w http.ResponseWriter, r *http.Request) (vote Vote, test bool, err error) {
	vote.Site = r.PathValue("list")
	switch {
	case r.Method != http.MethodPost:
		return vote, false, bad(http.StatusMethodNotAllowed, "Send a vote with POST.")
	case vote.Site == "":
		vote.Site = "list"
	case len(vote.Site) > 40 || strings.Trim(vote.Site, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "":
		return vote, false, bad(http.StatusNotFound, "A list is named by up to 40 small letters, digits, points and dashes, such as /votes/top.gg.")
	}
	signed := r.Header.Get(SignatureHeader) != ""
	if !signed && !v.isSecret(r.Header.Get("Authorization")) {
		return vote, false, bad(http.StatusUnauthorized, "The header Authorization is not the secret of this bot, and there is no header %s.", SignatureHeader)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxVote))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return vote, false, bad(http.StatusRequestEntityTooLarge, "A vote has at most %d bytes.", maxVote)
	}
	if err != nil {
		return vote, false, bad(http.StatusBadRequest, "The body could not be read.")
	}
	if signed {
		if err := v.verify(r.Header, body); err != nil {
			return vote, false, err
		}
	}
	test, err = vote.parse(body, signed)
	return vote, test, err
}

// isSecret compares in a time that tells nothing, not even how long the secret is.
func (v *Votes) isSecret(s string) bool {
	a, b := sha256.Sum256([]byte(s)), sha256.Sum256([]byte(v.Secret))
	return hmac.Equal(a[:], b[:])
}

// verify checks the signature of a body, and its age.
func (v *Votes) verify(h http.Header, body []byte) error {
	timestamp := h.Get(TimestampHeader)
	mac := hmac.New(sha256.New, []byte(v.Secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	given, err := hex.DecodeString(strings.TrimPrefix(h.Get(SignatureHeader), "sha256="))
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		return bad(http.StatusUnauthorized, "The header %s is not the HMAC-SHA256 of the time, a point and the body.", SignatureHeader)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return bad(http.StatusBadRequest, "The header %s has no whole number of seconds since 1970.", TimestampHeader)
	}
	if age := v.Clock.Now().Sub(time.Unix(seconds, 0)).Abs(); age > maxAge {
		return bad(http.StatusUnauthorized, "The time of this vote is %s from ours; at most %s are taken.", age.Round(time.Second), maxAge)
	}
	return nil
}

// parse reads the body. Lists write more than is asked for, and ids as text.
func (vote *Vote) parse(body []byte, signed bool) (test bool, err error) {
	var said struct {
		ID      string `json:"id"`
		User    string `json:"user"`
		Type    string `json:"type"`
		Weekend bool   `json:"isWeekend"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return false, bad(http.StatusBadRequest, "The body is not a vote in JSON: {\"id\": \"…\", \"user\": \"<Discord id>\", \"type\": \"upvote\", \"isWeekend\": false}.")
	}
	vote.ID, vote.Weekend = said.ID, said.Weekend
	vote.User, err = strconv.ParseInt(said.User, 10, 64)
	switch {
	case err != nil || vote.User <= 0:
		return false, bad(http.StatusBadRequest, "user is not a Discord id, written as a text of digits.")
	case said.Type != "upvote" && said.Type != "test":
		return false, bad(http.StatusBadRequest, "type is neither \"upvote\" nor \"test\".")
	case signed && said.ID == "":
		return false, bad(http.StatusBadRequest, "A signed vote needs an id: it is counted once for each.")
	case len(said.ID) > maxVoteID:
		return false, bad(http.StatusBadRequest, "id is longer than %d bytes.", maxVoteID)
	}
	return said.Type == "test", nil
}
