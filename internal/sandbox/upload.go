package sandbox

import (
	"bytes"
	"errors"
	"image"
	_ "image/gif"  // sizes of uploaded pictures
	_ "image/jpeg" // sizes of uploaded pictures
	_ "image/png"  // sizes of uploaded pictures
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/disgoorg/snowflake/v2"
)

// An upload is the files of one request, by the number in their field's name.
type upload struct {
	files map[string]uploadedFile
	order []string
}

type uploadedFile struct {
	name string
	kind string
	data []byte
}

// has says whether a file of that name comes with the request or is on the
// message already.
func (u *upload) has(name string) bool {
	if u == nil {
		return false
	}
	for _, f := range u.files {
		if f.name == name {
			return true
		}
	}
	return false
}

// take is the file of a number, which nobody gets a second time.
func (u *upload) take(number string) (f uploadedFile, found bool) {
	if u == nil {
		return f, false
	}
	if f, found = u.files[number]; found {
		delete(u.files, number)
	}
	return f, found
}

// readForm takes a multipart body apart: the JSON in payload_json and the
// files in files[n] (or file).
func readForm(contentType string, body []byte) (payload []byte, up *upload, refused *refusal) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return body, nil, nil //nolint:nilerr // another kind of body is read as it is
	}
	up = &upload{files: map[string]uploadedFile{}}
	payload = []byte("{}")
	total := 0
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return payload, up, nil
		}
		if err != nil {
			return nil, nil, notJSON()
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, notJSON()
		}
		switch field := part.FormName(); {
		case field == "payload_json":
			payload = data
		case part.FileName() != "":
			total += len(data)
			if total > maxUpload {
				return nil, nil, tooLarge()
			}
			up.add(field, part.FileName(), part.Header.Get("Content-Type"), data)
		}
	}
}

func (u *upload) add(field, name, kind string, data []byte) {
	number := strings.TrimSuffix(strings.TrimPrefix(field, "files["), "]")
	if number == "file" || number == field {
		number = strconv.Itoa(len(u.files))
	}
	if byName := mime.TypeByExtension(path.Ext(name)); byName != "" && (kind == "" || kind == "application/octet-stream") {
		kind = byName
	}
	u.files[number] = uploadedFile{name: path.Base(name), kind: kind, data: data}
	u.order = append(u.order, number)
}

// An attachment is a file that the sandbox keeps and serves.
type attachment struct {
	id            snowflake.ID
	name          string
	title         string
	description   string
	kind          string
	url           string
	width, height int
	size          int
	// data are the bytes; nil when only the archive has them.
	data []byte
}

func (a *attachment) wire(b []byte) []byte {
	b = appendID(append(b, `{"id":`...), a.id)
	b = appendString(append(b, `,"filename":`...), a.name)
	b = strconv.AppendInt(append(b, `,"size":`...), int64(a.size), 10)
	b = appendString(append(b, `,"url":`...), a.url)
	b = appendString(append(b, `,"proxy_url":`...), a.url)
	if a.title != "" {
		b = appendString(append(b, `,"title":`...), a.title)
	}
	if a.description != "" {
		b = appendString(append(b, `,"description":`...), a.description)
	}
	if a.kind != "" {
		b = appendString(append(b, `,"content_type":`...), a.kind)
	}
	if a.width > 0 {
		b = strconv.AppendInt(append(b, `,"width":`...), int64(a.width), 10)
		b = strconv.AppendInt(append(b, `,"height":`...), int64(a.height), 10)
	}
	return append(b, '}')
}

// shelf keeps attachments, the newest of them up to a size in all.
type shelf struct {
	mu    sync.Mutex // guards all below
	limit int
	size  int
	byID  map[snowflake.ID]*attachment
	order []*attachment
}

// put adds an attachment, and returns those that had to go for it.
func (s *shelf) put(a *attachment) (gone []*attachment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[a.id] = a
	s.order = append(s.order, a)
	s.size += a.size
	for s.size > s.limit && len(s.order) > 1 {
		gone = append(gone, s.order[0])
		s.size -= s.order[0].size
		delete(s.byID, s.order[0].id)
		s.order = s.order[1:]
	}
	return gone
}

func (s *shelf) get(id snowflake.ID) *attachment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

// keep stores an uploaded file under an address below base.
func (s *Server) keep(f uploadedFile, ref attachmentRef, channel snowflake.ID, base string) *attachment {
	a := &attachment{
		id: s.ids.next(), name: f.name, title: ref.Title, description: ref.Description,
		kind: f.kind, data: f.data, size: len(f.data),
	}
	a.url = base + "/attachments/" + channel.String() + "/" + a.id.String() + "/" + url.PathEscape(a.name)
	if strings.HasPrefix(f.kind, "image/") {
		if size, _, err := image.DecodeConfig(bytes.NewReader(f.data)); err == nil {
			a.width, a.height = size.Width, size.Height
		}
	}
	s.forgetFiles(s.shelf.put(a))
	s.keepFile(a)
	return a
}

// serveAttachment answers GET /attachments/{channel}/{id}/{name}.
func (s *Server) serveAttachment(w http.ResponseWriter, r *http.Request) {
	id, err := snowflake.Parse(r.PathValue("id"))
	a := s.shelf.get(id)
	if err != nil || a == nil {
		http.NotFound(w, r)
		return
	}
	data := a.data
	if data == nil && s.archive != nil {
		data, err = s.archive.bytes(r.Context(), id)
	}
	if err != nil || len(data) != a.size {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox")
	h.Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(w, r, "", s.started, bytes.NewReader(data))
}
