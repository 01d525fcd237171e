package sandbox

import (
	"net/http"
	"sort"
	"strconv"
)

// A refusal is one of Discord's answers to a request that it does not carry
// out: a status, a code and a message, and for 50035 the tree of errors.
type refusal struct {
	status  int
	code    int
	message string
	form    *formErrors
}

// Error makes a refusal an error, for logs and tests.
func (r *refusal) Error() string { return strconv.Itoa(r.code) + ": " + r.message }

func (r *refusal) body() []byte {
	b := append([]byte(nil), `{"message":`...)
	b = appendString(b, r.message)
	b = append(b, `,"code":`...)
	b = strconv.AppendInt(b, int64(r.code), 10)
	if r.form != nil {
		b = append(b, `,"errors":`...)
		b = r.form.root.append(b)
	}
	return append(b, '}')
}

// The refusals that need no details.
func unknownAccount() *refusal {
	return &refusal{status: http.StatusUnauthorized, message: "401: Unauthorized"}
}

func noSuchRoute() *refusal {
	return &refusal{status: http.StatusNotFound, message: "404: Not Found"}
}

func wrongMethod() *refusal {
	return &refusal{status: http.StatusMethodNotAllowed, message: "405: Method Not Allowed"}
}

func serverError() *refusal {
	return &refusal{status: http.StatusInternalServerError, message: "500: Internal Server Error"}
}

func unknown(code int, what string) *refusal {
	return &refusal{status: http.StatusNotFound, code: code, message: "Unknown " + what}
}

func unknownChannel() *refusal     { return unknown(10003, "Channel") }
func unknownGuild() *refusal       { return unknown(10004, "Guild") }
func unknownMember() *refusal      { return unknown(10007, "Member") }
func unknownMessage() *refusal     { return unknown(10008, "Message") }
func unknownRole() *refusal        { return unknown(10011, "Role") }
func unknownUser() *refusal        { return unknown(10013, "User") }
func unknownEmoji() *refusal       { return unknown(10014, "Emoji") }
func unknownWebhook() *refusal     { return unknown(10015, "Webhook") }
func unknownInteraction() *refusal { return unknown(10062, "interaction") }
func unknownCommand() *refusal     { return unknown(10063, "application command") }

func missingAccess() *refusal {
	return &refusal{status: http.StatusForbidden, code: 50001, message: "Missing Access"}
}

func notTheAuthor() *refusal {
	return &refusal{status: http.StatusForbidden, code: 50005, message: "Cannot edit a message authored by another user"}
}

func emptyMessage() *refusal {
	return &refusal{status: http.StatusBadRequest, code: 50006, message: "Cannot send an empty message"}
}

func closedToMessages() *refusal {
	return &refusal{status: http.StatusForbidden, code: 50007, message: "Cannot send messages to this user"}
}

func missingPermissions() *refusal {
	return &refusal{status: http.StatusForbidden, code: 50013, message: "Missing Permissions"}
}

func deadWebhookToken() *refusal {
	return &refusal{status: http.StatusUnauthorized, code: 50027, message: "Invalid Webhook Token"}
}

func alreadyAcknowledged() *refusal {
	return &refusal{status: http.StatusBadRequest, code: 40060, message: "Interaction has already been acknowledged."}
}

func tooLarge() *refusal {
	return &refusal{status: http.StatusRequestEntityTooLarge, code: 40005, message: "Request entity too large"}
}

func tooOldToBulkDelete() *refusal {
	return &refusal{
		status: http.StatusBadRequest, code: 50034,
		message: "You can only bulk delete messages that are under 14 days old.",
	}
}

func notJSON() *refusal {
	return &refusal{status: http.StatusBadRequest, code: 50109, message: "The request body contains invalid JSON."}
}

// at is a place in a request body. It lives on the stack while a body is
// checked and is only spelled out when something is wrong there.
type at struct {
	up    *at
	name  string
	index int
}

func (a *at) field(name string) at { return at{up: a, name: name} }
func (a *at) item(i int) at        { return at{up: a, index: i} }

func (a *at) key() string {
	if a.name != "" {
		return a.name
	}
	return strconv.Itoa(a.index)
}

// formErrors collects what is wrong with a body. The zero value is ready and
// means that nothing is.
type formErrors struct{ root errorNode }

type errorNode struct {
	errors []fieldError
	below  map[string]*errorNode
}

type fieldError struct{ code, message string }

func (f *formErrors) add(where *at, code, message string) {
	node := f.root.at(where)
	node.errors = append(node.errors, fieldError{code, message})
}

// refusal is nil when nothing was added.
func (f *formErrors) refusal() *refusal {
	if len(f.root.errors) == 0 && len(f.root.below) == 0 {
		return nil
	}
	return &refusal{status: http.StatusBadRequest, code: 50035, message: "Invalid Form Body", form: f}
}

func (n *errorNode) at(where *at) *errorNode {
	if where == nil {
		return n
	}
	up := n.at(where.up)
	key := where.key()
	if up.below == nil {
		up.below = map[string]*errorNode{}
	}
	if up.below[key] == nil {
		up.below[key] = &errorNode{}
	}
	return up.below[key]
}

func (n *errorNode) append(b []byte) []byte {
	b = append(b, '{')
	if len(n.errors) > 0 {
		b = append(b, `"_errors":`...)
		b = appendList(b, n.errors, func(b []byte, e fieldError) []byte {
			b = appendString(append(b, `{"code":`...), e.code)
			b = appendString(append(b, `,"message":`...), e.message)
			return append(b, '}')
		})
	}
	keys := make([]string, 0, len(n.below))
	for key := range n.below {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for i, key := range keys {
		if i > 0 || len(n.errors) > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key), ':')
		b = n.below[key].append(b)
	}
	return append(b, '}')
}

// The complaints that many fields share.
func (f *formErrors) required(where *at) {
	f.add(where, "BASE_TYPE_REQUIRED", "This field is required")
}

func (f *formErrors) atMost(where *at, limit int) {
	f.add(where, "BASE_TYPE_MAX_LENGTH", "Must be "+strconv.Itoa(limit)+" or fewer in length.")
}

func (f *formErrors) between(where *at, low, high int) {
	f.add(where, "BASE_TYPE_BAD_LENGTH",
		"Must be between "+strconv.Itoa(low)+" and "+strconv.Itoa(high)+" in length.")
}

func (f *formErrors) oneOf(where *at, choices string) {
	f.add(where, "BASE_TYPE_CHOICES", "Value must be one of {"+choices+"}.")
}
