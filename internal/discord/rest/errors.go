package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// JSON error codes of Discord that somebody here acts upon.
const (
	UnknownChannel          = 10003
	UnknownGuild            = 10004
	UnknownMessage          = 10008
	UnknownUser             = 10013
	UnknownWebhook          = 10015
	UnknownInteraction      = 10062 // not answered within three seconds
	MaximumEdits            = 30046 // edits of an old message
	ThreadArchiveLimit      = 30040
	AlreadyAcknowledged     = 40060
	MissingAccess           = 50001
	CannotMessageUser       = 50007
	InvalidRecipient        = 50033
	ThreadArchived          = 50083
	MissingPermissions      = 50013
	InvalidWebhookToken     = 50027 // the interaction is older than fifteen minutes
	InvalidFormBody         = 50035 // Error.Fields says which field
	RequestEntityTooLarge   = 40005
	ContentBlockedByFilter  = 240000
	BlockedByAutoModeration = 200000
)

// ErrClosed answers every call after Close.
var ErrClosed = errors.New("rest: the client is closed")

var errNoContext = errors.New("no context: pass rest.WithCtx")

// Error is an answer of Discord's other than success. It carries no token: the
// path is the pattern, not the address.
type Error struct {
	Method, Route string
	Status        int             // HTTP status
	Code          int             // Discord's JSON code; 0 where the body had none
	Message       string          // Discord's words
	Fields        json.RawMessage // the tree of field errors of code 50035
	RetryAfter    time.Duration   // with status 429
}

// Error implements error.
func (e *Error) Error() string {
	s := fmt.Sprintf("rest: %s %s: status %d", e.Method, e.Route, e.Status)
	if e.Code != 0 {
		s += fmt.Sprintf(", code %d", e.Code)
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if len(e.Fields) > 0 {
		s += " " + clip(string(e.Fields), 2000)
	}
	return s
}

// newError reads the body of an answer. A body that is no JSON is not shown: it
// is a proxy's web page.
func newError(method, route string, status int, body []byte) *Error {
	e := &Error{Method: method, Route: route, Status: status}
	var b struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(body, &b) == nil {
		e.Code, e.Message, e.Fields = b.Code, clip(b.Message, 500), b.Errors
	} else {
		e.Message = http.StatusText(status)
	}
	return e
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "…"
}

// IsCode reports whether err is an answer of Discord's with one of the codes.
func IsCode(err error, codes ...int) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains(codes, e.Code)
}

// IsStatus reports whether err is an answer of Discord's with the HTTP status.
func IsStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// Unauthorized reports whether Discord refuses the bot's token: nothing will
// work until the host has set another.
func Unauthorized(err error) bool { return IsStatus(err, http.StatusUnauthorized) }

// A LimitError is a wait for a rate limit that would outlast the context. It is
// reported at once instead of after the wait, and errors.Is takes it for
// [context.DeadlineExceeded].
type LimitError struct {
	Route string
	Wait  time.Duration
	err   error
}

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("rest: %s: rate limited for %v, longer than the caller can wait", e.Route, e.Wait)
}

// Unwrap is the context's error.
func (e *LimitError) Unwrap() error { return e.err }
