package sandbox

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestWholePage finds every module and every style sheet of the folder in the
// page, once.
func TestWholePage(t *testing.T) {
	t.Parallel()
	files := os.DirFS("page")
	p, err := newWholePage(files)
	if err != nil {
		t.Fatal(err)
	}
	text := p.head + p.tail
	list, err := fs.Glob(files, "*.*s") // js and css
	if err != nil || len(list) < 30 {
		t.Fatalf("the folder has %q (%v)", list, err)
	}
	for _, name := range list {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(raw), "\n") // which says what the file is
		if len(line) < 10 || strings.Count(text, line) != 1 {
			t.Errorf("%q of %s stands %d times in the page", line, name, strings.Count(text, line))
		}
	}
}

// TestModulesThatCannotBeBundled are refused when the server is made, not by
// somebody's browser.
func TestModulesThatCannotBeBundled(t *testing.T) {
	t.Parallel()
	for words, main := range map[string]string{
		"imports itself":            `import { a } from "./b.js";`,
		"file does not exist":       `import { a } from "./nowhere.js";`,
		"of another form: import *": `import * as c from "./c.js";`,
		"of another form: export d": `export default 1;`,
		"of another form: export {": `export { a };`,
	} {
		files := fstest.MapFS{
			"main.js": {Data: []byte(main + "\n")},
			"b.js":    {Data: []byte(`import { x } from "./main.js";` + "\n")},
			"c.js":    {Data: []byte("export const a = 1;\n")},
		}
		if _, err := bundleScript(files, "main"); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", main, err)
		}
	}
}

// TestABundle has each module once, before those that import it.
func TestABundle(t *testing.T) {
	t.Parallel()
	got, err := bundleScript(fstest.MapFS{
		"main.js": {Data: []byte("import { a } from \"./a.js\";\nimport { b, c } from \"./b.js\";\nuse(a, b, c);\n")},
		"a.js":    {Data: []byte("import { c } from \"./b.js\";\nexport const a = c;\n")},
		"b.js":    {Data: []byte("export function b() {}\nexport async function c() {}\n")},
	}, "main")
	const want = `const b$ = (() => {
function b() {}
async function c() {}

return { b, c };
})();
const a$ = (() => {
const { c } = b$;
const a = c;

return { a };
})();
const main$ = (() => {
const { a } = a$;
const { b, c } = b$;
use(a, b, c);

return {  };
})();
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}
