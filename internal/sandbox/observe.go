package sandbox

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// An Exchange is one REST request of the bot and its answer.
type Exchange struct {
	Method string
	// Path is the address below the server, Template the route with the
	// names of its parameters as {name}, without the method.
	Path, Template string
	Query          string
	Header         http.Header
	// Body is the request's body as it came; multipart is not taken apart.
	Body []byte
	// Status, AnswerHeader and Answer are what was answered.
	Status       int
	AnswerHeader http.Header
	Answer       []byte
}

// Observe calls f for every REST request of the bot from now on, in the
// request's goroutine and before the answer is sent; nil stops it. The
// exchange belongs to f. There is one observer at a time.
func (s *Server) Observe(f func(Exchange)) {
	if f == nil {
		s.observer.Store(nil)
		return
	}
	s.observer.Store(&f)
}

func (s *Server) observe(c *call, raw *bytes.Buffer, answer reply) {
	f, fed := s.observer.Load(), s.feed.on.Load()
	if f == nil && !fed || c.user != nil && !c.user.Bot || strings.HasPrefix(c.r.URL.Path, "/sandbox/") {
		return
	}
	_, template, _ := strings.Cut(c.r.Pattern, " ")
	x := Exchange{
		Method: c.r.Method, Path: c.r.URL.Path, Template: template, Query: c.r.URL.RawQuery,
		Header: c.r.Header.Clone(), Body: slices.Clone(raw.Bytes()),
		Status: answer.status, AnswerHeader: c.w.Header().Clone(), Answer: slices.Clone(answer.body),
	}
	if fed {
		s.feedRequest(c, &x)
	}
	if f != nil {
		(*f)(x)
	}
}
