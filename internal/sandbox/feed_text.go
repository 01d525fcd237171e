package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// This file puts the feed into words.

// restEvent is a REST request as the page reads it.
type restEvent struct {
	ID          uint64          `json:"id"`
	At          int64           `json:"at"`
	Method      string          `json:"method"`
	Path        string          `json:"path"`
	Status      int             `json:"status"`
	Took        float64         `json:"took_ms"`
	Request     json.RawMessage `json:"request"`
	Response    json.RawMessage `json:"response"`
	Valid       *bool           `json:"valid"`
	Problems    []string        `json:"problems"`
	Interaction *snowflake.ID   `json:"interaction"`
	Since       *float64        `json:"since_ms"`
}

// lineEvent is a payload of the gateway as the page reads it. The direction is
// the bot's: "in" is what it receives.
type lineEvent struct {
	ID        uint64          `json:"id"`
	At        int64           `json:"at"`
	Direction string          `json:"direction"`
	Op        int             `json:"op"`
	T         *string         `json:"t"`
	S         *uint64         `json:"s"`
	Data      json.RawMessage `json:"data"`
}

// sentFile is a file of a form; its bytes are left out.
type sentFile struct {
	Name string `json:"name"`
	Kind string `json:"content_type,omitempty"`
	Size int    `json:"size"`
}

// words is the entry as an event of the stream, made once for all listeners.
func (s *Server) words(e *feedEntry) []byte {
	e.once.Do(func() {
		var name string
		var words any
		if e.exchange != nil {
			name, words = "rest", s.restWords(e)
		} else {
			name, words = "gateway", lineWords(e)
		}
		b := append([]byte("id: "), strconv.FormatUint(e.id, 10)...)
		b = append(append(b, "\nevent: "...), name...)
		b = append(append(b, "\ndata: "...), s.masked(mustEncode(words))...)
		e.text = append(b, "\n\n"...)
	})
	return e.text
}

func (s *Server) restWords(e *feedEntry) *restEvent {
	x := e.exchange
	w := &restEvent{
		ID: e.id, At: e.at.UnixMilli(), Method: x.Method, Path: x.Path, Status: x.Status,
		Took: milliseconds(e.took), Response: asJSON(x.Answer), Request: requestWords(x), Problems: []string{},
	}
	if x.Query != "" {
		w.Path += "?" + x.Query
	}
	if e.interaction != 0 {
		since := milliseconds(e.since)
		w.Interaction, w.Since = &e.interaction, &since
	}
	if s.opts.Validate != nil {
		if problems, known := s.opts.Validate(*x); known {
			valid := len(problems) == 0
			w.Valid, w.Problems = &valid, append(w.Problems, problems...)
		}
	}
	return w
}

// requestWords is a request's body: of a form its JSON and what its files are.
func requestWords(x *Exchange) json.RawMessage {
	kind := x.Header.Get("Content-Type")
	if !strings.HasPrefix(kind, "multipart/") {
		return asJSON(x.Body)
	}
	payload, up, refused := readForm(kind, x.Body)
	if refused != nil || up == nil {
		return nil
	}
	files := []sentFile{}
	for _, number := range up.order {
		f := up.files[number]
		files = append(files, sentFile{Name: f.name, Kind: f.kind, Size: len(f.data)})
	}
	return mustEncode(map[string]any{"payload_json": asJSON(payload), "files": files})
}

func lineWords(e *feedEntry) *lineEvent {
	w := &lineEvent{ID: e.id, At: e.at.UnixMilli(), Direction: "out", Op: e.line.op, Data: asJSON(e.line.d)}
	if e.line.in {
		w.Direction = "in"
	}
	if e.line.name != "" {
		w.T, w.S = &e.line.name, &e.line.seq
	}
	return w
}

// asJSON is a body as it can stand in JSON; nil, which is null, for none.
func asJSON(body []byte) json.RawMessage {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return nil
	case json.Valid(body):
		return body
	}
	return mustEncode(string(body))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// tokenStart is how every interaction's token begins: "interaction:" in base64.
const tokenStart = "aW50ZXJhY3Rpb246" //nolint:gosec // no secret, but where one begins

// masked is a text without the tokens in it: whoever has the bot's is the bot, and
// whoever has an interaction's answers for it.
func (s *Server) masked(text []byte) []byte {
	const mask = "…"
	text = bytes.ReplaceAll(text, []byte(s.world.app.token), []byte(mask))
	var out []byte
	for {
		at := bytes.Index(text, []byte(tokenStart))
		if at < 0 {
			return append(out, text...)
		}
		out = append(append(out, text[:at]...), mask...)
		text = text[at:]
		text = text[len(text)-len(bytes.TrimLeft(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")):]
	}
}

// feedPause is how often a stream says that it is there, so that one which
// nobody reads ends.
const feedPause = 15 * time.Second

// serveFeed is GET /sandbox/feed, a stream of events until the reader leaves,
// falls behind or the server stops.
func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request) {
	l, kept := s.feed.listen()
	if l == nil {
		http.Error(w, "the sandbox is stopping", http.StatusServiceUnavailable)
		return
	}
	defer s.feed.leave(l)
	control := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	send := func(parts ...[]byte) bool {
		_, err := w.Write(slices.Concat(parts...))
		return err == nil && control.Flush() == nil
	}
	if !send([]byte("retry: 2000\n\n")) {
		return
	}
	for _, e := range kept {
		if !send(s.words(e)) {
			return
		}
	}
	beat := s.clock.NewTimer(feedPause)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case e, open := <-l.entries:
			if !open || !send(s.words(e)) {
				return
			}
		case <-beat.C():
			if !send([]byte(": still here\n\n")) {
				return
			}
			beat.Reset(feedPause)
		}
	}
}
