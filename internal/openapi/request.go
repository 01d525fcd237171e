package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A Request is one that was recorded.
type Request struct {
	Method string
	// Path begins with [Prefix] and is as it was sent, escapes and all.
	Path        string
	Query       url.Values
	ContentType string
	Body        []byte
}

// Request says what Discord would not accept in a request; nil if nothing.
func (v *Validator) Request(r Request) error {
	if err := v.request(r); err != nil {
		return fmt.Errorf("%s %s: %w", r.Method, r.Path, err)
	}
	return nil
}

func (v *Validator) request(r Request) error {
	path, ok := strings.CutPrefix(r.Path, Prefix)
	if !ok {
		return fmt.Errorf("the path does not begin with %s", Prefix)
	}
	o, err := v.operation(r.Method, path)
	if err != nil {
		return err
	}
	errs := []error{v.pathParameters(o, path), v.queryParameters(o, r.Query)}
	switch {
	case len(r.Body) == 0 && o.mustBody:
		errs = append(errs, errors.New("the body is missing"))
	case len(r.Body) == 0:
	case len(o.bodies) == 0:
		// An empty object is what some libraries send in place of nothing.
		if text := strings.TrimSpace(string(r.Body)); text != "{}" && text != "null" {
			errs = append(errs, errors.New("there is a body, which the description does not have"))
		}
	default:
		errs = append(errs, v.body(o, r))
	}
	return errors.Join(errs...)
}

// body checks a body that is there and may be.
func (v *Validator) body(o *operation, r Request) error {
	kind, options, err := mime.ParseMediaType(r.ContentType)
	if err != nil {
		return fmt.Errorf("content type %q: %w", r.ContentType, err)
	}
	if _, ok := o.bodies[kind]; !ok {
		return fmt.Errorf("the content type %s is none that the description has", kind)
	}
	text, files := r.Body, map[string]string{}
	schema := o.bodies[kind]
	if kind == "multipart/form-data" {
		if text, files, err = parts(r.Body, options["boundary"]); err != nil {
			return err
		}
		// The schema of the form lists the files too; the payload is the JSON.
		if asJSON, ok := o.bodies["application/json"]; ok {
			schema = asJSON
		}
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	walk(value, asDescribed)
	return errors.Join(v.check(schema, value), rules(o, value, files))
}

// parts takes a form apart: its payload_json, and the names of its files by
// the names of their parts.
func parts(body []byte, boundary string) (payload []byte, files map[string]string, err error) {
	files = map[string]string{}
	filePart := regexp.MustCompile(`^files\[[0-9]\]$`)
	for form := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("the form is broken: %w", err)
		}
		text, err := io.ReadAll(part)
		name := part.FormName()
		_, twice := files[name]
		switch {
		case err != nil:
			return nil, nil, fmt.Errorf("the form is broken: %w", err)
		case name == "payload_json" && payload == nil:
			payload = text
		case !filePart.MatchString(name) || twice:
			return nil, nil, fmt.Errorf("the part %q is none that Discord knows, or stands there twice", name)
		case part.FileName() == "" || len(text) == 0:
			return nil, nil, fmt.Errorf("the part %q has no file name or no contents", name)
		default:
			files[name] = part.FileName()
		}
	}
	if payload == nil {
		return nil, nil, errors.New("the form has no payload_json")
	}
	return payload, files, nil
}

// asDescribed changes what Discord takes in two forms into the one that its
// description has: permissions are digits in a text or a number, the number of
// an attachment likewise.
func asDescribed(value any) {
	const permissions = "default_member_permissions"
	m := object(value)
	if text, ok := m[permissions].(string); ok && text != "" && strings.Trim(text, "0123456789") == "" {
		m[permissions] = json.Number(text)
	}
	for _, a := range array(m["attachments"]) {
		if n, ok := object(a)["id"].(json.Number); ok {
			object(a)["id"] = n.String()
		}
	}
}

func (v *Validator) pathParameters(o *operation, path string) error {
	var errs []error
	given := strings.Split(path, "/")
	for i, part := range strings.Split(o.template, "/") {
		name := strings.Trim(part, "{}")
		if name == part {
			continue
		}
		text, err := url.PathUnescape(given[i])
		if err != nil {
			return err
		}
		for _, p := range o.parameters {
			if p.in == "path" && p.name == name {
				errs = append(errs, v.parameter(p, []string{text}))
			}
		}
	}
	return errors.Join(errs...)
}

func (v *Validator) queryParameters(o *operation, query url.Values) error {
	var errs []error
	known := map[string]bool{}
	for _, p := range o.parameters {
		if p.in != "query" {
			continue
		}
		known[p.name] = true
		if given, ok := query[p.name]; ok {
			errs = append(errs, v.parameter(p, given))
		} else if p.required {
			errs = append(errs, fmt.Errorf("the query parameter %s is missing", p.name))
		}
	}
	for name := range query {
		if !known[name] {
			errs = append(errs, fmt.Errorf("there is no query parameter %s", name))
		}
	}
	return errors.Join(errs...)
}

// parameter checks a parameter, which arrives as text, as any type it can be.
func (v *Validator) parameter(p parameter, given []string) error {
	list := make([]any, len(given))
	for i, text := range given {
		list[i] = text
	}
	readings := []any{list}
	if len(given) == 1 {
		readings = append(readings, given[0])
		if typed, err := jsonschema.UnmarshalJSON(strings.NewReader(given[0])); err == nil {
			readings = append(readings, typed)
		}
	}
	for _, r := range readings {
		if v.check(p.schema, r) == nil {
			return nil
		}
	}
	return fmt.Errorf("the %s parameter %s cannot be %q", p.in, p.name, given)
}

// Response says what in an answer to a request does not fit the description;
// nil if nothing. An answer without a body is checked for its status alone.
func (v *Validator) Response(r Request, status int, body []byte) error {
	if err := v.response(r, status, body); err != nil {
		return fmt.Errorf("%s %s: answer %d: %w", r.Method, r.Path, status, err)
	}
	return nil
}

func (v *Validator) response(r Request, status int, body []byte) error {
	o, err := v.operation(r.Method, strings.TrimPrefix(r.Path, Prefix))
	if err != nil {
		return err
	}
	answer, ok := o.answers[fmt.Sprint(status)]
	if !ok && status >= 400 {
		return nil // errors have one form for all routes, which is not theirs to state
	}
	if !ok {
		return errors.New("there is no such status in the description")
	}
	schema, ok := answer["application/json"]
	if len(body) == 0 || !ok {
		if (len(body) == 0) != !ok {
			return fmt.Errorf("a body of %d bytes; the description has %v", len(body), answer)
		}
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	return v.check(schema, value)
}
