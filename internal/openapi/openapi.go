// Package openapi checks requests to Discord's REST API, and answers from it,
// against the OpenAPI description that Discord publishes.
//
// It promises:
//   - a path, a method, a query parameter or a content type that the
//     description does not have is refused, and so is a body that does not fit
//     its schema, whether it is JSON or the payload_json of a multipart form;
//   - what Discord refuses and the description does not state is checked as
//     well: see rules.go;
//   - the error says what is wrong with the branch that was meant, not with
//     all the branches of a union.
//
// It deliberately knows nothing of the bot and of the sandbox, which says of each
// request what this package says, and of the tests, which fail for it.
package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Prefix is what stands before the description's paths in a request.
const Prefix = "/api/v10"

// resource is the name of the description for the compiler of schemas.
const resource = "https://discord.invalid/openapi.json"

// A Validator checks requests and answers. Its methods may be called from any
// goroutine.
type Validator struct {
	operations []*operation

	mu       sync.Mutex // guards compiler and schemas: compiling is not safe
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by pointer into the description
}

// An operation is one method of one path. Its schemas are pointers into the
// description.
type operation struct {
	template   string // the path, with its parameters in braces
	method     string
	parameters []parameter
	bodies     map[string]string            // by content type
	mustBody   bool                         // a body is required
	answers    map[string]map[string]string // by status ("200", "4XX"), by content type
}

type parameter struct {
	name, in string // in is "path" or "query"
	required bool
	schema   string
}

// Find is the path of the description: the file named, or if name is empty
// shared/discord/openapi.json in a folder or in one above it, as it stands
// beside the project. Without one the error is [os.ErrNotExist].
func Find(name, dir string) (string, error) {
	if name != "" {
		_, err := os.Stat(name)
		return name, err
	}
	for {
		name := filepath.Join(dir, "shared", "discord", "openapi.json")
		if _, err := os.Stat(name); err == nil {
			return name, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}

// Open reads a description. That takes a few hundredths of a second; a schema
// is compiled when something is held against it first.
func Open(name string) (*Validator, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the host names the file
	if err != nil {
		return nil, err
	}
	return parse(text)
}

// parse reads a description.
func parse(text []byte) (*Validator, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	v := &Validator{
		compiler: jsonschema.NewCompiler(),
		schemas:  map[string]*jsonschema.Schema{},
	}
	v.compiler.AssertFormat()
	if err := v.compiler.AddResource(resource, doc); err != nil {
		return nil, err
	}
	paths := object(object(doc)["paths"])
	if len(paths) == 0 {
		return nil, errors.New("the description has no paths")
	}
	for template, item := range paths {
		for method, op := range object(item) {
			if method == "parameters" {
				continue
			}
			v.add(template, method, object(item), object(op))
		}
	}
	return v, nil
}

// add takes one operation in.
func (v *Validator) add(template, method string, item, op map[string]any) {
	o := &operation{template: template, method: strings.ToUpper(method), answers: map[string]map[string]string{}}
	here := pointer("paths", template)
	for i, p := range array(item["parameters"]) {
		o.parameter(object(p), here+pointer("parameters", fmt.Sprint(i), "schema"))
	}
	here += pointer(method)
	for i, p := range array(op["parameters"]) {
		o.parameter(object(p), here+pointer("parameters", fmt.Sprint(i), "schema"))
	}
	body := object(op["requestBody"])
	o.mustBody, _ = body["required"].(bool)
	o.bodies = contents(body, here+pointer("requestBody"))
	for status, answer := range object(op["responses"]) {
		o.answers[status] = contents(object(answer), here+pointer("responses", status))
	}
	v.operations = append(v.operations, o)
}

func (o *operation) parameter(p map[string]any, schema string) {
	name, _ := p["name"].(string)
	in, _ := p["in"].(string)
	required, _ := p["required"].(bool)
	o.parameters = append(o.parameters, parameter{name: name, in: in, required: required, schema: schema})
}

// contents lists the schemas of a body by its content type.
func contents(body map[string]any, here string) map[string]string {
	found := map[string]string{}
	for kind, c := range object(body["content"]) {
		if _, ok := object(c)["schema"]; ok {
			found[kind] = here + pointer("content", kind, "schema")
		}
	}
	return found
}

// operation finds what a request asks for; path is without [Prefix], escaped.
// Where several templates match, the one whose words come first is meant:
// /users/@me before /users/{user_id}. (http.ServeMux refuses such a table.)
func (v *Validator) operation(method, path string) (*operation, error) {
	var found *operation
	parts := strings.Split(path, "/")
	for _, o := range v.operations {
		if o.method != method || !matches(o.template, parts) {
			continue
		}
		// In ASCII a brace comes after all that begins a word of a path.
		if found == nil || o.template < found.template {
			found = o
		}
	}
	if found == nil {
		return nil, fmt.Errorf("the description has no %s %s", method, path)
	}
	return found, nil
}

// matches reports whether the parts of a path fit a template.
func matches(template string, parts []string) bool {
	want := strings.Split(template, "/")
	if len(want) != len(parts) {
		return false
	}
	for i, w := range want {
		parameter := strings.HasPrefix(w, "{")
		if parameter && parts[i] == "" || !parameter && w != parts[i] {
			return false
		}
	}
	return true
}

// check holds a value against the schema at a pointer.
func (v *Validator) check(schema string, value any) error {
	v.mu.Lock()
	s := v.schemas[schema]
	if s == nil {
		var err error
		s, err = v.compiler.Compile(resource + "#" + (&url.URL{Fragment: schema}).EscapedFragment())
		if err != nil {
			v.mu.Unlock()
			return err
		}
		v.schemas[schema] = s
	}
	v.mu.Unlock()
	err := s.Validate(value)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		return explain(invalid)
	}
	return err
}

// pointer is a JSON pointer made of its parts.
func pointer(parts ...string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + escape.Replace(p))
	}
	return b.String()
}

// object is v if it is a JSON object, else an empty one.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// array is v if it is a JSON array, else an empty one.
func array(v any) []any {
	a, _ := v.([]any)
	return a
}
