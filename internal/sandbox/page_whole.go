package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

// A wholePage is the chat page as one file: its style, its script and who plays
// stand in it. A browser that asks for each of them needs several times as long
// until there is something to see.
type wholePage struct {
	// The page is head, the state, and tail.
	head, tail string
	// policy lets just these styles and scripts run.
	policy string
}

// newWholePage puts the page together. It fails when a file is not what the page
// is made of.
func newWholePage(files fs.FS) (*wholePage, error) {
	style, err := bundleStyle(files, "base.css", "message.css", "write.css", "hood.css")
	if err != nil {
		return nil, err
	}
	theme, err := fs.ReadFile(files, "theme.js")
	if err != nil {
		return nil, err
	}
	script, err := bundleScript(files, "main")
	if err != nil {
		return nil, err
	}
	html, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, err
	}
	text := string(html)
	for _, part := range []struct {
		mark, open, close string
		inside            []byte
	}{
		{"<!-- style -->", "<style>", "</style>", style},
		{"<!-- theme -->", "<script>", "</script>", theme},
		{"<!-- script -->", `<script type="module">`, "</script>", script},
	} {
		if bytes.Contains(part.inside, []byte("</s")) || bytes.Contains(part.inside, []byte("<!--")) || strings.Count(text, part.mark) != 1 {
			return nil, fmt.Errorf("the page cannot have its part %s", part.mark)
		}
		text = strings.Replace(text, part.mark, part.open+string(part.inside)+part.close, 1)
	}
	p := &wholePage{policy: "default-src 'self'; style-src 'self' " + digest(style) + "; script-src 'self' " + digest(theme) + " " + digest(script) +
		"; img-src * data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"}
	var found bool
	if p.head, p.tail, found = strings.Cut(text, "<!-- state -->"); !found {
		return nil, fmt.Errorf("the page has no place for its state")
	}
	return p, nil
}

// digest is how a policy names a part.
func digest(part []byte) string {
	sum := sha256.Sum256(part)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// serve answers GET / with the page and a state, which is JSON. It holds the
// players' tokens: nobody keeps it.
func (p *wholePage) serve(w http.ResponseWriter, state []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy)
	h.Set("Cache-Control", "no-store")
	// A reader that has gone needs no answer.
	_, _ = fmt.Fprintf(w, `%s<script type="application/json" id="state-at-first">%s</script>%s`, p.head, state, p.tail)
}
