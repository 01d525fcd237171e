package sandbox

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A bundle makes one script of the page's modules, when the server is made: a
// browser takes much longer to ask for forty small files than to read one. Each
// module becomes a function which returns what others import, after those that
// it imports itself:
//
//	const dom$ = (() => { …; return { el, icon }; })();
//	const bar$ = (() => { const { el } = dom$; …; return { bar }; })();
//
// That is little, and needs no tool, because the modules keep to little: an import
// is a line with names, an export stands before a declaration, and nothing imports
// itself, however indirectly.
type bundle struct {
	files fs.FS
	// wanted are the names that a module's importers want of it.
	wanted map[string][]string
	text   map[string]string
	order  []string
}

var importLine = regexp.MustCompile(`(?m)^import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.js";$`)

// bundleScript is the module of a name with all that it imports.
func bundleScript(files fs.FS, main string) ([]byte, error) {
	b := bundle{files: files, wanted: map[string][]string{}, text: map[string]string{}}
	if err := b.add(main, nil); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, name := range b.order {
		names := slices.Compact(slices.Sorted(slices.Values(b.wanted[name])))
		fmt.Fprintf(&out, "const %s$ = (() => {\n%s\nreturn { %s };\n})();\n", name, b.text[name], strings.Join(names, ", "))
	}
	return out.Bytes(), nil
}

// add adds a module after those that it imports. way are those that led to it.
func (b *bundle) add(name string, way []string) error {
	if slices.Contains(way, name) {
		return fmt.Errorf("the module %s imports itself: %v", name, way)
	}
	if _, known := b.text[name]; known {
		return nil
	}
	raw, err := fs.ReadFile(b.files, name+".js")
	if err != nil {
		return err
	}
	text := string(raw)
	for _, found := range importLine.FindAllStringSubmatch(text, -1) {
		from := found[2]
		b.wanted[from] = append(b.wanted[from], strings.Split(found[1], ", ")...)
		if err := b.add(from, append(way, name)); err != nil {
			return err
		}
	}
	text = importLine.ReplaceAllString(text, "const { $1 } = $2$$;")
	if b.text[name], err = withoutExports(name, text); err != nil {
		return err
	}
	b.order = append(b.order, name)
	return nil
}

var exported = regexp.MustCompile(`(?m)^export (const|class|function|async function) `)

// withoutExports takes the word export away, and refuses what would need more.
func withoutExports(name, text string) (string, error) {
	text = exported.ReplaceAllString(text, "$1 ")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "import") || strings.HasPrefix(line, "export") {
			return "", fmt.Errorf("the module %s has an import or export of another form: %s", name, line)
		}
	}
	return text, nil
}

// bundleStyle is the style sheets of the names, one after the other.
func bundleStyle(files fs.FS, names ...string) ([]byte, error) {
	var out bytes.Buffer
	for _, name := range names {
		raw, err := fs.ReadFile(files, path.Clean(name))
		if err != nil {
			return nil, err
		}
		out.Write(raw)
	}
	return out.Bytes(), nil
}
