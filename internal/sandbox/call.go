package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// A call is one REST request on its way to a handler.
type call struct {
	s *Server
	w http.ResponseWriter
	r *http.Request
	// now is the machine's time, by which deadlines and limits go; what is
	// dated takes date.
	now time.Time
	// began is when the call came, before any fault.
	began time.Time
	// user is who asks; nil on routes that need no account.
	user *user
	// body is the JSON of the request, files what came with it.
	body  []byte
	files *upload
}

// A reply is the answer to a call; an empty body goes with 204.
type reply struct {
	status int
	body   []byte
}

func ok(body []byte) reply { return reply{http.StatusOK, body} }

func nothing() reply { return reply{status: http.StatusNoContent} }

func refuse(r *refusal) reply { return reply{r.status, r.body()} }

// access says who may use a route and what it counts against.
type access int

const (
	anyone access = iota // the address itself is the secret; no limits
	open                 // an account or nobody
	account
	botOnly
	playerOnly
)

type handler func(*call) reply

// bodies are buffers for requests, whose contents never outlive the call.
//
//nolint:gochecknoglobals // a pool holds no state
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// id is a snowflake of the path; zero when it is none.
func (c *call) id(name string) snowflake.ID {
	id, err := snowflake.Parse(c.r.PathValue(name))
	if err != nil {
		return 0
	}
	return id
}

// date is the time by which what the call makes is dated.
func (c *call) date() time.Time { return c.s.dates.Now() }

// base is the address by which the caller reaches this server.
func (c *call) base() string { return "http://" + c.r.Host }

// read takes in the body, and the files of a multipart one.
func (c *call) read(into *bytes.Buffer) *refusal {
	if c.r.Body == nil || c.r.ContentLength == 0 {
		return nil
	}
	const most = maxUpload + 1<<20
	n, err := into.ReadFrom(io.LimitReader(c.r.Body, most+1))
	if err != nil {
		return notJSON()
	}
	if n > most {
		return tooLarge()
	}
	c.body = into.Bytes()
	kind := c.r.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "multipart/") {
		payload, files, refused := readForm(kind, c.body)
		if refused != nil {
			return refused
		}
		c.body, c.files = payload, files
	}
	return nil
}

// identify finds out who asks.
func (c *call) identify(a access) *refusal {
	if a == anyone {
		return nil
	}
	header := c.r.Header.Get("Authorization")
	token, bot := strings.CutPrefix(header, "Bot ")
	if header != "" {
		c.user = c.s.world.userByToken(token)
	}
	if c.user == nil || c.user.Bot != bot {
		if a == open && header == "" {
			return nil
		}
		return unknownAccount()
	}
	if a == botOnly && !bot || a == playerOnly && bot {
		return &refusal{status: http.StatusForbidden, code: 20001, message: "Bots cannot use this endpoint"}
	}
	return nil
}

// route makes an HTTP handler of one of ours.
func (s *Server) route(a access, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{s: s, w: w, r: r, now: s.clock.Now()}
		c.began = c.now
		buf := bodies.Get().(*bytes.Buffer) //nolint:errcheck // nothing else is put there
		buf.Reset()
		refused := c.read(buf)
		var answer reply
		lost := false
		if refused != nil {
			answer = refuse(refused)
		} else {
			answer, lost = c.run(a, h)
		}
		s.observe(c, buf, answer)
		if buf.Cap() < 1<<16 {
			bodies.Put(buf)
		}
		if lost {
			panic(http.ErrAbortHandler)
		}
		answer.write(w)
	}
}

// run does a call that could be read. lost means that the answer is not to
// arrive.
func (c *call) run(a access, h handler) (answer reply, lost bool) {
	if refused := c.identify(a); refused != nil {
		return refuse(refused), false
	}
	bot := c.user != nil && c.user.Bot || a == anyone
	if f := c.s.faults.Load(); f != nil && bot {
		answer, faulty := f.strike(c)
		if faulty {
			return answer, false
		}
		lost = f.loses()
	}
	if c.user != nil && c.user.Bot {
		if wait := c.s.limiter.takeGlobal(c.now); wait > 0 {
			return tooFast(c.w.Header(), wait, "global"), false
		}
	}
	return h(c), lost
}

// jsonType is shared by all answers; nobody changes it.
//
//nolint:gochecknoglobals // a constant in all but form
var jsonType = []string{"application/json"}

func (a reply) write(w http.ResponseWriter) {
	if len(a.body) == 0 {
		w.WriteHeader(a.status)
		return
	}
	w.Header()["Content-Type"] = jsonType
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a reader that has gone needs no answer
}

func writeRefusal(w http.ResponseWriter, r *refusal) { refuse(r).write(w) }
